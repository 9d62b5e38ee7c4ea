"""One token of « somebody else changed this meanwhile »: the revision of the settings that a page was made of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from appliance.company.model import Company
from appliance.door import settings
from appliance.store.database import writing
from appliance.store.settings.history import content_seen
from appliance.store.settings.revisions import touch_settings
from appliance.store.settings.snapshot import load_company, revision
from appliance.store.settings.tables import SettingsRow
from tests.unjudged import change_company
from tests.web.site_world import World
from tests.web.visit import Visit

AGENT, TEAM = "/intervenants/petit", "/equipes/depannage"
PAGES = [
    (AGENT, "Enregistrer", {"name": "Hugo Grand"}),
    (TEAM, "Enregistrer", {"name": "Dépannages"}),
    ("/lignes/urgence/fiche", "Enregistrer", {"name": "Urgences"}),
    ("/planning/rotation?equipe=depannage&place=0", "Enregistrer", {"count": "2", "agent": ["petit", "durand"]}),
    ("/planning/creneau?equipe=depannage&place=0", "Enregistrer", {"jour": ["0"], "start": "19:00"}),
]


def company_of(world: World) -> Company:
    found = load_company(world.database)
    assert found is not None
    return found


def mailed(company: Company) -> Company:
    """Changed where none of these pages looks."""
    return replace(company, agents=company.agents | {"durand": replace(company.agents["durand"], mail="a@example.fr")})


@pytest.mark.parametrize(("page", "button", "typed"), PAGES)
def test_what_else_has_changed_since_is_nobody_s_conflict(
    world: World, manager: Visit, page: str, button: str, typed: dict[str, object]
) -> None:
    manager.go(page)
    change_company(world.database, mailed)
    with writing(world.database):
        touch_settings(world.database)  # a recording came
    before = company_of(world)
    manager.press(button, **typed)
    assert manager.status == 200
    after = company_of(world)
    assert after != before
    assert after.agents["durand"].mail == "a@example.fr"


@pytest.mark.parametrize(("page", "button", "typed"), PAGES)
@pytest.mark.parametrize("shown", ["", "x", "-1", "²", "0", "999999", "9" * 400])
def test_a_token_of_settings_that_are_not_kept_is_told_and_saved_at_the_second_press(
    world: World, manager: Visit, page: str, button: str, typed: dict[str, object], shown: str
) -> None:
    before = company_of(world)
    manager.go(page)
    manager.press(button, seen=shown, **typed)
    assert (manager.status, company_of(world)) == (409, before)
    kept = {key: value for key, value in typed.items() if isinstance(value, list)}  # fields of their own
    manager.press(button, **kept)
    assert (manager.status, company_of(world) == before) == (200, False)


def test_what_changes_while_it_is_being_saved_is_told_too(
    world: World, manager: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The request has read the settings of a moment before: they are compared with those that are written over."""
    change = settings.change

    def overtaken(*given: Any, **facts: Any) -> settings.Changed:
        monkeypatch.undo()
        agents = company_of(world).agents
        grand = agents | {"petit": replace(agents["petit"], name="Hugo Grand")}
        change_company(world.database, lambda now: replace(now, agents=grand))
        return change(*given, **facts)

    manager.go(AGENT)
    monkeypatch.setattr(settings, "change", overtaken)
    text = manager.press("Enregistrer", name="Hugo Petiot")
    assert manager.status == 409
    assert "Nom : Hugo Grand → Hugo Petiot" in text
    assert company_of(world).agents["petit"].name == "Hugo Grand"


def test_a_revision_is_found_again_under_the_number_that_a_recording_gave_it(world: World) -> None:
    number = revision(world.database)
    before = company_of(world)
    with writing(world.database):
        touch_settings(world.database)
    change_company(world.database, mailed)
    assert content_seen(world.database, number).company is None, "older than all that are kept: it might be another"
    assert content_seen(world.database, number + 1).company == before
    with writing(world.database):
        touch_settings(world.database)
    assert content_seen(world.database, number + 2).company == mailed(before)
    with writing(world.database):
        SettingsRow.delete().where(SettingsRow.number == number + 1).execute(world.database)
    assert content_seen(world.database, number + 1).company is None
