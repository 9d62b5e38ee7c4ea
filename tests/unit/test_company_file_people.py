"""Numbers allowed by name, agents who leave, and swaps, in a company file."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from appliance.planning.team_plan import Departure, Swap
from appliance.store.company_file import read_company, write_company
from tests.unit.test_company_file import SMALL, changed, problems

SWAP = "{from: 2026-12-01 18:00, to: 2026-12-02 09:00, give: durand, with: petit"
AGREED = f"{SWAP}, in_exchange: {{from: 2026-12-08 18:00, to: 2026-12-09 09:00}}, agreed: [durand, petit]}}"


def swapped(*swaps: str) -> str:
    return SMALL + "    swaps:\n" + "".join(f"      - {swap}\n" for swap in swaps)


def test_a_number_allowed_by_name_is_rung_as_it_is_written() -> None:
    text = changed("{name: Martin}", '{name: Martin, allowed_numbers: [{number: 3639, name: "?Poste"}]}')
    company = read_company(text.replace("06 12 34 56 02", "36 39"), "company.yml")
    assert company.agents["petit"].phones == ("3639",)
    assert read_company(write_company(company), "export.yml") == company


def test_an_agent_s_last_day_is_known_to_every_team() -> None:
    company = read_company(changed("name: Hugo Petit,", "name: Hugo Petit, until: 2026-12-31,"), "company.yml")
    assert company.agents["petit"].until == date(2026, 12, 31)
    assert company.teams["depannage"].plan.departures == (Departure("petit", date(2026, 12, 31)),)


def test_a_swap_is_read_with_what_is_given_back_and_who_agreed() -> None:
    company = read_company(swapped(AGREED), "company.yml")
    assert company.teams["depannage"].plan.swaps == (
        Swap(
            "durand",
            "petit",
            datetime(2026, 12, 1, 17, tzinfo=UTC),
            datetime(2026, 12, 2, 8, tzinfo=UTC),
            datetime(2026, 12, 8, 17, tzinfo=UTC),
            datetime(2026, 12, 9, 8, tzinfo=UTC),
            frozenset({"durand", "petit"}),
        ),
    )
    assert read_company(write_company(company), "export.yml") == company


@pytest.mark.parametrize(
    ("swaps", "sentence"),
    [
        (
            [f"{SWAP}}}", f"{SWAP.replace('give: durand, with: petit', 'give: petit, with: durand')}}}"],
            "24:9: Cet échange",
        ),
        ([f"{SWAP}}}", f"{SWAP}}}"], "24:9: « durand » a déjà un autre échange dans ces heures"),
        ([SWAP.replace("with: petit", "with: durand") + "}"], "« durand » ne peut pas échanger avec soi-même"),
        ([f"{SWAP}, agreed: [leroy]}}"], "De cet échange, l'intervenant « leroy » n'est pas décrit"),
        ([f"{SWAP}, agreed: petit, refused: petit}}"], "« petit » a dit oui (agreed) et non (refused)"),
        ([SWAP.replace("2026-12-02", "2026-11-02") + "}"], "La fin de l'échange doit être après son début"),
        ([f"{SWAP}, in_exchange: {{from: 2026-12-08}}}}"], "Il manque « to »"),
    ],
)
def test_a_swap_that_cannot_be_is_refused_at_its_line(swaps: list[str], sentence: str) -> None:
    assert sentence in problems(swapped(*swaps))


@pytest.mark.parametrize(
    ("allowed", "sentence"),
    [
        ("[{number: 112, name: Pompiers}]", "est un numéro d'urgence"),
        ("[{number: 3639, name: a}, {number: 36 39, name: b}]", "Ce numéro est déjà autorisé plus haut"),
        ("[{number: 3639}]", "Il manque « name »"),
    ],
)
def test_a_number_that_cannot_be_allowed_is_refused(allowed: str, sentence: str) -> None:
    assert sentence in problems(changed("{name: Martin}", f"{{name: Martin, allowed_numbers: {allowed}}}"))
