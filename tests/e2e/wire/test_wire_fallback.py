"""The fallback: what FreeSWITCH does for a caller with the exported list alone."""

from __future__ import annotations

import stat
import wave
from pathlib import Path

import pytest
from bare_freeswitch import BareFreeSwitch, company
from on_the_wire import DID, FIRST, FREESWITCH, IN_THE_MATRIX, SECOND, THIRD, a_trunk, is_recorded, record_of
from phones import sound
from phones.caller import Caller
from phones.carrier import Carrier

from appliance.company.model import Ring
from appliance.prompts.catalogue import Sentence
from appliance.prompts.languages import LANGUAGES
from appliance.prompts.wav import container
from appliance.switch.cdr import discard
from tests.unit.prompts.backwards import Backwards

pytestmark = IN_THE_MATRIX


@pytest.mark.short
def test_without_a_controller_the_agent_who_presses_1_gets_the_caller(switch: BareFreeSwitch, carrier: Carrier) -> None:
    mobile = carrier.mobile(FIRST).will_answer(press="1", press_after=1.0)
    caller = Caller(carrier, "0678900001").calls(DID)
    call = mobile.rings()
    caller.hums(440.0)
    call.hums(700.0)
    caller.hears_tone(700.0, within=8)
    call.hears_tone(440.0, within=8)
    call.hangs_up()
    caller.is_hung_up(within=1)
    record = record_of(switch, "0678900001")
    assert (record.fallback, record.line, record.agent, record.recording) == (True, "urgence", "durand", None)
    assert (record.called, record.caller, record.trunk) == (DID, "0678900001", "op1")
    assert record.answered and record.bridged and record.started <= record.answered < record.bridged < record.ended


def test_a_voicemail_never_gets_the_caller_and_the_next_telephone_is_rung(
    switch: BareFreeSwitch, carrier: Carrier
) -> None:
    switch.export(company(ring=Ring(seconds=2, rounds=1)), "op1", "op2")
    voicemail = carrier.mobile(FIRST).is_a_voicemail(60)
    office = carrier.mobile(SECOND).will_refuse(486)
    last = carrier.mobile(THIRD).will_answer(press="1")
    caller = Caller(carrier).calls(DID)
    voicemail.rings().is_hung_up(within=30)
    office.rings()
    call = last.rings()
    call.hums(700.0)
    caller.hears_tone(700.0, within=8)
    voicemail.was_rung(1)


def test_who_answers_on_their_second_telephone_is_credited_with_it(switch: BareFreeSwitch, carrier: Carrier) -> None:
    carrier.mobile(FIRST).will_refuse(486)
    office = carrier.mobile(SECOND).will_answer(press="1")
    caller = Caller(carrier, "0678900003").calls(DID)
    call = office.rings()
    call.hums(700.0)
    caller.hears_tone(700.0, within=15)
    caller.hangs_up()
    record = record_of(switch, "0678900003")
    assert (record.agent, record.phone) == ("durand", 1)


@pytest.mark.short
def test_when_nobody_takes_the_call_a_message_is_recorded(switch: BareFreeSwitch, carrier: Carrier) -> None:
    for number in (FIRST, SECOND, THIRD):
        carrier.mobile(number).will_refuse(480)
    caller = Caller(carrier, "0678900002").calls(DID)
    caller.hears_tone(1000.0, within=15)
    caller.hums(440.0)
    recordings = switch.config.recordings_dir
    is_recorded(recordings)
    caller.presses("#")
    caller.is_hung_up(within=8)
    record = record_of(switch, "0678900002")
    assert record.recording is not None and record.agent is None and record.fallback
    message = recordings / f"{record.recording}.wav"
    with wave.open(str(message)) as recorded:
        assert recorded.getframerate() == 8000 and abs(recorded.getnframes() / 8000 - record.recording_seconds) < 0.1
    assert record.recording_seconds > 0.5
    assert not stat.S_IMODE(message.stat().st_mode) & 0o007
    assert not stat.S_IMODE(record.file.stat().st_mode) & 0o007
    discard(record)
    assert not record.file.exists()


