"""Views stand at the level of their module, and ask for the site that they serve: none is held in a closure."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
BY_METHOD = {"get", "post", "put", "delete", "patch", "route", "add"}  # the last: an operation of the API


def functions(node: ast.AST) -> Iterator[ast.FunctionDef]:
    yield from (one for one in ast.walk(node) if isinstance(one, ast.FunctionDef))


def is_a_view(function: ast.FunctionDef) -> bool:
    """Whether it answers an address: `@pages.get("/…")`, `@lines.add("GET", "/…", …)`."""
    calls = (one.func for one in function.decorator_list if isinstance(one, ast.Call))
    return any(isinstance(one, ast.Attribute) and one.attr in BY_METHOD for one in calls)


def test_no_view_is_held_in_another_function() -> None:
    held = [
        f"{path.relative_to(ROOT)}:{inner.lineno}: {inner.name}"
        for path in sorted((ROOT / "web").rglob("*.py"))
        for outer in functions(ast.parse(path.read_text(encoding="utf-8")))
        for inner in functions(outer)
        if inner is not outer and is_a_view(inner)
    ]
    assert held == []
