"""The emergency announcement: what callers hear of it, and how an agent makes it by telephone, in virtual time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from appliance.calls.agents_desk import IncidentChange
from appliance.calls.call_context import Outcome
from appliance.company.incidents import incident_at, known_incident
from appliance.company.model import CallTeam, Company, Incident
from appliance.simulator import people
from appliance.simulator import simulation_events as on
from appliance.simulator.people import Caller

from .rehearsal import DURAND, SUNDAY_NIGHT, Simulation, company, simulate
from .test_agents_menu import Desk, Visit, settings, visit, without_a_menu

TEXT = "Une panne est connue, nos équipes interviennent."
HOUR = timedelta(hours=1)
ENTER = ("*", "6", "4821")


def told(until: datetime | None = None) -> Company:
    return company(incident=Incident(TEXT, until))


def texts(done: Simulation) -> list[str]:
    return [seen.cue.sentence.text for seen in done.stage.seen if isinstance(seen.cue, on.CallerHears)]


# -- callers


def test_a_caller_hears_it_after_the_greeting_and_the_call_goes_on() -> None:
    done = simulate(Caller(("1",)), {DURAND: people.accepts()}, settings=told())
    assert done.heard[:4] == ["announcement", "announcement", "incident_choice", "announcement"]
    assert texts(done)[1] == TEXT and done.outcome is Outcome.CONNECTED
    assert ("incident", "") in done.journal.lines


def test_star_leaves_a_message_and_is_not_lost_while_it_is_told() -> None:
    for moment in (1.0, 4.0, 6.5):
        done = simulate(Caller(presses=((moment, "*"),), says=4.0), settings=told())
        assert "message_ask" in done.heard and done.outcome is Outcome.MESSAGE
        assert TEXT in texts(done)


def test_a_key_typed_by_habit_hears_it_whole_and_answers_the_menu() -> None:
    done = simulate(Caller(presses=((0.5, "1"),)), {DURAND: people.accepts()}, settings=told())
    assert TEXT in texts(done) and done.outcome is Outcome.CONNECTED


@pytest.mark.parametrize(
    ("until", "hears"), [(None, True), (SUNDAY_NIGHT + HOUR, True), (SUNDAY_NIGHT, False), (SUNDAY_NIGHT - HOUR, False)]
)
def test_it_is_told_until_its_end(until: datetime | None, hears: bool) -> None:
    assert (TEXT in texts(simulate(Caller(("3",)), settings=told(until)))) is hears
    assert (incident_at(told(until).lines["urgence"], SUNDAY_NIGHT) is not None) is hears


def test_a_line_without_a_menu_tells_it_too() -> None:
    made = without_a_menu(CallTeam("depannage"), incident=Incident(TEXT), agents_menu=False)
    assert TEXT in texts(simulate(Caller(), {DURAND: people.accepts()}, settings=made))


# -- agents


def asked(*keys: str, made: Company | None = None, boss: bool = True, **more: object) -> Visit:
    return visit(*ENTER, *keys, made=made, desk=Desk(boss=boss), **more)  # type: ignore[arg-type]


def test_a_recording_is_heard_then_put_until_tomorrow_eight_in_the_morning() -> None:
    done = asked("1", "2", "3", "1", says=4.0)
    (change,) = done.desk.announced
    assert change == IncidentChange("urgence", True, datetime(2026, 11, 30, 7, tzinfo=UTC), "call-1-annonce-1")
    assert any(isinstance(seen.cue, on.CallerHearsRecording) for seen in done.simulation.stage.seen)
    assert any(isinstance(seen.cue, on.RecordingIsForgotten) for seen in done.simulation.stage.seen)
    assert "agents_done" in done.heard


@pytest.mark.parametrize(("key", "hours"), [("1", 1), ("2", 4), ("4", None)])
def test_what_is_known_is_put_for_as_long_as_is_chosen(key: str, hours: int | None) -> None:
    done = asked("2", key, "1")
    (change,) = done.desk.announced
    assert change.recording is None
    assert change.until == (SUNDAY_NIGHT + hours * HOUR if hours else None)
    assert done.told[0] == known_incident(settings().lines["urgence"])


@pytest.mark.parametrize("keys", [(), ("9",), ("2", ""), ("2", "7"), ("2", "1", "2"), ("2", "1", "")])
def test_nothing_is_put_before_it_is_confirmed(keys: tuple[str, ...]) -> None:
    done = asked(*keys)
    assert not done.desk.announced and "agents_unchanged" in done.heard


def test_a_recording_said_again_or_given_up_is_left_nowhere() -> None:
    done = asked("1", "3", "", says=4.0)
    cues = [seen.cue for seen in done.simulation.stage.seen]
    assert not done.desk.announced
    assert sum(isinstance(cue, on.CallerMaySpeak) for cue in cues) == 2
    assert sum(isinstance(cue, on.RecordingIsForgotten) for cue in cues) == 2


def test_hanging_up_while_it_is_recorded_leaves_nothing() -> None:
    for second in range(10, 60, 2):
        done = asked("1", "2", "1", "1", says=4.0, hangs_up_at=float(second))
        cues = [seen.cue for seen in done.simulation.stage.seen]
        made = sum(isinstance(cue, on.RecordingEnds) for cue in cues)
        assert made == sum(isinstance(cue, on.RecordingIsForgotten) for cue in cues)


def test_silence_is_no_announcement() -> None:
    done = asked("1", says=0.0)
    assert done.heard.count("message_empty") == 3 and not done.desk.announced


def test_one_that_is_told_is_heard_and_taken_back_once_confirmed() -> None:
    made = settings(incident=Incident(TEXT, SUNDAY_NIGHT + HOUR))
    done = asked("1", "3", "1", made=made)
    assert done.told[0].startswith("La ligne Urgence serrurerie dit une annonce d'urgence, jusqu'à 4 heures 10")
    assert TEXT in texts(done.simulation)
    assert done.desk.announced == [IncidentChange("urgence", on=False)]
    assert not asked("3", "2", made=made).desk.announced


def test_only_who_manages_lines_may() -> None:
    done = asked("2", "1", "1", boss=False)
    assert "agents_incident_closed" in done.heard and not done.desk.announced


def test_the_line_is_chosen_where_there_are_several_the_one_called_first() -> None:
    made = settings()
    other = replace(made.lines["urgence"], id="sav", name="SAV", numbers=())
    several = replace(made, lines={"sav": other, **made.lines})
    done = asked("2", "2", "1", "1", made=several)
    assert done.told[0] == "Pour la ligne Urgence serrurerie, tapez 1. Pour la ligne SAV, tapez 2."
    assert [change.line for change in done.desk.announced] == ["sav"]
