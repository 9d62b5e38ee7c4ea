"""The only wiring of the call side: settings, journal, switch, script. `run` is the controller's whole life."""

from __future__ import annotations

import gc
import logging
import signal
import time
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import gevent
from gevent.event import Event

from appliance.company.tongues import spoken_to
from appliance.config import Config
from appliance.controller.agent_asks import AgentAsks
from appliance.controller.callbacks import Callbacks
from appliance.controller.clock import company_clock
from appliance.controller.clocks import Clocks
from appliance.controller.customers import LiveCustomers, LiveEarlierCalls
from appliance.controller.customers_address import address_of
from appliance.controller.daily_test import DailyTest
from appliance.controller.duty_asks import DutyAsks
from appliance.controller.fallback_exporter import FallbackExporter
from appliance.controller.held_name import HeldName, NameTaken, identity_of
from appliance.controller.inbound_calls import InboundCalls, Office
from appliance.controller.left_talks import LeftTalks
from appliance.controller.outbox_worker import (
    OutboxWorker,
    TellingWorker,
    caller_texts_of,
    machine_silence_of,
    plan_teller_of,
    reminder_of,
    teller_of,
)
from appliance.controller.outgoing_alarm import OutgoingAlarm
from appliance.controller.outgoing_meter import OutgoingMeter
from appliance.controller.own_calls import OwnCalls
from appliance.controller.pace import Beat, Every, Pace
from appliance.controller.page_calls import PageCalls
from appliance.controller.page_ring_backs import PageRingBacks
from appliance.controller.phone_tests import PhoneTests
from appliance.controller.reconciler import Reconciler
from appliance.controller.refused_calls import RefusedCalls
from appliance.controller.repairs import Repairs
from appliance.controller.safety_asks import SafetyAsks, SilenceAsks
from appliance.controller.settings import LiveSettings
from appliance.controller.shared_sounds import SharedSounds
from appliance.controller.silent_boxes import SilentBoxes
from appliance.controller.trunk_watch import TrunkWatch
from appliance.controller.watch_change_asks import WatchChangeAsks
from appliance.controller.who_talks import WhoTalks
from appliance.controller.without_database import alone, database_of
from appliance.heartbeat import Heartbeat
from appliance.in_thread import in_thread
from appliance.notify.channels import channels_of
from appliance.prompts.build import open_prompt_store
from appliance.prompts.catalogue import say
from appliance.prompts.languages import USUAL
from appliance.run_forever import run_forever
from appliance.store.asks import queue as asks
from appliance.store.asks.queue import AskKind
from appliance.store.callbacks import queue, texts
from appliance.store.claims.claims import LeaseKeeper
from appliance.store.journal.writer import JournalWriter
from appliance.store.last_written import LastWritten, SomeRows
from appliance.store.made_once import MadeOnce
from appliance.store.outbox import plan_changes, tidings
from appliance.store.phone_tests.phone_tests import NOT_BEGUN
from appliance.store.settings.revisions import NEWEST
from appliance.switch.cdr import waits_in
from appliance.switch.control import Control, LiveLegs
from appliance.switch.pending_legs import PendingLegs
from appliance.switch.recording import MessageRecorder
from appliance.switch.ringing import Dialler
from appliance.switch.server import OutboundServer
from appliance.switch.silence import SilenceWatch
from appliance.switch.transport import LegSocket, SwitchError
from appliance.switch.voice import Voice

log = logging.getLogger(__name__)

FLUSH_SECONDS = 5
SOON_SECONDS = 2.0  # after something was written: a caller's message is told within ten
LATE_SECONDS = 10.0  # where nothing was: what waits for its moment alone, or for a database that tells nothing
ASKS_LATE_SECONDS = 5.0  # and where the moment is one at which telephones ring
REMIND_EVERY_SECONDS = 60.0
LAST_MAIL_SECONDS = 15  # systemd waits thirty after a whole drain


def run(config: Config, drain_seconds: float) -> None:
    """Serve calls until SIGTERM, then until nobody is in the script any more, for `drain_seconds` at most.

    Raises StoreError, SwitchError or NameTaken, one sentence each, when it cannot begin or go on.
    """
    controller = Controller(config)
    stop = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(name, stop.set)
    controller.start(stop)
    gevent.wait([stop, controller.name.lost], count=1)
    controller.drain(drain_seconds)
    if controller.name.lost.is_set():
        raise NameTaken(controller.name.sentence)


