"""The journal, read: in the shape of `astreinte calls --json` and of the page. Needs no gevent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec
from peewee import Database, fn

from appliance.calls.leg import OfferOutcome
from appliance.calls.notes import CameOnDuty, Kept, note_of, plain_row
from appliance.company.model import RingStrategy, Team
from appliance.company.numbers import E164
from appliance.planning.reasons import Reason
from appliance.store.callbacks.tables import CallbackRow
from appliance.store.database import reading
from appliance.store.journal.of_callers import of_callers
from appliance.store.journal.tables import AttemptRow, CallRow, MessageRow, StepRow, TalkRow, WordsRow
from appliance.store.journal.transcripts import Transcript
from appliance.store.made_once import MadeOnce, given

Record = dict[str, Any]
CALLBACK_INSTANTS = ("asked_at", "due_at", "waits_until", "next_try_at", "late_at", "ended_at")
CALL_INSTANTS = ("started_at", "answered_at", "connected_at", "ended_at")
CHUNK = 500  # calls whose details are read together


def list_calls(
    database: Database, *, limit: int | None = 50, since: datetime | None = None, call_id: str | None = None
) -> list[Record]:
    """Calls, the latest first. Instants are UTC, ISO 8601 with Z; `outcome` is None while nothing is decided.

    `since`: started then or later. Raises StoreError.
    """
    query = CallRow.select().order_by(CallRow.started_at.desc(), CallRow.id)
    if since is not None:
        query = query.where(CallRow.started_at >= since)
    if call_id is not None:
        query = query.where(CallRow.id == call_id)
    with reading(database):
        rows = list(query.limit(limit).dicts().execute(database))
        calls: list[Record] = []
        for start in range(0, len(rows), CHUNK):
            calls += with_details(database, rows[start : start + CHUNK])
        return calls


def these_calls(database: Database, calls: Sequence[str]) -> list[Record]:
    """Those that are kept, as `list_calls` gives them, in no order. Raises StoreError."""
    with reading(database):
        return with_details(
            database, list(CallRow.select().where(CallRow.id.in_(list(calls))).dicts().execute(database))
        )


def calls_named(database: Database, calls: Sequence[str]) -> dict[str, tuple[datetime, str]]:
    """Of those that are kept, when they began (UTC) and the name of their line. Raises StoreError."""
    query = CallRow.select(CallRow.id, CallRow.started_at, CallRow.line_name).where(CallRow.id.in_(list(set(calls))))
    with reading(database):
        return {call: (at, line) for call, at, line in query.tuples().execute(database)}


def words_of(database: Database, call: str) -> str | None:
    """The recording of what the caller of this call said of their trouble, by name. Raises StoreError."""
    with reading(database):
        row = WordsRow.select(WordsRow.file).where(WordsRow.call_id == call).tuples().first(database)
    return None if row is None else str(row[0])


def was_answered_since(database: Database, call: Record) -> bool:
    """Whether the caller of this call has called the same line again, and spoken to somebody. Raises StoreError."""
    if not E164.fullmatch(call["caller"] or ""):
        return False
    again = (CallRow.caller == call["caller"]) & (CallRow.line_id == call["line"])
    again &= (CallRow.started_at > datetime.fromisoformat(call["started_at"])) & CallRow.connected_at.is_null(False)
    with reading(database):
        return bool(CallRow.select().where(again).exists(database))


def load_of_teams(database: Database, teams: Iterable[Team], moment: datetime) -> dict[str, dict[str, int]]:
    """For each team that rotates, the interventions of every agent in its days of fairness before the moment.

    An agent's interventions count wherever they were made, for this team or another. Raises StoreError.
    """
    rotating = [team for team in teams if team.ring.strategy is RingStrategy.ROTATING]
    by_days = {
        days: recent_load(database, moment - timedelta(days=days), moment)
        for days in {team.ring.fairness_days for team in rotating}
    }
    return {team.id: by_days[team.ring.fairness_days] for team in rotating}


def recent_load(database: Database, since: datetime, until: datetime | None = None) -> dict[str, int]:
    """How many calls each agent has accepted since then, and before `until`. Raises StoreError."""
    with reading(database):
        return dict(_accepted(until is not None).rows(database, since=since, until=until))


@lru_cache
def _accepted(until: bool) -> MadeOnce:
    query = AttemptRow.select(AttemptRow.agent, fn.COUNT(AttemptRow.number))
    query = query.join(CallRow, on=(CallRow.id == AttemptRow.call_id))
    query = query.where(AttemptRow.outcome == OfferOutcome.ACCEPTED.value, of_callers())
    query = query.where(AttemptRow.at >= given("since", AttemptRow.at))
    if until:
        query = query.where(AttemptRow.at < given("until", AttemptRow.at))
    return MadeOnce(lambda: query.group_by(AttemptRow.agent))


def with_details(database: Database, rows: Sequence[Record]) -> list[Record]:
    if not rows:
        return []
    ids = [row["id"] for row in rows]
    attempts = _children(database, AttemptRow, ids, AttemptRow.number)
    steps = _children(database, StepRow, ids, StepRow.number)
    messages = _children(database, MessageRow, ids, MessageRow.at)
    callbacks = _children(database, CallbackRow, ids, CallbackRow.asked_at)
    words = _children(database, WordsRow, ids, WordsRow.at)
    talks = _children(database, TalkRow, ids, TalkRow.at)
    return [_call(row, *(of[row["id"]] for of in (attempts, steps, messages, callbacks, words, talks))) for row in rows]


def _children(database: Database, kind: Any, ids: list[str], order: Any) -> dict[str, list[Record]]:
    groups: dict[str, list[Record]] = defaultdict(list)
    for row in kind.select().where(kind.call_id.in_(ids)).order_by(order).dicts().execute(database):
        groups[row["call_id"]].append(row)
    return groups


def _call(
    row: Record,
    attempts: list[Record],
    steps: list[Record],
    messages: list[Record],
    callbacks: list[Record],
    words: list[Record],
    talks: list[Record],
) -> Record:
    return {
        "id": row["id"],
        "line": row["line_id"],
        "line_name": row["line_name"],
        "called": row["called"],
        **{name: _utc(row[name]) for name in CALL_INSTANTS},
        "caller": row["caller"],
        "caller_agent": row["caller_agent"],
        "erased": row["erased_at"] is not None,
        "order": row["order_number"],
        "outcome": row["outcome"],
        "fallback": row["fallback"],
        "audience": row["audience"],
        "attempts": [_attempt(attempt) for attempt in attempts],
        "steps": [_step(step) for step in steps],
        "message": _left(messages[-1]) if messages else None,
        "words": _message(words[0]) if words else None,
        "talks": [_message(one) for one in talks],
        "callback": _callback(callbacks[0]) if callbacks else None,
        "callback_of": row["callback_of"],
        "box": row["box"],
    }


def _attempt(row: Record) -> Record:
    return {
        "agent": row["agent"],
        "phone": row["phone"],
        "at": _utc(row["at"]),
        "ringing_at": _utc(row["ringing_at"]),
        "answered_at": _utc(row["answered_at"]),
        "ended_at": _utc(row["ended_at"]),
        "outcome": row["outcome"],
    }


def _step(row: Record) -> Record:
    """Who came on duty is told with the reason as a value too; `detail` is what a program reads of any other."""
    step = {"name": row["name"], "detail": row["detail"], "at": _utc(row["at"]), "seconds": row["seconds"]}
    note = note_of(row["name"], row["detail"])
    if isinstance(note, CameOnDuty):
        _, step["detail"] = plain_row(note)
        step |= {"agent": note.agent, "reason": msgspec.to_builtins(note.reason)}
    return step


def step_note(step: Record) -> Kept | None:
    """What such a step noted; None for one that lasted."""
    if "reason" in step:
        return CameOnDuty(step["agent"], msgspec.convert(step["reason"], Reason))
    return note_of(step["name"], step["detail"])


def _message(row: Record) -> Record:
    return {"file": row["file"], "seconds": row["seconds"], "at": _utc(row["at"])}


def _left(row: Record) -> Record:
    said = {"transcript": row["transcript"], "transcript_doubtful": row["transcript_state"] == Transcript.DOUBTFUL}
    urgent = {"urgent_word": row["urgent_word"], "urgent_at": _utc(row["urgent_at"])}
    return {**_message(row), "waits_until": _utc(row["waits_until"]), **urgent, **said}


def _callback(row: Record) -> Record:
    moments = {name: _utc(row[name]) for name in CALLBACK_INSTANTS}
    return {**moments, **{name: row[name] for name in ("number", "tries", "awaits", "ending", "closed_by")}}


def _utc(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
