"""A `FreeSwitchLeg` with everything real around it: FreeSWITCH on our configuration, its sockets, the telephones.

The switch side runs on this thread's hub; the telephones, in threads of their own.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import company
import gevent
from gevent.event import AsyncResult
from leg_stage_people import Person, behave
from on_a_box import start_freeswitch
from phones.caller import Caller as CallerPhone
from phones.carrier import Carrier

from appliance.calls.leg import Attempt, CallerId, OfferEvent
from appliance.company.dialling import ringable
from appliance.company.numbers import dialable_as
from appliance.config import Config, Sip, Switch, Trunk
from appliance.in_thread import in_thread
from appliance.lab.ports import PortBlock
from appliance.prompts.build import open_prompt_store
from appliance.prompts.prompt_store import PromptStore
from appliance.simulator.people import Caller, Phone
from appliance.switch import switch_process
from appliance.switch.control import Control
from appliance.switch.freeswitch_leg import FreeSwitchLeg
from appliance.switch.pending_legs import PendingLegs, is_awaited
from appliance.switch.recording import MessageRecorder
from appliance.switch.ringing import Dialler
from appliance.switch.server import OutboundServer
from appliance.switch.transport import CommandRefused, LegSocket
from appliance.switch.voice import Voice

CALLED, CALLER, AGENT = "+33972000001", "0678000001", "0612345601"
START_SECONDS, SCRIPT_SECONDS, REST_SECONDS = 40.0, 75.0, 12.0
Script = Callable[[FreeSwitchLeg, Callable[[Attempt], None]], Any]


def _plain(number: str) -> bool:
    """As a company rules that allows no exception and has no number of its own."""
    return ringable(number, "FR") == number


class LegStage:
    """`plays` is one call: its script on the real leg, and the people who live it."""

    def __init__(self, state: Path, sentences: company.Sentences) -> None:
        self.carrier = Carrier()
        self.carrier.file_of = sentences.named
        self.block = PortBlock(106)
        self.config = _machine(state, self.block.first, self.carrier.address)
        self.carrier.appliance = ("127.0.0.1", self.config.sip.port)
        self.voice, self.recorder = (
            Voice(on_the_box(sentences, self.config)),
            MessageRecorder(self.config.recordings_dir),
        )
        self.arrivals = PendingLegs()
        self.server = OutboundServer(self.config.switch.socket_ports, self._take)
        self.control = Control(self.config.switch.esl_port, self.config.switch.esl_secret)
        self.dialler = Dialler(
            self.control, self.config.trunks, self.arrivals, lambda: self.server.port, lambda: "FR", _plain
        )
        self._script: Script | None = None
        self._answered = True
        self._leg: FreeSwitchLeg | None = None  # the caller's, while the script runs
        self._result: AsyncResult = AsyncResult()
        self._attempts: list[Attempt] = []
        self._process: subprocess.Popen[bytes] | None = None

    def opens(self) -> LegStage:
        program = switch_process.find_freeswitch()
        assert program is not None
        self.server.start()
        self._process = start_freeswitch(self.config, program)
        self.control.start()
        assert self.control.ready.wait(START_SECONDS), self.control.last_error
        _until(lambda: "RUNNING" in self.control.api("sofia", "status"), START_SECONDS, "the SIP profile")
        return self

    def closes(self) -> None:
        self.carrier.forget()
        self.control.stop()
        self.server.stop_accepting()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self.server.join(5)
        self.carrier.close()
        self.block.close()

    def plays(
        self,
        script: Script,
        caller: Caller,
        phones: Mapping[str, Phone],
        others: tuple[str, ...],
        *,
        answered: bool = True,
        rings_back: float | None = None,
    ) -> tuple[Any, list[Attempt]]:
        """What the script returned, and what it was told of its offers. Whatever it raises is raised.

        `answered`: before it; `rings_back`: after so many seconds Durand calls, and takes the caller.
        """
        self._answered, self._leg = answered, None
        for number in others:
            behave(self.carrier.mobile(dialable_as(number, "national", "FR")), phones.get(number, Phone()))
        self._script, self._result, self._attempts = script, AsyncResult(), []
        person = Person(self.carrier, CALLER, caller, dialable_as(CALLED, "national", "FR"), answered=answered)
        agent = None if rings_back is None else CallerPhone(self.carrier, AGENT)
        if agent is not None:
            self.carrier.after(rings_back or 0.0, lambda: agent.dials(dialable_as(CALLED, "national", "FR")))
        try:
            result = self._result.get(timeout=SCRIPT_SECONDS)
            _until(self._all_told, REST_SECONDS, "the end of every attempt")
            in_thread(lambda: person.telephone.is_hung_up(REST_SECONDS) if not person.telephone.ended else 0.0)
            self.is_empty()
        finally:
            in_thread(person.leaves)
            in_thread(self.carrier.hang_up_all)
        assert not person.problems, person.problems
        assert not self.carrier.unexpected, self.carrier.unexpected
        return result, self._attempts

    def is_cleared(self) -> None:
        """Nothing is left of a call that went wrong."""
        with suppress(CommandRefused):
            self.control.api("hupall", "MANAGER_REQUEST")
        self.is_empty()
        self.carrier.forget()

    def is_empty(self) -> None:
        """Wait until FreeSWITCH has no leg."""
        left = ("uuid", "direction", "state", "callstate", "application", "application_data", "dest", "callee_num")

        def legs() -> str:
            return "; ".join(" ".join(leg.get(name, "") for name in left) for leg in self.control.live_legs().legs)

        _until(lambda: not legs(), REST_SECONDS, lambda: f"no leg left but {legs()}")

    def _all_told(self) -> bool:
        events = [attempt.event for attempt in self._attempts]
        return events.count(OfferEvent.DIALLED) == events.count(OfferEvent.ENDED)

    def _take(self, socket: LegSocket) -> None:
        """What the reception of the controller does, less the company."""
        if is_awaited(socket):
            self.arrivals.deliver(socket)
            return
        result, script = self._result, self._script
        assert script is not None
        if self._leg is not None:
            self._rings_back(socket, self._leg)
            return
        try:
            result.set(self._serve(socket, script))
        except BaseException as error:  # noqa: BLE001 - raised again where the test waits
            result.set_exception(error)

    def _serve(self, socket: LegSocket, script: Script) -> Any:
        socket.api("sched_del", socket.uuid)
        with ExitStack() as stack:
            leg = self._leg = self._served(socket, stack)
            if self._answered:
                leg.answer()
            result = script(leg, self._attempts.append)
            leg.hang_up()
            return result

    def _rings_back(self, socket: LegSocket, waiting: FreeSwitchLeg) -> None:
        """An agent's own call: they take the caller who waits."""
        socket.api("sched_del", socket.uuid)
        with ExitStack() as stack:
            leg = self._served(socket, stack)
            leg.answer()
            leg.take(waiting, "durand", 0)
            leg.hang_up()

    def _served(self, socket: LegSocket, stack: ExitStack) -> FreeSwitchLeg:
        watch = stack.enter_context(self.control.watch(socket.uuid))
        leg = FreeSwitchLeg(socket, watch, self.dialler, self.voice, self.recorder, CallerId(None), CALLED)
        stack.callback(leg.release)
        return leg


def on_the_box(sentences: company.Sentences, config: Config) -> PromptStore:
    """The sentences where FreeSWITCH may read them, under its account."""
    config.state_dir.mkdir(parents=True, exist_ok=True)
    shutil.copytree(sentences.prompt_store.directory, config.prompts_dir, ignore=shutil.ignore_patterns(".*"))
    return open_prompt_store(config.prompts_dir, "pico")


def _machine(state: Path, first: int, carrier: str) -> Config:
    return Config(
        state=str(state),
        switch=Switch(esl_port=first, esl_secret="a-secret-of-the-tests", socket_ports=(first + 1, first + 2)),
        sip=Sip(port=first + 4, rtp_ports=(first + 6, first + 105)),
        trunks=(Trunk(name="carrier", proxy=carrier, sources=("127.0.0.1/32",), dial_format="national"),),
    )


def _until(told: Callable[[], bool], within: float, what: str | Callable[[], str]) -> None:
    deadline = time.monotonic() + within
    while not told():
        if time.monotonic() > deadline:
            raise AssertionError(f"{what if isinstance(what, str) else what()}: not within {within} s")
        gevent.sleep(0.05)
