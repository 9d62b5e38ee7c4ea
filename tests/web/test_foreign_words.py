"""No page says a key, an identifier of ours, a word of English or a date of machines: links lead to each of them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from appliance.store.accounts.accounts import Role
from tests.web.site_world import NOW, World

FOREIGN = re.compile(
    r"\b[a-z]+_[a-z_]+\b|\((?:to|from|pin|name|days|hours|levels)\)|YAML|Not a valid|This field|\b(?:False|True|None)\b"
    r"|\b(?:open|after_hours|holiday|closure|none|null|the|with|error|failed|default|user|password|settings|required)\b"
    r"|[Ll]igne [Ll]igne|\\d|\d\{|\b(?:Europe|Indian|America|Pacific)/|\b\d{4}-\d\d-\d\d|\b\d\d:\d\d:\d\d\b|\b1er\b"
)
OF_THE_MACHINE = r"<(div|details) class=\"machine\".*?</\1>"  # « pour le service informatique »
UNTOLD = re.compile(rf"(?s){OF_THE_MACHINE}|<(script|style|pre|code)\b.*?</\2>|<[^>]+>")
BESIDE = re.compile(r"<[^>]*?\b(?:placeholder|title|alt|aria-label)=\"([^\"]*)\"")
FOR_PROGRAMS = ("/api", "/reglages/importer")  # whoever reads them writes programs, or the file
ENDLESS = re.compile(r"mois=|semaine=|vue=|releves/20|apres=|deconnexion|^/static")
MOST = 250


def pages(world: World, role: Role, first: list[str]) -> Iterator[tuple[str, str]]:
    """Each page that links lead to from the first ones, and what it says."""
    visit = world.signed_in(role, agent="durand")
    seen, left = set(), [*first]
    while left and len(seen) < MOST:
        path = left.pop(0)
        if path in seen:
            continue
        seen.add(path)
        answer = visit.client.get(path)
        written = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        answer.close()
        assert answer.status_code < 500, path
        found = (html.unescape(one) for one in re.findall(r'href="(/[^"#]*)"', written))
        left += [one for one in found if not ENDLESS.search(one)]
        yield path, html.unescape(" ".join([UNTOLD.sub(" ", written), *BESIDE.findall(written)]))


@pytest.mark.parametrize(
    ("role", "first", "least"), [(Role.ADMINISTRATOR, ["/", "/moi"], 60), (Role.AGENT, ["/moi"], 6)]
)
def test_no_page_speaks_in_keys_or_in_english(world: World, role: Role, first: list[str], least: int) -> None:
    world.call("c", NOW - timedelta(hours=1), message="c.wav")
    read = [(path, said) for path, said in pages(world, role, first) if not path.startswith(FOR_PROGRAMS)]
    assert len(read) > least
    assert {path: found for path, said in read if (found := FOREIGN.findall(said))} == {}
