"""The whole site behind the demonstration: a click in the place of the password, which no other site can be given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from appliance.company.swapping import with_swap
from appliance.demo import Demo, show_on
from appliance.demo.shown import ShownPost
from appliance.planning.team_plan import Swap
from appliance.store.accounts.accounts import Role
from appliance.store.phone_tests.phone_tests import last_phone_tests
from tests.unjudged import change_company
from tests.web.demo.test_demo_calls import DURAND, hunting
from tests.web.site_world import World
from tests.web.spectator import Spectator
from tests.web.visit import Forms, read
from web.demo.entering import pages as entering_pages
from web.demo.page import pages as demo_pages

FIRST_PAGE = {
    Role.MANAGER: "Tableau de bord",
    Role.ADMINISTRATOR: "Comptes",
    Role.READER: "Statistiques",
    Role.AGENT: "Mes astreintes",
}


@pytest.mark.parametrize("role", list(Role))
def test_one_click_signs_in_as_any_role(client: FlaskClient, role: Role) -> None:
    assert client.get("/").status_code == 302
    page = read(client.post(f"/demo/entrer/{role.value}", follow_redirects=True).get_data(as_text=True))
    assert FIRST_PAGE[role] in page
    assert "Se déconnecter" in page


def test_who_came_for_a_page_is_led_to_it(client: FlaskClient) -> None:
    answer = client.post("/demo/entrer/manager", data={"suite": "/messages"})
    assert answer.headers["Location"] == "/messages"
    elsewhere = client.post("/demo/entrer/manager", data={"suite": "//evil.example"})
    assert elsewhere.headers["Location"] == "/"


def test_every_page_says_that_all_of_it_is_invented(client: FlaskClient) -> None:
    client.post("/demo/entrer/manager")
    for path in ("/", "/appels", "/planning", "/demo/", "/cette-page-n-existe-pas"):
        page = read(client.get(path, headers={"Accept": "text/html"}).get_data(as_text=True))
        assert "tout est inventé" in page, path


def test_its_cookies_are_not_those_of_a_site_on_the_same_machine(client: FlaskClient, world: World) -> None:
    client.post("/demo/entrer/manager")
    names = {cookie.key for cookie in client._cookies.values()}
    assert names == {"astreinte-demo", "astreinte-demo-browser"}
    assert world.app.config["SESSION_COOKIE_NAME"] == "astreinte"


@pytest.mark.parametrize(("role", "path"), [("manager", "/intervenants/durand/telephones"), ("agent", "/moi/essai")])
def test_a_telephone_tried_there_rings_nobody_and_says_so(
    client: FlaskClient, demo: Demo, role: str, path: str
) -> None:
    page = client.post(f"/demo/entrer/{role}", data={"suite": path}, follow_redirects=True)
    form = Forms()
    form.feed(page.get_data(as_text=True))
    one = next(one for one in form.found if one.fields.get("phone"))
    told = client.post(path, data=one.fields, follow_redirects=True)
    assert "C'est la démonstration : rien ne sonne." in read(told.get_data(as_text=True))
    assert last_phone_tests(demo.database, "durand") == {}


def test_an_unknown_role_is_not_found(client: FlaskClient) -> None:
    assert client.post("/demo/entrer/root").status_code == 404


def test_another_page_cannot_sign_anybody_in(client: FlaskClient) -> None:
    answer = client.post("/demo/entrer/manager", headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/demo/entrer/administrator", "/demo/calls", "/demo/"])
def test_a_real_site_has_none_of_it(world: World, path: str) -> None:
    visit = world.somebody()
    assert visit.client.post(path, headers={"Origin": "http://localhost"}).status_code == 404
    assert "démonstration" not in visit.client.get("/connexion").get_data(as_text=True).lower()


@pytest.mark.parametrize("pages", [entering_pages, demo_pages])
def test_a_real_site_cannot_be_given_it(world: World, pages: object) -> None:
    with pytest.raises(RuntimeError):
        world.app.register_blueprint(pages)  # type: ignore[arg-type]


@pytest.mark.parametrize("moment", ["2026-11-29T03:10", "2031-01-05T03:10", "2026-02-01T03:10"])
def test_a_call_that_is_lived_is_in_the_journal_whatever_its_date(
    demo: Demo, spectator: Spectator, client: FlaskClient, moment: str
) -> None:
    call = spectator.dials(moment=moment)
    spectator.does(call, "hang_up")
    spectator.until("over", call=call)
    assert demo.writer.wait_until_written(5)
    client.post("/demo/entrer/reader")
    assert call in client.get("/appels").get_data(as_text=True)
    assert "06 98 76 54 32" in read(client.get(f"/appels/{call}").get_data(as_text=True))


def test_who_is_on_call_at_that_moment_is_told_on_the_page(demo: Demo, spectator: Spectator) -> None:
    post = ShownPost(demo.database, "demo", "http://127.0.0.1:8600", show_on(demo.demo_session))
    call = hunting(spectator)
    spectator.until("phone_rings", phone=DURAND)
    spectator.presses(call, "*")
    spectator.until("caller_may_speak", call=call)
    spectator.does(call, "example")
    spectator.until("recording_ends", call=call)
    spectator.answers_when_asked(call, "2")
    spectator.until("over", call=call)
    assert demo.writer.wait_until_written(5)
    post.deliver(datetime.now(UTC))
    told = spectator.until("told")
    assert (told.facts["channel"], told.facts["address"]) == ("mail", "claire.durand@example.fr")
    assert "http://127.0.0.1:8600/astreinte/charge/" in told.facts["words"]
    assert "40719" in told.facts["words"]


def test_a_swap_asked_for_is_told_on_the_page_to_the_colleague(demo: Demo) -> None:
    told: list[tuple[str, str]] = []
    post = ShownPost(demo.database, "demo", None, lambda channel, address, words: told.append((address, words)))
    start = datetime.now(UTC) + timedelta(days=3)
    swap = Swap("durand", "petit", start, start + timedelta(hours=9), agreed=frozenset({"durand"}))
    change_company(demo.database, lambda now: with_swap(now, "depannage", swap))
    post.deliver(datetime.now(UTC))
    ((_, words),) = told
    assert words.startswith("Claire Durand vous propose un échange d'astreinte")
