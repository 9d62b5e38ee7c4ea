"""Machines and numbers treated apart by the hundred: each page saves what it shows, up to a bound that it tells."""

from __future__ import annotations

from dataclasses import replace

import pytest
from peewee import Database

from appliance.company.machines import MachineCaller
from appliance.company.model import Company
from appliance.company.numbers import NamedCaller
from appliance.store.settings.snapshot import load_company, save_company
from tests.web.site_world import World
from web.frame.bounds import LISTED, LISTED_FIELDS
from web.settings.callers import EMPTY_ROWS

PAGES = {"/reglages/appareils": "appareils", "/reglages/appelants": "numéros"}


def with_many(company: Company, number: int) -> Company:
    """A company with so many lift telephones, and as many numbers treated apart."""
    machines = tuple(MachineCaller(f"+3347800{one:04d}", f"Ascenseur {one}") for one in range(number))
    blocked = tuple(NamedCaller(f"+3347801{one:04d}", f"Démarcheur {one}") for one in range(number))
    return replace(company, machines=machines, blocked_callers=blocked)


def saved(database: Database, number: int) -> Company:
    company = load_company(database)
    assert company is not None
    save_company(database, with_many(company, number))
    return with_many(company, number)


@pytest.mark.parametrize("page", PAGES)
def test_four_hundred_are_saved_as_they_are_shown(world: World, page: str) -> None:
    before = saved(world.database, 400)
    manager = world.signed_in()
    manager.go(page)
    manager.press("Enregistrer", **{"machines-0-name": "Monte-charge"} if "appareils" in page else {"most_calls": "7"})
    assert manager.status == 200, manager.text[:300]
    assert "C'est enregistré" in manager.text
    now = load_company(world.database)
    assert now is not None
    assert (len(now.machines), len(now.blocked_callers)) == (400, 400)
    changed = now.machines[0].name == "Monte-charge" if "appareils" in page else now.most_calls == 7
    assert changed
    assert now.machines[1:] == before.machines[1:]


@pytest.mark.parametrize(("page", "what"), PAGES.items())
def test_more_than_a_page_holds_is_refused_with_the_way_round(world: World, page: str, what: str) -> None:
    manager = world.signed_in()
    body = b"a&" * LISTED_FIELDS
    kind = "application/x-www-form-urlencoded"
    answer = manager.client.post(page, data=body, content_type=kind, headers={"Accept": "text/html"})
    assert answer.status_code == 413
    assert f"{LISTED} {what} au plus" in answer.text.replace("\u00a0", " ")


def test_the_fields_that_a_page_takes_are_those_of_its_rows() -> None:
    assert LISTED_FIELDS >= 5 * (LISTED + EMPTY_ROWS) + 10


def test_a_form_too_long_is_told_as_a_form_and_not_as_a_sound(world: World) -> None:
    kind = "application/x-www-form-urlencoded"
    manager = world.signed_in()
    answer = manager.client.post("/compte", data=b"a&" * 1000, content_type=kind, headers={"Accept": "text/html"})
    assert answer.status_code == 413
    assert "Ce formulaire est trop long" in answer.text
