"""A replacement, a swap, an absence: refused where it changes nothing, asked about where it may not be meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from appliance import cli
from appliance.company.model import Agent, CallTeam, Company
from appliance.company.swapping import with_swaps
from appliance.door import Asked, NoEffect, Refused
from appliance.door.exceptions import (
    HoleAsked,
    absent,
    answering,
    not_replacing,
    present_again,
    replacing,
    settling,
    swapping,
)
from appliance.door.questions import PAST
from appliance.planning.hours import WeeklyWindow
from appliance.planning.team_plan import Absence, Override, Shift, Swap, TeamPlan
from appliance.store.database import close_database, open_database
from appliance.store.settings.snapshot import load_company, save_company
from tests.unit.calls.rehearsal import company

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)  # Saturday, 10:00 in Paris
DECEMBER_1 = datetime(2026, 11, 30, 23, tzinfo=UTC)
DAY = timedelta(days=1)
WEEK = frozenset(range(7))
ALL = WeeklyWindow(WEEK, time(0), time(0))


def two_teams(sav: str = "karim") -> Company:
    """« Dépannage » counts on Minh, always; « SAV » on somebody, always. Karim and Julie are in both."""
    some = company()
    names = {"karim": "Karim", "minh": "Minh", "julie": "Julie"}
    agents = {key: Agent(key, name, (f"+3363998000{at}",)) for at, (key, name) in enumerate(names.items())}
    levels = (("minh", "karim", "julie"),)
    team = some.teams["depannage"]
    teams = {
        "depannage": replace(team, plan=TeamPlan(levels, "Europe/Paris", (Shift("minh", ALL),))),
        "sav": replace(team, id="sav", name="SAV", plan=TeamPlan(levels, "Europe/Paris", (Shift(sav, ALL),))),
    }
    line = some.lines["urgence"]
    both = {
        name: replace(
            line,
            id=name,
            name=name.title(),
            numbers=(f"+33972000{at:03}",),
            default=False,
            last_resort=None,
            behaviours={period: replace(one, action=CallTeam(name)) for period, one in line.behaviours.items()},
        )
        for at, name in enumerate(teams)
    }
    return replace(some, agents=agents, teams=teams, lines=both, menus={})


def on_the_1st(removes: str | None, adds: str | None, start: datetime = DECEMBER_1) -> Override:
    return Override(start, start + DAY, removes=removes, adds=adds)


def overrides(some: Company, team: str = "depannage") -> tuple[Override, ...]:
    return some.teams[team].plan.overrides


def test_a_replacement_of_somebody_who_is_not_on_call_names_who_is() -> None:
    with pytest.raises(NoEffect) as refused:
        replacing(two_teams(), "depannage", on_the_1st("karim", "julie"), NOW)
    said = str(refused.value)
    assert said == "Karim n'est pas d'astreinte mar. 01/12 toute la journée, Minh l'est : remplacer plutôt Minh ?"
    assert refused.value.instead == "minh"


@pytest.mark.parametrize(
    ("removes", "adds", "sentence"),
    [
        ("karim", "minh", "Karim n'est pas d'astreinte mar. 01/12 toute la journée, Minh l'est déjà"),
        (None, "minh", "Minh l'est déjà"),
        ("karim", None, "Minh l'est : remplacer plutôt Minh"),
    ],
)
def test_what_changes_nobody_is_no_success(removes: str | None, adds: str | None, sentence: str) -> None:
    with pytest.raises(NoEffect, match=sentence):
        replacing(two_teams(), "depannage", on_the_1st(removes, adds), NOW)


def test_somebody_absent_adds_nothing() -> None:
    some = absent(two_teams("minh"), Absence("julie", date(2026, 12, 1), date(2026, 12, 1)), NOW)
    with pytest.raises(NoEffect, match="Julie est absent"):
        replacing(some, "depannage", on_the_1st(None, "julie"), NOW)


def test_hours_that_are_over_are_asked_about_and_may_be_left_out() -> None:
    begun = Override(NOW - 2 * DAY, NOW + DAY, removes="minh", adds="julie")
    with pytest.raises(Asked, match="déjà passé") as asked:
        replacing(two_teams(), "depannage", begun, NOW)
    assert asked.value.names == ["past", "from-now"]
    assert overrides(replacing(two_teams(), "depannage", begun, NOW, ["past"])) == (begun,)
    assert overrides(replacing(two_teams(), "depannage", begun, NOW, ["from-now"])) == (replace(begun, start=NOW),)
    (question,) = asked.value.questions
    with pytest.raises(Asked) as later:
        replacing(two_teams(), "depannage", begun, NOW + timedelta(minutes=9))
    assert later.value.questions == [question], "an answer is good for as long as somebody reads the question"
    assert overrides(replacing(two_teams(), "depannage", begun, NOW, [question.marked("past")])) == (begun,)
    other = replace(begun, start=NOW - 3 * DAY)
    with pytest.raises(Asked):
        replacing(two_teams(), "depannage", other, NOW, [question.marked("past")])
    after = replacing(two_teams(), "depannage", begun, NOW, ["past"])
    with pytest.raises(Asked):
        not_replacing(after, "depannage", begun, NOW)
    assert overrides(not_replacing(after, "depannage", begun, NOW, ["past"])) == ()


def of_hours(agent: str, start: int, end: int) -> tuple[Shift, ...]:
    """Theirs on Saturdays between these hours of Paris, the colleague's all the rest of the week."""
    saturday, other = frozenset({5}), "julie" if agent == "minh" else "minh"
    rest = [(WEEK - saturday, 0, 0), (saturday, 0, start), (saturday, end, 0)]
    theirs = Shift(agent, WeeklyWindow(saturday, time(start), time(end)))
    return (theirs, *(Shift(other, WeeklyWindow(days, time(since), time(until))) for days, since, until in rest))


