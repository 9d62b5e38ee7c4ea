"""What a caller and an agent may do while the fallback rings: a message, a refusal, a key; and how long it rings."""

from __future__ import annotations

import time
import wave
from dataclasses import replace
from pathlib import Path

import pytest
from bare_controllers import ListeningController
from bare_freeswitch import BareFreeSwitch, company
from on_the_wire import DID, FIRST, IN_THE_MATRIX, SECOND, THIRD, is_recorded, record_of
from phones import sound
from phones.caller import Caller
from phones.carrier import Carrier
from phones.mobile import MobileCall

from appliance.company.model import Agent, Ring, RingStrategy
from appliance.company.numbers import AllowedNumber
from appliance.prompts.catalogue import Sentence

pytestmark = IN_THE_MATRIX

BEEP, RINGBACK, WHISPER = 1000.0, 440.0, 1500.0
WHISPER_SECONDS = 3.0
TOGETHER = Ring(RingStrategy.SIMULTANEOUS, 20, 1)


class Voice:
    """Says the whisper, or another sentence, as a tone of its own, and nothing else."""

    def __init__(self, folder: Path, sentence: str = "fallback_whisper") -> None:
        self._sentence = sentence
        self._file = folder / "whisper.wav"
        with wave.open(str(self._file), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(8000)
            file.writeframes(sound.tone(WHISPER, seconds=WHISPER_SECONDS).astype("<i2").tobytes())

    def __call__(self, sentence: Sentence) -> Path | None:
        return self._file if sentence.name == self._sentence else None


def rung_for(switch: BareFreeSwitch, carrier: Carrier, **how: object) -> tuple[Caller, MobileCall]:
    """A caller who hears the first mobile ring."""
    caller = Caller(carrier, **how).calls(DID)  # type: ignore[arg-type]
    call = carrier.mobile(FIRST).rings()
    caller.hears_tone(RINGBACK, within=5)
    return caller, call


def hears_it_said(call: MobileCall) -> None:
    """The whisper, once more, to its end."""
    call.stream.ear.hears_tone_end(WHISPER, 8, after=call.stream.ear.from_here)


# --- the caller -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", [pytest.param("rfc2833", marks=pytest.mark.short), "inband"])
def test_star_while_a_mobile_rings_stops_it_and_leads_to_the_message(
    switch: BareFreeSwitch, carrier: Carrier, by: str
) -> None:
    switch.export(company(ring=Ring(seconds=30)), "op1", "op2")
    caller, call = rung_for(switch, carrier, number="0678900010", telephone_event=by == "rfc2833")
    caller.presses("5", by)
    caller.presses("*", by)
    pressed = time.monotonic()
    assert call.stops_ringing(within=3) - pressed < 1.5
    caller.hears_tone(BEEP, within=8)
    caller.hums(620.0)
    is_recorded(switch.config.recordings_dir)
    caller.presses("#", by)
    caller.is_hung_up(within=8)
    for number in (SECOND, THIRD):
        carrier.mobile(number).was_never_rung()
    record = record_of(switch, "0678900010")
    assert record.recording is not None and record.agent is None


def test_star_during_the_apology_rings_nobody(switch: BareFreeSwitch, carrier: Carrier, tmp_path: Path) -> None:
    switch.export(company(), "op1", "op2", says=Voice(tmp_path, "fallback_apology"))
    caller = Caller(carrier).calls(DID)
    caller.hears_tone(WHISPER, within=3)
    caller.presses("*")
    caller.hears_tone(BEEP, within=6)
    assert not carrier.invited


def test_star_typed_to_a_controller_that_died_asks_the_fallback_for_nothing(
    switch: BareFreeSwitch, carrier: Carrier
) -> None:
    mobile = carrier.mobile(FIRST)
    with ListeningController(switch.config.switch.socket_ports[0]) as controller:
        caller = Caller(carrier).calls(DID)
        caller.presses("*")
        assert controller.hears(1) == "*"
        controller.dies()
    mobile.rings(within=10)


def test_star_while_several_mobiles_ring_or_listen_frees_them_all(
    switch: BareFreeSwitch, carrier: Carrier, tmp_path: Path
) -> None:
    switch.export(company(ring=TOGETHER), "op1", "op2", says=Voice(tmp_path))
    first, other = carrier.mobile(FIRST), carrier.mobile(THIRD)
    caller = Caller(carrier).calls(DID)
    ringing, listening = first.rings(), other.rings().answers()
    listening.hears_tone(WHISPER, within=3)
    caller.presses("*")
    ringing.stops_ringing(within=3)
    listening.is_hung_up(within=3)
    caller.hears_tone(BEEP, within=8)
    first.was_rung(1)


# --- the agent --------------------------------------------------------------------------------------------------------


@pytest.mark.short
def test_an_agent_who_refuses_is_left_at_once_for_the_next_and_not_asked_again(
    switch: BareFreeSwitch, carrier: Carrier, tmp_path: Path
) -> None:
    switch.export(company(ring=Ring(seconds=4, rounds=2)), "op1", "op2", says=Voice(tmp_path))
    first, second, third = (carrier.mobile(number) for number in (FIRST, SECOND, THIRD))
    caller = Caller(carrier).calls(DID)
    call = first.rings().answers()
    call.hears_tone(WHISPER, within=3)
    call.presses("2")
    refused = time.monotonic()
    assert call.is_hung_up(within=3) - refused < 1.5
    next_one = third.rings(within=3)
    assert time.monotonic() - refused < 2.5
    next_one.stops_ringing(within=10)
    third.rings(within=8)
    first.was_rung(1)
    second.was_never_rung()
    caller.hangs_up()


def test_a_mobile_that_nobody_answers_is_rung_a_second_time_at_once_where_the_team_says_so(
    switch: BareFreeSwitch, carrier: Carrier, tmp_path: Path
) -> None:
    switch.export(company(ring=Ring(seconds=3, rounds=1, twice=True)), "op1", "op2", says=Voice(tmp_path))
    first, second, third = (carrier.mobile(number) for number in (FIRST, SECOND, THIRD))
    caller = Caller(carrier).calls(DID)
    first.rings().stops_ringing(within=8)
    second.rings(within=3).stops_ringing(within=8)
    call = first.rings(within=3).answers()
    call.hears_tone(WHISPER, within=3)
    call.presses("1")
    call.hums(700.0)
    caller.hears_tone(700.0, within=6)
    third.was_never_rung()
    caller.hangs_up()


def test_a_mobile_that_is_engaged_is_not_rung_a_second_time_at_once(
    switch: BareFreeSwitch, carrier: Carrier, tmp_path: Path
) -> None:
    """Durand's second telephone decides: the first rang, it is engaged. Martin's rings twice."""
    switch.export(company(ring=Ring(seconds=3, rounds=1, twice=True)), "op1", "op2", says=Voice(tmp_path))
    first, second, third = (carrier.mobile(number) for number in (FIRST, SECOND, THIRD))
    second.will_refuse(486)
    caller = Caller(carrier).calls(DID)
    first.rings().stops_ringing(within=8)
    third.rings(within=4).stops_ringing(within=8)
    third.rings(within=3)
    first.was_rung(1)
    second.was_rung(1)
    caller.hangs_up()


@pytest.mark.parametrize("engaged", [FIRST, THIRD])
def test_of_mobiles_that_ring_together_those_left_to_ring_are_rung_a_second_time(
    switch: BareFreeSwitch, carrier: Carrier, tmp_path: Path, engaged: str
) -> None:
    ring = Ring(RingStrategy.SIMULTANEOUS, seconds=3, rounds=1, twice=True)
    base = company(ring=ring)
    alone = replace(base.agents["durand"], phones=base.agents["durand"].phones[:1])
    switch.export(replace(base, agents={**base.agents, "durand": alone}), "op1", "op2", says=Voice(tmp_path))
    patient = carrier.mobile(THIRD if engaged == FIRST else FIRST)
    carrier.mobile(engaged).will_refuse(486)
    caller = Caller(carrier).calls(DID)
    patient.rings().stops_ringing(within=8)
    patient.rings(within=4)
    carrier.mobile(engaged).was_rung(1)
    caller.hangs_up()


def test_the_key_is_waited_for_twenty_seconds_from_the_end_of_the_first_hearing(
    switch: BareFreeSwitch, carrier: Carrier, tmp_path: Path
) -> None:
    switch.export(company(ring=Ring(seconds=4, rounds=1)), "op1", "op2", says=Voice(tmp_path))
    second = carrier.mobile(SECOND)
    Caller(carrier).calls(DID)
    call = carrier.mobile(FIRST).rings().answers()
    answered = time.monotonic()
    hears_it_said(call)
    hears_it_said(call)
    spent = call.is_hung_up(within=35) - answered
    assert WHISPER_SECONDS + 20 <= spent <= WHISPER_SECONDS + 20 + 4
    second.rings(within=3)


def test_a_late_key_takes_the_call_and_a_wrong_one_gives_more_time(
    switch: BareFreeSwitch, carrier: Carrier, tmp_path: Path
) -> None:
    switch.export(company(ring=Ring(seconds=4, rounds=1)), "op1", "op2", says=Voice(tmp_path))
    caller = Caller(carrier, "0678900011").calls(DID)
    call = carrier.mobile(FIRST).rings().answers()
    for _ in range(5):  # 3 s of whisper and 1.5 s of silence each: 21 s
        hears_it_said(call)
    call.presses("8")
    for _ in range(3):  # past the first twenty seconds
        hears_it_said(call)
    call.presses("1")
    call.hums(700.0)
    caller.hears_tone(700.0, within=6)
    caller.hangs_up()
    assert record_of(switch, "0678900011").agent == "durand"


def test_of_mobiles_that_ring_together_one_takes_the_call_and_is_the_one_told(
    switch: BareFreeSwitch, carrier: Carrier, tmp_path: Path
) -> None:
    switch.export(company(ring=TOGETHER), "op1", "op2", says=Voice(tmp_path))
    first, other = carrier.mobile(FIRST), carrier.mobile(THIRD)
    caller = Caller(carrier, "0678900012").calls(DID)
    machine, call = first.rings().answers(), other.rings().answers()
    hears_it_said(call)
    call.presses("1")
    call.hums(700.0)
    caller.hears_tone(700.0, within=6)
    machine.is_hung_up(within=3)
    caller.hangs_up()
    call.is_hung_up(within=2)
    assert record_of(switch, "0678900012").agent == "petit"


def test_who_refused_is_left_out_when_the_others_ring_together_again(
    switch: BareFreeSwitch, carrier: Carrier, tmp_path: Path
) -> None:
    both = Ring(RingStrategy.SIMULTANEOUS, 4, 2)
    switch.export(company(ring=both), "op1", "op2", says=Voice(tmp_path))
    first, second, third = (carrier.mobile(number) for number in (FIRST, SECOND, THIRD))
    Caller(carrier).calls(DID)
    call = third.rings().answers()
    call.hears_tone(WHISPER, within=3)
    call.presses("2")
    first.rings().stops_ringing(within=10)
    second.rings(within=5).stops_ringing(within=10)
    first.rings(within=5)
    third.was_rung(1)


def test_busy_mobiles_are_not_dialled_again_at_once(switch: BareFreeSwitch, carrier: Carrier) -> None:
    switch.export(company(ring=Ring(seconds=4, rounds=2)), "op1", "op2")
    mobiles = [carrier.mobile(number).will_refuse(486) for number in (FIRST, SECOND, THIRD)]
    caller = Caller(carrier).calls(DID)
    calls = [mobile.rings() for mobile in mobiles]
    again = mobiles[0].rings(within=10)
    before, after = (call.timeline.first("invited") for call in (calls[0], again))
    assert before is not None and after is not None and 4 <= after.at - before.at <= 8
    caller.hears_tone(BEEP, within=15)


# --- how long ---------------------------------------------------------------------------------------------------------


def test_ringing_stops_when_the_line_has_waited_long_enough(switch: BareFreeSwitch, carrier: Carrier) -> None:
    switch.export(company(ring=Ring(seconds=60), max_wait=10, last_resort="+33172000009"), "op1", "op2")
    last_resort = carrier.mobile("0172000009")
    caller = Caller(carrier).calls(DID)
    call = carrier.mobile(FIRST).rings()
    began = time.monotonic()
    assert 8.5 <= call.stops_ringing(within=14) - began <= 13
    last_resort.rings(within=3)
    carrier.mobile(SECOND).was_never_rung()
    caller.presses("*")
    caller.hears_tone(BEEP, within=8)


def test_who_is_listening_when_the_wait_is_over_may_still_take_the_call(
    switch: BareFreeSwitch, carrier: Carrier, tmp_path: Path
) -> None:
    switch.export(company(ring=TOGETHER, max_wait=10), "op1", "op2", says=Voice(tmp_path))
    first, other = carrier.mobile(FIRST), carrier.mobile(THIRD)
    caller = Caller(carrier).calls(DID)
    ringing, call = first.rings(), other.rings().answers()
    ringing.stops_ringing(within=14)
    call.stream.ear.forget()
    call.hears_tone(WHISPER, within=6)
    call.presses("1")
    call.hums(700.0)
    caller.hears_tone(700.0, within=6)


@pytest.mark.parametrize("whole", [True, False])
def test_star_cuts_an_announcement_unless_it_is_to_be_heard_whole(
    switch: BareFreeSwitch, carrier: Carrier, tmp_path: Path, whole: bool
) -> None:
    switch.export(company(announcement_whole=whole), "op1", "op2", says=Voice(tmp_path, "announcement"))
    caller = Caller(carrier).calls(DID)
    caller.hears_tone(WHISPER, within=5)
    caller.presses("*")
    if whole:
        carrier.mobile(FIRST).rings(within=WHISPER_SECONDS + 8)
    else:
        caller.hears_tone(BEEP, within=8)
        carrier.mobile(FIRST).was_never_rung()


# --- trunks -----------------------------------------------------------------------------------------------------------


@pytest.mark.short
def test_a_mobile_that_rang_is_not_rung_again_by_the_second_trunk(
    switch: BareFreeSwitch, carriers: tuple[Carrier, Carrier]
) -> None:
    first, second = carriers
    first.mobile(FIRST).will_refuse(503, after=1.0)
    next_one = first.mobile(SECOND)
    Caller(first).calls(DID)
    next_one.rings(within=8)
    assert not second.invited
    first.mobile(FIRST).was_rung(1)


def test_mobiles_that_ring_together_go_by_the_second_trunk_when_the_first_takes_none(
    switch: BareFreeSwitch, carriers: tuple[Carrier, Carrier]
) -> None:
    first, second = carriers
    switch.export(company(ring=TOGETHER), "op1", "op2")
    first.refuses_everything_with = 503
    mobiles = [second.mobile(number) for number in (FIRST, THIRD)]
    try:
        Caller(second).calls(DID)
        for mobile in mobiles:
            mobile.rings()
    finally:
        first.refuses_everything_with = None


def test_a_company_of_another_country_has_its_mobiles_dialled_as_there(
    switch: BareFreeSwitch, carrier: Carrier
) -> None:
    swiss = company()
    agents = {
        "durand": Agent("durand", "Claire", ("+41791234567",)),
        "petit": Agent("petit", "Hugo", ("+33612345602",)),
    }
    line = replace(swiss.lines["urgence"], numbers=("+41221234567",))
    leave = (AllowedNumber("+33612345602", "Hugo, qui habite Annemasse"),)
    swiss = replace(swiss, country="CH", agents=agents, lines={"urgence": line}, allowed_numbers=leave)
    switch.export(swiss, "op1", "op2")
    home, abroad = carrier.mobile("0791234567").will_refuse(486), carrier.mobile("0033612345602")
    Caller(carrier).calls("0221234567")
    home.rings()
    abroad.rings()
