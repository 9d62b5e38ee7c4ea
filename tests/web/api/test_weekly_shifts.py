"""Weekly shifts written by programs, from a day on; and the warnings of changes that answer nothing else."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest

from appliance.planning.hours import WeeklyWindow
from appliance.planning.team_plan import Shift
from appliance.store.accounts.audit import list_audit
from tests.unjudged import change_company
from tests.web.api.conftest import Program
from tests.web.api.test_writing import GIVEN, OVERRIDES, company_of, without_last_resort
from tests.web.site_world import NOW, World

SHIFTS = "/teams/depannage/weekly-shifts"
WANTED = {"agent": "petit", "days": ["mon", "tue"], "hours": "18:00-09:00", "level": 2}
DAYS = {"from": "2027-01-04", "until": "2027-06-30"}
PETIT = WeeklyWindow(frozenset({0, 1}), time(18), time(9))
TODAY = date(2026, 11, 28)


def shifts_of(world: World) -> tuple[Shift, ...]:
    return company_of(world).teams["depannage"].plan.shifts


def named(writer: Program, agent: str) -> dict[str, Any]:
    (found,) = [one for one in writer.read(SHIFTS)["shifts"] if one["agent"] == agent]
    return dict(found)


def test_a_shift_is_added_with_the_days_on_which_it_counts(world: World, writer: Program) -> None:
    answer = writer.ask("POST", SHIFTS, json=WANTED | DAYS)
    assert answer.status_code == 201, answer.text
    assert shifts_of(world)[-1] == Shift("petit", PETIT, 2, date(2027, 1, 4), date(2027, 6, 30))
    assert answer.json == {**WANTED, **DAYS, "id": named(writer, "petit")["id"], "warnings": []}
    assert answer.headers["Location"].endswith(f"{SHIFTS}/{answer.json['id']}")
    entry = list_audit(world.database, limit=1)[0]
    assert (entry["who"], entry["act"]) == ("jeton « Essai write True None »", "Planning Dépannage : créneau ajouté")


def test_a_shift_without_a_day_counts_from_today(world: World, writer: Program) -> None:
    assert writer.ask("POST", SHIFTS, json=WANTED).status_code == 201
    assert shifts_of(world)[-1] == Shift("petit", PETIT, 2, TODAY)


def test_a_shift_changes_from_a_day_on_and_is_what_it_was_until_then(world: World, writer: Program) -> None:
    before = next(one for one in shifts_of(world) if one.agent == "durand")
    answer = writer.ask("PUT", f"{SHIFTS}/{named(writer, 'durand')['id']}", json=WANTED | DAYS)
    assert answer.status_code == 200, answer.text
    after = shifts_of(world)
    assert Shift("petit", PETIT, 2, date(2027, 1, 4), date(2027, 6, 30)) in after
    assert Shift("durand", before.window, before.level, before.first, date(2027, 1, 3)) in after
    assert answer.json is not None
    assert answer.json["id"] == named(writer, "petit")["id"]


def test_a_shift_is_taken_out_from_a_day_on_with_what_the_pages_would_warn_of(world: World, writer: Program) -> None:
    """Martin holds all the hours: where they end, only the last resort is left."""
    path = f"{SHIFTS}/{named(writer, 'martin')['id']}"
    answer = writer.ask("DELETE", f"{path}?from=2026-12-07")
    assert answer.status_code == 200, answer.text
    assert "personne n'est d'astreinte" in str(answer.json)
    assert next(one for one in shifts_of(world) if one.agent == "martin").last == date(2026, 12, 6)


def test_a_shift_without_which_calls_would_be_lost_stays(world: World, writer: Program) -> None:
    change_company(world.database, without_last_resort)
    before, path = company_of(world), f"{SHIFTS}/{named(writer, 'martin')['id']}"
    assert "personne n'est d'astreinte" in writer.refused("DELETE", f"{path}?from=2026-12-07", 422)
    assert company_of(world) == before


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        ({"from": f"{TODAY - timedelta(days=1)}"}, 422, "qu'à partir d'aujourd'hui"),
        ({"from": "2027-01-04", "until": "2027-01-03"}, 422, "Le dernier jour est avant le premier"),
        ({"agent": "nul"}, 404, "martin"),
        ({"hours": "18h"}, 422, "hours"),
        ({"days": []}, 422, "days"),
        ({"days": ["lun"]}, 422, "days"),
    ],
)
def test_a_shift_that_cannot_be_is_told(
    world: World, writer: Program, change: dict, status: int, sentence: str
) -> None:
    before = company_of(world)
    assert sentence in writer.refused("POST", SHIFTS, status, json=WANTED | change)
    assert company_of(world) == before


def test_of_two_programs_that_change_the_shifts_the_second_is_told(writer: Program) -> None:
    seen = writer.ask("GET", SHIFTS).headers["ETag"]
    assert writer.ask("POST", SHIFTS, json=WANTED, If_Match=seen).status_code == 201
    assert "a changé depuis" in writer.refused("POST", SHIFTS, 412, json=WANTED | DAYS, If_Match=seen)
    writer.refused("DELETE", f"{SHIFTS}/0123", 404)


def test_a_replacement_taken_out_tells_what_no_longer_has_any_effect(writer: Program) -> None:
    given = writer.ask("POST", OVERRIDES, json=GIVEN).json
    again = GIVEN | {"removes": "petit", "adds": "martin"}
    assert given is not None
    answer = writer.ask("POST", OVERRIDES, json=again)
    assert answer.status_code == 201, answer.text
    out = writer.ask("DELETE", f"{OVERRIDES}/{given['id']}")
    assert out.status_code == 200
    assert "il ne change rien" in str(out.json)


def test_an_agent_s_last_day_tells_the_places_to_give(writer: Program) -> None:
    soon = f"{(NOW + timedelta(days=5)).date()}"
    answer = writer.ask("PATCH", "/agents/durand", json={"until": soon}, If_Match="*")
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    assert "quitte l'entreprise" in " ".join(answer.json["warnings"])


def test_what_an_agent_is_told_of_and_by_is_changed_and_taken_away(writer: Program) -> None:
    asked = {"told_of": ["messages", "taken"], "told_by": ["sms", "mail"]}
    answer = writer.ask("PATCH", "/agents/durand", json=asked, If_Match="*")
    assert answer.json is not None, answer.text
    assert (answer.json["told_of"], answer.json["told_by"]) == (["messages", "taken"], ["mail", "sms"])
    nothing = writer.ask("PATCH", "/agents/durand", json={"told_of": []}, If_Match="*")
    assert nothing.json is not None and nothing.json["told_of"] == []


def test_a_text_that_the_voice_cannot_say_yet_is_told(writer: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    late = "C'est enregistré, mais un son manque encore."
    monkeypatch.setattr("web.frame.rewording.make_ready", lambda *facts: late)
    answer = writer.ask("PUT", "/announcements/menus:urgence", json={"text": "Tapez 1."}, If_Match="*")
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    assert answer.json["warnings"] == ["C'est enregistré, mais un son manque encore."]