def planned(some: Company, team: str, shifts: tuple[Shift, ...]) -> Company:
    one = some.teams[team]
    return replace(some, teams={**some.teams, team: replace(one, plan=replace(one.plan, shifts=shifts))})


def test_what_is_left_from_now_on_is_judged_again() -> None:
    """Minh was on call until nine only: from ten on, there is nothing of theirs left to replace."""
    some = planned(two_teams(), "depannage", of_hours("minh", 8, 9))
    begun = Override(NOW - timedelta(hours=2), NOW + timedelta(hours=2), removes="minh", adds="karim")
    sure = ["past", "both-teams"]
    assert overrides(replacing(some, "depannage", begun, NOW, sure)) == (begun,)
    with pytest.raises(NoEffect, match=r"Minh n'est pas d'astreinte .* Julie l'est") as refused:
        replacing(some, "depannage", begun, NOW, ["from-now", "both-teams"])
    assert refused.value.instead == "julie"


def test_from_now_on_another_team_is_left_alone_where_nothing_is_left_to_replace() -> None:
    some = planned(two_teams("minh"), "sav", of_hours("minh", 8, 9))
    begun = Override(NOW - timedelta(hours=2), NOW + timedelta(hours=2), removes="minh", adds="karim")
    after = replacing(some, "depannage", begun, NOW, ["from-now", "there-too", "both-teams"])
    assert (overrides(after), overrides(after, "sav")) == ((replace(begun, start=NOW),), ())


def test_somebody_replaced_in_one_team_is_asked_about_in_the_other_that_counts_on_them_alone() -> None:
    some = two_teams("minh")
    wanted = on_the_1st("minh", "julie")
    with pytest.raises(Asked, match="Minh est aussi la seule personne d'astreinte de l'équipe SAV") as asked:
        replacing(some, "depannage", wanted, NOW)
    assert asked.value.names == ["there-too", "only-here"]
    there, here = (replacing(some, "depannage", wanted, NOW, [name]) for name in asked.value.names)
    assert (overrides(there), overrides(there, "sav")) == ((wanted,), (wanted,))
    assert (overrides(here), overrides(here, "sav")) == ((wanted,), ())


def test_somebody_who_comes_and_is_alone_elsewhere_is_asked_about() -> None:
    wanted = on_the_1st("minh", "karim")
    with pytest.raises(Asked, match="Karim est déjà la seule personne d'astreinte de l'équipe SAV") as asked:
        replacing(two_teams(), "depannage", wanted, NOW)
    assert overrides(replacing(two_teams(), "depannage", wanted, NOW, asked.value.names)) == (wanted,)


@pytest.mark.parametrize(("kept", "told"), [("sav", "n'est pas dans l'équipe Dépannage"), ("", "n'est dans aucune")])
def test_a_swap_with_somebody_who_is_not_of_the_team_is_asked_about(kept: str, told: str) -> None:
    some = two_teams()
    alone = (("minh", "julie"),)
    less = {
        key: team if key == kept else replace(team, plan=replace(team.plan, levels=alone))
        for key, team in some.teams.items()
    }
    with pytest.raises(Asked) as asked:
        swapping(replace(some, teams=less), "depannage", swap("minh", "karim"), NOW, ("both-teams",))
    assert told in str(asked.value)
    sure = (*asked.value.names, "both-teams")
    after = swapping(replace(some, teams=less), "depannage", swap("minh", "karim"), NOW, sure)
    assert len(after.teams["depannage"].plan.swaps) == 1


