"""Refusals that FreeSWITCH's SIP stack makes before any leg, read off the messages that it copies to us."""

from __future__ import annotations

import ipaddress
import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.config import Sip, Trunk
from appliance.switch import capture
from appliance.switch.freeswitch_config import NO_NUMBER
from appliance.switch.legless import HELD_SECONDS, MOST, LeglessRefusals, Refused

BOX, OPERATOR, STRANGER = ("192.0.2.10", 5060), ("203.0.113.5", 5060), ("198.51.100.7", 5060)
TRUNK = Trunk(name="op1", proxy="203.0.113.5", sources=("203.0.113.0/24",))
CALLER = "<sip:0678900010@op.test>"
INVITE = """INVITE sip:0972000001@192.0.2.10 SIP/2.0
Via: SIP/2.0/UDP 203.0.113.5;branch=z9hG4bK1
From: {sender};tag=a
To: <sip:0972000001@192.0.2.10>{to_tag}
Call-ID: one@op.test
CSeq: {number} INVITE
{more}
"""
REFUSAL = """SIP/2.0 {status}
Via: SIP/2.0/UDP 203.0.113.5;branch=z9hG4bK1
From: {sender};tag=a
To: <sip:0972000001@192.0.2.10>;tag=b
Call-ID: one@op.test
CSeq: {number} INVITE
{more}
"""


def text(shape: str, **facts: object) -> bytes:
    usual: dict[str, object] = {"sender": CALLER, "to_tag": "", "number": 1, "more": "X: y"}
    return (shape.format(**(usual | facts)).replace("\n", "\r\n") + "\r\n").encode()


def datagram(payload: bytes, source: capture.Address, destination: capture.Address) -> bytes:
    """What FreeSWITCH sends of a message: a chunk for each end, then the message."""
    six = ":" in source[0]
    chunks = [
        (5 if six else 3, ipaddress.ip_address(source[0]).packed),
        (6 if six else 4, ipaddress.ip_address(destination[0]).packed),
        (7, struct.pack("!H", source[1])),
        (8, struct.pack("!H", destination[1])),
        (15, payload),
    ]
    body = b"".join(struct.pack("!HHH", 0, kind, len(value) + 6) + value for kind, value in chunks)
    return b"HEP3" + struct.pack("!H", len(body) + 6) + body


class Wire:
    """Messages between the operator and the box."""

    def __init__(self, trunk: Trunk = TRUNK) -> None:
        self.refusals = LeglessRefusals((trunk,), Sip(ip=BOX[0], port=BOX[1]))

    def brings(self, source: capture.Address = OPERATOR, at: float = 0.0, **facts: object) -> None:
        self._carries(text(INVITE, **facts), source, BOX, at)

    def refuses(self, status: str = "420 Bad Extension", at: float = 0.0, **facts: object) -> None:
        self._carries(text(REFUSAL, status=status, **facts), BOX, OPERATOR, at)

    def told(self, at: float = HELD_SECONDS) -> list[Refused]:
        return self.refusals.due(at)

    def _carries(self, payload: bytes, source: capture.Address, destination: capture.Address, at: float) -> None:
        captured = capture.read(datagram(payload, source, destination))
        assert captured is not None
        self.refusals.learn(captured, at)


@pytest.mark.parametrize(
    ("status", "more", "why", "detail"),
    [
        ("420 Bad Extension", "Unsupported: foo-bar, path", "unsupported", "foo-bar, path"),
        ("420 Bad Extension", "Unsupported: ;<script>\u2028", "unsupported", "script"),
        ("420 Bad Extension", "X: y", "unsupported", "?"),
        ("422 Session Interval Too Small", "Min-SE: 90", "short_session", ""),
        ("503 Maximum Calls In Progress", "Retry-After: 300", "no_leg", ""),
        ("513 Message Too Large", "X: y", "refused_by_box", "513"),
    ],
)
def test_a_refusal_without_a_leg_is_told(status: str, more: str, why: str, detail: str) -> None:
    wire = Wire()
    wire.brings()
    wire.refuses(status, more=more)
    (refused,) = wire.told()
    assert (refused.why, refused.detail, refused.called, refused.caller) == (why, detail, "0972000001", "0678900010")
    assert wire.told() == []


def test_the_refusal_of_a_leg_is_told_by_its_record_alone() -> None:
    wire = Wire()
    wire.brings()
    wire.refuses("488 Not Acceptable Here", more='Reason: Q.850;cause=88;text="INCOMPATIBLE_DESTINATION"')
    assert wire.told() == []


