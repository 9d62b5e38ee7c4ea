"""`astreinte simulate`: what would happen if somebody called, from the pick-up to the hang-up."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC
from typing import Any, TypeVar

import click

from appliance.calls import timeline
from appliance.calls.duty import duty
from appliance.commands.source import line_named, moment_asked, open_source, source_options
from appliance.commands.told_path import path
from appliance.company.model import Company
from appliance.company.numbers import caller_number, readable
from appliance.planning.explanation import PERIODS
from appliance.planning.moments import long_moment
from appliance.prompts.french.reading import told_of_no_number
from appliance.simulator.narration import retell
from appliance.simulator.scenario import OFFICE, Cast, read_caller, read_cast
from appliance.simulator.simulation import Simulation, simulate

HIDDEN = ("masqué", "masque", "hidden")
T = TypeVar("T")


@click.command("simulate", help="Ce qui se passerait si quelqu'un appelait : le vrai script, en temps simulé.")
@click.option("--line", "line_name", metavar="LIGNE", help="Identifiant, nom ou numéro ; inutile s'il n'y en a qu'une.")
@click.option("--at", metavar='"AAAA-MM-JJ HH:MM"', help="À l'heure de la ligne ; maintenant si absent.")
@click.option("--from", "caller", metavar="NUMÉRO", default="masqué", help="Le numéro de l'appelant, ou « masqué ».")
@click.option(
    "--keys", default="", metavar='"1 40719# 1"',
    help="Ce qu'il tape à chaque question ; « - » pour rien, « *@30 » pour une touche 30 s après le décroché.",
)  # fmt: skip
@click.option(
    "--agents", default="", metavar='"durand:no-answer martin:accept"',
    help="Ce que fait chacun : accept, accept-after-N, refuse, no-answer (si rien n'est dit), busy, unreachable, "
    "voicemail ; « durand:busy,accept » pour ses deux téléphones ; aussi « bureau: » et « dernier-recours: ».",
)  # fmt: skip
@click.option("--says", type=click.FloatRange(0, 180), default=10.0, help="Secondes de parole après le signal (10).")
@click.option("--hangs-up", type=click.FloatRange(0), help="Secondes après lesquelles l'appelant raccroche.")
@click.option("--json", "as_json", is_flag=True, help="Un objet JSON.")
@source_options
def command(
    line_name: str | None,
    at: str | None,
    caller: str,
    keys: str,
    agents: str,
    says: float,
    hangs_up: float | None,
    as_json: bool,
    **where: Any,
) -> None:
    """CompanyFileErrors, ConfigError, StoreError, UsageError."""
    source = open_source(**where)
    company, line = source.company, line_named(source.company, line_name)
    typed = moment_asked(at, line, source.now)
    number = caller_asked(caller, company)
    person = understood("--keys", lambda: read_caller(keys, says, hangs_up))
    cast = understood("--agents", lambda: read_cast(agents, company, line))
    load = source.recent_load(typed.moment)
    simulation = simulate(company, line, typed.moment, person, cast.phones, number, load)
    if typed.remark:
        click.echo(typed.remark, err=True)
    if as_json:
        click.echo(json.dumps(as_facts(simulation), ensure_ascii=False, indent=2))
        return
    for text in [*opening(simulation), "", *path(retell(simulation)), "", *ending(simulation, cast)]:
        click.echo(text)


def understood(option: str, read: Callable[[], T]) -> T:
    """What an option says, or UsageError with the sentence that says why it says nothing."""
    try:
        return read()
    except ValueError as error:
        raise click.UsageError(f"{option} : {error}", click.get_current_context(silent=True)) from None


def caller_asked(text: str, company: Company) -> str | None:
    """The E.164 number of the caller, or None when hidden. UsageError."""
    if text.casefold() in HIDDEN:
        return None
    number = caller_number(text, company.country)
    if number is None:
        raise click.UsageError(
            f"--from : « {text} » n'est pas un numéro ; écrivez par exemple 0612345678, ou masqué",
            click.get_current_context(silent=True),
        )
    return number


def opening(simulation: Simulation) -> Iterator[str]:
    """Who calls what, when, and in which period."""
    line, number = simulation.line, simulation.caller_id.number
    now = duty(simulation.company, line, simulation.began)
    yield f"{line.name}, {long_moment(simulation.began, line.timezone)} ({line.timezone})"
    yield f"Période : {PERIODS[now.period]}, {now.reason}"
    yield f"Appelant : {told_of_no_number(number) or readable(str(number), simulation.company.country)}"


def ending(simulation: Simulation, cast: Cast) -> Iterator[str]:
    """What came of the call, and what was said in the options that did not serve."""
    company = simulation.company
    yield f"Issue : {timeline.outcome_text(simulation.outcome, company, simulation.accepted_by)}"
    yield timeline.wait_text(simulation.seconds_to_human)
    if simulation.unused:
        yield f"Touches qui n'ont pas servi : {' '.join(simulation.unused)}"
    untold = [timeline.called_name(company, agent) for agent in simulation.rung if agent not in cast.given]
    if untold:
        yield f"Sans consigne, donc sans réponse : {', '.join(untold)}"
    unrung = [agent for agent in cast.given if agent not in (OFFICE, *simulation.rung)]
    if unrung:
        names = ", ".join(timeline.called_name(company, agent) for agent in unrung)
        yield f"Consigne sans effet, jamais appelé : {names}"


def as_facts(simulation: Simulation) -> dict[str, Any]:
    """The same, for a program. `at`: seconds from the pick-up."""
    now = duty(simulation.company, simulation.line, simulation.began)
    return {
        "line": simulation.line.id,
        "at": simulation.began.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "period": now.period.value,
        "reason": now.reason,
        "caller": simulation.caller_id.number,
        "path": [
            {"at": round(each.at, 1), "kind": each.kind, "text": each.text, "name": each.name}
            for each in retell(simulation)
        ],
        "rung": simulation.rung,
        "outcome": simulation.outcome.value,
        "accepted_by": simulation.accepted_by,
        "seconds_to_human": simulation.seconds_to_human,
        "unused_keys": list(simulation.unused),
    }
