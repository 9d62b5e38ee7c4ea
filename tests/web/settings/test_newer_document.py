"""Settings that a newer release wrote, met by this one after a return: calls and pages are served; nothing is saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from appliance.cli import astreinte
from appliance.controller.settings import LiveSettings
from appliance.store.settings.snapshot import load_company
from tests.unit.store.settings.test_revisions import made_newer, rows
from tests.web.site_world import World
from tests.web.visit import Visit, read

SENTENCE = "Une version plus récente d'Astreinte a enregistré ces réglages : celle-ci en sert les appels"
PAGES = (
    "/",
    "/planning",
    "/intervenants",
    "/equipes/depannage",
    "/lignes",
    "/reglages",
    "/sante",
    "/audit",
)


@pytest.fixture
def newer(world: World, manager: Visit) -> list[dict[str, object]]:
    """What is kept, once a release that knows more of an agent has written it."""
    made_newer(world.database, languages=["fr", "en"])
    return rows(world.database)


@pytest.mark.parametrize("page", PAGES)
def test_pages_show_what_calls_are_served_from(world: World, newer, manager: Visit, page: str) -> None:
    manager.go(page)
    assert manager.status == 200


def test_calls_are_served_from_them(world: World, newer) -> None:
    company = load_company(world.database)
    assert company is not None
    assert "urgence" in company.lines
    assert LiveSettings(world.database, world.config.settings_copy).load() == company


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("/intervenants/durand", {"phones": "06 99 88 77 66"}),
        ("/equipes/depannage", {"seconds": "25"}),
    ],
)
def test_a_form_saves_nothing_and_says_why(world: World, newer, manager: Visit, page: str, typed) -> None:
    manager.client.environ_base["HTTP_ACCEPT"] = "text/html"
    manager.go(page)
    assert SENTENCE in manager.press("Enregistrer", **typed)
    assert manager.status == 503
    assert rows(world.database) == newer


@pytest.mark.parametrize(
    "words",
    [
        ("import", "{file}"),
        ("force", "--line", "urgence", "--period", "open", "--until", "2030-01-01 08:00"),
    ],
)
def test_a_command_saves_nothing_and_says_why(world: World, newer, tmp_path: Path, words: tuple[str, ...]) -> None:
    config, file = tmp_path / "appliance.toml", Path(__file__).parents[2] / "data" / "company-example.yml"
    facts = f'state = "{tmp_path}"\ndatabase = "{world.config.database}"\n'
    secret = 'trunks = [{name = "o", proxy = "127.0.0.1"}]\n[switch]\nesl_secret = "0123456789abcdef"\n'
    config.write_text(facts + secret)
    typed = [word.format(file=file) for word in words]
    done = CliRunner().invoke(astreinte, [*typed, "--config", str(config)])
    assert done.exit_code != 0
    assert SENTENCE in read(f"{done.output} {done.exception}")
    assert rows(world.database) == newer