@pytest.mark.parametrize("trying", [True, False], ids=["after the 100", "before it"])
def test_a_caller_who_gives_up_before_the_answer_was_not_refused(trying: bool) -> None:
    """487 is said by the stack, without `Reason`, and before the leg has begun when all is busy."""
    wire = Wire()
    wire.brings()
    if trying:
        wire.refuses("100 Trying")
    wire.refuses("487 Request Terminated")
    assert wire.told() == []


def test_a_busy_stack_that_says_100_before_it_refuses_is_told() -> None:
    wire = Wire()
    wire.brings()
    wire.refuses("100 Trying")
    wire.refuses("420 Bad Extension")
    assert len(wire.told()) == 1


def test_a_call_tried_again_was_not_refused_unless_it_is_again() -> None:
    """RFC 4028, 7.3: after 422 the operator asks again, with a longer session."""
    wire = Wire()
    wire.brings()
    wire.refuses("422 Session Interval Too Small")
    assert wire.told(HELD_SECONDS - 1) == []
    wire.brings(number=2, at=HELD_SECONDS - 1)
    assert wire.told(60.0) == []
    wire.refuses("422 Session Interval Too Small", number=2, at=60.0)
    assert len(wire.told(60.0 + HELD_SECONDS)) == 1


def test_a_refusal_sent_again_is_one() -> None:
    wire = Wire()
    for _ in range(3):
        wire.brings()
        wire.refuses()
    first = wire.told()
    wire.brings(number=2)
    wire.refuses(number=2)
    again = wire.told()
    assert [each.call for each in first] == [each.call for each in again]


def test_a_second_copy_of_an_invite_is_refused_and_its_call_is_not() -> None:
    """RFC 3261, 8.2.2.2: an operator with two ways to the box. The leg may begin after the refusal of the copy."""
    wire = Wire()
    wire.brings()
    wire.brings()
    wire.refuses("482 Request merged")
    wire.refuses("100 Trying")
    assert wire.told() == []
    wire.refuses("420 Bad Extension")
    assert [each.why for each in wire.told()] == ["unsupported"]


def test_nothing_else_is_a_refused_call() -> None:
    wire = Wire()
    wire.refuses()  # of what nobody asked
    wire.brings(source=STRANGER)
    wire.refuses()
    wire.brings(to_tag=";tag=b")  # within a call
    wire.refuses("488 Not Acceptable Here")
    wire.brings()
    wire.refuses("404 Not Found", number=2)  # of another request
    assert wire.told(100.0) == []


def test_a_mobile_that_refuses_our_call_is_not_a_caller_refused() -> None:
    """Were the operator on our own machine, as in a laboratory, the ports alone would tell."""
    refusals = LeglessRefusals((Trunk(name="op1", proxy="192.0.2.10:5070"),), Sip(ip=BOX[0], port=BOX[1]))
    operator = (BOX[0], 5070)
    for payload, source, destination in (
        (text(INVITE), BOX, operator),
        (text(REFUSAL, status="486 Busy Here"), operator, BOX),
    ):
        captured = capture.read(datagram(payload, source, destination))
        assert captured is not None
        refusals.learn(captured, 0.0)
    assert refusals.due(100.0) == []


@pytest.mark.parametrize(
    ("sender", "more", "caller"),
    [
        (CALLER, "Privacy: ID", None),
        ('"Anonymous" <sip:anonymous@anonymous.invalid>', "X: y", None),
        ("<sip:op.test>", "X: y", None),
        ("<sip:bob@op.test>", "X: y", NO_NUMBER),
        ("<sip:anonymous@op.test>", "P-Asserted-Identity: <sip:+33678900010@op.test>", None),
        ("<sip:0172000001@op.test>", "P-Asserted-Identity: <sip:+33678900010@op.test>", "+33678900010"),
        (CALLER, "Remote-Party-ID: <sip:+33678900010@op.test>;privacy=full", None),
        ("<sip:0678900010;phone-context=+33@op.test>", "X: y", "0678900010"),
        ("<sip:x;DROP@op.test>", "X: y", NO_NUMBER),
        ("<sip:" + "9" * 60 + "@op.test>", "X: y", NO_NUMBER),
        ("<sip:$%7Bsystem(ls)%7D@op.test>", "X: y", NO_NUMBER),
        ("sip:0678900010@op.test", "X: y", "0678900010"),
    ],
)
def test_the_caller_is_read_as_the_dialplan_reads_them(sender: str, more: str, caller: str | None) -> None:
    wire = Wire()
    wire.brings(sender=sender, more=more)
    wire.refuses(sender=sender)
    (refused,) = wire.told()
    assert refused.caller == caller


