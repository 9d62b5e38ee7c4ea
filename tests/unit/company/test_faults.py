"""What settings may not say is told of the values, whoever wrote them; what stood already hinders nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from appliance.company.faults import faults, new_faults
from appliance.company.model import Behaviour, CallTeam, Company, Forward, Line, NumberRule, Repeat, TakeMessage
from appliance.company.parts import with_agent, with_line, with_menu, with_team
from appliance.planning.hours import DatedDays, Period
from tests.examples import examples
from tests.unit.companies import companies
from tests.unit.store.companies import LOCKSMITH

OURS = LOCKSMITH.lines["urgence"].numbers[0]


def lined(**facts: object) -> Company:
    return with_line(LOCKSMITH, replace(LOCKSMITH.lines["urgence"], **facts))


def doing(action: Forward | CallTeam) -> Company:
    line = LOCKSMITH.lines["urgence"]
    return with_line(LOCKSMITH, replace(line, behaviours={**line.behaviours, Period.CLOSURE: Behaviour(None, action)}))


def agreed(**facts: object) -> Company:
    return with_agent(LOCKSMITH, replace(LOCKSMITH.agents["durand"], **facts))


def teamed(levels: tuple[tuple[str, ...], ...], **ring: object) -> Company:
    team = LOCKSMITH.teams["depannage"]
    found = replace(team, plan=replace(team.plan, levels=levels), ring=replace(team.ring, **ring))
    return with_team(LOCKSMITH, found)


def menu(**facts: object) -> Company:
    return with_menu(LOCKSMITH, replace(next(iter(LOCKSMITH.menus.values())), **facts))


@settings(max_examples=examples(30))
@given(company=companies())
def test_what_the_reader_of_the_file_gives_has_no_fault(company: Company) -> None:
    assert list(faults(company)) == []


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (lambda: lined(max_wait=-3), "« -3 » n'est pas un nombre entier entre 1 et 1800."),
        (lambda: lined(escalate_times=21), "« 21 » n'est pas un nombre entier entre 0 et 20."),
        (lambda: lined(order_rule=NumberRule(True, "(a+)+")), "« (a+)+ » n'est pas une règle"),
        (lambda: lined(order_rule=NumberRule(True, tries=6)), "« 6 » n'est pas un nombre entier entre 1 et 5."),
        (lambda: lined(around_the_clock=True), "ses heures d'ouverture n'y servent jamais"),
        (lambda: replace(LOCKSMITH, responsible=("durand", "durand")), "« durand » est déjà prévenu"),
        (lambda: replace(LOCKSMITH, urgent_words=("fuite", "Fuites")), "« Fuites » est déjà là, écrit « fuite »"),
        (lambda: replace(LOCKSMITH, urgent_words=("le",)), "« le » est trop court"),
        (lambda: lined(tell=("durand", "durand")), "« durand » est déjà prévenu"),
        (lambda: lined(last_resort=OURS), "celui de la ligne « urgence » : l'appel tournerait en rond"),
        (lambda: lined(closures=(DatedDays(date(2027, 2, 2), date(2027, 2, 1), "x"),)), "finit avant de commencer"),
        (lambda: doing(Forward(("+33172000000",) * 2)), "il ne sonnerait qu'une fois"),
        (lambda: doing(Forward(tuple(f"+3317200{n:04}" for n in range(11)))), "10 numéros au plus"),
        (lambda: doing(CallTeam("depannage", NumberRule(True, ""))), "n'est pas une règle de numéro"),
        (lambda: agreed(phones=("+33612345601",) * 2), "a deux fois le téléphone"),
        (lambda: agreed(told_by=()), "n'est prévenu par aucun moyen"),
        (lambda: agreed(name=" "), "Un intervenant n'a pas de nom"),
        (lambda: lined(name=""), "Une ligne n'a pas de nom"),
        (lambda: replace(LOCKSMITH, name=""), "L'entreprise n'a pas de nom"),
        (lambda: teamed(()), "n'a aucun intervenant"),
        (lambda: teamed((("durand",), ("durand",))), "gardez un"),
        (lambda: teamed((("durand",),), seconds=500), "« 500 » n'est pas un nombre entier entre 1 et 120."),
        (lambda: menu(choices={}), "Un menu a au moins un choix."),
        (lambda: menu(choices={"1": TakeMessage()}, default="2"), "n'est pas l'un des choix du menu"),
        (lambda: menu(choices={"1": Repeat()}, default="1"), "redit le menu"),
    ],
)
def test_what_may_not_be_said_is_told_once(made: Callable[[], Company], told: str) -> None:
    said = new_faults(LOCKSMITH, made())
    assert len([one for one in said if told in one]) == 1, said


def test_a_fault_that_stood_already_hinders_no_other_change() -> None:
    before = lined(max_wait=4000)
    line: Line = replace(before.lines["urgence"], name="Urgences de nuit")
    assert new_faults(before, with_line(before, line)) == []
    assert new_faults(before, with_line(before, replace(line, max_wait=5000))) != []
