"""What is told of a trunk that is lost, or found again: to who is responsible, and to programs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from appliance.company.model import Company
from appliance.notify.mail import MailChannel
from appliance.notify.message import Message, one_line
from appliance.notify.sms import SmsChannel
from appliance.notify.told_people import Person, responsible_people
from appliance.notify.webhook import WebhookChannel, event
from appliance.notify.words import moment_text
from appliance.store.outbox.queue import MAIL, SMS, NewDelivery

RENDERED = {MAIL: MailChannel.rendered, SMS: SmsChannel.rendered}
KIND = "trunk"
ALONE = "C'est le seul : aucun appel n'arrive plus ni ne part, sauf ceux qui sont en cours."
BESIDE = (
    "Les appels qui partent prennent l'autre chemin ({others}) ; ceux que cet opérateur vous adresse n'arrivent plus."
)
AGAIN = "Les appels arrivent et partent de nouveau par lui."


@dataclass(frozen=True)
class TrunkNews:
    """`since` (UTC): when it was lost. `back`: it answers again. `others`: the names of the box's other trunks.

    `said`: how it is found, `remedy`: what to do, both in French.
    """

    trunk: str
    box: str
    since: datetime
    back: bool
    said: str
    others: Sequence[str] = ()
    remedy: str = ""


def trunk_letters(company: Company, news: TrunkNews, hooks: Sequence[str], now: datetime) -> list[NewDelivery]:
    """One for each person and way, one for each webhook, by name. `now`: UTC."""
    return [*_to_people(company, news, now), *_to_programs(news, hooks, now)]


def subject_of(news: TrunkNews) -> str:
    """« Trunk operateur : ne répond plus »."""
    return f"Trunk {one_line(news.trunk)} : {'répond de nouveau' if news.back else 'plus de réponse'}"


def text_of(company: Company, news: TrunkNews) -> str:
    """The whole of it."""
    since = moment_text(news.since, company.timezone)
    beside = BESIDE.format(others=", ".join(map(one_line, news.others))) if news.others else ALONE
    told = [f"Le trunk {one_line(news.trunk)} {news.said}, depuis le {since}.", beside, news.remedy]
    if news.back:
        told = [f"Le trunk {one_line(news.trunk)} répond de nouveau ; il ne répondait plus depuis le {since}.", AGAIN]
    return "\n\n".join([*filter(None, told), f"Machine : {one_line(news.box)}.", one_line(company.name)]) + "\n"


def _to_people(company: Company, news: TrunkNews, now: datetime) -> Iterator[NewDelivery]:
    for person in responsible_people(company):
        for way, address in person.ways:
            yield replace(RENDERED[way](_message(company, news, person, f"{way} {address}", now), address), kind=KIND)


def _message(company: Company, news: TrunkNews, person: Person, where: str, now: datetime) -> Message:
    subject = subject_of(news)
    brief = subject + ("." if news.back or news.others else f". {ALONE}")
    about = f"trunk {one_line(news.trunk)}"
    return Message(_key(news, where), person.name, subject, about, text_of(company, news), now, brief=brief)


def _to_programs(news: TrunkNews, hooks: Sequence[str], now: datetime) -> Iterator[NewDelivery]:
    kind = "trunk.back" if news.back else "trunk.lost"
    facts = {"trunk": news.trunk, "box": news.box, "since": news.since.isoformat()}
    for hook in hooks:
        key = _key(news, f"webhook {hook}")
        message = Message(key, hook, kind, f"{kind} : {hook}", event(key, kind, now.isoformat(), facts), now)
        yield replace(WebhookChannel.rendered(message, hook), kind=KIND)


def _key(news: TrunkNews, where: str) -> str:
    """The same for the same news to the same address."""
    facts = f"{news.box} {news.trunk} {news.since.isoformat()} {news.back} {where}"
    return f"trunk-{hashlib.sha256(facts.encode()).hexdigest()[:32]}"
