"""On a telephone, the words of a list's choices are read whole, once the list is closed too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

WIDTHS = (390, 320)
# Its longest choice chosen, each list of a page that is as wide as those words, or that puts them on several lines.
CUT = """() => {
  for (const folded of document.querySelectorAll("details")) folded.open = true;
  const size = (one, style, choice) => {
    const copy = one.cloneNode(true);
    copy.style.cssText = style;
    copy.replaceChildren(new Option(choice));
    one.parentElement.append(copy);
    const { width, height } = copy.getBoundingClientRect();
    copy.remove();
    return { width: Math.ceil(width), height: Math.ceil(height) };
  };
  const shown = [...document.querySelectorAll("main select")].filter((one) => one.checkVisibility());
  return shown.flatMap((one) => {
    const own = one.getBoundingClientRect().width;
    return [...one.options].map(({ text }) => {
      const here = size(one, `position: absolute; width: ${own}px`, text);
      const whole = size(one, "position: absolute; width: max-content; max-width: none; white-space: nowrap", text);
      return here.width >= whole.width || here.height > whole.height ? "" : `${one.name}: ${text}`;
    });
  }).filter(Boolean);
}"""
LISTS = "() => document.querySelectorAll('main select').length"
LINKS = (
    """() => [...document.querySelectorAll("a[href^='/']:not([download])")].map((one) => one.getAttribute("href"))"""
)
# Files, other pages than those of the site, and a page for each of hundreds of sentences.
ELSEWHERE = re.compile(r"/(?:demo|static|deconnexion|api|annonces/phrase)|.*(?:\.[a-z]{3,4}|/export|/son)(?:\?|$)")


def kind(link: str) -> str:
    """What pages of one view are alike by: the address less its numbers, its dates and the values of its query."""
    return re.sub(r"=[^&]*|[0-9a-f-]{8,}|\d+", "", link)


def pages(page: Any, site: str) -> Iterator[str]:
    """Each page that links lead to, one of a kind, as it is open."""
    asked, waiting = set[str](), ["/"]
    while waiting:
        path = waiting.pop(0)
        page.goto(site + path, wait_until="domcontentloaded")
        yield path
        for link in page.evaluate(LINKS):
            if kind(link) not in asked and not ELSEWHERE.match(link):
                asked.add(kind(link))
                waiting.append(link)


def test_the_choices_of_every_list_of_the_site_are_read_whole_on_a_telephone(chromium: Any, address: str) -> None:
    context = chromium.new_context(viewport={"width": WIDTHS[0], "height": 800}, locale="fr-FR")
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="responsable", exact=True).first.click()
    page.locator("nav.site").wait_for(state="attached")
    cut, lists = [], 0
    for path in pages(page, address.removesuffix("/demo/")):
        lists += page.evaluate(LISTS)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            cut += [f"{path} ({width} px), {one}" for one in page.evaluate(CUT)]
    context.close()
    assert cut == []
    assert lists > 40
