"""The numbers of a company as one reader may see them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from msgspec import structs

from appliance.checks import Finding
from appliance.company.actions import actions_of, named_by
from appliance.company.model import Agent, Company
from appliance.company.numbers import E164, UNREADABLE, is_of_a_place, readable
from appliance.disclosure.policy import Asker, Shown, Whose, shown
from appliance.planning.number_traces import Traces, struck, traces_of, traces_of_address
from appliance.planning.statement import Intervention, Statement

Record = dict[str, Any]
HIDDEN = "•"
NOWHERE = "+33199000000"  # of no subscriber (Arcep keeps 01 99 00 for works of fiction)


@dataclass(frozen=True)
class Caller:
    """Who called, as told. `agent`: whose telephone it was, if an agent's; `withheld`: its number is not told."""

    number: str | None
    agent: str | None
    withheld: bool


@dataclass(frozen=True)
class Sight:
    """What `asker` sees. `agent`: who of the planning they are, if anybody."""

    asker: Asker
    company: Company | None
    agent: str | None = None

    @property
    def whole(self) -> bool:
        """Whether every number is shown."""
        return shown(self.asker, Whose.AGENT) is Shown.WHOLE

    @cached_property
    def kept(self) -> frozenset[str]:
        """The numbers (E.164) that are not shown whole: the agents' but one's own, and those of last resort."""
        if self.whole or self.company is None:
            return frozenset()
        others = (agent for agent in self.company.agents.values() if self.whose_is(agent) is Whose.AGENT)
        private = {phone for agent in others for phone in agent.phones}
        private |= {line.last_resort for line in self.company.lines.values() if line.last_resort}
        own = self.company.agents.get(self.agent or "")
        return frozenset(private - self._of_the_company - set(own.phones if own else ()))

    @cached_property
    def _of_the_company(self) -> frozenset[str]:
        """Its lines' numbers and its offices': an agent's too, sometimes, and no secret. A mobile is no office."""
        if self.company is None:
            return frozenset()
        lines = self.company.lines.values()
        offices = {number for action in actions_of(self.company) for number in named_by(action).offices}
        return frozenset(set(filter(is_of_a_place, offices)).union(*(line.numbers for line in lines)))

    def whose_is(self, agent: Agent) -> Whose:
        """Of the telephones and the mail of an agent."""
        return Whose.OWN if agent.id == self.agent else Whose.AGENT

    def number(self, number: str | None) -> str | None:
        """The number (E.164) for a program; None where it is not told."""
        return None if number in self.kept else number

    def told(self, number: str) -> str:
        """The number as people of the company read it; all but its last two digits hidden where it is not shown."""
        try:
            words = readable(number, self.company.country if self.company else "FR")
        except ValueError:  # no number, which the checks tell
            words = number
        if number not in self.kept:
            return words
        return re.sub(r"\d(?=(?:\D*\d){2})", HIDDEN, words) if shown(self.asker, Whose.AGENT) is Shown.MASKED else ""

    def phones(self, agent: Agent) -> list[str] | None:
        """An agent's numbers for a program; None where they are not told."""
        return list(agent.phones) if self.shows(agent) else None

    def mail(self, agent: Agent) -> str | None:
        """An agent's address; None too where it is not told."""
        return agent.mail if self.shows(agent) else None

    def shows(self, agent: Agent) -> bool:
        return shown(self.asker, self.whose_is(agent)) is Shown.WHOLE

    def caller(self, number: str | None, agent: str | None) -> Caller:
        """Who called. `agent`: whose telephone it was then, as the journal noted; they may have left since."""
        theirs = number in self.kept or (agent is not None and agent != self.agent)
        if self.whole or not theirs or number in (None, UNREADABLE, *self._of_the_company):
            return Caller(number, agent, withheld=False)
        return Caller(None, agent, withheld=True)

    def call(self, record: Record) -> Record:
        """A call of the journal, with `withheld`; what its steps say goes through `text`."""
        seen = self.caller(record["caller"], record["caller_agent"])
        steps = [{**step, "detail": self.text(step["detail"])} for step in record["steps"]]
        shown = {"caller": seen.number, "withheld": seen.withheld, "steps": steps}
        left = {"message": self._message(record["message"]), "callback": self._callback(record)}
        return {**record, **shown, **left}

    def _message(self, left: Record | None) -> Record | None:
        return left and {**left, "transcript": self.written(left["transcript"])}

    def written(self, transcript: str | None) -> str | None:
        """The words of a message, as `text` shows them."""
        return None if transcript is None else self.text(transcript)

    def _callback(self, record: Record) -> Record | None:
        promised: Record | None = record["callback"]
        told = promised and self.to_call(promised["number"], record["caller"], record["caller_agent"])
        return promised and {**promised, "number": told}

    def to_call(self, number: str | None, caller: str | None, agent: str | None) -> str | None:
        """The number (E.164) to call back; None where it is not told, be it of the caller of then: see `caller`."""
        return self.caller(number, agent).number if number == caller else self.number(number)

    def reached(self, address: str, agent: str | None = None) -> str:
        """Who was told at an address or by a number. `agent`: who of the company it was, as noted then.

        An agent by name; another by the address, where the company names it today. Any other was somebody's own once.
        """
        if (known := self._agent_at(address, agent)) is not None:
            return known.name
        if self.whole or address in self._named:
            return self.text(address)
        return "une ancienne adresse" if "@" in address else "un ancien numéro"

    def _agent_at(self, address: str, agent: str | None) -> Agent | None:
        agents = self.company.agents if self.company else {}
        if agent is not None:
            return agents.get(agent)
        return next((one for one in agents.values() if address in (one.mail, *one.phones)), None)

    @cached_property
    def _named(self) -> frozenset[str]:
        """The addresses to which the company has itself or its lines told of, as its settings are today."""
        if self.company is None:
            return frozenset()
        return frozenset(self.company.responsible).union(*(line.tell for line in self.company.lines.values()))

    def who_took(self, noted: str) -> str:
        """Who took charge, as noted: « Claire Durand, par le lien »; by an address, as `reached` tells it."""
        name, comma, how = noted.partition(",")
        return f"{self.reached(name)}{comma}{how}" if "@" in name or E164.fullmatch(name) else self.text(noted)

    def text(self, sentence: str) -> str:
        """A sentence less the numbers and addresses that are not told, however they are written in it."""
        if not self.kept or self.company is None:
            return sentence
        for number in self.kept if sum(map(str.isdigit, sentence)) > 5 else ():
            sentence = struck(sentence, traces(number, self.company.country), "…")
        for agent in self.company.agents.values() if "@" in sentence else ():
            if agent.mail and not self.shows(agent):
                sentence = struck(sentence, traces_of_address(agent.mail), "…")
        return sentence

    def findings(self, found: Iterable[Finding]) -> list[Finding]:
        """What a check says, less the numbers that it quotes."""
        return [replace(one, sentence=self.text(one.sentence)) for one in found]

    def statement(self, statement: Statement) -> Statement:
        """A statement, less the numbers that its notes quote; one's own as it is."""
        if statement.agent == self.agent:
            return statement
        told = (structs.replace(one, intervention=self._noted(one.intervention)) for one in statement.interventions)
        return replace(statement, interventions=tuple(told))

    def _noted(self, intervention: Intervention) -> Intervention:
        return structs.replace(intervention, notes=tuple(map(self.text, intervention.notes)))

    def tried_from(self, number: str | None, company: Company) -> Company:
        """The company in which a call from this number is tried: whose mobile it is, nobody learns by trying it."""
        if number not in self.kept:
            return company
        agents = {
            key: replace(one, phones=tuple(NOWHERE if phone == number else phone for phone in one.phones))
            for key, one in company.agents.items()
        }
        return replace(company, agents=agents)


def sight_of_told(company: Company, agent: str | None) -> Sight:
    """What somebody who is told of a call by mail sees: an agent, or whoever has an address that a line names."""
    return Sight(Asker.READER if agent is None else Asker.AGENT, company, agent)


@lru_cache(maxsize=4096)
def traces(number: str, country: str) -> Traces:
    """What finds a number in a text; a short one, as it stands."""
    if E164.fullmatch(number):
        return traces_of(number, country)
    return Traces(rf"(?<!\d){re.escape(number)}(?!\d)", number)
