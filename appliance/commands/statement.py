"""`astreinte statement`: the monthly statement of each agent, printed, closed, corrected."""

from __future__ import annotations

import getpass
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click
from peewee import Database

from appliance.calls.accounting import called_teams, last_resorts
from appliance.calls.company import Company
from appliance.commands.options import config_option, state_option
from appliance.commands.source import Command, open_source
from appliance.documents.sheet import NOT_SETTLED, Sheet
from appliance.documents.statement_csv import statement_csv
from appliance.documents.statement_pdf import statement_pdf
from appliance.planning.compensation import Compensation
from appliance.planning.holidays import calendar
from appliance.planning.kinds import ByKind
from appliance.planning.months import Month, read_month
from appliance.planning.quantities import euros_text, hours_text
from appliance.planning.spans import NOTHING
from appliance.planning.statement import MonthBook, Statement, on_call_spans, statement_of, sum_of
from appliance.planning.statement_edition import KINDS, Edition, corrected, differences, first_edition
from appliance.store.database import close_database, open_database
from appliance.store.interventions import interventions
from appliance.store.statements import Kept, editions, keep, latest


def journal_options(command: Command) -> Command:
    """`--state FOLDER` or `--config FILE`: a company file alone holds no journal."""
    return state_option(config_option(command))


@click.command("statement", help="Le relevé mensuel de chaque intervenant : astreinte, interventions, compensation.")
@click.option("--month", "month_text", metavar="AAAA-MM", required=True, help="Le mois, par exemple 2026-11.")
@click.option("--agent", metavar="ID", help="Un seul intervenant ; tous si absent.")
@click.option("--out", metavar="DOSSIER", type=click.Path(path_type=Path), help="Y écrire un CSV et un PDF par relevé.")
@click.option("--close", is_flag=True, help="Clore le mois : le relevé est figé, avec son empreinte.")
@click.option("--correct", is_flag=True, help="Après clôture : une nouvelle édition, où les corrections se voient.")
@click.option(
    "--edition", "number", metavar="N", type=int, help="Une édition précise d'un mois clos ; la dernière si absent."
)
@click.option(
    "--current-rule", is_flag=True, help="Avec --correct : la règle d'aujourd'hui, et non celle de la clôture."
)
@click.option("--by", metavar="NOM", help="Qui clôt ou corrige ; le compte qui lance la commande si absent.")
@journal_options
def command(
    month_text: str,
    agent: str | None,
    out: Path | None,
    close: bool,
    correct: bool,
    number: int | None,
    current_rule: bool,
    by: str | None,
    state: Path | None,
    config_file: Path,
) -> None:
    """ConfigError, StoreError, UsageError, OSError. Nothing is closed and nothing is printed by halves."""
    month = asked_month(month_text)
    if close and correct:
        raise click.UsageError("--close clôt un mois ouvert, --correct corrige un mois clos : donnez l'un ou l'autre")
    source = open_source(None, state, config_file)
    if source.database_url is None:
        raise click.UsageError("un relevé se tire du journal : donnez --config ou --state")
    database = open_database(source.database_url, create=False)
    try:
        desk = Desk(database, source.company, month, agent, source.now, by or getpass.getuser())
        if close:
            desk.close()
        if correct:
            desk.correct(current_rule)
        sheets = desk.sheets(number)
    finally:
        close_database(database)
    for warning in desk.warnings:
        click.echo(warning, err=True)
    if out is not None:
        for path in write_sheets(sheets, out):
            click.echo(f"Écrit : {path}")
        return
    for text in told(sheets):
        click.echo(text)


def asked_month(text: str) -> Month:
    """UsageError for what is no month."""
    try:
        return read_month(text)
    except ValueError as error:
        raise click.UsageError(f"--month : {error}", click.get_current_context(silent=True)) from None


