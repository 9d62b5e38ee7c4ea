"""The copies of SIP messages that the kernel keeps from us, on a real socket: none that would be acted upon."""

from __future__ import annotations

import ipaddress
import logging
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager

import gevent
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.config import Sip
from appliance.switch import capture, overhearing
from appliance.switch.copies_wanted import let_through
from appliance.switch.legless import LeglessRefusals
from appliance.switch.overhearing import Overhearing
from tests.unit.switch.test_legless import BOX, INVITE, OPERATOR, REFUSAL, STRANGER, TRUNK, Wire, datagram, text

LAST = b"the last: no copy of a message, which passes"
SECURE = (BOX[0], BOX[1] + 1)
SIP = Sip(ip=BOX[0], port=BOX[1])
BOX_SIX, OPERATOR_SIX = ("2001:db8:1::1", 5060), ("2001:db8:2::2", 5060)
UNTOLD = (("::", 5060), ("::", 5060))
ASKED = text(INVITE)


def answer(status: str) -> bytes:
    return text(REFUSAL, status=status)


def by_sofia(payload: bytes, source: capture.Address, destination: capture.Address) -> bytes:
    """A copy as FreeSWITCH writes it, part by part (`tport_capt_msg_hepv3` of sofia-sip)."""
    six = ":" in source[0]
    parts = [
        (1, bytes([10 if six else 2])),
        (2, bytes([17])),
        (7, struct.pack("!H", source[1])),
        (8, struct.pack("!H", destination[1])),
        (9, bytes(4)),
        (10, bytes(4)),
        (11, b"\x01"),
        (12, bytes(4)),
        (5 if six else 3, ipaddress.ip_address(source[0]).packed),
        (6 if six else 4, ipaddress.ip_address(destination[0]).packed),
        (15, payload),
    ]
    return whole(parts)


def whole(parts: list[tuple[int, bytes]]) -> bytes:
    body = b"".join(struct.pack("!HHH", 0, kind, len(value) + 6) + value for kind, value in parts)
    return b"HEP3" + struct.pack("!H", len(body) + 6) + body


@contextmanager
def listening(sip: Sip) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as port:
        let_through(port, sip)
        port.bind(("127.0.0.1", 0))
        port.settimeout(5)
        yield port


def passed(said: list[bytes], sip: Sip = SIP) -> list[bytes]:
    with listening(sip) as port, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as freeswitch:
        for each in (*said, LAST):
            freeswitch.sendto(each, port.getsockname())
        return list(iter(lambda: port.recv(65_535), LAST))


@pytest.mark.parametrize("status", ["100 Trying", "183 Session Progress", "420 Bad Extension", "503 No", "603 Decline"])
@pytest.mark.parametrize("ours", [BOX, SECURE])
def test_an_answer_of_ours_that_may_be_a_refusal_passes(status: str, ours: capture.Address) -> None:
    said = by_sofia(answer(status), ours, OPERATOR)
    assert passed([said]) == [said]


@pytest.mark.parametrize("ours", [BOX, SECURE])
def test_an_invite_to_us_passes(ours: capture.Address) -> None:
    said = by_sofia(ASKED, OPERATOR, ours)
    assert passed([said]) == [said]


@pytest.mark.parametrize(
    "useless",
    [
        by_sofia(ASKED, BOX, OPERATOR),
        by_sofia(ASKED, OPERATOR, STRANGER),
        by_sofia(ASKED, OPERATOR, (BOX[0], 5070)),
        by_sofia(answer("486 Busy Here"), OPERATOR, BOX),
        by_sofia(answer("100 Trying"), OPERATOR, BOX),
        by_sofia(answer("200 OK"), BOX, OPERATOR),
        by_sofia(answer("302 Moved"), BOX, OPERATOR),
        by_sofia(answer("420 Bad").replace(b"SIP/2.0", b"SIP/3.0", 1), BOX, OPERATOR),
        by_sofia(answer("420 Bad").replace(b"SIP/2.0", b"SIX/2.0", 1), BOX, OPERATOR),
        *(
            by_sofia(ASKED.replace(b"INVITE", method, 1), OPERATOR, BOX)
            for method in (b"ACK", b"BYE", b"CANCEL", b"INFO", b"INVITED", b"OPTIONS", b"PRACK", b"REGISTER", b"invite")
        ),
        by_sofia(b"\r\n\r\n" * 3, OPERATOR, BOX),
    ],
)
def test_what_nobody_needs_is_dropped(useless: bytes) -> None:
    assert passed([useless]) == []


def test_over_ipv6_our_port_is_all_that_is_known() -> None:
    sip = Sip(ip=BOX_SIX[0], port=BOX_SIX[1])
    wanted = [by_sofia(ASKED, *UNTOLD), by_sofia(answer("420 Bad Extension"), *UNTOLD)]
    useless = [
        by_sofia(answer("200 OK"), *UNTOLD),
        by_sofia(ASKED, UNTOLD[0], ("::", 5090)),
        by_sofia(answer("486 Busy Here"), ("::", 5090), UNTOLD[1]),
    ]
    assert passed([*wanted, *useless], sip) == wanted


def test_an_address_that_is_a_name_drops_nothing_of_our_port() -> None:
    said = by_sofia(ASKED, OPERATOR, BOX)
    assert passed([said, by_sofia(answer("200 OK"), BOX, OPERATOR)], Sip(ip="box.test", port=5060)) == [said]


