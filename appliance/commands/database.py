"""The database that a command works on: that of a state folder, else of the machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from peewee import Database

from appliance import config as machine
from appliance.store.database import opened


def database_url(state: Path | None, config_file: Path) -> str:
    """The database of a state folder, as its own configuration says if it has one; else that of the machine."""
    if state is None:
        return machine.load(config_file).database_url
    own = state / "appliance.toml"
    return machine.load(own).database_url if own.exists() else f"sqlite:///{(state / 'astreinte.db').absolute()}"


@contextmanager
def database_here(state: Path | None, config_file: Path) -> Iterator[Database]:
    """That database, for the time of the block; none is made. ConfigError, StoreError."""
    with opened(database_url(state, config_file)) as database:
        yield database
