"""The list exported for FreeSWITCH, and the call records read back."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest

from appliance.company.model import (
    Action,
    Agent,
    Behaviour,
    CallTeam,
    Company,
    Forward,
    Incident,
    Line,
    Menu,
    OpenMenu,
    Ring,
    RingStrategy,
    Say,
    TakeMessage,
    Team,
)
from appliance.company.numbers import AllowedNumber
from appliance.config import Config, Switch, Trunk
from appliance.planning.hours import Period, WeeklyWindow
from appliance.planning.team_plan import Shift, TeamPlan
from appliance.prompts.catalogue import Sentence, fallback_whisper
from appliance.store.upkeep.clock_doubt import despite_doubt
from appliance.switch import fallback
from appliance.switch.cdr import discard, read_cdr_files
from appliance.switch.dtmf_deduplicator import DtmfDeduplicator
from appliance.switch.fallback_causes import TRUNK_FAILED
from appliance.switch.fallback_ringing import NOBODY
from tests.adapter.dialplan_read import SHIPPED, Answer, Dialplan, Rung, Said, nobody_answers, rung_by

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
EVERY_DAY = frozenset(range(7))


@pytest.fixture
def config(tmp_path: Path) -> Config:
    trunks = tuple(
        Trunk(name=name, proxy="192.0.2.1", dial_format=style)  # type: ignore[arg-type]
        for name, style in (("op1", "e164"), ("op2", "national"))
    )
    return Config(state=str(tmp_path), switch=Switch(esl_secret="s" * 20), trunks=trunks)


def a_company(action: Action | None = None, menus: Mapping[str, Menu] | None = None, **line: object) -> Company:
    """Durand at night (18:00-09:00), Petit always at level 2."""
    plan = TeamPlan(
        (("durand",), ("petit",)),
        "Europe/Paris",
        shifts=(
            Shift("durand", WeeklyWindow(EVERY_DAY, clock(18), clock(9)), 1),
            Shift("petit", WeeklyWindow(EVERY_DAY, clock(0), clock(0)), 2),
        ),
    )
    behaviours = {period: Behaviour(None, action or CallTeam("depannage")) for period in Period}
    the_line = Line("urgence", "Urgence", ("+33972000001",), "Europe/Paris", behaviours, **line)  # type: ignore[arg-type]
    return Company(
        "Martin",
        "Europe/Paris",
        "FR",
        agents={
            "durand": Agent("durand", "Claire", ("+33612345601", "+33172000001")),
            "petit": Agent("petit", "Hugo", ("+33612345602",)),
        },
        teams={"depannage": Team("depannage", "Dépannage", plan, Ring(seconds=20))},
        lines={"urgence": the_line},
        menus=menus or {},
    )


def windows_of(text: str) -> list[tuple[str, str, list[str]]]:
    """Start, end, and the agents rung in two rounds, of each window."""
    found = []
    extensions = ET.XML(text).iter("extension")
    on_call = [each for each in extensions if each[0].get("expression", "").startswith("^on_call_")]
    for condition in (condition for each in on_call for condition in each.iter("condition")):
        if dates := condition.get("date-time"):
            assert condition.get("field") is None, "beside a field, FreeSWITCH forgets the date"
            start, end = dates.split("~")
            found.append((start, end, agents_at(text, datetime.fromisoformat(start).replace(tzinfo=UTC))))
    return found


def calls(text: str, moment: datetime, answer: Answer = nobody_answers) -> list[Rung | Said]:
    """What a caller of the line hears, and who is rung for them, when nobody answers."""
    return Dialplan(text, SHIPPED, answer).call("0972000001", moment)


def agents_at(text: str, moment: datetime) -> list[str]:
    return [agent for rung in rung_by(calls(text, moment)) for agent in rung.agents]


def test_each_window_of_two_weeks_rings_who_is_on_call_then(config: Config) -> None:
    found = windows_of(fallback.render(a_company(), config, MONDAY))
    assert found[0] == ("2000-01-01 00:00:00", "2026-11-23 17:00:00", ["petit"] * 2)  # 09:00 to 18:00 in Paris
    assert found[1] == ("2026-11-23 17:00:00", "2026-11-24 08:00:00", ["durand", "durand", "petit"] * 2)
    assert found[-1][1] == "2026-12-07 08:00:00"
    assert all(one[1] == next_one[0] for one, next_one in pairwise(found))


def test_who_comes_on_duty_during_a_hunt_is_rung_and_who_goes_off_is_rung_no_more(config: Config) -> None:
    """Durand until 09:00 in Paris, Petit behind; the call is of 08:59:50, and each telephone rings for 23 seconds."""
    text = fallback.render(a_company(max_wait=600), config, MONDAY)
    call = datetime(2026, 11, 24, 7, 59, 50, tzinfo=UTC)
    assert agents_at(text, call) == ["durand", "petit", "petit"], "two rounds of their own for the new list"
    assert agents_at(text, call - timedelta(seconds=20)) == ["durand", "durand", "petit", "petit"]


def test_who_comes_on_duty_during_the_last_ringing_is_rung(config: Config) -> None:
    """Petit until 18:00 in Paris, then Durand before them."""
    text = fallback.render(a_company(max_wait=600), config, MONDAY)
    rung = agents_at(text, datetime(2026, 11, 23, 16, 59, 20, tzinfo=UTC))
    assert rung == ["petit"] * 2 + ["durand", "durand", "petit"] * 2


def test_those_whom_nobody_relieves_keep_the_call(config: Config) -> None:
    company = a_company(max_wait=600)
    team = company.teams["depannage"]
    nights = replace(team, plan=replace(team.plan, shifts=team.plan.shifts[:1]))
    text = fallback.render(replace(company, teams={"depannage": nights}), config, MONDAY)
    assert agents_at(text, datetime(2026, 11, 24, 7, 59, 50, tzinfo=UTC)) == ["durand"] * 4


def test_only_who_is_on_call_now_is_rung_by_a_switch_that_is_late(config: Config) -> None:
    """The window in force is open towards the past; before a shift that is to come, nobody is on call."""
    company = a_company()
    team = company.teams["depannage"]
    nights = replace(team, plan=replace(team.plan, shifts=team.plan.shifts[:1]))
    found = windows_of(fallback.render(replace(company, teams={"depannage": nights}), config, MONDAY))
    assert found[0] == ("2000-01-01 00:00:00", "2026-11-23 17:00:00", [])
    assert found[1][:2] == ("2026-11-23 17:00:00", "2026-11-24 08:00:00")
    found = windows_of(fallback.render(company, config, MONDAY + timedelta(hours=12)))
    assert found[0] == ("2000-01-01 00:00:00", "2026-11-24 08:00:00", ["durand", "durand", "petit"] * 2)


def test_the_windows_are_on_the_real_clock_when_the_companys_is_moved(config: Config) -> None:
    moved = msgspec.structs.replace(config, clock_offset_seconds=86400.0)
    assert windows_of(fallback.render(a_company(), moved, MONDAY))[1][0] == "2026-11-22 17:00:00"


def test_numbers_are_dialled_as_each_trunk_wants_them(config: Config) -> None:
    text = fallback.render(a_company(), config, MONDAY)
    assert "sofia/gateway/op1/+33612345602" in text and "sofia/gateway/op2/0612345602" in text


def test_a_company_of_another_country_dials_and_is_called_as_there(config: Config) -> None:
    company = a_company()
    lines = {"urgence": replace(company.lines["urgence"], numbers=("+41221234567",))}
    agents = {
        "durand": Agent("durand", "Claire", ("+41791234567",)),
        "petit": Agent("petit", "Hugo", ("+33612345602",)),
    }
    abroad = (AllowedNumber("+33612345602", "Hugo, qui habite Annemasse"),)
    swiss = replace(company, country="CH", agents=agents, lines=lines, allowed_numbers=abroad)
    text = fallback.render(swiss, config, MONDAY)
    assert "sofia/gateway/op2/0791234567" in text and "sofia/gateway/op2/0033612345602" in text
    assert "origination_caller_id_number=0221234567" in text
    for called in ("0221234567", "+41221234567", "0041221234567", "41221234567"):
        assert Dialplan(text, SHIPPED).call(called, MONDAY)


@pytest.mark.parametrize("number", ["+33899123456", "+447911123456", "3639", "+33972000001", "0612345602", "a}b"])
def test_a_number_that_the_company_may_not_dial_is_in_no_list(config: Config, number: str) -> None:
    company = a_company(last_resort=number)
    line = company.lines["urgence"]
    office = {**line.behaviours, Period.OPEN: Behaviour(None, Forward((number,)))}
    company = replace(company, lines={"urgence": replace(line, behaviours=office)})
    agents = {**company.agents, "petit": Agent("petit", "Hugo", (number,))}
    text = fallback.render(replace(company, agents=agents), config, MONDAY)
    dialled = re.findall(r"sofia/gateway/\w+/([^\",\s]*)", text)
    assert set(dialled) == {"+33612345601", "0612345601", "+33172000001", "0172000001"}  # Durand's, at night


def test_no_telephone_gets_the_caller_without_a_key(config: Config) -> None:
    text = fallback.render(a_company(last_resort="+33172000009"), config, MONDAY)
    dialled = [data for act in ET.XML(text).iter("action") if "sofia/gateway" in (data := str(act.get("data")))]
    assert dialled
    assert all(re.match(r"astreinte_dial_\d=\{[^[]*group_confirm_key=exec,", string) for string in dialled)


@pytest.mark.parametrize("at", [MONDAY, MONDAY + timedelta(days=20)])
def test_the_last_resort_is_rung_last_and_by_a_list_that_is_too_old(config: Config, at: datetime) -> None:
    rung = rung_by(calls(fallback.render(a_company(last_resort="+33172000009"), config, MONDAY), at))
    assert rung[-1].agents == (fallback.LAST_RESORT,) and rung[-1].confirmed
    assert len(rung) == (3 if at == MONDAY else 1)


def test_an_agent_who_refuses_is_not_asked_again_and_the_others_are(config: Config) -> None:
    company = a_company()
    text = fallback.render(company, config, MONDAY + timedelta(hours=12))
    dialplan = Dialplan(text, SHIPPED)

    def durand_refuses(rung: Rung) -> tuple[float, str]:
        if rung.agents == ("durand",):
            dialplan.variables["astreinte_no_durand"] = "true"
            return 3, "CALL_REJECTED"
        return nobody_answers(rung)

    dialplan.answer = durand_refuses
    rung = rung_by(dialplan.call("0972000001", MONDAY + timedelta(hours=12)))
    assert [one.agents for one in rung] == [("durand",), ("petit",), ("petit",)]


def test_ringing_stops_once_the_line_has_waited_long_enough(config: Config) -> None:
    company = a_company(max_wait=50)
    dialplan = Dialplan(fallback.render(company, config, MONDAY), SHIPPED)
    began = MONDAY + timedelta(hours=12)
    rung = rung_by(dialplan.call("0972000001", began))
    assert [one.agents for one in rung] == [("durand",), ("durand",), ("petit",)]  # 23 s each: the third is cut
    assert dialplan.now - began == timedelta(seconds=51) and dialplan.over == "message"


def test_agents_of_a_simultaneous_team_ring_together_less_those_who_refused(config: Config) -> None:
    company = a_company()
    team = replace(company.teams["depannage"], ring=Ring(RingStrategy.SIMULTANEOUS, 20, 2))
    plan = TeamPlan((("durand", "petit"),), "Europe/Paris")
    text = fallback.render(replace(company, teams={"depannage": replace(team, plan=plan)}), config, MONDAY)
    dialplan = Dialplan(text, SHIPPED)

    def petit_refuses(rung: Rung) -> tuple[float, str]:
        dialplan.variables["astreinte_no_petit"] = "true"
        return nobody_answers(rung)

    dialplan.answer = petit_refuses
    rung = rung_by(dialplan.call("0972000001", MONDAY))
    together = ("+33612345601", "+33612345602")
    assert [one.numbers for one in rung] == [together, ("+33172000001",), together[:1], ("+33172000001",)]


def test_an_agent_in_another_call_of_the_list_is_skipped_and_the_next_is_rung(config: Config) -> None:
    night = MONDAY + timedelta(hours=12)
    dialplan = Dialplan(fallback.render(a_company(), config, MONDAY), SHIPPED)
    dialplan.elsewhere = {"agent_durand"}
    assert [one.agents for one in rung_by(dialplan.call("0972000001", night))] == [("petit",), ("petit",)]
    dialplan.elsewhere = {"agent_petit"}
    assert {one.agents for one in rung_by(dialplan.call("0972000001", night))} == {("durand",)}
    dialplan.elsewhere = {"agent_durand", "agent_petit"}
    assert rung_by(dialplan.call("0972000001", night)) == [] and dialplan.over == "message"


def test_a_last_resort_that_is_an_agents_mobile_is_left_alone_while_they_are_in_another_call(config: Config) -> None:
    dialplan = Dialplan(fallback.render(a_company(last_resort="+33612345601"), config, MONDAY), SHIPPED)
    assert rung_by(dialplan.call("0972000001", MONDAY))[-1].agents == (fallback.LAST_RESORT,)
    dialplan.elsewhere = {"agent_durand"}
    assert {one.agents for one in rung_by(dialplan.call("0972000001", MONDAY))} == {("petit",)}


def test_of_agents_who_ring_together_those_in_another_call_are_left_alone(config: Config) -> None:
    company = a_company()
    team = replace(company.teams["depannage"], ring=Ring(RingStrategy.SIMULTANEOUS, 20, 1))
    plan = TeamPlan((("durand", "petit"),), "Europe/Paris")
    text = fallback.render(replace(company, teams={"depannage": replace(team, plan=plan)}), config, MONDAY)
    dialplan = Dialplan(text, SHIPPED)
    dialplan.elsewhere = {"agent_petit"}
    rung = rung_by(dialplan.call("0972000001", MONDAY))
    assert [one.numbers for one in rung] == [("+33612345601",), ("+33172000001",)]


def test_of_agents_who_ring_together_those_whom_the_caller_does_not_get_are_free_for_another(config: Config) -> None:
    company = a_company(last_resort="+33612345602")
    team = replace(company.teams["depannage"], ring=Ring(RingStrategy.SIMULTANEOUS, 20, 1))
    plan = TeamPlan((("durand", "petit"),), "Europe/Paris")
    text = fallback.render(replace(company, teams={"depannage": replace(team, plan=plan)}), config, MONDAY)
    together = Dialplan(text, SHIPPED, answer=lambda rung: (5.0, "SUCCESS"))
    together.call("0972000001", MONDAY)
    assert (together.over, together.held) == ("conversation", {"agent_durand"})
    alone = Dialplan(text, SHIPPED)
    alone.answer = lambda rung: (5.0, "SUCCESS" if fallback.LAST_RESORT in rung.agents else "USER_BUSY")
    alone.call("0972000001", MONDAY)
    assert (alone.over, alone.held) == ("conversation", {"agent_petit"}), "a last resort is held by its own ringing"


@pytest.mark.parametrize(
    ("rang", "disposition", "status", "causes", "next_one"),
    [
        (False, "NORMAL_TEMPORARY_FAILURE", "sip:503", ["NORMAL_TEMPORARY_FAILURE"], True),
        (True, "NORMAL_TEMPORARY_FAILURE", "sip:503", ["NORMAL_TEMPORARY_FAILURE"], False),
        (False, "INVALID_GATEWAY", "", [], True),
        (False, NOBODY.removeprefix("error/"), "", [], True),
        (False, NOBODY.removeprefix("error/"), "sip:486", ["USER_BUSY"], False),
        (False, "CALL_REJECTED", "sip:403", ["CALL_REJECTED"], True),
        (False, "CALL_REJECTED", "sip:603", ["CALL_REJECTED"], False),
        (False, "USER_BUSY", "sip:486", ["USER_BUSY"], False),
        (False, "NORMAL_TEMPORARY_FAILURE", "sip:503", ["NORMAL_TEMPORARY_FAILURE", "USER_BUSY"], False),
        (False, "NORMAL_TEMPORARY_FAILURE", "sip:503", ["NORMAL_TEMPORARY_FAILURE", "GATEWAY_DOWN"], True),
    ],
)
def test_the_next_trunk_is_for_what_failed_before_any_ringing(
    rang: bool, disposition: str, status: str, causes: list[str], next_one: bool
) -> None:
    listed = ("ARRAY::" if len(causes) > 1 else "") + "|:".join(f"5f9c-uuid;{cause}" for cause in causes)
    why = f"{'true' if rang else ''},{disposition},{status},{listed}"
    assert (re.search(TRUNK_FAILED, why) is not None) is next_one


def test_a_default_line_takes_what_no_other_line_claims(config: Config) -> None:
    company = a_company(default=True)
    other = replace(company.lines["urgence"], id="sav", numbers=("+33972000002",), default=False)
    text = fallback.render(replace(company, lines={"urgence": company.lines["urgence"], "sav": other}), config, MONDAY)
    names = [str(extension.get("name")) for extension in ET.XML(text).iter("extension")]
    assert names[:3] == ["line sav", "line urgence", "unknown number"]


@pytest.mark.parametrize("default", ["1", "2", "3", "4"])
def test_a_team_is_found_through_a_menu_whatever_silence_leads_to(config: Config, default: str) -> None:
    choices: dict[str, Action] = {"1": CallTeam("depannage"), "2": Say("Bonjour."), "3": OpenMenu("m")}
    choices["4"] = TakeMessage()
    company = a_company(OpenMenu("m"), {"m": Menu("m", "Tapez.", choices, default)})
    assert agents_at(fallback.render(company, config, MONDAY), MONDAY) == ["petit"] * 2


def test_a_period_with_a_message_rings_nobody(config: Config) -> None:
    text = fallback.render(a_company(TakeMessage(), last_resort="+33172000009"), config, MONDAY)
    assert rung_by(calls(text, MONDAY)) == []


def test_an_office_is_rung_with_no_key_then_the_team_on_call(config: Config) -> None:
    company = a_company()
    line = company.lines["urgence"]
    office = Behaviour(None, Forward(("+33172000000", "+33172000002")))
    hours = (WeeklyWindow(frozenset(range(5)), clock(9), clock(18)),)
    line = replace(line, opening_hours=hours, behaviours={**line.behaviours, Period.OPEN: office})
    text = fallback.render(replace(company, lines={"urgence": line}), config, MONDAY)
    office, *agents = rung_by(calls(text, MONDAY + timedelta(hours=2)))
    assert (office.numbers, office.confirmed, office.seconds) == (("+33172000000", "+33172000002"), False, 30)
    assert [(one.agents, one.confirmed) for one in agents] == [(("petit",), True)] * 2
    assert agents_at(text, MONDAY + timedelta(hours=10)) == ["durand", "durand", "petit"] * 2


def test_what_a_period_says_is_said_first_unless_the_controller_has(config: Config, tmp_path: Path) -> None:
    spoken = tmp_path / "spoken.wav"
    spoken.write_bytes(b"RIFF spoken")
    company = a_company(TakeMessage())
    line = company.lines["urgence"]
    closed = Behaviour("Nous sommes fermés.", TakeMessage())
    line = replace(line, behaviours={period: closed for period in Period})
    path = fallback.export(replace(company, lines={"urgence": line}), config, MONDAY, lambda sentence: spoken)
    (said,) = calls(path.read_text(), MONDAY)
    assert isinstance(said, Said) and Path(said.file).read_bytes() == b"RIFF spoken"
    again = Dialplan(path.read_text(), SHIPPED, greeted=True)
    assert again.call("0972000001", MONDAY) == [] and again.over == "message"
    fallback.export(company, config, MONDAY, lambda sentence: spoken)
    assert not Path(said.file).exists()


@pytest.mark.parametrize(("whole", "cut_by"), [(False, "*"), (True, "none")])
def test_an_announcement_to_be_heard_whole_is_cut_by_no_key_here_either(
    config: Config, tmp_path: Path, whole: bool, cut_by: str
) -> None:
    spoken = tmp_path / "spoken.wav"
    spoken.write_bytes(b"RIFF spoken")
    company = a_company(announcement_whole=whole)
    behaviours = {period: Behaviour("Mention légale.", CallTeam("depannage")) for period in Period}
    line = replace(company.lines["urgence"], behaviours=behaviours)
    path = fallback.export(replace(company, lines={"urgence": line}), config, MONDAY, lambda sentence: spoken)
    announced, apology = [one for one in calls(path.read_text(), MONDAY) if isinstance(one, Said)][:2]
    assert (announced.cut_by, apology.cut_by) == (cut_by, "*")
    again = Dialplan(path.read_text(), SHIPPED, greeted=True).call("0972000001", MONDAY)
    assert announced.file not in [one.file for one in again if isinstance(one, Said)]


def test_an_emergency_announcement_is_said_whole_after_the_greeting_until_it_is_over(
    config: Config, tmp_path: Path
) -> None:
    spoken = tmp_path / "spoken.wav"
    spoken.write_bytes(b"RIFF spoken")
    until = MONDAY + timedelta(hours=3, minutes=20)
    company = a_company(incident=Incident("Panne générale.", until))
    text = fallback.export(company, config, MONDAY, lambda sentence: spoken).read_text()

    def said(moment: datetime) -> list[Said]:
        return [one for one in calls(text, moment) if isinstance(one, Said)]

    incident, apology = said(MONDAY)[:2]
    assert (incident.cut_by, apology.cut_by) == ("none", "*")
    assert said(until - timedelta(seconds=1))[0].file == incident.file
    assert incident.file not in [one.file for one in said(until)]
    assert said(until)[0].file == apology.file
    endless = replace(company.lines["urgence"], incident=Incident("Panne générale."))
    text = fallback.export(replace(company, lines={"urgence": endless}), config, MONDAY, lambda one: spoken).read_text()
    assert said(MONDAY + timedelta(days=10))[0].file == incident.file


def test_the_whisper_names_the_line_as_soon_as_it_is_spoken(config: Config, tmp_path: Path) -> None:
    spoken = tmp_path / "spoken.wav"
    spoken.write_bytes(b"RIFF spoken")
    path = fallback.export(a_company(), config, MONDAY, lambda sentence: None)
    assert f"astreinte_whisper={path.parent}/whisper.wav," in path.read_text()
    names_it = fallback_whisper("Urgence")
    assert names_it.text.startswith("Astreinte, Urgence. Pour prendre l'appel, tapez 1 ; pour refuser, tapez 2.")
    fallback.export(a_company(), config, MONDAY, lambda sentence: spoken if sentence == names_it else None)
    (whisper,) = set(re.findall(r"astreinte_whisper=([^,]*),", path.read_text()))
    assert Path(whisper).read_bytes() == b"RIFF spoken"


def test_each_agent_hears_the_whisper_in_their_language_which_tells_the_caller_s_where_it_is_another(
    config: Config, tmp_path: Path
) -> None:
    company = a_company()
    agents = {key: replace(one, language="en" if key == "petit" else "fr") for key, one in company.agents.items()}

    def spoken(sentence: Sentence) -> Path:
        (tmp_path / "spoken.wav").write_text(sentence.text)
        return tmp_path / "spoken.wav"

    text = fallback.export(replace(company, agents=agents), config, MONDAY, spoken).read_text()
    heard = {
        agent: Path(whisper.replace("${astreinte_speaks}", "fr")).read_text()
        for agent, whisper in re.findall(r"\[astreinte_agent=(\w+),[^]]*astreinte_whisper=([^,\]]*)", text)
    }

    assert heard["petit"] == fallback_whisper("Urgence", "en", "fr").text
    assert {said for agent, said in heard.items() if agent != "petit"} == {fallback_whisper("Urgence").text}


def test_the_export_holds_its_sounds_and_keeps_the_last_good_ones(config: Config, tmp_path: Path) -> None:
    spoken = tmp_path / "spoken.wav"
    spoken.write_bytes(b"RIFF spoken")

    def one_of_four(sentence: Sentence) -> Path | None:
        return spoken if sentence.name == "fallback_apology" else None

    path = fallback.export(a_company(), config, MONDAY, one_of_four)
    ET.XML(path.read_text())
    fallback.export(a_company(), config, MONDAY, lambda sentence: None)
    assert (path.parent / "apology.wav").read_bytes() == b"RIFF spoken"
    assert (path.parent / "whisper.wav").read_bytes().startswith(b"RIFF")
    assert not list(path.parent.glob(".*")), "half-written files are left"


# --- call records ---------------------------------------------------------------------------------------------------


def a_record(folder: Path, uuid: str = "u1", **variables: str) -> Path:
    known = {
        "uuid": uuid,
        "astreinte_role": "caller",
        "astreinte_called": "%2B33972000001",
        "start_uepoch": "1795463048668718",
        "answer_uepoch": "1795463048678678",
        "bridge_uepoch": "0",
        "end_uepoch": "1795463052761676",
        "hangup_cause": "NORMAL_CLEARING",
    }
    path = folder / f"{uuid}.cdr.json"
    path.write_text(json.dumps({"variables": known | variables}))
    return path


def test_a_call_record_tells_the_call(tmp_path: Path) -> None:
    a_record(tmp_path, astreinte_fallback="1", astreinte_recording="u1-fallback.wav", record_ms="2500")
    (record,) = read_cdr_files(tmp_path)
    assert (record.uuid, record.called, record.caller, record.fallback) == ("u1", "+33972000001", None, True)
    assert (record.recording, record.recording_seconds) == ("u1-fallback", 2.5)
    assert record.ended - record.started == timedelta(microseconds=4092958) and record.started.tzinfo is UTC
    assert record.bridged is None and record.agent is None
    discard(record)
    discard(record)
    assert read_cdr_files(tmp_path) == []


@pytest.mark.parametrize("hours", [20, -480])
def test_a_record_of_a_switch_whose_clock_is_wrong_ends_when_it_was_written(tmp_path: Path, hours: float) -> None:
    """Twenty hours ahead, or twenty days late: the call lasted what it lasted, and ended on this machine's clock."""
    end = datetime(2026, 11, 23, 8, 0, 10, tzinfo=UTC)
    start = int((end - timedelta(seconds=10) + timedelta(hours=hours)).timestamp()) * 1_000_000
    path = a_record(tmp_path, start_uepoch=f"{start}", end_uepoch=f"{start + 10_000_000}", answer_uepoch=f"{start + 2}")
    os.utime(path, (end.timestamp(), end.timestamp()))
    (record,) = read_cdr_files(tmp_path)
    assert (record.ended, record.ended - record.started) == (end, timedelta(seconds=10))
    assert record.answered is not None and record.started < record.answered < record.ended


