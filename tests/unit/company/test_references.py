"""Settings that name something that is not there are told, each by what it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings

from appliance.company.model import Agent, Behaviour, CallTeam, Company, OpenMenu
from appliance.company.references import broken
from appliance.planning.hours import Period
from appliance.planning.team_plan import Absence, Override, Swap
from tests.examples import examples
from tests.unit.companies import companies
from tests.unit.store.companies import LOCKSMITH

NOON = datetime(2026, 12, 24, 12, tzinfo=UTC)


def planned(**plan: object) -> Company:
    team = LOCKSMITH.teams["depannage"]
    return replace(LOCKSMITH, teams=LOCKSMITH.teams | {"depannage": replace(team, plan=replace(team.plan, **plan))})


def doing(action: CallTeam | OpenMenu) -> Company:
    line = LOCKSMITH.lines["urgence"]
    behaviours = {**line.behaviours, Period.CLOSURE: Behaviour(None, action)}
    return replace(LOCKSMITH, lines=LOCKSMITH.lines | {"urgence": replace(line, behaviours=behaviours)})


def twice_numbered() -> Company:
    line = LOCKSMITH.lines["urgence"]
    other = replace(line, id="autre", default=False)
    return replace(LOCKSMITH, lines={"urgence": line, "autre": other})


@settings(max_examples=examples(30))
@given(company=companies())
def test_settings_that_hold_together_say_nothing(company: Company) -> None:
    assert list(broken(company)) == []


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (lambda: planned(levels=(("x",),)), "l'équipe depannage nomme l'intervenant x, qui n'existe pas"),
        (lambda: planned(overrides=(Override(NOON, NOON, adds="x"),)), "l'équipe depannage nomme l'intervenant x"),
        (lambda: planned(absences=(Absence("x", date(2026, 1, 1), date(2026, 1, 2)),)), "nomme l'intervenant x"),
        (lambda: planned(swaps=(Swap("petit", "x", NOON, NOON),)), "nomme l'intervenant x"),
        (lambda: doing(CallTeam("x")), "la ligne urgence appelle l'équipe x, qui n'existe pas"),
        (lambda: doing(OpenMenu("x")), "la ligne urgence ouvre le menu x, qui n'existe pas"),
        (
            lambda: replace(LOCKSMITH, agents={**LOCKSMITH.agents, "twin": Agent("durand", "Jumeau", ())}),
            "deux entrées ont l'identifiant durand",
        ),
        (
            lambda: replace(LOCKSMITH, responsible=("x", "a@example.fr")),
            "l'intervenant x est responsable, et n'existe pas",
        ),
        (twice_numbered, "deux lignes ont le numéro +33972000001"),
    ],
)
def test_each_name_that_is_not_there_is_told(made: Callable[[], Company], told: str) -> None:
    said = list(broken(made()))
    assert any(told in one for one in said), said
