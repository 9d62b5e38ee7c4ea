"""A table by the members of an enumeration has them all: who adds a member is told where it has to be known."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from enum import Enum
from types import ModuleType
from typing import Any

import appliance
import web

SOME = {  # of the members alone, and on purpose
    "appliance.calls.ending_words.WHEN_LEFT",  # of those at which a caller may leave, having been asked something
    "appliance.calls.callers_apart.SAID",  # of those who are turned away
    "appliance.checks.daily_report.TOGETHER",  # of those told in one sentence
    "appliance.in_thread._pools",  # each is made when it is first needed
    "appliance.simulator.telephones.FAILURES",  # of the telephones that do not ring
    "web.planning.what_if_story.ENDS",  # of the calls for which people rang in vain
    "web.health.troubles.COST_OF",  # of the harm that a caller feels
}


def modules() -> Iterator[ModuleType]:
    for package in (appliance, web):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def tables(module: ModuleType) -> Iterator[tuple[str, dict[Any, Any], type[Enum]]]:
    for name, table in vars(module).items():
        kinds = {type(key) for key in table} if isinstance(table, dict) else set()
        if len(kinds) == 1 and issubclass(kind := kinds.pop(), Enum):
            yield f"{module.__name__}.{name}", table, kind


def test_a_table_by_the_members_of_an_enumeration_has_them_all() -> None:
    found = {name: set(kind) - set(table) for module in modules() for name, table, kind in tables(module)}

    assert len(found) > 10
    assert {name: missing for name, missing in found.items() if missing and name not in SOME} == {}