def swap(giver: str, taker: str, start: datetime = DECEMBER_1, **facts: object) -> Swap:
    return Swap(giver, taker, start, start + DAY, agreed=frozenset({giver}), **facts)


def test_a_swap_of_a_place_that_is_not_the_giver_s_is_refused_either_way() -> None:
    with pytest.raises(NoEffect, match=r"Karim n'est pas d'astreinte .* Minh l'est"):
        swapping(two_teams(), "depannage", swap("karim", "julie"), NOW)
    back = swap("minh", "julie", back_start=DECEMBER_1 + 3 * DAY, back_end=DECEMBER_1 + 4 * DAY)
    with pytest.raises(NoEffect, match="Julie n'est pas d'astreinte"):
        swapping(two_teams(), "depannage", back, NOW)


def test_a_swap_is_judged_when_it_is_asked_as_if_it_were_agreed() -> None:
    some = absent(two_teams(), Absence("julie", date(2026, 12, 1), date(2026, 12, 1)), NOW)
    with pytest.raises(Refused, match="personne n'est d'astreinte"):
        swapping(some, "depannage", swap("minh", "julie"), NOW)


def test_a_swap_is_asked_about_elsewhere_and_in_the_past() -> None:
    with pytest.raises(Asked) as asked:
        swapping(two_teams("minh"), "depannage", swap("minh", "julie"), NOW)
    after = swapping(two_teams("minh"), "depannage", swap("minh", "julie"), NOW, asked.value.names[:1])
    assert [len(team.plan.swaps) for team in after.teams.values()] == [1, 1]
    late = swap("minh", "julie", NOW - 3 * DAY)
    with pytest.raises(Asked, match="déjà passé"):
        swapping(two_teams(), "depannage", late, NOW, may_rewrite=True)
    some = swapping(two_teams(), "depannage", late, NOW, ["past"], may_rewrite=True)
    with pytest.raises(Asked, match="déjà passé"):
        settling(some, "depannage", late, "julie", NOW, agrees=True)
    agreed = settling(some, "depannage", late, "julie", NOW, agrees=True, sure=["past"])
    assert agreed.teams["depannage"].plan.swaps[0].counts
    (counted,) = agreed.teams["depannage"].plan.swaps
    with pytest.raises(Asked):
        settling(agreed, "depannage", counted, "julie", NOW, agrees=False)


def swaps(some: Company) -> tuple[Swap, ...]:
    return some.teams["depannage"].plan.swaps


def agreed(one: Swap) -> Company:
    """Two teams in which the two agents agreed to a swap."""
    both = replace(one, agreed=frozenset({one.giver, one.taker}))
    return with_swaps(two_teams(), two_teams().teams["depannage"], (both,))


def test_two_agents_change_no_hour_that_is_over_between_themselves() -> None:
    late = swap("minh", "julie", NOW - 3 * DAY)
    with pytest.raises(Refused, match="faites : seul un responsable"):
        swapping(two_teams(), "depannage", late, NOW, ["past"])
    asked = with_swaps(two_teams(), two_teams().teams["depannage"], (late,))
    with pytest.raises(Refused, match="faites : seul un responsable"):
        answering(asked, "depannage", late, "julie", NOW, agrees=True)
    assert swaps(answering(asked, "depannage", late, "julie", NOW, agrees=False))[0].refused == "julie"


def test_a_swap_agreed_to_while_its_hours_run_counts_from_then_on() -> None:
    begun = swap("minh", "julie", NOW - timedelta(hours=2))
    asked = swapping(two_teams(), "depannage", begun, NOW)
    (counted,) = swaps(answering(asked, "depannage", begun, "julie", NOW + timedelta(seconds=90), agrees=True))
    assert (counted.counts, counted.start, counted.end) == (True, NOW + timedelta(minutes=1), begun.end)


@pytest.mark.parametrize("start", [NOW - 3 * DAY, NOW - timedelta(hours=2)])
@pytest.mark.parametrize("agent", ["minh", "julie"])
def test_nobody_goes_back_alone_on_a_swap_that_has_begun(start: datetime, agent: str) -> None:
    some = agreed(swap("minh", "julie", start))
    with pytest.raises(Refused, match="a commencé : seul un responsable"):
        answering(some, "depannage", swaps(some)[0], agent, NOW, agrees=False)


