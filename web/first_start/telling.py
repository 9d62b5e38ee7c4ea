"""The first start, second page: by what people are told, as the machine's file has it, and a try of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from appliance.company.model import Agent
from appliance.config import Config
from appliance.folding import listed
from appliance.notify.channel import Channel
from appliance.notify.mail import MailChannel
from appliance.notify.sms import SmsChannel
from appliance.notify.told_people import address_by
from appliance.notify.trial import KIND, trial_for
from appliance.store.outbox.queue import MAIL, SMS, DeliveryState, list_deliveries, queue_deliveries
from web.frame.gate import MANAGERS, open_to
from web.frame.site import Site, current_site
from web.frame.warned import warn
from web.sight import own_sight

SHOWN = 6  # tries
STATES = {DeliveryState.WAITING: "attend", DeliveryState.SENT: "parti", DeliveryState.FAILED: "refusé"}
TONES = {DeliveryState.WAITING: "ring", DeliveryState.SENT: "good", DeliveryState.FAILED: "bad"}
CHANNELS: dict[str, type[Channel]] = {MAIL: MailChannel, SMS: SmsChannel}


@dataclass(frozen=True)
class Means:
    """A way to tell people. `set_as`: how the machine's file sets it, None where it does not; `lines`: to add there."""

    name: str
    words: str
    set_as: str | None
    lines: str
    variable: str


pages = Blueprint("first_telling", __name__, template_folder="templates")  # `/demarrer/essais`


def means_of(config: Config) -> list[Means]:
    """Mail and SMS, as this machine has them."""
    mail, sms = config.mail, config.sms
    by_sms = sms and (
        f"le modem de cette machine ({sms.modem})" if sms.modem else f"la passerelle {sms.preset or 'HTTP'}"
    )
    mail_lines = '[mail]\nhost = "smtp.example.fr"\nsender = "astreinte@example.fr"'
    sms_lines = '[sms]\npreset = "ovhcloud"\nsender = "Astreinte"'
    return [
        Means(
            MAIL,
            "Courriel",
            f"{mail.host}, de la part de {mail.sender}" if mail else None,
            mail_lines,
            "astreinte_mail",
        ),
        Means(SMS, "SMS", by_sms or None, sms_lines, "astreinte_sms"),
    ]


def told_tries() -> list[dict[str, Any]]:
    """The last tries, the newest first. StoreError."""
    site = current_site()
    found = [one for one in list_deliveries(site.database, limit=60) if one["kind"] == KIND][:SHOWN]
    sight = own_sight(site)
    return [
        {
            "about": one["about"],
            "way": "Courriel" if one["channel"] == MAIL else "SMS",
            "state": STATES[DeliveryState(one["state"])],
            "tone": TONES[DeliveryState(one["state"])],
            "said": sight.text(one["last_error"] or ""),
        }
        for one in found
    ]


@pages.get("/demarrer/essais")
@open_to(MANAGERS)
def living() -> Response:
    answer = Response(render_template("first_start/tries.html", tries=told_tries()))
    answer.add_etag()
    answer.headers["Cache-Control"] = "no-cache, private"
    answer.make_conditional(request)
    return answer


@pages.post("/demarrer/essais")
@open_to(MANAGERS)
def send() -> AnyResponse:
    """A try to one agent by each way that the machine has and that reaches them."""
    site = current_site()
    company = site.company()
    agent = (company.agents.get(request.form.get("agent", "")) if company else None) or abort(404)
    ways = queued(site, agent)
    if ways:
        flash(f"L'essai part vers {agent.name} : {listed(ways)}. Il est suivi ci-dessous.")
    else:
        warn(f"{agent.name} n'a ni adresse de courriel ni mobile par où cette machine puisse prévenir.")
    return redirect(url_for("first_start.then"), code=303)


def queued(site: Site, agent: Agent) -> list[str]:
    """The names of the ways by which a try now waits in the outbox. StoreError."""
    now, ways = site.real_clock(), []
    for means in means_of(site.config):
        channel = CHANNELS[means.name]
        address = address_by(channel, agent) if means.set_as else None  # type: ignore[arg-type]
        if address is not None:
            rendered = channel.rendered(trial_for(agent, now), address)
            queue_deliveries(site.database, [replace(rendered, kind=KIND)], now)
            ways.append("courriel" if means.name == MAIL else "SMS")
    return ways
