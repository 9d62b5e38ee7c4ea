"""The call that an agent is in, for a page of theirs that has lost it: theirs alone, and where it is."""

from __future__ import annotations

from typing import Any

from appliance.store.accounts.accounts import Role
from appliance.store.page_calls.under_way import tell_talk
from tests.web.answering.test_answering import open_world
from tests.web.site_world import World
from tests.web.visit import OURS, Visit

__all__ = ["open_world"]
PATH = "/moi/repondre/en-cours"


def told(visit: Visit) -> Any:
    return visit.client.get(PATH, headers=OURS).get_json()


def test_a_page_is_told_of_the_call_that_its_agent_is_in_and_of_no_other(open_world: World) -> None:
    martin = open_world.signed_in(Role.AGENT, "martin")
    assert told(martin) is None
    tell_talk(open_world.database, "1-theirs", "durand", "c", "nord")
    assert told(martin) is None
    tell_talk(open_world.database, "1-mine", "martin", "d", "nord")
    assert told(martin) == {"ticket": "1-mine", "call_id": "d"}


def test_of_a_call_that_another_box_has_it_says_so_and_gives_no_ticket(open_world: World) -> None:
    tell_talk(open_world.database, "1-mine", "martin", "d", "sud")
    said = told(open_world.signed_in(Role.AGENT, "martin"))
    assert said.keys() == {"sentence"} and "la boîte « sud »" in said["sentence"].replace("\xa0", " ")


def test_nobody_comes_back_who_is_no_agent_or_where_nobody_answers_in_a_page(open_world: World, world: World) -> None:
    manager, nobody = open_world.signed_in(Role.MANAGER), open_world.somebody()
    assert manager.client.get(PATH, headers=OURS).status_code == 404
    assert nobody.client.get(PATH, headers=OURS).status_code in (302, 303, 401)
