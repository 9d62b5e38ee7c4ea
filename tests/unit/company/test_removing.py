"""What is left of a company without an agent, or without a team, is a company that a file can say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from appliance.company.model import Company
from appliance.company.removing import without_agent, without_team
from appliance.planning.team_plan import Absence, Departure, Override, Swap, TeamPlan
from tests.as_file import edited
from tests.examples import examples
from tests.unit.calls.rehearsal import company
from tests.unit.companies import companies

START, END = datetime(2026, 12, 1, 9, tzinfo=UTC), datetime(2026, 12, 2, 9, tzinfo=UTC)


def with_plan(some: Company, plan: TeamPlan) -> Company:
    return replace(some, teams={key: replace(one, plan=plan) for key, one in some.teams.items()})


def without_codes(some: Company) -> Company:
    """A file keeps them hashed: to hash those of a drawn company takes long."""
    return replace(some, agents={key: replace(one, pin=None) for key, one in some.agents.items()})


@given(companies(), st.data())
@settings(max_examples=examples(40), deadline=None)
def test_a_company_without_an_agent_is_one_that_its_file_says(some: Company, data: st.DataObject) -> None:
    agent = data.draw(st.sampled_from(sorted(some.agents)))
    assume(not any(agent in one.agents for team in some.teams.values() for one in team.plan.rotations))
    try:
        after = without_agent(without_codes(some), agent)
    except ValueError:
        return
    assert agent not in after.agents
    assert edited(after, lambda sections: None) == after


def test_whoever_leaves_is_named_by_no_exception_and_the_others_stay() -> None:
    some = company()
    plan = TeamPlan(
        (("durand",), ("petit",)),
        "Europe/Paris",
        overrides=(Override(START, END, "durand", "petit"), Override(START, END, adds="durand")),
        absences=(Absence("petit", date(2026, 12, 1), date(2026, 12, 1)),),
        swaps=(Swap("durand", "petit", START, END),),
        departures=(Departure("petit", date(2026, 12, 31)),),
    )
    left = without_agent(with_plan(some, plan), "petit").teams["depannage"].plan
    assert left == TeamPlan((("durand",),), "Europe/Paris", overrides=(Override(START, END, adds="durand"),))


def test_whoever_leaves_is_told_of_no_line_and_responsible_for_nothing_any_more() -> None:
    some = company()
    lines = {key: replace(one, tell=("petit", "garde@example.fr")) for key, one in some.lines.items()}
    after = without_agent(replace(some, lines=lines, responsible=("petit", "chef@example.fr")), "petit")
    assert after.responsible == ("chef@example.fr",)
    assert {one.tell for one in after.lines.values()} == {("garde@example.fr",)}


def test_a_level_is_not_left_without_anybody_but_the_last() -> None:
    some = with_plan(company(), TeamPlan((("petit",), ("durand",)), "Europe/Paris"))
    with pytest.raises(ValueError, match="est la seule personne d'un niveau de l'équipe Dépannage"):
        without_agent(some, "petit")
    alone = replace(some, agents={"petit": some.agents["petit"]})
    with pytest.raises(ValueError, match="la seule personne de l'entreprise"):
        without_agent(alone, "petit")


def test_absences_stay_when_the_team_that_they_were_written_in_goes() -> None:
    some = company()
    away = TeamPlan((("petit",),), "Europe/Paris", absences=(Absence("petit", date(2026, 12, 1), date(2026, 12, 1)),))
    two = with_plan(replace(some, teams={**some.teams, "sav": replace(some.teams["depannage"], id="sav")}), away)
    assert without_team(two, "depannage").teams == {"sav": two.teams["sav"]}
    with pytest.raises(ValueError, match="la seule équipe"):
        without_team(some, "depannage")
