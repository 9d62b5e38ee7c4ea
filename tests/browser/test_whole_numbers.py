"""On a telephone, a number, an hour and the first of a month are never cut at the end of a line."""

from __future__ import annotations

from typing import Any

import pytest

PAGES = {
    "responsable": (
        "/",
        "/appels",
        "/messages",
        "/statistiques",
        "/essai?moment=2026-12-01T03:10",
        "/sante",
        "/planning",
        "/planning?vue=semaine",
        "/planning?vue=mois",
        "/publications",
        "/releves",
        "/lignes",
        "/annonces",
        "/intervenants",
        "/reglages",
        "/audit",
    ),
    "intervenant": ("/moi", "/moi/releves", "/appels", "/messages"),
}
CUT = r"""() => {
  const whole = /0[1-9](?:[^\S\n]\d\d){4}|\d+[^\S\n]h\b(?:[^\S\n]\d\d)?|\d+[^\S\n](?:min\b|€|%)|1ᵉʳ[^\S\n]\p{L}+/gu;
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    for (const match of walker.currentNode.data.matchAll(whole)) {
      const range = document.createRange();
      range.setStart(walker.currentNode, match.index);
      range.setEnd(walker.currentNode, match.index + match[0].length);
      const there = [...range.getClientRects()].filter((one) => one.width > 0);
      const tops = new Set(there.map((one) => Math.round(one.top)));
      found.push([match[0], tops.size]);
    }
  }
  return found;
}"""


@pytest.mark.parametrize("width", [390, 320])
@pytest.mark.parametrize("role", list(PAGES))
def test_no_number_is_cut_at_the_end_of_a_line(chromium: Any, address: str, role: str, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800}, locale="fr-FR", timezone_id="Europe/Paris")
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name=role, exact=True).first.click()
    told, cut = 0, {}
    for path in PAGES[role]:
        page.goto(address.removesuffix("/demo/") + path)
        page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
        found = page.evaluate(CUT)
        told += len(found)
        if wrong := [words for words, lines in found if lines > 1]:
            cut[path] = wrong
    context.close()
    assert told > 20
    assert cut == {}
