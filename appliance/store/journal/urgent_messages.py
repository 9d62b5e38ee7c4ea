"""A message that could wait made urgent by a word of the company's, heard in it; never the other way round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from peewee import Database

from appliance.store.journal.tables import MessageRow
from appliance.store.outbox.tidings import message_urgent


@dataclass(frozen=True)
class Urgent:
    """The word that was heard, as the company writes it, and when, on the company's clock."""

    word: str
    at: datetime


def make_urgent(database: Database, call: str, file: str, urgent: Urgent) -> None:
    """It waits no more, and is told now; within the transaction that writes its words.

    Nothing changes where it was urgent, where somebody knows of it already, or has it.
    """
    if message_urgent(database, call, file):
        facts = {"waits_until": None, "urgent_word": urgent.word, "urgent_at": urgent.at}
        mine = (MessageRow.call_id == call) & (MessageRow.file == file)
        MessageRow.update(facts).where(mine).execute(database)
