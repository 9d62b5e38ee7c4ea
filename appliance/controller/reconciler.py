"""What became of calls while no controller looked: conversations that outlived one, and the fallback's work."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import gevent

from appliance.believed import Believed
from appliance.calls.call_context import Outcome
from appliance.company.numbers import caller_seen
from appliance.config import Config
from appliance.controller.clock import Now
from appliance.controller.lines import called_number, line_of
from appliance.controller.pace import Pace
from appliance.controller.put_off import PutOff
from appliance.controller.settings import LiveSettings
from appliance.in_thread import in_thread
from appliance.run_forever import told_without_message
from appliance.store.claims.claims import LeaseKeeper
from appliance.store.errors import StoreError, StoreRejected
from appliance.store.journal.acceptance import accept
from appliance.store.journal.reconcile import close_orphans, end_call, record_fallback_call, record_refused_call
from appliance.store.journal.writer import JournalWriter
from appliance.store.upkeep.clock_doubt import believed
from appliance.switch.cdr import CallRecord, discard, put_aside, read_cdr_files, take_up_again
from appliance.switch.control import Control, LiveLegs
from appliance.switch.recording import MessageRecorder
from appliance.switch.transport import SwitchError

log = logging.getLogger(__name__)

RECONCILE_EVERY_SECONDS = 30.0  # a lease lasts 90 s
JOURNAL_SECONDS = 2.0
YOUNG_SECONDS = 5.0  # a call so young may be missing from the list of live legs

NOT_UNDERSTOOD = (KeyError, ValueError, OverflowError, StoreRejected)

T = TypeVar("T")


class Reconciler:
    """Keeps the journal true against FreeSWITCH: live legs on one side, call detail records on the other.

    `ours`: the calls that this process is serving, which it writes itself. `may`: whether the name of this box is
    known to be its own: another's calls would be ended, its agents freed.
    """

    def __init__(
        self,
        database: Any,
        config: Config,
        leases: LeaseKeeper,
        journal: JournalWriter,
        settings: LiveSettings,
        now: Now,
        box: str,
        ours: Callable[[], set[str]],
        may: Callable[[], bool] = lambda: True,
    ) -> None:
        self._database, self._config, self._leases, self._settings = database, config, leases, settings
        self._journal = journal
        self._recorder = MessageRecorder(config.recordings_dir)
        self._now, self._box, self._ours, self._may = now, box, ours, may
        self._put_off = PutOff()

    def reconcile(self, alive: LiveLegs) -> None:
        """After each connection to FreeSWITCH: end the calls that are no more, free the agents they held.

        A conversation that goes on without its controller keeps its agent; its call detail record will end it. What
        began since the legs were asked for is not judged by them: another controller may serve it.
        """
        if not self._may():
            log.warning("no reconciliation while the name of this box is not confirmed")
            return
        live, seen = alive.uuids, self._now() - timedelta(seconds=time.monotonic() - alive.asked)
        self._journal.wait_until_written(JOURNAL_SECONDS)  # calls still in the spool of a dead process
        self._import()
        self._try("reconciliation", lambda: self._close_orphans(live, seen))
        self._leases.reconcile(live | self._ours(), alive.asked)

    def _close_orphans(self, live: set[str], seen: datetime) -> None:
        """End the calls that were not live when FreeSWITCH was asked; those that began about then are left alone."""
        before = seen - timedelta(seconds=YOUNG_SECONDS)
        live = live | self._ours()
        close_orphans(
            self._database,
            live,
            box=self._box,
            now=self._now(),
            begun_before=before,
            longest=timedelta(seconds=self._config.sip.max_call_seconds),
            left_by=self._recorder.left_by,
        )

    def keep_reconciling(self, control: Control) -> None:
        """Now and then, adopt what a controller that is being drained leaves behind. Run it in a greenlet."""
        while True:
            gevent.sleep(RECONCILE_EVERY_SECONDS)
            try:
                self.reconcile(control.live_legs())
            except SwitchError as error:
                log.info("no reconciliation while FreeSWITCH is away: %s", error)

    def keep_importing(self, pace: Pace) -> None:
        """Import what FreeSWITCH writes of each call, for ever. Run it in a greenlet."""
        self._try("call detail records put aside", lambda: take_up_again(self._config.cdr_dir))
        while True:
            self._import()
            pace.wait()

    def _import(self) -> None:
        """The records of calls that nobody serves here any more, once the journal has what their controller wrote."""
        served = self._ours()
        self._journal.wait_until_written(JOURNAL_SECONDS)
        for call in self._try("call detail records", lambda: self._import_records(served)) or []:
            self._leases.release_call(call)

    def _try(self, what: str, work: Callable[[], T]) -> T | None:
        """Work in a thread; a failure is logged, and tried again at the next occasion."""
        try:
            return in_thread(work)
        except (StoreError, OSError) as error:
            log.error("%s: %s", what, error)
            return None

    def _import_records(self, served: set[str]) -> list[str]:
        """In a thread: import and delete the records; the calls that they end. Those `served` here wait.

        StoreError when the database is away.
        """
        ended: list[str] = []
        for record in read_cdr_files(self._config.cdr_dir, self._believed):
            waits = record.uuid in served and not record.fallback
            if not waits and self._put_off.is_due(record.file.name):
                self._import_alone(record)
                ended.append(record.uuid)
        return ended

    def _believed(self) -> Believed | None:
        """The machine's clock, for what is put away because it is old. StoreError."""
        return believed(self._database, datetime.now(UTC), self._config.clock_offset_seconds)

    def _import_alone(self, record: CallRecord) -> None:
        """One record that cannot be imported must not hold up the others. StoreError when the database is away."""
        try:
            self._import_record(record)
            discard(record)
            self._put_off.forget(record.file.name)
        except StoreRejected as error:
            self._set_aside(record, error)
        except StoreError:
            raise  # nothing to do with this record
        except Exception as error:  # noqa: BLE001 - whatever it is made of, the others are imported
            self._set_aside(record, error)

    def _set_aside(self, record: CallRecord, error: Exception) -> None:
        """What will never be understood, out of the way; what a disk or an account refused, to be tried again later."""
        told = told_without_message(error)
        if isinstance(error, NOT_UNDERSTOOD):
            try:
                put_aside(record.file)
                log.error("the record of call %s is put aside: %s", record.uuid, told)
                return
            except OSError as refused:
                log.error("the record of call %s cannot be put aside (%s)", record.uuid, refused.strerror)
        seconds = self._put_off.again(record.file.name)
        log.error("the record of call %s is tried again in %d s: %s", record.uuid, seconds, told)

    def _import_record(self, record: CallRecord) -> None:
        if record.refused:
            self._import_refused(record, record.refused)
        elif record.fallback:
            self._import_fallback(record)
        else:
            if record.joined:
                accept(self._database, record.uuid, record.joined.agent, record.joined.phone, record.joined.after)
            lasted, over_at = record.ended - record.started, self._company_time(record.ended)
            end_call(self._database, record.uuid, lasted, self._recorder.left_by, over_at=over_at, gone=record.gone)

    def _import_fallback(self, record: CallRecord) -> None:
        """A call that the dialplan took alone, with the message it recorded."""
        config, company = self._config, self._settings.last
        messages = self._recorder.left_by(record.uuid)
        record_fallback_call(
            self._database,
            record.uuid,
            Outcome.MESSAGE if messages and not record.bridged else Outcome.FALLBACK,
            called=called_number(record.called or "", self._settings.country(config.country)),
            caller=caller_seen(record.caller, self._settings.country(config.country)),
            started_at=self._company_time(record.started),
            ended_at=self._company_time(record.ended),
            line=company.lines.get(record.line) if company and record.line else None,
            messages=messages,
            joined=(record.agent, self._company_time(record.bridged)) if record.agent and record.bridged else None,
            phone=record.phone,
            language=record.language,
            box=self._box,
            clock_offset=config.clock_offset_seconds,
            cdr=record.file.name,
            gone=record.gone,
        )

    def _import_refused(self, record: CallRecord, why: str) -> None:
        """A caller too many, or a number of no line: told here, as no controller saw it."""
        config, company = self._config, self._settings.last
        called = called_number(record.called or "", self._settings.country(config.country))
        log.warning("a call was refused before any answer: %s", why)
        record_refused_call(
            self._database,
            record.uuid,
            why,
            called=called,
            caller=caller_seen(record.caller, self._settings.country(config.country)),
            at=self._company_time(record.started),
            line=line_of(company, called) if company else None,
            box=self._box,
            clock_offset=config.clock_offset_seconds,
        )

    def _company_time(self, moment: datetime) -> datetime:
        return moment + timedelta(seconds=self._config.clock_offset_seconds)