class Controller:
    """Every part of the call side, and the order in which they start and stop.

    It starts without its database too: each part then does what it does when the database goes away while it lives.
    """

    def __init__(self, config: Config) -> None:
        self.config = config
        self.heartbeat = Heartbeat.from_environment()
        self.now = company_clock(config.clock_offset_seconds)
        box = config.box_name
        database = in_thread(lambda: database_of(config))
        self.database = database
        self.written = LastWritten(database)
        self.beat = Beat(first=self.written.mark)
        offset = timedelta(seconds=config.clock_offset_seconds)
        self.name = HeldName(database, identity_of(config))
        self.silent_boxes = SilentBoxes(database, lambda: self.name.confirmed, config.caps.tell, offset)
        self.prompt_store = open_prompt_store(config.prompts_dir, config.speech_engine)
        self.settings = LiveSettings(database, config.settings_copy)
        self.publisher = FallbackExporter(database, config, self.settings, self.prompt_store, self.now)
        self.journal = JournalWriter(database, config.spool_dir, box=box, clock_offset=config.clock_offset_seconds)
        self.leases = LeaseKeeper(database, box)
        self.telling_workers = [
            TellingWorker(teller_of(database, config, box).tell_due, self._pace(tidings.OPEN)),
            TellingWorker(plan_teller_of(database, config).tell_due, self._pace(plan_changes.UNTOLD, NEWEST)),
            TellingWorker(reminder_of(database, config).tell_due, Every(REMIND_EVERY_SECONDS)),
            TellingWorker(machine_silence_of(database, config).tell_due, Every(REMIND_EVERY_SECONDS)),
            TellingWorker(caller_texts_of(database, config).tell_due, self._pace(texts.OPEN, NEWEST)),
        ]
        self.shared_sounds = SharedSounds(database, config.recordings_dir, box)
        self.outbox_worker = OutboxWorker(database, channels_of(config), config.recordings_dir, box, self._pace)
        alarm = OutgoingAlarm(database, self.settings, config.caps.tell, box)
        self.meter = OutgoingMeter(database, config.caps, box, alarm.tell, self.settings.is_dear)
        self.reconciler = Reconciler(
            database,
            config,
            self.leases,
            self.journal,
            self.settings,
            self.now,
            box,
            self._ours,
            lambda: self.name.confirmed,
        )
        self.refused = RefusedCalls(database, config, self.settings, self.now, box)
        self.control = Control(
            config.switch.esl_port,
            config.switch.esl_secret,
            on_ready=self._connected,
            on_resumed=lambda leg: self.silence.resumed(leg),
            on_event=self.meter.learn,
        )
        self.who_talks = WhoTalks(database, box, self.now, self._ours, self.control)
        self.silence = SilenceWatch(self.control, config.sip.silence_asked_seconds)
        hooks = tuple(hook.name for hook in config.webhooks)
        self.trunk_watch = TrunkWatch(database, self.control, self.settings, config.trunks, box, hooks)
        self.clocks = Clocks(self.control, self._clock_was_set)
        self.pages = self._pages(database)
        office = self._office(database)
        self.left_talks = LeftTalks(self.control, self._ours, partial(self._refusal, office))
        self.own_calls = OwnCalls(office.dialler, config.trunks)
        self.daily_test = DailyTest(database, config, self.settings, box, self.own_calls.tried)
        self.inbound_calls = InboundCalls(office)
        self.callbacks = Callbacks(office, self.inbound_calls.script_needed)
        self.page_ring_backs = PageRingBacks(office, self.inbound_calls.script_needed)
        self.repairs = Repairs(office)
        self.agent_asks = AgentAsks(
            office,
            {
                AskKind.DUTY: DutyAsks(database, config.public_url),
                AskKind.HAND_OVER: WatchChangeAsks(database, config.recordings_dir, config.public_url),
                AskKind.SAFETY: SafetyAsks(database, config.public_url),
                AskKind.SILENCE: SilenceAsks(database),
            },
        )
        self.phone_tests = PhoneTests(
            database, self.settings, self.leases, office.dialler, office.voice, company_clock(0.0)
        )
        self.server = OutboundServer(config.switch.socket_ports, self._take)
        self.agents = OutboundServer((0,), self.inbound_calls.take)  # legs that we dialled: until the drain is over

    def _office(self, database: Any) -> Office:
        config = self.config
        dialler = Dialler(
            self.control,
            config.trunks,
            PendingLegs(),
            lambda: self.agents.port,
            partial(self.settings.country, config.country),
            self.settings.may_dial,
            config.sip.max_call_seconds,
            config.sip.joined_media_timeout_seconds,
            self.meter,
            self.pages,
        )
        return Office(
            config=config,
            database=database,
            settings=self.settings,
            journal=self.journal,
            leases=self.leases,
            dialler=dialler,
            voice=Voice(self.prompt_store),
            recorder=MessageRecorder(config.recordings_dir),
            customers=LiveCustomers(database, time.monotonic, address_of(database, config)),
            earlier=LiveEarlierCalls(database, time.monotonic),
            now=self.now,
            ticks=time.monotonic,
        )

    def _pages(self, database: Any) -> PageCalls | None:
        """The pages in which agents may answer; None where the machine lets nobody."""
        switch = self.config.switch
        if switch.browser_port is None:
            return None
        return PageCalls(database, self.config.box_name, lambda: 1 + switch.socket_ports.index(self.server.port))

    def _pace(self, *of: MadeOnce, soon: float = SOON_SECONDS, late: float = LATE_SECONDS) -> Pace:
        """That of one who looks in the database. `of`: what they look for; none: whatever is written may be it."""
        mark = SomeRows(self.written, *of).mark if of else self.written.mark
        return self.beat.pace(mark, soon, late)

    def _connected(self, live: LiveLegs) -> None:
        self.clocks.connected()
        self.meter.reconcile(live)
        self.reconciler.reconcile(live)
        self.left_talks.listen(live)

    def _clock_was_set(self) -> None:
        """The list is that of another moment, and a lease ends at a moment of the clock."""
        self.leases.renew_all()
        gevent.spawn(self.publisher.publish)

    def _take(self, socket: LegSocket) -> None:
        """One leg that reaches us by itself."""
        if self.page_ring_backs.are_asked_by(socket):
            self.page_ring_backs.take(socket)
        else:
            self.inbound_calls.take(socket)

    def _ours(self) -> set[str]:
        return self.inbound_calls.callers | self.callbacks.calls | self.page_ring_backs.calls

    def _refusal(self, office: Office, agent: str) -> list[Path]:
        """What an agent hears whose keys do nothing: in their language, as the settings have it now."""
        company = self.settings.last
        return office.voice.paths([say("agents_unknown", spoken_to(company, agent) if company else USUAL)])

    def start(self, stop: Event) -> None:
        """Open for calls, then say so to the supervisor; give up waiting for FreeSWITCH once `stop` is set."""
        company = self.settings.load(may_serve_copy=alone(self.config))
        if company is None:
            log.error("no company is imported yet: every call is refused; run `astreinte import company.yml`")
        gc.collect()
        gc.freeze()  # all that is there lives as long as the process: no collection holds every call up to look at it
        self.name.take()
        self.journal.start()
        self.leases.start()
        self.agents.start()
        self.server.start()
        self.control.start()
        for work in (
            self.heartbeat.keep_beating,
            self.beat.keep_beating,
            self.name.keep,
            self.silent_boxes.keep_closing,
            self.publisher.keep_publishing,
            self.publisher.keep_speaking,
            *(worker.keep_telling for worker in self.telling_workers),
            self.outbox_worker.keep_sending,
            self.shared_sounds.keep_sharing,
            self.daily_test.keep_testing,
            self.meter.keep_counting,
            self.silence.keep_asking,
            self.clocks.keep_together,
            self.left_talks.keep_listening,
            self.trunk_watch.keep_watching,
            self.refused.keep_listening,
            self.refused.keep_writing,
        ):
            run_forever(work)
        for paced, pace in (
            (self.reconciler.keep_importing, self.beat.pace(partial(waits_in, self.config.cdr_dir), 1.0, LATE_SECONDS)),
            (self.who_talks.keep_telling, self._pace()),
            (self.phone_tests.keep_testing, self._pace(NOT_BEGUN, soon=1.0)),
            (self.callbacks.keep_calling, self._pace(queue.OPEN, late=ASKS_LATE_SECONDS)),
            (self.repairs.keep_telling, self._pace(queue.OPEN, NEWEST, late=ASKS_LATE_SECONDS)),
            (self.agent_asks.keep_asking, self._pace(asks.OPEN, late=ASKS_LATE_SECONDS)),
        ):
            run_forever(paced, pace)
        run_forever(self.settings.keep_fresh, self.publisher.publish, self._pace(NEWEST))
        run_forever(self.reconciler.keep_reconciling, self.control)
        gevent.spawn(self.publisher.publish)  # calls are taken meanwhile
        gevent.wait([self.control.ready, self.control.refused, stop], count=1)
        if self.control.refused.is_set():
            raise SwitchError(self.control.last_error)
        if self.control.ready.is_set():
            self.heartbeat.ready()

    def drain(self, seconds: float) -> None:
        """Give new calls to the next release, wait for the callers in the script, and leave the others talking."""
        self.heartbeat.stopping()
        self.settings.leave()
        self.phone_tests.stop()
        self.callbacks.stop()
        self.page_ring_backs.stop()
        if self.pages is not None:
            self.pages.stop()
        self.repairs.stop()
        self.daily_test.stop()
        self.own_calls.stop.set()
        self.agent_asks.stop()
        self.outbox_worker.stop()
        self.server.stop_accepting()
        self.server.wait_until_all_have_arrived()
        self.refused.stop()
        if not self.inbound_calls.drained(seconds):
            log.warning("callers are still in the script after %d s: the dialplan takes them", seconds)
        self.callbacks.wait()
        self.agent_asks.wait()
        self.agents.stop_accepting()
        self.leases.stop()
        self.journal.stop(FLUSH_SECONDS)
        self.meter.stop()
        self.control.stop()
        self.refused.finish()
        if not self.outbox_worker.wait(LAST_MAIL_SECONDS):
            log.warning("something is still being sent: it is sent again once its claim has run out")
