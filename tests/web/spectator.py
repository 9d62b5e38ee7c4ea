"""Somebody at the page: clicks by HTTP, and waits for what the demonstration tells."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from appliance.simulator.demo_session import DemoSession
from appliance.simulator.news import News
from tests.web.stepped_clock import SteppedClock

SUNDAY_NIGHT = "2026-11-29T03:10"  # durand at level 1, martin at level 2
LINE = "09 72 00 00 01"


class Spectator:
    """One page. `told` holds the news of all calls, in order."""

    def __init__(self, demo_session: DemoSession, client: FlaskClient, clock: SteppedClock) -> None:
        self.client = client
        self.told: list[News] = []
        self._theatre = demo_session
        self._clock = clock
        self._news = demo_session.broadcast.follow(0, 0)

    def leave(self) -> None:
        """Close the page: its calls end."""
        self._theatre.leave("test")
        for call in {news.call for news in self.told}:
            if self._theatre.caller(call):
                self.until("over", call=call)
        self._news.close()  # type: ignore[attr-defined]

    def until(self, kind: str, **facts: Any) -> News:
        """The next news of that kind with those facts; time passes when there is nothing else to do."""
        for news in self._news:
            if news is None:
                assert self._clock.step(), f"waited in vain for {kind} {facts} after {self.told[-12:]}"
                continue
            self.told.append(news)
            known = {"call": news.call, **news.facts}
            if news.kind == kind and facts.items() <= known.items():
                return news
        raise AssertionError("the news have ended")

    def kinds(self, call: str) -> list[str]:
        """What was told so far of a call."""
        return [news.kind for news in self.told if news.call == call]

    def dials(self, called: str = LINE, caller: str | None = "06 98 76 54 32", moment: str = SUNDAY_NIGHT) -> str:
        answer = self.client.post(
            "/demo/calls", json={"called": called, "caller": caller, "moment": moment, "page": "test"}
        )
        assert answer.status_code == 201, answer.get_data(as_text=True)
        return str(answer.json["call"])

    def presses(self, call: str, keys: str) -> None:
        for key in keys:
            assert self.client.post(f"/demo/calls/{call}/keys", json={"key": key}).status_code == 204

    def answers_when_asked(self, call: str, *keys: str) -> None:
        """Type each of these at the next question."""
        for typed in keys:
            self.until("caller_is_asked", call=call)
            self.presses(call, typed)

    def does(self, call: str, act: str) -> int:
        return self.client.post(f"/demo/calls/{call}/acts", json={"act": act}).status_code

    def phone(self, number: str, act: str, **more: str) -> int:
        return self.client.post(f"/demo/phones/{number.lstrip('+')}/acts", json={"act": act, **more}).status_code
