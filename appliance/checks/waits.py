"""Waits that leave time to do what they are for: hear the whisper, answer, reach the next level."""

from __future__ import annotations

from collections.abc import Iterator

from appliance.calls import orders
from appliance.calls.company import Audience, CallTeam, Company, Line, Team
from appliance.calls.routes import routes
from appliance.checks.finding import Finding, error, of_line, warning
from appliance.planning.hours import Period
from appliance.prompts.catalogue import whisper
from appliance.prompts.pace import spoken_seconds
from appliance.simulator.offer import WHISPER_SECONDS

CALLER = "+33639980000"  # as long to say as any caller's number of the country
ACCEPT = "tapez 1."  # what an agent must have heard


def check_waits(company: Company) -> Iterator[Finding]:
    """Each line, with each team that it may call."""
    for line in company.lines.values():
        called = calls_of(company, line)
        for team in {choice.team: company.teams[choice.team] for choice in called}.values():
            yield from too_short(line, team)
        yield from whisper_cut(line, called)


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
            "allongez max_wait ou raccourcissez la sonnerie.",
            (),
            line.id,
            team.id,
            excess=team.ring.seconds - line.max_wait,
        )


def whisper_cut(line: Line, called: list[CallTeam]) -> Iterator[Finding]:
    """The whisper as it is with the longest order number, against the time that an agent has to press a key."""
    if not called:
        return
    questions = [orders.question(line, choice) for choice in called]
    longest = max((orders.longest(asked.rule) for asked in questions if asked), default=0)
    text = whisper(line.name, "0" * longest, CALLER, code=line.audience is Audience.STAFF).text
    needed = spoken_seconds(text[: text.index(ACCEPT) + len(ACCEPT)])
    if needed > WHISPER_SECONDS:
        yield error("whisper_cut", of_line(line), f"{cut_text(needed)} avant d'avoir dit comment accepter ; {SHORTER}.")
    elif spoken_seconds(text) > WHISPER_SECONDS:
        yield warning("whisper_cut", of_line(line), f"{cut_text(spoken_seconds(text))} sans être finie ; {SHORTER}.")


SHORTER = "abrégez le nom de la ligne ou le numéro de commande"


def cut_text(seconds: float) -> str:
    return f"l'annonce à l'intervenant dure environ {seconds:.0f} s et serait coupée à {WHISPER_SECONDS:.0f} s"
