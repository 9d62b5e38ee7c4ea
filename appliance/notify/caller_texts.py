"""What a caller who wished it is told of their callback by SMS: the number understood, the time promised, what came."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from peewee import Database

from appliance.company.model import Company, Line
from appliance.company.numbers import readable
from appliance.notify.message import Message, one_line
from appliance.notify.sms import SmsChannel
from appliance.planning.wall_clock import wall_clock
from appliance.prompts.languages import language_of
from appliance.store.callbacks.texts import DueText, Told, tell_caller, texts_due
from appliance.store.errors import StoreError
from appliance.store.journal.languages import as_chosen
from appliance.store.outbox.queue import NewDelivery
from appliance.store.settings.snapshot import load_company

log = logging.getLogger(__name__)

KIND = "callback_caller"  # in the outbox


@dataclass(frozen=True)
class CallerTexts:
    """`now` (UTC): the machine's clock; `offset`: of the company's."""

    database: Database
    now: Callable[[], datetime]
    offset: timedelta = timedelta(0)

    def tell_due(self) -> int:
        """Queue what is due to be told; how many were. StoreError."""
        moment = self.now() + self.offset
        due = texts_due(self.database, moment)
        company = load_company(self.database) if due else None
        return sum(self._told(company, one) for one in due)

    def _told(self, company: Company | None, due: DueText) -> bool:
        """One that cannot be written is told to nobody, and holds up no other. StoreError: it is tried again."""
        try:
            delivery = self._delivery(company, due)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - the others are told
            log.error("a caller is not told of their callback, call %s: %s", due.call_id, type(error).__name__)
            delivery = None
        return tell_caller(self.database, due, delivery, self.now())

    def _delivery(self, company: Company | None, due: DueText) -> NewDelivery | None:
        line = company.lines.get(due.line_id) if company is not None else None
        heard = as_chosen(self.database, line, due.call_id) if line is not None else None
        text = text_of(due, heard, company) if company is not None and heard is not None else None
        if text is None:
            return None
        key = f"callback-{due.call_id}-{due.what.value}"
        message = Message(key, due.number, "Votre rappel", "SMS à qui est rappelé", text, self.now(), brief=text)
        return replace(SmsChannel.rendered(message, due.number), kind=KIND, call_id=due.call_id)


def text_of(due: DueText, line: Line, company: Company) -> str | None:
    """On one line, in a few words, in the language of the line; None where there is nothing to say."""
    language = language_of(line.language)
    asked, by = (language.written_clock(wall_clock(at, line.timezone)) for at in (due.asked_at, due.due_at))
    words, called = language.texts, due.called or next(iter(line.numbers), "")
    told = {
        "line": one_line(line.name),
        "number": readable(due.number, company.country),
        "asked": asked,
        "by": by,
        "again": words.again.format(called=readable(called, company.country)) if called else "",
    }
    match due.what:
        case Told.PROMISED:
            return words.promised.format(**told)
        case Told.LATE:
            return words.late.format(**told)
        case Told.KEPT:
            return words.kept.format(**told)
        case Told.GIVEN_UP:
            return words.given_up.format(**told)
        case Told.NOTHING:
            return None
        case _:
            assert_never(due.what)
