"""What is forgotten of callers: one who asks for it, and all of them after a time. The calls stay, without a face.

A call stays counted, with its moments and its agents: the monthly statements that the law asks for are made of them.
What names or shows the caller goes, wherever the registry says that it can be (`personal_data.py`,
`personal_files.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from pathlib import Path

from peewee import Database, Expression, fn

from appliance.believed import Believed
from appliance.company.model import TOLD_DAYS
from appliance.config import Config
from appliance.planning.number_traces import traces_of
from appliance.store.callbacks.tables import CallbackRow
from appliance.store.customers.answers import forget_answers
from appliance.store.customers.lists import sweep
from appliance.store.customers.lookup import forget_number
from appliance.store.database import reading, where, wipe, writing
from appliance.store.errors import StoreError
from appliance.store.fields import instant_text
from appliance.store.journal.call_sounds import SAID, known_sounds
from appliance.store.journal.tables import CallRow
from appliance.store.settings.settings_copy import settle_copy
from appliance.store.striking_texts import (
    strike_again,
    strike_former_settings,
    strike_texts,
    strike_what_is_over,
    unsay,
)
from appliance.store.upkeep.aged_records import forget_notes, forget_records
from appliance.store.upkeep.departures import forget_whoever_left
from appliance.store.upkeep.forgetting_calls import Forgotten, chunks_of, forget_calls, going_on, has_a_face
from appliance.store.upkeep.striking import Swept, calls_in_files, strike_calls, sweep_old, sweep_said, voices_of

SAID_FOR = timedelta(days=1)  # what was said for a call, in case it is said again


def erase_caller(database: Database, config: Config, number: str, now: datetime) -> Forgotten:
    """Forget a caller by their number (E.164), in every call that is over. StoreError, OSError."""
    traces = traces_of(number, config.country)
    others = calls_in_files(config.state_dir, traces)
    asked = CallbackRow.select(CallbackRow.call_id).where(CallbackRow.number == number)
    calls = _over(database, (CallRow.caller == number) | CallRow.id.in_(list(others)) | CallRow.id.in_(asked))
    done = forget_calls(database, config, calls, now, traces, others - going_on(database))
    return _wiped(database, _struck_from_texts(database, config, number, now, done))


def erase_call(database: Database, config: Config, call: str, now: datetime) -> Forgotten:
    """Forget the caller of one call, who showed no number. StoreError: it goes on, or is not in the journal."""
    calls = _over(database, CallRow.id == call)
    if not calls:
        there = call in going_on(database)
        raise StoreError(
            f"L'appel « {call} » n'est pas fini ; recommencez ensuite."
            if there
            else f"L'appel « {call} » n'est pas au journal ; « astreinte calls --json » donne les identifiants."
        )
    return _wiped(database, forget_calls(database, config, calls, now, None, calls))


def forget_before(
    database: Database, config: Config, moment: datetime, now: Believed, told_days: int = TOLD_DAYS
) -> Forgotten:
    """Forget the callers of all calls begun before that moment (aware), and what nobody imported since.

    What was told of calls goes after so many days, whoever called.

    The recordings of forgotten callers that are here alone, as another box that shares the database erased them, go.
    Texts that are over since then lose the numbers of those callers. Also what the box noted of its own use (changes,
    sign-ins, mails) a year ago and more. StoreError, OSError.
    """
    asked = (CallRow.started_at < moment) | CallRow.erased_at.is_null(False)  # what an erasure could not remove
    calls = _over(database, asked & _shows_somebody())
    numbers = _seen_no_more(database, moment)  # asked before: nothing says afterwards who they were
    with writing(database):
        strike_what_is_over(database, numbers, config.country, moment)
    strike_former_settings(database, numbers, config.country)
    done = forget_calls(database, config, calls, now, None, calls)
    swept = Swept(done.files, list(done.left))
    sweep_said(config.state_dir, now - SAID_FOR, swept)
    with reading(database):
        known = known_sounds(database)
        forgotten = set(erased_calls(database)) - {Path(file).name.rpartition("-")[0] for file in known}
    strike_calls(config.state_dir, forgotten, None, swept)
    sweep_old(config.state_dir, moment, now, known.__contains__, swept)
    forget_whoever_left(database)
    with writing(database):
        forget_notes(database, moment)
        told, records = forget_records(database, now, told_days)
    sweep(database)
    _settle_settings(database, config, swept)
    wipe(database, whole=False)  # where others did not let us, tomorrow will do
    return Forgotten(done.calls, done.messages, swept.files, tuple(swept.left), told=told, records=records)


def _struck_from_texts(database: Database, config: Config, number: str, now: datetime, done: Forgotten) -> Forgotten:
    swept = Swept(done.files, list(done.left))
    customers = forget_number(database, number) + forget_answers(database, number)
    struck = strike_texts(database, number, traces_of(number, config.country), now)
    unsay(config.prompts_dir, struck.sentences, swept)
    _settle_settings(database, config, swept)
    texts = struck.texts + customers
    return replace(done, files=swept.files, left=tuple(swept.left), texts=texts, settings=struck.settings)


def _settle_settings(database: Database, config: Config, swept: Swept) -> None:
    """The settings kept on the disk are made those in force, which have lost what they had to. StoreError."""
    with swept.at(config.settings_copy):
        swept.files += settle_copy(database, config.settings_copy)


def _wiped(database: Database, done: Forgotten) -> Forgotten:
    if wipe(database, whole=True):
        return done
    return replace(done, left=(*done.left, f"{where(database)} (un autre programme l'occupe)"))


def erased_calls(database: Database) -> list[str]:
    """The calls whose caller is forgotten. StoreError."""
    with reading(database):
        query = CallRow.select(CallRow.id).where(CallRow.erased_at.is_null(False))
        return [call for (call,) in query.tuples().execute(database)]


def still_there(database: Database, config: Config) -> list[str]:
    """The recordings of forgotten callers that are still on the disk: `forget` tries again. StoreError, OSError."""
    voices = voices_of(config.state_dir)
    forgotten: set[str] = set()
    for chunk in chunks_of(sorted(set(voices.values()))):
        mine = CallRow.id.in_(chunk) & CallRow.erased_at.is_null(False)
        with reading(database):
            forgotten |= {call for (call,) in CallRow.select(CallRow.id).where(mine).tuples().execute(database)}
    return [name for name, call in voices.items() if call in forgotten]


def erase_again(database: Database, config: Config, calls: Collection[str], now: datetime) -> Forgotten:
    """Forget once more the callers of these calls, which a backup has brought back. StoreError, OSError.

    What was written about those who have no other call loses their number too, but for the settings.
    """
    forgotten = set(calls)
    back = [call for call in _over(database, _shows_somebody()) if call in forgotten]
    if not back:
        return Forgotten(0, 0)
    numbers = _callers_of(database, back)  # asked before: nothing says afterwards who they were
    done = forget_calls(database, config, back, now, None, back)
    with writing(database):
        gone = numbers - _callers(database)
        strike_again(database, gone, config.country)
    strike_former_settings(database, gone, config.country)
    return _wiped(database, done)


def _over(database: Database, wanted: Expression) -> list[str]:
    query = CallRow.select(CallRow.id).where(wanted, CallRow.ended_at.is_null(False))
    with reading(database):
        return [call for (call,) in query.tuples().execute(database)]


def _callers_of(database: Database, calls: Sequence[str]) -> set[str]:
    with reading(database):
        return {number for chunk in chunks_of(calls) for number in _callers(database, CallRow.id.in_(chunk))}


def _callers(database: Database, *wanted: Expression) -> set[str]:
    """The numbers that calls show. Within a connection."""
    query = CallRow.select(CallRow.caller).where(CallRow.caller.is_null(False), *wanted).distinct()
    return {number for (number,) in query.tuples().execute(database)}


def _seen_no_more(database: Database, moment: datetime) -> list[str]:
    """The callers whose last call began before that moment."""
    query = CallRow.select(CallRow.caller).where(CallRow.caller.is_null(False)).group_by(CallRow.caller)
    with reading(database):
        last = query.having(fn.MAX(CallRow.started_at) < instant_text(moment))
        return [number for (number,) in last.tuples().execute(database)]


def _shows_somebody() -> Expression:
    """A call not forgotten yet, or of which something came since."""
    left = [fn.EXISTS(table.select(table.call_id).where(table.call_id == CallRow.id)) for table in SAID]
    return CallRow.erased_at.is_null() | reduce(or_, left, has_a_face())
