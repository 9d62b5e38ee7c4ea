"""No page of a manager says a key, an identifier of ours or a word of English: links lead to each of them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta

from appliance.store.accounts.accounts import Role
from tests.web.site_world import NOW, World

FOREIGN = re.compile(
    r"\b[a-z]+_[a-z_]+\b|\((?:to|from|pin|name|days|hours|levels)\)|YAML|Not a valid|This field|\b(?:False|True|None)\b"
    r"|\b(?:open|after_hours|holiday|closure)\b|[Ll]igne [Ll]igne"
)
UNTOLD = re.compile(r"(?s)<(script|style|pre|code)\b.*?</\1>|<[^>]+>")  # code is what the machine's file has
FOR_PROGRAMS = ("/api", "/reglages/importer")  # whoever reads them writes programs, or the file
ENDLESS = re.compile(r"mois=|semaine=|vue=|releves/20|apres=|deconnexion|^/static")
MOST = 250


def pages(world: World) -> Iterator[tuple[str, str]]:
    """Each page that links lead to from the first two, and what it says."""
    boss = world.signed_in(Role.ADMINISTRATOR, agent="durand")
    seen, left = set(), ["/", "/moi"]
    while left and len(seen) < MOST:
        path = left.pop(0)
        if path in seen:
            continue
        seen.add(path)
        answer = boss.client.get(path)
        written = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        answer.close()
        assert answer.status_code < 500, path
        found = (html.unescape(one) for one in re.findall(r'href="(/[^"#]*)"', written))
        left += [one for one in found if not ENDLESS.search(one)]
        yield path, html.unescape(UNTOLD.sub(" ", written))


def test_no_page_speaks_to_a_manager_in_keys_or_in_english(world: World) -> None:
    world.call("c", NOW - timedelta(hours=1), message="c.wav")
    told = {path: FOREIGN.findall(said) for path, said in pages(world) if not path.startswith(FOR_PROGRAMS)}
    assert len(told) > 60
    assert {path: words for path, words in told.items() if words} == {}
