"""`astreinte who`: who would be rung on a line at a moment, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, assert_never

import click

from appliance.calls.duty import Duty, TeamOnDuty, duty, next_change
from appliance.checks.rostering import pending_text
from appliance.commands.source import line_named, moment_asked, open_source, source_options
from appliance.company.model import CallTeam, Company, Forward, OpenMenu, Repeat, Say, TakeMessage
from appliance.planning.explanation import PERIODS
from appliance.planning.moments import long_moment


@click.command("who", help="Qui serait appelé sur une ligne à un moment, dans quel ordre et pourquoi.")
@click.option("--line", "line_name", metavar="LIGNE", help="Identifiant, nom ou numéro ; inutile s'il n'y en a qu'une.")
@click.option("--at", metavar='"AAAA-MM-JJ HH:MM"', help="À l'heure de la ligne ; maintenant si absent.")
@click.option("--json", "as_json", is_flag=True, help="Un objet JSON ; instants en UTC.")
@source_options
def command(
    line_name: str | None,
    at: str | None,
    as_json: bool,
    company_file: Path | None,
    state: Path | None,
    config_file: Path,
) -> None:
    """CompanyFileErrors, ConfigError, StoreError, UsageError."""
    source = open_source(company_file, state, config_file)
    line = line_named(source.company, line_name)
    typed = moment_asked(at, line, source.now)
    load = source.recent_load(typed.moment)
    now, then = duty(source.company, line, typed.moment, load), next_change(source.company, line, typed.moment, load)
    if as_json:
        click.echo(json.dumps(as_facts(now) | {"next": as_facts(then) if then else None}, ensure_ascii=False, indent=2))
        return
    if typed.remark:
        click.echo(typed.remark, err=True)
    for text in [*told(source.company, now), "", *told_next(now, then)]:
        click.echo(text)


def told(company: Company, now: Duty) -> Iterator[str]:
    """The line at this moment, in French, a line of text at a time."""
    yield f"{now.line.name}, {long_moment(now.moment, now.line.timezone)} ({now.line.timezone})"
    yield f"Période : {PERIODS[now.period]}, {now.reason}"
    yield from what_first(now)
    for team in now.teams:
        yield f"{heading(team)} :"
        yield from ringing(team)
        if not team.agents:
            yield alarm(now, team)
        yield from (f"  {text}" for text in awaited(company, now, team))


def what_first(now: Duty) -> Iterator[str]:
    """What happens before, or instead of, an agent's telephone ringing."""
    match now.action:
        case Forward((_,)):
            yield "L'appel est transféré au bureau."
        case Forward(numbers):
            yield f"L'appel est transféré au bureau : {len(numbers)} postes sonnent ensemble, le premier le prend."
        case TakeMessage(can_wait=True):
            yield "L'appelant laisse ce qui peut attendre : on s'en occupe à l'ouverture de la ligne."
        case TakeMessage():
            yield "L'appelant laisse un message : aucun intervenant n'est appelé."
        case Say():
            yield "L'appelant entend une phrase, puis laisse un message : aucun intervenant n'est appelé."
        case CallTeam() | OpenMenu() | Repeat():
            if not now.teams:
                yield "Aucun choix du menu ne mène à une équipe."
        case _:
            assert_never(now.action)


def heading(team: TeamOnDuty) -> str:
    """« Équipe Dépannage, touche 2 »."""
    way = f", {keys_text(team.reached.keys)}" if team.reached.keys else ""
    office = ", si le bureau ne répond pas" if team.reached.unanswered_office else ""
    return f"Équipe {team.team.name}{way}{office}{', tous ensemble dans un niveau' if team.together else ''}"


def keys_text(keys: tuple[str, ...]) -> str:
    return f"touche {keys[0]}" if len(keys) == 1 else f"touches {' puis '.join(keys)}"


def ringing(team: TeamOnDuty) -> Iterator[str]:
    for one in team.agents:
        yield f"  {one.turn}. {one.name}, niveau {one.level} : {one.reason}"


def awaited(company: Company, now: Duty, team: TeamOnDuty) -> list[str]:
    """The swaps of this moment to which somebody has still to answer: they change nothing yet."""
    swaps = [swap for swap in team.team.plan.swaps if swap.pending]
    here = [swap for swap in swaps if any(leg.start <= now.moment < leg.end for leg in swap.handovers)]
    return [pending_text(company, team.team, swap) for swap in here]


def alarm(now: Duty, team: TeamOnDuty) -> str:
    """Nobody is on call: said in red, and what the caller gets instead."""
    instead = "le dernier recours est appelé" if now.line.last_resort else "l'appelant laissera un message"
    return click.style(f"  PERSONNE n'est d'astreinte dans l'équipe {team.team.name} : {instead}.", fg="red", bold=True)


def told_next(now: Duty, then: Duty | None) -> Iterator[str]:
    """When it changes, and what then differs."""
    if then is None:
        yield "Rien ne change dans les 400 prochains jours."
        return
    yield f"Prochain changement : {long_moment(then.moment, then.line.timezone)}"
    if then.period is not now.period:
        yield f"  Période : {PERIODS[then.period]}, {then.reason}"
        yield from (f"  {text}" for text in what_first(then))
    before = {team.team.id: people(team) for team in now.teams}
    changed = [team for team in then.teams if before.get(team.team.id) != people(team)]
    for team in changed:
        names = ", ".join(one.name for one in team.agents)
        yield f"  {heading(team)} : {names}" if names else alarm(then, team)
    if then.teams and not changed:
        yield "  Les intervenants sont les mêmes."


def people(team: TeamOnDuty) -> list[tuple[str, int]]:
    """Who, at which level: what makes a list of agents another one."""
    return [(one.agent, one.level) for one in team.agents]


def as_facts(now: Duty) -> dict[str, Any]:
    """The same, for a program."""
    return {
        "line": now.line.id,
        "at": instant(now.moment),
        "timezone": now.line.timezone,
        "period": now.period.value,
        "reason": now.reason,
        "action": ACTIONS.get(type(now.action), "menu"),
        "teams": [
            {
                "team": team.team.id,
                "keys": list(team.reached.keys),
                "after_office": team.reached.unanswered_office,
                "agents": [
                    {"agent": one.agent, "name": one.name, "level": one.level, "turn": one.turn, "reason": one.reason}
                    for one in team.agents
                ],
            }
            for team in now.teams
        ],
    }


ACTIONS = {CallTeam: "call", Forward: "forward", TakeMessage: "message", Say: "say"}


def instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
