"""A program publishes what it has read, and nothing else; swaps are told, and answered by nobody else than the two."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from appliance.company.swapping import with_swap
from appliance.planning.team_plan import Swap
from appliance.store.accounts.audit import list_audit
from appliance.store.publications.publications import list_publications
from tests.unjudged import change_company
from tests.web.api.conftest import Program
from tests.web.site_world import NOW, World

DECEMBER = {"from": "2026-12-01", "to": "2026-12-31"}
PROPOSAL = "/lines/urgence/proposal?from=2026-12-01&to=2026-12-31"
PUBLICATIONS = "/lines/urgence/publications"


def seen(program: Program, path: str = PROPOSAL) -> str:
    return program.ask("GET", path).headers["ETag"]


def test_a_proposal_says_what_changes_for_whom_and_writes_nothing(world: World, writer: Program) -> None:
    told = writer.read(PROPOSAL)
    assert "Claire Durand" in [one["name"] for one in told["agents"]]
    assert all(change.startswith("Ajouté") for one in told["agents"] for change in one["changes"])
    assert told["first_change"] == "2026-11-30T23:00:00Z"
    assert list_publications(world.database) == []


def test_what_was_read_is_published_under_the_name_of_the_token(world: World, writer: Program) -> None:
    answer = writer.ask("POST", PUBLICATIONS, json=DECEMBER, If_Match=seen(writer))
    assert answer.status_code == 201, answer.text
    assert answer.json == writer.read(answer.headers["Location"].removeprefix("/api/v1"))
    assert (answer.json["number"], answer.json["from"], answer.json["to"]) == (1, "2026-12-01", "2026-12-31")
    assert writer.read(PUBLICATIONS)["publications"] == [answer.json]
    entry = list_audit(world.database, limit=1)[0]
    assert entry["who"] == answer.json["published_by"]
    assert "publication 1" in entry["act"]
    assert writer.read(PROPOSAL)["agents"] == []


def test_a_planning_that_changed_since_it_was_read_is_not_published(world: World, writer: Program) -> None:
    read = seen(writer)
    given = {"from": "2026-12-01T18:00:00+01:00", "to": "2026-12-02T09:00:00+01:00", "removes": "durand"}
    assert writer.ask("POST", "/teams/depannage/overrides", json={**given, "adds": "petit"}).status_code == 201
    assert "relisez" in writer.refused("POST", PUBLICATIONS, 412, json=DECEMBER, If_Match=read)
    assert list_publications(world.database) == []


def test_publishing_blindly_is_refused(world: World, writer: Program) -> None:
    assert "If-Match" in writer.refused("POST", PUBLICATIONS, 428, json=DECEMBER)
    assert list_publications(world.database) == []


def test_less_than_a_clear_day_asks_for_a_reason(world: World, writer: Program) -> None:
    days = {"from": "2026-11-28", "to": "2026-11-29"}
    read = seen(writer, "/lines/urgence/proposal?from=2026-11-28&to=2026-11-29")
    assert "motif" in writer.refused("POST", PUBLICATIONS, 422, json=days, If_Match=read)
    answer = writer.ask("POST", PUBLICATIONS, json={**days, "reason": "grippe"}, If_Match=read)
    assert answer.status_code == 201, answer.text
    assert answer.json["reason"] == "grippe"


@pytest.mark.parametrize(("first", "last"), [("2026-12-31", "2026-12-01"), ("2026-12-01", "2028-12-01")])
def test_days_that_cannot_be_published_together(writer: Program, first: str, last: str) -> None:
    assert "400 jours" in writer.refused("GET", f"/lines/urgence/proposal?from={first}&to={last}", 422)


@pytest.mark.parametrize("number", ["0", "99", "x", "1" * 40, "²"])
def test_a_publication_that_is_not_there(reader: Program, number: str) -> None:
    assert "publication" in reader.refused("GET", f"/publications/{number}", 404)


def test_a_swap_is_told_with_where_it_stands(world: World, writer: Program) -> None:
    start, end = datetime(2026, 12, 1, 17, tzinfo=UTC), datetime(2026, 12, 2, 8, tzinfo=UTC)
    swap = Swap("durand", "petit", start, end, agreed=frozenset({"durand"}))
    change_company(world.database, lambda now: with_swap(now, "depannage", swap), by="durand", act="x", now=NOW)
    told = writer.read("/teams/depannage/swaps")["swaps"][-1]
    assert (told["giver_name"], told["taker"], told["agreed"]) == ("Claire Durand", "petit", ["durand"])
    assert (told["from"], told["counts"], told["refused"]) == ("2026-12-01T17:00:00Z", False, None)
    writer.refused("POST", "/teams/depannage/swaps", 405, json={})
