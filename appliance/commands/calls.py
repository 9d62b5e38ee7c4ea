"""`astreinte calls`: the journal, as a table or as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from appliance.calls.outcome_words import kept_call, kept_offer
from appliance.calls.timeline import called_name, length_text
from appliance.commands.database import database_here
from appliance.commands.options import config_option, state_option
from appliance.company.model import Company
from appliance.company.numbers import readable
from appliance.prompts.french.reading import why_no_number
from appliance.store.journal.reader import list_calls
from appliance.store.settings.snapshot import load_company

ROWS = 50  # of the table, when no limit is given; JSON then gives the whole journal
HEADER = ("Début", "Ligne", "Appelant", "Commande", "Issue", "Durée", "Intervenants appelés")

Record = dict[str, Any]


@click.command("calls", help="Le journal des appels, le dernier en premier.")
@click.option("--json", "as_json", is_flag=True, help="Un tableau JSON ; instants en UTC.")
@state_option
@click.option("--limit", type=click.IntRange(min=1), help=f"Nombre d'appels ({ROWS} ; tous avec --json).")
@config_option
def command(as_json: bool, state: Path | None, limit: int | None, config_file: Path) -> None:
    """ConfigError, StoreError."""
    with database_here(state, config_file) as database:
        calls = list_calls(database, limit=limit or (None if as_json else ROWS))
        company = load_company(database)
    if as_json:
        click.echo(json.dumps(calls, ensure_ascii=False, indent=2))
    else:
        click.echo(table([HEADER, *(row(call, company) for call in calls)]) if calls else "Aucun appel.")


def row(call: Record, company: Company | None) -> tuple[str, ...]:
    """One call, in the words of the company. An agent is a name, never a number."""
    zone, country = (company.timezone, company.country) if company else ("Europe/Paris", "FR")
    began = datetime.fromisoformat(call["started_at"]).astimezone(ZoneInfo(zone))
    outcome = kept_call(call["outcome"]).cell
    if call["message"]:
        outcome += f" ({length_text(call['message']['seconds'])})"
    offered = (f"{called_name(company, one['agent'])} : {kept_offer(one['outcome']).cell}" for one in call["attempts"])
    return (
        f"{began:%d/%m/%Y %H:%M:%S}",
        call["line_name"] or "(aucune)",
        caller_text(call, country),
        call["order"] or "",
        outcome,
        duration(call),
        ", ".join(offered),
    )


def caller_text(call: Record, country: str) -> str:
    """« 06 78 90 12 34 », « masqué », « illisible » for what is no number, « effacé » for one who was forgotten."""
    if call.get("erased") and not call["caller"]:
        return "effacé"
    return why_no_number(call["caller"]) or readable(call["caller"], country)


def duration(call: Record) -> str:
    """From pick-up to hang-up, or nothing while the call goes on."""
    if not call["ended_at"]:
        return ""
    spent = datetime.fromisoformat(call["ended_at"]) - datetime.fromisoformat(call["started_at"])
    return length_text(spent.total_seconds())


def table(rows: Sequence[Sequence[str]]) -> str:
    """The rows in columns as wide as their widest cell."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(each, widths, strict=True)) for each in rows)
    return "\n".join(line.rstrip() for line in lines)
