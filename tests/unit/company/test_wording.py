"""Where each sentence is said."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from appliance.calls.spoken import company_texts
from appliance.company.wording import place_at, places
from appliance.planning.hours import Period
from appliance.prompts.catalogue import fallback_whisper
from appliance.prompts.french.sentences import FIXED
from appliance.store.company_file import load_company_file

COMPANY = load_company_file(Path(__file__).parents[2] / "data" / "company-example.yml")


def test_every_text_of_the_company_and_of_the_catalogue_has_a_place() -> None:
    texts = {place.text for place in places(COMPANY)}
    whispers = {fallback_whisper(line.name).text for line in COMPANY.lines.values()}
    assert set(company_texts(COMPANY)) | whispers | set(FIXED.values()) == texts


def test_the_moments_that_do_as_after_hours_are_told_with_it() -> None:
    keys = [place.key for place in places(COMPANY) if place.own]
    assert keys == ["lines/urgence/open", "lines/urgence/after_hours", "menus/urgence", "menus/urgence/4"]
    place = place_at(COMPANY, "lines/urgence/after_hours")
    assert place and place.words == "Accueil pendant l'astreinte, les jours fériés, pendant les fermetures"


def test_a_line_that_is_always_on_call_has_one_greeting() -> None:
    line = dataclasses.replace(COMPANY.lines["urgence"], around_the_clock=True)
    company = dataclasses.replace(COMPANY, lines={"urgence": line})
    keys = [place.key for place in places(company) if place.key.startswith("lines/") and place.own]
    assert keys == [f"lines/urgence/{Period.AFTER_HOURS}"]


def test_without_a_company_there_is_the_catalogue() -> None:
    assert [place.key for place in places(None)] == [f"catalogue/{name}" for name in FIXED]
    assert place_at(None, "lines/urgence/open") is None
