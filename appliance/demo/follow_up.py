"""What people did after a call of the sample company: told, they took charge, called back, noted their work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from peewee import Database

from appliance.calls.leg import OfferOutcome
from appliance.company.model import Company
from appliance.demo.sample_words import AFTER_CALLS, DONE
from appliance.demo.shown import ShownPost
from appliance.store.journal.message_followup import find_message, take_care
from appliance.store.outbox.tidings import Tiding, deliveries_of, end_tiding, take_charge, tidings_of
from appliance.store.statements.interventions import add

STILL_OPEN = timedelta(days=4)  # messages so recent wait for whoever visits the demonstration
WORKED = 0.55  # of the calls taken: more was done than talking
Record = dict[str, Any]


@dataclass
class FollowUp:
    """`by`: the account that deals with messages."""

    database: Database
    company: Company
    post: ShownPost
    by: str
    seed: int

    def follow(self, call: str, records: list[Record], until: datetime) -> None:
        """After this call, whose records are written. `until`: the moment at which the history ends. StoreError."""
        chance = Random(f"{self.seed} {call}")  # noqa: S311 - invented, not secret
        ended = datetime.fromisoformat(records[-1]["at"])
        if tidings_of(self.database, call):
            self.post.deliver(ended + timedelta(seconds=3))
        self._work(call, accepted_by(records), ended, chance)
        for record in records:
            if record["kind"] == "message" and ended < until - STILL_OPEN:
                self._deal(call, record["file"], ended, chance)
        self._charge(call, ended, until, chance)

    def _work(self, call: str, agents: list[str], ended: datetime, chance: Random) -> None:
        """The last one who took the call may have worked after it, and travelled."""
        if not agents or agents[-1] not in self.company.agents or chance.random() > WORKED:
            return
        travels = chance.random() < 0.6
        add(
            self.database,
            agents[-1],
            call=call,
            starts=None,
            after=timedelta(minutes=5 * chance.randint(1, 9 if travels else 3)),
            travel=timedelta(minutes=5 * chance.randint(3, 10)) if travels else timedelta(0),
            note=chance.choice(AFTER_CALLS[:3] if travels else AFTER_CALLS[3:4]),
            at=ended + timedelta(hours=2),
            by=agents[-1],
        )

    def _deal(self, call: str, file: str, ended: datetime, chance: Random) -> None:
        message = find_message(self.database, call, file)
        if message is not None:
            later = ended + timedelta(minutes=chance.randint(8, 600))
            text = chance.choice(DONE)
            take_care(self.database, message, assigned_to=None, text=text, done=True, by=self.by, now=later)

    def _charge(self, call: str, ended: datetime, until: datetime, chance: Random) -> None:
        """Somebody has each of them; the last messages are still to be dealt with, and are told no more."""
        for tiding in tidings_of(self.database, call):
            if tiding.file and ended >= until - STILL_OPEN:
                end_tiding(self.database, tiding, ended)
            elif tiding.open:
                minutes = timedelta(minutes=chance.randint(1, 14))
                by, agent = self._taker(tiding, chance)
                take_charge(self.database, tiding.id, by, ended + minutes, agent)

    def _taker(self, tiding: Tiding, chance: Random) -> tuple[str, str | None]:
        """One of those who were told of it, by the link that they had; where none was, whoever deals with messages.

        As people are told, and which agent it is.
        """
        sent = {one["recipient"] for one in deliveries_of(self.database, tiding.call_id) if one["tiding"] == tiding.id}
        told = [one for one in self.company.agents.values() if sent.intersection((one.mail, *one.phones))]
        taker = chance.choice(told) if told else None
        return (f"{taker.name}, par le lien", taker.id) if taker else (self.by, None)


def accepted_by(records: list[Record]) -> list[str]:
    """Who took the call, in order."""
    agents = {record["number"]: record["agent"] for record in records if record["kind"] == "attempt"}
    accepted = OfferOutcome.ACCEPTED.value
    return [
        agents[one["attempt"]] for one in records if one["kind"] == "attempt_went_on" and one["outcome"] == accepted
    ]
