"""Whatever passes the checks can be called: every call ends in a conversation, a message or a forward."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.calls.call_context import Outcome
from appliance.checks import check_company, has_error
from appliance.company.model import Company
from appliance.simulator.people import Caller
from appliance.simulator.scenario import BEHAVIOURS, offices_of
from appliance.simulator.simulation import simulate
from tests.examples import examples
from tests.unit import companies as drawn
from tests.unit.store import companies as wild

ENDS = {Outcome.CONNECTED, Outcome.MESSAGE, Outcome.FORWARDED}
BEHAVING = st.sampled_from([make() for make in BEHAVIOURS.values()])
ANSWERS = st.lists(st.text("0123456789*#", max_size=6), max_size=5).map(tuple)


def numbers_of(company: Company) -> list[str]:
    lines = list(company.lines.values())
    rung = [number for agent in company.agents.values() for number in agent.phones]
    rung += [number for line in lines for number in offices_of(company, line)]
    return list(dict.fromkeys([*rung, *(line.last_resort for line in lines if line.last_resort)]))


@settings(max_examples=examples(40))
@given(drawn.companies() | wild.companies(), drawn.instants, ANSWERS, st.data())
def test_every_call_to_a_company_that_passes_reaches_a_person_or_leaves_a_message(
    company: Company, moment, answers: tuple[str, ...], data
) -> None:
    if has_error(check_company(company, moment, 2)):
        return
    phones = {number: data.draw(BEHAVING) for number in numbers_of(company)}
    for line in company.lines.values():
        call = simulate(company, line, moment, Caller(answers, says=10.0), phones)
        assert call.outcome in ENDS
        assert call.seconds < 3 * 7200  # the cap of a conversation, and the waits before it


@settings(max_examples=examples(40))
@given(drawn.companies() | wild.companies(), drawn.instants)
def test_any_company_can_be_checked(company: Company, moment) -> None:
    for finding in check_company(company, moment, 3):
        assert finding.where and finding.sentence.endswith(".")
        assert all(start < end for start, end in finding.when)


def test_enough_drawn_companies_pass_for_the_first_property_to_mean_something() -> None:
    passed = []

    @settings(max_examples=examples(25), database=None, derandomize=True)
    @given(drawn.companies(), drawn.instants)
    def draw(company: Company, moment) -> None:
        passed.append(not has_error(check_company(company, moment, 2)))

    draw()
    assert sum(passed) >= 3
