"""The floors of the house: an import goes down, never up, never in a circle (docs/decisions.md, "Floors")."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Room -> rooms of the project that it may import. A room is a module or a package of `appliance`, or `web`.
GROUND = {
    "believed",
    "planning",
    "prompts",
    "config",
    "gateways",
    "hidden_letters",
    "folding",
    "whole_file",
    "outgoing",
}
CALLS = GROUND | {"company", "calls"}
WINGS = {"store", "switch", "simulator"}
MAY_IMPORT: dict[str, set[str]] = {
    "believed": set(),
    "hidden_letters": set(),
    "folding": set(),
    "planning": {"hidden_letters", "folding"},
    "outgoing": set(),
    "config": {"config_network", "config_words", "hidden_letters", "gateways", "outgoing"},
    "config_network": set(),
    "config_words": set(),
    "gateways": set(),
    "whole_file": set(),
    "prompts": {"believed", "whole_file"},
    "heartbeat": set(),
    "bell": set(),
    "in_thread": set(),
    "run_forever": set(),
    "company": GROUND - {"config", "gateways", "whole_file"},
    "calls": GROUND - {"config", "gateways", "whole_file"} | {"company"},
    **{wing: CALLS | {"bell", "in_thread", "run_forever"} for wing in WINGS},
    "documents": GROUND,
    "statements": CALLS | {"store", "documents"},
    "notify": CALLS | {"store"},
    "transcription": CALLS | {"store"},
    "checks": CALLS | WINGS | {"notify"},
    "door": CALLS | {"store", "checks"},
    "disclosure": CALLS | {"store", "checks"},
    "controller": CALLS
    | {"store", "switch", "notify", "checks", "door", "disclosure", "heartbeat", "in_thread", "run_forever"},
    "web": CALLS
    | {"store", "simulator", "notify", "checks", "documents", "statements", "door", "disclosure"}
    | {"in_thread", "heartbeat"},
    "demo": CALLS | {"store", "simulator", "notify", "disclosure", "controller", "run_forever", "in_thread"},
    "lab": CALLS | {"store", "switch", "checks"},
    "failures": CALLS | WINGS | {"lab", "door"},
    "french_help": set(),
    "selftest": set(),
    "commands": CALLS
    | WINGS
    | {
        "documents",
        "statements",
        "notify",
        "checks",
        "controller",
        "transcription",
        "demo",
        "lab",
        "web",
        "selftest",
        "door",
        "disclosure",
    },
    "cli": {"commands", "failures", "french_help", "hidden_letters"},
    "__main__": {"cli"},
}
MACHINERY = {"gevent", "greenswitch", "peewee", "playhouse", "flask", "werkzeug"}
PURE = ("appliance/company/", "appliance/calls/", "appliance/planning/", "appliance/prompts/catalogue.py")
# The JSON API is beside the pages: what both say is below them, or of HTTP alone.
API_MAY_IMPORT = ("web.api.", "web.frame.")
ONLY_IN = {"greenswitch": "appliance/switch/transport.py"}


def sources() -> Iterator[Path]:
    for package in ("appliance", "web"):
        yield from sorted((ROOT / package).rglob("*.py"))


@cache
def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything that a file imports, wherever the import stands."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join((*above, *(node.module or "").split("."))).strip(".")
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def room_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[1] if parts[0] == "appliance" else parts[0]


def room_named(dotted: str) -> str | None:
    """The room that an imported name belongs to; None for other people's code and for `appliance` itself."""
    parts = dotted.split(".")
    if parts[0] == "web":
        return "web"
    return parts[1] if parts[0] == "appliance" and len(parts) > 1 else None


def arrows() -> Iterator[tuple[str, str, str]]:
    """(where, from, to) for each import of one room by another."""
    for path in sources():
        for line, dotted in imported(path):
            target = room_named(dotted)
            if target and target != room_of(path):
                yield f"{path.relative_to(ROOT)}:{line}", room_of(path), target


def test_every_room_has_its_floor() -> None:
    rooms = {room_of(path) for path in sources()} - {"__init__"}
    assert rooms <= set(MAY_IMPORT), "give the new room a floor in MAY_IMPORT"


def test_every_import_goes_down() -> None:
    wrong = [
        f"{where}: {above} imports {below}"
        for where, above, below in arrows()
        if below not in MAY_IMPORT.get(above, ())
    ]
    assert wrong == []


def test_the_floors_hold_no_circle() -> None:
    """Peel the rooms that import nothing left, until none is left."""
    left = {room: set(below) for room, below in MAY_IMPORT.items()}
    while free := {room for room, below in left.items() if not below & set(left)}:
        left = {room: below for room, below in left.items() if room not in free}
    assert left == {}


def test_wings_do_not_know_one_another() -> None:
    for wing in WINGS:
        assert not MAY_IMPORT[wing] & WINGS


def test_the_appliance_starts_its_pages_from_a_command_alone() -> None:
    allowed = {"appliance/commands/web.py", "appliance/commands/demo.py"}
    importers = {where.partition(":")[0] for where, above, below in arrows() if below == "web" and above != "web"}
    assert importers <= allowed


def test_the_api_borrows_nothing_of_the_pages() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {dotted}"
        for path in sorted((ROOT / "web" / "api").rglob("*.py"))
        for line, dotted in imported(path)
        if dotted.startswith("web.") and not dotted.startswith(API_MAY_IMPORT)
    ]
    assert wrong == []


def test_the_pages_borrow_nothing_of_the_api() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {dotted}"
        for path in sorted((ROOT / "web").rglob("*.py"))
        if "api" not in path.parts and path != ROOT / "web" / "__init__.py"
        for line, dotted in imported(path)
        if dotted.startswith("web.api.")
    ]
    assert wrong == []


@pytest.mark.parametrize("pure", PURE)
def test_a_pure_room_imports_no_machinery(pure: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {dotted}"
        for path in sources()
        if str(path.relative_to(ROOT)).startswith(pure)
        for line, dotted in imported(path)
        if dotted.split(".")[0] in MACHINERY
    ]
    assert wrong == []


@pytest.mark.parametrize(("library", "place"), ONLY_IN.items())
def test_a_library_is_imported_in_one_place(library: str, place: str) -> None:
    places = {
        str(path.relative_to(ROOT))
        for path in sources()
        for _, dotted in imported(path)
        if dotted.split(".")[0] == library
    }
    assert places <= {place}


def test_a_pure_room_reads_no_clock() -> None:
    """`moment` is a parameter: only the outermost layer asks what time it is."""
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources()
        if str(path.relative_to(ROOT)).startswith(PURE)
        for node in nodes(path)
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "utcnow", "today", "monotonic"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"datetime", "date", "time"}
    ]
    assert wrong == []
