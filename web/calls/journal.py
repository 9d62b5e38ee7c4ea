"""The journal of calls: searched, one call told as one timeline, and what is shown as a CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, render_template, request, stream_with_context, url_for
from markupsafe import Markup
from peewee import Database

from appliance.calls.customers import known_caller
from appliance.calls.ending_words import ending_told
from appliance.calls.instructions import instructions_of
from appliance.calls.markdown import html_of
from appliance.company.model import Company
from appliance.company.own_lines import is_own_line, own_lines
from appliance.disclosure import Sight
from appliance.disclosure.journal import messages_of, read_call
from appliance.documents.statement_csv import text as defused
from appliance.notify.insistent_callers import untold
from appliance.store.callbacks.listing import tries_of
from appliance.store.customers.answers import KnownCustomers
from appliance.store.journal.search import Place, place_of
from appliance.store.outbox.tidings import Tiding, deliveries_of, tidings_of
from appliance.store.statements.done_words import STATES
from web.answering.ring_back_links import ring_back_link, rung_back_here
from web.calls.callback import callback_told
from web.calls.charge import named
from web.calls.done import notes_told, writer_of
from web.calls.own_calls import NONE_FOUND, OwnCall, calls_of_lines, who_has
from web.calls.search_form import CHUNK, QUICK, SearchForm, form_of, found_calls
from web.calls.standing import WAITS, standings
from web.calls.timeline import call_of
from web.calls.told import told_moments
from web.calls.told_afterwards import times_told, told_afterwards
from web.frame import words
from web.frame.form_values import moment_of_text
from web.frame.french_form import in_the_address
from web.frame.gate import ALL, READERS, account, open_to
from web.frame.site import current_site, today_of, zone_of
from web.sight import own_sight

ROWS = 30
CSV_HEADER = ("début", "ligne", "appelant", "commande", "issue", "secondes", "intervenants", "message (s)", "appel")


pages = Blueprint("journal", __name__, template_folder="templates")  # `/appels`, `/appels.csv`, `/appels/<appel>`


@pages.get("/appels")
@open_to(READERS)
def page() -> str | tuple[str, int]:
    site = current_site()
    company = site.company()
    form = form_of(company)
    if not form.validate():
        return render_template("journal/page.html", form=form, calls=[], **quick_links({})), 422
    after = place_asked()
    found = found_calls(site.database, own_sight(site), form, company, after, ROWS + 1)
    zone = zone_of(company)
    calls = [call_of(record, company, zone) for record in found[:ROWS]]
    kept = in_the_address(form)
    older = address_after(found[ROWS - 1], kept) if len(found) > ROWS else None
    return render_template(
        "journal/page.html",
        company=company,
        form=form,
        calls=calls,
        older=older,
        later=after is not None,
        standings=standings(site, found),
        ring_backs=rung_back_here(site),
        **quick_links(kept),
        now=site.now().astimezone(zone),
    )


@pages.get("/appels.csv")
@open_to(READERS)
def as_csv() -> Response | tuple[str, int]:
    site = current_site()
    company = site.company()
    form = form_of(company)
    if not form.validate():
        return render_template("journal/page.html", form=form, calls=[], **quick_links({})), 422
    rows = csv_lines(site.database, own_sight(site), form, company) if request.method == "GET" else ()
    answer = Response(stream_with_context(iter(rows)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="appels.csv"'
    return answer


@pages.get("/moi/appels")
@open_to(ALL)
def mine() -> str:
    """The latest calls of the lines of the agent who is signed in."""
    site = current_site()
    company, agent = site.company(), account().agent
    if company is None or agent is None or agent not in company.agents:
        abort(404)
    lines, zone = own_lines(company, agent, today_of(company)), zone_of(company)
    asked, after = request.args.get("issue", ""), place_asked()
    issue = asked if asked in QUICK else ""
    found = calls_of_lines(site, lines, issue, after, ROWS + 1)
    told = standings(site, found)
    calls = [call_of(record, company, zone) for record in found[:ROWS]]
    rows = [OwnCall(one, told[one.record["id"]], who_has(one, told[one.record["id"]], company, agent)) for one in calls]
    kept: dict[str, Any] = {"issue": issue or None}
    return render_template(
        "mine/calls.html",
        company=company,
        lines=lines,
        rows=rows,
        issue=issue,
        addresses={one: url_for("journal.mine", issue=one or None) for one in QUICK},
        quick=QUICK,
        older=address_after(found[ROWS - 1], kept, "journal.mine") if len(found) > ROWS else None,
        later=url_for("journal.mine", **kept) if after is not None else None,
        ring_backs=rung_back_here(site),
        nothing=NONE_FOUND.get(issue, "Aucun appel encore."),
        now=site.now().astimezone(zone),
    )


@pages.get("/appels/<call_id>")
@open_to(ALL)
def one(call_id: str) -> str:
    """To an agent, those of their own lines."""
    site = current_site()
    company, seen = site.company(), own_sight(site)
    found = read_call(site.database, seen, call_id) or abort(404)
    if account().role not in READERS and not is_own_line(company, account().agent, found["line"], today_of(company)):
        abort(404)
    zone, offset = zone_of(company), timedelta(seconds=site.config.clock_offset_seconds)
    tidings, told = tidings_of(site.database, call_id), deliveries_of(site.database, call_id)
    silenced = untold(site.database, tidings, told)
    call = call_of(found, company, zone, told_moments(tidings, told, seen, zone, offset, silenced))
    messages = messages_of(site.database, seen, call_id)
    customer = known_caller(KnownCustomers(site.database), found["caller"], found["order"])
    instructions = [Markup(html_of(one)) for one in instructions_of(company, found["line"], found["steps"])]  # noqa: S704
    callback = callback_told(found, tries_of(site.database, call_id), zone)
    standing = standings(site, [found])[call_id]
    facts = {
        "done": told_afterwards(site, company, seen, call_id, zone.key),
        "times": times_told(site, company, call_id),
        "notes": notes_told(site, found, zone.key),
        "states": STATES,
        "writer": writer_of(company, found, tidings) if company and found["ended_at"] else None,
        "ending": ending_told(found, company),
        "standing": standing,
        "ring_back": ring_back_link(site, call_id, waits=standing.untaken or standing.tone == WAITS),
        "messages": messages,
        "waits": any(one.open for one in tidings),
        "holder": holder_of(tidings, seen, zone, offset),
        "customer": customer,
        "instructions": instructions,
        "callback": callback,
    }
    return render_template("journal/one.html", company=company, call=call, **facts)


def holder_of(tidings: list[Tiding], sight: Sight, zone: ZoneInfo, offset: timedelta) -> tuple[str, str] | None:
    """Who took charge of a call last, and when in words; None where nobody has."""
    for one in reversed(tidings):
        if one.taken_at is not None:
            return named(sight.who_took(one.taken_by or "")), words.day_clock((one.taken_at + offset).astimezone(zone))
    return None


def place_asked() -> Place | None:
    """Where the page before ended, from the address."""
    moment, _, call_id = request.args.get("apres", "").partition("~")
    found = moment_of_text(moment)
    return Place(found, call_id) if found else None


def quick_links(kept: dict[str, Any]) -> dict[str, object]:
    """What the page shows of the search: `kept`, in the address; the addresses of what is asked most, less a place."""
    addresses = {issue: url_for("journal.page", **{**kept, "issue": issue or None}) for issue in QUICK}
    return {"kept": kept, "quick": QUICK, "addresses": addresses}


def address_after(record: dict[str, Any], kept: dict[str, Any], page: str = "journal.page") -> str:
    place = place_of(record)
    moment = place.started_at.isoformat().replace("+00:00", "Z")
    return url_for(page, apres=f"{moment}~{place.call_id}", **kept)


def csv_lines(database: Database, sight: Sight, form: SearchForm, company: Company | None) -> Iterator[str]:
    """Every call found, whatever their number, a few hundred at a time."""
    yield "\ufeff" + csv_line(CSV_HEADER)  # with it, a spreadsheet reads UTF-8
    after: Place | None = None
    while found := found_calls(database, sight, form, company, after, CHUNK):
        yield "".join(csv_line(csv_row(record, company)) for record in found)
        after = place_of(found[-1])


def csv_row(record: dict[str, Any], company: Company | None) -> tuple[str, ...]:
    """One call. A cell that a spreadsheet would run is defused."""
    call = call_of(record, company, zone_of(company))
    attempts = (
        f"{words.called_name(company, one['agent'])} {words.attempt_words(one['outcome'])}"
        for one in record["attempts"]
    )
    message = record["message"]
    cells = (
        call.began.strftime("%Y-%m-%d %H:%M:%S"),
        record["line_name"],
        words.caller(record, company),
        record["order"] or "",
        words.outcome_words(record["outcome"]),
        str(round(call.seconds)) if call.seconds is not None else "",
        ", ".join(attempts),
        str(round(message["seconds"])) if message else "",
        record["id"],
    )
    return tuple(defused(cell) for cell in cells)


def csv_line(cells: tuple[str, ...]) -> str:
    out = StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow(cells)
    return out.getvalue()
