"""The trunks watched: who is responsible is told within a minute of one that is lost, by a way that needs none."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

import gevent

from appliance.checks.remedies import remedy_of
from appliance.checks.trunks import Reach, TrunkSeen, trunk_seen
from appliance.company.model import Company
from appliance.config import Trunk
from appliance.controller.trunk_damper import News, TrunkDamper
from appliance.in_thread import in_thread
from appliance.notify.trunk_letters import TrunkNews, trunk_letters
from appliance.store.errors import StoreError
from appliance.store.trunk_outages import forget_other_trunks, lost_trunks, trunk_back, trunk_lost
from appliance.switch.errors import SwitchError

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 5.0


class Console(Protocol):
    """What FreeSWITCH is asked through."""

    def api(self, command: str, *arguments: str) -> str: ...


class Settings(Protocol):
    """The settings in use."""

    @property
    def last(self) -> Company | None: ...


def utc_now() -> datetime:
    return datetime.now(UTC)


class TrunkWatch:
    """`hooks`: webhooks, by name. `now` (UTC), `ticks` (monotonic seconds): this machine's clocks.

    What was told is in the database: it is told once, whichever controller of this box is there.
    """

    def __init__(
        self,
        database: Any,
        console: Console,
        settings: Settings,
        trunks: Sequence[Trunk],
        box: str,
        hooks: Sequence[str] = (),
        now: Callable[[], datetime] = utc_now,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database, self._console, self._settings, self._hooks = database, console, settings, hooks
        self._trunks, self._box, self._now, self._ticks = {one.name: one for one in trunks}, box, now, ticks
        self._since: dict[str, datetime] = {}  # of those that are lost
        self._dampers: dict[str, TrunkDamper] = {}

    def keep_watching(self) -> None:
        """Look now and then, for ever. Run it in a greenlet."""
        while True:
            try:
                self.look()
            except (StoreError, SwitchError) as error:
                log.debug("the trunks are not looked at: %s", error)
            gevent.sleep(LOOK_EVERY_SECONDS)

    def look(self) -> None:
        """One look at each trunk; what could not be told is told at the next. StoreError, SwitchError."""
        if not self._dampers:
            self._remember()
        for name, trunk in self._trunks.items():
            seen = trunk_seen(trunk, self._console.api("sofia", "status", "gateway", name))
            news = self._dampers[name].learn(seen.reach, self._ticks())
            if news is not None:
                self._tell(name, seen, news)

    def _remember(self) -> None:
        in_thread(lambda: forget_other_trunks(self._database, self._box, self._trunks))
        self._since = in_thread(lambda: lost_trunks(self._database, self._box))
        self._dampers = {name: TrunkDamper(lost=name in self._since) for name in self._trunks}

    def _tell(self, name: str, seen: TrunkSeen, news: News) -> None:
        company, now, back = self._settings.last, self._now(), news is News.BACK
        if company is None:
            return
        others = [one for one in self._trunks if one != name]
        since = self._since.get(name, now)
        told = TrunkNews(name, self._box, since, back, words(seen), others, remedy_of("trunk_"))
        letters = trunk_letters(company, told, self._hooks, now)
        write = trunk_back if back else trunk_lost
        in_thread(lambda: write(self._database, self._box, name, letters, now))
        self._dampers[name].told(news, self._ticks())
        self._since = {one: at for one, at in self._since.items() if one != name} | ({} if back else {name: now})
        log.warning("trunk %s is %s; %d are told", name, "back" if back else "lost", len(letters))


def words(seen: TrunkSeen) -> str:
    """How it is found, after its name: FreeSWITCH's own word for a registration."""
    return f"n'est plus enregistré ({seen.said})" if seen.reach is Reach.UNREGISTERED else seen.said
