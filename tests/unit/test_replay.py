"""`astreinte replay`, as typed: what the journal kept is told as the rehearsal of the same call tells it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from appliance import cli
from appliance.calls.call_context import CallContext
from appliance.calls.flow import handle_call
from appliance.calls.leg import CallerId
from appliance.calls.ring_order import known
from appliance.company.model import Company
from appliance.planning.team_plan import Absence
from appliance.simulator.leg import SimulatedLeg
from appliance.simulator.narration import retell
from appliance.simulator.scenario import read_caller, read_cast
from appliance.simulator.scripted import ScriptedStage
from appliance.simulator.simulation import OwnClaims, Simulation, seconds_of, simulate
from appliance.store.database import close_database, open_database
from appliance.store.journal.applying import apply
from appliance.store.journal.call_journal import CallJournal
from appliance.store.settings.snapshot import save_company
from tests.unit.calls import rehearsal as stage_of
from tests.unit.calls import test_relief as relief

COMPANY = stage_of.company()
BOTH = {"dialled", "ringing", "answered", "ended", "joined"}  # told alike by the journal and by the rehearsal


def lived(
    state: Path,
    keys: str,
    agents: str = "",
    number: str | None = "+33612345678",
    company: Company = COMPANY,
    began: datetime = stage_of.SUNDAY_NIGHT,
) -> Simulation:
    """Play a call that writes to the journal of `state`; and simulate the same one."""
    line = company.lines["urgence"]
    caller, phones = read_caller(keys), read_cast(agents, company, line).phones
    stage = ScriptedStage(caller, phones, seconds_of=seconds_of)
    records: list[dict] = []
    journal = CallJournal("c1", records.append, lambda: began + timedelta(seconds=stage.now()), stage.now)
    facts = {"called": stage_of.DID, "box": "", "clock_offset": 0.0, "line_id": "urgence", "line_name": line.name}
    journal.open(caller=number, started_at=began.isoformat(), **facts)
    visit = CallContext(company, line, began, journal, OwnClaims(), stage.now, known({}), stage.now())
    handle_call(SimulatedLeg("c1", CallerId(number), stage_of.DID, stage), visit)
    database = open_database(f"sqlite:///{state / 'astreinte.db'}")
    save_company(database, company)
    apply(database, records)
    close_database(database)
    return simulate(company, line, began, caller, phones, number)


def typed(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = cli.run(["replay", *map(str, words)])
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.mark.parametrize(
    ("keys", "agents"),
    [
        ("2 40719 1", "durand:voicemail,accept"),
        ("1", "durand:busy petit:refuse martin:accept"),
        ("1", ""),
        ("3", ""),
        ("5", "bureau:accept"),
        ("", "durand:accept"),
    ],
)
def test_a_call_replays_as_it_was_rehearsed(capsys, tmp_path: Path, keys: str, agents: str) -> None:
    rehearsed: Simulation = lived(tmp_path, keys, agents)
    facts = json.loads(typed(capsys, "c1", "--state", tmp_path, "--json")[1])
    assert facts["outcome"] == rehearsed.outcome
    assert facts["accepted_by"] == rehearsed.accepted_by
    assert facts["seconds_to_human"] == pytest.approx(rehearsed.seconds_to_human, abs=0.01)

    def people(path: list[tuple[float, str, str]]) -> set[tuple[float, str]]:
        """When, and what: the reasons and the office are told elsewhere in the journal."""
        return {(at, text.partition(" : ")[0]) for at, kind, text in path if kind in BOTH and "bureau" not in text}

    replayed = [(round(each["at"], 1), each["kind"], each["text"]) for each in facts["path"]]
    assert people(replayed) == people([(round(each.at, 1), each.kind, each.text) for each in retell(rehearsed)])


def test_a_call_is_told_with_its_line_period_steps_agents_and_end(capsys, tmp_path: Path) -> None:
    lived(tmp_path, "2 40719 1", "durand:no-answer petit:accept")
    code, out, _ = typed(capsys, "c1", "--state", tmp_path)
    assert code == 0
    lines = out.splitlines()
    assert lines[:3] == [
        "Urgence serrurerie, dimanche 29 novembre 2026 à 3 h 10 (Europe/Paris), appel c1",
        "Période : astreinte",
        "Appelant : 06 12 34 56 78",
    ]
    told = [line[12:] for line in lines[4:]]
    wanted = [
        "Annonce d'accueil",
        "Menu « urgence »",
        "Tape 2",
        "Numéro de commande",
        "Recherche d'un intervenant, équipe Dépannage",
        "D'astreinte : Claire Durand, équipe sans planning, toujours d'astreinte",
        "On appelle Claire Durand, 1ᵉʳ téléphone",
        "Claire Durand n'a pas répondu",
        "On appelle Hugo Petit",
        "Hugo Petit a accepté l'appel",
        "En relation avec Hugo Petit",
        "Fin de l'appel",
    ]
    places = [next(place for place, text in enumerate(told) if text.startswith(each)) for each in wanted]
    assert places == sorted(places)
    assert "Issue : mis en relation avec Hugo Petit" in lines
    assert "Numéro de commande : 40719" in lines
    assert any(line.startswith("Un humain au bout de 1 min") for line in lines)


def test_a_call_that_lasts_through_a_hand_over_says_who_is_on_duty_and_why(capsys, tmp_path: Path) -> None:
    handing_over = relief.handing_over(*relief.NIGHT_THEN_DAY)
    rehearsed = lived(tmp_path, "", "petit:accept", company=handing_over, began=relief.BEFORE_EIGHT)
    told = [each.text for each in retell(rehearsed)]
    assert "On appelle Claire Durand : créneau tous les jours, de 18 h à 8 h" in told
    assert "On appelle Hugo Petit : créneau tous les jours, de 8 h à 18 h" in told
    assert "N'est plus d'astreinte : Claire Durand" in told
    _, out, _ = typed(capsys, "--state", tmp_path)
    wanted = ["D'astreinte : Claire Durand, créneau tous les jours, de 18 h à 8 h", "On appelle Claire Durand"]
    wanted += [
        "D'astreinte : Hugo Petit, créneau tous les jours, de 8 h à 18 h",
        "N'est plus d'astreinte : Claire Durand",
    ]
    wanted += ["On appelle Hugo Petit", "Issue : mis en relation avec Hugo Petit"]
    places = [out.index(each) for each in wanted]
    assert places == sorted(places), out


def test_no_number_of_an_agent_is_told(capsys, tmp_path: Path) -> None:
    lived(tmp_path, "1", "durand:accept", number=None)
    for words in ([], ["--json"]):
        _, out, _ = typed(capsys, "c1", "--state", tmp_path, *words)
        assert "6123456" not in out.replace(" ", "")


def test_nobody_on_call_is_told_in_the_replay_too(capsys, tmp_path: Path) -> None:
    away = tuple(Absence(agent, date(2026, 11, 1), date(2026, 12, 1)) for agent in COMPANY.agents)
    team = COMPANY.teams["depannage"]
    empty = replace(COMPANY, teams={"depannage": replace(team, plan=replace(team.plan, absences=away))})
    lived(tmp_path, "1", company=empty)
    assert "PERSONNE n'est d'astreinte" in typed(capsys, "--state", tmp_path)[1]


def test_without_an_identifier_the_last_call_is_told(capsys, tmp_path: Path) -> None:
    lived(tmp_path, "3")
    assert "appel c1" in typed(capsys, "--state", tmp_path)[1]


def test_a_call_whose_agents_have_left_is_told_by_their_identifiers(capsys, tmp_path: Path) -> None:
    lived(tmp_path, "1", "durand:accept")
    database = open_database(f"sqlite:///{tmp_path / 'astreinte.db'}")
    save_company(database, replace(COMPANY, agents={}, teams={}, lines={}, menus={}))
    close_database(database)
    code, out, _ = typed(capsys, "c1", "--state", tmp_path)
    assert code == 0
    assert "Issue : mis en relation avec durand" in out


def test_a_call_that_is_not_there_gets_one_sentence(capsys, tmp_path: Path) -> None:
    lived(tmp_path, "3")
    code, out, err = typed(capsys, "c2", "--state", tmp_path)
    assert (code, out) == (1, "")
    assert err == "L'appel « c2 » n'est pas dans le journal ; « astreinte calls --json » donne les identifiants.\n"
