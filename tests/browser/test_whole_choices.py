"""On a telephone, the words of a list's choices are read whole, once the list is closed too."""

from __future__ import annotations

from typing import Any

# Of each list of a page: how wide it is, and how wide it would be to show its longest choice.
WIDTHS = """() => [...document.querySelectorAll("main select")].map((one) => {
  const copy = one.cloneNode(true);
  copy.style.cssText = "width: auto; position: absolute";
  one.parentElement.append(copy);
  const widths = [one, copy].map((each) => Math.ceil(each.getBoundingClientRect().width));
  copy.remove();
  return [one.name, ...widths];
})"""


def test_how_the_calls_of_a_machine_are_taken_is_read_whole(chromium: Any, address: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 800}, locale="fr-FR")
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="responsable", exact=True).first.click()
    page.goto(address.removesuffix("/demo/") + "/reglages/appareils")
    lists = page.evaluate(WIDTHS)
    assert lists and [name for name, there, wanted in lists if wanted > there] == []
    context.close()
