"""What a token of « écriture » may change: through the checks of the pages, under its name in the journal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from appliance.calls.call_context import Outcome
from appliance.company.model import Company
from appliance.store.accounts.accounts import Role
from appliance.store.accounts.audit import list_audit
from appliance.store.accounts.tokens import Scope
from appliance.store.codes import is_right
from appliance.store.settings.snapshot import load_company
from tests.unit.store.settings.test_revisions import made_newer, rows
from tests.unjudged import change_company
from tests.web.api.conftest import Opener, Program
from tests.web.site_world import NOW, World

AWAY = {"agent": "petit", "from": "2027-03-01", "to": "2027-03-02", "reason": "congés"}
GIVEN = {"from": "2026-12-01T18:00:00+01:00", "to": "2026-12-02T09:00:00+01:00", "removes": "durand", "adds": "petit"}
OVERRIDES = "/teams/depannage/overrides"


def company_of(world: World) -> Company:
    company = load_company(world.database)
    assert company is not None
    return company


def last_entry(world: World) -> dict[str, Any]:
    return list_audit(world.database, limit=1)[0]


def without_last_resort(company: Company) -> Company:
    return replace(company, lines={key: replace(line, last_resort=None) for key, line in company.lines.items()})


WRITES = [
    ("POST", "/absences", AWAY),
    ("DELETE", "/absences/0123", None),
    ("POST", "/teams/depannage/weekly-shifts", {"agent": "petit", "days": ["mon"], "hours": "18:00-20:00"}),
    ("PUT", "/teams/depannage/weekly-shifts/0", {"agent": "petit", "days": ["mon"], "hours": "18:00-20:00"}),
    ("DELETE", "/teams/depannage/weekly-shifts/0", None),
    ("POST", OVERRIDES, GIVEN),
    ("DELETE", f"{OVERRIDES}/0123", None),
    ("PATCH", "/agents/durand", {"name": "Claire Dupont"}),
    ("PATCH", "/messages/m/m.wav", {"done": True}),
    ("DELETE", "/messages/m/m.wav", None),
    ("POST", "/lines/urgence/publications", {"from": "2026-12-01", "to": "2026-12-07"}),
    ("PUT", "/announcements/menus:urgence", {"text": "Tapez 1."}),
]


OF_SETTINGS = (
    "/absences",
    OVERRIDES,
    "/teams/depannage/weekly-shifts",
    "/agents/durand",
    "/announcements/menus:urgence",
)


@pytest.mark.parametrize(("method", "path", "body"), [write for write in WRITES if write[1] in OF_SETTINGS])
def test_settings_of_a_newer_release_are_written_by_no_program(
    world: World, writer: Program, method: str, path: str, body: dict[str, str]
) -> None:
    made_newer(world.database, languages=["fr", "en"])
    before = rows(world.database)
    seen = writer.ask("GET", path).headers.get("ETag", "*")
    assert "Une version plus récente d'Astreinte" in writer.refused(method, path, 503, json=body, If_Match=seen)
    assert rows(world.database) == before
    assert writer.read("/agents")


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_a_token_of_lecture_cannot_write(
    world: World, reader: Program, method: str, path: str, body: dict[str, str] | None
) -> None:
    world.call("m", NOW, outcome=Outcome.MESSAGE, agents=(), message="m.wav")
    before = company_of(world)
    assert "qu'à la lecture" in reader.refused(method, path, 403, json=body, If_Match="*")
    assert company_of(world) == before
    assert reader.read("/messages/m/m.wav")["done_at"] is None


def test_the_list_of_writes_is_whole(world: World) -> None:
    rules = [rule for rule in world.app.url_map.iter_rules() if rule.endpoint.startswith("api.")]
    assert sum(not {"GET"} & (rule.methods or set()) for rule in rules) == len(WRITES)


def test_an_absence_is_noted_listed_and_taken_out(world: World, writer: Program) -> None:
    answer = writer.ask("POST", "/absences", json=AWAY)
    assert answer.status_code == 201
    assert answer.json is not None
    made = answer.json
    assert answer.headers["Location"].endswith(f"/api/v1/absences/{made['id']}")
    assert made in writer.read("/absences")["absences"]
    entry = last_entry(world)
    assert (entry["who"], entry["act"]) == ("jeton « Essai write True None »", "Absence de Hugo Petit")
    assert entry["changes"]
    assert writer.ask("DELETE", f"/absences/{made['id']}").json == {"warnings": []}
    assert made not in writer.read("/absences")["absences"]
    writer.refused("DELETE", f"/absences/{made['id']}", 404)


def test_an_absence_that_would_lose_calls_is_refused_with_the_sentence(world: World, writer: Program) -> None:
    change_company(world.database, without_last_resort)
    before = company_of(world)
    away = {"agent": "martin", "from": "2026-11-30", "to": "2026-12-01"}
    said = writer.refused("POST", "/absences", 422, json=away)
    assert "personne n'est d'astreinte" in said
    assert "replaced_by : depannage" in said
    assert "l'appel finirait en message" in writer.refused(
        "POST", "/absences", 422, json={**away, "replaced_by": {"depannage": "-"}}
    )
    assert company_of(world) == before
    filled = {**away, "replaced_by": {"depannage": "petit"}}
    assert writer.ask("POST", "/absences", json=filled).status_code == 201
    filling = company_of(world).teams["depannage"].plan.overrides[-1]
    assert (filling.removes, filling.adds) == ("martin", "petit")


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        ({**AWAY, "agent": "nul"}, 404, "durand"),
        ({**AWAY, "to": "2027-02-01"}, 422, "Le dernier jour doit suivre le premier"),
        ({**AWAY, "from": "01/03/2027"}, 422, "from : écrivez un jour"),
        ({**AWAY, "reason": 3}, 422, "reason : est un nombre entier, et devrait être un texte"),
        ({"agent": "petit"}, 422, "il manque « from »"),
        ({**AWAY, "motif": "x"}, 422, "« motif » n'est pas un champ"),
        ([], 422, "est une liste, et devrait être un objet"),
    ],
)
def test_an_absence_that_cannot_be_is_told(writer: Program, body: object, status: int, sentence: str) -> None:
    assert sentence.lower() in writer.refused("POST", "/absences", status, json=body).lower()


def test_what_is_no_json_is_told(writer: Program) -> None:
    headers = {"Authorization": f"Bearer {writer.secret}"}
    for kind, body, status in (
        ("application/json", b"{", 400),
        ("application/json", b'{"agent": "\xff"}', 400),
        ("text/plain", b"{}", 415),
        ("application/json", b" " * 5_000_000, 413),
    ):
        answer = writer.client.post("/api/v1/absences", data=body, content_type=kind, headers=headers)
        assert (answer.status_code, answer.content_type) == (status, "application/problem+json")


def test_a_shift_is_given_to_somebody_else_and_taken_back(world: World, writer: Program) -> None:
    answer = writer.ask("POST", OVERRIDES, json=GIVEN)
    assert answer.status_code == 201
    assert answer.json is not None
    assert answer.json["from"] == "2026-12-01T17:00:00Z"
    (line,) = writer.read("/on-call?at=2026-12-01T20:00:00Z")["lines"]
    assert line["teams"][0]["agents"][0]["agent"] == "petit"
    assert writer.ask("DELETE", f"{OVERRIDES}/{answer.json['id']}").json == {"warnings": []}
    (line,) = writer.read("/on-call?at=2026-12-01T20:00:00Z")["lines"]
    assert line["teams"][0]["agents"][0]["agent"] == "durand"
    assert last_entry(world)["act"] == "Planning Dépannage : remplacement ôté"


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        ({"to": GIVEN["from"]}, 422, "La fin doit être après le début"),
        ({"to": "2090-12-01T18:00:00+01:00"}, 422, "400 jours"),
        ({"removes": "petit"}, 422, "la même personne"),
        ({"removes": None, "adds": None}, 422, "Dites qui"),
        ({"adds": "nul"}, 404, "martin"),
        ({"from": "2026-12-01T18:00:30+01:00"}, 422, "à la minute"),
    ],
)
def test_a_replacement_that_cannot_be_is_told(writer: Program, change: dict, status: int, sentence: str) -> None:
    assert sentence in writer.refused("POST", OVERRIDES, status, json=GIVEN | change)


def test_a_replacement_written_twice_is_one(writer: Program) -> None:
    writer.ask("POST", OVERRIDES, json=GIVEN)
    assert "déjà écrit" in writer.refused("POST", OVERRIDES, 409, json=GIVEN)


def test_of_two_programs_that_change_a_planning_the_second_is_told(writer: Program) -> None:
    seen = writer.ask("GET", OVERRIDES).headers["ETag"]
    assert writer.ask("POST", OVERRIDES, json=GIVEN, If_Match=seen).status_code == 201
    later = GIVEN | {"from": "2026-12-02T18:00:00+01:00", "to": "2026-12-03T09:00:00+01:00"}
    assert "a changé depuis" in writer.refused("POST", OVERRIDES, 412, json=later, If_Match=seen)
    assert writer.ask("POST", OVERRIDES, json=later).status_code == 201  # without If-Match, nothing is compared


def test_an_agent_is_changed_as_in_the_company_s_file(world: World, writer: Program) -> None:
    seen = writer.ask("GET", "/agents/durand").headers["ETag"]
    wanted = {"name": "Claire Dupont", "phones": ["06 12 34 56 99"], "mail": None, "until": "2027-06-30"}
    answer = writer.ask("PATCH", "/agents/durand", json=wanted, If_Match=seen)
    assert answer.status_code == 200, answer.text
    agent = company_of(world).agents["durand"]
    assert (agent.name, agent.phones, agent.mail) == ("Claire Dupont", ("+33612345699",), None)
    assert is_right(agent.pin, "4821")
    assert str(agent.until) == "2027-06-30"
    assert last_entry(world)["act"] == "Intervenant Claire Durand : modifié"
    again = writer.ask("PATCH", "/agents/durand", json={"until": None}, If_Match=answer.headers["ETag"])
    assert again.status_code == 200
    assert company_of(world).agents["durand"].until is None


def test_an_agent_is_changed_from_the_version_that_was_read(writer: Program) -> None:
    assert "If-Match" in writer.refused("PATCH", "/agents/durand", 428, json={"name": "Léa"})
    seen = writer.ask("GET", "/agents/durand").headers["ETag"]
    writer.ask("PATCH", "/agents/durand", json={"name": "Claire Dupont"}, If_Match=seen)
    assert "a changé" in writer.refused("PATCH", "/agents/durand", 412, json={"name": "Léa"}, If_Match=seen)


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"phones": ["112"]}, "112"),
        ({"phones": ["09 72 00 00 01"]}, "« urgence »"),
        ({"phones": []}, "ne doit pas être vide"),
        ({"mail": "pas une adresse"}, "pas une adresse"),
        ({"name": ""}, "ne doit pas être vide"),
        ({"name": "a\u0000b"}, "name"),
    ],
)
def test_what_would_not_ring_is_refused(world: World, writer: Program, wanted: dict, sentence: str) -> None:
    before = company_of(world)
    assert sentence in writer.refused("PATCH", "/agents/durand", 422, json=wanted, If_Match="*")
    assert company_of(world) == before


def test_numbers_are_written_by_the_tokens_that_may_read_them(program: Opener) -> None:
    one = program(Scope.WRITE)
    said = one.refused("PATCH", "/agents/durand", 403, json={"phones": ["06 12 34 56 99"]}, If_Match="*")
    assert "numéros des intervenants" in said
    answer = one.ask("PATCH", "/agents/durand", json={"name": "Claire Dupont"}, If_Match="*")
    assert answer.json is not None
    assert (answer.json["name"], answer.json["phones"]) == ("Claire Dupont", None)


def test_a_message_is_given_noted_ended_and_deleted(world: World, writer: Program) -> None:
    world.account("lea", Role.MANAGER)
    world.call("m", NOW, outcome=Outcome.MESSAGE, agents=(), message="m.wav")
    path = "/messages/m/m.wav"
    seen = writer.ask("GET", path).headers["ETag"]
    answer = writer.ask("PATCH", path, json={"assigned_to": "lea", "note": "Rappelé"}, If_Match=seen)
    assert answer.json is not None
    assert (answer.json["assigned_to"], answer.json["note"], answer.json["done_at"]) == ("lea", "Rappelé", None)
    assert "a changé" in writer.refused("PATCH", path, 412, json={"done": True}, If_Match=seen)
    answer = writer.ask("PATCH", path, json={"done": True}, If_Match=answer.headers["ETag"])
    assert answer.json is not None
    assert answer.json["done_by"] == "jeton « Essai write True None »"
    assert answer.json["note"] == "Rappelé"
    assert writer.ask("DELETE", path).status_code == 204
    assert not (world.config.recordings_dir / "m.wav").exists()
    writer.refused("GET", path, 404)


def test_a_message_is_given_to_an_open_account_alone(world: World, writer: Program) -> None:
    world.call("m", NOW, outcome=Outcome.MESSAGE, agents=(), message="m.wav")
    said = writer.refused("PATCH", "/messages/m/m.wav", 422, json={"assigned_to": "nul"}, If_Match="*")
    assert "pas de compte qui puisse ouvrir" in said
