"""Who holds each place of a line, until when, and who comes next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.calls.duty import duty
from appliance.calls.places import LineNow, Next, line_now, windows_from
from appliance.company.model import Company
from appliance.planning.hours import Period
from appliance.planning.moments import read_moment
from appliance.planning.rota import on_call
from appliance.planning.team_plan import Override
from appliance.store.company_file import load_company_file

SAMPLE = load_company_file(Path(__file__).parents[2] / "data" / "company-example.yml")
SATURDAY = "2026-11-28 15:00"


def at(text: str, company: Company = SAMPLE) -> LineNow:
    moment = read_moment(text, "Europe/Paris").moment
    return line_now(company, duty(company, company.lines["urgence"], moment), windows_from(company, moment))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_place_has_its_keys_its_holders_and_those_who_follow() -> None:
    found = at(SATURDAY)
    assert (found.until, found.then) == (utc("2026-11-30 08:00"), Period.OPEN)
    (place,) = found.places
    assert [(key.keys, key.purpose) for key in place.keys] == [(("1",), "urgence"), (("2",), "commande en cours")]
    first, second = place.holders
    assert (first.name, first.until, first.then) == (
        "Claire Durand", utc("2026-11-29 23:00"), Next(("Julie Martin",), same_level=False)
    )  # fmt: skip
    assert (second.name, second.until, second.then) == ("Julie Martin", None, None)
    assert [key.keys for key, _ in found.others] == [("3",), ("5",)]


def test_a_replacement_to_come_is_who_follows() -> None:
    team = SAMPLE.teams["depannage"]
    change = Override(utc("2026-11-28 20:00"), utc("2026-11-29 05:00"), removes="durand", adds="petit")
    changed = replace(SAMPLE, teams={team.id: replace(team, plan=replace(team.plan, overrides=(change,)))})
    first = at(SATURDAY, changed).places[0].holders[0]
    assert (first.until, first.then) == (utc("2026-11-28 20:00"), Next(("Hugo Petit",)))


@pytest.mark.parametrize("text", [SATURDAY, "2026-12-01 07:00", "2026-12-24 19:00", "2027-02-10 12:00"])
def test_each_holder_is_on_call_at_their_level_until_then_and_not_after(text: str) -> None:
    for place in at(text).places:
        plan = place.team.team.plan
        for one in place.holders:
            if one.until is not None:
                assert (one.agent, one.level) not in {(who.agent, who.level) for who in on_call(plan, one.until)}
