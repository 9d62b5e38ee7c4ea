"""What an agent sees and does: their own shifts, numbers and swaps."""

from __future__ import annotations

import pytest

from appliance.store.accounts.accounts import Role
from appliance.store.settings.snapshot import load_company
from tests.web.site_world import World
from tests.web.visit import Visit

NIGHT = {"team": "depannage", "start": "2026-12-01T18:00", "end": "2026-12-02T08:00"}


@pytest.fixture
def durand(world: World) -> Visit:
    return world.signed_in(Role.AGENT, "durand")


def swaps(world: World) -> list[object]:
    company = load_company(world.database)
    assert company is not None
    return [(one.giver, one.taker, one.counts, one.refused) for one in company.teams["depannage"].plan.swaps]


def test_an_agent_sees_their_own_shifts_and_numbers_and_no_other(world: World, durand: Visit) -> None:
    company = load_company(world.database)
    assert company is not None
    text = durand.go("/moi").replace("\u00a0", " ")
    assert "Mes astreintes" in text
    for agent in company.agents.values():
        for phone in agent.phones:
            shown = "0" + phone[3:]
            spaced = " ".join(shown[at : at + 2] for at in range(0, 10, 2))
            assert (spaced in text) == (agent.id == "durand")


def test_a_swap_is_asked_by_one_and_agreed_by_the_other(world: World, durand: Visit) -> None:
    durand.go("/moi/echange?equipe=depannage")
    assert "ne compte qu'une fois accepté" in durand.press("Proposer", **NIGHT, taker="petit")
    assert swaps(world) == [("durand", "petit", False, None)]
    petit = world.signed_in(Role.AGENT, "petit")
    petit.go("/moi")
    petit.press("Accepter")
    assert swaps(world) == [("durand", "petit", True, None)]
    assert "Hugo Petit à la place de Claire Durand" in durand.go("/moi")


def test_a_swap_is_refused(world: World, durand: Visit) -> None:
    durand.go("/moi/echange?equipe=depannage")
    durand.press("Proposer", **NIGHT, taker="petit")
    petit = world.signed_in(Role.AGENT, "petit")
    petit.go("/moi")
    petit.press("Refuser")
    assert swaps(world) == [("durand", "petit", False, "petit")]


def test_nobody_answers_for_another(world: World, durand: Visit) -> None:
    durand.go("/moi/echange?equipe=depannage")
    durand.press("Proposer", **NIGHT, taker="petit")
    petit = world.signed_in(Role.AGENT, "petit")
    petit.go("/moi")
    form, _ = petit.form("Accepter")
    martin = world.signed_in(Role.AGENT, "martin")
    martin.go("/moi")
    token = martin.form("Nouvelle adresse")[0].fields["csrf_token"]
    martin.client.post(form.action, data={"csrf_token": token, "do": "agree"})
    assert swaps(world) == [("durand", "petit", False, None)]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"end": "2026-12-01T18:00"}, "La fin doit être après le début."),
        ({"start": "hier"}, "n'est pas un moment"),
        ({"back_start": "2026-12-08T18:00"}, "donnez les deux"),
    ],
)
def test_a_swap_that_cannot_be_is_told_and_what_was_typed_stays(world, durand, typed: dict[str, str], sentence) -> None:
    durand.go("/moi/echange?equipe=depannage")
    text = durand.press("Proposer", **{**NIGHT, "taker": "petit", **typed})
    assert durand.status == 422
    assert sentence in text
    assert f'value="{typed.get("start", NIGHT["start"])}"' in text
    assert swaps(world) == []


def test_an_agents_calendar_has_a_new_address_and_the_old_one_closes(durand: Visit) -> None:
    durand.go("/moi")
    first = durand.press("Nouvelle adresse").partition("<code>")[2].partition("<")[0].replace("http://localhost", "")
    assert durand.client.get(first).status_code == 200
    durand.press("Nouvelle adresse")
    assert durand.client.get(first).status_code == 404


def test_an_account_whose_agent_has_left_is_signed_out_and_shown_nothing(world: World) -> None:
    visit = world.signed_in(Role.AGENT, "parti")
    visit.go("/moi")
    assert visit.path.startswith("/connexion")