def test_a_line_of_another_language_takes_a_message_in_it(
    switch: BareFreeSwitch, carrier: Carrier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The two sounds that the dialplan plays by itself are those of the line: a tone each, here."""
    monkeypatch.setitem(LANGUAGES, Backwards.code, Backwards())
    tones = {"fallback_message": 1300.0, "fallback_kept": 1700.0}

    def voice(sentence: Sentence) -> Path | None:
        if sentence.language != Backwards.code or sentence.name not in tones:
            return None
        spoken = tmp_path / f"{sentence.name}.wav"
        spoken.write_bytes(container(sound.tone(tones[sentence.name], seconds=2).tobytes()))
        return spoken

    switch.export(company(language=Backwards.code), "op1", says=voice)
    for number in (FIRST, SECOND, THIRD):
        carrier.mobile(number).will_refuse(480)
    caller = Caller(carrier, "0678900004").calls(DID)
    caller.hears_tone(tones["fallback_message"], within=15)
    caller.hears_tone(1000.0, within=6)
    caller.hums(440.0)
    is_recorded(switch.config.recordings_dir)
    caller.presses("#")
    caller.hears_tone(tones["fallback_kept"], within=4)
    caller.is_hung_up(within=8)


def test_a_list_two_weeks_old_rings_nobody(switch: BareFreeSwitch, carrier: Carrier) -> None:
    switch.export(company(), days_ago=15)
    Caller(carrier).calls(DID).hears_tone(1000.0, within=8)
    assert not carrier.invited


@pytest.mark.parametrize("content", ["", "<document><section", None])
def test_a_list_torn_or_missing_still_takes_a_message(
    switch: BareFreeSwitch, carrier: Carrier, content: str | None
) -> None:
    exported = switch.config.fallback_dir / "astreinte.xml"
    exported.unlink()
    if content is not None:
        exported.write_text(content)
    Caller(carrier).calls(DID).hears_tone(1000.0, within=8)


@pytest.mark.parametrize("status", [pytest.param(503, marks=pytest.mark.short), 403])
def test_the_second_gateway_is_used_when_the_first_refuses_everything(
    switch: BareFreeSwitch, carriers: tuple[Carrier, Carrier], status: int
) -> None:
    """503: no room; 403: the account is blocked."""
    first, second = carriers
    first.refuses_everything_with = status
    try:
        Caller(second).calls(DID)
        second.mobile(FIRST).rings()
    finally:
        first.refuses_everything_with = None


def test_a_busy_mobile_is_not_rung_again_through_the_second_gateway(
    switch: BareFreeSwitch, carriers: tuple[Carrier, Carrier]
) -> None:
    first, second = carriers
    first.mobile(FIRST).will_refuse(486)
    Caller(first).calls(DID)
    first.mobile(SECOND).rings()
    assert not second.invited


@pytest.mark.short
def test_a_mute_gateway_costs_at_most_five_seconds(switch: BareFreeSwitch, carriers: tuple[Carrier, Carrier]) -> None:
    switch.export(company(), "mute", "op2")
    carriers[1].mobile(FIRST)
    caller = Caller(carriers[0]).calls(DID)
    began = caller.is_answered()
    call = carriers[1].mobile(FIRST).rings(within=10)
    rung = call.timeline.first("invited")
    assert rung is not None and rung.at - began < 5.0 + 1.5  # the apology is heard first


def test_the_list_survives_a_restart_with_no_python_and_a_number_is_read_where_its_trunk_puts_it(
    carriers: tuple[Carrier, Carrier], tmp_path: Path
) -> None:
    assert FREESWITCH is not None
    switch = BareFreeSwitch(
        tmp_path, FREESWITCH, (a_trunk("op1", carriers[0].address, called_number="p-called-party-id"),)
    )
    switch.start()
    try:
        switch.export(company())
        switch.stop()
        switch.start()
        before = carriers[0].appliance
        carriers[0].appliance = ("127.0.0.1", switch.sip_port)
        mobile = carriers[0].mobile(FIRST)
        Caller(carriers[0], sends=(("P-Called-Party-ID", "<sip:+33972000001@op.test>"),)).calls("0100000000")
        mobile.rings()
        carriers[0].forget()
        carriers[0].appliance = before
    finally:
        switch.stop()
