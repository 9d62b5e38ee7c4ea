"""What FreeSWITCH sends, read by stock greenswitch and by us: defects D1, D2, D3, D5 and D9 of its reader."""

from __future__ import annotations

import gevent
import pytest
from gevent.event import AsyncResult

from appliance.switch.transport import Disconnected
from tests.adapter.fake_freeswitch import LEG, OTHER_LEG, Peer
from tests.adapter.stock_and_ours import HUNG, OURS, STOCK, child, control, leg, outcome

FREEZES = """
import os, sys, threading, time
import gevent
from tests.adapter.stock_and_ours import control
ticks = []
sent = threading.Event()
def tick():
    while True:
        ticks.append(1); gevent.sleep(0.02)
def cut(peer):
    ticks.clear()
    peer.send(b"Content-Length: 1000\\nContent-Type: text/event-plain\\n\\nEvent-Name: X\\n"); peer.close()
    sent.set()
def tell():
    sent.wait(); time.sleep(1); print(len(ticks), flush=True); os._exit(0)
gevent.spawn(tick)
threading.Thread(target=tell, daemon=True).start()
with control(sys.argv[1], cut):
    gevent.sleep(10)
"""


@pytest.mark.parametrize(("kind", "freezes"), [(STOCK, True), (OURS, False)])
def test_d1_an_end_inside_a_frame_does_not_freeze_the_whole_process(kind: str, freezes: bool) -> None:
    with child(FREEZES, kind) as process:
        ticks = int(process.communicate(timeout=20)[0])
    assert (ticks < 3) is freezes


@pytest.mark.parametrize("line_end", ["%0A", "%0B", "%0C", "%1C", "%C2%85", "%E2%80%A8", "%E2%80%A9"])
@pytest.mark.parametrize(("kind", "believed"), [(STOCK, OTHER_LEG), (OURS, LEG)])
def test_d2_a_callers_name_cannot_become_a_header(kind: str, believed: str, line_end: str) -> None:
    seen = AsyncResult()
    forged = {"Unique-ID": LEG, "Caller-Caller-ID-Name": f"Bob{line_end}Unique-ID: {OTHER_LEG}"}
    with control(kind, lambda peer: peer.event("CHANNEL_ANSWER", forged), prepare=watch("CHANNEL_ANSWER", seen)):
        assert seen.get(timeout=5).headers["Unique-ID"] == believed


@pytest.mark.parametrize(("kind", "believed"), [(STOCK, OTHER_LEG), (OURS, LEG)])
def test_d2_a_caller_cannot_make_us_act_on_another_leg(kind: str, believed: str) -> None:
    forged = f"Caller-Caller-ID-Name: Bob%0Avariable_uuid: {OTHER_LEG}%0AUnique-ID: {OTHER_LEG}\n"
    with leg(kind, forged_greeting(forged), greeted=True) as connection:
        assert connection.uuid == believed


def forged_greeting(forged: str):
    return lambda peer: (peer.greet(forged), peer.wait_closed())


@pytest.mark.parametrize(("kind", "result"), [(STOCK, HUNG), (OURS, Disconnected)])
@pytest.mark.parametrize("with_notice", [False, True])
def test_d3_a_command_waiting_for_its_reply_ends_with_the_connection(
    kind: str, result: object, with_notice: bool
) -> None:
    def die(peer: Peer) -> None:
        peer.read()
        if with_notice:
            peer.say_goodbye()
        peer.close()

    with control(kind, die) as connection:
        assert outcome(kind, lambda: connection.send("api status")) == result


@pytest.mark.parametrize(
    ("kind", "before", "body", "result"),
    [
        (STOCK, b"\n\n", b"fine", HUNG),
        (OURS, b"\n\n", b"fine", "fine"),
        (STOCK, b"", b"Caf\xe9", HUNG),
        (OURS, b"", b"Caf\xe9", "Caf\ufffd"),
    ],
    ids=["stock-blank", "ours-blank", "stock-latin1", "ours-latin1"],
)
def test_d5_a_stray_line_or_a_latin1_byte_does_not_kill_the_reader(
    kind: str, before: bytes, body: bytes, result: object
) -> None:
    def answer(peer: Peer) -> None:
        peer.send(before)
        peer.read()
        peer.api_reply(body)

    with control(kind, answer) as connection:
        gevent.sleep(0)
        assert outcome(kind, lambda: connection.send("api status").data) == result


@pytest.mark.parametrize(("kind", "result"), [(STOCK, HUNG), (OURS, Disconnected)])
@pytest.mark.parametrize("garbage", ["Content-Type: command/reply\nReply-Text: v\n\n", "v=0 without a colon\n\n"])
def test_d5_a_reply_to_no_command_ends_the_connection_at_once(kind: str, result: object, garbage: str) -> None:
    def talk_too_much(peer: Peer) -> None:
        peer.read()
        peer.send("Content-Type: command/reply\nReply-Text: +OK\n\n" + garbage)
        peer.wait_closed()

    with control(kind, talk_too_much) as connection:
        connection.send("getvar switch_r_sdp")
        assert outcome(kind, lambda: connection.send("api status")) == result


@pytest.mark.parametrize(("kind", "intact"), [(STOCK, False), (OURS, True)])
def test_d9_the_body_of_a_job_and_empty_headers_are_read_as_sent(kind: str, intact: bool) -> None:
    seen = AsyncResult()
    body = "-ERR NO_USER_RESPONSE\nUnique-ID: forged\n100%25\n"
    headers = {"Job-UUID": LEG, "Empty": "", "After": "x"}
    prepare = watch("BACKGROUND_JOB", seen)
    with control(kind, lambda peer: peer.event("BACKGROUND_JOB", headers, body), prepare=prepare):
        event = seen.get(timeout=5)
    read = (event.headers["Content-Length"], event.headers.get("Empty"), event.headers.get("Unique-ID"))
    assert (read == (str(len(body)), "", None) and event.body == body) is intact


def watch(name: str, seen: AsyncResult):
    return lambda connection: connection.register_handle(name, seen.set)
