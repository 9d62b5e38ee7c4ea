"""`astreinte statement`: the monthly statement of each agent, printed, closed, corrected."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from pathlib import Path

import click

from appliance.commands.options import config_option, state_option
from appliance.commands.source import Command, open_source
from appliance.documents.sheet import NOT_SETTLED, Sheet
from appliance.documents.statement_csv import statement_csv
from appliance.documents.statement_pdf import statement_pdf
from appliance.planning.hour_kinds import ByKind
from appliance.planning.months import Month, read_month
from appliance.planning.quantities import euros_text, hours_text
from appliance.planning.spans import NOTHING
from appliance.planning.statement import sum_of
from appliance.planning.statement_edition import KINDS
from appliance.statements.statement_book import Refused, StatementBook, UnknownAgent, file_name
from appliance.whole_file import PRIVATE, write_whole


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
    try:
        with source.database() as database:
            book = StatementBook(database, source.company, month, agent, source.now, by or getpass.getuser())
            if close:
                book.close()
            if correct:
                book.correct(current_rule)
            sheets = book.sheets(number)
    except UnknownAgent as error:
        raise click.UsageError(str(error)) from None
    except Refused as error:
        raise click.ClickException(str(error)) from None
    for warning in book.warnings:
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


def write_sheets(sheets: Sequence[Sheet], folder: Path) -> list[Path]:
    """A CSV and a PDF for each: all are made before the first is written, each is written whole. OSError."""
    made = {}
    for sheet in sheets:
        made[folder / f"{file_name(sheet)}.csv"] = statement_csv(sheet)
        made[folder / f"{file_name(sheet)}.pdf"] = statement_pdf(sheet)
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in made.items():
        write_whole(path, content, mode=PRIVATE)  # pay is nobody else's business
    return list(made)


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
