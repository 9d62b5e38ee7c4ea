"""`astreinte force`: impose a period on a line until a moment, whatever its hours; or take it back."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from appliance.checks.finding import Finding, Severity
from appliance.checks.forced import check_forced
from appliance.checks.presence import check_presence
from appliance.commands.asking import asked, confirm_option
from appliance.commands.database import database_url
from appliance.commands.options import config_option, state_option
from appliance.commands.source import line_named, open_source
from appliance.company.forcing import still_forced, without_forced
from appliance.company.model import Company, Line
from appliance.door import settings
from appliance.door.forced import forcing
from appliance.planning.explanation import PERIODS, period_named
from appliance.planning.hours import ForcedPeriod
from appliance.planning.moments import long_moment, read_moment
from appliance.store.accounts.audit import at_the_keyboard
from appliance.store.database import opened

Change = Callable[[Company], Company]
ACT = "Réglages modifiés"


@click.command("force", help="Forcer la période d'une ligne jusqu'à un moment, quels que soient ses horaires.")
@click.option("--line", "line_name", metavar="LIGNE", help="Identifiant, nom ou numéro ; inutile s'il n'y en a qu'une.")
@click.option("--period", metavar="PÉRIODE", help=f"{', '.join(PERIODS.values())} (ou leur nom anglais).")
@click.option("--until", metavar='"AAAA-MM-JJ HH:MM"', help="La fin, à l'heure de la ligne.")
@click.option("--from", "start", metavar='"AAAA-MM-JJ HH:MM"', help="Le début ; maintenant si absent.")
@confirm_option
@click.option("--cancel", is_flag=True, help="Ôter ce qui est forcé maintenant ou plus tard.")
@state_option
@config_option
def command(
    line_name: str | None,
    period: str | None,
    until: str | None,
    start: str | None,
    sure: tuple[str, ...],
    cancel: bool,
    state: Path | None,
    config_file: Path,
) -> None:
    """ConfigError, StoreError, UsageError; ClickException when there is nothing to cancel, or something to confirm."""
    source = open_source(None, state, config_file)
    line = line_named(source.company, line_name)
    if cancel:
        if period or until or start:
            raise refused("--cancel ne va qu'avec --line ; ôtez --period, --from et --until.")
        _, told = save(database_url(state, config_file), cancelling(line, source.now), source.now)
        click.echo(f"{line.name} : plus rien n'est forcé, la ligne suit ses horaires.")
        for warning in told:
            click.echo(warning, err=True)
        return
    wanted = typed(line, period, until, start, source.now)

    def change(company: Company) -> Company:
        return asked(lambda: forcing(company, known(company, line), wanted, source.now, sure))

    after, told = save(database_url(state, config_file), change, source.now)
    forced = after.lines[line.id].forced[-1]
    at_once = abs(forced.start - source.now) < timedelta(minutes=1)
    begins = "dès maintenant" if at_once else f"du {long_moment(forced.start, line.timezone)}"
    ends = long_moment(forced.end, line.timezone)
    click.echo(f"{line.name} : période forcée, {PERIODS[forced.period]}, {begins} jusqu'au {ends} ({line.timezone}).")
    for warning in dict.fromkeys([*losses(after, line, forced), *told]):
        click.echo(warning, err=True)


def typed(line: Line, period: str | None, until: str | None, start: str | None, now: datetime) -> ForcedPeriod:
    """What the options say. UsageError, in French; a remark on a repeated hour goes to stderr."""
    if not period or not until:
        raise refused("il faut --period et --until, ou bien --cancel.")
    try:
        name = period_named(period)
    except ValueError as error:
        raise refused(f"--period : {error}") from None
    begins, ends = moment("--from", start, line, now), moment("--until", until, line, now)
    if ends <= max(begins, now):
        raise refused("--until : la fin doit être après le début, et à venir.")
    return ForcedPeriod(name, begins, ends)


def moment(option: str, text: str | None, line: Line, now: datetime) -> datetime:
    """A moment as typed, on the clock of the line; `now` when it is left out."""
    if text is None:
        return now
    try:
        read = read_moment(text, line.timezone)
    except ValueError as error:
        raise refused(f"{option} : {error}") from None
    if read.remark:
        click.echo(read.remark, err=True)
    return read.moment


def cancelling(line: Line, now: datetime) -> Change:
    """The change that ends what is forced. It raises ClickException where nothing is."""

    def change(company: Company) -> Company:
        if not still_forced(company, known(company, line), now):
            raise click.ClickException(f"{line.name} : aucune période n'est forcée, il n'y a rien à annuler.")
        return without_forced(company, line.id, now)

    return change


def known(company: Company, line: Line) -> str:
    """The identifier of a line that the company still has."""
    if line.id not in company.lines:
        raise click.ClickException(f"La ligne {line.name} vient d'être retirée de l'entreprise ; rien n'a été changé.")
    return line.id


def losses(company: Company, line: Line, forced: ForcedPeriod) -> list[str]:
    """What is to be said of the line while the period is forced: nobody on call, another period forced too."""
    alone = replace(company, lines={line.id: company.lines[line.id]})
    days = math.ceil((forced.end - forced.start) / timedelta(days=1))
    found = [*check_presence(alone, forced.start, days), *check_forced(alone, forced.start)]
    return [str(one) for one in found if concerns(one, forced)]


def concerns(finding: Finding, forced: ForcedPeriod) -> bool:
    """Whether it is about moments of the forced period, or about no moment and could lose calls."""
    if not finding.when:
        return finding.severity is Severity.ERROR
    return any(start < forced.end and forced.start < end for start, end in finding.when)


def save(url: str, edit: Change, now: datetime) -> tuple[Company, list[str]]:
    """Change the settings; the company as it is then, and what it is newly warned of.

    Refused, StoreError: then nothing is written.
    """
    with opened(url) as database:
        made = settings.change(database, edit, by=at_the_keyboard(), act=ACT, now=now, at=datetime.now(UTC))
    return made.after, [str(one) for one in made.told]


def refused(sentence: str) -> click.UsageError:
    return click.UsageError(sentence, click.get_current_context(silent=True))
