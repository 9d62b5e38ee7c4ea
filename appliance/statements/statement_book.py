"""The statements of one month: drawn up, closed, corrected. For the commands and the pages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from peewee import Database

from appliance.calls.accounting import called_teams, last_resorts
from appliance.company.model import Company
from appliance.documents.sheet import Sheet
from appliance.planning.compensation import Compensation
from appliance.planning.holidays import calendar
from appliance.planning.moments import long_day
from appliance.planning.months import Month
from appliance.planning.statement import MonthBook, Statement, by_agent, on_call_spans, statement_of
from appliance.planning.statement_edition import Edition, corrected, differences, first_edition
from appliance.store.statements.editions import Kept, editions, keep, last_known_name, latest
from appliance.store.statements.interventions import interventions, once_at_work


class UnknownAgent(ValueError):
    """Neither the company, nor the journal, nor an edition knows this agent."""


class Refused(ValueError):
    """What cannot be done with a month: a sentence, in French."""


class StatementBook:
    """Where the statements of one month are drawn up, closed and corrected."""

    def __init__(
        self, database: Database, company: Company, month: Month, agent: str | None, now: datetime, by: str
    ) -> None:
        self.database, self.company, self.month, self.agent = database, company, month, agent
        self.now, self.by = now, by
        self.warnings: list[str] = []
        self.kept = latest(editions(database, month, agent))
        start, end = month.start(company.timezone), month.end(company.timezone)
        found, self.going_on = interventions(database, start, end, last_resorts(company))
        teams = called_teams(company)
        self.book = MonthBook(
            company=company.name,
            timezone=company.timezone,
            month=month,
            rule=company.compensation,
            holidays=calendar(company.holidays) if company.holidays else None,
            teams=teams,
            on_call=on_call_spans(teams, month, company.timezone),
            interventions=by_agent(found),
        )
        self.agents = self._agents()

    def _agents(self) -> list[str]:
        """The one asked for; else those of the company, then whom only the past knows."""
        known = [
            *self.company.agents,
            *sorted(set(self.book.interventions) | self._former() | self._on_call() | set(self.kept)),
        ]
        if self.agent is None:
            return list(dict.fromkeys(known))
        if self.agent not in known:
            names = ", ".join(self.company.agents) or "aucun"
            raise UnknownAgent(f"l'intervenant « {self.agent} » n'existe pas ; sont connus : {names}")
        return [self.agent]

    def _former(self) -> set[str]:
        """Who worked a little before the month, and is no agent of the company any more."""
        start = self.month.start(self.company.timezone)
        return once_at_work(self.database, start, self.company.agents, last_resorts(self.company))

    def _on_call(self) -> set[str]:
        """Whom the planning has on call in the month, be they in the company or not."""
        start = self.month.start(self.company.timezone)
        duties = self.book.on_call.items()
        return {agent for agent, teams in duties if any(span[1] > start for spans in teams.values() for span in spans)}

    def statement(self, agent: str, rule: Compensation | None = None) -> Statement:
        """As the planning and the journal are now; with another rule than the company's, if given."""
        book = replace(self.book, rule=rule) if rule else self.book
        return replace(statement_of(book, agent, self._name(agent), self._remarks()), grounds=self._grounds(agent))

    def _name(self, agent: str) -> str:
        """As the company has it; of one who left, as the last edition of any month has it, else the identifier."""
        if agent in self.company.agents:
            return self.company.agents[agent].name
        return last_known_name(self.database, agent) or agent

    def _remarks(self) -> tuple[str, ...]:
        remarks = []
        if self.now < self.month.end(self.company.timezone):
            remarks.append("le mois n'est pas fini ; les heures d'astreinte à venir sont celles du planning.")
        if self.going_on:
            remarks.append("une conversation n'est pas finie dans le journal ; elle n'est pas comptée.")
        return tuple(remarks)

    def _grounds(self, agent: str) -> tuple[tuple[str, str], ...]:
        """The collective agreement and the day of the agent's own, where the company has noted them."""
        known, text = self.company.agents.get(agent), self.company.collective_agreement
        own = long_day(known.agreed_on) if known and known.agreed_on else None
        pairs = (("Accord collectif", text), ("Accord de l'intervenant", own and f"donné le {own}"))
        return tuple((name, said) for name, said in pairs if said)

    def close(self) -> None:
        """Freeze the statement of every agent asked for that is not closed yet. Refused before its end, or its rule."""
        if self.now < self.month.end(self.company.timezone):
            raise Refused(f"Le mois {self.month.of_month} n'est pas fini ; clôturez-le ensuite.")
        if not self.company.compensation.settled:
            raise Refused("La compensation est à fixer : un mois ne se clôt qu'avec sa règle, dans « Réglages ».")
        if self.going_on:
            raise Refused("Une conversation du mois n'est pas finie ; clôturez quand elle le sera.")
        for kept in self.kept.values():
            edition = kept.edition
            self.warnings.append(f"{edition.statement.name} : déjà clos, édition {edition.number} ; rien n'a changé.")
        new = [first_edition(self.statement(one), self.now, self.by) for one in self.agents if one not in self.kept]
        self.kept |= latest(keep(self.database, new))

    def correct(self, current_rule: bool) -> None:
        """Write a new edition where something differs from the last one. Refused when nothing is closed."""
        if not self.kept:
            raise Refused(f"Le mois {self.month.of_month} n'est pas clos : il n'y a rien à corriger.")
        new = [
            found
            for one in self.agents
            if one in self.kept and (found := self._correction(self.kept[one], current_rule)) is not None
        ]
        if not new:
            self.warnings.append("Rien à corriger : le planning et le journal disent la même chose qu'à la clôture.")
        self.kept |= latest(keep(self.database, new))

    def _correction(self, kept: Kept, current_rule: bool) -> Edition | None:
        last = kept.edition
        return corrected(last, kept.digest, self._as_of(last.statement, current_rule), self.now, self.by)

    def _as_of(self, closed: Statement, current_rule: bool) -> Statement:
        """What the statement would be now. The rule and the grounds stay those of the closing; a rule, if there was."""
        keep_rule = closed.rule.settled and not current_rule
        return replace(self.statement(closed.agent, closed.rule if keep_rule else None), grounds=closed.grounds)

    def sheets(self, number: int | None) -> list[Sheet]:
        """What to print: of a closed month the edition asked for, else the last; else the statement as it is now."""
        if number is not None:
            return self._edition(number)
        found = [self._sheet(agent) for agent in self.agents]
        return [sheet for sheet in found if not sheet.statement.empty or sheet.corrections or self.agent is not None]

    def _edition(self, number: int) -> list[Sheet]:
        found = [
            Sheet(one.edition.statement, self.now, one.edition, one.digest)
            for one in editions(self.database, self.month, self.agent)
            if one.edition.number == number
        ]
        if not found:
            raise Refused(f"Il n'y a pas d'édition {number} pour {self.month.in_words}.")
        return found

    def _sheet(self, agent: str) -> Sheet:
        kept = self.kept.get(agent)
        if kept is None:
            return Sheet(self.statement(agent), self.now)
        closed = kept.edition.statement
        if differences(closed, self._as_of(closed, current_rule=False)):
            self.warnings.append(
                f"{closed.name} : le planning ou le journal ont changé depuis la clôture ; "
                "« --correct » en fait une nouvelle édition."
            )
        return Sheet(closed, self.now, kept.edition, kept.digest)


def file_name(sheet: Sheet) -> str:
    """`releve-2026-11-durand-edition-1`, `releve-2026-11-durand-provisoire`."""
    agent = re.sub(r"[^A-Za-z0-9_-]", "_", sheet.statement.agent)[:60]
    standing = f"edition-{sheet.edition.number}" if sheet.edition else "provisoire"
    return f"releve-{sheet.statement.month}-{agent}-{standing}"
