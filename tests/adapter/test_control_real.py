"""The transport on the real FreeSWITCH, with loopback legs only: no SIP, no sound card, a few seconds."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import uuid as os_uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from gevent.event import AsyncResult
from gevent.queue import Queue

from appliance.switch.commands import Dial, originate, play_and_get_digits
from appliance.switch.control import Control
from appliance.switch.server import OutboundServer
from appliance.switch.taking_in_hand import take_in_hand
from appliance.switch.transport import CommandRefused, Disconnected, LegEnd, LegSocket
from tests.adapter.stock_and_our_server import free_port

SECRET = "a-secret-of-the-tests"
CONFIGURATION = """<?xml version="1.0"?>
<document type="freeswitch/xml">
<section name="configuration">
 <configuration name="switch.conf"><settings>
  <param name="max-sessions" value="50"/><param name="sessions-per-second" value="50"/>
  <param name="loglevel" value="warning"/></settings></configuration>
 <configuration name="modules.conf"><modules>{modules}</modules></configuration>
 <configuration name="logfile.conf"><settings/><profiles><profile name="default">
  <settings><param name="logfile" value="{folder}/freeswitch.log"/></settings>
  <mappings><map name="all" value="warning,err,crit,alert"/></mappings></profile></profiles></configuration>
 <configuration name="event_socket.conf"><settings><param name="listen-ip" value="127.0.0.1"/>
  <param name="listen-port" value="{esl_port}"/><param name="password" value="{secret}"/></settings></configuration>
 <configuration name="acl.conf"><network-lists/></configuration>
</section>
<section name="dialplan"><context name="lab">
 <extension name="busy"><condition field="destination_number" expression="^486$">
  <action application="hangup" data="USER_BUSY"/></condition></extension>
 <extension name="mobile"><condition field="destination_number" expression="^(.*)$">
  <action application="ring_ready"/><action application="sleep" data="100"/><action application="answer"/>
  <action application="playback" data="silence_stream://60000"/></condition></extension>
