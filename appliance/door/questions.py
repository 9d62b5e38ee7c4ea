"""What a replacement or a swap may not have been meant to do: change the past, or leave another team alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from appliance.checks.presence import called_teams, told
from appliance.company.model import Company, Team
from appliance.company.names import agent_name
from appliance.door.refusing import Asked, Question
from appliance.folding import listed
from appliance.planning.coverage import common, coverage, joined
from appliance.planning.moments import long_moment, stretch_text
from appliance.planning.spans import Interval
from appliance.planning.team_plan import Override

PAST, SINCE_NOW = "past", "from-now"
THERE_TOO, ONLY_HERE = "there-too", "only-here"
BOTH = "both-teams"
NOT_OF_TEAM = "not-of-team"


@dataclass(frozen=True)
class Elsewhere:
    """What is to be asked about other teams, and those in which the same person is to be replaced too."""

    questions: list[Question]
    teams: tuple[str, ...]


def unanswered(questions: Iterable[Question], sure: Collection[str]) -> None:
    """Asked, with those that nobody has answered."""
    if left := [question for question in questions if question.given(sure) is None]:
        raise Asked(left)


def past(
    company: Company, team: str | None, start: datetime, end: datetime, now: datetime, *, may_clip: bool = True
) -> list[Question]:
    """Of hours that are over: they are in statements."""
    if start >= now - timedelta(minutes=1):
        return []
    zone = company.teams[team].plan.timezone if team else company.timezone
    over = stretch_text(start, end, zone) if end <= now else f"depuis {long_moment(start, zone)}"
    answers = [(PAST, "Oui, ces heures-là aussi : le relevé en est changé")]
    if may_clip and end > now:
        answers.append((SINCE_NOW, "Non, à partir de maintenant"))
    sentence = f"C'est déjà passé ({over}) : faut-il changer des heures déjà faites ?"
    return [Question(sentence, tuple(answers))]


def stranger(company: Company, team: str, agent: str) -> list[Question]:
    """Of somebody who is to take hours of a team that they are not in."""
    known = company.teams[team].plan
    if any(agent in level for level in known.levels):
        return []
    placed = any(agent in level for other in company.teams.values() for level in other.plan.levels)
    where = f"n'est pas dans l'équipe {company.teams[team].name}" if placed else "n'est dans aucune équipe"
    sentence = f"{agent_name(company, agent)} {where} : est-ce bien à cette personne de prendre ces heures ?"
    return [Question(sentence, ((NOT_OF_TEAM, "Oui, c'est bien elle"),))]


def elsewhere(company: Company, team: str, override: Override, now: datetime) -> Elsewhere:
    """Other teams that count, in these hours, on whoever is replaced and on nobody else; or on whoever comes."""
    if override.end <= now:
        return Elsewhere([], ())
    span = (override.start, override.end)  # whole: what is asked stays the same while somebody reads it
    questions: list[Question] = []
    left = dict(alone_elsewhere(company, team, override.removes, span)) if override.removes else {}
    busy = dict(alone_elsewhere(company, team, override.adds, span)) if override.adds else {}
    if left:
        name, newcomer = agent_name(company, override.removes or ""), agent_name(company, override.adds or "")
        too = f"{newcomer} l'y remplace aussi" if override.adds else "l'ôter là aussi"
        sentence = f"{name} est aussi la seule personne d'astreinte {where(company, left)} : qui l'y remplace ?"
        questions.append(Question(sentence, ((THERE_TOO, too), (ONLY_HERE, f"personne : {name} y reste"))))
    if busy:
        name = agent_name(company, override.adds or "")
        sentence = (
            f"{name} est déjà la seule personne d'astreinte {where(company, busy)} : pris par un appel de l'une des "
            "équipes, il manquerait à l'autre."
        )
        questions.append(Question(sentence, ((BOTH, f"Oui, {name} répond pour les deux"),)))
    return Elsewhere(questions, tuple(left))


def alone_elsewhere(company: Company, team: str, agent: str, span: Interval) -> Iterator[tuple[str, list[Interval]]]:
    """The other teams that lines call in the span with this agent alone, and when."""
    if span[0] >= span[1]:
        return
    for other in company.teams.values():
        if other.id == team:
            continue
        alone = list(coverage(other.plan, *span).alone.get(agent, []))
        if alone and (when := common(alone, hours_called(company, other, span))):
            yield other.id, when


def hours_called(company: Company, team: Team, span: Interval) -> list[Interval]:
    """When some line offers its calls to the team."""
    found = [one for line in company.lines.values() for one in called_teams(company, line, *span).get(team.id, [])]
    whole: list[Interval] = []
    for start, end in sorted(found):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return joined(whole)


def where(company: Company, teams: dict[str, list[Interval]]) -> str:
    """« de l'équipe SAV (lun. 30/11 de 9 h à 18 h) »."""
    return listed(
        f"de l'équipe {company.teams[team].name} ({told(when, company.teams[team].plan.timezone)})"
        for team, when in teams.items()
    )
