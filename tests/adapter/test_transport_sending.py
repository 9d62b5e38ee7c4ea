"""What we send, by stock greenswitch and by us: defects D6, D7, D17, D18, D20 and D16 of its commands."""

from __future__ import annotations

import gevent
import pytest
from gevent import socket
from gevent.event import Event as Flag
from gevent.queue import Queue
from greenswitch import esl

from appliance.switch.commands import play_and_get_digits
from appliance.switch.transport import CommandRefused, CommandTimeout, Disconnected, SwitchError, UnsafeText
from tests.adapter.fake_freeswitch import Peer, esl_listener, field
from tests.adapter.stock_and_ours import (
    HUNG,
    OURS,
    STOCK,
    control,
    control_socket,
    descriptors,
    dispose,
    leg,
    outcome,
)

INJECTED = "NOTICE Bob\n\napi uuid_kill everyone"


def obey(peer: Peer) -> None:
    """Answer every command with +OK."""
    while True:
        command = peer.read()
        peer.api_reply("+OK") if command.startswith("api ") else peer.reply()


@pytest.mark.parametrize(("kind", "commands"), [(STOCK, 2), (OURS, 0)])
def test_d6_a_line_end_in_an_argument_does_not_become_a_second_command(kind: str, commands: int) -> None:
    received: Queue[str] = Queue()

    def listen(peer: Peer) -> None:
        while True:
            received.put(peer.read())
            peer.reply()

    with leg(kind, listen) as connection:
        result = outcome(kind, lambda: connection.call_command("log", INJECTED))
        with gevent.Timeout(0.3, False):
            while received.qsize() < commands:
                gevent.sleep(0.01)
        assert received.qsize() == commands
        assert (result is UnsafeText) is (kind == OURS)


@pytest.mark.parametrize("bad", ["a\nb", "a\rb", "a\0b", "a\x85b", "a\u2028b", "a\ud800b", "${system(id)}", "$${x}"])
def test_d6_nothing_that_freeswitch_would_read_as_more_than_text_is_sent(bad: str) -> None:
    with leg(OURS, obey) as connection:
        before = len(connection.peer.commands)
        acts = [
            lambda: connection.send(bad),
            lambda: connection.execute("playback", bad),
            lambda: connection.start("log", bad),
            lambda: connection.api("uuid_dump", bad),
            lambda: connection.set_variable("name", bad),
        ]
        for act in acts:
            with pytest.raises(UnsafeText):
                act()
        assert connection.api("status") == "+OK"
        assert len(connection.peer.commands) == before + 1


@pytest.mark.parametrize(("kind", "whole"), [(STOCK, False), (OURS, True)])
def test_d7_commands_sent_at_the_same_time_arrive_whole_and_get_their_own_reply(kind: str, whole: bool) -> None:
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    sent = {name: f"api echo {name * 30_000}" for name in "abcd"}
    peer = Peer(theirs)
    start = Flag()
    connection = control_socket(kind, 0)
    connection.sock, connection.sock_file, connection.connected = ours, ours.makefile("rb"), True
    connection.start_event_handlers()

    def echo() -> None:
        start.wait()
        while True:
            peer.api_reply(peer.read().removeprefix("api echo "))

    echoing = gevent.spawn(echo)
    try:
        sending = {name: gevent.spawn(connection.send, line) for name, line in sent.items()}
        gevent.idle()  # every sender has written what the buffer takes
        start.set()
        gevent.joinall(list(sending.values()), timeout=0.5 if kind == STOCK else 10)
        replies = {name: greenlet.value and greenlet.value.data for name, greenlet in sending.items()}
        assert (replies == {name: name * 30_000 for name in sent}) is whole
        assert (sorted(peer.commands) == sorted(sent.values())) is whole
    finally:
        gevent.killall([*sending.values(), echoing])
        dispose(connection)
        theirs.close()


@pytest.mark.parametrize("connect_hangs_on", ["silence", "an end"])
@pytest.mark.parametrize("kind", [STOCK, OURS])
def test_d16_connecting_to_what_does_not_speak_ends(kind: str, connect_hangs_on: str) -> None:
    def script(peer: Peer) -> None:
        if connect_hangs_on == "silence":
            peer.wait_closed()

    with esl_listener(script) as port:
        connection = control_socket(kind, port, timeout=0.2)
        try:
            assert outcome(kind, connection.connect) == (HUNG if kind == STOCK else Disconnected)
        finally:
            dispose(connection)


