"""Each person of a coming duty can be reached, as far as the box knows; who may not be, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum

from appliance.calls.leg import OfferOutcome
from appliance.calls.outcome_words import of_a_phone_test, of_a_screened_phone
from appliance.company.dialling import not_to_dial
from appliance.company.model import Agent, Company, Team
from appliance.company.routes import teams_reached
from appliance.planning.moments import near_text
from appliance.planning.publication import PlannedShift, planned_shifts
from appliance.planning.wall_clock import midnight
from appliance.store.phone_tests.phone_tests import PhoneTest
from appliance.store.phone_tests.proofs import Proof

PROOF = timedelta(days=90)  # that a telephone rings: after it, another one, or other settings, may be there
DAY = timedelta(days=1)
NO_PROOF = (OfferOutcome.BUSY, OfferOutcome.CANCELLED)  # of anything, either way
TRY = "Faites-le sonner : « Intervenants », « Tester les téléphones »."


class Lack(Enum):
    """What is missing to somebody who will be on call."""

    NO_PHONE = "no_phone"
    LEAVES = "leaves"
    FAILED = "failed"
    LONG_AGO = "long_ago"
    UNTRIED = "untried"


@dataclass(frozen=True)
class Unready:
    """Somebody on call from `start` (UTC). `said`: what is known, `remedy`: what to do, both in French."""

    agent: Agent
    lack: Lack
    start: datetime
    said: str
    remedy: str

    @property
    def serious(self) -> bool:
        """Whether a call would surely miss them; otherwise nobody knows."""
        return self.lack in (Lack.NO_PHONE, Lack.LEAVES)


def people_on_call(company: Company, now: datetime, until: datetime) -> list[str]:
    """Who is on call at some moment from now on, in the teams that lines ring."""
    return list(dict.fromkeys(duty.agent for duty in _duties(company, now, until)))


def unready(company: Company, proofs: Mapping[str, Proof], now: datetime, until: datetime) -> list[Unready]:
    """Who may not be reached, each for their first duty before `until`. `now`: the company's clock, aware."""
    found: dict[str, Unready] = {}
    duties = _duties(company, now, until)
    agents = {duty.agent: company.agents[duty.agent] for duty in duties if duty.agent in company.agents}
    dialled = {key: [one for one in agent.phones if not_to_dial(one, company) is None] for key, agent in agents.items()}
    for duty in (duty for duty in duties if duty.agent in agents):
        proof = proofs.get(duty.agent, Proof())
        lacking = _lack(company, agents[duty.agent], dialled[duty.agent], duty, proof, now)
        if lacking is not None:
            found.setdefault(duty.agent, lacking)
    return list(found.values())


def _duties(company: Company, now: datetime, until: datetime) -> list[PlannedShift]:
    """Those that begin before `until`, whole or so far as the next days: as if nobody left."""
    plans = {team.id: replace(team.plan, departures=()) for team in _called(company)}
    some = planned_shifts(plans, now, until + DAY)
    return sorted((one for one in some if one.start < until and _is_there(company, one)), key=lambda one: one.start)


def _called(company: Company) -> Iterator[Team]:
    """The teams that a line may ring."""
    lines = company.lines.values()
    actions = [(line, behaviour.action) for line in lines for behaviour in line.behaviours.values()]
    names = {reached.team for line, action in actions for reached in teams_reached(company, line, action)}
    yield from (team for name, team in company.teams.items() if name in names)


def _is_there(company: Company, duty: PlannedShift) -> bool:
    """Whether they are still in the company when it begins: who leaves before is rung no more, and relieved."""
    gone = _gone(company, duty)
    return gone is None or duty.start < gone


def _gone(company: Company, duty: PlannedShift) -> datetime | None:
    """From when on an agent is of the company no more."""
    last: date | None = company.agents[duty.agent].until if duty.agent in company.agents else None
    return midnight(last + DAY, company.teams[duty.team].plan.timezone) if last is not None else None


def _lack(
    company: Company, agent: Agent, known: list[str], duty: PlannedShift, proof: Proof, now: datetime
) -> Unready | None:
    """`known`: those of their telephones that are dialled."""
    team = company.teams[duty.team]
    when = "en ce moment" if duty.start <= now else f"dès {near_text(duty.start, now, team.plan.timezone)}"
    who = f"{agent.name}, d'astreinte {when} ({team.name})"
    gone = _gone(company, duty)

    def told(lack: Lack, said: str, remedy: str) -> Unready:
        return Unready(agent, lack, duty.start, f"{who}, {said}.", remedy)

    if not known:
        return told(Lack.NO_PHONE, "n'a aucun téléphone que l'on puisse appeler", "Donnez-lui un numéro.")
    if gone is not None and gone < duty.end and agent.until is not None:
        said = f"quitte l'entreprise le {agent.until:%d/%m/%Y}, avant la fin de cette astreinte"
        return told(Lack.LEAVES, said, "Donnez la suite à quelqu'un d'autre : « Planning ».")
    tests = [proof.tests[phone] for phone in known if phone in proof.tests]
    lack, said = _unproven(tests, proof.took_at, now)
    return told(lack, said, TRY) if lack is not None else None


def _unproven(tests: list[PhoneTest], took_at: datetime | None, now: datetime) -> tuple[Lack | None, str]:
    """What their telephones did last: one that rang through of late is enough."""
    rang = max((one.asked_at for one in tests if one.outcome is OfferOutcome.ACCEPTED), default=None)
    failed = [one for one in tests if one.outcome not in (OfferOutcome.ACCEPTED, None, *NO_PROOF)]
    last = max(failed, key=lambda one: one.asked_at, default=None)
    if rang is not None and rang > now - PROOF:
        return None, ""
    if last is not None and last.outcome is not None and (took_at is None or took_at < last.asked_at):
        screened = of_a_screened_phone(last.outcome) if last.screened else None
        return Lack.FAILED, f"au dernier essai, son téléphone {screened or of_a_phone_test(last.outcome).told}"
    if took_at is not None and took_at > now - PROOF:
        return None, ""
    if rang is not None or took_at is not None:
        return Lack.LONG_AGO, "n'a ni pris d'appel ni été essayé depuis trois mois"
    return Lack.UNTRIED, "n'a jamais pris d'appel, et son téléphone n'a jamais été essayé"
