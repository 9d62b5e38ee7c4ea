"""An emergency announcement put on a line by telephone: its recording kept, its change by the one door, both told."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from appliance.believed import Believed
from appliance.calls.agents_desk import IncidentChange
from appliance.company.incidents import known_incident
from appliance.company.model import Company, Incident, Line
from appliance.company.names import agent_name
from appliance.door import Refused
from appliance.door.announcing import put_incident
from appliance.planning.moments import long_moment
from appliance.prompts.speech import SpeechError
from appliance.prompts.uploads import telephone_sound
from appliance.store.accounts.accounts import MANAGING, list_accounts
from appliance.store.journal.message_sounds import sound_path
from appliance.store.settings.wordings import settle_recordings

log = logging.getLogger(__name__)

NOT_YOURS = "L'annonce d'urgence est réservée à ceux qui gèrent les lignes."
NOT_THERE = "Cet enregistrement n'est plus là ; recommencez."


def manages(database: Any, agent: str) -> bool:
    """Whether an account of this agent may change lines on the pages. Raises StoreError."""
    return any(one.open and one.agent == agent and one.role in MANAGING for one in list_accounts(database))


@dataclass(frozen=True)
class IncidentDesk:
    """`recordings`: where what was just said is; `prompts`: where calls find it. `tell` queues what people are told."""

    database: Any
    company: Company
    agent: str
    recordings: Path
    prompts: Path
    tell: Callable[[str, str, str], None]

    def announce(self, change: IncidentChange, now: datetime) -> None:
        """Put it, or take it back. `now`: the company's clock. Refused, in French; StoreError: nothing is changed."""
        if not manages(self.database, self.agent):
            raise Refused([NOT_YOURS])
        line = self.company.lines.get(change.line)
        if line is None:
            raise Refused(["Cette ligne vient d'être retirée."])
        content = self._content(change.recording) if change.recording else None
        self._written(line, change, content, now)
        self._settle()

    def _content(self, recording: str) -> bytes:
        """What was just said, as the other recordings are kept: levelled, its silences cut."""
        path = sound_path(self.recordings, recording)
        try:
            return telephone_sound(path.read_bytes() if path else b"")
        except OSError as error:
            log.error("an announcement recorded by telephone cannot be read: %s", error.strerror)
            raise Refused([NOT_THERE]) from None
        except SpeechError as error:
            raise Refused([str(error)]) from None

    def _written(self, line: Line, change: IncidentChange, content: bytes | None, now: datetime) -> None:
        at, by = datetime.now(UTC), f"{agent_name(self.company, self.agent)} (téléphone)"
        incident = Incident(known_incident(line), change.until) if change.on else None
        act = self._act(line, change)

        def tell() -> None:
            self.tell(line.id, f"Annonce d'urgence : {line.name}", act)

        put_incident(self.database, line, incident, content, by=by, act=act, now=now, at=at, tell=tell)

    def _act(self, line: Line, change: IncidentChange) -> str:
        """« Claire Durand met une annonce d'urgence sur la ligne SAV, jusqu'au vendredi… »."""
        name = agent_name(self.company, self.agent)
        if not change.on:
            return f"Par téléphone, {name} ôte l'annonce d'urgence de la ligne {line.name}"
        what = "une annonce d'urgence enregistrée" if change.recording else "l'annonce d'un incident connu"
        end = f"jusqu'au {long_moment(change.until, line.timezone)}" if change.until else "jusqu'à ce qu'on l'arrête"
        return f"Par téléphone, {name} met {what} sur la ligne {line.name}, {end}"

    def _settle(self) -> None:
        """Where the next call finds it; until it is there, the voice says what is known."""
        never: Believed | None = None
        try:
            settle_recordings(self.database, self.prompts, never)
        except OSError as error:
            log.error("an announcement recorded by telephone is not on the disk yet: %s", error.strerror)
