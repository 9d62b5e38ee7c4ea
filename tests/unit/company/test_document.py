"""The company is one document: read back as it was, whatever release wrote it; a newer one serves calls alone."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings

from appliance.company.document import VERSION, Document, digest_of, document_of, document_text
from appliance.company.model import Company, PastTeam, TellOf
from appliance.planning.hours import ForcedPeriod, Period
from appliance.planning.team_plan import Former, Swap, TeamPlan
from appliance.store.company_file import load_company_file
from tests.examples import examples
from tests.unit.companies import companies

DATA = Path(__file__).parents[2] / "data"
KEPT = "company-document-{}.json"  # as each version writes the fullest company: never made again
NOON = datetime(2026, 12, 24, 12, tzinfo=UTC)


def everything() -> Company:
    return load_company_file(DATA / "company-everything.yml")


def with_a_past() -> Company:
    """Of which a file says nothing."""
    company = everything()
    name, team = next(iter(company.teams.items()))
    former = Former(NOON, team.plan.levels, team.plan.shifts, team.plan.rotations, team.plan.overrides)
    gone = TeamPlan((), "Europe/Paris", former=(former,))
    return replace(
        company,
        teams=company.teams | {name: replace(team, plan=replace(team.plan, former=(former,)))},
        past_teams=(PastTeam("sav", "SAV", ("Urgence",), NOON, gone), PastTeam(name, team.name, ("Siège",), NOON)),
    )


def past_of(company: Company) -> object:
    """What two companies that are alike may differ in."""
    return company.past_teams, {name: team.plan.former for name, team in company.teams.items()}


def written_by(version: int, company: Company, **more: Any) -> str:
    told = json.loads(document_text(company))
    return json.dumps(told | {"version": version, "company": told["company"] | more})


def test_the_fullest_company_is_read_back_as_it_was() -> None:
    company = with_a_past()
    read = document_of(document_text(company)).company
    assert read == company
    assert past_of(read) == past_of(company)
    assert written(read) == written(company), "the order of each mapping, and the type of each value"


def written(company: Company) -> str:
    """Each value with its type, and each mapping in its order; a set has none that two runs share."""
    return re.sub(r"frozenset\(\{(.*?)\}\)", lambda one: str(sorted(one[1].split(", "))), repr(company))


@settings(max_examples=examples(60))
@given(company=companies())
def test_any_company_is_read_back_as_it_was(company: Company) -> None:
    text = document_text(company)
    read = document_of(text).company
    assert read == company
    assert [list(read.agents), list(read.lines), list(read.menus)] == [
        list(company.agents),
        list(company.lines),
        list(company.menus),
    ]
    assert document_text(read) == text


def test_the_same_company_is_the_same_text_whatever_the_zone_and_the_order_of_a_set() -> None:
    company = everything()
    name, line = next(iter(company.lines.items()))
    team = next(iter(company.teams))

    def one(moment: datetime, agreed: tuple[str, str]) -> Company:
        swap = Swap("a", "b", moment, moment + timedelta(hours=1), agreed=frozenset(agreed))
        forced = replace(line, forced=(ForcedPeriod(Period.CLOSURE, moment, moment + timedelta(hours=2)),))
        plan = replace(company.teams[team].plan, swaps=(swap,))
        return replace(
            company,
            lines=company.lines | {name: forced},
            teams=company.teams | {team: replace(company.teams[team], plan=plan)},
        )

    here = document_text(one(NOON, ("zoé", "al")))
    there = document_text(one(NOON.astimezone(timezone(timedelta(hours=-4))), ("al", "zoé")))
    assert here == there
    assert digest_of(here) == digest_of(there) != digest_of(document_text(company))


@pytest.mark.parametrize("version", range(1, VERSION + 1))
def test_a_document_that_a_version_wrote_once_is_read_for_ever(version: int) -> None:
    """And written so still by this one: what is written differently is another version."""
    kept = (DATA / KEPT.format(version)).read_text(encoding="utf-8").strip()
    read = document_of(kept)
    assert (read.version, read.newer) == (version, False)
    assert document_of(document_text(read.company)).company == read.company
    assert version < VERSION or document_text(read.company) == kept


def test_what_is_written_has_not_changed_without_a_new_version() -> None:
    """A new field, a new action, another name: one more in VERSION, and the two files of data of the new version."""
    shape = json.loads(msgspec.json.encode(msgspec.json.schema(Document)))
    known = json.loads((DATA / f"company-document-{VERSION}.schema.json").read_text(encoding="utf-8"))
    assert without_words(shape) == known


def without_words(shape: Any) -> Any:
    """A docstring is nothing that is written."""
    if isinstance(shape, dict):
        return {key: without_words(one) for key, one in shape.items() if key != "description"}
    return [without_words(one) for one in shape] if isinstance(shape, list) else shape


def test_what_an_older_document_does_not_say_is_as_usual() -> None:
    told = json.loads(document_text(everything()))
    for line in told["company"]["lines"].values():
        del line["tell_retention"], line["target_wait"], line["language"]
    read = document_of(json.dumps(told | {"version": VERSION - 1}))
    assert not read.newer
    lines = read.company.lines.values()
    assert {(line.tell_retention, line.target_wait, line.language) for line in lines} == {(True, 60, "fr")}


def test_a_wish_that_version_4_does_not_know_stands_apart_and_keeps_its_place() -> None:
    agents = everything().agents
    wishes = (TellOf.PLANNING, TellOf.MISSED, TellOf.DUTIES)
    company = replace(everything(), agents={name: replace(one, told_of=wishes) for name, one in agents.items()})
    written = json.loads(document_text(company))
    assert {tuple(one["told_of"]) for one in written["company"]["agents"].values()} == {("missed",)}
    assert document_of(document_text(company)).company == company


def test_a_newer_document_is_read_for_calls_as_far_as_it_is_understood() -> None:
    read = document_of(written_by(VERSION + 1, everything(), languages=["fr", "en"]))
    assert read.newer
    assert read.company == everything()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"version": 1, "company": {"name": "X"}}'])
def test_what_is_no_document_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="ce n'est pas un document de réglages"):
        document_of(text)


def test_a_newer_action_that_a_call_could_not_do_is_told() -> None:
    text = document_text(everything()).replace('"action":"repeat"', '"action":"fax"')
    assert "fax" in text
    with pytest.raises(ValueError, match="fax"):
        document_of(text)
