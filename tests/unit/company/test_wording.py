"""Where each sentence is said."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from appliance.calls.spoken import line_texts, menu_texts
from appliance.company.model import Company
from appliance.company.wording import place_at, places, with_text
from appliance.planning.hours import Period
from appliance.prompts.catalogue import fallback_whisper
from appliance.prompts.french.sentences import FIXED
from appliance.store.company_file import load_company_file
from tests.as_file import Sections, edited
from tests.examples import examples
from tests.unit.companies import companies, texts

COMPANY = load_company_file(Path(__file__).parents[2] / "data" / "company-example.yml")


def test_every_text_of_the_company_and_of_the_catalogue_has_a_place() -> None:
    texts = {place.text for place in places(COMPANY)}
    whispers = {fallback_whisper(line.name).text for line in COMPANY.lines.values()}
    own = {text for line in COMPANY.lines.values() for text in line_texts(line)}
    own |= {text for menu in COMPANY.menus.values() for text in menu_texts(menu)}
    assert own | whispers | set(FIXED.values()) == texts


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


def without_codes(some: Company) -> Company:
    """A file keeps them hashed: to hash those of a drawn company takes long."""
    agents = {key: dataclasses.replace(one, pin=None) for key, one in some.agents.items()}
    return dataclasses.replace(some, agents=agents)


@given(companies(), texts, st.data())
@settings(max_examples=examples(40), deadline=None)
def test_another_text_is_put_where_the_company_file_would_have_it(
    some: Company, text: str, data: st.DataObject
) -> None:
    own = [place for place in places(some) if place.own]
    assume(own)
    place = data.draw(st.sampled_from(own))
    after = with_text(without_codes(some), place.key, text)
    assert after == edited(without_codes(some), lambda sections: in_the_file(sections, place.key, text))


def in_the_file(sections: Sections, key: str, text: str) -> None:
    """As one would type it there."""
    kind, name, *inside = key.split("/")
    item = next(item for item in sections[kind] if item["id"] == name)
    if inside and kind == "menus":
        item["choices"][inside[0]]["say"] = text
    elif inside == ["incident"]:
        item["incident"]["text"] = text
    else:
        (item[inside[0]] if inside else item)["announcement"] = text


def test_a_line_may_say_nothing() -> None:
    after = with_text(COMPANY, "lines/urgence/after_hours", "")
    behaviours = after.lines["urgence"].behaviours
    assert behaviours[Period.HOLIDAY] == behaviours[Period.AFTER_HOURS]
    assert behaviours[Period.AFTER_HOURS].announcement is None
    assert behaviours[Period.OPEN] == COMPANY.lines["urgence"].behaviours[Period.OPEN]
