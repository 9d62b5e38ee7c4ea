"""The announcement of a period heard before it is saved, and the apostrophes in which it is shown."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from appliance.company.model import Behaviour, Company
from appliance.company.parts import with_line
from appliance.planning.hours import Period
from appliance.store.settings.snapshot import load_company
from tests.unit.prompts.voices import ToneVoice
from tests.unjudged import change_company
from tests.web.site_world import World
from tests.web.tones import speaking_in_tones
from tests.web.visit import Visit

COURSE = "/lignes/urgence/deroulement"


@pytest.fixture(autouse=True)
def voice(monkeypatch: pytest.MonkeyPatch) -> ToneVoice:
    return speaking_in_tones(monkeypatch)


def greeting(world: World) -> str:
    company = load_company(world.database)
    assert company is not None
    return company.lines["urgence"].behaviours[Period.AFTER_HOURS].announcement or ""


def greeted_with(world: World, text: str) -> None:
    def worded(company: Company) -> Company:
        line = company.lines["urgence"]
        usual = line.behaviours[Period.AFTER_HOURS]
        return with_line(
            company, replace(line, behaviours=line.behaviours | {Period.AFTER_HOURS: Behaviour(text, usual.action)})
        )

    change_company(world.database, worded)


def test_an_announcement_is_heard_as_it_is_typed_and_nothing_is_saved(
    world: World, manager: Visit, voice: ToneVoice
) -> None:
    before = load_company(world.database)
    manager.go(COURSE)
    text = manager.press(
        "Écouter l'annonce, pendant l'astreinte", **{"after_hours-announcement": "Bonsoir,\r\n à vous."}
    )
    assert voice.asked == ["Bonsoir, à vous."]
    assert "Rien n'est encore enregistré" in text
    (heard,) = re.findall(r'<audio [^>]*src="([^"]+)"', text)
    with manager.client.get(heard) as sound:
        assert sound.mimetype == "audio/wav"
    assert "à vous." in manager.form("Enregistrer")[0].fields["after_hours-announcement"]
    assert load_company(world.database) == before


@pytest.mark.parametrize(
    ("typed", "told"), [("Nous rouvrons {heure}.", "n'est pas rempli"), ("", "Écrivez d'abord l'annonce")]
)
def test_what_cannot_be_said_is_told_beside_it_and_kept(manager: Visit, typed: str, told: str) -> None:
    manager.go(COURSE)
    text = manager.press("Écouter l'annonce, pendant l'astreinte", **{"after_hours-announcement": typed})
    assert manager.status == 422
    assert told in text
    assert manager.form("Enregistrer")[0].fields["after_hours-announcement"] == typed


def test_apostrophes_are_shown_as_printed_and_kept_as_they_were(world: World, manager: Visit) -> None:
    greeted_with(world, "Bonjour, c'est l'astreinte.")
    manager.go(COURSE)
    assert manager.answer is not None
    assert "Bonjour, c’est l’astreinte." in manager.answer.get_data(as_text=True)
    manager.press("Enregistrer")
    assert greeting(world) == "Bonjour, c'est l'astreinte."
    manager.go(COURSE)
    manager.press("Enregistrer", **{"after_hours-announcement": "C’est l’astreinte."})
    assert greeting(world) == "C'est l'astreinte."


def test_an_announcement_written_with_the_other_apostrophe_and_not_touched_stays(world: World, manager: Visit) -> None:
    greeted_with(world, "C’est l’astreinte.")
    manager.go(COURSE)
    manager.press("Enregistrer")
    assert greeting(world) == "C’est l’astreinte."


def test_what_is_filled_at_the_call_is_offered_where_it_can_be(manager: Visit) -> None:
    text = manager.go(COURSE)
    assert text.count("{jour férié}") == 1
    assert text.count("{réouverture}") == 2
