"""Starting where the database cannot be reached, to serve calls by the settings kept on the disk."""

from __future__ import annotations

import logging
import os

from peewee import Database

from appliance.config import Config
from appliance.store.database import OPENING_SECONDS, open_database, open_later
from appliance.store.errors import StoreError
from appliance.switch.ports_listened import listens

HASTE_SECONDS = 1.0  # callers wait meanwhile, and the database is opened when whoever writes has finished

log = logging.getLogger(__name__)


def database_of(config: Config) -> Database:
    """The database of this box, opened; where that fails and the settings are kept, one that is opened when it can be.

    A SQLite file whose settings are kept was there: it is not made anew, empty, in its place. StoreError where nobody
    is to be served without it: nothing is kept, or another controller of this box answers, who has the database.
    """
    is_kept = os.path.exists(config.settings_copy)
    may_serve = is_kept and alone(config)
    try:
        patience = HASTE_SECONDS if may_serve else OPENING_SECONDS
        return open_database(config.database_url, create=not is_kept, patience=patience)
    except StoreError as error:
        if not may_serve:
            raise
        log.error("the database cannot be reached at start, it is opened when it is there: %s", error)
        return open_later(config.database_url, error)


def alone(config: Config) -> bool:
    """Whether no controller answers on this box: a new one that is worse off does not take over from it."""
    return not any(map(listens, config.switch.socket_ports))
