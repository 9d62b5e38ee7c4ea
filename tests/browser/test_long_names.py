"""The longest names that the site takes, of one word, widen no page of a narrow telephone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.calls.text_lengths import NAME
from appliance.company.model import Company
from appliance.store.database import opened
from tests.browser.test_site import doors, site, state
from tests.unjudged import change_company

__all__ = ["doors", "site", "state"]  # the fixtures of the site
PAGES = {
    "boss": (
        "/",
        "/planning",
        "/planning?vue=semaine",
        "/planning/modele",
        "/intervenants",
        "/lignes",
        "/lignes/urgence",
        "/annonces",
        "/appels",
        "/messages",
        "/statistiques",
        "/releves",
        "/publications",
        "/essai",
        "/sante",
        "/audit",
        "/reglages",
    ),
    "claire": ("/moi", "/moi/appels", "/moi/echange", "/moi/releves"),
}


def long(name: str) -> str:
    return f"{'Llanfairpwllgwyngyll' * 4}{name}"[-NAME:]


def named(company: Company) -> Company:
    return replace(
        company,
        name=long("entreprise"),
        agents={key: replace(one, name=long(key)) for key, one in company.agents.items()},
        teams={key: replace(one, name=long(key)) for key, one in company.teams.items()},
        lines={key: replace(one, name=long(key)) for key, one in company.lines.items()},
        menus={key: replace(one, name=long(key)) for key, one in company.menus.items()},
    )


@pytest.mark.parametrize("person", list(PAGES))
def test_no_page_is_wider_than_a_narrow_telephone(doors: Callable[[str, str], Any], state: Path, person: str) -> None:
    page = doors(person, "phone")
    page.set_viewport_size({"width": 320, "height": 640})
    with opened(f"sqlite:///{state / 'site.db'}") as database:
        change_company(database, named)
    wide = {}
    for path in PAGES[person]:
        assert page.goto(path).status == 200, path
        if (width := page.evaluate("document.documentElement.scrollWidth")) > 320:
            wide[path] = width
    page.close()
    assert wide == {}
