"""A change is worked out while others write, and made of what is there when it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from peewee import Database

from appliance.company.model import Company
from appliance.store.accounts.audit import list_audit, note
from appliance.store.database import close_database, open_database, writing
from appliance.store.errors import Overtaken, StoreError
from appliance.store.settings.changing import TRIES
from appliance.store.settings.snapshot import load_company, revision, save_company
from tests.unit.store.companies import LOCKSMITH
from tests.unjudged import change_company, replace_company

NOW = datetime(2026, 12, 2, 9, tzinfo=UTC)


@pytest.fixture
def other(database: Database, url: str) -> Iterator[Database]:
    """Of another program, on the same settings."""
    save_company(database, LOCKSMITH, now=NOW)
    opened = open_database(url)
    yield opened
    close_database(opened)


def renamed(company: Company, name: str) -> Company:
    return replace(company, name=name)


def with_a_mail(company: Company, mail: str) -> Company:
    agents = {**company.agents, "petit": replace(company.agents["petit"], mail=mail)}
    return replace(company, agents=agents)


class Slow:
    """A judge who takes long enough for another program to write."""

    now = NOW

    def __init__(self, other: Database) -> None:
        self.other, self.asked = other, 0

    def __call__(self, before: Company | None, after: Company) -> None:
        self.asked += 1
        note(self.other, "claire", f"pendant ce temps {self.asked}", at=NOW)


def test_no_other_writer_waits_for_a_change_to_be_thought_of_and_judged(database: Database, other: Database) -> None:
    """It would wait for ever: the same thread does both."""

    def change(company: Company) -> Company:
        note(other, "claire", "pendant le changement", at=NOW)
        return renamed(company, "Martin")

    judge = Slow(other)
    change_company(database, change, by="julie", now=NOW, judge=judge)
    replace_company(database, renamed(LOCKSMITH, "Martin et fils"), by="julie", now=NOW, judge=judge)
    assert judge.asked == 2
    assert {entry["who"] for entry in list_audit(database, limit=9)} == {"claire", "julie"}


def test_what_somebody_else_changed_meanwhile_is_kept_and_judged_again(database: Database, other: Database) -> None:
    seen: list[str] = []

    def change(company: Company) -> Company:
        seen.append(company.name)
        if len(seen) == 1:
            change_company(other, lambda now: renamed(now, "Changée ailleurs"), by="claire", now=NOW)
        return with_a_mail(company, "hugo@example.fr")

    judge = Slow(other)
    before, after = change_company(database, change, by="julie", now=NOW, judge=judge)
    assert seen == [LOCKSMITH.name, "Changée ailleurs"]
    assert (before.name, after.name, judge.asked) == ("Changée ailleurs", "Changée ailleurs", 2)
    assert load_company(database) == with_a_mail(renamed(LOCKSMITH, "Changée ailleurs"), "hugo@example.fr")
    julies = [entry["changes"] for entry in list_audit(database, limit=9, who="julie")]
    assert julies == [["Intervenant Hugo Petit, courriel : rien → hugo@example.fr"]], (
        "and nothing of what the other changed"
    )


def test_whoever_is_overtaken_again_and_again_has_their_turn(database: Database, other: Database) -> None:
    asked = 0

    def change(company: Company) -> Company:
        nonlocal asked
        asked += 1
        if asked <= TRIES:
            change_company(other, lambda now: renamed(now, f"Changée {asked}"), by="claire", now=NOW)
        return with_a_mail(company, "hugo@example.fr")

    change_company(database, change, by="julie", now=NOW)
    assert asked == TRIES + 1
    assert load_company(database) == with_a_mail(renamed(LOCKSMITH, f"Changée {TRIES}"), "hugo@example.fr")


def test_what_is_refused_the_second_time_is_not_written(database: Database, other: Database) -> None:
    def change(company: Company) -> Company:
        if company.name != LOCKSMITH.name:
            raise ValueError("plus maintenant")
        change_company(other, lambda now: renamed(now, "Changée ailleurs"), by="claire", now=NOW)
        return with_a_mail(company, "hugo@example.fr")

    with pytest.raises(ValueError, match="plus maintenant"):
        change_company(database, change, by="julie", now=NOW)
    assert load_company(database) == renamed(LOCKSMITH, "Changée ailleurs")


def test_settings_put_in_the_place_of_others_than_those_that_were_seen_are_not_written(database: Database) -> None:
    with pytest.raises(Overtaken):
        replace_company(database, LOCKSMITH, by="julie", now=NOW, seen=1)
    replace_company(database, LOCKSMITH, by="julie", now=NOW, seen=0)
    for seen in (0, 2):
        with pytest.raises(Overtaken, match="Quelqu'un d'autre vient de changer les réglages"):
            replace_company(database, renamed(LOCKSMITH, "Martin"), by="julie", now=NOW, seen=seen)
    assert load_company(database) == LOCKSMITH


def test_settings_overtaken_while_they_are_judged_are_not_written(database: Database, other: Database) -> None:
    class Overtaking(Slow):
        def __call__(self, before: Company | None, after: Company) -> None:
            change_company(other, lambda now: renamed(now, "Changée ailleurs"), by="claire", now=NOW)

    with pytest.raises(Overtaken):
        replace_company(database, renamed(LOCKSMITH, "Martin"), now=NOW, judge=Overtaking(other), seen=1)
    assert load_company(database) == renamed(LOCKSMITH, "Changée ailleurs")


def test_a_change_within_another_transaction_is_written_with_it_or_not_at_all(database: Database) -> None:
    save_company(database, LOCKSMITH, now=NOW)
    with pytest.raises(StoreError, match="tout ou rien"), writing(database):
        change_company(database, lambda now: renamed(now, "Martin"), by="julie", now=NOW)
        raise StoreError("tout ou rien")
    assert (load_company(database), revision(database)) == (LOCKSMITH, 1)
