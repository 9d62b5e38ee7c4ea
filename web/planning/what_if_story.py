"""A call of « Et si on appelait ? » in a few lines: how it ends, what its caller does, and each person rung, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

from appliance.calls import timeline
from appliance.calls.call_context import Outcome
from appliance.calls.duty import Duty
from appliance.calls.leg import OFFICE, Attempt, OfferEvent, OfferOutcome, is_unanswered
from appliance.calls.outcome_words import of_an_offer
from appliance.calls.steps import Step
from appliance.calls.timeline import Told
from appliance.company.model import Team
from appliance.planning.rota import on_call
from appliance.simulator.simulation import Simulation, StepBegins
from web.frame.typography import NO_BREAK

HEARD = {"heard", "music", "review", "whisper", "agent_key", "words"}
UNTOLD = HEARD | {each.value for each in OfferEvent if each is not OfferEvent.DIALLED}  # told with whom it is of
SAID_SHORTER = {"tone": "L'appelant dit ce qui se passe", "message": timeline.MESSAGE_KEPT}
PAIR = 2  # calls of one round, of a team that calls twice who does not answer
ENDS = {
    Outcome.MESSAGE: "message laissé",
    Outcome.CALLBACK: "rappel promis",
    Outcome.ABANDONED: "l'appelant a raccroché",
    Outcome.UNANSWERED: "aucun message laissé",
}


@dataclass(frozen=True)
class Rung:
    """One person of one search: how many times they are called, what they do of it, how long each call was left to
    ring in vain (seconds, whole).
    """

    calls: int
    outcomes: Counter[OfferOutcome] = field(default_factory=Counter)
    left_ringing: tuple[int, ...] = ()

    @property
    def outcome(self) -> OfferOutcome | None:
        """What tells most of it: that the call was taken, else what happened most often."""
        if OfferOutcome.ACCEPTED in self.outcomes:
            return OfferOutcome.ACCEPTED
        return self.outcomes.most_common(1)[0][0] if self.outcomes else None


def conclusion(simulation: Simulation, now: Duty) -> str:
    """« Personne n'a répondu : message laissé », « Hugo Petit prend l'appel au bout de 28 s »."""
    match simulation.outcome:
        case Outcome.CONNECTED | Outcome.FORWARDED:
            taken = OFFICE if simulation.outcome is Outcome.FORWARDED else simulation.accepted_by or ""
            name = timeline.sentence(timeline.called_name(simulation.company, taken))
            return f"{name} prend l'appel au bout de {timeline.length_text(simulation.seconds_to_human or 0)}"
    told = timeline.outcome_text(simulation.outcome, simulation.company)
    why = why_nobody(simulation, now)
    return (
        f"{why} : {ENDS.get(simulation.outcome, told)}" if why else f"{timeline.sentence(told)} : personne n'est appelé"
    )


def why_nobody(simulation: Simulation, now: Duty) -> str | None:
    """Why the caller had no human; None where the call is not one that rings anybody."""
    outcomes = {one.outcome for one in attempts(simulation) if one.outcome is not None}
    if outcomes:
        silent = all(is_unanswered(one) or one is OfferOutcome.CANCELLED for one in outcomes)
        return "Personne n'a répondu" if silent else "Personne n'a pris l'appel"
    if not rings(simulation):
        return None
    return "Personne n'a été appelé" if any(team.agents for team in now.teams) else "Personne n'est d'astreinte"


def rings(simulation: Simulation) -> bool:
    """Whether anybody is called, or would be if they were on call."""
    hunted = any(isinstance(one.what, StepBegins) and one.what.step is Step.HUNT for one in simulation.noticed)
    return hunted or any(True for _ in attempts(simulation))


def attempts(simulation: Simulation) -> Iterator[Attempt]:
    """Each thing that happened to a telephone that was rung."""
    return (one.what for one in simulation.noticed if isinstance(one.what, Attempt))


def in_short(simulation: Simulation, told: list[Told]) -> list[Told]:
    """The call without what is said in it: the keys of a menu beside its name, each person of a search once."""
    rung, teams, search, short = rung_by_search(simulation), teams_searched(simulation), 0, list[Told]()
    for one in told:
        search += begins(one, Step.HUNT)
        if one.kind in UNTOLD or told_otherwise(simulation, one):
            continue
        if one.kind == OfferEvent.DIALLED.value:
            if found := rung.pop((search, one.name), None):
                short.append(person(simulation, one, found, teams[search]))
        elif one.kind in ("key", "silence") and short and begins(short[-1], Step.MENU):
            short[-1] = replace(short[-1], text=with_typed(short[-1].text, one.text.lower()))
        else:
            short.append(replace(one, text=SAID_SHORTER.get(one.kind, one.text)))
    return short


def with_typed(menu: str, typed: str) -> str:
    """« Menu « Accueil » : tape 9, puis ne tape rien », which is said once."""
    joint = ", puis" if " : " in menu else " :"
    return menu if menu.endswith(typed) and not typed.startswith("tape") else f"{menu}{joint} {typed}"


def told_otherwise(simulation: Simulation, one: Told) -> bool:
    """Whether what follows tells it: a key that ends what is said, those of a number that is kept, of a message."""
    step = step_at(simulation, one.at)
    if one.kind == "key":
        return one.name == "#" or step in (Step.ORDER_NUMBER, Step.INTERNAL_CODE, Step.MESSAGE)
    return one.kind == "tone" and step is Step.MESSAGE


def step_at(simulation: Simulation, seconds: float) -> Step | None:
    """The step that had begun last before this moment of the call."""
    steps = [one.what.step for one in simulation.noticed if isinstance(one.what, StepBegins) and one.at < seconds]
    return steps[-1] if steps else None


def begins(one: Told, step: Step) -> bool:
    """Whether this tells that a step begins."""
    return one.kind == "step" and one.name == step.value


def rung_by_search(simulation: Simulation) -> dict[tuple[int, str], Rung]:
    """By the number of the search (0: before any) and who is rung in it."""
    found, search, dialled = dict[tuple[int, str], Rung](), 0, dict[str, float]()
    for one in simulation.noticed:
        if isinstance(one.what, StepBegins):
            search += one.what.step is Step.HUNT
        if isinstance(one.what, Attempt):
            place = (search, one.what.agent)
            if one.what.event is OfferEvent.DIALLED:
                dialled[one.what.agent] = one.at
            found[place] = with_attempt(found.get(place, Rung(0)), one.what, one.at - dialled[one.what.agent])
    return found


def with_attempt(rung: Rung, attempt: Attempt, seconds: float) -> Rung:
    """One more thing that happened to them, so many seconds after their telephone was dialled."""
    calls = rung.calls + (attempt.event is OfferEvent.DIALLED)
    outcomes = rung.outcomes + Counter([attempt.outcome] if attempt.outcome else [])
    left = (round(seconds),) if attempt.outcome is OfferOutcome.NO_ANSWER else ()
    return Rung(calls, outcomes, rung.left_ringing + left)


def teams_searched(simulation: Simulation) -> list[Team | None]:
    """By the number of the search (0: before any), through which team it goes."""
    steps = (one.what for one in simulation.noticed if isinstance(one.what, StepBegins))
    return [None, *(simulation.company.teams[one.detail] for one in steps if one.step is Step.HUNT)]


def person(simulation: Simulation, dialled: Told, rung: Rung, team: Team | None) -> Told:
    """« Élodie Rousseau, niveau 1 : 3 appels, n'a pas répondu », where they are first called. `team`: as searched."""
    name = timeline.sentence(timeline.called_name(simulation.company, dialled.name))
    agent = simulation.company.agents.get(dialled.name)
    level, each = "", ""
    if team is not None and agent is not None:
        moment = simulation.began + timedelta(seconds=dialled.at)
        level = "".join(f", niveau {one.level}" for one in on_call(team.plan, moment) if one.agent == agent.id)
        each = each_round(rung, team) if len(agent.phones) == 1 else ""
    told = f"{calls_text(rung, each)}{of_an_offer(rung.outcome).told}"
    return replace(dialled, kind="person", text=f"{name}{level} : {told}")


def calls_text(rung: Rung, each: str) -> str:
    """« 2 appels de 21 s, un par tour, », « sonne 21 s, »: how many calls, how long they ring in vain."""
    lasted = timeline.length_text(max(rung.left_ringing, default=0)) if rung.outcome is OfferOutcome.NO_ANSWER else ""
    if rung.calls == 1:
        return f"sonne {lasted}, " if lasted else ""
    return f"{rung.calls}{NO_BREAK}appels{f' de {lasted}' if lasted else ''}{each}, "


def each_round(rung: Rung, team: Team) -> str:
    """« , un par tour », « , deux de suite » by a team that calls twice who does not answer; nothing of a mixture."""
    if not team.ring.twice:
        return ", un par tour"
    always = all(is_unanswered(one) for one in rung.outcomes)
    if not always or rung.calls % 2:
        return ""
    return ", deux de suite" if rung.calls == PAIR else ", deux de suite à chaque tour"


def after_text(seconds: float) -> str:
    """« 28 s », « 2 min 07 »: from the pick-up, in a column."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02}" if minutes else f"{rest} s"
