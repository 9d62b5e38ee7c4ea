"""`astreinte coverage`: is somebody on call at every moment, and where does it hang by a thread?"""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from appliance.checks.covering import cover
from appliance.checks.finding import Finding
from appliance.commands.options import WholeNumber
from appliance.commands.source import line_named, open_source, source_options
from appliance.company.model import Company, Line
from appliance.planning.moments import long_moment, read_moment

DAYS = 14
DAY = re.compile(r"\s*\d{4}-\d{2}-\d{2}\s*", re.ASCII)


@click.command("coverage", help="Quelqu'un est-il d'astreinte à tout moment ? Les trous, et ce qui tient à un fil.")
@click.option("--line", "line_name", metavar="LIGNE", help="Identifiant, nom ou numéro ; toutes les lignes si absent.")
@click.option("--from", "start_text", metavar='"AAAA-MM-JJ HH:MM"', help="Début ; maintenant si absent.")
@click.option("--to", "end_text", metavar='"AAAA-MM-JJ HH:MM"', help="Fin, exclue ; au lieu de --days.")
@click.option("--days", type=WholeNumber(1, 400), help=f"Nombre de jours ({DAYS} si absent).")
@click.option("--json", "as_json", is_flag=True, help="Un objet JSON ; instants en UTC.")
@source_options
def command(
    line_name: str | None,
    start_text: str | None,
    end_text: str | None,
    days: int | None,
    as_json: bool,
    company_file: Path | None,
    state: Path | None,
    config_file: Path,
) -> None:
    """Exit code 1 if there is a gap. CompanyFileErrors, ConfigError, StoreError, UsageError."""
    if end_text is not None and days is not None:
        raise usage("--to et --days disent la même chose ; gardez l'un des deux")
    source = open_source(company_file, state, config_file)
    company = source.company
    lines = [line_named(company, line_name)] if line_name is not None else list(company.lines.values())
    zone = lines[0].timezone if len(lines) == 1 else company.timezone
    start = moment("--from", start_text, zone) or source.now
    end = moment("--to", end_text, zone) or start + timedelta(days=days or DAYS)
    if not start < end <= start + timedelta(days=400):
        raise usage("la fin (--to) doit être après le début, de 400 jours au plus")
    found = list(cover(company, lines, start, end))
    gaps = [finding for finding in found if finding.code == "gap"]
    if as_json:
        click.echo(json.dumps(as_facts(company, lines, start, end, found), ensure_ascii=False, indent=2))
    else:
        click.echo(f"Du {long_moment(start, zone)} au {long_moment(end, zone)} ({zone})")
        for finding in found:
            word, colour = ("TROU", "red") if finding.code == "gap" else ("À VOIR", "yellow")
            click.echo(f"{click.style(word, fg=colour, bold=True)}  {finding}")
    if gaps:
        raise click.ClickException("Il y a des moments sans personne d'astreinte.")
    if not as_json:
        click.echo("Quelqu'un est d'astreinte à tout moment.")


def moment(option: str, text: str | None, timezone: str) -> datetime | None:
    """What an option says on the clock of the zone; of a mere day, its midnight. UsageError."""
    if text is None:
        return None
    try:
        typed = read_moment(f"{text} 00:00" if DAY.fullmatch(text) else text, timezone)
    except ValueError as error:
        raise usage(f"{option} : {error}") from None
    if typed.remark:
        click.echo(typed.remark, err=True)
    return typed.moment


def usage(sentence: str) -> click.UsageError:
    return click.UsageError(sentence, click.get_current_context(silent=True))


def as_facts(
    company: Company, lines: list[Line], start: datetime, end: datetime, found: list[Finding]
) -> dict[str, Any]:
    """The same, for a program."""
    return {
        "company": company.name,
        "lines": [line.id for line in lines],
        "from": instant(start),
        "to": instant(end),
        "covered": not any(finding.code == "gap" for finding in found),
        "findings": [
            {
                "code": finding.code,
                "where": finding.where,
                "sentence": finding.sentence,
                "when": [[instant(here), instant(there)] for here, there in finding.when],
            }
            for finding in found
        ],
    }


def instant(when: datetime) -> str:
    return when.isoformat().replace("+00:00", "Z")
