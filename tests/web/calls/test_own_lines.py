"""The calls and messages of one's own lines are an agent's to see, and no others."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.calls.call_context import Outcome
from appliance.calls.leg import OfferOutcome
from appliance.company.model import Company, Team
from appliance.planning.team_plan import TeamPlan
from appliance.store.accounts.accounts import Role
from tests.unjudged import change_company
from tests.web.site_world import NOW, World
from tests.web.visit import words


def with_stranger(company: Company) -> Company:
    """Hugo Petit is of a team that no line calls."""
    plan = TeamPlan((("petit",),), company.timezone)
    levels = {
        key: replace(team, plan=replace(team.plan, levels=(("durand", "martin"),), shifts=(), rotations=()))
        for key, team in company.teams.items()
    }
    return replace(company, teams=levels | {"autres": Team("autres", "Autres", plan)})


def test_an_agent_sees_the_calls_and_messages_of_their_own_lines(world: World) -> None:
    change_company(world.database, with_stranger)
    world.call("here", NOW - timedelta(hours=2), message="here.wav")
    world.call("elsewhere", NOW - timedelta(hours=1), line=("autre", "Autre ligne"))
    julie = world.signed_in(Role.AGENT, agent="martin")
    page = julie.go("/moi/appels")
    assert "/appels/here" in page
    assert "/appels/elsewhere" not in page
    assert "Je m'en charge" not in julie.go("/appels/here")
    assert julie.status == 200
    assert "Les appels de ce numéro" not in julie.text
    with julie.client.get("/messages/here/here.wav/son") as sound:
        assert sound.status_code == 200
    julie.go("/messages/here/here.wav")
    assert julie.status == 200
    assert "Enregistrer" not in julie.text
    julie.go("/appels/elsewhere")
    assert julie.status == 404
    julie.go("/appels")
    assert julie.status == 403


def test_what_a_caller_said_before_the_hunt_is_heard_on_the_page_of_their_call_by_whoever_may_open_it(
    world: World,
) -> None:
    change_company(world.database, with_stranger)
    world.call("here", NOW - timedelta(hours=2), words="here-words.wav")
    world.call("quiet", NOW - timedelta(hours=2))
    julie, hugo = world.signed_in(Role.AGENT, agent="martin"), world.signed_in(Role.AGENT, agent="petit", name="hugo")
    address = "/appels/here/paroles/son"
    assert address in julie.go("/appels/here") and "/paroles/son" not in julie.go("/appels/quiet")
    for visit, name, status in ((julie, "here", 200), (hugo, "here", 404), (julie, "quiet", 404)):
        with visit.client.get(f"/appels/{name}/paroles/son") as sound:
            assert sound.status_code == status, (name, status)
    with julie.client.get(address) as sound:
        assert sound.headers["Cache-Control"] == "no-store" and sound.data.startswith(b"RIFF")


def test_a_conversation_recorded_is_heard_by_whoever_opens_the_page_of_the_call(world: World) -> None:
    change_company(world.database, with_stranger)
    world.call("here", NOW - timedelta(hours=2), talk="here-talk1.wav")
    world.call("quiet", NOW - timedelta(hours=2))
    julie, hugo = world.signed_in(Role.AGENT, agent="martin"), world.signed_in(Role.AGENT, agent="petit", name="hugo")
    address = "/appels/here/conversations/here-talk1.wav/son"
    page = julie.go("/appels/here")
    assert address in page and "Conversation enregistrée" in page and "1 min 05 s" in page
    assert "Conversation enregistrée" not in julie.go("/appels/quiet")
    with julie.client.get(address) as sound:
        assert sound.headers["Cache-Control"] == "no-store" and sound.data.startswith(b"RIFF")
    for visit, other in (
        (hugo, address),
        (julie, "/appels/quiet/conversations/here-talk1.wav/son"),
        (julie, "/appels/here/conversations/other.wav/son"),
    ):
        assert visit.client.get(other).status_code == 404, other


@pytest.mark.parametrize("last", ["shift", "company"])
def test_who_left_the_team_or_the_company_sees_none(world: World, last: str) -> None:
    """A shift that was over days ago, or a last day that is past: who has left is signed in no more."""
    over = NOW.date() - timedelta(days=9)

    def without_julie(company: Company) -> Company:
        after = with_stranger(company)
        team = after.teams["depannage"]
        if last == "company":
            julie = replace(after.agents["martin"], until=over)
            return replace(after, agents=after.agents | {"martin": julie})
        shift = replace(next(one for one in company.teams["depannage"].plan.shifts), agent="martin", last=over)
        plan = replace(team.plan, levels=(("durand",),), shifts=(shift,))
        return replace(after, teams=after.teams | {"depannage": replace(team, plan=plan)})

    julie = world.signed_in(Role.AGENT, agent="martin")
    change_company(world.database, without_julie)
    world.call("here", NOW - timedelta(hours=2), message="here.wav")
    for path in ("/appels/here", "/messages/here/here.wav", "/messages/here/here.wav/son"):
        assert julie.client.get(path).status_code == (404 if last == "shift" else 302), path


def test_an_agent_of_no_line_sees_none(world: World) -> None:
    change_company(world.database, with_stranger)
    world.call("here", NOW - timedelta(hours=2), message="here.wav")
    hugo = world.signed_in(Role.AGENT, agent="petit")
    assert "Aucune ligne n'appelle vos équipes" in hugo.go("/moi/appels")
    for path in ("/appels/here", "/messages/here/here.wav", "/messages/here/here.wav/son"):
        assert hugo.client.get(path).status_code == 404


def listed(page: str) -> str:
    """What the list of the page says."""
    return words(page.partition('<ul class="card taps calls">')[2].partition("</ul>")[0])


def test_who_has_each_call_is_said_and_the_line_only_to_who_has_several(world: World) -> None:
    unanswered = (("durand", OfferOutcome.NO_ANSWER),)
    world.call("hers", NOW - timedelta(hours=3))
    world.call("his", NOW - timedelta(hours=2), agents=(("petit", OfferOutcome.ACCEPTED),))
    world.call("lost", NOW - timedelta(hours=1), outcome=Outcome.FALLBACK, agents=unanswered)
    julie, manager = world.signed_in(Role.AGENT, agent="martin"), world.signed_in(Role.MANAGER)
    page = listed(julie.go("/moi/appels"))
    assert "Mis en relation pris par vous" in page
    assert "Mis en relation pris par Hugo Petit" in page
    assert "Appel perdu à rappeler : personne ne le suit" in page
    assert "Urgence serrurerie" not in page
    manager.go("/appels/lost")
    manager.press("Je m'en charge")
    assert "Appel perdu suivi par manager.x" in listed(julie.go("/moi/appels"))
    change_company(world.database, with_second_line)
    assert "Urgence serrurerie" in listed(julie.go("/moi/appels"))


def with_second_line(company: Company) -> Company:
    line = replace(company.lines["urgence"], id="autre", name="Autre ligne", numbers=("+33972000002",), default=False)
    return replace(company, lines={**company.lines, "autre": line})


def test_the_lost_ones_alone_are_a_press_away_and_older_ones_a_page_away(world: World) -> None:
    world.call("taken", NOW - timedelta(hours=3))
    world.call("lost", NOW - timedelta(hours=2), outcome=Outcome.ABANDONED, agents=())
    julie = world.signed_in(Role.AGENT, agent="martin")
    assert 'href="/moi/appels?issue=lost">Perdus<' in julie.go("/moi/appels")
    assert 'aria-current="true">Tous<' in julie.text
    page = julie.go("/moi/appels?issue=lost")
    assert "/appels/lost" in page and "/appels/taken" not in page
    assert "Aucun appelant n'est à rappeler." in julie.go("/moi/appels?issue=to_ring_back")
    assert "/appels/taken" in julie.go("/moi/appels?issue=anything")
    for number in range(31):
        world.call(f"more-{number}", NOW - timedelta(days=1, minutes=number))
    assert "Revenir aux plus récents" not in julie.go("/moi/appels")
    older = re.search(r'href="([^"]+)" rel="next"', julie.text)
    assert older is not None
    page = julie.go(older[1].replace("&amp;", "&"))
    assert "/appels/more-30" in page and "/appels/taken" not in page
    assert "Revenir aux plus récents" in page
