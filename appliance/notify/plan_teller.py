"""Changes of planning told to those whom they touch: of swaps at once, of the rest once nobody changes any more."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from peewee import Database

from appliance.company.model import TellOf
from appliance.company.present import company_at
from appliance.notify.addressing import rendered_for
from appliance.notify.plan_differences import Window, hours_changed
from appliance.notify.plan_letters import PlanLetter
from appliance.notify.swap_letters import swap_message, swap_news
from appliance.store.outbox.plan_changes import Untold, changes_told, swaps_told, untold
from appliance.store.outbox.queue import NewDelivery

PLANNING, SWAP = "planning", "swap"  # kinds, in the outbox


@dataclass(frozen=True)
class PlanTeller:
    """`now` (UTC): the machine's clock; `offset`: of the company's. `public_url`: where the pages are found."""

    database: Database
    now: Callable[[], datetime]
    offset: timedelta = timedelta(0)
    public_url: str | None = None

    def tell_due(self) -> int:
        """Queue what is due to be told; how many messages were. StoreError."""
        what = untold(self.database)
        if what is None:
            return 0
        told = 0
        if any(change.swaps_told_at is None for change in what.changes):
            swaps = self._of_swaps(what)
            told += len(swaps) if swaps_told(self.database, what, swaps, self.now()) else 0
        if what.is_calm(self.now()):
            hours = self._of_hours(what)
            told += len(hours) if changes_told(self.database, what, hours, self.now()) else 0
        return told

    def _of_swaps(self, what: Untold) -> list[NewDelivery]:
        """To whoever is asked, and to whoever is answered: nothing that they wish decides of it."""
        company, found = what.settings[-1], []
        for change, before, after in zip(what.changes, what.settings, what.settings[1:], strict=False):
            if change.swaps_told_at is not None:
                continue
            for place, news in enumerate(swap_news(before, after, self.now())):
                agent = company.agents.get(news.agent)
                if agent is not None and not (news.after.counts and agent.id in change.known):
                    key = _key(SWAP, change.former, change.at, agent.id, place)
                    message = swap_message(company, agent, news, key, self.public_url, self.now())
                    found += rendered_for(agent, message, SWAP)
        return found

    def _of_hours(self, what: Untold) -> list[NewDelivery]:
        moment = self.now() + self.offset
        settings = [company_at(one, moment) for one in what.settings]
        company, window = settings[-1], Window(moment)
        touched = hours_changed(settings, [change.known for change in what.changes], window)
        teams = {name: team for one in settings for name, team in one.teams.items()}
        letter, first, found = PlanLetter(company, teams, window, self.public_url), what.changes[0], []
        for agent in (company.agents[name] for name in sorted(touched) if name in company.agents):
            if TellOf.PLANNING in agent.told_of:
                key = _key(PLANNING, first.former, first.at, agent.id)
                message = letter.message(agent, touched[agent.id], key, self.now())
                found += rendered_for(agent, message, PLANNING)
        return found


def _key(*facts: object) -> str:
    """The same for the same news, whoever words it."""
    return f"{facts[0]}-{hashlib.sha256(repr(facts).encode()).hexdigest()[:32]}"
