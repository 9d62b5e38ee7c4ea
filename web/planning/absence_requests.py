"""Days away: asked for by an agent on « Mes astreintes », answered by whoever manages."""

from __future__ import annotations

from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms.validators import InputRequired

from appliance.calls.text_lengths import REASON
from appliance.company.names import agent_name, of_name
from appliance.notify.absence_answer import days_words, tell_answer
from appliance.store.absences.requests import (
    AbsenceRequest,
    Answer,
    Settled,
    ask,
    settle,
    waiting_request,
    waiting_requests,
)
from appliance.store.accounts.audit import note
from appliance.store.database import writing
from appliance.store.errors import StoreError
from web.frame.form_values import DayField
from web.frame.french_form import FrenchForm
from web.frame.gate import ALL, MANAGERS, account, open_to
from web.frame.site import current_site, zone_of
from web.frame.warned import warn
from web.planning.my_duties import me
from web.planning.my_duties import pages as my_pages
from web.planning.pages import pages
from web.text_fields import Text

Page = str | Response | tuple[str, int]


class RequestForm(FrenchForm):
    """Local days, both included."""

    first = DayField("Premier jour", validators=[InputRequired("Donnez le premier jour.")])
    last = DayField("Dernier jour, compris", validators=[InputRequired("Donnez le dernier jour.")])
    reason = Text("Motif (facultatif)", longest=REASON)


class RefusalForm(FrenchForm):
    """A word for whoever asked."""

    word = Text("Un mot à l'intervenant (facultatif)", longest=REASON)


@my_pages.route("/moi/absence", methods=["GET", "POST"])
@open_to(ALL)
def ask_for_days() -> Page:
    site, (company, agent), form = current_site(), me(), RequestForm()
    if not form.validate_on_submit():
        return render_template("mine/absence.html", form=form), 422 if form.is_submitted() else 200
    first, last = form.first.data, form.last.data
    if last < site.now().astimezone(zone_of(company)).date():
        return render_template("mine/absence.html", form=form, problem="Ces jours sont passés."), 422
    reason = " ".join((form.reason.data or "").split())
    try:
        with writing(site.database):
            ask(site.database, agent, first, last, reason, site.real_clock())
            told_to_journal(f"Absence demandée par {company.agents[agent].name}", first, last)
    except StoreError as error:
        return render_template("mine/absence.html", form=form, problem=str(error)), 422
    flash("Votre demande est envoyée ; vous serez prévenu de la réponse. D'ici là, votre planning ne change pas.")
    return redirect(url_for("mine.shifts"), code=303)


@my_pages.post("/moi/absence/<key>/retirer")
@open_to(ALL)
def withdraw(key: str) -> Page:
    site, (company, agent) = current_site(), me()
    asked = waiting_request(site.database, key)
    if asked is None or asked.agent_id != agent:
        warn("Cette demande a déjà sa réponse, ou a été retirée.")
        return redirect(url_for("mine.shifts"), code=303)
    act = f"Absence : demande retirée par {company.agents[agent].name}"
    try:
        with writing(site.database):
            settle(site.database, key, Answer.WITHDRAWN, by=account().name, now=site.real_clock())
            told_to_journal(act, asked.first_day, asked.last_day)
    except Settled as error:
        warn(str(error))
        return redirect(url_for("mine.shifts"), code=303)
    flash(f"Votre demande d'absence est retirée : {words(asked)}.")
    return redirect(url_for("mine.shifts"), code=303)


@pages.get("/planning/demandes")
@open_to(MANAGERS)
def requests() -> Page:
    site = current_site()
    company = site.company() or abort(404)
    waiting = [one for one in waiting_requests(site.database) if one.agent_id in company.agents]
    return render_template("planning/requests.html", waiting=waiting, company=company, form=RefusalForm(), words=words)


@pages.post("/planning/demandes/<key>/refuser")
@open_to(MANAGERS)
def refuse(key: str) -> Page:
    site, form = current_site(), RefusalForm()
    company = site.company() or abort(404)
    if not form.validate_on_submit():
        warn(" ".join(form.word.errors) or "Cette demande n'est pas complète.")
        return redirect(url_for("planning.requests"), code=303)
    asked, word = waiting_request(site.database, key), " ".join((form.word.data or "").split())
    try:
        if asked is None:
            raise Settled
        with writing(site.database):
            answered(asked, Answer.REFUSED, word)
            name = agent_name(company, asked.agent_id)
            told_to_journal(f"Absence {of_name(name)} : refusée", asked.first_day, asked.last_day)
    except Settled as error:
        warn(str(error))
        return redirect(url_for("planning.requests"), code=303)
    flash(f"L'absence {of_name(name)}, {words(asked)}, est refusée ; l'intervenant en est prévenu.")
    return redirect(url_for("planning.requests"), code=303)


def answered(asked: AbsenceRequest, answer: Answer, word: str = "") -> None:
    """Kept, and told to whoever asked. Within `writing`. Settled, StoreError."""
    site, by = current_site(), account().name
    settle(site.database, asked.id, answer, by=by, now=site.real_clock(), word=word)
    if company := site.company():
        tell_answer(site.database, company, asked, answer, by=by, word=word, now=site.real_clock())


def words(asked: AbsenceRequest) -> str:
    """« du mercredi 9 décembre 2026 au samedi 12 décembre 2026 »."""
    return days_words(asked.first_day, asked.last_day)


def told_to_journal(act: str, first: date, last: date) -> None:
    """In the journal of changes; the reason stays in the request. Within `writing`."""
    site = current_site()
    note(site.database, account().name, act, [days_words(first, last)], at=site.real_clock())


def asked_here() -> AbsenceRequest | None:
    """The request that the address of « Noter une absence » answers, while it waits."""
    key = request.args.get("demande", "")
    return waiting_request(current_site().database, key) if key else None
