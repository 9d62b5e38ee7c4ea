"""What `check` says of forced periods, hunt groups, days off and internal codes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from appliance.checks import check_company
from appliance.company.model import Audience, Behaviour, CallTeam, Company, Forward, Line, NumberRule, TakeMessage
from appliance.planning.hours import ForcedPeriod, Period
from tests.unit.calls.rehearsal import DID, OFFICE, company

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


def told(settings: Company) -> list[tuple[str, str]]:
    """The code of each finding, and all of it as a person reads it."""
    return [(found.code, str(found)) for found in check_company(settings, NOW)]


def forced(*spans: tuple[Period, int, int]) -> Company:
    """A company whose line has these periods forced: from and to, in hours from now."""
    return company(
        forced=tuple(ForcedPeriod(period, NOW + first * HOUR, NOW + last * HOUR) for period, first, last in spans)
    )


def test_two_periods_forced_at_the_same_moments_are_told_with_the_one_that_counts() -> None:
    ((code, sentence),) = [
        one for one in told(forced((Period.CLOSURE, 0, 5), (Period.OPEN, 4, 8))) if "forced" in one[0]
    ]
    assert code == "forced_overlap"
    assert sentence.startswith("Ligne Urgence serrurerie : deux périodes sont forcées mar. 24/11 de 15 h à 16 h")
    assert "fermeture et heures ouvrées ; la dernière écrite, heures ouvrées, l'emporte" in sentence


@pytest.mark.parametrize(
    "spans",
    [
        [(Period.CLOSURE, 0, 4), (Period.OPEN, 4, 8)],
        [(Period.CLOSURE, 0, 4), (Period.CLOSURE, 2, 8)],
        [(Period.CLOSURE, -9, -1), (Period.OPEN, -5, -2)],
    ],
    ids=["one after the other", "the same period", "in the past"],
)
def test_forced_periods_that_do_not_contradict_each_other_are_nothing_to_say(spans) -> None:
    assert "forced_overlap" not in dict(told(forced(*spans)))


@pytest.mark.parametrize(("number", "code"), [(DID, "number_is_a_did"), ("+3312", "number_not_dialable")])
def test_every_telephone_of_a_hunt_group_is_looked_at(number: str, code: str) -> None:
    group = Behaviour(None, Forward((OFFICE, number)))
    found = [sentence for each, sentence in told(company(behaviours=dict.fromkeys(Period, group))) if each == code]
    assert found[0].startswith("Ligne Urgence serrurerie, transfert (open)")
    assert len(found) == len(Period)


def test_a_gap_behind_a_forced_period_is_a_gap() -> None:
    settings = company(behaviours=dict.fromkeys(Period, Behaviour(None, TakeMessage())))
    line: Line = settings.lines["urgence"]
    calling = {**line.behaviours, Period.CLOSURE: Behaviour(None, CallTeam("depannage"))}
    plan = replace(settings.teams["depannage"].plan, absences=())
    nobody = replace(settings.teams["depannage"], plan=replace(plan, levels=((),)))
    only_forced = replace(line, behaviours=calling, forced=(ForcedPeriod(Period.CLOSURE, NOW, NOW + HOUR),))
    settings = replace(settings, lines={line.id: only_forced}, teams={"depannage": nobody})
    (found,) = [one for one in check_company(settings, NOW) if one.code == "team_empty"]
    assert found.severity == "error"


def test_the_longest_number_that_a_choice_asks_for_counts_in_the_whisper() -> None:
    long = CallTeam("depannage", NumberRule(True, r"\d{20}"))
    assert "whisper_long" in dict(told(company(behaviours=dict.fromkeys(Period, Behaviour(None, long)), name="x" * 80)))


def test_an_internal_code_counts_in_the_whisper_and_an_order_rule_does_not_on_a_staff_line() -> None:
    def of(**rules: NumberRule) -> Company:
        calling = dict.fromkeys(Period, Behaviour(None, CallTeam("depannage")))
        base = {"order_rule": NumberRule()} | rules
        return company(behaviours=calling, audience=Audience.STAFF, name="x" * 80, **base)

    assert "whisper_long" in dict(told(of(internal_code=NumberRule(True, r"\d{20}"))))
    assert "whisper_long" not in dict(told(of(order_rule=NumberRule(True, r"\d{20}"))))
