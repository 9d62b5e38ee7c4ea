"""Every text that a person or a program may send has a longest length, that of its kind; more is refused in words."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import msgspec
import pytest
import wtforms
from msgspec import inspect

import web
from appliance.calls.text_lengths import FILE, NAME, REASON, SEVERAL
from appliance.company.model import Company
from appliance.planning.team_plan import Absence
from appliance.store.accounts.accounts import Role
from appliance.store.settings.snapshot import load_company
from tests.as_file import edited
from tests.web.site_world import NOW, World
from tests.web.test_odd_values import addresses
from tests.web.visit import Visit, read
from web.api import OPERATIONS
from web.frame.bounds import ADDRESS
from web.text_fields import Bounded

OVER = SEVERAL + 1_000  # letters: more than any text that is typed may have
TYPED = ("text", "password", "tel", "email", "search", "datetime-local", "")


def forms() -> list[type[wtforms.Form]]:
    """Every form of the site."""
    for module in pkgutil.walk_packages(web.__path__, "web."):
        importlib.import_module(module.name)
    found: list[type[wtforms.Form]] = []
    waiting = [wtforms.Form]
    while waiting:
        kinds = waiting.pop().__subclasses__()
        found += [kind for kind in kinds if kind.__module__.startswith("web.")]
        waiting += kinds
    return found


def test_every_text_field_of_every_form_says_how_long_it_may_be() -> None:
    fields = [
        (f"{form.__module__}.{form.__name__}.{name}", field.field_class)
        for form in forms()
        for name, field in vars(form).items()
        if hasattr(field, "field_class")
    ]
    texts = [(name, kind) for name, kind in fields if issubclass(kind, wtforms.StringField)]
    assert len(texts) > 60
    assert [name for name, kind in texts if not issubclass(kind, Bounded)] == []


def unbounded(kind: inspect.Type, place: str) -> Iterator[str]:
    """The texts and the lists within a type of the API that may be of any length."""
    match kind:
        case inspect.StrType(max_length=None) | inspect.ListType(max_length=None):
            yield place
        case inspect.ListType(item_type=inner):
            yield from unbounded(inner, f"{place}[]")
        case inspect.StructType(fields=fields):
            for field in fields:
                yield from unbounded(field.type, f"{place}.{field.encode_name}")
        case inspect.UnionType(types=types):
            for one in types:
                yield from unbounded(one, place)
        case inspect.DictType(key_type=key, value_type=value, max_length=most):
            yield from [place] if most is None else []
            yield from unbounded(key, place)
            yield from unbounded(value, place)


def test_every_text_of_every_operation_says_how_long_it_may_be() -> None:
    asked = [(one.name, kind) for one in OPERATIONS for kind in (one.query, one.body) if kind is not None]
    assert len(asked) > 15
    assert [place for name, kind in asked for place in unbounded(inspect.type_info(kind), name)] == []


def test_the_walk_of_operations_finds_what_has_no_bound() -> None:
    class Loose(msgspec.Struct):
        a: str | None
        b: list[str]
        c: dict[str, str]

    assert list(unbounded(inspect.type_info(Loose), "x")) == ["x.a", "x.b", "x.c", "x.c", "x.c"]


@dataclass
class Found:
    """A form of a page; `typed`: the names of what a person types in it."""

    action: str
    fields: dict[str, str]
    typed: set[str]


class Typed(HTMLParser):
    """The forms of a page that are posted."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Found] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = facts.get("method", "get").lower() == "post"
            self.found += [Found(facts.get("action", ""), {}, set())] if self._open else []
        elif self._open and tag in ("input", "textarea") and facts.get("name"):
            if facts.get("type") not in ("checkbox", "radio", "file") and facts["name"] not in self.found[-1].fields:
                self.found[-1].fields[facts["name"]] = facts.get("value", "")
            if tag == "textarea" or (facts.get("type", "") in TYPED and facts.get("inputmode") != "numeric"):
                self.found[-1].typed.add(facts["name"])


def posted_forms(visit: Visit, path: str) -> list[Found]:
    page = visit.client.get(path)
    parser = Typed()
    if page.mimetype == "text/html":
        parser.feed(page.get_data(as_text=True))
    return [form for form in parser.found if "deconnexion" not in form.action]


@pytest.mark.parametrize("who", [None, Role.AGENT, Role.ADMINISTRATOR])
def test_no_form_of_any_page_takes_a_text_that_is_too_long(world: World, who: Role | None) -> None:
    """Each field of each form in its turn: refused; where somebody types it, with the name of the field."""
    world.account("lea", Role.READER)
    world.call("c1", NOW, message="m.wav")
    visit = world.signed_in(who, "martin" if who is Role.AGENT else None) if who else world.somebody()
    taken, silent, tried = [], [], 0
    for path in addresses(world, "GET"):
        for form in posted_forms(visit, path):
            for name in form.fields.keys() - {"csrf_token"}:
                long = "x" * (FILE + 1 if (path, name) == ("/reglages/importer", "text") else OVER)
                answer = visit.client.post(
                    form.action or path, data={**form.fields, name: long}, headers={"Accept": "text/html"}
                )
                tried += 1
                place = (form.action or path, name, answer.status_code)
                if not 400 <= answer.status_code < 500:
                    taken.append(place)
                elif name in form.typed and "caractères, et en a" not in read(answer.get_data(as_text=True)):
                    silent.append(place)
    assert tried >= (100 if who is Role.ADMINISTRATOR else 2)
    assert taken == []
    assert silent == []


def test_a_value_of_an_address_is_bounded_too(manager: Visit) -> None:
    assert manager.client.get("/appels", query_string={"apres": "x" * (ADDRESS + 1)}).status_code == 400
    assert manager.client.get("/appels", query_string={"commande": "x" * ADDRESS}).status_code < 500
    assert "tient en 50 caractères" in manager.go("/appels?commande=" + "1" * 60)


def test_the_longest_texts_of_the_pages_are_read_back_from_the_file_of_the_company(world: World) -> None:
    """Else a reason of an absence, typed on its page, would forbid every other change from the pages."""
    visit = world.signed_in(Role.MANAGER)
    visit.go("/planning/absence")
    day = "2027-03-01"
    visit.press("Enregistrer", agent="petit", first=day, last=day, reason="x" * REASON)
    company = load_company(world.database)
    assert isinstance(company, Company)
    assert reasons(company) == ["congés", "x" * REASON]
    assert reasons(edited(company, lambda sections: None)) == ["congés", "x" * REASON]


def reasons(company: Company) -> list[str]:
    absences: list[Any] = [one for team in company.teams.values() for one in team.plan.absences]
    return sorted({one.reason for one in absences if isinstance(one, Absence) and one.reason})


def test_a_name_is_as_long_on_every_page_and_in_the_file() -> None:
    names = {
        f"{form.__name__}.{name}": field.kwargs["longest"]
        for form in forms()
        for name, field in vars(form).items()
        if name == "name" and form.__name__ not in ("AccountForm", "TokenForm")
    }
    assert set(names.values()) == {NAME}
