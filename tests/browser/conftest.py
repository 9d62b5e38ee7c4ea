"""The demonstration as a person starts it, and Debian's Chromium in front of it."""

from __future__ import annotations

import os
import select
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.spoken import lay_out

ROOT = Path(__file__).parents[2]
COMPANY_FILE = ROOT / "tests" / "data" / "company-example.yml"
PICTURES = ROOT / "artefacts"
CLAIRE_S_SUNDAY = "2026-11-29T03:10"  # by the rotation of the sample company
PACE = 5  # seconds of a call in one second of the test
START_SECONDS = 300  # the voice says forty sentences first, and two months of calls are played


def today() -> date:
    """The day in the sample company's zone, which is not always this machine's."""
    return datetime.now(ZoneInfo("Europe/Paris")).date()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of a test that may run at two sizes, one of them, in turn; both with ASTREINTE_BOTH_SIZES=1."""
    if os.environ.get("ASTREINTE_BOTH_SIZES"):
        return
    here = [item for item in items if item.path.is_relative_to(Path(__file__).parent)]
    known = {item.nodeid for item in here}
    both = [item for item in here if item.nodeid.endswith("[phone]") and twin(item) in known]
    left_out = {twin(item) if place % 2 else item.nodeid for place, item in enumerate(both)}
    config.hook.pytest_deselected(items=[item for item in here if item.nodeid in left_out])
    items[:] = [item for item in items if item.nodeid not in left_out]


def twin(item: pytest.Item) -> str:
    """The same test at a desk."""
    return item.nodeid.removesuffix("[phone]") + "[desktop]"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser of this machine; skips, and says why, where there is none."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("Chromium n'est pas installé : apt install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`astreinte demo`, five times as fast as life, until the last test."""
    with running_demo(tmp_path_factory.mktemp("demo"), "--company", str(COMPANY_FILE)) as found:
        yield found


@contextmanager
def running_demo(state: Path, *options: str) -> Iterator[str]:
    """The address of a demonstration, which stops afterwards."""
    lay_out(state / "prompts")
    command = [sys.executable, "-m", "appliance", "demo", "--port", str(free_port()), "--state", str(state)]
    demo = subprocess.Popen(
        [*command, *options, "--pace", str(PACE)],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert demo.stdout is not None
    try:
        assert select.select([demo.stdout], [], [], START_SECONDS)[0], "the demonstration did not start"
        line = demo.stdout.readline()
        assert "http://" in line, f"the demonstration did not start: {line!r}"
        yield next(word for word in line.split() if word.startswith("http://"))
    finally:
        demo.send_signal(signal.SIGTERM)
        demo.wait(20)
        demo.stdout.close()


@pytest.fixture(params=["desktop", "phone"])
def page(request: pytest.FixtureRequest, chromium: Any, address: str) -> Iterator[Any]:
    """A page of the demonstration, at two sizes; an error in its script fails the test."""
    size = {"desktop": (1360, 900), "phone": (320, 640)}[request.param]
    context = chromium.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale="fr-FR",
        timezone_id="Europe/Paris",
        permissions=["microphone"],
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.goto(address)
    page.get_by_role("button", name="Dimanche, 3 h 10").click()
    page.locator("#moment").fill(CLAIRE_S_SUNDAY)  # of two Sundays, the other one is not hers
    page.locator("#duty").get_by_text("Claire Durand").first.wait_for()
    yield page
    page.close()
    context.close()
    assert errors == []


@pytest.fixture
def picture(request: pytest.FixtureRequest, page: Any) -> Any:
    """Takes a picture of the whole page, named after the test, into `artefacts/`."""
    PICTURES.mkdir(exist_ok=True)

    def take(name: str) -> None:
        size = "phone" if page.viewport_size["width"] < 500 else "desktop"
        page.screenshot(path=PICTURES / f"{name}-{size}.png", full_page=True)

    return take
