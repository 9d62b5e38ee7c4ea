"""Every page that the menu and the pages' own links reach, in the demonstration.

At a desk in light, on a telephone in dark, and 320 px wide, with all that is folded opened: each page answers without
an error, no script fails, axe-core finds nothing, nothing sticks out, and Tab comes to each field and each button,
which shows that it is there. The pages of the menu, as a manager and as an agent;
with ASTREINTE_EVERY_PAGE=1, whatever their links reach too, as each role.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

pytest.importorskip("playwright.sync_api", reason="playwright n'est pas installé")
from axe_playwright_python.sync_playwright import Axe

from appliance.store.accounts.accounts import Role
from appliance.store.database import open_database
from tests.web.site_world import World

DESK, PHONE, NARROW = (1280, 900), (390, 844), (320, 640)
WHOLE = bool(os.environ.get("ASTREINTE_EVERY_PAGE"))
FILES = ("/son", ".pdf", ".ods", ".csv", ".ics", ".yml", ".json", ".wav", ".zip", ".vcf", "/export")
pytestmark = pytest.mark.timeout(3000 if WHOLE else 600)

# What Tab may come to, what shows where it is, and what has been come to.
LISTEN = """() => {
  for (const folded of document.querySelectorAll("details")) folded.open = true;
  const look = one => {
    const seen = [one, one.parentElement, ...(one.labels || []), one.nextElementSibling].filter(Boolean);
    return seen.map(each => {
      const style = getComputedStyle(each);
      const outline = style.outlineStyle === "none" ? "" : style.outlineWidth + style.outlineStyle;
      return [outline, style.boxShadow, style.borderColor, style.backgroundColor].join(" ");
    }).join(" / ");
  };
  const shown = one => {
    const box = one.getBoundingClientRect();
    return one.checkVisibility({ visibilityProperty: true }) && box.width * box.height > 0;
  };
  const fields = "button, input:not([type=hidden]), select, textarea";
  const wanted = `${fields}, a[href], summary, [tabindex='0'], audio[controls]`;
  const all = [...document.querySelectorAll(wanted)].filter(one => shown(one) && !one.disabled && one.tabIndex >= 0);
  const together = (one, other) => other.type === "radio" && other.name === one.name && other.form === one.form;
  const group = one => one.type === "radio" && all.find(other => together(one, other));
  const before = new Map(all.map(one => [one, look(one)]));
  window.reached = new Set();
  window.unseen = new Set();
  document.addEventListener("focusin", ({ target }) => {
    window.reached.add(group(target) || target);
    if (target.tagName !== "AUDIO" && look(target) === before.get(target)) window.unseen.add(target);
  });
  const told = one => one.outerHTML.slice(0, 160);
  window.missed = () => all.filter(one => !window.reached.has(group(one) || one)).map(told);
  window.dim = () => [...window.unseen].map(told);
  document.activeElement.blur();
  return all.length;
}"""
WIDE = """() => {
  const width = document.documentElement.scrollWidth;
  if (width <= innerWidth) return "";
  const beyond = one => one.getBoundingClientRect().right > innerWidth + 1;
  const out = [...document.querySelectorAll("main *")].filter(one => beyond(one) && ![...one.children].some(beyond));
  return `${width} px, ${out.slice(0, 2).map(one => one.outerHTML.slice(0, 160))}`;
}"""


@dataclass
class Sweep:
    """The pages of one account, opened one after the other, and what is wrong with them."""

    page: Any
    address: str
    routes: MapAdapter
    seen: set[tuple[str, ...]] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """What the browser complains of."""
        self.page.on("pageerror", lambda error: self.noted(str(error)))
        self.page.on("console", lambda said: self.noted(said.text) if said.type == "error" else None)
        self.page.on("response", lambda got: self.noted(f"{got.status} {got.url}") if got.status >= 400 else None)

    def noted(self, fault: str) -> None:
        self.faults.append(f"{self.page.url}: {fault}")

    def kind(self, path: str) -> tuple[str, ...]:
        """Pages of one view, asked the same things, are alike."""
        parts = urlsplit(path)
        try:
            endpoint, _ = self.routes.match(parts.path)
        except HTTPException:
            endpoint = parts.path
        return (endpoint, *sorted(parse_qs(parts.query)), *parse_qs(parts.query).get("vue", ()))

    def new(self, path: str) -> bool:
        """Whether this page is to be opened: one of a kind is."""
        kind = self.kind(path)
        if path.startswith(("/demo", "/static", "/deconnexion", "/api/v1")) or urlsplit(path).path.endswith(FILES):
            return False
        if kind in self.seen:
            return False
        self.seen.add(kind)
        return True

    def whole(self) -> None:
        """From the first page, whatever a link leads to."""
        waiting = deque(["/"] if self.new("/") else [])
        while waiting:
            path = waiting.popleft()
            if self.looked_at(path):
                waiting.extend(one for one in self.links() if self.new(one))

    def links(self) -> list[str]:
        """The pages of this site that the page leads to; those of the menu, where not all are wanted."""
        links = "a[href]:not([download])" if WHOLE else "nav.site a[href]"
        found = self.page.eval_on_selector_all(links, "all => all.map(one => one.href)")
        whole = (urlsplit(urljoin(self.page.url, one)) for one in found)
        return [
            f"{one.path}?{one.query}" if one.query else one.path
            for one in whole
            if f"{one.scheme}://{one.netloc}" == self.address
        ]

    def looked_at(self, path: str) -> bool:
        """False where the link leads to a file."""
        self.page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        self.page.emulate_media(color_scheme="light")
        answer = self.page.goto(self.address + path)
        if "text/html" not in (answer.headers.get("content-type") or ""):
            return False
        self.opened.append(path)
        self.kept_in(path, "desk, closed")
        self.tabbed(path, "desk")
        self.clean(path, "desk")
        self.page.goto(self.address + path)
        self.page.emulate_media(color_scheme="dark")
        for name, (width, height) in {"telephone": PHONE, "narrow": NARROW}.items():
            self.page.set_viewport_size({"width": width, "height": height})
            self.kept_in(path, f"{name}, closed")
        self.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        self.tabbed(path, "telephone")
        self.clean(path, "telephone")
        self.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        self.kept_in(path, "narrow")
        return True

    def kept_in(self, path: str, size: str) -> None:
        if told := self.page.evaluate(WIDE):
            self.faults.append(f"{path} ({size}): sticks out: {told}")

    def clean(self, path: str, size: str) -> None:
        self.kept_in(path, size)
        for one in Axe().run(self.page).response["violations"]:
            self.faults.append(f"{path} ({size}): {one['id']}: {[node['html'][:160] for node in one['nodes']][:2]}")

    def tabbed(self, path: str, size: str) -> None:
        """Tab, until each was come to or there is nothing more to come to."""
        count = self.page.evaluate(LISTEN)
        for press in range(count * 4 + 20):
            self.page.keyboard.press("Tab")
            if press >= count and press % 10 == 0 and not self.page.evaluate("missed()"):
                break
        self.faults.extend(f"{path} ({size}): Tab misses {one}" for one in self.page.evaluate("missed()"))
        self.faults.extend(f"{path} ({size}): no focus seen on {one}" for one in self.page.evaluate("dim()"))


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MapAdapter]:
    """What each address of the site is."""
    folder: Path = tmp_path_factory.mktemp("routes")
    world = World(folder, open_database(f"sqlite:///{folder / 'site.db'}"))
    yield world.app.url_map.bind("localhost")
    world.database.close()


@pytest.mark.parametrize("role", list(Role) if WHOLE else [Role.MANAGER, Role.AGENT])
def test_every_page_is_whole(chromium: Any, address: str, routes: MapAdapter, role: Role) -> None:
    context = chromium.new_context(locale="fr-FR", timezone_id="Europe/Paris")
    page = context.new_page()
    site = address.removesuffix("/demo/")
    page.goto(f"{site}/demo/")
    page.locator(f"form[action$='/demo/entrer/{role}'] button").click()
    page.locator("nav.site").wait_for(state="attached")
    sweep = Sweep(page, site, routes)
    sweep.listen()
    sweep.whole()
    context.close()
    assert len(sweep.opened) > (30 if WHOLE and role is not Role.AGENT else 5)
    assert sweep.faults == []
