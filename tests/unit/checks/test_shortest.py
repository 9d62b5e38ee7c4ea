"""How soon a line lets a human answer: the script itself, rehearsed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from appliance.calls.number_words import example
from appliance.checks.listened import listened_on
from appliance.checks.shortest import check_target, shortest_of
from appliance.company.model import Behaviour, CallTeam, Company, Forward, NumberRule, TakeMessage
from appliance.planning.hours import Period
from appliance.prompts.build import open_prompt_store
from appliance.prompts.catalogue import Sentence, told
from appliance.prompts.french.sentences import FIXED
from appliance.store.company_file import load_company_file
from tests.unit.calls.rehearsal import OFFICE, company

ROOT = Path(__file__).parents[3]
SAMPLE = load_company_file(ROOT / "appliance" / "sample" / "company.yml")
REACTION, KEY, DIAL, RING = 1.0, 0.4, 1.0, 1.0  # of the people of a rehearsal
SILENT = 2.0  # how long one who should speak is waited for


def one_second(sentence: Sentence) -> float:
    return 1.0


def doing(action: object, announcement: str | None = "Bonjour.") -> Company:
    return company(behaviours=dict.fromkeys(Period, Behaviour(announcement, action)))


def test_a_line_that_calls_its_team_at_once_takes_its_greeting_and_the_whisper() -> None:
    (found,) = shortest_of(doing(CallTeam("depannage", order_number=False)), one_second)
    assert found.listens == pytest.approx(1.0 + DIAL + RING + 1.0)
    assert found.keys == ""


def test_who_listens_hears_the_greeting_the_menu_the_question_the_read_back_and_the_agent_the_keys() -> None:
    (found,) = shortest_of(company(), one_second)
    heard = 5 * 1.0
    assert found.listens == pytest.approx(heard + 3 * REACTION + 4 * KEY + DIAL + RING, abs=0.01)
    assert found.keys == "2"


def test_who_knows_the_way_types_at_once() -> None:
    (found,) = shortest_of(doing(CallTeam("depannage", order_number=True)), one_second)
    assert found.knows_the_way < 1.0 + 5 * KEY + REACTION + DIAL + RING + 1.0


def test_an_office_is_a_human_and_a_message_is_none() -> None:
    (found,) = shortest_of(doing(Forward((OFFICE,))), one_second)
    assert found.listens == pytest.approx(2.0 + DIAL + RING)
    assert list(shortest_of(doing(TakeMessage()), one_second)) == []


@pytest.mark.parametrize("target", [5, 60])
def test_a_line_is_told_when_it_cannot_keep_its_target(target: int) -> None:
    settings = company(target_wait=target)
    codes = [one.code for one in check_target(list(shortest_of(settings, one_second)))]
    assert codes == (["slow_line"] if target == 5 else [])


@pytest.mark.parametrize("pattern", [r"\d{5}", r"4\d{3,6}", r"(12|345)", r"[0-4]\d?7", r"\d{1,12}", r"40?1"])
def test_an_example_of_a_rule_keeps_it(pattern: str) -> None:
    from appliance.calls.orders import accepts

    rule = NumberRule(True, pattern)
    assert accepts(rule, example(rule))


def test_the_company_of_the_demonstration_keeps_the_promise_of_the_trade(tmp_path: Path) -> None:
    """Under 30 s of script for who listens, under 10 s for who knows the way, by the voice itself.

    Where a line asks the caller's own words, that question and the silence of who says nothing come to it.
    """
    seconds_of = listened_on(open_prompt_store(tmp_path, "pico"))
    question = seconds_of(told(FIXED["words_ask"], "fr"))
    for found in shortest_of(SAMPLE, seconds_of):
        typing = 3 * REACTION + 4 * KEY if found.keys else 2 * REACTION + 3 * KEY
        asked = question + SILENT if found.line.caller_words else 0.0
        assert found.listens - typing - DIAL - RING - asked < 30.0, str(found)
        assert found.knows_the_way - DIAL - RING < 10.0, str(found)


def test_a_line_of_a_company_with_nobody_is_not_told_of() -> None:
    assert list(shortest_of(replace(company(), agents={}), one_second)) == []