def test_a_length_that_is_no_number_costs_no_record(tmp_path: Path) -> None:
    a_record(tmp_path, astreinte_recording="u1-fallback.wav", record_ms="x")
    assert read_cdr_files(tmp_path)[0].recording_seconds == 0.0


def test_an_agent_rung_in_vain_is_not_the_one_joined(tmp_path: Path) -> None:
    a_record(tmp_path, astreinte_agent="durand")
    assert read_cdr_files(tmp_path)[0].agent is None
    a_record(tmp_path, astreinte_agent="durand", astreinte_phone="1", bridge_uepoch="1795463050000000")
    (record,) = read_cdr_files(tmp_path)
    assert (record.agent, record.phone) == ("durand", 1)


def test_records_of_agents_legs_are_deleted_unread(tmp_path: Path) -> None:
    path = a_record(tmp_path, astreinte_role="agent")
    assert read_cdr_files(tmp_path) == [] and not path.exists()


@pytest.mark.parametrize("content", ["", '{"variables": {"uuid": "u', "[]", '{"variables": []}', '{"variables": {}}'])
def test_a_torn_record_waits_an_hour_and_stops_no_other(tmp_path: Path, content: str) -> None:
    torn = tmp_path / "torn.cdr.json"
    torn.write_text(content)
    a_record(tmp_path)
    assert [record.uuid for record in read_cdr_files(tmp_path)] == ["u1"] and torn.exists()
    now = datetime.now(UTC)
    os.utime(torn, (now.timestamp() - 3700, now.timestamp() - 3700))
    read_cdr_files(tmp_path)
    assert torn.exists(), "its age is told by a clock that may be believed, or by none"
    read_cdr_files(tmp_path, lambda: despite_doubt(now))
    assert not torn.exists()


# --- keys -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arrivals",
    [
        "RI" * 5,
        "IR" * 5,
        "RRRRRIIIII",
        "IIIIIRRRRR",
        "IIRRIRIRIR",
        "R" * 5,
        "I" * 5,
    ],
)
def test_a_key_that_comes_two_ways_counts_once_in_any_order(arrivals: str) -> None:
    sources, keys = DtmfDeduplicator(), "44719"
    coming = {"R": iter(keys), "I": iter(keys)}
    assert "".join(key for source in arrivals if (key := next(coming[source])) and sources.is_new(source, key)) == keys
