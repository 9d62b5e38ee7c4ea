"""The accounts page, the journal of changes, and `astreinte account`."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from appliance.calls.call_context import Outcome
from appliance.cli import run
from appliance.company.parts import with_agent
from appliance.door import settings
from appliance.store.accounts.accounts import (
    Role,
    account_named,
    change_account,
    close_account,
    find_account,
    list_accounts,
    reset_account,
)
from appliance.store.accounts.audit import SIGNED_IN, note
from appliance.store.accounts.feeds import AGENT, open_feed
from appliance.store.accounts.leaving import has_left
from appliance.store.settings.snapshot import load_company
from tests.web.site_world import NOW, PASSWORD, World
from tests.web.visit import Visit, words


@pytest.fixture
def boss(world: World) -> Visit:
    return world.signed_in(Role.ADMINISTRATOR, name="boss")


def test_an_account_is_opened_and_its_first_password_shown_once(world: World, boss: Visit) -> None:
    boss.go("/comptes")
    text = boss.press("Ouvrir le compte", name="Claire.Durand", role="agent", agent="durand")
    first = text.partition('<p class="secret"><code>')[2].partition("<")[0]
    assert first not in boss.go("/comptes")
    person = world.somebody()
    person.go("/connexion")
    person.press("Se connecter", name="claire.durand", password=first)
    assert "Claire Durand" in person.press("Enregistrer", new=PASSWORD, again=PASSWORD)
    assert person.path == "/moi"


@pytest.mark.parametrize(
    ("name", "role", "sentence"),
    [("boss", "reader", "existe déjà"), ("Éric", "reader", "sans accent"), ("eric", "agent", "quel intervenant")],
)
def test_an_account_that_cannot_be_is_refused_and_the_form_kept(boss: Visit, name: str, role: str, sentence) -> None:
    boss.go("/comptes")
    text = boss.press("Ouvrir le compte", name=name, role=role)
    assert boss.status == 422
    assert sentence in text
    assert f'value="{name}"' in text


def test_a_role_is_changed_and_the_journal_says_before_and_after(world: World, boss: Visit) -> None:
    world.account("lea", Role.READER)
    boss.go("/comptes/lea")
    boss.press("Enregistrer", role="manager")
    assert account_named(world.database, "lea").role is Role.MANAGER
    text = words(boss.go("/audit"))
    assert "Compte lea : modifié" in text
    assert "Rôle : lecture seule → responsable" in text


def test_the_journal_names_people_and_calls_without_their_identifiers(world: World, boss: Visit) -> None:
    world.call("c-8d1f", NOW - timedelta(hours=3), outcome=Outcome.MESSAGE, agents=(), message="m.wav")
    for call in ("c-8d1f", "c-gone"):
        note(world.database, "boss", f"Message de l'appel {call} : suivi", ["État : à traiter → traité"], at=NOW)
    world.account("lea", Role.READER)
    boss.go("/comptes/lea")
    boss.press("Enregistrer", role="agent", agent="durand")
    text = boss.go("/audit")
    assert "Intervenant : rien → Claire Durand" in words(text)
    assert re.search(r"Message du \d\d/11 à \d+ h.*, Urgence serrurerie : traité", words(text))
    assert "Message d'un appel effacé : traité" in words(text)
    assert 'href="/appels/c-8d1f"' in text
    assert "c-gone" not in text


def test_who_signed_in_is_in_the_journal_where_it_is_asked_for(world: World, boss: Visit) -> None:
    note(world.database, "boss", f"Compte boss{SIGNED_IN}", at=NOW)
    assert "Compte boss : connexion" not in words(boss.go("/audit"))
    assert "Compte boss : connexion" in words(boss.go("/audit?tout=y"))


def test_the_last_administrator_stays_one(world: World, boss: Visit) -> None:
    boss.go("/comptes/boss")
    assert "dernier administrateur" in boss.press("Enregistrer", role="reader")
    boss.go("/comptes")
    assert "dernier administrateur" in boss.press("Fermer boss")
    assert account_named(world.database, "boss").open


def test_an_account_reset_is_out_and_starts_again(world: World, boss: Visit) -> None:
    reader = world.signed_in(Role.READER, name="lea")
    boss.go("/comptes")
    text = boss.press("Réinitialiser lea")
    assert "Premier mot de passe du compte <strong>lea</strong>" in text
    reader.go("/appels")
    assert reader.path.startswith("/connexion")


@pytest.mark.parametrize("role", [Role.MANAGER, Role.READER, Role.AGENT])
def test_only_administrators_see_accounts(world: World, role: Role) -> None:
    visit = world.signed_in(role, "durand" if role is Role.AGENT else None)
    assert visit.client.get("/comptes").status_code == 403


@pytest.mark.parametrize("role", [Role.READER, Role.AGENT])
def test_only_managers_see_the_journal_of_changes(world: World, role: Role) -> None:
    visit = world.signed_in(role, "durand" if role is Role.AGENT else None)
    assert visit.client.get("/audit").status_code == 403


@pytest.fixture
def machine(world: World, tmp_path: Path) -> str:
    """The configuration file of this machine."""
    path = tmp_path / "appliance.toml"
    path.write_text(
        f'state = "{tmp_path}"\ndatabase = "{world.config.database}"\n'
        '[switch]\nesl_secret = "a-secret-of-32-letters-or-so-000"\n'
        '[[trunks]]\nname = "essai"\nproxy = "127.0.0.1:5070"\n'
    )
    return str(path)


def test_the_command_opens_the_first_account(capsys: pytest.CaptureFixture[str], machine: str) -> None:
    assert run(["account", "add", "ana", "--role", "administrateur", "--config", machine]) == 0
    out, err = capsys.readouterr()
    assert len(out.strip()) == 19
    assert "sert une fois" in err
    assert run(["account", "list", "--config", machine]) == 0
    assert "ana  administrateur  premier mot de passe pas encore changé" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["add", "ana", "--role", "chef"], 2, "« chef » n'est pas un rôle"),
        (["add", "ana", "--role", "intervenant"], 1, "quel intervenant"),
        (["add", "ana", "--role", "intervenant", "--agent", "nul"], 1, "l'intervenant « nul » n'existe pas"),
        (["reset", "nobody"], 1, "Le compte « nobody » n'existe pas"),
        (["close", "nobody"], 1, "Le compte « nobody » n'existe pas"),
    ],
)
def test_a_command_that_cannot_be_says_what_to_do(capsys, machine: str, words: list[str], code: int, sentence) -> None:
    assert run(["account", *words, "--config", machine]) == code
    assert sentence in capsys.readouterr().err


def test_accounts_are_in_order(world: World) -> None:
    for name in ("zoe", "ana"):
        world.account(name, Role.READER)
    assert [one.name for one in list_accounts(world.database)] == ["ana", "zoe"]


def test_closing_an_account_closes_the_calendar_that_it_could_open(world: World) -> None:
    world.account("martin", Role.AGENT, "martin")
    secret = open_feed(world.database, AGENT, "martin", NOW)
    assert world.somebody().client.get(f"/ics/{secret}.ics").status_code == 200
    close_account(world.database, "martin", by="essai", now=NOW)
    assert world.somebody().client.get(f"/ics/{secret}.ics").status_code == 404


def test_a_reset_or_another_agent_closes_the_calendar_of_the_agent_before(world: World) -> None:
    world.account("martin", Role.AGENT, "martin")
    first = open_feed(world.database, AGENT, "martin", NOW)
    change_account(world.database, "martin", Role.READER, "martin", by="essai", now=NOW)
    assert world.somebody().client.get(f"/ics/{first}.ics").status_code == 200
    reset_account(world.database, "martin", by="essai", now=NOW)
    assert world.somebody().client.get(f"/ics/{first}.ics").status_code == 404
    second, other = (open_feed(world.database, AGENT, agent, NOW) for agent in ("martin", "durand"))
    change_account(world.database, "martin", Role.AGENT, "durand", by="essai", now=NOW)
    assert world.somebody().client.get(f"/ics/{second}.ics").status_code == 404
    assert world.somebody().client.get(f"/ics/{other}.ics").status_code == 200


def leave(world: World, last: date) -> None:
    """Martin's last day in the company."""
    settings.change(
        world.database,
        lambda company: with_agent(company, replace(company.agents["martin"], until=last)),
        by="x",
        act="y",
        now=NOW,
        at=NOW,
    )


