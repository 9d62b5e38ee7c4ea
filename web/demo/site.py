"""What the demonstration serves, as its views ask for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from peewee import Database

from appliance.simulator.demo_session import Theatre
from web.frame.site import Clock, clock, current_ground


@dataclass(frozen=True)
class DemoSite:
    """What the demonstration serves: one theatre, and the database that its calls are written to.

    `streams`: how many times each page has opened the stream of news.
    """

    theatre: Theatre
    database: Database
    real_clock: Clock = clock
    streams: dict[str, int] = field(default_factory=dict)


def current_theatre() -> Theatre:
    return current_demo().theatre


def current_demo() -> DemoSite:
    """What the application that answers this request serves."""
    return cast(DemoSite, current_ground())
