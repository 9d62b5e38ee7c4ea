"""Settings change through one door, which refuses what newly loses calls, and that alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from peewee import Database

from appliance import cli
from appliance.company.model import CallTeam, Company, Line, OpenMenu, Team
from appliance.door import Judge, Refused, may_ring, settings
from appliance.planning.hours import ForcedPeriod, Period, WeeklyWindow
from appliance.planning.team_plan import Absence, Override, Rotation, Shift, Swap, TeamPlan
from appliance.store.accounts.audit import list_audit, note
from appliance.store.database import close_database, open_database
from appliance.store.errors import StoreError
from appliance.store.settings.snapshot import load_company, save_company
from tests.unit.calls.rehearsal import company
from tests.unit.test_layers import imported, sources

ROOT = Path(__file__).parents[2]
DOOR, STORE = "appliance/door/", "appliance/store/"
OF_THEIR_OWN = {"appliance/demo/past.py", "appliance/lab/preparation.py"}
REVISIONS = ("write_revision", "rewrite", "forget_revisions", "touch_settings", "one_writer_at_a_time")
NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)  # Saturday, 10:00 in Paris
ALL = WeeklyWindow(frozenset(range(7)), time(0), time(0))
GOOD = company()


def importers_of(*names: str) -> set[str]:
    """The files that import one of these names, or a module by which they could be reached."""
    modules = {name.rpartition(".")[0] for name in names}
    wanted = {*names, *modules, *(f"{module}.*" for module in modules)}
    return {str(path.relative_to(ROOT)) for path in sources() for _, dotted in imported(path) if dotted in wanted}


def test_what_writes_the_settings_is_called_by_the_door_alone() -> None:
    found = importers_of("appliance.store.settings.changing.write_change", "appliance.store.settings.changing.Change")
    assert found == {"appliance/door/settings.py"}


def test_a_company_that_nobody_judges_is_that_of_a_database_of_its_own() -> None:
    """Whether it is in the demonstration or in a lab, no real call follows it."""
    assert importers_of("appliance.store.settings.snapshot.save_company") == OF_THEIR_OWN


def test_every_writer_of_settings_gives_its_edit_to_the_door() -> None:
    doors = ("settings", "rewording.put_wording", "calendar_import.bring")
    found = {path for path in importers_of(*(f"appliance.door.{one}" for one in doors)) if not path.startswith(DOOR)}
    pages = ("settings/saving", "settings/pages", "first_start/pages", "frame/rewording", "api/changing")
    assert {f"web/{one}.py" for one in pages} <= found
    assert {f"appliance/commands/{one}.py" for one in ("company", "swap", "force", "import_ics")} <= found


def test_what_goes_along_with_a_change_is_written_by_the_door_and_the_store_alone() -> None:
    along = [
        *(f"versions.{one}" for one in ("keep_recording", "note_texts", "note_version", "forget_old")),
        *(f"wordings.{one}" for one in ("keep_version", "resound")),
        "imported_entries.keep_entries",
    ]
    found = importers_of(*(f"appliance.store.settings.{one}" for one in along))
    assert [path for path in found if not path.startswith((DOOR, STORE))] == []


def test_the_rows_of_settings_are_written_by_the_store_alone() -> None:
    """Or a writer could pass beside the functions that the tests above look for."""
    below = ("tables.SettingsRow", *(f"revisions.{one}" for one in REVISIONS))
    found = importers_of(*(f"appliance.store.settings.{one}" for one in below))
    assert [path for path in found if not path.startswith(STORE)] == []


def one_agent(**plan: object) -> Company:
    """Claire Durand alone, always; nobody after her."""
    team = replace(
        GOOD.teams["depannage"], plan=TeamPlan((("durand", "petit"),), "Europe/Paris", (Shift("durand", ALL),), **plan)
    )
    lines = {name: replace(line, last_resort=None) for name, line in GOOD.lines.items()}
    return replace(GOOD, teams={**GOOD.teams, "depannage": team}, lines=lines)


def judged(before: Company, after: Company) -> list[str]:
    judge = Judge(NOW)
    judge(before, after)
    return [one.code for one in judge.told]


def absent(first: date, days: int = 1) -> Absence:
    return Absence("durand", first, first + timedelta(days=days - 1))


def test_what_newly_loses_calls_is_refused_however_far_away_it_is() -> None:
    for day in (date(2026, 12, 1), date(2027, 3, 1)):
        with pytest.raises(Refused, match="personne n'est d'astreinte"):
            judged(one_agent(), one_agent(absences=(absent(day),)))


def test_a_fault_that_stands_already_blocks_no_change_that_makes_it_no_worse() -> None:
    hole = one_agent(absences=(absent(date(2026, 12, 1)),))
    line = replace(hole.lines["urgence"], name="Urgences")
    renamed = replace(hole, lines={**hole.lines, "urgence": line}, teams=renaming(hole.teams))
    assert judged(hole, renamed) in ([], ["gap"])
    with pytest.raises(Refused):
        judged(hole, one_agent(absences=(absent(date(2026, 12, 1), 2),)))


def renaming(teams: object) -> dict[str, Team]:
    return {name: replace(team, name=f"{team.name} bis") for name, team in dict(teams).items()}  # type: ignore[call-overload]


def test_a_fault_without_dates_blocks_nothing_else_and_may_not_grow() -> None:
    def waiting(seconds: int, **facts: object) -> Company:
        line = replace(GOOD.lines["urgence"], max_wait=seconds, **facts)
        return replace(GOOD, lines={**GOOD.lines, "urgence": line})

    judged(waiting(15), waiting(15, name="Autre nom"))
    judged(waiting(15), waiting(18))
    with pytest.raises(Refused, match="l'attente s'arrête à 10 s"):
        judged(waiting(15), waiting(10))


def test_a_gap_that_the_last_resort_filled_is_refused_once_it_is_taken_away() -> None:
    hole = one_agent(absences=(absent(date(2026, 12, 1)),))
    kept = replace(hole, lines=with_last_resort(hole.lines))
    with pytest.raises(Refused, match="personne n'est d'astreinte"):
        judged(kept, hole)


def with_last_resort(lines: object) -> dict[str, Line]:
    return {name: replace(line, last_resort="+33639980009") for name, line in dict(lines).items()}  # type: ignore[call-overload]


def test_settings_that_cannot_be_looked_at_to_the_end_may_be_mended_piece_by_piece() -> None:
    hole = one_agent(absences=(absent(date(2026, 12, 1)),))
    line = hole.lines["urgence"]
    behaviour = replace(line.behaviours[Period.CLOSURE], action=OpenMenu("ailleurs"))
    lost = replace(line, behaviours={**line.behaviours, Period.CLOSURE: behaviour})
    judged(replace(hole, lines={**hole.lines, "urgence": lost}), hole)


def test_what_is_worth_a_look_is_told_once() -> None:
    pending = Swap("durand", "petit", NOW + timedelta(days=2), NOW + timedelta(days=3), agreed=frozenset({"durand"}))
    after = one_agent(swaps=(pending,))
    assert judged(one_agent(), after) == ["swap_pending"]
    assert judged(after, replace(after, name="Autre nom")) == []


def test_a_number_that_no_call_may_ring_is_not_tried_either() -> None:
    number = GOOD.lines["urgence"].numbers[0]
    with pytest.raises(Refused, match="l'appel tournerait en rond"):
        may_ring(GOOD, number)
    with pytest.raises(Refused):
        may_ring(GOOD, "+33899000000")
    may_ring(GOOD, GOOD.agents["durand"].phones[0])


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path / 'door.db'}")
    yield opened
    close_database(opened)


def changed(database: Database, edit: Callable[[Company], Company]) -> settings.Changed:
    return settings.change(database, edit, by="julie", act="Essai", now=NOW, at=NOW)


def test_there_is_nothing_to_change_before_an_import(database: Database) -> None:
    with pytest.raises(StoreError, match="astreinte import"):
        changed(database, lambda company: company)


def test_a_change_is_written_under_a_name_and_tells_what_it_is_warned_of(database: Database) -> None:
    settings.put(database, one_agent(), by="julie", now=NOW, at=NOW, seen=0)
    pending = Swap("durand", "petit", NOW + timedelta(days=2), NOW + timedelta(days=3), agreed=frozenset({"durand"}))
    made = changed(database, lambda _: one_agent(swaps=(pending,)))
    assert (made.before, made.after) == (one_agent(), load_company(database))
    assert [one.code for one in made.told] == ["swap_pending"]
    assert [(one["who"], one["act"]) for one in list_audit(database, limit=1)] == [("julie", "Essai")]
    assert changed(database, lambda company: company).told == ()


def test_what_is_refused_writes_nothing_of_what_goes_along(database: Database) -> None:
    settings.put(database, one_agent(), by="julie", now=NOW, at=NOW)

    def edit(_: Company) -> Company:
        return one_agent(absences=(absent(date(2026, 12, 1)),))

    def along() -> None:
        note(database, "julie", "Ce qui va avec", at=NOW)

    with pytest.raises(Refused, match="personne n'est d'astreinte"):
        settings.change(database, edit, by="julie", act="Essai", now=NOW, at=NOW, along=along)
    assert [one["act"] for one in list_audit(database, limit=9)] == [settings.IMPORTED]
    settings.change(database, lambda company: company, by="julie", act="Essai", now=NOW, at=NOW, along=along)
    assert [one["act"] for one in list_audit(database, limit=9)] == ["Ce qui va avec", settings.IMPORTED]


def test_what_cannot_be_is_refused_in_a_sentence(database: Database) -> None:
    settings.put(database, one_agent(), by="julie", now=NOW, at=NOW)

    def edit(_: Company) -> Company:
        raise ValueError("cela ne se peut pas")

    with pytest.raises(Refused) as refused:
        changed(database, edit)
    assert refused.value.sentences == ["Cela ne se peut pas."]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path


def store(state: Path, some: Company) -> Company:
    database = open_database(f"sqlite:///{state / 'astreinte.db'}")
    save_company(database, some)
    close_database(database)
    return some


def stored(state: Path) -> Company | None:
    database = open_database(f"sqlite:///{state / 'astreinte.db'}")
    try:
        return load_company(database)
    finally:
        close_database(database)


def typed(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = cli.run([str(word) for word in words])
    said = capsys.readouterr()
    return code, said.out, said.err


def soon(days: int) -> datetime:
    return (datetime.now(UTC) + timedelta(days=days)).replace(hour=12, minute=0, second=0, microsecond=0)


def test_a_period_that_would_ring_nobody_is_not_forced(capsys: pytest.CaptureFixture[str], state: Path) -> None:
    """Open, the line calls the office; forced into after hours in 40 days' time, it would call nobody."""
    monday = date(2026, 1, 5)
    rotation = Rotation(("durand",), 7, None, time(0), monday, ALL)
    gone = Override(soon(39), soon(42), removes="durand")
    plan = TeamPlan((("durand",),), "Europe/Paris", rotations=(rotation,), overrides=(gone,))
    some = one_agent()
    line = some.lines["urgence"]
    behaviours = {
        **line.behaviours,
        Period.CLOSURE: replace(line.behaviours[Period.CLOSURE], action=CallTeam("depannage")),
    }
    open_always = replace(
        line,
        behaviours=behaviours,
        forced=(ForcedPeriod(Period.OPEN, soon(30), soon(60)),),
    )
    before = store(
        state,
        replace(
            some,
            lines={"urgence": open_always},
            teams={"depannage": replace(some.teams["depannage"], plan=plan)},
        ),
    )
    begins, ends = f"{soon(40):%Y-%m-%d %H:%M}", f"{soon(41):%Y-%m-%d %H:%M}"
    words = ["force", "--state", state, "--period", "closure", "--from", begins, "--until", ends]
    code, _, err = typed(capsys, *words)
    assert (code, stored(state)) == (1, before), err
    assert "personne n'est d'astreinte" in err


def test_a_swap_that_leaves_nobody_is_not_agreed_by_command(capsys: pytest.CaptureFixture[str], state: Path) -> None:
    away = Absence("petit", soon(5).date(), soon(8).date())
    pending = Swap("durand", "petit", soon(6), soon(7), agreed=frozenset({"durand"}))
    before = store(state, one_agent(absences=(away,), swaps=(pending,)))
    code, _, err = typed(capsys, "swap", "agree", "1", "--as", "petit", "--state", state)
    assert (code, stored(state)) == (1, before), err
    assert "personne n'est d'astreinte" in err


def test_a_calendar_that_leaves_nobody_is_not_imported(capsys: pytest.CaptureFixture[str], state: Path) -> None:
    before = store(state, one_agent())
    day = soon(20)
    calendar = state / "conges.ics"
    calendar.write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Congé\r\n"
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}\r\nDTEND;VALUE=DATE:{day + timedelta(days=2):%Y%m%d}\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n",
        encoding="utf-8",
        newline="",
    )
    for more in ([], ["--dry-run"]):
        code, _, err = typed(capsys, "import-ics", calendar, "--absences-of", "durand", "--state", state, *more)
        assert (code, stored(state)) == (1, before), err
        assert "personne n'est d'astreinte" in err
