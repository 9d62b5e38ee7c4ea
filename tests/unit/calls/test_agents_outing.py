"""An agent says in their menu that they leave on an intervention, and that they are back, in virtual time."""

from __future__ import annotations

from dataclasses import replace

from appliance.calls.agents_desk import Problem, Why
from appliance.company.model import Company
from appliance.simulator import simulation_events as on

from .test_agents_menu import Desk, Visit, settings, visit

ENTER = ("*", "8", "4821")


def calling(minutes: int | None = 30) -> Company:
    made = settings()
    team = replace(made.teams["depannage"], safety_call=minutes)
    return replace(made, teams={"depannage": team})


def texts(done: Visit) -> list[str]:
    return [seen.cue.sentence.text for seen in done.simulation.stage.seen if isinstance(seen.cue, on.CallerHears)]


def test_an_agent_leaves_and_hears_when_they_are_called() -> None:
    done = visit(*ENTER, made=calling())
    assert done.desk.told == [("out", "durand", "depannage", 30)]
    assert "C'est noté. La ligne vous appelle dans 30 minutes, et ainsi de suite jusqu'à votre retour." in texts(done)


def test_whoever_is_out_says_that_they_are_back_by_a_key() -> None:
    done = visit(*ENTER, "1", made=calling(), desk=Desk(out=True))
    assert done.desk.told == [("back", "durand")] and "outing_over" in done.heard
    other = visit(*ENTER, "2", made=calling(), desk=Desk(out=True))
    assert other.desk.told == [] and "agents_unchanged" in other.heard


def test_nothing_is_changed_without_the_code() -> None:
    done = visit("*", "8", "0000", "0000", "0000", made=calling())
    assert done.desk.told == [] and "agents_locked" in done.heard


def test_the_menu_says_so_to_whoever_it_concerns_alone() -> None:
    assert "agents_menu_outing" in visit("*", made=calling()).heard
    none = visit(*ENTER, made=calling(None))
    assert "agents_menu_outing" not in none.heard
    assert none.desk.told == [] and "agents_outing_none" in none.heard


def test_what_cannot_be_written_is_told() -> None:
    assert "agents_unknown" in visit(*ENTER, made=calling(), desk=Desk(out=None)).heard
    refused = visit(*ENTER, made=calling(), desk=Desk(refuses=Problem(Why.REFUSED, "Ce n'est pas possible.")))
    assert "Ce n'est pas possible." in texts(refused)
