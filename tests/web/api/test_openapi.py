"""The API against its own OpenAPI file, by Schemathesis: the real application, a real database, hostile requests.

Never a 500, never an answer that the file does not describe, never a word without a token. ASTREINTE_EXAMPLES=10 tries
ten times as many.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import datetimes
from limits import parse
from schemathesis.checks import positive_data_acceptance
from schemathesis.generation import GenerationMode

from appliance.calls.call_context import Outcome
from appliance.notify.publishing import Publisher, publish
from appliance.planning.digests import digest
from appliance.store.accounts.tokens import Scope, open_token
from appliance.store.database import close_database, open_database
from appliance.store.settings.snapshot import load_company
from tests.examples import examples
from tests.web.site_world import NOW, World
from tests.web.tones import speaking_in_tones
from web import create_app
from web.api import OPERATIONS as TOLD
from web.api import Allowance
from web.api.openapi import ARGUMENT

WITHOUT_END = parse("1000000 per second")
FEW = settings(max_examples=examples(3), suppress_health_check=list(HealthCheck), database=None)
UNSAYABLE = [positive_data_acceptance]  # « to follows from », « this agent exists »: no schema says it
OPERATIONS = [(ARGUMENT.sub(r"{\1}", one.path), one.method) for one in TOLD]
each_operation = pytest.mark.parametrize(("path", "method"), OPERATIONS)

CENTURY = datetime(2000, 1, 1), datetime(2099, 12, 31)  # else a hundred are drawn for one that the file allows
schemathesis.openapi.format("date", datetimes(*CENTURY).map(lambda moment: moment.date().isoformat()))
schemathesis.openapi.format("date-time", datetimes(*CENTURY).map(lambda moment: f"{moment:%Y-%m-%dT%H:%M}:00+01:00"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, saved: Path) -> Iterator[World]:
    """A company, a publication, and a call with a message."""
    folder = tmp_path_factory.mktemp("api")
    shutil.copy(saved, folder / "api.db")
    database = open_database(f"sqlite:///{folder / 'api.db'}")
    world, company = World(folder, database), load_company(database)
    assert company is not None
    world.call("m", NOW, outcome=Outcome.MESSAGE, agents=(), message="m.wav")
    allowance = Allowance(WITHOUT_END, WITHOUT_END, WITHOUT_END)
    world.app = create_app(world.config, database, lambda: world.moment, allowance)
    line, days = company.lines["urgence"], (date(2026, 12, 1), date(2026, 12, 7))
    publish(database, company, line, *days, Publisher("x", NOW), None)
    with pytest.MonkeyPatch.context() as patched:
        speaking_in_tones(patched)
        yield world
    close_database(database)


@pytest.fixture(scope="module")
def described(site: World) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", site.app)


@pytest.fixture(scope="module")
def known(site: World) -> dict[str, str]:
    """What is there, by the names of the arguments and of the fields."""
    company = load_company(site.database)
    assert company is not None
    plan = company.teams["depannage"].plan
    agents = {"agent": "durand", "removes": "durand", "adds": "petit"}
    exceptions = {"override": digest(plan.overrides[0]), "absence": digest(plan.absences[0])}
    exceptions["shift"] = digest(plan.shifts[0])
    names = {"team": "depannage", "line": "urgence", "call": "m", "file": "m.wav"}
    return {**names, "announcement": "menus:urgence", "number": "1", **agents, **exceptions}


@pytest.fixture(scope="module")
def every_right(site: World) -> dict[str, str]:
    secret = open_token(site.database, "x", Scope.WRITE, numbers=True, last_day=None, by="x", now=NOW)
    return {"Authorization": f"Bearer {secret}"}


def aimed(case: Any, known: dict[str, str]) -> None:
    """The same request about things that are there: else nearly all would end at a 404."""
    for facts in (case.path_parameters, case.query, case.body):
        if isinstance(facts, dict):
            facts.update({name: known[name] for name in facts if name in known})
    if "If-Match" in case.headers:
        case.headers["If-Match"] = "*"


@each_operation
def test_a_request_that_the_file_allows_is_answered_as_it_says(
    described: Any, every_right: dict[str, str], known: dict[str, str], path: str, method: str
) -> None:
    @FEW
    @given(case=described[path][method].as_strategy(GenerationMode.POSITIVE))
    def tried(case: Any) -> None:
        aimed(case, known)
        case.call_and_validate(headers=every_right, excluded_checks=UNSAYABLE)

    tried()


@each_operation
def test_a_request_that_the_file_forbids_is_refused(
    described: Any, every_right: dict[str, str], path: str, method: str
) -> None:
    @FEW
    @given(case=described[path][method].as_strategy(GenerationMode.NEGATIVE))
    def tried(case: Any) -> None:
        case.call_and_validate(headers=every_right)

    tried()


@each_operation
def test_without_a_token_nothing_is_told(described: Any, path: str, method: str) -> None:
    @FEW
    @given(case=described[path][method].as_strategy())
    def tried(case: Any) -> None:
        case.headers.pop("Authorization", None)
        assert case.call().status_code == 401

    tried()