class Desk:
    """Where the statements of one month are drawn up, closed and corrected."""

    def __init__(
        self, database: Database, company: Company, month: Month, agent: str | None, now: datetime, by: str
    ) -> None:
        self.database, self.company, self.month, self.agent = database, company, month, agent
        self.now, self.by = now, by
        self.warnings: list[str] = []
        self.kept = latest(editions(database, month, agent))
        start, end = month.start(company.timezone), month.end(company.timezone)
        found, self.going_on = interventions(database, start, end, last_resorts(company))
        teams = called_teams(company)
        self.book = MonthBook(
            company=company.name,
            timezone=company.timezone,
            month=month,
            rule=company.compensation,
            holidays=calendar(company.holidays) if company.holidays else None,
            teams=teams,
            on_call=on_call_spans(teams, month, company.timezone),
            interventions=tuple(found),
        )
        self.agents = self._agents()

    def _agents(self) -> list[str]:
        """The one asked for; else those of the company, then those that only the journal or an edition knows."""
        known = [
            *self.company.agents,
            *sorted({one.agent for one in self.book.interventions} | set(self.kept)),
        ]
        if self.agent is None:
            return list(dict.fromkeys(known))
        if self.agent not in known:
            names = ", ".join(self.company.agents) or "aucun"
            raise click.UsageError(f"l'intervenant « {self.agent} » n'existe pas ; sont connus : {names}")
        return [self.agent]

    def statement(self, agent: str, rule: Compensation | None = None) -> Statement:
        """As the planning and the journal are now; with another rule than the company's, if given."""
        book = replace(self.book, rule=rule) if rule else self.book
        name = self.company.agents[agent].name if agent in self.company.agents else agent
        return statement_of(book, agent, name, self._remarks())

    def _remarks(self) -> tuple[str, ...]:
        remarks = []
        if self.now < self.month.end(self.company.timezone):
            remarks.append("le mois n'est pas fini ; les heures d'astreinte à venir sont celles du planning.")
        if self.going_on:
            remarks.append("une conversation n'est pas finie dans le journal ; elle n'est pas comptée.")
        return tuple(remarks)

    def close(self) -> None:
        """Freeze the statement of every agent asked for that is not closed yet. ClickException before its end."""
        if self.now < self.month.end(self.company.timezone):
            raise click.ClickException(f"Le mois {self.month.of_month} n'est pas fini ; clôturez-le ensuite.")
        if self.going_on:
            raise click.ClickException("Une conversation du mois n'est pas finie ; clôturez quand elle le sera.")
        for kept in self.kept.values():
            edition = kept.edition
            self.warnings.append(f"{edition.statement.name} : déjà clos, édition {edition.number} ; rien n'a changé.")
        new = [first_edition(self.statement(one), self.now, self.by) for one in self.agents if one not in self.kept]
        self.kept |= latest(keep(self.database, new))

    def correct(self, current_rule: bool) -> None:
        """Write a new edition where something differs from the last one. ClickException when nothing is closed."""
        if not self.kept:
            raise click.ClickException(f"Le mois {self.month.of_month} n'est pas clos : il n'y a rien à corriger.")
        new = [
            found
            for one in self.agents
            if one in self.kept and (found := self._correction(self.kept[one], current_rule)) is not None
        ]
        if not new:
            self.warnings.append("Rien à corriger : le planning et le journal disent la même chose qu'à la clôture.")
        self.kept |= latest(keep(self.database, new))

    def _correction(self, kept: Kept, current_rule: bool) -> Edition | None:
        last = kept.edition
        return corrected(last, kept.digest, self._as_of(last.statement, current_rule), self.now, self.by)

    def _as_of(self, closed: Statement, current_rule: bool) -> Statement:
        """What the statement would be now. The rule stays that of the closing, unless there was none."""
        keep_rule = closed.rule.settled and not current_rule
        return self.statement(closed.agent, closed.rule if keep_rule else None)

    def sheets(self, number: int | None) -> list[Sheet]:
        """What to print: of a closed month the edition asked for, else the last; else the statement as it is now."""
        if number is not None:
            return self._edition(number)
        found = [self._sheet(agent) for agent in self.agents]
        return [sheet for sheet in found if not sheet.statement.empty or sheet.corrections or self.agent is not None]

    def _edition(self, number: int) -> list[Sheet]:
        found = [
            Sheet(one.edition.statement, self.now, one.edition, one.digest)
            for one in editions(self.database, self.month, self.agent)
            if one.edition.number == number
        ]
        if not found:
            raise click.ClickException(f"Il n'y a pas d'édition {number} pour {self.month.in_words}.")
        return found

    def _sheet(self, agent: str) -> Sheet:
        kept = self.kept.get(agent)
        if kept is None:
            return Sheet(self.statement(agent), self.now)
        closed = kept.edition.statement
        if differences(closed, self._as_of(closed, current_rule=False)):
            self.warnings.append(
                f"{closed.name} : le planning ou le journal ont changé depuis la clôture ; "
                "« --correct » en fait une nouvelle édition."
            )
        return Sheet(closed, self.now, kept.edition, kept.digest)


def write_sheets(sheets: Sequence[Sheet], folder: Path) -> list[Path]:
    """A CSV and a PDF for each: all are made before the first is written, each is written whole. OSError."""
    made = {}
    for sheet in sheets:
        made[folder / f"{file_name(sheet)}.csv"] = statement_csv(sheet)
        made[folder / f"{file_name(sheet)}.pdf"] = statement_pdf(sheet)
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in made.items():
        draft = path.with_name(f".{path.name}.tmp")
        draft.write_bytes(content)
        draft.chmod(0o600)  # pay is nobody else's business
        draft.replace(path)
    return list(made)


def file_name(sheet: Sheet) -> str:
    """`releve-2026-11-durand-edition-1`, `releve-2026-11-durand-provisoire`."""
    agent = re.sub(r"[^A-Za-z0-9_-]", "_", sheet.statement.agent)[:60]
    standing = f"edition-{sheet.edition.number}" if sheet.edition else "provisoire"
    return f"releve-{sheet.statement.month}-{agent}-{standing}"


def told(sheets: Sequence[Sheet]) -> list[str]:
    """A short account of each statement."""
    if not sheets:
        return ["Personne n'a été d'astreinte ni n'est intervenu ce mois-ci."]
    return [line for sheet in sheets for line in (*_told(sheet), "")][:-1]


def _told(sheet: Sheet) -> list[str]:
    statement = sheet.statement
    lines = [
        f"{statement.name}, {statement.month.in_words}. {sheet.standing}.",
        f"  Astreinte : {_hours(statement.on_call)}",
        f"  Interventions : {len(statement.interventions)}, {_hours(statement.work)}",
    ]
    if statement.rule.settled:
        rest = f" et {hours_text(statement.rest)} de repos" if statement.rest else ""
        lines.append(f"  Compensation : {euros_text(statement.amount)}{rest}")
    else:
        lines.append(f"  {NOT_SETTLED}")
    lines += [f"  À savoir : {remark}" for remark in statement.remarks]
    for correction in sheet.corrections:
        lines += [f"  Correction, édition {correction.edition} : {text}" for text in correction.differences]
    return [*lines, f"  Empreinte : {sheet.digest}"] if sheet.digest else lines


def _hours(hours: ByKind) -> str:
    """« 12 h 00 (nuit 9 h 00, dimanche 3 h 00) »."""
    parts = [f"{KINDS[kind]} {hours_text(spent)}" for kind, spent in hours.items() if spent != NOTHING]
    return f"{hours_text(sum_of(hours))} ({', '.join(parts)})" if parts else hours_text(NOTHING)
