"""Statements as files, made by a child: few at once, and nobody asks for more than their share."""

from __future__ import annotations

import logging
import os
import pickle
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from flask import Response, abort
from gevent.lock import BoundedSemaphore

from appliance.documents.sheet import Sheet
from appliance.in_thread import Threads, in_thread
from appliance.prompts import deadline
from appliance.statements.statement_book import file_name

log = logging.getLogger(__name__)

TOGETHER = 2  # children at once
SHARE = 5  # documents that one account waits for
PATIENCE = 120.0  # seconds: the month of a hundred agents on a small box
KINDS = {"pdf": "application/pdf", "zip": "application/zip"}


@dataclass
class Printing:
    """One for all the pages of a process."""

    _children: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(TOGETHER))
    _waiting: Counter[str] = field(default_factory=Counter)

    def answer(self, account: str, worked_out: Callable[[], Sequence[Sheet]], form: str, name: str = "") -> Response:
        """The file of some sheets; `name`: else that of the statement that stands alone in it.

        They are worked out once it is their turn: what is refused has cost nothing. Aborts with 429 beyond the
        account's share, with 503 when no child can make it.
        """
        if self._waiting[account] >= SHARE:
            abort(429)
        self._waiting[account] += 1
        try:
            with self._children:
                sheets = worked_out()
                made = in_thread(lambda: made_by_a_child(sheets, form), threads=Threads.SOUND)
        finally:
            self._waiting[account] -= 1
        answer = Response(made, content_type=KINDS[form])
        answer.headers["Content-Disposition"] = f'attachment; filename="{name or file_name(sheets[0])}.{form}"'
        return answer


def made_by_a_child(sheets: Sequence[Sheet], form: str) -> bytes:
    """In a thread. Aborts with 503 for a child that is late, cannot start or fails."""
    command = [sys.executable, "-P", "-m", "appliance.statements.printing", form]
    try:
        ended = deadline.run(command, pickle.dumps(list(sheets)), PATIENCE, os.environ)
    except (deadline.TooLate, OSError) as error:
        log.error("no statement could be printed: %s", type(error).__name__)
        abort(503)
    if not ended.output:
        log.error("no statement could be printed: %s", ended.complaint.rpartition("\n")[2])
        abort(503)
    return ended.output
