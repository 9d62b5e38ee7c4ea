"""A call rehearsed: what it tells is what the script did."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.calls.call_context import Outcome
from appliance.company.model import Company
from appliance.planning.team_plan import Absence
from appliance.prompts.pace import spoken_seconds
from appliance.simulator import people
from appliance.simulator.narration import retell
from appliance.simulator.people import Caller
from appliance.simulator.scenario import BEHAVIOURS, read_caller, read_cast
from appliance.simulator.simulation import Simulation, simulate
from tests.examples import examples
from tests.unit import companies as drawn
from tests.unit.calls import rehearsal as stage_of

COMPANY = stage_of.company(last_resort=stage_of.LAST_RESORT)


def play(keys: str, agents: str = "", company: Company = COMPANY, **how: float) -> Simulation:
    line = company.lines["urgence"]
    cast = read_cast(agents, company, line)
    caller = read_caller(keys, **how)
    return simulate(company, line, stage_of.SUNDAY_NIGHT, caller, cast.phones, "+33612345678")


def told(rehearsal: Simulation, *kinds: str) -> list[str]:
    return [each.text for each in retell(rehearsal) if each.kind in kinds]


def test_the_path_of_a_call_that_somebody_takes() -> None:
    call = play("2 40719 1", "durand:no-answer petit:accept")
    assert call.outcome is Outcome.CONNECTED
    assert (call.accepted_by, call.rung) == ("petit", ["durand", "petit"])
    assert told(call, "dialled", "ringing", "answered", "ended", "joined", "agent_key") == [
        "On appelle Claire Durand, 1ᵉʳ téléphone : équipe sans planning, toujours d'astreinte",
        "Sonne chez Claire Durand",
        "Claire Durand n'a pas répondu",
        "On appelle Claire Durand, 2e téléphone : équipe sans planning, toujours d'astreinte",
        "Sonne chez Claire Durand",
        "Claire Durand n'a pas répondu",
        "On appelle Hugo Petit : équipe sans planning, toujours d'astreinte",
        "Sonne chez Hugo Petit",
        "Hugo Petit décroche",
        "Hugo Petit tape 1",
        "Hugo Petit a accepté l'appel",
        "En relation avec Hugo Petit",
    ]
    assert told(call, "key", "order") == ["Tape 2", "Tape 40719", "Tape 1", "Numéro de commande retenu : 40719"]


def test_the_time_to_a_human_runs_from_the_pick_up_to_the_voices() -> None:
    call = play("1", "durand:accept-after-7")
    spoken = spoken_seconds("Bonjour, ici l'astreinte.") + spoken_seconds("Pour une urgence, tapez 1.")
    assert call.seconds_to_human == spoken + 1.0 + 1.0 + 7.0 + 2.0  # a reaction, a dialling, the ringing, a whisper


def test_the_path_is_in_order_and_ends_with_the_call() -> None:
    call = play("3")
    moments = [each.at for each in retell(call)]
    assert moments == sorted(moments)
    assert moments[-1] <= call.seconds
    assert call.seconds_to_human is None
    assert "Message enregistré (10,0 s)" in told(call, "message")


def test_who_leaves_a_message_hears_the_days_of_the_company() -> None:
    heard = " ".join(one.text for one in retell(play("3", company=replace(COMPANY, message_days=30))))
    assert "Il est conservé 30 jours au plus." in heard


def test_the_last_resort_and_the_office_are_told_without_a_number() -> None:
    last = play("1", "dernier-recours:accept")
    assert "On appelle le dernier recours : personne n'a pris l'appel" in told(last, "dialled")
    assert told(last, "joined") == ["En relation avec le dernier recours"]
    office = play("5", "bureau:busy")
    assert told(office, "dialled", "ended")[:2] == ["On appelle le bureau", "Le bureau était en ligne"]
    assert all("72000" not in each.text for call in (last, office) for each in retell(call))


def test_nobody_on_call_is_told_where_it_happens() -> None:
    away = tuple(Absence(agent, date(2026, 11, 1), date(2026, 12, 1)) for agent in COMPANY.agents)
    team = COMPANY.teams["depannage"]
    empty = replace(COMPANY, teams={"depannage": replace(team, plan=replace(team.plan, absences=away))})
    assert told(play("1", company=empty), "nobody") == ["PERSONNE n'est d'astreinte"]


def test_answers_to_which_no_question_came_are_left_over() -> None:
    assert play("1 8 9", "durand:accept").unused == ("8", "9")


def test_a_caller_who_leaves_is_told() -> None:
    call = play("1", hangs_up_at=12.0)
    assert call.outcome is Outcome.ABANDONED
    assert told(call, "hang_up") == ["Raccroche"]


def test_a_star_during_the_hunt_leads_to_the_message() -> None:
    call = play("1 2 *@20")
    assert call.outcome is Outcome.MESSAGE
    assert "Tape *" in told(call, "key")


@settings(max_examples=examples(40))
@given(
    drawn.companies(), drawn.instants, st.lists(st.sampled_from(["1", "2", "#", "-", "40719#"]), max_size=4), st.data()
)
def test_any_call_to_any_company_can_be_told(company: Company, moment, keys: list[str], data) -> None:
    line = next(iter(company.lines.values()))
    phones = {
        number: data.draw(st.sampled_from([make() for make in BEHAVIOURS.values()]))
        for agent in company.agents.values()
        for number in agent.phones
    }
    call = simulate(company, line, moment, read_caller(" ".join(keys)), phones)
    path = retell(call)
    assert path[0].kind == "answer"
    assert (call.seconds_to_human is None) == (call.outcome not in (Outcome.CONNECTED, Outcome.FORWARDED))
    numbers = {number[3:] for number in phones if number.startswith("+")}
    assert not any(number in each.text for number in numbers for each in path)


def test_a_rehearsal_takes_no_time() -> None:
    assert (
        simulate(
            COMPANY,
            COMPANY.lines["urgence"],
            stage_of.SUNDAY_NIGHT,
            Caller(("1",)),
            {stage_of.DURAND: people.accepts()},
        ).seconds
        > 60
    )


def test_keys_typed_in_one_go_are_told_together_and_others_apart() -> None:
    call = play("2 40719# 1", "durand:accept")
    keys = [each for each in retell(call) if each.kind == "key"]
    assert "".join(each.name for each in keys) == "240719#1"
    assert keys[0].text == "Tape 2"
    assert keys[-1].text == "Tape 1"
    assert keys[-1].at > keys[-2].at + 1


def test_a_caller_stopped_before_they_have_said_all_types_no_key_afterwards() -> None:
    line = replace(COMPANY.lines["urgence"], caller_words=True)
    call = play("2 40719 1", company=replace(COMPANY, lines={"urgence": line}))
    searching = next(each.at for each in retell(call) if each.name == "hunt")
    message = next(each.at for each in retell(call) if each.kind == "message")
    typed = [each.at for each in retell(call) if each.kind == "key" and each.name == "#"]
    assert len(typed) == 1  # of the message, in which ten seconds are said out
    assert searching < typed[0] <= message
