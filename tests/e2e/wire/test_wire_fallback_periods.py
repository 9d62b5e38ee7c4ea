"""The fallback does what the line does now: its office, its holiday, its closure, each with its own."""

from __future__ import annotations

import wave
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from bare_freeswitch import BareFreeSwitch, company
from on_the_wire import DID, FIRST, IN_THE_MATRIX, SECOND, THIRD, record_of
from phones import sound
from phones.caller import Caller
from phones.carrier import Carrier

from appliance.company.model import Action, Agent, Behaviour, CallTeam, Company, Forward, Ring, TakeMessage, Team
from appliance.planning.hours import DatedDays, ForcedPeriod, Period, WeeklyWindow
from appliance.planning.team_plan import Override, TeamPlan
from appliance.prompts.catalogue import Sentence

pytestmark = IN_THE_MATRIX

OFFICE, SECOND_OFFICE, WEEKEND = "0172000090", "0172000091", "0612345677"
ALWAYS_OPEN = (WeeklyWindow(frozenset(range(7)), time(0), time(0)),)
BEEP, ANNOUNCEMENT = 1000.0, 1300.0


def a_line(period: Period, action: Action) -> Company:
    """Open at every hour, unless today is a holiday or somebody forces a period. `period`: the one of now."""
    today = datetime.now(UTC).date()
    days = DatedDays(today - timedelta(days=1), today + timedelta(days=1), "Fête")
    now = datetime.now(UTC)
    forced = ForcedPeriod(Period.CLOSURE, now - timedelta(hours=1), now + timedelta(hours=1))
    base = company(ring=Ring(seconds=3, rounds=1), opening_hours=ALWAYS_OPEN)
    weekend = Team("weekend", "Week-end", TeamPlan((("karim",),), "Europe/Paris"), Ring(seconds=3, rounds=1))
    agents = {**base.agents, "karim": Agent("karim", "Karim", ("+33612345677",))}
    line = base.lines["urgence"]
    behaviours = {**line.behaviours, period: Behaviour("Bonjour.", action)}
    line = replace(
        line,
        behaviours=behaviours,
        days_off=(days,) if period is not Period.OPEN else (),
        forced=(forced,) if period is Period.CLOSURE else (),
    )
    return replace(base, agents=agents, teams={**base.teams, "weekend": weekend}, lines={"urgence": line})


@pytest.mark.short
def test_at_open_hours_the_office_has_the_caller_on_answer_with_no_key(
    switch: BareFreeSwitch, carrier: Carrier
) -> None:
    switch.export(a_line(Period.OPEN, Forward(("+33172000090", "+33172000091"))), "op1", "op2")
    office, other = carrier.mobile(OFFICE), carrier.mobile(SECOND_OFFICE)
    caller = Caller(carrier, "0678900020").calls(DID)
    ringing, call = other.rings(), office.rings().answers()
    call.hums(700.0)
    caller.hears_tone(700.0, within=4)
    ringing.stops_ringing(within=2)
    caller.hangs_up()
    call.is_hung_up(within=2)
    assert record_of(switch, "0678900020").agent == "forward"
    carrier.mobile(FIRST).was_never_rung()


def test_an_office_that_does_not_take_the_call_leaves_it_to_the_team_on_call(
    switch: BareFreeSwitch, carrier: Carrier
) -> None:
    switch.export(a_line(Period.OPEN, Forward(("+33172000090",))), "op1", "op2")
    office, agent = carrier.mobile(OFFICE).will_refuse(486), carrier.mobile(FIRST)
    Caller(carrier).calls(DID)
    office.rings()
    agent.rings(within=8)


def test_an_office_that_rings_in_vain_is_left_after_thirty_seconds(switch: BareFreeSwitch, carrier: Carrier) -> None:
    switch.export(a_line(Period.OPEN, Forward(("+33172000090",))), "op1", "op2")
    agent = carrier.mobile(FIRST)
    Caller(carrier).calls(DID)
    call = carrier.mobile(OFFICE).rings()
    rung = call.timeline.first("ringing")
    assert rung is not None and 28 <= call.stops_ringing(within=34) - rung.at <= 32
    agent.rings(within=5)


def test_a_holiday_rings_its_own_team(switch: BareFreeSwitch, carrier: Carrier) -> None:
    switch.export(a_line(Period.HOLIDAY, CallTeam("weekend")), "op1", "op2")
    agent = carrier.mobile(WEEKEND)
    Caller(carrier).calls(DID)
    agent.rings()
    carrier.mobile(FIRST).was_never_rung()


@pytest.mark.short
def test_a_forced_closure_says_its_announcement_and_takes_a_message(
    switch: BareFreeSwitch, carrier: Carrier, tmp_path: Path
) -> None:
    announcement = tmp_path / "announcement.wav"
    with wave.open(str(announcement), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(sound.tone(ANNOUNCEMENT, seconds=2).astype("<i2").tobytes())

    def says(sentence: Sentence) -> Path | None:
        return announcement if sentence.name == "announcement" else None

    switch.export(a_line(Period.CLOSURE, TakeMessage()), "op1", "op2", says=says)
    caller = Caller(carrier).calls(DID)
    caller.hears_tone(ANNOUNCEMENT, within=4)
    caller.hears_tone(BEEP, within=8)
    for number in (FIRST, SECOND, THIRD, WEEKEND):
        carrier.mobile(number).was_never_rung()


@pytest.mark.parametrize("rounds", [1, 2])
def test_who_comes_on_duty_while_a_mobile_rings_is_rung_next(
    switch: BareFreeSwitch, carrier: Carrier, rounds: int
) -> None:
    """Petit takes over from Durand, whose first telephone rings, in the last round or in the first of two."""
    called, base = datetime.now(UTC), company(ring=Ring(seconds=25, rounds=rounds))
    over = Override(called + timedelta(seconds=20), called + timedelta(hours=1), removes="durand", adds="petit")
    plan = TeamPlan((("durand",),), "Europe/Paris", overrides=(over,))
    team = replace(base.teams["depannage"], plan=plan)
    switch.export(replace(base, teams={team.id: team}), "op1", "op2")
    former, latter = carrier.mobile(FIRST), carrier.mobile(THIRD).will_answer(press="1")
    caller = Caller(carrier).calls(DID)
    former.rings(within=15)
    call = latter.rings(within=40)
    call.hums(700.0)
    caller.hears_tone(700.0, within=8)
    former.was_rung(1)
    carrier.mobile(SECOND).was_never_rung()
