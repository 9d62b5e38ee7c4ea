"""The messages of callers: played, given to somebody, ended with a note, deleted."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import InputRequired

from appliance.calls.text_lengths import NOTE, SHORT
from appliance.company.own_lines import own_lines
from appliance.disclosure import journal
from appliance.disclosure.journal import list_messages, seen
from appliance.store.accounts.audit import changed
from appliance.store.callbacks import listing
from appliance.store.journal.message_erasing import erase_message
from appliance.store.journal.message_followup import (
    SHOWN,
    ChangedMeanwhile,
    Message,
    MessagesWanted,
    NotEntrusted,
    find_message,
    may_open,
    state_words,
    take_care,
    waiting,
)
from appliance.store.journal.message_neighbours import neighbours
from web.answering.ring_back_links import ring_back_link, rung_back_here
from web.frame.account_names import people_of
from web.frame.french_form import FrenchForm
from web.frame.gate import ALL, MANAGERS, READERS, account, open_to
from web.frame.recordings import recording_answer
from web.frame.site import Site, current_site, today_of, zone_of
from web.frame.warned import warn
from web.frame.words import left_by, long_moment
from web.sight import own_sight
from web.text_fields import Carried, Lines

WRITTEN_SINCE = (
    "Quelqu'un vient d'écrire de ce message : rien n'est supprimé. Lisez ce qui suit, puis supprimez-le si c'est "
    "toujours voulu."
)
Page = str | AnyResponse | tuple[str, int]


class CareForm(FrenchForm):
    """`version`: of the message as it was when the page was shown; `told`: whether who was told of it had it then."""

    version = IntegerField(validators=[InputRequired()])
    told = Carried(longest=SHORT)
    assigned_to = SelectField("Confié à", validate_choice=False)
    note = Lines("Note", render_kw={"rows": 3}, longest=NOTE)
    done = BooleanField("Traité")


pages = Blueprint("messages", __name__, template_folder="templates")  # `/messages` and what is under it


def form_for(message: Message, *, fresh: bool = False) -> CareForm:
    """One takes charge by a button, and so is not among those to whom a message is given."""
    site = current_site()
    names = [one for one in may_open(site.database, site.real_clock()) if one != account().name]
    filled = {"formdata": None} if fresh or request.method == "GET" else {}
    form = CareForm(obj=None, data=facts_of(message), **filled)
    kept = [message.assigned_to] if message.assigned_to and message.assigned_to not in names else []
    people = people_of(site)
    form.assigned_to.choices = {"": "personne encore"} | {name: people.get(name, name) for name in [*names, *kept]}
    return form


def message_asked(call_id: str, file: str) -> Message:
    found = find_message(current_site().database, call_id, file)
    if found is None or found.deleted_at is not None:
        abort(404)
    sight = own_sight(current_site())
    if not journal.may_open(sight, account().name, found, today_of(sight.company)):
        abort(404)
    return found


@pages.get("/messages")
@open_to(ALL)
def page() -> Page:
    """Everybody's; to an agent, those that are given to them, then those of their lines, page after page each."""
    site = current_site()
    finished, skip, passed = request.args.get("etat") == "traites", asked("suite"), asked("autres")
    of = None if account().role in READERS else account().name
    first = of is None and not finished and not skip
    wanted = MessagesWanted(finished=finished, newest_first=True, limit=SHOWN + 1, skip=skip, of=of)
    found = list_messages(site.database, own_sight(site), wanted) if not passed else []
    callbacks = journal.open_callbacks(site.database, own_sight(site)) if first else []
    beside = of_own_lines(site, passed, finished=finished) if of is not None and not skip else []
    return render_template(
        "messages/page.html",
        company=site.company(),
        messages=found[:SHOWN],
        beside=beside[:SHOWN],
        passed=passed,
        more_beside=passed + SHOWN if len(beside) > SHOWN else None,
        callbacks=callbacks,
        promised=listing.number_open(site.database) if len(callbacks) == listing.SHOWN else len(callbacks),
        skip=skip,
        more=skip + SHOWN if len(found) > SHOWN else None,
        number=waiting(site.database)[0] if of is None else len(found),
        finished=finished,
        now=site.now(),
        ring_backs=rung_back_here(site) if not finished else {},
        people=people_of(site),
        zone=zone_of(site.company()),
    )


def of_own_lines(site: Site, skip: int, *, finished: bool) -> list[Message]:
    """What was left on the lines of the agent who asks, and is not given to them, one more than a page. StoreError."""
    company, who, sight = site.company(), account(), own_sight(site)
    if company is None or who.agent is None:
        return []
    lines = frozenset(line.id for line in own_lines(company, who.agent, today_of(company)))
    wanted = MessagesWanted(finished=finished, newest_first=True, limit=SHOWN + 1, skip=skip, lines=lines, but=who.name)
    return list_messages(site.database, sight, wanted)


