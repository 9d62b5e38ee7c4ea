"""Waits that leave time to do what they are for: hear the whisper, answer, reach the next level."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from appliance.calls import orders
from appliance.calls.number_words import longest
from appliance.calls.ringing_times import LAST_WHISPER_SECONDS
from appliance.checks.finding import Finding, error, of_line, warning
from appliance.company.model import Audience, CallTeam, Company, Line, RingStrategy, Team
from appliance.company.routes import routes
from appliance.company.tongues import agents_languages, spoken_on
from appliance.planning.hours import Period
from appliance.prompts.catalogue import Sentence, beginning_of_a_whisper, whisper
from appliance.prompts.languages import USUAL
from appliance.prompts.pace import spoken_seconds

CALLER = "+" + "4" * 15  # no number of the world is longer to say
LONG_WHISPER_SECONDS = 36.0  # the caller waits as long


Seconds = Callable[[Sentence], float]


def estimated(sentence: Sentence) -> float:
    """About how long a sentence lasts, when nobody has listened to it."""
    return spoken_seconds(sentence.text)


def check_waits(company: Company, seconds_of: Seconds = estimated) -> Iterator[Finding]:
    """Each line, with each team that it may call. `seconds_of`: how long a sentence lasts."""
    for line in company.lines.values():
        called = calls_of(company, line)
        for team in {choice.team: company.teams[choice.team] for choice in called}.values():
            yield from too_short(line, team)
            yield from level_too_late(company, line, team)
        yield from whisper_cut(company, line, called, seconds_of)


def calls_of(company: Company, line: Line) -> list[CallTeam]:
    """The teams that the line's keys may call, with how each is called."""
    ends = [route.action for period in Period for route in routes(company, line.behaviours[period].action)]
    return [action for action in dict.fromkeys(ends) if isinstance(action, CallTeam)]


def too_short(line: Line, team: Team) -> Iterator[Finding]:
    if line.max_wait < team.ring.seconds:
        yield error(
            "max_wait_too_short",
            of_line(line).inside(f", équipe {team.name}", "max_wait"),
            f"l'attente s'arrête à {line.max_wait} s, avant la fin d'une sonnerie de {team.ring.seconds} s ; "
            "allongez l'attente de la ligne ou raccourcissez la sonnerie.",
            (),
            line.id,
            team.id,
            excess=team.ring.seconds - line.max_wait,
        )


def level_too_late(company: Company, line: Line, team: Team) -> Iterator[Finding]:
    """Whether the wait is over before a level is rung for the first time, if those before it do not answer."""
    before = 0
    for level, agents in enumerate(team.plan.levels[:-1], 2):
        before += least_seconds(company, team, agents)
        if before >= line.max_wait > team.ring.seconds:
            twice = ", chacun deux fois" if team.ring.twice else ""
            yield warning(
                "level_too_late",
                of_line(line).inside(f", équipe {team.name}", "max_wait"),
                f"le niveau {level} n'est jamais appelé : avant lui, les téléphones sonnent {before} s{twice}, et "
                f"l'attente s'arrête à {line.max_wait} s ; allongez cette attente ou raccourcissez la sonnerie.",
            )
            return


def least_seconds(company: Company, team: Team, agents: Sequence[str]) -> int:
    """How long the telephones of one level ring at least, when nobody answers: rung out, each of an agent's in turn.

    A planning may have one of them alone on call; with none, they all are.
    """
    once = team.ring.seconds * (2 if team.ring.twice else 1)
    each = [once * len(company.agents[agent].phones) for agent in agents if agent in company.agents]
    if team.plan.shifts or team.plan.rotations:
        return min(each, default=0)
    return max(each, default=0) if team.ring.strategy is RingStrategy.SIMULTANEOUS else sum(each)


def whisper_cut(company: Company, line: Line, called: list[CallTeam], seconds_of: Seconds) -> Iterator[Finding]:
    """Whether an agent who answers in the last second of the wait hears what to press, whoever calls."""
    if called:
        codes = agents_languages(company)
        needed = max(seconds_of(beginning_of(line, code)) for code in codes)
        if needed > LAST_WHISPER_SECONDS:
            cut = f"l'annonce à l'intervenant ne dit quelle touche prend l'appel qu'après {needed:.0f} s"
            late = f"et un intervenant qui décroche à la fin de l'attente n'a que {LAST_WHISPER_SECONDS:.0f} s"
            yield error("whisper_cut", of_line(line), f"{cut}, {late} ; abrégez le nom de la ligne.")
        elif (whole := max(seconds_of(longest_whisper(line, called, code)) for code in codes)) > LONG_WHISPER_SECONDS:
            long = f"l'annonce à l'intervenant dure {whole:.0f} s avec le plus long numéro de commande"
            yield warning("whisper_long", of_line(line), f"{long} ; abrégez le nom de la ligne ou ce numéro.")


def beginning_of(line: Line, language: str = USUAL) -> Sentence:
    """What an agent of this language must have heard to take the call."""
    return beginning_of_a_whisper(line.name, language)


def longest_whisper(line: Line, called: list[CallTeam], language: str) -> Sentence:
    """The whisper with the longest number that the line asks for, and a caller from abroad, to an agent of a language.

    A caller may have chosen another than theirs.
    """
    questions = [orders.question(line, choice) for choice in called]
    most = max((longest(asked.rule) for asked in questions if asked), default=0)
    code = line.audience is Audience.STAFF
    foreign = next((spoken for spoken in spoken_on(line) if spoken != language), None)
    return whisper(line.name, "0" * most, CALLER, code=code, speaks=foreign, language=language)
