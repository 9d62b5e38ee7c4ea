"""`astreinte replay`: a call of the journal, told as a simulated one is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, assert_never

import click

from appliance.calls import timeline
from appliance.calls.journal_words import kept_step, note_line, period_text
from appliance.calls.leg import OFFICE, OfferEvent
from appliance.calls.timeline import Told
from appliance.commands.calls import caller_text
from appliance.commands.database import database_here
from appliance.commands.options import config_option, state_option
from appliance.commands.told_path import path
from appliance.company.model import Company
from appliance.planning.moments import long_moment
from appliance.prompts.french.reading import why_no_number
from appliance.store.journal.reader import list_calls, step_note
from appliance.store.settings.snapshot import load_company

Record = dict[str, Any]


@click.command("replay", help="Un appel du journal, raconté pas à pas ; le dernier si ID manque.")
@click.argument("call_id", metavar="[ID]", required=False)
@state_option
@click.option("--json", "as_json", is_flag=True, help="Un objet JSON ; secondes comptées depuis le décroché.")
@config_option
def command(call_id: str | None, state: Path | None, as_json: bool, config_file: Path) -> None:
    """ConfigError, StoreError; ClickException when there is no such call."""
    with database_here(state, config_file) as database:
        calls = list_calls(database, call_id=call_id, limit=1)
        company = load_company(database)
    if not calls:
        which = f"L'appel « {call_id} » n'est pas dans le journal" if call_id else "Le journal ne contient aucun appel"
        raise click.ClickException(f"{which} ; « astreinte calls --json » donne les identifiants.")
    if as_json:
        click.echo(json.dumps(as_facts(calls[0], company), ensure_ascii=False, indent=2))
        return
    for text in [*opening(calls[0], company), "", *path(replayed(calls[0], company)), "", *ending(calls[0], company)]:
        click.echo(text)


def opening(call: Record, company: Company | None) -> Iterator[str]:
    """Which call this is, when, and in which period of the line."""
    zone, country = zone_of(call, company), company.country if company else "FR"
    moment = datetime.fromisoformat(call["started_at"])
    yield f"{call['line_name'] or 'Aucune ligne'}, {long_moment(moment, zone)} ({zone}), appel {call['id']}"
    for step in call["steps"]:
        if step["name"] == "greeting":
            yield f"Période : {period_text(step['detail'])}"
    who = caller_text(call, country)
    yield f"Appelant : {f'numéro {who}' if who == why_no_number(call['caller']) else who}"


def zone_of(call: Record, company: Company | None) -> str:
    """The clock on which the call is told: its line's, if the line still exists."""
    if company is None:
        return "Europe/Paris"
    return company.lines[call["line"]].timezone if call["line"] in company.lines else company.timezone


def replayed(call: Record, company: Company | None) -> list[Told]:
    """What the journal kept of the call, in the order in which it happened."""
    told = [*steps_told(call, company), *attempts_told(call, company)]
    if call["message"]:
        text = timeline.message_text(call["message"]["seconds"])
        told.append(Told(since(call, call["message"]["at"]), "message", text))
    if call["connected_at"]:
        text = timeline.joined_text(accepted_by(call) or "", company)
        told.append(Told(since(call, call["connected_at"]), "joined", text))
    if call["ended_at"]:
        told.append(Told(since(call, call["ended_at"]), "hang_up", "Fin de l'appel"))
    return sorted(told, key=lambda each: each.at)


def steps_told(call: Record, company: Company | None) -> Iterator[Told]:
    for step, following in pairwise([*call["steps"], {"name": ""}]):
        note = step_note(step)
        text = note_line(note, company) if note is not None else kept_step(step["name"], step["detail"], company).line
        length = f" ({timeline.seconds_text(step['seconds'])})" if step["seconds"] else ""
        yield Told(since(call, step["at"]), "step", f"{text}{length}", step["name"])
        if step["name"] == "hunt" and following["name"] != "on_call":
            yield Told(since(call, step["at"]), "nobody", timeline.NOBODY_ON_CALL)


def attempts_told(call: Record, company: Company | None) -> Iterator[Told]:
    """Each telephone rung: dialled, ringing, answered, and how it ended."""
    for attempt in call["attempts"]:
        agent, phone, outcome = attempt["agent"], attempt["phone"], attempt["outcome"]
        for event in OfferEvent:
            if (at := moment_of(event, attempt)) is not None:
                text = timeline.offered_text(event, agent, phone, outcome, company)
                yield Told(since(call, at), event.value, text, agent)


def moment_of(event: OfferEvent, attempt: Record) -> str | None:
    """When it happened, as the journal has it; None where it did not."""
    match event:
        case OfferEvent.DIALLED:
            at: str | None = attempt["at"]
        case OfferEvent.RINGING:
            at = attempt["ringing_at"]
        case OfferEvent.ANSWERED:
            at = attempt["answered_at"]
        case OfferEvent.ENDED:
            at = attempt["ended_at"]
        case _:
            assert_never(event)
    return at


def since(call: Record, instant: str) -> float:
    """Seconds from the pick-up to this instant of the journal."""
    began = datetime.fromisoformat(call["answered_at"] or call["started_at"])
    return (datetime.fromisoformat(instant) - began).total_seconds()


def accepted_by(call: Record) -> str | None:
    """Who took the call, if an agent did."""
    taken = (each["agent"] for each in call["attempts"] if each["outcome"] == "accepted")
    return next((agent for agent in taken if agent != OFFICE), None)


def ending(call: Record, company: Company | None) -> Iterator[str]:
    """What came of it."""
    yield f"Issue : {timeline.outcome_text(call['outcome'], company, accepted_by(call))}"
    if call["order"]:
        yield f"Numéro de commande : {call['order']}"
    if call["connected_at"] or call["outcome"]:
        yield timeline.wait_text(seconds_to_human(call))
    if call["fallback"]:
        yield "Le mode secours a pris cet appel : le contrôleur ne répondait plus."


def as_facts(call: Record, company: Company | None) -> dict[str, Any]:
    """The same, for a program."""
    return {
        "id": call["id"],
        "line": call["line"],
        "at": call["started_at"],
        "caller": call["caller"],
        "path": [asdict(each) for each in replayed(call, company)],
        "outcome": call["outcome"],
        "accepted_by": accepted_by(call),
        "seconds_to_human": seconds_to_human(call),
    }


def seconds_to_human(call: Record) -> float | None:
    """From the pick-up; None for a caller who has had nobody."""
    return since(call, call["connected_at"]) if call["connected_at"] else None
