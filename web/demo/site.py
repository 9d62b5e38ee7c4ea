"""What the demonstration serves, as its views ask for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

from appliance.simulator.demo_session import DemoSession
from web.frame.site import GROUND, Site, current_ground


@dataclass(frozen=True)
class DemoSite(Site):
    """The site of the sample company, and one demonstration for its calls.

    `streams`: how many times each page has opened the stream of news.
    """

    demo_session: DemoSession = field(kw_only=True)
    streams: dict[str, int] = field(default_factory=dict, kw_only=True)


def current_demo_session() -> DemoSession:
    """The demonstration, where calls are played by the settings as they are now. Raises StoreError."""
    demo = current_demo()
    company = demo.company()
    if company is not None:
        demo.demo_session.company = company
    return demo.demo_session


def current_demo() -> DemoSite:
    """What the application that answers this request serves."""
    return cast(DemoSite, current_ground())


def only_in_a_demonstration(state: Any) -> None:
    """For `Blueprint.record`: no other site can be given these pages, which ask for no password."""
    if not isinstance(state.app.extensions.get(GROUND), DemoSite):
        raise RuntimeError("these pages are the demonstration's alone")