@pages.get("/messages/<call_id>/<file>")
@open_to(ALL)
def one(call_id: str, file: str) -> Page:
    return shown(message_asked(call_id, file))


def shown(message: Message, form: CareForm | None = None, status: int = 200, **words: object) -> tuple[str, int]:
    site = current_site()
    form, zone = form or form_for(message), zone_of(site.company())
    if account().role not in MANAGERS:
        del form.assigned_to
    cares = account().role in MANAGERS or message.assigned_to == account().name
    newer, older = neighbours(site.database, message, of=None if account().role in READERS else account().name)
    return render_template(
        "messages/one.html",
        form=form,
        message=seen(message, own_sight(site), entrusted=message.assigned_to == account().name),
        company=site.company(),
        zone=zone,
        cares=cares,
        ring_back=ring_back_link(site, message.call_id, waits=message.open and not message.in_charge),
        newer=newer,
        older=older,
        people=people_of(site),
        **words,
    ), status


@pages.post("/messages/<call_id>/<file>")
@open_to(ALL)
def care(call_id: str, file: str) -> Page:
    """By whoever manages; whoever it is given to notes what they did, and gives it to nobody else."""
    site = current_site()
    message = message_asked(call_id, file)
    manages = account().role in MANAGERS
    if not manages and message.assigned_to != account().name:
        abort(403)
    form = form_for(message)
    takes = manages and request.form.get("do") == "take"
    to = account().name if takes else (form.assigned_to.data or None) if manages else message.assigned_to
    if not form.validate_on_submit():
        return shown(message, form, 422)
    read = replace(message, version=form.version.data, taken_by=message.taken_by if form.told.data else None)
    try:
        take_care(
            site.database,
            read,
            assigned_to=to,
            text=form.note.data or "",
            done=form.done.data,
            by=account().name,
            now=site.real_clock(),
        )
    except NotEntrusted as error:
        return shown(message, form, 422, problem=str(error))
    except ChangedMeanwhile as error:
        told = differs(form, error.now, to)
        form.version.raw_data, form.version.data = None, error.now.version
        form.told.data = told_of(error.now)
        problem = has_it(site, error.now) if takes and error.now.in_charge else str(error)
        return shown(error.now, form, 409, problem=problem, differences=told)
    if takes:
        flash("C'est noté : vous vous en chargez.")
        return redirect(url_for("messages.one", call_id=call_id, file=file), code=303)
    flash("C'est enregistré.")
    return redirect(url_for("messages.page"), code=303)


@pages.post("/messages/<call_id>/<file>/supprimer")
@open_to(MANAGERS)
def delete(call_id: str, file: str) -> Page:
    """As it was shown: what somebody has written of it since is read first."""
    site = current_site()
    message = message_asked(call_id, file)
    shown_so = replace(message, version=version_sent(), taken_by=message.taken_by if request.form.get("told") else None)
    try:
        erase_message(site.database, site.config.recordings_dir, shown_so, by=account().name, now=site.real_clock())
    except ChangedMeanwhile as error:
        if error.now.deleted_at is None:
            return shown(error.now, form_for(error.now, fresh=True), 409, problem=WRITTEN_SINCE)
        warn("Ce message était déjà supprimé.")
        return redirect(url_for("messages.page"), code=303)
    seen_so, zone = seen(message, own_sight(site)), zone_of(site.company())
    of = f"{left_by(seen_so, site.company())}, {long_moment(message.at.astimezone(zone))}"
    flash(f"Le message est supprimé ({of}) ; l'appel reste au journal.")
    return redirect(url_for("messages.page"), code=303)


@pages.get("/messages/<call_id>/<file>/son")
@open_to(ALL)
def sound(call_id: str, file: str) -> Response:
    message_asked(call_id, file)
    return recording_answer(file)


def has_it(site: Site, message: Message) -> str:
    """« Julie Martin s'en charge déjà. »"""
    who = seen(message, own_sight(site)).in_charge or ""
    return f"{people_of(site).get(who, who.partition(',')[0])} s'en charge déjà."


def version_sent() -> int:
    """Of the message as the page showed it; none that a message has, where it is not said."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def told_of(message: Message) -> str:
    return "oui" if message.taken_by else ""


def asked(name: str) -> int:
    """How many messages of a list the address says were shown before."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def facts_of(message: Message) -> dict[str, object]:
    return {
        "version": message.version,
        "told": told_of(message),
        "assigned_to": message.assigned_to or "",
        "note": message.note,
        "done": message.done_at is not None,
    }


def differs(form: CareForm, now: Message, to: str | None) -> list[str]:
    """What stands now against what was typed: the form keeps what was typed."""
    pairs = (
        ("Confié à", now.in_charge, to),
        ("Note", now.note, (form.note.data or "").strip()),
        ("État", state_words(now.done_at is not None), state_words(bool(form.done.data))),
    )
    return [changed(label, there, typed) for label, there, typed in pairs if (there or "") != (typed or "")]
