"""The machine facts, written as the TOML file that `appliance.config.load` reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from appliance.config import Config
from appliance.whole_file import PRIVATE, write_whole


def write(config: Config, path: Path) -> None:
    """Write the file whole or not at all; it holds a secret, so it is its owner's alone."""
    write_whole(path, text_of(config), mode=PRIVATE)


def text_of(config: Config) -> str:
    """The facts as TOML. Those that are not set are left out: TOML has no null."""
    return "\n".join(_table(msgspec.to_builtins(config), "")) + "\n"


def _table(facts: Mapping[str, Any], name: str) -> Iterator[str]:
    tables = {key: fact for key, fact in facts.items() if isinstance(fact, Mapping)}
    arrays = {key: fact for key, fact in facts.items() if _is_array_of_tables(fact)}
    for key, fact in facts.items():
        if fact is not None and key not in tables and key not in arrays:
            yield f"{key} = {json.dumps(fact, ensure_ascii=False)}"
    for key, table in tables.items():
        yield from ("", f"[{name}{key}]", *_table(table, f"{name}{key}."))
    for key, array in arrays.items():
        for table in array:
            yield from ("", f"[[{name}{key}]]", *_table(table, f"{name}{key}."))


def _is_array_of_tables(fact: Any) -> bool:
    return isinstance(fact, list | tuple) and bool(fact) and all(isinstance(item, Mapping) for item in fact)
