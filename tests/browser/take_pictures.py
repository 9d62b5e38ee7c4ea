"""The pictures of the README, taken of the real demonstration: `.venv/bin/python -m tests.browser.take_pictures`."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "pictures"
PORT = 8690
SITE = f"http://127.0.0.1:{PORT}"
SIZE = (1280, 800)
PAGES = {"tableau-de-bord": "/", "planning": "/planning", "appels": "/appels"}
PATIENCE = 30_000  # milliseconds


@contextmanager
def demonstration() -> Iterator[None]:
    """`astreinte demo` in a folder of its own, three times as fast as life."""
    with tempfile.TemporaryDirectory() as state:
        command = [sys.executable, "-m", "appliance", "demo", "--port", str(PORT), "--state", state, "--pace", "3"]
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
        )
        assert process.stdout is not None
        try:
            assert "http://" in process.stdout.readline()
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def live_a_call(page: Any) -> None:
    """A caller who is blocked reaches who is on call, and is being told to them."""
    page.goto(f"{SITE}/demo/")
    page.get_by_role("button", name="Dimanche, 3 h 10").click()
    page.get_by_role("button", name="Appeler").click()
    page.locator("[data-part=subtitle]", has_text="Personne bloquée").first.wait_for(timeout=PATIENCE)
    page.get_by_role("button", name="2", exact=True).click()
    page.locator("[data-part=subtitle]", has_text="numéro de commande").first.wait_for(timeout=PATIENCE)
    for key in "407191":
        page.get_by_role("button", name=key, exact=True).click()
    page.get_by_role("button", name="Décrocher").first.click(timeout=PATIENCE)
    page.get_by_role("button", name="Accepter").first.wait_for(timeout=PATIENCE)
    page.wait_for_timeout(1500)
    page.evaluate("scrollTo(0, document.querySelector('.scene').offsetTop - 24)")
    page.wait_for_timeout(300)


def keep(page: Any, name: str) -> None:
    """A light picture of what is in sight: a page has few colours."""
    with Image.open(BytesIO(page.screenshot())) as whole:
        whole.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


def take(page: Any) -> None:
    live_a_call(page)
    keep(page, "demonstration")
    page.get_by_role("button", name="responsable").click()
    for name, path in PAGES.items():
        page.goto(SITE + path)
        page.wait_for_timeout(400)
        keep(page, name)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with demonstration(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": SIZE[0], "height": SIZE[1]},
            locale="fr-FR",
            timezone_id="Europe/Paris",
            color_scheme="light",
        )
        take(context.new_page())
        browser.close()


if __name__ == "__main__":
    main()
