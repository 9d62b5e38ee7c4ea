"""The name of this box, held in the database while it lives."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import gevent
from gevent.event import Event

from appliance.config import Config
from appliance.in_thread import in_thread
from appliance.store.boxes.register import BEAT_SECONDS, BoxIdentity, held_elsewhere, hold_name
from appliance.store.errors import StoreError

log = logging.getLogger(__name__)

MACHINE_ID, BOOT_ID = Path("/etc/machine-id"), Path("/proc/sys/kernel/random/boot_id")
REFUSED_SECONDS = 45.0  # a machine that starts anew is taken for another for 30 s
TAKEN = (
    "Une autre machine de la même base de données porte déjà le nom « {name} » et donne signe de vie. Donnez à "
    'celle-ci un nom à elle, box = "…" dans son fichier, puis relancez le contrôleur.'
)


class NameTaken(Exception):
    """Another machine has the name of this one: two would end each other's calls."""


def identity_of(config: Config) -> BoxIdentity:
    """Who this box is: it needs no file of its own, and a copy of its disk is told by its start."""
    machine = _read(MACHINE_ID) or config.box_name
    installation = hashlib.sha256(f"{machine}\n{config.state}".encode()).hexdigest()[:32]
    return BoxIdentity(config.box_name, installation, _read(BOOT_ID), metadata.version("astreinte"))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


class HeldName:
    """`confirmed`: whether the database says that the name is ours; what is a box's own is touched only then.

    `lost` is set once another machine has kept the name for long enough.
    """

    def __init__(self, database: Any, box: BoxIdentity, ticks: Callable[[], float] = time.monotonic) -> None:
        self._database, self._box, self._ticks = database, box, ticks
        self.confirmed = False
        self.lost = Event()
        self._refused_since: float | None = None

    @property
    def sentence(self) -> str:
        """Why this box does not serve."""
        return TAKEN.format(name=self._box.name)

    def take(self) -> None:
        """At start. NameTaken where another machine has it; without the database, `keep` takes it later."""
        try:
            if in_thread(lambda: held_elsewhere(self._database, self._box)):
                raise NameTaken(self.sentence)
        except StoreError as error:
            log.warning("the name of this box is not confirmed yet: %s", error)
            return
        self.hold()

    def keep(self) -> None:
        """For ever. Run it in a greenlet."""
        while True:
            gevent.sleep(BEAT_SECONDS)
            self.hold()

    def hold(self) -> None:
        """One sign of life."""
        try:
            self.confirmed = in_thread(lambda: hold_name(self._database, self._box))
        except StoreError as error:
            self.confirmed = False
            log.info("no sign of life is given: %s", error)
            return
        if self.confirmed:
            self._refused_since = None
            return
        if self._refused_since is None:
            self._refused_since = self._ticks()
            log.error("the name %s is held by another machine of this database", self._box.name)
        if self._ticks() - self._refused_since >= REFUSED_SECONDS:
            self.lost.set()