def test_a_swap_that_counts_is_undone_with_the_other() -> None:
    some = agreed(swap("minh", "julie"))
    asked = answering(some, "depannage", swaps(some)[0], "minh", NOW, agrees=False)
    assert (swaps(asked)[0].counts, swaps(asked)[0].withdrawing) == (True, "minh")
    assert answering(asked, "depannage", swaps(asked)[0], "minh", NOW, agrees=False) == asked
    for agent in ("minh", "julie"):
        assert answering(asked, "depannage", swaps(asked)[0], agent, NOW, agrees=True) == some
    undone = answering(asked, "depannage", swaps(asked)[0], "julie", NOW, agrees=False)
    assert (swaps(undone)[0].counts, swaps(undone)[0].refused, swaps(undone)[0].withdrawing) == (False, "minh", None)


def test_a_swap_that_has_become_vain_is_not_agreed_to() -> None:
    some = swapping(two_teams(), "depannage", swap("minh", "julie"), NOW)
    given = replacing(some, "depannage", on_the_1st("minh", "karim"), NOW, ["both-teams"])
    gone = replace(given.teams["depannage"].plan, shifts=(Shift("karim", ALL),), overrides=())
    changed = replace(given, teams={**given.teams, "depannage": replace(given.teams["depannage"], plan=gone)})
    with pytest.raises(NoEffect, match="Minh n'est pas d'astreinte"):
        answering(changed, "depannage", swap("minh", "julie"), "julie", NOW, agrees=True)
    assert answering(changed, "depannage", swap("minh", "julie"), "julie", NOW, agrees=False)


def test_an_absence_tells_its_hole_and_who_could_fill_it() -> None:
    away = Absence("minh", date(2026, 12, 1), date(2026, 12, 2))
    with pytest.raises(HoleAsked, match="Sans Minh, personne n'est d'astreinte dans l'équipe Dépannage") as asked:
        absent(two_teams(), away, NOW)
    (hole,) = asked.value.holes
    assert (hole.team, hole.usual, hole.span) == ("depannage", "karim", (DECEMBER_1, DECEMBER_1 + 2 * DAY))
    filled = absent(two_teams(), away, NOW, by={"depannage": "julie"})
    assert overrides(filled) == (Override(DECEMBER_1, DECEMBER_1 + 2 * DAY, removes="minh", adds="julie"),)
    assert overrides(absent(two_teams(), away, NOW, by={"depannage": "-"})) == ()
    julie = replace(away, agent="julie")
    noted = absent(two_teams(), julie, NOW)
    assert overrides(noted) == ()
    with pytest.raises(NoEffect, match="déjà notée"):
        absent(noted, julie, NOW)


def test_a_hole_that_begins_now_is_filled_from_this_minute() -> None:
    now = NOW + timedelta(minutes=7, seconds=42, microseconds=5)
    filled = absent(
        two_teams(), Absence("minh", date(2026, 11, 28), date(2026, 11, 28)), now, by={"depannage": "julie"}
    )
    assert overrides(filled)[0].start == NOW + timedelta(minutes=7)


def test_an_absence_taken_out_takes_along_what_filled_it_and_nothing_else() -> None:
    away = Absence("minh", date(2026, 12, 1), date(2026, 12, 2))
    filled = absent(two_teams(), away, NOW, by={"depannage": "julie"})
    assert present_again(filled, away, NOW) == two_teams()
    by_hand = replacing(two_teams(), "depannage", on_the_1st("minh", "julie"), NOW)
    noted = absent(by_hand, away, NOW, by={"depannage": "karim"})
    assert overrides(noted)[1].fills
    assert present_again(noted, away, NOW) == by_hand, "what somebody wrote themselves is theirs to take out"


def test_hours_done_in_the_place_of_whoever_was_absent_stay_theirs_when_the_absence_is_taken_out() -> None:
    away = Absence("minh", date(2026, 12, 1), date(2026, 12, 2))
    filled = absent(two_teams(), away, NOW, by={"depannage": "julie"})
    (whole,) = overrides(filled)
    back = whole.start + timedelta(hours=3, seconds=20)
    (done,) = overrides(present_again(filled, away, back, {PAST}))
    assert (done.start, done.end, done.adds) == (whole.start, whole.start + timedelta(hours=3), "julie")
    after = whole.end + timedelta(hours=1)
    assert overrides(present_again(filled, away, after, {PAST})) == (whole,)


