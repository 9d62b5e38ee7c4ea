"""Two boxes on one PostgreSQL behind a front: calls go to a box that answers."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import company
import pytest
import steps
from astreinte_lab import until
from phones.caller import Caller
from phones.carrier import Carrier
from two_boxes import CALLED, FIRST, NAMES, SECOND, Boxes, boxes_on, frozen_server, rung, typed

from tests.unit.store.postgres_server import private_server, programs

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def boxes(tmp_path_factory: pytest.TempPathFactory, sentences: company.Sentences) -> Iterator[Boxes]:
    folder = programs()
    if folder is None:
        pytest.skip("PostgreSQL n'est pas installé")
    with private_server(folder) as database, boxes_on(database, sentences, tmp_path_factory.mktemp("boxes")) as both:
        yield both


@pytest.fixture
def both(boxes: Boxes) -> Iterator[Boxes]:
    for box in (boxes.one, boxes.two):
        box.lab.has_no_leg(within=10)
    yield boxes
    boxes.carrier.hang_up_all()
    for box in (boxes.one, boxes.two):
        box.lab.has_no_leg(within=10)
    boxes.carrier.forget()


def on_each_box(both: Boxes) -> dict[str, Caller]:
    """A caller at the menu of each."""
    found: dict[str, Caller] = {}
    for _ in range(4):
        caller = both.one.caller().calls(company.DID)
        found.setdefault(both.serving(caller), caller)
        caller.hears("menu")
    assert len(found) == 2, "the front gives every call to one box"
    return found


def test_calls_are_shared_and_each_box_reads_who_calls_and_what_was_dialled(both: Boxes) -> None:
    for name, caller in on_each_box(both).items():
        assert both.one.journal(caller, called=CALLED)["box"] == name
        caller.hangs_up()


def test_an_agent_whom_one_box_rings_is_not_rung_by_the_other(both: Boxes) -> None:
    agent = both.one.mobile(company.SOLO)
    callers = on_each_box(both)
    first, second = callers.values()
    first.presses("8")
    rung = agent.rings()
    second.presses("8")
    second.hears("hunt")
    rung.answers()
    rung.hears("whisper")
    rung.presses("1")
    steps.hear_each_other(steps.Scene(both.one, first, [rung]))
    assert len(agent.calls) == 1, "one call at a time, whichever box"


def test_a_stranger_is_refused_by_the_front(both: Boxes) -> None:
    assert both.front.asked(source="127.0.0.66") == 403
    stranger = Carrier("127.0.0.66")
    stranger.appliance = both.front.address
    caller = Caller(stranger, "0699999999").dials(company.DID)
    assert caller.is_refused() == 403
    stranger.close()


def test_a_stranger_sends_nothing_through_the_front_by_saying_that_it_is_within_a_call(both: Boxes) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as target:
        target.bind(("127.0.0.1", 0))
        target.settimeout(1.0)
        assert both.front.asked(source="127.0.0.66", to=target.getsockname()) == 403
        with pytest.raises(TimeoutError):
            target.recv(4096)


def test_nobody_says_from_which_operator_they_call(both: Boxes) -> None:
    """The front says it, whatever the caller's message says."""
    caller = both.one.caller(sends=[("X-AUTH-IP", "203.0.113.5"), ("X-AUTH-Token", "let me in")]).calls(company.DID)
    caller.hears("menu")
    both.one.journal(caller, called=CALLED)


def test_a_box_believes_no_one_else_who_says_to_be_a_front(both: Boxes) -> None:
    stranger = Carrier("127.0.0.66")
    stranger.appliance = ("127.0.0.1", both.one.lab.sip_port)
    caller = Caller(stranger, "0699999999", sends=[("X-AUTH-IP", "127.0.0.1")]).dials(company.DID)
    assert caller.is_refused() == 403
    stranger.close()


def test_a_box_that_is_paused_takes_no_new_call_and_ends_those_that_it_has(both: Boxes) -> None:
    callers = on_each_box(both)
    typed(both.one, "pause")
    try:
        served = [both.one.caller().calls(company.DID) for _ in range(4)]
        assert {both.serving(caller) for caller in served} == {SECOND}
        callers[FIRST].presses("2")
        callers[FIRST].hears("order_ask")
    finally:
        typed(both.one, "resume")
    until(lambda: both.front.asked() == 200, 5, "the front sees it again")


def test_a_box_killed_under_its_calls_costs_the_next_callers_nothing(both: Boxes) -> None:
    """They are served by the other, at once: before the front has noticed, and after."""
    callers = on_each_box(both)
    killed = both.one
    said = len(killed.lab.news)
    killed.lab.hurt("freeswitch", signal.SIGKILL)
    served = [both.one.caller().calls(company.DID) for _ in range(4)]
    for caller in served:
        caller.hears("menu", within=10)
    callers[SECOND].presses("2")
    callers[SECOND].hears("order_ask")
    killed.lab.is_whole_again(said)


def test_a_frozen_box_costs_its_next_caller_two_seconds(both: Boxes) -> None:
    on_each_box(both)
    frozen = both.one
    frozen.lab.hurt("freeswitch", signal.SIGSTOP)
    try:
        served = [both.one.caller().dials(company.DID) for _ in range(2)]
        for caller in served:
            caller.is_answered(within=4)
            caller.hears("menu", within=10)
    finally:
        frozen.lab.hurt("freeswitch", signal.SIGCONT)
    until(lambda: frozen.lab.esl.api("status"), 10, "it lives again")


def test_eight_callers_on_two_boxes_ring_no_agent_twice_together(both: Boxes) -> None:
    """Three agents, whom nobody can reach: each box claims them for one caller at a time."""
    mobiles = [both.one.mobile(number) for number in (company.DURAND, company.PETIT, company.MARTIN)]
    callers = [both.one.caller().calls(company.DID) for _ in range(8)]
    assert {both.serving(caller) for caller in callers} == set(NAMES)
    for caller in callers:
        caller.presses("1")
    until(lambda: all(len(mobile.calls) >= 4 for mobile in mobiles), 60, "each mobile is rung for several callers")
    for mobile in mobiles:
        spans = sorted(rung(call) for call in mobile.calls)
        assert all(end <= start for (_, end), (start, _) in pairwise(spans)), (mobile.number, spans)


def test_a_database_that_is_lost_for_a_while_costs_no_call(both: Boxes) -> None:
    """Frozen, so that what is asked of it hangs: a call is served whole meanwhile, and is in the journal afterwards."""
    with frozen_server(both.database):
        scene = steps.at_conversation(both.one)
        scene.caller.hangs_up()
        scene.agent.is_hung_up(within=3)
    both.one.journal(scene.caller, within=20, over=True, outcome="connected")


def test_a_message_left_on_one_box_is_heard_from_the_other(both: Boxes) -> None:
    caller = both.one.caller().calls(company.DID)
    caller.hears("menu")
    caller.presses("3")
    caller.hears_beep()
    caller.hums(steps.CALLER_TONE)
    caller.stream.ear.hears_no_tone(steps.AGENT_TONE, steps.TALK_SECONDS)
    caller.hangs_up()
    call = both.one.journal(caller, within=10, outcome="message")
    other = both.two if call["box"] == FIRST else both.one
    copy = Path(other.lab.facts["recordings"]) / call["message"]["file"]
    until(copy.is_file, 120, "the other box has it")
    made = Path((both.one if other is both.two else both.two).lab.facts["recordings"]) / copy.name
    assert copy.read_bytes() == made.read_bytes()
