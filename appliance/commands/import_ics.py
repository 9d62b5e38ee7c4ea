"""`astreinte import-ics`: absences and shifts of another tool's calendar."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from appliance.commands.options import config_option, state_option
from appliance.commands.source import open_source
from appliance.company.model import Company
from appliance.door import Refused
from appliance.door.calendar_import import Brought, CalendarImport, bring, try_out
from appliance.planning.calendar_import import (
    LARGEST,
    CalendarFileError,
    CalendarReading,
    ImportedEntry,
    read_calendar,
    told,
)
from appliance.planning.wall_clock import wall_clock
from appliance.store.accounts.audit import at_the_keyboard
from appliance.store.settings.calendar_import import ABSENCE, absences_from, decliners, mail_of, shifts_from
from appliance.store.settings.imported_entries import Kept, kept_entries

DAYS = 400


@click.command("import-ics", help="Lire des absences ou des créneaux dans un fichier iCalendar (.ics).")
@click.argument("file", metavar="FICHIER", type=click.Path(path_type=Path))
@click.option("--absences-of", "absent", metavar="ID", help="Ce sont les absences de cet intervenant.")
@click.option("--shifts", is_flag=True, help="Ce sont des créneaux d'astreinte, de l'équipe --team.")
@click.option("--team", metavar="ID", help="L'équipe des créneaux.")
@click.option(
    "--agent", metavar="ID", help="L'intervenant des créneaux ; sans lui, l'adresse ou le nom qu'ils portent."
)
@click.option("--level", type=click.IntRange(1, 9), help="Le niveau ; sans lui, celui de l'intervenant dans l'équipe.")
@click.option(
    "--source", metavar="NOM", default="", help="Un nom par outil, quand plusieurs remplissent la même équipe."
)
@click.option("--replaced-by", "by", metavar="ID", help="Qui prend la place, là où une absence laisse un trou.")
@click.option("--past", is_flag=True, help="Prendre aussi ce qui est déjà passé : des heures faites en sont changées.")
@click.option("--dry-run", is_flag=True, help="Dire ce qui changerait, sans rien changer.")
@state_option
@config_option
def command(
    file: Path,
    absent: str | None,
    shifts: bool,
    team: str | None,
    agent: str | None,
    level: int | None,
    source: str,
    by: str | None,
    past: bool,
    dry_run: bool,
    state: Path | None,
    config_file: Path,
) -> None:
    """A second import of the same file changes nothing. ConfigError, StoreError, Refused."""
    if (absent is not None) == shifts or shifts == (team is None) or (absent and (agent or level)) or (shifts and by):
        raise click.UsageError(
            "écrivez --absences-of ID, avec au besoin --replaced-by, ou --shifts --team ID avec --agent et --level",
            click.get_current_context(silent=True),
        )
    settings = open_source(None, state, config_file)
    company = settings.company
    known("intervenant", absent or agent, company.agents)
    known("équipe", team, company.teams)
    known("intervenant", by, company.agents)
    first = wall_clock(settings.now, company.timezone).date().replace(day=1)
    reading = read(file, company, first)
    entries = reading.entries
    since = datetime.combine(first, time(), ZoneInfo(company.timezone)) if past else settings.now
    unmatched: Sequence[ImportedEntry] = ()
    if absent is not None:
        wanted, name = absences_from(company, entries, absent), f"absences:{absent}:{source}"
    else:
        wanted, unmatched = shifts_from(company, entries, team or "", agent, level)
        name = f"shifts:{team}:{agent or ''}:{level or ''}:{source}"
    over, wanted = [one for one in wanted if one.end <= since], [one for one in wanted if one.end > since]

    def keeps(one: Kept) -> bool:
        return reading.keeps(one.uid, one.start, mail_of(company, one.agent))

    try:
        with settings.database() as database:
            found = CalendarImport(database, name, wanted, since, settings.now, keeps, by)
            brought = try_out(found) if dry_run else bring(found, by=at_the_keyboard(), at=datetime.now(UTC))
            over = [one for one in over if one not in set(kept_entries(database, name))]
    except Refused as error:
        hint = "\n--replaced-by ID dit qui prend la place." if absent and by is None else ""
        raise click.ClickException(f"{error}{hint}") from None
    for unread in told(reading.unread):
        click.echo(f"À VOIR  {unread}", err=True)
    tell(company, brought, unmatched, entries if absent is not None else (), dry_run)
    if over:
        click.echo(f"À VOIR  {len(over)} entrée(s) déjà passée(s) : laissées ; --past les prend aussi.", err=True)
    for warning in brought.told:
        click.echo(f"À VOIR  {warning}", err=True)


def read(file: Path, company: Company, first: date) -> CalendarReading:
    """The entries from the first of this month on. OSError; ClickException for a file that cannot be read."""
    if file.stat().st_size > LARGEST:
        raise click.ClickException(f"{file} : plus de {LARGEST // 1_000_000} Mo ; exportez une période plus courte.")
    try:
        return read_calendar(file.read_bytes(), company.timezone, first, DAYS)
    except CalendarFileError as error:
        raise click.ClickException(f"{file} : {error}") from error


def known(what: str, name: str | None, names: Collection[str]) -> None:
    if name is not None and name not in names:
        raise click.ClickException(f"{what} « {name} » inconnu ; connus : {', '.join(names)}.")


def tell(
    company: Company,
    brought: Brought,
    unmatched: Sequence[ImportedEntry],
    absences: Sequence[ImportedEntry],
    dry_run: bool,
) -> None:
    """What came, what went, what was not understood."""
    for sign, entries in (("+", brought.added), ("-", brought.removed)):
        for one in entries:
            click.echo(f"{sign} {sentence(company, one)}")
    for entry in unmatched:
        start = wall_clock(entry.start, company.timezone)
        click.echo(f"À VOIR  {start:%d/%m/%Y %H:%M} « {entry.summary} » : {nobody(company, entry)}.", err=True)
    timed = sum(not entry.all_day for entry in absences)
    if timed:
        click.echo(f"À VOIR  {timed} absence(s) à heures dites : les jours entiers sont retenus.", err=True)
    if not (brought.added or brought.removed):
        click.echo("Rien ne change.")
    elif dry_run:
        click.echo("Essai : rien n'est changé.")


def nobody(company: Company, entry: ImportedEntry) -> str:
    """Why an entry is nobody's."""
    names = [company.agents[one].name for one in decliners(company, entry)]
    return f"décliné par {', '.join(names)}" if names else "aucun intervenant reconnu"


def sentence(company: Company, one: Kept) -> str:
    """« Claire Durand absente du … au … », « Claire Durand d'astreinte du … au … »."""
    name = company.agents[one.agent].name if one.agent in company.agents else one.agent
    start = wall_clock(one.start, company.timezone)
    end = wall_clock(one.end, company.timezone)
    if one.kind == ABSENCE:
        return f"{name} : absence du {start:%d/%m/%Y} au {end - timedelta(seconds=1):%d/%m/%Y}"
    return f"{name} : astreinte du {start:%d/%m/%Y %H:%M} au {end:%d/%m/%Y %H:%M}"