@pytest.mark.parametrize("role", [Role.AGENT, Role.READER])
def test_whoever_s_last_day_is_over_is_out_and_told_why_they_sign_in_no_more(world: World, role: Role) -> None:
    here = world.signed_in(role, "martin", name="martin")
    leave(world, NOW.date())
    assert "connexion" not in (here.go("/moi") and here.path), "the last day is a day of work"
    world.moment += timedelta(days=1)
    here.go("/moi")
    assert here.path.startswith("/connexion")
    visit = world.somebody()
    visit.go("/connexion")
    assert "Votre dernier jour dans l'entreprise est passé" in visit.press(
        "Se connecter", name="martin", password=PASSWORD
    )
    assert visit.status == 422
    assert "ne vont pas ensemble" in visit.press("Se connecter", name="martin", password="un autre mot de passe")


def test_a_manager_who_leaves_is_out_and_an_administrator_is_closed_by_another_one(world: World) -> None:
    leave(world, NOW.date() - timedelta(days=1))
    for name, role, agent in (("chef", Role.MANAGER, "martin"), ("bureau", Role.MANAGER, None)):
        world.account(name, role, agent)
    world.account("boss", Role.ADMINISTRATOR, "martin")
    company = load_company(world.database)
    left = [name for name in ("chef", "bureau", "boss") if has_left(account_named(world.database, name), company, NOW)]
    assert left == ["chef"]


def test_the_account_of_an_agent_who_has_left_signs_in_no_more(world: World) -> None:
    here = world.signed_in(Role.AGENT, "gone", name="gone")
    here.go("/moi")
    assert here.path.startswith("/connexion")
    visit = world.somebody()
    visit.go("/connexion")
    assert "ne vont pas ensemble" in visit.press("Se connecter", name="gone", password=PASSWORD)


def test_a_role_that_is_none_is_refused_in_the_form(world: World) -> None:
    visit = world.signed_in(Role.ADMINISTRATOR)
    visit.go("/comptes")
    visit.press("Ouvrir le compte", name="lea", role="x")
    assert visit.status == 422
    assert find_account(world.database, "lea") is None
