"""When a trunk that is lost, or found again, is told: once each, and less often the more it comes and goes. Pure."""

from __future__ import annotations

from enum import Enum, auto

from appliance.checks.trunks import Reach

PATIENCE = {  # seconds that it lasts before it is told
    Reach.UP: 0.0,
    Reach.DOWN: 0.0,  # FreeSWITCH has asked twice
    Reach.UNREGISTERED: 15.0,  # it registers anew each ten minutes
    Reach.UNHEARD: 90.0,  # FreeSWITCH has just started: it asks after a while
}
CALM = 30.0  # seconds of answers, before it is told that a trunk is back; twice as long at each loss of the hour
LONGEST_CALM = 1800.0
HOUR = 3600.0


class News(Enum):
    """What is to be told."""

    LOST = auto()
    BACK = auto()


class TrunkDamper:
    """One trunk. `lost`: it was told so already, by a controller of before. Moments are monotonic seconds."""

    def __init__(self, *, lost: bool = False) -> None:
        self._lost = lost
        self._reach: Reach | None = None
        self._since = 0.0  # when it was first found so
        self._losses: list[float] = []

    def learn(self, reach: Reach, now: float) -> News | None:
        """What is to be told now that it is found so; the same again until `told`."""
        if self._reach is None or (reach is Reach.UP) is not (self._reach is Reach.UP):
            self._since = now
        self._reach = reach
        if reach is Reach.UP:
            return News.BACK if self._lost and now - self._since >= self._calm(now) else None
        return News.LOST if not self._lost and now - self._since >= PATIENCE[reach] else None

    def told(self, news: News, now: float) -> None:
        """It is queued for whoever is told."""
        self._lost = news is News.LOST
        if self._lost:
            self._losses.append(now)

    def _calm(self, now: float) -> float:
        self._losses = [one for one in self._losses if one > now - HOUR]
        return float(min(CALM * 2 ** max(0, len(self._losses) - 1), LONGEST_CALM))