def test_what_filled_two_absences_stays_with_the_one_that_is_left() -> None:
    first = Absence("minh", date(2026, 12, 1), date(2026, 12, 3))
    second = Absence("minh", date(2026, 12, 3), date(2026, 12, 4))
    filled = absent(two_teams(), first, NOW, by={"depannage": "julie"})
    both = absent(filled, second, NOW, by={"depannage": "julie"})
    assert overrides(present_again(both, first, NOW)) == overrides(both)


def test_an_absence_that_has_begun_is_asked_about() -> None:
    away = Absence("julie", date(2026, 11, 27), date(2026, 12, 2))
    with pytest.raises(Asked, match="déjà passé"):
        absent(two_teams(), away, NOW)
    assert absent(two_teams(), away, NOW, ["past"]) != two_teams()
    today = replace(away, first=date(2026, 11, 28))
    assert absent(two_teams(), today, NOW) != two_teams()


def typed(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    code = cli.run([str(word) for word in words])
    said = capsys.readouterr()
    return code, said.out + said.err


def plan_in(state: Path) -> TeamPlan:
    database = open_database(f"sqlite:///{state / 'astreinte.db'}")
    try:
        found = load_company(database)
    finally:
        close_database(database)
    assert found is not None
    return found.teams["depannage"].plan


@pytest.fixture
def state(tmp_path: Path) -> Path:
    database = open_database(f"sqlite:///{tmp_path / 'astreinte.db'}")
    save_company(database, two_teams())
    close_database(database)
    return tmp_path


def test_the_command_refuses_and_asks_alike(capsys: pytest.CaptureFixture[str], state: Path) -> None:
    past = datetime.now(UTC) - 3 * DAY
    words = ["swap", "ask", "--state", state, "--team", "depannage", "--with", "julie"]
    span = ["--from", f"{past:%Y-%m-%d} 08:00", "--to", f"{past + DAY:%Y-%m-%d} 08:00"]
    code, said = typed(capsys, *words, "--give", "karim", *span)
    assert (code, plan_in(state).swaps) == (1, ())
    assert "Minh l'est : remplacer plutôt Minh ?" in said
    code, said = typed(capsys, *words, "--give", "minh", *span)
    assert (code, plan_in(state).swaps) == (1, ())
    assert "Ajoutez --confirm past si c'est voulu." in said
    assert typed(capsys, *words, "--give", "minh", *span, "--confirm", "past")[0] == 0
    assert len(plan_in(state).swaps) == 1


def calendar(path: Path, *days: date) -> Path:
    entries = "".join(
        f"BEGIN:VEVENT\r\nUID:{at}\r\nDTSTAMP:20261101T000000Z\r\nSUMMARY:Congé\r\nDTSTART;VALUE=DATE:{day:%Y%m%d}\r\n"
        f"DTEND;VALUE=DATE:{day + DAY:%Y%m%d}\r\nEND:VEVENT\r\n"
        for at, day in enumerate(days)
    )
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{entries}END:VCALENDAR\r\n"
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_an_imported_absence_is_filled_and_what_is_over_is_left(
    capsys: pytest.CaptureFixture[str], state: Path
) -> None:
    today = datetime.now(UTC).date()
    first = today.replace(day=1)
    file = calendar(state / "conges.ics", first, today + 9 * DAY)
    words = ["import-ics", file, "--absences-of", "minh", "--state", state]
    code, said = typed(capsys, *words)
    assert (code, plan_in(state).absences) == (1, ())
    assert "--replaced-by ID dit qui prend la place" in said
    code, said = typed(capsys, *words, "--replaced-by", "julie")
    assert code == 0, said
    expected = {today + 9 * DAY} | ({first} if first >= today else set())
    assert {one.first for one in plan_in(state).absences} == expected
    assert {(one.removes, one.adds) for one in plan_in(state).overrides} == {("minh", "julie")}
    if first < today:
        assert "1 entrée(s) déjà passée(s) : laissées" in said
        assert typed(capsys, *words, "--replaced-by", "julie", "--past")[0] == 0
        assert first in {one.first for one in plan_in(state).absences}


def test_hours_that_are_proposed_already_are_proposed_again_once_taken_back() -> None:
    once = swapping(two_teams(), "depannage", swap("minh", "karim"), NOW, ("both-teams",))
    with pytest.raises(ValueError, match=r"^Minh propose déjà ces heures, et attend une réponse"):
        swapping(once, "depannage", swap("minh", "julie"), NOW, ("both-teams",))
    with pytest.raises(ValueError, match=r"^Karim a déjà un autre échange dans ces heures"):
        swapping(once, "depannage", swap("julie", "karim"), NOW, ("both-teams",))