def test_what_has_not_the_usual_shape_passes() -> None:
    useless = by_sofia(answer("200 OK"), BOX, OPERATOR)
    strange = [
        b"",
        b"HEP3",
        useless[:107],
        useless[:-1],
        useless + b"\0",
        useless + whole([(15, ASKED)])[6:],
        b"HEP2" + useless[4:],
        datagram(ASKED, OPERATOR, STRANGER),
        by_sofia(answer("200 OK"), BOX_SIX, OPERATOR_SIX),
        by_sofia(b"SIP/2.0 ", BOX, OPERATOR),
    ]
    assert passed([*strange, useless]) == strange


def test_every_part_is_looked_at() -> None:
    useless = by_sofia(answer("200 OK"), BOX, OPERATOR)
    ats, at = [], 6
    while at < len(useless):
        ats.append(at)
        at += int.from_bytes(useless[at + 4 : at + 6], "big")
    other = [useless[: at + 3] + b"\x40" + useless[at + 4 :] for at in ats]
    assert len(other) == 11
    assert passed(other) == other


def test_a_refusal_is_told_of_what_passes_alone() -> None:
    """A call in its messages, with one that is refused among them: two of these messages are enough."""
    said = [
        by_sofia(ASKED, OPERATOR, BOX),
        by_sofia(ASKED, BOX, STRANGER),
        by_sofia(answer("180 Ringing"), STRANGER, BOX),
        by_sofia(answer("420 Bad Extension"), BOX, OPERATOR),
        by_sofia(ASKED.replace(b"INVITE", b"ACK", 1), OPERATOR, BOX),
    ]
    wire, left = Wire(), passed(said)
    assert len(left) == 2
    for each in left:
        captured = capture.read(each)
        assert captured is not None
        wire.refusals.learn(captured, 0.0)
    assert [each.detail for each in wire.told()] == ["?"]


BEGINNINGS = [b"INVITE ", b"INVITED ", b"INVIT", b"ACK ", b"SIP/2.0 ", b"SIP/2.0  ", b"SIP/2.1 ", b"sip/2.0 ", b""]
CODES = [b"", b"1", b"100 ", b"200 ", b"302 ", b"420 ", b"503 ", b"600 ", b"700 "]
ENDS = st.sampled_from([BOX, SECURE, OPERATOR, OPERATOR, ("::", 5060), ("::", 5090), BOX_SIX])
PAYLOADS = st.one_of(
    st.sampled_from([*[ASKED] * 5, *(answer(f"{hundreds}00 X") for hundreds in range(1, 8))]),
    st.builds(
        lambda begins, code, rest: begins + code + rest,
        st.sampled_from(BEGINNINGS),
        st.sampled_from(CODES),
        st.sampled_from([b"", b"x", ASKED[7:], answer("X")[8:]]),
    ),
)
PARTS = st.lists(st.tuples(st.integers(0, 15), st.one_of(st.binary(max_size=17), PAYLOADS)), max_size=12)
COPIES = st.one_of(
    st.builds(by_sofia, PAYLOADS, ENDS, ENDS),
    st.builds(
        lambda copy, parts, cut: (copy + whole(parts)[6:])[: cut or None],
        st.builds(by_sofia, PAYLOADS, ENDS, ENDS),
        PARTS,
        st.sampled_from([0, -1, -9]),
    ),
    st.builds(whole, PARTS),
    st.binary(max_size=200),
)


class Told(LeglessRefusals):
    """Remembers what was acted upon."""

    acted = False

    def _asked(self, *_: object) -> None:
        self.acted = True

    def _answered(self, *_: object) -> None:
        self.acted = True


def is_acted_upon(copy: bytes, sip: Sip) -> bool:
    refusals, captured = Told((TRUNK,), sip), capture.read(copy)
    if captured is not None:
        refusals.learn(captured, 0.0)
    return refusals.acted


@settings(max_examples=150, deadline=None)
@given(
    copies=st.lists(COPIES, min_size=5, max_size=30), ip=st.sampled_from(["192.0.2.10", "2001:db8:1::1", "box.test"])
)
def test_nothing_that_would_be_acted_upon_is_dropped(copies: list[bytes], ip: str) -> None:
    sip = Sip(ip=ip, port=5060)
    left = passed(copies, sip)
    assert [each for each in copies if is_acted_upon(each, sip)] == [each for each in left if is_acted_upon(each, sip)]


def test_a_kernel_without_filters_is_told_once_and_all_is_heard(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuses(*_: object) -> None:
        raise OSError(92, "Protocol not available")

    monkeypatch.setattr(overhearing, "let_through", refuses)
    monkeypatch.setattr(overhearing, "BIND_AGAIN_SECONDS", 0.01)
    caplog.set_level(logging.INFO)
    heard: list[bytes] = []
    useless = by_sofia(answer("200 OK"), BOX, OPERATOR)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        at = taken.getsockname()
        listens = Overhearing(at[1], heard.append, SIP)
        greenlet = gevent.spawn(listens.keep_listening)
        gevent.sleep(0.05)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as freeswitch, gevent.Timeout(5):
        while useless not in heard:
            freeswitch.sendto(useless, at)
            gevent.sleep(0.01)
    listens.stop()
    greenlet.join(5)
    assert len([each for each in caplog.messages if "Protocol not available" in each]) == 1
