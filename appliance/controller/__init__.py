"""The only wiring of the call side: settings, journal, switch, script. `run` is the controller's whole life."""

from __future__ import annotations

import logging
import signal
import socket
import time
from typing import Any

import gevent
from gevent.event import Event

from appliance.calls.company import Company
from appliance.calls.spoken import fixed_sentences
from appliance.config import Config
from appliance.controller.aftermath import Aftermath
from appliance.controller.clock import company_clock
from appliance.controller.phone_tests import PhoneTests
from appliance.controller.postman import Postman
from appliance.controller.reception import Office, Reception
from appliance.controller.settings import LiveSettings
from appliance.heartbeat import Heartbeat
from appliance.off_hub import off_hub
from appliance.prompts.build import State, build_one, open_shelf
from appliance.prompts.shelf import Shelf, distinct
from appliance.prompts.speech import SpeechError
from appliance.store.claims import LeaseKeeper
from appliance.store.database import open_database
from appliance.store.errors import StoreError
from appliance.store.journal import JournalWriter
from appliance.store.wordings import settle_takes
from appliance.switch import fallback
from appliance.switch.arrivals import Arrivals
from appliance.switch.control import Control
from appliance.switch.recording import MessageTape
from appliance.switch.ringing import Exchange
from appliance.switch.server import OutboundServer
from appliance.switch.transport import SwitchError
from appliance.switch.voice import Voice

log = logging.getLogger(__name__)

DRAIN_SECONDS = 300
EXPORT_EVERY_SECONDS = 3600  # the exported list holds 14 days of windows from its moment
FLUSH_SECONDS = 5


def run(config: Config) -> None:
    """Serve calls until SIGTERM, then until nobody is in the script any more (5 minutes at most).

    Raises StoreError or SwitchError, one sentence each, when it cannot begin.
    """
    controller = Controller(config)
    stop = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(name, stop.set)
    controller.start(stop)
    stop.wait()
    controller.drain()


class Controller:
    """Every part of the call side, and the order in which they start and stop."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.heartbeat = Heartbeat.from_environment()
        self.now = company_clock(config.clock_offset_seconds)
        box = socket.gethostname()
        database = off_hub(lambda: open_database(config.database_url))
        self.database = database
        self.shelf = open_shelf(config.prompts_dir, config.speech_engine)
        self.settings = LiveSettings(database, self.publish)
        self.journal = JournalWriter(
            database, config.spool_dir, self.now, box=box, clock_offset=config.clock_offset_seconds
        )
        self.leases = LeaseKeeper(database, box)
        self.postman = Postman(database, config.mail)
        self.aftermath = Aftermath(
            database, config, self.leases, self.journal, self.settings, self.now, box, self._ours
        )
        self.control = Control(config.switch.esl_port, config.switch.esl_secret, on_ready=self.aftermath.reconcile)
        office = self._office(database)
        self.reception = Reception(office)
        self.phone_tests = PhoneTests(
            database, self.settings, self.leases, office.exchange, office.voice, company_clock(0.0)
        )
        self.server = OutboundServer(config.switch.socket_ports, self.reception.take)
        self.agents = OutboundServer((0,), self.reception.take)  # legs that we dialled: open until the drain is over

    def _office(self, database: Any) -> Office:
        config = self.config
        longest = config.sip.max_call_seconds
        exchange = Exchange(self.control, config.trunks, Arrivals(), lambda: self.agents.port, longest)
        return Office(
            config=config,
            database=database,
            settings=self.settings,
            journal=self.journal,
            leases=self.leases,
            exchange=exchange,
            voice=Voice(self.shelf),
            tape=MessageTape(config.recordings_dir),
            now=self.now,
            ticks=time.monotonic,
        )

    def _ours(self) -> set[str]:
        return set(self.reception.callers)

    def start(self, stop: Event) -> None:
        """Open for calls, then say so to the supervisor; give up waiting for FreeSWITCH once `stop` is set."""
        company = self.settings.load()
        if company is None:
            log.error("no company is imported yet: every call is refused; run `astreinte import company.yml`")
        self.journal.start()
        self.leases.start()
        self.agents.start()
        self.server.start()
        self.control.start()
        for work in (
            self.heartbeat.keep_beating,
            self.settings.keep_fresh,
            self.aftermath.keep_importing,
            self._export,
            self.postman.keep_sending,
            self.phone_tests.keep_testing,
        ):
            gevent.spawn(work)
        gevent.spawn(self.aftermath.keep_reconciling, self.control)
        if company is not None:
            gevent.spawn(self.publish, company)  # calls are taken meanwhile
        gevent.wait([self.control.ready, self.control.refused, stop], count=1)
        if self.control.refused.is_set():
            raise SwitchError(self.control.last_error)
        if self.control.ready.is_set():
            self.heartbeat.ready()

    def publish(self, company: Company) -> None:
        """Make what a new snapshot needs: its prompts, and the list that FreeSWITCH follows without us."""
        off_hub(lambda: self._publish(company))

    def _publish(self, company: Company) -> None:
        """The list first: a new voice may take minutes to say every sentence."""
        self._settle_takes()
        self._export_list(company)
        build_missing(self.shelf, company)
        self._export_list(company)

    def _settle_takes(self) -> None:
        """The recordings kept on a page of another box, or come back with a backup."""
        try:
            settle_takes(self.database, self.config.prompts_dir, time.time())
        except (StoreError, OSError) as error:
            log.error("recordings are not up to date, the former ones or the voice serve: %s", error)

    def _export_list(self, company: Company) -> None:
        try:
            fallback.export(company, self.config, self.now(), self.shelf.path)
        except OSError as error:
            log.error("the fallback list could not be written (%s): the former one stays", error.strerror)

    def _export(self) -> None:
        while True:
            gevent.sleep(EXPORT_EVERY_SECONDS)
            company = self.settings.current()
            if company is not None:
                self.publish(company)

    def drain(self) -> None:
        """Give new calls to the next release, wait for the callers in the script, and leave the others talking."""
        self.heartbeat.stopping()
        self.phone_tests.stop()
        self.server.stop_accepting()
        self.server.wait_until_all_have_arrived()
        if not self.reception.drained(DRAIN_SECONDS):
            log.warning("callers are still in the script after %d s: the dialplan takes them", DRAIN_SECONDS)
        self.agents.stop_accepting()
        self.leases.stop()
        self.journal.stop(FLUSH_SECONDS)
        self.control.stop()


def build_missing(shelf: Shelf, company: Company) -> None:
    """Speak the sentences of a company that are not on the shelf yet; one that cannot be spoken is logged."""
    for sentence in distinct(fixed_sentences(company)):
        built = build_one(shelf, sentence)
        if built.state is State.FAILED:
            log.error("%s", built.problem)
    try:
        shelf.publish_names()
    except (SpeechError, OSError) as error:
        log.error("the fixed names of sentences are not up to date: %s", error)
