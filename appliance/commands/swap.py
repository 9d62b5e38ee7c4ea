"""`astreinte swap`: two agents trade their places; nothing changes until both agreed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from pathlib import Path

import click

from appliance.checks.rostering import pending_text
from appliance.commands.asking import asked, confirm_option
from appliance.commands.coverage import moment, usage
from appliance.commands.database import database_here
from appliance.commands.options import WholeNumber, config_option, state_option
from appliance.commands.source import clock
from appliance.company.model import Company, Team
from appliance.company.names import of_name
from appliance.door import settings
from appliance.door.exceptions import settling, swapping
from appliance.folding import folded
from appliance.planning.moments import stretch_text
from appliance.planning.team_plan import Swap
from appliance.store.accounts.audit import at_the_keyboard
from appliance.store.settings.snapshot import load_company

AT = '"AAAA-MM-JJ HH:MM"'
number_argument = click.argument("number", metavar="NUMÉRO", type=WholeNumber(1, 9999))
as_option = click.option("--as", "agent", required=True, metavar="INTERVENANT", help="Qui répond.")


@click.group("swap", help="Les échanges entre deux intervenants ; sans effet tant que les deux n'ont pas accepté.")
def command() -> None:
    """Its four commands write all or nothing."""


@command.command("ask", help="Demander un échange ; celui qui donne sa place est d'accord, l'autre doit répondre.")
@click.option("--team", "team_text", required=True, metavar="ÉQUIPE")
@click.option("--give", required=True, metavar="INTERVENANT", help="Qui donne sa place.")
@click.option("--with", "taker", required=True, metavar="INTERVENANT", help="Qui la prend.")
@click.option("--from", "start_text", required=True, metavar=AT, help="À l'heure de l'équipe.")
@click.option("--to", "end_text", required=True, metavar=AT, help="Fin, exclue.")
@click.option("--back-from", metavar=AT, help="Début de ce qui est rendu, si quelque chose l'est.")
@click.option("--back-to", metavar=AT)
@confirm_option
@state_option
@config_option
def ask(
    team_text: str,
    give: str,
    taker: str,
    start_text: str,
    end_text: str,
    back_from: str | None,
    back_to: str | None,
    sure: tuple[str, ...],
    state: Path | None,
    config_file: Path,
) -> None:
    """UsageError for what cannot be, ConfigError, StoreError; nothing is then written."""
    if (back_from is None) != (back_to is None):
        raise usage("--back-from et --back-to vont ensemble ; donnez les deux, ou aucun")

    def added(company: Company) -> Company:
        team = team_named(company, team_text)
        zone = team.plan.timezone
        giver, to = agent_named(company, give), agent_named(company, taker)
        texts = {"--from": start_text, "--to": end_text, "--back-from": back_from, "--back-to": back_to}
        start, end, back_start, back_end = (moment(option, text, zone) for option, text in texts.items())
        if start is None or end is None:
            raise usage("un échange va d'un intervenant à un autre, d'un moment à un autre")
        swap = Swap(giver, to, start, end, back_start, back_end, frozenset({giver}))
        return said(lambda: swapping(company, team.id, swap, clock(state, config_file), sure, may_rewrite=True))

    company = changed(state, config_file, added)
    team = team_named(company, team_text)
    number = [at for at, (one, _) in enumerate(numbered(company), 1) if one.id == team.id][-1]
    click.echo(f"{number}. {line_of(company, team, team.plan.swaps[-1])}")


@command.command("agree", help="Accepter un échange.")
@number_argument
@as_option
@confirm_option
@state_option
@config_option
def agree(number: int, agent: str, sure: tuple[str, ...], state: Path | None, config_file: Path) -> None:
    """UsageError, ConfigError, StoreError, Refused."""
    answer(number, agent, state, config_file, agrees=True, sure=sure)


@command.command("refuse", help="Refuser un échange, ou s'en dédire ; il est gardé, sans effet.")
@number_argument
@as_option
@confirm_option
@state_option
@config_option
def refuse(number: int, agent: str, sure: tuple[str, ...], state: Path | None, config_file: Path) -> None:
    """UsageError, ConfigError, StoreError, Refused."""
    answer(number, agent, state, config_file, agrees=False, sure=sure)


@command.command("list", help="Les échanges, avec leur numéro et où ils en sont.")
@state_option
@config_option
def show(state: Path | None, config_file: Path) -> None:
    """ConfigError, StoreError."""
    with database_here(state, config_file) as database:
        company = load_company(database)
    swaps = numbered(company) if company else []
    for number, (team, swap) in enumerate(swaps, 1):
        if company is not None:
            click.echo(f"{number}. {line_of(company, team, swap)}")
    if not swaps:
        click.echo("Aucun échange.")


def answer(
    number: int, agent: str, state: Path | None, config_file: Path, *, agrees: bool, sure: Collection[str]
) -> None:
    """One of the two answers, and the swap is told as it then stands."""

    def change(company: Company) -> Company:
        team, swap = swap_numbered(company, number)
        who = agent_named(company, agent)
        now = clock(state, config_file)
        return said(lambda: settling(company, team.id, swap, who, now, agrees=agrees, sure=sure))

    company = changed(state, config_file, change)
    click.echo(f"{number}. {line_of(company, *swap_numbered(company, number))}")


def changed(state: Path | None, config_file: Path, edit: Callable[[Company], Company]) -> Company:
    """The company as it is once changed. Refused; what it is newly warned of goes to stderr."""
    with database_here(state, config_file) as database:
        now, at = clock(state, config_file), datetime.now(UTC)
        made = settings.change(database, edit, by=at_the_keyboard(), act="Échange", now=now, at=at)
    for warning in made.told:
        click.echo(warning, err=True)
    return made.after


def numbered(company: Company) -> list[tuple[Team, Swap]]:
    """Every swap, in the order of the teams, then of the planning: its number is its place, from 1."""
    return [(team, swap) for team in company.teams.values() for swap in team.plan.swaps]


def swap_numbered(company: Company, number: int) -> tuple[Team, Swap]:
    swaps = numbered(company)
    if number > len(swaps):
        raise usage(f"il n'y a pas d'échange {number} ; « astreinte swap list » les montre")
    return swaps[number - 1]


def said(change: Callable[[], Company]) -> Company:
    """What cannot be, as a UsageError; what is asked, with how to answer."""
    try:
        return asked(change)
    except ValueError as error:
        raise usage(str(error)) from None


def line_of(company: Company, team: Team, swap: Swap) -> str:
    """« Équipe SAV : Petit à la place de Durand du ... ; accepté. »"""
    if swap.pending:
        return f"Équipe {team.name} : {pending_text(company, team, swap)}"
    legs = ", ".join(
        f"{company.agents[leg.taker].name} à la place {of_name(company.agents[leg.giver].name)} "
        f"{stretch_text(leg.start, leg.end, team.plan.timezone)}"
        for leg in swap.handovers
    )
    asked = f", que {company.agents[swap.withdrawing].name} demande à défaire" if swap.withdrawing else ""
    end = f"accepté{asked}" if swap.counts else f"refusé par {company.agents[swap.refused or ''].name}"
    return f"Équipe {team.name} : {legs} ; {end}."


def team_named(company: Company, text: str) -> Team:
    """A team by its identifier or its name. UsageError."""
    for team in company.teams.values():
        if folded(text) in (folded(team.id), folded(team.name)):
            return team
    raise usage(f"l'équipe « {text} » n'existe pas ; équipes : {', '.join(company.teams)}")


def agent_named(company: Company, text: str) -> str:
    """An agent by identifier or name. UsageError."""
    for agent in company.agents.values():
        if folded(text) in (folded(agent.id), folded(agent.name)):
            return agent.id
    raise usage(f"l'intervenant « {text} » n'existe pas ; intervenants : {', '.join(company.agents)}")
