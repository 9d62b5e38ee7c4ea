"""The copy of SIP messages tells which calls FreeSWITCH refused before any leg, and no other."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from bare_controllers import FrozenController
from bare_freeswitch import BareFreeSwitch
from copies import REFUSED, Copies
from on_the_wire import CALLERS, DID, FIRST, ON_THE_WIRE
from phones.caller import Caller
from phones.carrier import Carrier
from phones.message import token

from appliance.switch.freeswitch_config import most_legs

pytestmark = ON_THE_WIRE


@pytest.fixture
def copies(switch: BareFreeSwitch, carrier: Carrier) -> Iterator[Copies]:
    copies = Copies(switch, carrier)
    yield copies
    copies.close()


def test_a_call_that_had_a_leg_is_left_to_its_record(switch: BareFreeSwitch, carrier: Carrier, copies: Copies) -> None:
    """Refused by the dialplan (404, 503) or for its codecs (488), answered, or given up before the answer (487)."""
    carrier.mobile(FIRST)
    assert Caller(carrier, "0678900001").dials("0972999999").is_refused() == 404
    speaks_g729 = Caller(carrier, "0678900002")
    speaks_g729.codec = (18, "G729")
    assert speaks_g729.dials(DID).is_refused() == 488
    with FrozenController(switch.config.switch.socket_ports[0]) as controller:
        leaves = Caller(carrier, "0678900003").dials(DID)
        controller.has_taken_a_call()
        leaves.gives_up()
        assert leaves.is_refused() == 487
    for number in range(CALLERS):
        Caller(carrier, f"067890123{number}").calls(DID)
    assert Caller(carrier, "0678900004").dials(DID).is_refused() == 503
    assert copies.tell(carrier) == []


def test_a_call_that_had_none_is_told(switch: BareFreeSwitch, carrier: Carrier, copies: Copies) -> None:
    short = (("Supported", "timer"), ("Session-Expires", "60"))
    assert Caller(carrier, "0678900001", sends=REFUSED).dials(DID).is_refused() == 420
    assert Caller(carrier, "0678900002", sends=short).dials(DID).is_refused() == 422
    switch.api("fsctl max_sessions 1")
    try:
        assert Caller(carrier, "0678900003").dials(DID).is_refused() == 503
    finally:
        switch.api(f"fsctl max_sessions {most_legs(switch.config.sip)}")
    told = [(each.caller, each.called, each.why, each.detail) for each in copies.tell(carrier)]
    assert told == [
        ("0678900001", DID, "unsupported", "foo-bar"),
        ("0678900002", DID, "short_session", ""),
        ("0678900003", DID, "no_leg", ""),
    ]


def test_an_operator_over_tcp_is_told_too(switch: BareFreeSwitch, carrier: Carrier, copies: Copies) -> None:
    caller = Caller(carrier, "0678900001", sends=REFUSED)
    with socket.create_connection(("127.0.0.1", switch.sip_port), timeout=5) as connection:
        here = f"127.0.0.1:{connection.getsockname()[1]}"
        caller.target, caller.remote = f"sip:{DID}@127.0.0.1", f"<sip:{DID}@127.0.0.1>"
        caller.local = f"{caller.identity};tag={token()}"
        invite = caller.request("INVITE", caller.session(), "application/sdp")
        invite.headers[0] = ("Via", f"SIP/2.0/TCP {here};branch=z9hG4bK{token()}")
        invite.headers += REFUSED
        connection.sendall(invite.encode())
        assert b"420 Bad Extension" in connection.recv(4096)
    caller.stream.close()
    assert [(each.caller, each.why) for each in copies.tell(carrier)] == [("0678900001", "unsupported")]
