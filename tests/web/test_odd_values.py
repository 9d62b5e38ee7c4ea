"""Odd values posted to every form and asked of every page, as every role: a refusal, never an error of ours."""

from __future__ import annotations

import random
import re

import pytest

from appliance.store.accounts.accounts import Role
from tests.examples import examples
from tests.web.site_world import NOW, World
from tests.web.visit import Forms, Visit

ODD = (
    *("0001-01-01", "9999-12-31", "1999-12-31", "2100-01-01", "2026-02-30", "0001-01-01T00:00:00Z"),
    *(
        "",
        "x",
        "-1",
        "0",
        "1e9",
        "99999999999999999999",
        "1.5",
        "é",
        "<b>'",
        "../../etc/passwd",
        "%00",
        "null",
        "24:00",
    ),
)
OURS: tuple[dict[str, str], ...] = (
    {"endpoint": "x"},
    {"_method": "POST", "_anchor": "x", "values": "x", "self": "x"},
    {"_external": "1", "_scheme": "javascript"},
)
MANY = examples(1)  # odd values tried of each field; the others in their turn (ASTREINTE_EXAMPLES)
ROLES: dict[str, tuple[Role | None, str | None]] = {
    "a stranger": (None, None),
    "administrator": (Role.ADMINISTRATOR, None),
    "manager": (Role.MANAGER, None),
    "reader": (Role.READER, None),
    "agent": (Role.AGENT, "martin"),
}
FILLED = {"line": "urgence", "team": "depannage", "agent": "martin", "key": "x", "name": "lea", "code": "x"}


def addresses(world: World, method: str) -> list[str]:
    """Every address of the site, its variable parts filled with what exists."""
    found = set()
    for rule in world.app.url_map.iter_rules():
        if method in (rule.methods or ()) and not rule.rule.startswith(("/static", "/api")):
            found.add(re.sub(r"<(?:\w+:)?(\w+)>", lambda part: FILLED.get(part[1], "x"), rule.rule))
    return sorted(found)


def names_of(page: str) -> set[str]:
    """The fields of the forms of a page, and of the addresses that it links to."""
    parser = Forms()
    parser.feed(page)
    linked = {name for query in re.findall(r'href="[^"]*\?([^"#]*)"', page) for name in re.findall(r"(\w+)=", query)}
    return {name for form in parser.found for name in form.fields} | linked


@pytest.fixture
def peopled(world: World) -> World:
    world.account("lea", Role.READER)
    world.call("c1", NOW, message="m.wav")
    return world


def odd_values(*place: str) -> list[str]:
    """A few, other ones at each place, the same at each run."""
    return random.Random("/".join(place)).sample(ODD, min(MANY, len(ODD)))


def visitor(world: World, who: str) -> Visit:
    role, agent = ROLES[who]
    return world.signed_in(role, agent) if role else world.somebody()


@pytest.mark.parametrize("who", ROLES)
def test_no_odd_value_in_an_address_is_an_error(peopled: World, who: str) -> None:
    visit, failed = visitor(peopled, who), []
    for path in addresses(peopled, "GET"):
        page = visit.client.get(path)
        names = names_of(page.get_data(as_text=True)) if page.mimetype == "text/html" else set()
        asked = [(name, odd) for name in sorted(names) for odd in odd_values(path, name)]
        for name, odd in asked:
            if visit.client.get(path, query_string={name: odd}).status_code >= 500:
                failed.append((path, name, odd))
    assert failed == []


@pytest.mark.parametrize("who", ["manager", "agent", "a stranger"])
def test_what_the_address_of_a_page_is_made_by_is_text_like_the_rest(peopled: World, who: str) -> None:
    """The names that `url_for` keeps for itself, in the address of every page and of every form that is sent."""
    visit, failed = visitor(peopled, who), []
    visit.go("/compte" if ROLES[who][0] else "/connexion")
    form, _ = visit.form("Se déconnecter" if ROLES[who][0] else "Se connecter")
    token = {"csrf_token": form.fields["csrf_token"]}
    for path in addresses(peopled, "GET"):
        failed += [(path, one) for one in OURS if visit.client.get(path, query_string=one).status_code == 500]
    for path in (one for one in addresses(peopled, "POST") if "deconnexion" not in one):
        failed += [
            (path, one) for one in OURS if visit.client.post(path, query_string=one, data=token).status_code == 500
        ]
    assert failed == []


@pytest.mark.parametrize("who", ROLES)
def test_no_odd_value_in_a_form_is_an_error(peopled: World, who: str) -> None:
    """Each field of each form in its turn, the others as they stand on the page; then a form with nothing at all."""
    visit, failed = visitor(peopled, who), []
    for path in addresses(peopled, "GET"):
        page = visit.client.get(path)
        if page.mimetype != "text/html":
            continue
        parser = Forms()
        parser.feed(page.get_data(as_text=True))
        for form in (one for one in parser.found if one.method == "post" and "deconnexion" not in one.action):
            target, token = form.action or path, {"csrf_token": form.fields.get("csrf_token", "")}
            tried = [token, *({**form.fields, name: odd} for name in form.fields for odd in odd_values(target, name))]
            for typed in ({**one, **token} for one in tried):
                if visit.client.post(target, data=typed).status_code >= 500:
                    failed.append((target, typed))
    assert failed == []


@pytest.mark.parametrize("who", ROLES)
def test_an_empty_form_posted_anywhere_is_no_error(peopled: World, who: str) -> None:
    visit = visitor(peopled, who)
    visit.go("/compte" if ROLES[who][0] else "/connexion")
    form, _ = visit.form("Se déconnecter" if ROLES[who][0] else "Se connecter")
    token = {"csrf_token": form.fields["csrf_token"]}
    posted = [(path, visit.client.post(path, data=token).status_code) for path in addresses(peopled, "POST")]
    assert [one for one in posted if one[1] >= 500] == []
