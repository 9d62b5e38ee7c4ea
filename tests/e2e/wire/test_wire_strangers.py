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
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.bind((source, 0))
        peer.settimeout(2)
        mine = peer.getsockname()[1]
        text = (
            f"{method} sip:api+echo@127.0.0.1:{port} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {source}:{mine};rport;branch=z9hG4bK{uuid.uuid4().hex}\r\n"
            f"From: <sip:x@{source}>;tag={uuid.uuid4().hex[:8]}\r\nTo: <sip:api+echo@127.0.0.1>\r\n"
            f"Call-ID: {uuid.uuid4().hex}\r\nCSeq: 1 {method}\r\nMax-Forwards: 70\r\n"
            f"Contact: <sip:x@{source}:{mine}>\r\n"
            f"Content-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        )
        peer.sendto(text.encode(), ("127.0.0.1", port))
        try:
            while True:
                first = peer.recv(65536).decode().split("\r\n")[0]
                if " 100 " not in first:
                    return first
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
