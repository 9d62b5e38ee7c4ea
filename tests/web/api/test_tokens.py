"""Tokens: opened on a page and shown once, refused when they are over, told in the journal; and nothing but tokens."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta

import pytest
from limits import parse

from appliance.store.accounts.accounts import Role
from appliance.store.accounts.tokens import Scope, list_tokens
from tests.web.api.conftest import Opener, Program
from tests.web.site_world import NOW, World
from tests.web.visit import Visit, words
from web import create_app
from web.api import Allowance, Right


@pytest.fixture
def boss(world: World) -> Visit:
    return world.signed_in(Role.ADMINISTRATOR, name="boss")


def opened(boss: Visit, **typed: str | None) -> str:
    """The secret that the page shows."""
    boss.go("/jetons")
    return boss.press("Ouvrir le jeton", **{"name": "Paie", **typed}).partition("<code>")[2].partition("<")[0]


def test_a_token_is_shown_once_works_and_is_kept_as_a_hash(world: World, boss: Visit) -> None:
    secret = opened(boss)
    assert secret.startswith("astreinte_")
    assert secret not in boss.go("/jetons")
    assert "n'a jamais servi" in boss.text
    assert Program(world, secret).read("/on-call")["lines"]
    assert "servi la dernière fois le 28/11/2026 à 10 h" in boss.go("/jetons")
    with world.database.connection_context():
        rows = world.database.execute_sql("SELECT * FROM api_tokens").fetchall()
    assert secret not in str(rows)


def test_the_audit_journal_tells_who_opened_it_with_which_rights_and_who_revoked_it(boss: Visit) -> None:
    opened(boss, scope="write", numbers="y", last_day="2026-12-31")
    boss.press("Révoquer")
    text = words(boss.go("/audit?tout=y"))
    for one in ("Paie : ouvert", "rien → écriture", "rien → lus", "rien → 31/12/2026", "Paie : révoqué", "boss"):
        assert one in text


def test_a_revoked_token_is_refused(world: World, boss: Visit) -> None:
    program = Program(world, opened(boss))
    program.read("/on-call")
    assert "est révoqué" in boss.press("Révoquer")
    assert "révoqué" in program.refused("GET", "/on-call", 401)
    assert list_tokens(world.database) == []


def test_a_token_is_refused_from_the_day_after_its_last_in_the_company_s_zone(world: World, program: Opener) -> None:
    one = program(last_day=date(2026, 11, 28))
    world.moment = NOW.replace(hour=22, minute=59)
    one.read("/on-call")
    world.moment = NOW.replace(hour=23)  # midnight in Paris
    assert "dernier jour de ce jeton est passé" in one.refused("GET", "/on-call", 401)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"last_day": "2026-11-27"}, "dernier jour est passé"),
        ({"name": " "}, "nom de 1 à 60 lettres"),
        ({"name": "x" * 61}, "tient en 60 caractères"),
        ({"name": "Paie"}, "déjà ouvert"),
    ],
)
def test_a_token_that_cannot_be_is_refused_and_the_form_kept(boss: Visit, typed: dict, sentence: str) -> None:
    opened(boss)
    assert "<code>" not in opened(boss, **typed)
    assert boss.status == 422
    assert sentence in boss.text


def test_tokens_are_for_administrators_alone(manager: Visit) -> None:
    assert manager.client.get("/jetons").status_code == 403
    assert manager.client.post("/jetons").status_code in (400, 403)
    assert "/jetons" not in manager.go("/reglages")


def test_settings_lead_to_the_tokens(boss: Visit) -> None:
    assert 'href="/jetons"' in boss.go("/reglages")
    assert 'href="/api"' in boss.text


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic Ym9zczpi", "Bearer " + "x" * 5000])
def test_nothing_is_told_without_a_token(world: World, header: str | None) -> None:
    program = Program(world, None)
    headers = {"Authorization": header} if header is not None else {}
    for method, path in (("GET", "/calls"), ("GET", "/health"), ("POST", "/absences")):
        answer = program.ask(method, path, **headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="astreinte"'


def test_the_cookie_of_an_administrator_opens_nothing_in_the_api(boss: Visit) -> None:
    """So a page elsewhere can make a browser do nothing here, and no CSRF token is needed."""
    assert boss.client.get("/api/v1/calls").status_code == 401
    answer = boss.client.post("/api/v1/absences", json={"agent": "petit", "from": "2027-03-01", "to": "2027-03-02"})
    assert answer.status_code == 401


def test_a_token_sets_no_cookie_and_opens_no_page(world: World, writer: Program) -> None:
    assert "Set-Cookie" not in writer.ask("GET", "/on-call").headers
    answer = writer.client.get("/appels", headers={"Authorization": f"Bearer {writer.secret}"})
    assert answer.status_code == 302


def test_every_operation_says_which_right_it_asks_for(world: World) -> None:
    views = {name: view for name, view in world.app.view_functions.items() if name.startswith("api.")}
    assert len(views) > 25
    assert [name for name, view in views.items() if view.right is Right.NONE] == ["api.description"]
    for rule in world.app.url_map.iter_rules():
        if rule.endpoint in views:
            reads = {"GET", "HEAD"} >= (rule.methods or set())
            assert (views[rule.endpoint].right is not Right.WRITE) == reads, rule


def test_a_program_that_asks_without_a_pause_is_told_to_wait(world: World, program: Opener) -> None:
    world.app = create_app(
        world.config, world.database, lambda: world.moment, Allowance(by_token=parse("3 per minute"))
    )
    greedy, other = program(), program(Scope.WRITE)
    for _ in range(3):
        greedy.read("/teams")
    answer = greedy.ask("GET", "/teams")
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert "réessayez dans" in greedy.refused("GET", "/teams", 429)
    other.read("/teams")


def test_an_address_that_tries_tokens_is_stopped_and_a_good_token_from_there_goes_on(
    world: World, program: Opener
) -> None:
    world.app = create_app(world.config, world.database, lambda: world.moment, Allowance(unknown=parse("3 per minute")))
    stranger, known = Program(world, "astreinte_guess"), program()
    for _ in range(3):
        stranger.refused("GET", "/calls", 401)
    stranger.refused("GET", "/calls", 429)
    known.read("/teams")


def test_addresses_and_methods_that_are_none_are_told_as_problems(reader: Program) -> None:
    reader.refused("GET", "/nothing", 404)
    reader.refused("POST", "/nothing", 404)
    answer = reader.ask("PUT", "/absences")
    assert answer.status_code == 405
    assert answer.content_type == "application/problem+json"
    assert "POST" in answer.headers["Allow"]


def test_the_last_use_is_written_once_a_minute(world: World, reader: Program) -> None:
    reader.read("/teams")
    (first,) = list_tokens(world.database)
    world.moment += timedelta(seconds=30)
    reader.read("/teams")
    assert list_tokens(world.database) == [first]
    world.moment += timedelta(seconds=40)
    reader.read("/teams")
    assert list_tokens(world.database)[0].used_at == world.moment


def test_a_database_that_another_program_holds_is_told_and_nothing_is_written(world: World, writer: Program) -> None:
    writer.read("/teams")
    holding = sqlite3.connect(world.database.database, isolation_level=None)
    holding.execute("BEGIN IMMEDIATE")
    away = {"agent": "petit", "from": "2027-03-01", "to": "2027-03-02"}
    assert "réessayez dans un instant" in writer.refused("POST", "/absences", 503, json=away)
    holding.execute("ROLLBACK")
    holding.close()
    assert "2027-03-01" not in str(writer.read("/absences"))
