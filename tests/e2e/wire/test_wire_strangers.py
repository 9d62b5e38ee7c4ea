"""Who may speak to our FreeSWITCH, and what nobody may ask of it."""

from __future__ import annotations

import socket
import uuid

import pytest
from bare_freeswitch import BareFreeSwitch
from on_the_wire import ON_THE_WIRE

pytestmark = ON_THE_WIRE


def _request(port: int, method: str, source: str, body: str = "") -> str:
    """Send one request from an address; the first line of the final response, "" when none comes."""
    return _answer(port, method, source, body).split("\r\n")[0]


def _answer(port: int, method: str, source: str, body: str = "") -> str:
    """The same, and the whole of the final response."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.bind((source, 0))
        peer.settimeout(2)
        mine = peer.getsockname()[1]
        text = (
            f"{method} sip:api+echo@127.0.0.1:{port} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {source}:{mine};rport;branch=z9hG4bK{uuid.uuid4().hex}\r\n"
            f"From: <sip:x@{source}>;tag={uuid.uuid4().hex[:8]}\r\nTo: <sip:api+echo@127.0.0.1>\r\n"
            f"Call-ID: {uuid.uuid4().hex}\r\nCSeq: 1 {method}\r\nMax-Forwards: 70\r\n"
            f"Contact: <sip:x@{source}:{mine}>\r\nEvent: presence\r\nRefer-To: <sip:0899123456@{source}>\r\n"
            f"Content-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        )
        peer.sendto(text.encode(), ("127.0.0.1", port))
        try:
            while True:
                answer = peer.recv(65536).decode()
                if " 100 " not in answer.split("\r\n")[0]:
                    return answer
        except TimeoutError:
            return ""


def test_it_starts_without_an_error_in_its_log(running: BareFreeSwitch) -> None:
    assert "RUNNING" in running.api("sofia status")
    assert "WARNING" in running.log_at_start
    assert not [line for line in running.log_at_start.splitlines() if "[ERR]" in line or "[CRIT]" in line]


def test_a_stranger_who_calls_is_refused(switch: BareFreeSwitch) -> None:
    assert " 403 " in _request(switch.sip_port, "INVITE", "127.0.0.2")


def test_nobody_registers(switch: BareFreeSwitch) -> None:
    assert " 200 " not in _request(switch.sip_port, "REGISTER", "127.0.0.1")


@pytest.mark.parametrize("source", ["127.0.0.1", "127.0.0.2"])
def test_a_sip_message_runs_no_command(switch: BareFreeSwitch, source: str) -> None:
    told = _request(switch.sip_port, "MESSAGE", source, "originate sofia/gateway/op1/0612345601 &park")
    assert "originate" not in told
    assert switch.channels() == 0


def test_commands_that_we_do_not_use_do_not_exist(switch: BareFreeSwitch) -> None:
    for command in ("system id", "bg_system id", "load mod_loopback", "global_setvar a=b", "reload mod_sofia"):
        assert "Command not found" in switch.api(command), command


STRANGE_METHODS = ["OPTIONS", "REGISTER", "SUBSCRIBE", "NOTIFY", "PUBLISH", "REFER", "INFO", "UPDATE", "PRACK", "BYE"]


@pytest.mark.parametrize("method", STRANGE_METHODS)
def test_what_else_a_stranger_may_send_changes_nothing(switch: BareFreeSwitch, method: str) -> None:
    """OPTIONS and INFO are answered 200, and that is all."""
    told = _request(switch.sip_port, method, "127.0.0.2")
    assert method in ("OPTIONS", "INFO") or " 200 " not in told
    assert switch.channels() == 0
    assert "Total items returned: 0" in switch.api("sofia status profile trunks reg")
    assert "RUNNING" in switch.api("sofia status")


def test_an_answer_says_neither_which_version_nor_what_else_is_here(switch: BareFreeSwitch) -> None:
    told = _answer(switch.sip_port, "OPTIONS", "127.0.0.2")
    assert "User-Agent: Astreinte" in told
    assert "FreeSWITCH" not in told and "1.11" not in told
    assert "presence" not in told.lower()
