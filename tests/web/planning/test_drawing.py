"""The planning as it is drawn: whole shifts, holes, holidays, absences, exceptions, colours, the two clock changes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from appliance.company.model import Agent, CallTeam, Company, Team
from appliance.company.replacing import with_absence, with_override
from appliance.planning.hours import WeeklyWindow
from appliance.planning.team_plan import Absence, Override, Rotation, Shift, TeamPlan
from appliance.planning.wall_clock import midnight
from appliance.store.accounts.accounts import Role
from tests.unjudged import change_company
from tests.web.site_world import World
from tests.web.visit import Visit
from web.planning.bands import LAST_ROW, Band, Bar, band_of
from web.planning.people import COLOURS, colours_of, given_names, letters_of
from web.planning.repeats import is_quiet, key_of, quiet_words, repeated
from web.planning.rosters import roster_of
from web.planning.scale import QUARTERS, Spot, scale_of
from web.planning.week import week_asked, week_words

TEAM = "depannage"
PARIS = "Europe/Paris"
NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
STATIC = Path(__file__).parents[3] / "web" / "static"
ALL = frozenset(range(7))
MONDAY = date(2026, 11, 30)


def drawn(company: Company, monday: date, team: str = TEAM, now: datetime = NOW) -> Band:
    days = [monday + timedelta(days=number) for number in range(7)]
    start, end = midnight(days[0], PARIS), midnight(days[-1] + timedelta(days=1), PARIS)
    lines = list(company.lines.values())
    return band_of(
        company, [roster_of(company, company.teams[team], lines, start, end)], lines, days, now, hours=lines[0]
    )


def bars(company: Company, monday: date) -> list[Bar]:
    return [bar for column in drawn(company, monday).columns for bar in column.bars]


def told(company: Company, monday: date) -> list[tuple[str, str]]:
    """Who, and when, of a week."""
    return [("+".join(one.shift.agents) or "hole", one.hours) for one in bars(company, monday)]


def alone(company: Company, *shifts: Shift, rotations: tuple[Rotation, ...] = ()) -> Company:
    """The company with a team whose planning is these alone."""
    plan = replace(company.teams[TEAM].plan, shifts=shifts, rotations=rotations, overrides=(), absences=())
    return replace(company, teams={TEAM: replace(company.teams[TEAM], plan=plan)})


NIGHT = Shift("durand", WeeklyWindow(ALL, time(22), time(6)), 1)
DAY = Shift("petit", WeeklyWindow(ALL, time(6), time(22)), 1)
BY_WEEK = Rotation(("durand", "petit"), 7, 4, time(18), date(2026, 1, 2), WeeklyWindow(ALL, time(0), time(0)))


def test_a_night_is_one_bar_from_its_evening_to_its_morning(company: Company) -> None:
    columns = drawn(alone(company, NIGHT, DAY), date(2026, 11, 30)).columns
    (day, night) = columns[1].bars
    assert (day.hours, night.hours) == ("6 h → 22 h", "22 h → mer. 6 h")
    assert (night.begins.along, night.ends.along) == (QUARTERS + 88, 2 * QUARTERS + 24)
    first = columns[0].bars[0]
    assert (first.before, first.hours, first.begins.along) == (True, "dim. 22 h → lun. 6 h", 0)
    assert columns[6].bars[-1].after


def test_a_turn_of_a_week_is_told_with_its_real_ends_wherever_it_is_seen(company: Company) -> None:
    weekly = alone(company, rotations=(BY_WEEK,))
    first, second = bars(weekly, date(2026, 11, 30))
    assert (first.hours, first.before, first.after) == ("ven. 27 à 18 h → ven. 4 à 18 h", True, False)
    assert (second.hours, second.before, second.after) == ("18 h → ven. 11 à 18 h", False, True)
    assert second.asked == (datetime(2026, 12, 4, 17, tzinfo=UTC), datetime(2026, 12, 11, 17, tzinfo=UTC))


def test_who_is_on_call_without_an_end_is_told_so_and_given_for_what_is_drawn(company: Company) -> None:
    always = alone(company, Shift("martin", WeeklyWindow(ALL, time(0), time(0)), 1))
    (bar,) = bars(always, date(2026, 11, 30))
    assert bar.hours == "en continu"
    assert bar.asked == (datetime(2026, 11, 29, 23, tzinfo=UTC), datetime(2026, 12, 6, 23, tzinfo=UTC))


def test_what_ends_at_midnight_ends_in_the_evening(company: Company) -> None:
    evening = alone(company, Shift("petit", WeeklyWindow(frozenset({5}), time(18), time(0)), 1))
    assert ("petit", "18 h → 24 h") in told(evening, date(2026, 11, 30))
    two_days = alone(company, *(Shift("petit", WeeklyWindow(frozenset({day}), time(9), time(9)), 1) for day in (5, 6)))
    assert ("petit", "9 h → lun. 9 h") in told(two_days, date(2026, 11, 30))


def test_on_the_day_of_25_hours_all_its_hours_have_room_and_it_is_told(company: Company) -> None:
    sunday = drawn(alone(company, NIGHT, DAY), date(2026, 10, 19)).columns[6]
    assert sunday.note == "25 heures : on recule l'horloge"
    assert [bar.begins.quarter for bar in sunday.bars] == [27, 88]  # 6 h is the seventh hour of this day
    assert drawn(company, date(2027, 3, 22)).columns[6].note == "23 heures : on avance l'horloge"
    assert drawn(company, date(2026, 10, 19)).columns[5].note is None


@pytest.mark.parametrize("zone", [PARIS, "Australia/Lord_Howe", "America/Martinique", "America/New_York"])
def test_days_are_drawn_side_by_side_without_a_break_and_time_never_goes_back(zone: str) -> None:
    for number in range(0, 2 * 371, 7):
        days = [date(2026, 11, 2) + timedelta(days=number + step) for step in range(7)]
        scale = scale_of(days, zone)
        assert [scale.spot(moment).along for moment in scale.midnights] == [QUARTERS * day for day in range(8)]
        hours = int((scale.end - scale.start) / timedelta(hours=1))
        along = [scale.spot(scale.start + timedelta(hours=hour)).along for hour in range(hours + 1)]
        assert along == sorted(set(along))
        assert scale.spot(scale.start - timedelta(days=1)) == Spot(0, 0)


def test_each_level_has_its_row_and_two_at_once_have_each_their_lane(company: Company) -> None:
    second = Shift("martin", WeeklyWindow(ALL, time(22), time(6)), 2)
    beside = Shift("petit", WeeklyWindow(ALL, time(22), time(6)), 1)
    band = drawn(alone(company, NIGHT, beside, second), date(2026, 11, 30))
    rows = {one.words: one.number for one in band.rows}
    tuesday = {bar.shift.agents[0]: bar.row for bar in band.columns[1].bars if bar.shift.agents}
    assert tuesday == {"durand": rows["Niveau 1"], "petit": rows["Niveau 1"] + 1, "martin": rows["Niveau 2"]}


def test_no_bar_lies_over_another(company: Company) -> None:
    for monday in (date(2026, 11, 30), date(2026, 12, 21)):
        by_row: dict[int, list[Bar]] = {}
        for bar in bars(company, monday):
            by_row.setdefault(bar.row, []).append(bar)
        for row in by_row.values():
            ends = [bar.ends.along for bar in row]
            assert all(end <= bar.begins.along for end, bar in zip(ends, row[1:], strict=False))


def test_nobody_is_missed_in_the_hours_of_the_office(company: Company) -> None:
    night = replace(NIGHT, window=WeeklyWindow(ALL, time(18), time(9)))
    monday = drawn(alone(company, night), date(2026, 11, 30)).columns[0].bars
    assert [bar.hours for bar in monday if bar.shift.kind == "hole"] == ["12 h 30 → 14 h"]


def test_an_absent_agent_has_a_bar_of_their_days_and_the_hole_its_own(company: Company) -> None:
    away = with_absence(alone(company, NIGHT, DAY), Absence("petit", date(2026, 12, 1), date(2026, 12, 3)))
    band = drawn(away, date(2026, 11, 30))
    assert [row.words for row in band.rows] == ["D'astreinte", "Absents"]
    kinds = {bar.shift.kind: bar for bar in band.columns[1].bars}
    assert (kinds["away"].hours, kinds["away"].ends.along) == ("du 1ᵉʳ au 3 décembre", 4 * QUARTERS)
    assert "hole" in kinds


def test_where_nobody_of_the_first_level_is_on_call_it_is_missed_in_its_row_though_another_answers(
    company: Company,
) -> None:
    night, second = replace(NIGHT, window=WeeklyWindow(ALL, time(18), time(9))), Shift("martin", BY_WEEK.window, 2)
    start, end = datetime(2026, 12, 1, 19, tzinfo=UTC), datetime(2026, 12, 1, 22, tzinfo=UTC)
    left = with_override(alone(company, night, second), TEAM, Override(start, end, removes="durand", adds=None))
    band = drawn(left, date(2026, 11, 30))
    (lack,) = (bar for bar in band.columns[1].bars if bar.shift.kind == "lack" and bar.start == start)
    assert (lack.hours, lack.shift.level) == ("20 h → 23 h", 1)
    assert {row.number: row.words for row in band.rows}[lack.place] == "Niveau 1"
    nobody = with_override(left, TEAM, Override(start, end, removes="martin", adds=None))
    kinds = {bar.start: bar.shift.kind for bar in drawn(nobody, date(2026, 11, 30)).columns[1].bars}
    assert kinds[start] == "hole"


def test_a_day_is_told_with_the_first_level_first_and_today_with_whoever_holds_on(company: Company) -> None:
    second = Shift("martin", BY_WEEK.window, 2)
    sunday = datetime(2026, 12, 6, 12, tzinfo=UTC)
    plan = alone(company, second, rotations=(BY_WEEK,))
    days = drawn(plan, date(2026, 11, 30), now=sunday).columns
    assert [(bar.shift.agents, bar.shift.level) for bar in days[6].listed] == [(("durand",), 1), (("martin",), 2)]
    assert (days[6].bars, days[5].listed, is_quiet(days[6], {})) == ([], [], False)
    friday = [(bar.shift.level, bar.hours) for bar in drawn(plan, date(2026, 11, 30)).columns[4].listed]
    assert [level for level, _ in friday] == sorted(level for level, _ in friday)


def test_a_replacement_is_a_bar_of_its_own_kind(company: Company) -> None:
    start, end = datetime(2026, 12, 1, 21, tzinfo=UTC), datetime(2026, 12, 2, 5, tzinfo=UTC)
    changed = with_override(alone(company, NIGHT, DAY), TEAM, Override(start, end, removes="durand", adds="martin"))
    kinds = {bar.shift.agents: bar.shift.kind for bar in drawn(changed, date(2026, 11, 30)).columns[1].bars}
    assert kinds == {("petit",): "plain", ("martin",): "override"}


def test_a_crowd_on_call_together_is_one_bar(company: Company) -> None:
    crowd = Team("foule", "Foule", TeamPlan((tuple(f"a{number}" for number in range(200)),), PARIS))
    (bar,) = bars(replace(company, teams={TEAM: crowd}), date(2026, 11, 30))
    assert len(bar.shift.agents) == 200


def test_a_holiday_a_day_off_and_a_closure_are_told_apart(company: Company) -> None:
    columns = drawn(company, date(2026, 12, 21)).columns
    assert [[tag.kind for tag in column.tags] for column in columns[4:]] == [["holiday"], ["closure"], ["closure"]]
    assert (columns[5].again, columns[6].again) == (False, True)


def test_team_mates_wear_other_colours_and_whoever_comes_changes_nobody_s(company: Company) -> None:
    agents = {f"a{number}": Agent(f"a{number}", f"A {number}", ()) for number in range(COLOURS)}
    whole = replace(company, agents=agents, teams={"t": Team("t", "T", TeamPlan((tuple(agents),), PARIS))})
    colours = colours_of(whole)
    assert sorted(colours.values()) == list(range(COLOURS))
    fewer = replace(whole, agents=dict(list(agents.items())[:5]))
    assert colours_of(fewer) == {agent: colours[agent] for agent in fewer.agents}


def test_letters_stand_for_one_name_alone() -> None:
    names = {"a": "Claire Durand", "b": "Clément Delmas", "c": "Zoé Li", "d": "Zoé Li", "e": "Martin"}
    assert letters_of(names, names) == {"a": "CDu", "b": "CDe", "c": "ZLi1", "d": "ZLi2", "e": "Ma"}


def contrast(one: str, other: str) -> float:
    """As WCAG 2 measures it."""
    dark, light = sorted(luminance(colour) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_colour_is_read_in_light_and_in_dark() -> None:
    base, css = (STATIC / "base.css").read_text(), (STATIC / "bars.css").read_text()
    found = [
        re.search(rf"--{name}: (#\w+);[^@]*@media.*?--{name}: (#\w+);", base, re.DOTALL) for name in ("ink", "surface")
    ]
    inks, surfaces = (one.groups() for one in found if one)
    for scheme, rules in enumerate(css.split("@media")):
        tints = re.findall(r"\.p(\d+) { --tint: (#\w+); --edge: (#\w+); }", rules)
        assert [int(number) for number, _, _ in tints] == list(range(COLOURS))
        for _, tint, edge in tints:
            assert contrast(inks[scheme], tint) >= 4.5
            assert contrast(edge, surfaces[scheme]) >= 3


def test_every_place_has_its_rule() -> None:
    rules = set(re.findall(r"\.([a-z]+\d+) {", (STATIC / "bars.css").read_text()))
    wanted = {f"{name}{number}" for name in "bz" for number in range(QUARTERS)} | {f"a{day}" for day in range(7)}
    assert wanted | {f"y{day}" for day in range(8)} | {f"g{row}" for row in range(1, LAST_ROW + 1)} <= rules


@pytest.mark.parametrize("text", ["", "2026-W54", "demain", "0001-W01", "9999-W52", "2026-12"])
def test_a_week_that_is_none_is_this_one(text: str) -> None:
    assert week_asked(text, date(2026, 11, 28)) == date(2026, 11, 23)


def test_weeks_are_named_as_people_say_them() -> None:
    assert week_words(date(2026, 11, 23)) == "semaine 48, du 23 au 29 novembre 2026"
    assert week_words(date(2026, 11, 30)) == "semaine 49, du 30 novembre au 6 décembre 2026"
    assert week_words(date(2026, 12, 28)) == "semaine 53, du 28 décembre 2026 au 3 janvier 2027"
    assert week_words(date(2027, 1, 4)) == "semaine 1, du 4 au 10 janvier 2027"


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
    assert "Équipe Siège" in month
    assert '<span class="rank in-list of-team">Dépannage, niveau 1</span>' in month


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


def test_the_planning_says_first_who_is_on_call_now_and_until_when(manager: Visit) -> None:
    for address in ("/planning?vue=semaine", "/planning"):
        text = re.sub(r"<[^>]*>", "", manager.go(address))
        assert "Claire Durand jusqu'au dim. 29 à 24 h" in " ".join(text.split())
    assert "En ce moment" not in manager.go("/planning?mois=2027-03")


def test_the_end_of_today_is_told_by_its_hour_alone(world: World) -> None:
    world.moment += timedelta(days=1)
    text = re.sub(r"<[^>]*>", "", world.signed_in(Role.MANAGER).go("/planning?vue=semaine"))
    assert "Claire Durand jusqu'à minuit" in " ".join(text.split())


def test_days_on_which_nothing_changes_are_told_once(company: Company) -> None:
    monday, today = date(2026, 11, 30), date(2026, 12, 2)
    bands = [drawn(alone(company, rotations=(BY_WEEK,)), monday + timedelta(days=7 * week)) for week in range(2)]
    told = {day.day: words for day, words in quiet_words(bands, today).items()}
    assert told == {1: "rien ne change", 2: "rien ne change", 3: "rien ne change"} | {
        5: "rien ne change jusqu'au jeu. 10",
        **dict.fromkeys(range(6, 11), ""),
        12: "rien ne change jusqu'au dim. 13",
        13: "",
    }
    christmas = quiet_words([drawn(alone(company, rotations=(BY_WEEK,)), date(2026, 12, 21))], today)
    assert christmas[date(2026, 12, 26)] == "rien ne change jusqu'au dim. 27"


def test_who_holds_the_same_hours_day_after_day_is_told_once_and_today_in_full(company: Company) -> None:
    monday, today = date(2026, 11, 30), date(2026, 12, 2)
    bands = [drawn(alone(company, NIGHT, DAY), monday + timedelta(days=7 * week)) for week in range(2)]
    alike = repeated(bands, today)
    days = [bar for band in bands for column in band.columns for bar in column.bars if bar.shift.agents == ("petit",)]
    assert [alike[key_of(bar)] for bar in days] == ["chaque jour jusqu'au mar. 1ᵉʳ", "", "chaque jour", *[""] * 11]
    quiet = quiet_words(bands, today, alike)
    assert quiet[date(2026, 12, 1)] == "rien ne change"
    assert today not in quiet
    assert quiet[date(2026, 12, 3)] == "rien ne change jusqu'au dim. 13"


def test_a_shift_that_differs_from_the_day_before_is_told_again(company: Company) -> None:
    week = drawn(alone(company, replace(DAY, window=WeeklyWindow(frozenset({0, 1, 3}), time(6), time(22)))), MONDAY)
    alike = repeated([week], NOW.date())
    told = [alike.get(key_of(bar)) for column in week.columns for bar in column.bars if bar.shift.agents]
    assert told == ["chaque jour jusqu'au mar. 1ᵉʳ", "", None]


def test_a_given_name_stands_where_a_name_cannot_unless_it_is_of_two() -> None:
    names = {"a": "Claire Durand", "b": "Hugo Petit", "c": "Claire Morel", "d": "Maximilienne Roy"}
    assert given_names(names, names) == {"b": "Hugo"}


def test_only_the_signs_that_are_drawn_are_explained(manager: Visit) -> None:
    text = manager.go(f"/planning?vue=semaine&semaine=2026-W52&equipe={TEAM}")
    assert '<li class="override">remplacement</li>' in text
    assert '<li class="swap">' not in text


def test_what_opens_is_this_week_and_the_four_that_follow(manager: Visit) -> None:
    text = manager.go(f"/planning?equipe={TEAM}")
    days = re.findall(r'data-day="([^"]+)"', text)
    assert (days[0], days[-1]) == ("2026-11-23", "2026-12-27")
    assert "du 23 novembre au 27 décembre 2026" in text
    assert "mois=2026-11" in text
    assert "mois=2026-12" in text


def test_the_days_that_are_over_are_folded_on_a_telephone_until_they_are_asked_for(manager: Visit) -> None:
    assert 'class="sheet by-month folded"' in manager.go(f"/planning?equipe={TEAM}")
    (all_days,) = re.findall(r'href="([^"]*passe=1[^"]*)"', manager.text)
    assert "folded" not in manager.go(all_days.replace("&amp;", "&"))
    assert "folded" not in manager.go(f"/planning?equipe={TEAM}&mois=2026-12")


def test_who_takes_something_out_of_the_week_comes_back_to_it(manager: Visit) -> None:
    manager.go(f"/planning?vue=semaine&semaine=2026-W52&equipe={TEAM}")
    assert "semaine 52" in manager.press("Ôter ce remplacement")


def test_a_team_that_no_line_calls_misses_nobody(world: World, manager: Visit) -> None:
    def lonely(company: Company) -> Company:
        plan = replace(company.teams[TEAM].plan, shifts=(NIGHT,), rotations=())
        return replace(company, teams={**company.teams, "seule": Team("seule", "Seule", plan)})

    change_company(world.database, lonely)
    assert "Personne" not in manager.go("/planning?vue=semaine&equipe=seule")
