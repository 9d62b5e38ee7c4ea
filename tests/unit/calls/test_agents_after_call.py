"""What an agent did after a call, keyed in their menu, in virtual time: nothing is written before it is confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.calls.agents_after_call import LONGEST
from appliance.calls.agents_desk import Problem, TakenCall, Why, WorkTold

from .rehearsal import SUNDAY_NIGHT
from .test_agents_menu import Desk, Visit, visit

TAKEN = TakenCall(
    call="c1",
    at=SUNDAY_NIGHT - timedelta(hours=1),
    line="urgence",
    line_name="Urgence serrurerie",
    caller="+33678901234",
    order="407",
    customer="Hôtel Bellevue",
)
OTHER = replace(TAKEN, call="c2", caller=None, order=None, customer=None, line="sav", line_name="SAV")
ENTER = ("*", "9", "4821")


def heard(*keys: str, **desk: object) -> Visit:
    return visit(*ENTER, *keys, desk=Desk(**{"untold_calls": [TAKEN, OTHER], **desk}))  # type: ignore[arg-type]


def test_each_call_is_named_as_the_agent_may_hear_it_the_last_one_first() -> None:
    done = heard("4", "4")
    assert done.told == [
        "Appel 1 sur 2, reçu aujourd'hui à 2 heures 10, du 06, 78, 90, 12, 34, client Hôtel Bellevue, "
        "commande 4, 0, 7.",
        "Appel 2 sur 2, reçu aujourd'hui à 2 heures 10, numéro masqué. Ligne SAV.",
    ]
    assert "agents_after_over" in done.heard and done.desk.told == []


def test_what_is_keyed_is_heard_back_then_written_and_the_next_call_follows() -> None:
    done = heard("1", "45#", "90#", "1", "2", "#", "", "1")
    assert "Intervention close. Travail après l'appel : 45 minutes. Trajet : 1 heure 30. Tapez 1" in done.told[1]
    assert "Il faut y retourner. Travail après l'appel : aucun. Trajet : aucun." in done.told[3]
    assert done.desk.told == [("durand", "c1", WorkTold(True, 45, 90)), ("durand", "c2", WorkTold(False))]
    assert done.heard.count("agents_done") == 2


@pytest.mark.parametrize("answer", ["2", "", "9"])
def test_nothing_is_written_that_is_not_confirmed(answer: str) -> None:
    done = heard("1", "45#", "90#", answer, "*")
    assert done.desk.told == [] and "agents_unchanged" in done.heard


def test_times_alone_may_be_told_and_nothing_at_all_may_not() -> None:
    assert heard("3", "45#", "#", "1").desk.told == [("durand", "c1", WorkTold(None, 45, 0))]
    assert heard("3", "0#", "#", "1", "*").desk.told == []


def test_a_time_is_of_a_day_at_most_and_asked_again() -> None:
    done = heard("1", f"{LONGEST + 1}#", f"{LONGEST}#", "#", "1")
    assert done.heard.count("agents_after_wrong") == 1
    assert done.desk.told == [("durand", "c1", WorkTold(True, LONGEST, 0))]
    never = heard("1", "99999", "99999", "99999", "*")
    assert never.heard.count("agents_after_wrong") == 3 and "agents_unchanged" in never.heard
    assert never.desk.told == []


def test_star_gives_it_up_without_a_word_written() -> None:
    done = heard("1", "4*#", "*")
    assert done.desk.told == [] and "agents_after_travel" not in done.heard


def test_it_is_heard_again_by_5_and_silence_goes_back() -> None:
    done = heard("5", "", "")
    assert [one.split()[1] for one in done.told] == ["1", "1"] and done.heard.count("agents_after_keys") == 3


def test_nothing_is_told_without_the_code() -> None:
    done = visit("*", "9", "0000", "1111", "2222", desk=Desk(untold_calls=[TAKEN]))
    assert "agents_locked" in done.heard and done.told == []


def test_the_menu_says_so_to_whoever_has_a_call_to_tell_of() -> None:
    assert "agents_menu_after" in visit("*", desk=Desk(untold_calls=[TAKEN])).heard
    none = heard(untold_calls=[])
    assert "agents_menu_after" not in none.heard and "agents_after_none" in none.heard
    assert "agents_unknown" in heard(untold_calls=None).heard


def test_what_cannot_be_written_is_told_and_the_call_waits_still() -> None:
    done = heard("1", "#", "#", "1", "*", refuses=Problem(Why.REFUSED, "Ce n'est pas possible."))
    assert "Ce n'est pas possible." in done.told and "agents_done" not in done.heard


def test_hanging_up_while_it_is_heard_back_writes_nothing() -> None:
    for second in range(2, 60, 3):
        done = visit(*ENTER, "1", "45#", "#", desk=Desk(untold_calls=[TAKEN]), hangs_up_at=float(second))
        assert done.desk.told == []
