"""No page says a key, an identifier of ours, a word of English or a date of machines: links lead to each of them."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from werkzeug.exceptions import HTTPException

from appliance.store.accounts.accounts import Role
from tests.web.site_world import NOW, World

FOREIGN = re.compile(
    r"\b[a-z]+_[a-z_]+\b|\((?:to|from|pin|name|days|hours|levels)\)|YAML|Not a valid|This field|\b(?:False|True|None)\b"
    r"|\b(?:open|after_hours|holiday|closure|none|null|the|with|error|failed|default|user|password|settings)\b"
    r"|\b(?:required|erase|forget)\b"
    r"|[Ll]igne [Ll]igne|\\d|\d\{|\b(?:Europe|Indian|America|Pacific)/|\b\d{4}-\d\d-\d\d|\b\d\d:\d\d:\d\d\b|\b1er\b"
)
OF_THE_MACHINE = r"<(div|details) class=\"machine\".*?</\1>"  # « pour le service informatique »
UNTOLD = re.compile(rf"(?s){OF_THE_MACHINE}|<(script|style|pre|code)\b.*?</\2>|<[^>]+>")
BESIDE = re.compile(r"<[^>]*?\b(?:placeholder|title|alt|aria-label)=\"([^\"]*)\"")
FOR_PROGRAMS = ("/api", "/reglages/importer")  # whoever reads them writes programs, or the file
FIRST = ["/", "/moi", "/moi/essai", "/planning/interventions", "/planning/demandes"]  # some appear when there is need
LIKE_IT = 3  # pages of one kind that are read
FILES = {
    "static", "statements.archive", "statements.sheet", "statements.my_sheet", "settings.export", "journal.as_csv",
    "lines.line_card", "sign_in.leave",
}  # fmt: skip
# Pages that no link leads to in a company where all is well, and what is no page.
ELSEWHERE = FILES | {
    "first_start.begin", "first_start.then", "first_telling.living", "publishing.one", "mine.drill_living",
    "dashboard.living", "phone_tests.living", "acknowledgements.show", "charge.show", "done.page", "talks.sound",
    "words.sound", "messages.sound", "sentences.sound", "wording.draft_sound", "wording.version_sound", "feeds.feed",
    "sign_in.ask", "sign_in.code", "health.healthz", "health.readyz", "health.metrics", "settings.go_back_to",
    "settings.past_one", "my_account.second_factor", "answering.page", "answering.news",
    "answering.card", "answering.door", "coming_back.talk", "mine.published", "ring_backs.callers",
    "ring_backs.state",
}  # fmt: skip


class Crawl:
    """Each page that links lead to from the first ones, a few of each kind. `kinds`: the endpoints that were read."""

    def __init__(self, world: World, role: Role) -> None:
        self._client = world.signed_in(role, agent="durand").client
        self._map = world.app.url_map.bind("localhost")
        self.kinds: Counter[str] = Counter()

    def pages(self, first: list[str]) -> Iterator[tuple[str, str]]:
        """A path, and all that its page says, beside its fields too."""
        seen, left = set(), [*first]
        while left:
            path = left.pop(0)
            if path in seen or not self._wanted(path):
                continue
            seen.add(path)
            answer = self._client.get(path)
            shown = answer.status_code == 200 and answer.mimetype == "text/html"
            written = answer.get_data(as_text=True) if shown else ""
            answer.close()
            assert answer.status_code < 500, path
            left += [html.unescape(one) for one in re.findall(r'href="(/[^"#]*)"', written)]
            yield path, html.unescape(" ".join([UNTOLD.sub(" ", written), *BESIDE.findall(written)]))

    def _wanted(self, path: str) -> bool:
        try:
            endpoint, _ = self._map.match(path.partition("?")[0], method="GET")
        except HTTPException:
            return True
        self.kinds[endpoint] += 1
        return endpoint not in FILES and self.kinds[endpoint] <= LIKE_IT


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AGENT])
def test_no_page_speaks_in_keys_or_in_english(world: World, role: Role) -> None:
    world.call("c", NOW - timedelta(hours=1), message="c.wav")
    crawl = Crawl(world, role)
    read = [(path, said) for path, said in crawl.pages(FIRST) if not path.startswith(FOR_PROGRAMS)]
    assert len(read) > (60 if role is Role.ADMINISTRATOR else 10)
    if role is Role.ADMINISTRATOR:
        reading = {rule.endpoint for rule in world.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
        assert {one for one in reading - set(crawl.kinds) if not one.startswith("api.")} <= ELSEWHERE
    assert [f"{path} : {', '.join(found)}" for path, said in read if (found := FOREIGN.findall(said))] == []
