"""The week of a team and of a line, drawn: who, when, holes, holidays, absences, exceptions, the two clock changes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from appliance.company.model import CallTeam, Company, Team
from appliance.company.replacing import with_absence, with_override
from appliance.planning.hours import WeeklyWindow
from appliance.planning.rota import Absence, Override, Shift, TeamPlan
from appliance.planning.wall_clock import midnight
from appliance.store.accounts.accounts import Role
from tests.unjudged import change_company
from tests.web.site_world import World
from tests.web.visit import Visit
from web.planning.scale import scale_of
from web.planning.week import week_asked, week_of, week_words

TEAM = "depannage"
PARIS = "Europe/Paris"
ROWS = Path(__file__).parents[3] / "web" / "static" / "rows.css"


def week(company: Company, monday: date, now: datetime = datetime(2026, 11, 28, 9, tzinfo=UTC)):
    return week_of(company, company.teams[TEAM], list(company.lines.values()), monday, now, hours=True)


def blocks(company: Company, monday: date, day: int) -> list[tuple[str, int, int]]:
    """Who, from which row to which, on a day of the week."""
    found = week(company, monday).columns[day].blocks
    return [("+".join(one.shift.agents) or "hole", one.row, one.end_row) for one in found]


def alone(company: Company, *shifts: Shift) -> Company:
    """The company with a team whose planning is these shifts alone."""
    plan = replace(company.teams[TEAM].plan, shifts=shifts, rotations=(), overrides=(), absences=())
    return replace(company, teams={TEAM: replace(company.teams[TEAM], plan=plan)})


NIGHT = Shift("durand", WeeklyWindow(frozenset(range(7)), time(22), time(6)), 1)
DAY = Shift("petit", WeeklyWindow(frozenset(range(7)), time(6), time(22)), 1)


def test_a_night_is_cut_at_midnight_and_told_whole(company: Company) -> None:
    monday = date(2026, 11, 30)
    tuesday = week(alone(company, NIGHT, DAY), monday).columns[1].blocks
    assert blocks(alone(company, NIGHT, DAY), monday, 1) == [("durand", 0, 24), ("petit", 24, 88), ("durand", 88, 96)]
    assert [(one.before, one.after) for one in tuesday] == [(True, False), (False, False), (False, True)]
    assert [one.hours for one in tuesday] == ["lun. 22 h → mar. 6 h", "6 h → 22 h", "mar. 22 h → mer. 6 h"]


def test_the_day_of_25_hours_has_a_row_for_each_and_the_others_a_void(company: Company) -> None:
    monday = date(2026, 10, 19)
    scale = scale_of([monday, date(2026, 10, 25)], PARIS)
    assert scale.rows == 100
    assert [words for _, words in scale.hours()][2:5] == ["2 h", "2 h bis", "3 h"]
    assert blocks(alone(company, NIGHT, DAY), monday, 6) == [("durand", 0, 28), ("petit", 28, 92), ("durand", 92, 100)]
    assert blocks(alone(company, NIGHT, DAY), monday, 5)[0] == ("durand", 0, 28)
    assert scale.void(date(2026, 10, 24)) == (12, 16)
    assert scale.void(date(2026, 10, 25)) is None
    sunday = week(company, monday).columns[6]
    assert "25 heures : on recule l'horloge" in sunday.notes


@pytest.mark.parametrize(
    ("moment", "row"),
    [
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 10),  # 2 h 30, in summer
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), 14),  # 2 h 30 again
        (datetime(2026, 10, 25, 2, 0, tzinfo=UTC), 16),  # 3 h
    ],
)
def test_both_readings_of_the_repeated_hour_have_their_place(moment: datetime, row: int) -> None:
    assert scale_of([date(2026, 10, 19), date(2026, 10, 25)], PARIS).begins(moment, date(2026, 10, 25)) == row


def test_the_day_of_23_hours_has_a_void_where_the_clock_jumps(company: Company) -> None:
    monday = date(2027, 3, 22)
    scale = scale_of([monday, date(2027, 3, 28)], PARIS)
    assert scale.rows == 96
    assert scale.void(date(2027, 3, 28)) == (8, 12)
    assert scale.void(date(2027, 3, 27)) is None
    assert scale.begins(datetime(2027, 3, 28, 1, tzinfo=UTC), date(2027, 3, 28)) == 12
    assert "23 heures : on avance l'horloge" in week(company, monday).columns[6].notes


@pytest.mark.parametrize("zone", [PARIS, "Australia/Lord_Howe", "America/Martinique", "America/New_York"])
def test_a_day_without_a_break_is_drawn_as_long_as_it_lasts(zone: str) -> None:
    for number in range(0, 2 * 371, 7):
        days = [date(2026, 11, 2) + timedelta(days=number + step) for step in range(7)]
        scale = scale_of(days, zone)
        for day in days:
            here, there = midnight(day, zone), midnight(day + timedelta(days=1), zone)
            void = scale.void(day) or (0, 0)
            assert (scale.begins(here, day), scale.ends(there, day)) == (0, scale.rows)
            assert scale.rows - (void[1] - void[0]) == (there - here) / timedelta(minutes=15)


def test_two_levels_stand_side_by_side_and_one_alone_takes_the_width(company: Company) -> None:
    second = Shift("martin", WeeklyWindow(frozenset(range(7)), time(22), time(6)), 2)
    found = week(alone(company, NIGHT, DAY, second), date(2026, 11, 30)).columns[1].blocks
    assert [(one.shift.agents[0], one.lane, one.to) for one in found[:3]] == [
        ("durand", 1, 2),
        ("martin", 2, 3),
        ("petit", 1, 3),
    ]


def test_nobody_is_missed_in_the_hours_of_the_office(company: Company) -> None:
    night = replace(NIGHT, window=WeeklyWindow(frozenset(range(7)), time(18), time(9)))
    monday = blocks(alone(company, night), date(2026, 11, 30), 0)
    assert [one for one in monday if one[0] == "hole"] == [("hole", 50, 56)]  # 12 h 30 → 14 h


def test_an_absent_agent_is_shown_as_absent_beside_the_hole(company: Company) -> None:
    away = with_absence(alone(company, NIGHT, DAY), Absence("petit", date(2026, 12, 1), date(2026, 12, 1)))
    found = week(away, date(2026, 11, 30)).columns[1]
    assert "absent : Hugo Petit" in found.notes
    assert [one.shift.kind for one in found.blocks if one.shift.agents == ("petit",)] == ["away"]
    assert any(one.shift.kind == "hole" for one in found.blocks)


def test_a_replacement_is_a_block_of_its_own_kind(company: Company) -> None:
    start, end = datetime(2026, 12, 1, 21, tzinfo=UTC), datetime(2026, 12, 2, 5, tzinfo=UTC)
    changed = with_override(alone(company, NIGHT, DAY), TEAM, Override(start, end, removes="durand", adds="martin"))
    kinds = {one.shift.agents: one.shift.kind for one in week(changed, date(2026, 11, 30)).columns[1].blocks}
    assert kinds["martin",] == "override"
    assert kinds["durand",] == "plain"


def test_a_crowd_on_call_together_is_one_block(company: Company) -> None:
    crowd = Team("foule", "Foule", TeamPlan((tuple(f"a{number}" for number in range(200)),), PARIS))
    found = week_of(company, crowd, [], date(2026, 11, 30), datetime(2026, 11, 28, tzinfo=UTC), hours=False)
    assert [len(column.blocks) for column in found.columns] == [1] * 7
    assert len(found.columns[0].blocks[0].shift.agents) == 200


@pytest.mark.parametrize("text", ["", "2026-W54", "demain", "0001-W01", "9999-W52", "2026-12"])
def test_a_week_that_is_none_is_this_one(text: str) -> None:
    assert week_asked(text, date(2026, 11, 28)) == date(2026, 11, 23)


def test_weeks_are_named_as_people_say_them() -> None:
    assert week_words(date(2026, 11, 23)) == "semaine 48, du 23 au 29 novembre 2026"
    assert week_words(date(2026, 11, 30)) == "semaine 49, du 30 novembre au 6 décembre 2026"
    assert week_words(date(2026, 12, 28)) == "semaine 53, du 28 décembre 2026 au 3 janvier 2027"


def test_every_row_and_lane_has_its_rule() -> None:
    rules = set(re.findall(r"\.([a-z]+-?\d+) {", ROWS.read_text()))
    wanted = {f"r{row}" for row in range(105)} | {f"e{row}" for row in range(1, 105)}
    wanted |= {f"lane-{n}" for n in range(1, 17)} | {f"to-{n}" for n in range(2, 18)} | {"rows-96", "rows-100"}
    assert wanted <= rules


def test_the_page_of_a_week_tells_holidays_closures_and_the_moment(manager: Visit) -> None:
    text = manager.go(f"/planning?vue=semaine&semaine=2026-W52&equipe={TEAM}")
    for words in ("semaine 52, du 21 au 27 décembre 2026", "Noël", "Fermeture de fin d'année", "Hugo Petit"):
        assert words in text
    assert "maintenant" not in text
    assert "remplace Claire Durand (remplacement du 24/12)" in text
    assert "maintenant" in manager.go("/planning?vue=semaine")
    assert " style=" not in text


def test_a_line_shows_each_of_its_teams_with_its_hours(world: World, manager: Visit) -> None:
    def with_second_team(company: Company) -> Company:
        office = Team("siege", "Siège", TeamPlan((("martin",),), PARIS))
        menu = company.menus["urgence"]
        menus = {"urgence": replace(menu, choices={**menu.choices, "5": CallTeam("siege")})}
        return replace(company, teams={**company.teams, "siege": office}, menus=menus)

    change_company(world.database, with_second_team)
    text = manager.go("/planning?vue=semaine&ligne=urgence")
    assert "Planning de la ligne Urgence serrurerie" in text
    assert "Équipe Dépannage" in text
    assert "Équipe Siège" in text
    assert "heures ouvrées 9 h → 12 h 30 ; astreinte 12 h 30 → 14 h" in text
    month = manager.go("/planning?ligne=urgence&mois=2026-12")
    assert "· Siège" in month
    assert "· Dépannage" in month


def test_a_shift_dropped_on_somebody_opens_its_form_with_its_effect(world: World, manager: Visit) -> None:
    span = "debut=2026-12-03T18:00&fin=2026-12-04T09:00"
    text = manager.go(f"/planning/donner?equipe={TEAM}&de=durand&vient=petit&{span}&vue=semaine")
    assert "Après" in text
    assert '<option selected value="petit">' in text
    text = manager.press("Enregistrer")
    assert "semaine 49" in text
    assert "C'est enregistré" in text


def test_a_shift_dropped_on_another_day_replaces_who_is_there(manager: Visit) -> None:
    span = "debut=2026-12-05T00:00&fin=2026-12-06T00:00&niveau=1&vient=martin"
    manager.go(f"/planning/donner?equipe={TEAM}&{span}")
    form, _ = manager.form("Enregistrer")
    assert (form.fields["removes"], form.fields["adds"]) == ("durand", "martin")


@pytest.mark.parametrize("span", ["debut=rien&fin=&vient=petit", "debut=2026-12-03T18:00&fin=2026-12-03T18:00&vient=x"])
def test_a_drop_that_cannot_be_is_told_in_a_sentence(manager: Visit, span: str) -> None:
    assert 'role="alert"' in manager.go(f"/planning/donner?equipe={TEAM}&{span}")
    assert manager.status == 200


def test_a_reader_sees_the_week_and_can_move_nothing(world: World) -> None:
    text = world.signed_in(Role.READER).go("/planning?vue=semaine")
    assert "Julie Martin" in text
    assert "drag.js" not in text
    assert "/planning/donner" not in text


def test_who_takes_something_out_of_the_week_comes_back_to_it(manager: Visit) -> None:
    manager.go(f"/planning?vue=semaine&semaine=2026-W52&equipe={TEAM}")
    assert "semaine 52" in manager.press("Ôter ce remplacement")


def test_a_team_that_no_line_calls_misses_nobody(world: World, manager: Visit) -> None:
    def lonely(company: Company) -> Company:
        plan = replace(company.teams[TEAM].plan, shifts=(NIGHT,), rotations=())
        return replace(company, teams={**company.teams, "seule": Team("seule", "Seule", plan)})

    change_company(world.database, lonely)
    assert "Personne" not in manager.go("/planning?vue=semaine&equipe=seule")
