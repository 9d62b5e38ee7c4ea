"""What a publication changes, as its page tells it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from appliance.notify.words import changes_by_agent, shift_text
from web.planning.own_publication import changes_told
from web.planning.published_words import by_name, changed_people, planning_title

ZONE = "Europe/Paris"
MORNING = datetime(2026, 12, 2, 7, tzinfo=UTC)  # 8 h in Paris


def change(starts: datetime, hours: float, name: str = "Élodie", **more: Any) -> dict[str, Any]:
    record = {"agent_name": name, "team_name": "SAV", "starts_before": None, "ends_before": None, "level_before": None}
    after = {"starts_after": starts, "ends_after": starts + timedelta(hours=hours), "level_after": 2}
    return record | after | more


def spans(*changes: dict[str, Any]) -> list[str]:
    (one,) = changed_people(list(changes), ZONE)
    return [text.replace("\u00a0", " ") for place in one.places for text in place.spans]


def test_a_shift_is_told_in_few_words() -> None:
    assert spans(change(MORNING, 12)) == ["mer. 2/12, 8 h – 20 h"]
    assert spans(change(MORNING, 7 * 24)) == ["du mer. 2/12, 8 h, au mer. 9/12, 8 h"]
    assert spans(change(MORNING, 64)) == ["du mer. 2/12, 8 h, au ven. 4/12, minuit"]
    assert spans(change(MORNING, 24)) == ["du mer. 2/12, 8 h, au jeu. 3/12, 8 h"]
    assert spans(change(MORNING + timedelta(hours=16), 32)) == ["du jeu. 3/12, 0 h, au ven. 4/12, 8 h"]
    assert spans(change(MORNING - timedelta(hours=8), 24)) == ["mer. 2/12, toute la journée"]
    assert spans(change(MORNING - timedelta(hours=8), 48)) == ["du mer. 2/12 au jeu. 3/12, jour et nuit"]


def test_days_that_follow_each_other_with_the_same_hours_are_one() -> None:
    alike = [change(MORNING + timedelta(days=number), 12) for number in (0, 1, 2, 5)]
    nights = [change(MORNING + timedelta(days=number, hours=12), 12) for number in (0, 1)]
    assert spans(*alike, *nights) == [
        "du mer. 2/12 au ven. 4/12, chaque jour 8 h – 20 h",
        "du mer. 2/12 au jeu. 3/12, chaque jour 20 h – 8 h",
        "lun. 7/12, 8 h – 20 h",
    ]


def test_what_happens_is_said_where_not_all_is_added() -> None:
    gone = change(MORNING, 12) | {"starts_after": None, "ends_after": None}
    gone |= {"starts_before": MORNING, "ends_before": MORNING + timedelta(hours=12), "level_before": 1}
    moved = change(MORNING, 12) | {"starts_before": MORNING, "ends_before": MORNING + timedelta(hours=10)}
    moved["level_before"] = 2
    (one,) = changed_people([gone, moved, change(MORNING + timedelta(days=1), 12)], ZONE)
    assert [place.title.replace("\u00a0", " ") for place in one.places] == [
        "Ajouté : SAV, niveau 2",
        "Déplacé : SAV, niveau 2",
        "Retiré : SAV, niveau 1",
    ]
    assert "avant : mer." in one.places[1].spans[0]
    assert one.teams == ["SAV"]
    assert changed_people([change(MORNING, 12)], ZONE)[0].places[0].title == "SAV, niveau\u00a02"


def test_of_a_turn_cut_in_two_only_what_is_lost_is_told() -> None:
    """The half that its owner keeps is no news, though calendars have a new entry for it."""
    start, cut, after, end = (MORNING + timedelta(days=days) for days in (-2, 0, 1, 5))
    whole = {"starts_before": start, "ends_before": end, "level_before": 2}
    shortened = change(start, 48) | whole
    (one,) = changed_people([shortened, change(after, 4 * 24)], ZONE)
    (place,) = one.places
    assert place.title.replace("\u00a0", " ") == "Retiré : SAV, niveau 2"
    assert [text.replace("\u00a0", " ") for text in place.spans] == ["du mer. 2/12, 8 h, au jeu. 3/12, 8 h"]
    assert shortened["ends_after"] == cut


def test_the_page_and_the_mail_of_an_agent_say_the_same_of_a_cut_turn_and_of_the_end_of_a_month() -> None:
    start, after, end = (MORNING + timedelta(days=days) for days in (-2, 1, 29.0 + 16 / 24))  # to the end of the 31st
    whole = {"starts_before": start, "ends_before": end, "level_before": 2}
    rows = [change(start, 48) | whole, change(after, (end - after) / timedelta(hours=1))]
    publication = {"timezone": ZONE, "changes": [row | {"agent_id": "elodie"} for row in rows]}
    lost = "Retiré : du mercredi 2 décembre 2026 à 8 h au jeudi 3 décembre 2026 à 8 h, niveau 2 (SAV)"
    assert changes_told(publication, "elodie", [{}]) == [lost]
    assert list(changes_by_agent(publication))[1:] == [f"  {lost}"]
    whole = shift_text(after, end, ZONE, 2, "SAV")
    assert whole == "du jeudi 3 décembre 2026 à 8 h au jeudi 31 décembre 2026 à minuit, niveau 2 (SAV)"


def test_people_are_in_one_order_and_an_accent_does_not_put_them_last() -> None:
    names = ["Sophie", "Élodie", "Catherine"]
    assert [one["agent_name"] for one in by_name([{"agent_name": name} for name in names])] == [
        "Catherine",
        "Élodie",
        "Sophie",
    ]
    assert [one.name for one in changed_people([change(MORNING, 1, name) for name in names], ZONE)] == [
        "Catherine",
        "Élodie",
        "Sophie",
    ]


@pytest.mark.parametrize(
    ("first", "last", "title"),
    [
        (date(2026, 11, 30), date(2026, 12, 31), "Planning de décembre"),
        (date(2026, 10, 1), date(2026, 11, 30), "Planning d'octobre et novembre"),
        (date(2026, 12, 7), date(2026, 12, 9), "Planning de décembre"),
        (date(2026, 12, 1), date(2027, 2, 28), "Planning du 01/12/2026 au 28/02/2027"),
    ],
)
def test_a_planning_is_called_after_its_months(first: date, last: date, title: str) -> None:
    assert planning_title(first, last) == title