def test_the_called_number_is_where_the_trunk_writes_it() -> None:
    wire = Wire(Trunk(name="op1", proxy="203.0.113.5", called_number="p-called-party-id"))
    wire.brings(more="P-Called-Party-ID: <sip:+33972000002@op.test>")
    wire.refuses()
    assert wire.told()[0].called == "+33972000002"


def test_what_is_remembered_is_bounded() -> None:
    wire = Wire()
    for number in range(3 * MOST):
        wire.brings(number=number)
    for number in range(3 * MOST):
        wire.refuses(number=number)
    assert len(wire.told()) == 1  # one Call-ID


@pytest.mark.parametrize(
    "sender",
    [
        "a" + " " * 15_000 + "b <sip:0678900010@op.test>",
        "a" + " " * 15_000 + "b",
        '"' + "\\a" * 7_000 + " <sip:0678900010@op.test>",
        "<sip:" + "0" * 15_000,
        "<sip:op.test" + ":1" * 7_000 + ">" + ";" * 1_000,
    ],
    ids=["spaces", "no address", "open quote", "no end", "ports"],
)
def test_no_header_holds_the_controller_up(sender: str) -> None:
    """The work is that of its length: all calls wait meanwhile. A regular expression took 1.6 s for each of these."""
    wire, began = Wire(), time.process_time()
    for number in range(20):
        wire.brings(sender=sender, number=number)
        wire.refuses(sender=sender, number=number)
    assert time.process_time() - began < 1.0


def test_a_message_of_thousands_of_headers_is_nobodys_call() -> None:
    wire = Wire()
    wire.brings(more="a:\n" * 3_000 + "X: y")
    wire.refuses()
    assert wire.told() == []


@given(st.binary(max_size=300))
def test_any_datagram_is_read_or_left(noise: bytes) -> None:
    assert capture.read(noise) is None or noise.startswith(b"HEP3")


@given(st.binary(max_size=300), st.integers(0, 400))
def test_a_datagram_spoilt_or_torn_breaks_nothing(noise: bytes, torn: int) -> None:
    refusals = LeglessRefusals((TRUNK,), Sip(ip=BOX[0], port=BOX[1]))
    whole = datagram(b"INVITE " + noise + b"\r\n\r\n", OPERATOR, BOX)
    for sent in (whole, whole[:torn], whole[:torn] + noise):
        captured = capture.read(sent)
        if captured is not None:
            refusals.learn(captured, 0.0)
    assert refusals.due(100.0) == []


def test_the_ends_of_a_message_on_ipv6_are_known() -> None:
    captured = capture.read(datagram(b"INVITE", ("2001:db8::1", 5060), ("2001:db8::2", 5061)))
    assert captured == capture.Captured(("2001:db8::1", 5060), ("2001:db8::2", 5061), b"INVITE")


SIX = Trunk(name="op1", proxy="op.test", sources=("2001:db8::/64",))
VIA_SIX = "Via: SIP/2.0/UDP [2001:db8:0::5]:5060;branch=z9hG4bK1"


@pytest.mark.parametrize(
    ("via", "told"),
    [
        (VIA_SIX, 1),
        (VIA_SIX.replace("db8:0", "db8:9"), 0),
        (VIA_SIX.replace("[2001:db8:0::5]", "[::::]"), 0),
        ("X: y", 0),
    ],
)
def test_a_copy_that_tells_no_address_is_of_who_its_via_says(via: str, told: int) -> None:
    """FreeSWITCH writes `::` for both ends of a message over IPv6."""
    refusals = LeglessRefusals((SIX,), Sip(ip="2001:db8:1::1", port=5060))
    box, peer = ("::", 5060), ("::", 5062)
    shape = INVITE.replace("Via: SIP/2.0/UDP 203.0.113.5;branch=z9hG4bK1", via)
    for payload, source, destination in (
        (text(shape), peer, box),
        (text(REFUSAL, status="420 Bad Extension"), box, peer),
    ):
        captured = capture.read(datagram(payload, source, destination))
        assert captured is not None
        refusals.learn(captured, 0.0)
    assert len(refusals.due(0.0, held=0.0)) == told