@pytest.mark.parametrize(("kind", "error", "leaks"), [(STOCK, ValueError, True), (OURS, CommandRefused, False)])
def test_d16_a_wrong_password_is_told_and_leaves_no_descriptor(kind: str, error: type, leaks: bool) -> None:
    def refuse(peer: Peer) -> None:
        peer.send("Content-Type: auth/request\n\n")
        peer.read()
        peer.reply("-ERR invalid")

    with esl_listener(refuse) as port:
        before = descriptors()
        tried = [control_socket(kind, port) for _ in range(5)]
        for connection in tried:
            with pytest.raises(error):
                connection.connect()
        with gevent.Timeout(0.3 if leaks else 5, False):
            while descriptors() > before:
                gevent.sleep(0.01)
        assert (descriptors() > before) is leaks
        for connection in tried:
            dispose(connection)


def test_d16_a_closed_port_is_told_in_one_sentence() -> None:
    with esl_listener(lambda peer: None) as port:
        pass
    connection = control_socket(OURS, port)
    with pytest.raises(Disconnected, match=f"port {port}"):
        connection.connect()


def test_d16_a_refused_address_is_told_in_one_sentence() -> None:
    def rude(peer: Peer) -> None:
        peer.send("Content-Type: text/rude-rejection\nContent-Length: 24\n\nAccess Denied, go away.\n")

    with esl_listener(rude) as port, pytest.raises(Disconnected, match="apply-inbound-acl"):
        control_socket(OURS, port).connect()


def test_d17_a_caller_who_types_nothing_is_not_transferred_to_an_extension_called_none() -> None:
    with leg(STOCK, obey) as connection:
        connection.play_and_get_digits(1, 1, 1, 3000, "#", "a.wav", "b.wav", "key", "1", 1000, block=False)
        assert field(connection.peer.commands[-1], "execute-app-arg").endswith(" None")
    arguments = play_and_get_digits("/prompts/menu.wav", "key", min_digits=1, max_digits=4, tries=2)
    assert arguments == "1 4 2 5000 # /prompts/menu.wav silence_stream://10 key [0-9*#]+ 3000"


@pytest.mark.parametrize(("kind", "an_exception"), [(STOCK, False), (OURS, True)])
def test_d18_a_late_application_raises_what_except_exception_catches(kind: str, an_exception: bool) -> None:
    with leg(kind, obey) as connection:
        late = outcome(kind, lambda: connection.call_command("playback", "x", block=True, response_timeout=0.05))
    assert issubclass(late, Exception) is an_exception
    assert (late is CommandTimeout) is an_exception


@pytest.mark.parametrize(("kind", "locked"), [(STOCK, ""), (OURS, "true")])
def test_d20_applications_are_queued_one_after_the_other_not_one_inside_the_other(kind: str, locked: str) -> None:
    with leg(kind, obey) as connection:
        connection.call_command("playback", "x.wav")
        assert field(connection.peer.commands[-1], "event-lock") == locked


def test_a_command_that_gets_no_reply_closes_the_connection() -> None:
    with control(OURS, lambda peer: peer.wait_closed()) as connection:
        with pytest.raises(Disconnected):
            connection.request("api status", timeout=0.05)
        assert connection.closed.is_set()
        with pytest.raises(Disconnected):
            connection.api("status")


def test_a_caller_who_stops_waiting_does_not_give_its_reply_to_another() -> None:
    with control(OURS, lambda peer: answer_in_pairs(peer)) as connection:
        impatient = gevent.spawn(connection.api, "echo", "first")
        gevent.idle()
        impatient.kill()
        assert connection.api("echo", "second") == "second"


def answer_in_pairs(peer: Peer) -> None:
    for command in [peer.read(), peer.read()]:
        peer.api_reply(command.removeprefix("api echo "))


def test_a_refusal_names_the_command_and_not_its_arguments() -> None:
    with control(OURS, lambda peer: (peer.read(), peer.api_reply("-ERR No such channel!\n"))) as connection:
        with pytest.raises(CommandRefused) as refusal:
            connection.api("uuid_kill", "0612345678")
        assert refusal.value.reply == "-ERR No such channel!"
        assert "uuid_kill" in str(refusal.value)
        assert "0612345678" not in str(refusal.value)


def test_the_blocking_verbs_of_greenswitch_cannot_be_used_by_mistake() -> None:
    with leg(OURS, obey) as connection, pytest.raises(SwitchError):
        connection.playback("x.wav")
    assert issubclass(esl.OutboundSession, esl.ESLProtocol)