</context></section>
<section name="directory"/><section name="languages"/>
</document>
"""
MODULES = ("logfile", "event_socket", "commands", "dptools", "dialplan_xml", "loopback", "sndfile", "tone_stream")


def freeswitch_binary() -> str | None:
    """$FREESWITCH, the PATH, then /opt/freeswitch."""
    places = (os.environ.get("FREESWITCH"), shutil.which("freeswitch"), "/opt/freeswitch/bin/freeswitch")
    return next((place for place in places if place and os.access(place, os.X_OK)), None)


@dataclass
class Lab:
    control: Control
    socket_port: int
    legs: Queue[LegSocket]

    def ring(self, uuid: str, number: str = "0612345678", **variables: str) -> str:
        """Ring a loopback mobile whose leg then comes to our socket; what originate answers."""
        where = f"127.0.0.1:{self.socket_port} async full"
        dial = Dial(uuid, "lab", number, "0172000000", 5, variables, "socket", where)
        command = originate(dial).replace(f"sofia/gateway/lab/{number}", f"loopback/{number}/lab")
        return self.control.background("originate", command, timeout=8)

    def leg(self, **variables: str) -> LegSocket:
        """A leg answered and driven by us."""
        uuid = str(os_uuid.uuid4())
        assert self.ring(uuid, **variables) == uuid
        leg = self.legs.get(timeout=5)
        assert leg.uuid == uuid
        return leg


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    binary = freeswitch_binary()
    if binary is None:
        pytest.skip("FreeSWITCH not found: neither $FREESWITCH, nor on the PATH, nor in /opt/freeswitch/bin")
    folder = tmp_path_factory.mktemp("freeswitch")
    legs: Queue[LegSocket] = Queue()

    def hold(leg: LegSocket) -> None:
        legs.put(leg)
        leg.closed.wait()

    server = OutboundServer([0], hold)
    socket_port, esl_port = server.start(), free_port()
    process = start_freeswitch(binary, folder, esl_port)
    control = Control(esl_port, SECRET)
    control.start()
    try:
        assert control.ready.wait(20), f"FreeSWITCH did not answer: {control.last_error}"
        yield Lab(control, socket_port, legs)
    finally:
        control.stop()
        server.stop_accepting()
        process.send_signal(signal.SIGKILL)
        process.wait()
        server.join(5)


def start_freeswitch(binary: str, folder: Path, esl_port: int) -> subprocess.Popen[bytes]:
    modules = "".join(f'<load module="mod_{name}"/>' for name in MODULES)
    text = CONFIGURATION.format(modules=modules, folder=folder, esl_port=esl_port, secret=SECRET)
    (folder / "freeswitch.xml").write_text(text)
    options = ["-nonat", "-nf", "-nc", "-np"]
    for name in ("-conf", "-log", "-db", "-run"):
        options += [name, str(folder)]
    with open(folder / "output", "wb") as output:
        return subprocess.Popen([binary, *options], stdin=subprocess.DEVNULL, stdout=output, stderr=output)


def test_a_leg_rings_answers_and_comes_to_us_with_the_variables_given(lab: Lab) -> None:
    uuid = str(os_uuid.uuid4())
    said = "agent, le=2 (x) <y>;z"
    with lab.control.watch(uuid) as watch:
        assert lab.ring(uuid, role=said) == uuid
        leg = lab.legs.get(timeout=5)
        assert watch.ringing.is_set()
        assert watch.answered.wait(5)
        assert leg.uuid == uuid
        assert leg.opening.variable("role") == said
        assert leg.opening.variable("origination_caller_id_number") == "0172000000"
        lab.control.api("uuid_kill", uuid, "ORIGINATOR_CANCEL")
        assert leg.hung_up.wait(5)
        assert watch.gone.wait(5)
        assert watch.cause == leg.cause == "ORIGINATOR_CANCEL"


def test_a_busy_mobile_is_told_by_its_cause(lab: Lab) -> None:
    with pytest.raises(CommandRefused) as refusal:
        lab.ring(str(os_uuid.uuid4()), "486")
    assert refusal.value.reply == "-ERR USER_BUSY"


def test_applications_queue_one_after_the_other_and_each_tells_its_own_end(lab: Lab) -> None:
    leg = lab.leg()
    first = leg.start("playback", "silence_stream://200")
    second = leg.start("playback", "silence_stream://100")
    ends = [leg.wait(second, 5), leg.wait(first, 5)]
    assert [end.get("Application-Data") for end in ends] == ["silence_stream://100", "silence_stream://200"]
    assert int(ends[0].get("Event-Date-Timestamp")) > int(ends[1].get("Event-Date-Timestamp"))
    leg.api("uuid_kill", leg.uuid)


@pytest.mark.parametrize("value", ["l'astreinte d'hier", "it's", " a  b ", "a\\nb", 'é, "q"', "x=1"])
def test_a_variable_is_read_back_as_it_was_set(lab: Lab, value: str) -> None:
    leg = lab.leg()
    leg.set_variable("astreinte_test", value)
    assert leg.execute("log", "DEBUG x", timeout=5).variable("astreinte_test") == value
    leg.set_variable("astreinte_test", "")
    assert leg.api("uuid_getvar", leg.uuid, "astreinte_test") == "_undef_"
    leg.api("uuid_kill", leg.uuid)


def test_keys_are_read_as_they_come_and_silence_is_not_a_transfer(lab: Lab) -> None:
    leg = lab.leg()
    keys: Queue[str] = Queue()
    leg.digits.listen(keys.put)
    leg.api("uuid_recv_dtmf", leg.uuid, "12#")
    assert [keys.get(timeout=5) for _ in range(3)] == ["1", "2", "#"]
    ask = play_and_get_digits("silence_stream://10", "key", max_digits=3, first_digit_ms=100, between_digits_ms=100)
    assert leg.execute("play_and_get_digits", ask, timeout=5).variable("key") == ""
    assert not leg.over.is_set()
    leg.api("uuid_kill", leg.uuid)


def test_a_recording_tells_its_length_though_the_caller_hung_up(lab: Lab, tmp_path: Path) -> None:
    leg = lab.leg()
    begun = AsyncResult()
    leg.subscribe("CHANNEL_EXECUTE")
    leg.register_handle("CHANNEL_EXECUTE", begun.set)
    recording = leg.start("record", f"{tmp_path}/message.wav 60")
    begun.get(timeout=5)
    lab.control.api("uuid_kill", leg.uuid)
    with pytest.raises(Disconnected):
        leg.wait(recording, 5)
    end = leg.wait(recording, 5, after_hang_up=True)
    assert (end.get("Application"), end.variable("record_ms").isdigit()) == ("record", True)
    assert (tmp_path / "message.wav").exists()


def test_two_legs_bridged_leave_the_socket_alive_and_hang_up_together(lab: Lab) -> None:
    caller, agent = lab.leg(), lab.leg()
    music = caller.start("playback", "silence_stream://-1")
    lab.control.api("uuid_bridge", caller.uuid, agent.uuid)
    assert caller.left.wait(5)
    assert agent.left.wait(5)
    assert caller.bridged.wait(5)
    assert caller.wait(music, 5)
    assert not caller.over.is_set()
    assert not caller.closed.is_set()
    lab.control.api("uuid_kill", agent.uuid, "NORMAL_CLEARING")
    assert caller.hung_up.wait(5)
    assert agent.hung_up.wait(5)


def test_a_leg_that_we_let_go_lives_on_in_the_dialplan(lab: Lab) -> None:
    leg = lab.leg()
    lab.control.api("uuid_transfer", leg.uuid, "elsewhere", "XML", "lab")
    assert leg.left.wait(5)
    leg.close()
    assert leg.ending is LegEnd.CLOSED
    assert not leg.hung_up.is_set()
    assert lab.control.api("uuid_exists", leg.uuid) == "true"
    lab.control.api("uuid_kill", leg.uuid)


def test_a_leg_that_came_in_time_is_rescued_no_more(lab: Lab) -> None:
    leg = lab.leg()
    leg.api("sched_transfer", "+2", leg.uuid, "elsewhere", "XML", "lab")
    assert take_in_hand(leg, 60)
    assert not leg.left.wait(3)
    leg.api("uuid_kill", leg.uuid)


def test_a_leg_whose_rescue_has_begun_is_not_ours(lab: Lab) -> None:
    """Though a cap was left on it: FreeSWITCH then deletes that, and refuses nothing."""
    leg = lab.leg()
    leg.api("sched_hangup", "+60", leg.uuid)
    leg.api("sched_transfer", "+1", leg.uuid, "elsewhere", "XML", "lab")
    assert leg.left.wait(5)
    assert not take_in_hand(leg, 60)
    lab.control.api("uuid_kill", leg.uuid)


def test_a_command_about_a_leg_that_is_gone_is_refused(lab: Lab) -> None:
    with pytest.raises(CommandRefused, match="No such channel"):
        lab.control.api("uuid_kill", str(os_uuid.uuid4()))
