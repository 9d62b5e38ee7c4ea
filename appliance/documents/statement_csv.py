"""The monthly statement for a spreadsheet: UTF-8 with a byte order mark, `;`, decimal commas, hours in decimals."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import StringIO

from appliance.documents.sheet import NOT_SETTLED, PARTS, Sheet, due_label, notes_of, rest_told
from appliance.planning.compensation import Due
from appliance.planning.hour_kinds import ByKind, Kind
from appliance.planning.quantities import decimal_text, hours_decimal
from appliance.planning.spans import NOTHING
from appliance.planning.statement import sum_of
from appliance.planning.wall_clock import wall_clock

HOURS = {
    Kind.DAY: "heures jour",
    Kind.NIGHT: "heures nuit",
    Kind.SATURDAY: "heures samedi",
    Kind.SUNDAY: "heures dimanche",
    Kind.HOLIDAY: "heures jour férié",
}
HEADER = (
    "mois",
    "intervenant",
    "nom",
    "édition",
    "rubrique",
    "libellé",
    "début",
    "fin",
    "début UTC",
    "fin UTC",
    *HOURS.values(),
    "heures total",
    "travail ajouté",
    "trajet",
    "quantité",
    "taux en euros",
    "taux en repos",
    "majoration en %",
    "montant en euros",
    "repos en heures",
    "appel",
)
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")  # a spreadsheet would take the cell for a formula

Cells = dict[str, str]


def statement_csv(sheet: Sheet) -> bytes:
    """The whole statement, a row for each thing it says. Raises nothing: hostile text is defused."""
    return statements_csv([sheet])


def statements_csv(sheets: Iterable[Sheet]) -> bytes:
    """Several, one after the other under one header."""
    out = StringIO()
    writer = csv.DictWriter(out, HEADER, restval="", delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    for sheet in sheets:
        statement = sheet.statement
        common = {
            "mois": str(statement.month),
            "intervenant": text(statement.agent),
            "nom": text(statement.name),
            "édition": str(sheet.edition.number) if sheet.edition else "provisoire",
        }
        writer.writerows(common | row for row in _rows(sheet))
    return out.getvalue().encode("utf-8-sig")


def _rows(sheet: Sheet) -> Iterator[Cells]:
    statement, zone = sheet.statement, sheet.statement.timezone
    for period in statement.periods:
        yield {
            "rubrique": "astreinte",
            "libellé": text(", ".join(period.teams)),
            **_from_to(period.start, period.end, zone),
            **_hours(period.hours),
        }
    yield {"rubrique": "total astreinte", **_hours(statement.on_call)}
    for team in statement.teams:
        lines = f" ({', '.join(team.lines)})" if team.lines else ""
        yield {"rubrique": "astreinte par équipe", "libellé": text(f"{team.team}{lines}"), **_hours(team.hours)}
    yield from _interventions(sheet)
    yield {"rubrique": "total interventions", **_hours(statement.work)}
    yield from _dues(sheet)
    for rest in statement.rests:
        yield {
            "rubrique": "repos (information)",
            "libellé": text(rest_told(rest, zone).replace("ᵉʳ", "er")),  # as closed months have been given
            **_from_to(rest.work_end, rest.daily, zone),
        }
    for name, said in statement.grounds:
        yield {"rubrique": name.lower(), "libellé": text(said)}
    for remark in statement.remarks:
        yield {"rubrique": "remarque", "libellé": text(remark)}
    for correction in sheet.corrections:
        for difference in correction.differences:
            made = {"début": _local(correction.made_at, zone), "début UTC": _utc(correction.made_at)}
            label = f"édition {correction.edition} : {difference}"
            yield {"rubrique": "correction après clôture", "libellé": text(label), **made}
    if sheet.digest:
        yield {"rubrique": "empreinte SHA-256", "libellé": sheet.digest}


def _label(due: Due) -> str:
    """As closed months have been given, and as programs that read them know it: « Astreinte, heures : nuit »."""
    return (
        due_label(due) if due.kind is None else f"{PARTS[due.part]}, {HOURS[due.kind].replace('heures', 'heures :', 1)}"
    )


def _interventions(sheet: Sheet) -> Iterator[Cells]:
    for one in sheet.statement.interventions:
        intervention = one.intervention
        yield {
            "rubrique": "intervention",
            "libellé": text(notes_of(one)),
            **_from_to(intervention.start, intervention.end, sheet.statement.timezone),
            **_hours(one.hours),
            "travail ajouté": hours_decimal(intervention.after),
            "trajet": hours_decimal(intervention.travel),
            "appel": text(intervention.call or ""),
        }


def _dues(sheet: Sheet) -> Iterator[Cells]:
    statement = sheet.statement
    if not statement.rule.settled:
        yield {"rubrique": "compensation", "libellé": text(NOT_SETTLED)}
        return
    for due in statement.dues:
        yield {
            "rubrique": "compensation",
            "libellé": text(_label(due)),
            "quantité": decimal_text(due.quantity, 4),
            "taux en euros": decimal_text(due.rate, 4) if due.rate else "",
            "taux en repos": hours_decimal(due.rest_rate) if due.rest_rate else "",
            "majoration en %": decimal_text(due.uplift, 2),
            "montant en euros": decimal_text(due.amount, 2),
            "repos en heures": hours_decimal(due.rest),
        }
    yield {
        "rubrique": "total compensation",
        "montant en euros": decimal_text(statement.amount, 2),
        "repos en heures": hours_decimal(statement.rest),
    }


def _hours(hours: ByKind) -> Cells:
    each = {name: hours_decimal(hours.get(kind, NOTHING)) for kind, name in HOURS.items()}
    return each | {"heures total": hours_decimal(sum_of(hours))}


def _from_to(start: datetime, end: datetime, timezone: str) -> Cells:
    return {
        "début": _local(start, timezone),
        "fin": _local(end, timezone),
        "début UTC": _utc(start),
        "fin UTC": _utc(end),
    }


def _local(moment: datetime, timezone: str) -> str:
    return f"{wall_clock(moment, timezone):%d/%m/%Y %H:%M:%S}"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def text(said: str) -> str:
    """A cell of text, on one line, that no spreadsheet takes for a formula: an apostrophe goes before what would be."""
    line = " ".join(said.replace("\0", "").split())
    return f"'{line}" if line.startswith(DANGEROUS) else line
