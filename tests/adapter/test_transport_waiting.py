"""Waiting for what happens on a leg, with stock greenswitch and with us: defects D8, D10, D14, D15, D19, D23, D24."""

from __future__ import annotations

import functools
import logging

import gevent
import pytest
from gevent.event import AsyncResult
from gevent.event import Event as Flag

from appliance.switch.transport import CommandTimeout, Disconnected, LegEnd
from tests.adapter.fake_freeswitch import LEG, OTHER_LEG, Peer
from tests.adapter.stock_and_ours import HUNG, OURS, STOCK, control, leg, outcome

NUMBER = "0612345678"


def blocking(connection, application: str = "bridge", timeout: float | None = None):
    return lambda: bool(connection.call_command(application, "x", block=True, response_timeout=timeout))


@pytest.mark.parametrize(("kind", "result"), [(STOCK, HUNG), (OURS, True)])
def test_d8_an_application_run_inside_another_does_not_hide_its_end(kind: str, result: object) -> None:
    def nested(peer: Peer) -> None:
        command = peer.read()
        peer.reply()
        peer.executed(command, "bridge", current_application="playback")
        peer.wait_closed()

    with leg(kind, nested) as connection:
        assert outcome(kind, blocking(connection)) == result


@pytest.mark.parametrize(("kind", "result"), [(STOCK, gevent.Timeout), (OURS, True)])
def test_d8_one_application_that_never_ends_does_not_spoil_the_next(kind: str, result: object) -> None:
    def forget_the_first(peer: Peer) -> None:
        peer.read()
        peer.reply()
        command = peer.read()
        peer.reply()
        peer.executed(command, "playback", current_application="playback")
        peer.wait_closed()

    with leg(kind, forget_the_first) as connection:
        outcome(kind, blocking(connection, "playback", timeout=0.05))
        assert outcome(kind, blocking(connection, "playback", timeout=0.3)) == result


@pytest.mark.parametrize(("kind", "result"), [(STOCK, HUNG), (OURS, True)])
def test_d10_a_handler_of_our_own_does_not_disable_waiting(kind: str, result: object) -> None:
    seen = AsyncResult()

    def end(peer: Peer) -> None:
        command = peer.read()
        peer.reply()
        peer.executed(command, "bridge", current_application="bridge")
        peer.wait_closed()

    with leg(kind, end) as connection:
        connection.register_handle("CHANNEL_EXECUTE_COMPLETE", seen.set)
        assert outcome(kind, blocking(connection)) == result
        assert seen.get(timeout=5)


@pytest.mark.parametrize(("kind", "result"), [(STOCK, HUNG), (OURS, True)])
def test_d14_a_slow_handler_does_not_delay_the_end_of_an_application(kind: str, result: object) -> None:
    def end_after_a_digit(peer: Peer) -> None:
        peer.event("DTMF", {"Unique-ID": LEG, "DTMF-Digit": "1"})
        command = peer.read()
        peer.reply()
        peer.executed(command, "bridge", current_application="bridge")
        peer.wait_closed()

    forever = Flag()
    with leg(kind, end_after_a_digit) as connection:
        connection.register_handle("DTMF", lambda _: forever.wait())
        assert outcome(kind, blocking(connection)) == result


@pytest.mark.parametrize(("kind", "result"), [(STOCK, HUNG), (OURS, True)])
def test_d14_a_handler_may_stop_its_own_connection(kind: str, result: object) -> None:
    stopped = Flag()

    def stop(connection) -> None:
        connection.stop()
        stopped.set()

    def script(peer: Peer) -> None:
        peer.event("HEARTBEAT")
        peer.read()
        peer.reply("+OK bye")
        peer.say_goodbye()
        peer.close()

    with control(kind, script, lambda it: it.register_handle("HEARTBEAT", lambda _: stop(it))):
        assert outcome(kind, lambda: stopped.wait()) == result


@pytest.mark.parametrize(("kind", "last"), [(STOCK, "1"), (OURS, "3")])
def test_d15_a_handler_that_fails_does_not_stop_the_events(kind: str, last: str) -> None:
    seen: list[str] = []

    def fail(tag: str, event) -> None:
        seen.append(event.headers["N"])
        raise RuntimeError(tag)

    def script(peer: Peer) -> None:
        for number in "123":
            peer.event("HEARTBEAT", {"N": number})
        peer.read()
        peer.reply()

    with control(kind, script, lambda it: it.register_handle("HEARTBEAT", functools.partial(fail, "x"))) as connection:
        connection.send("noevents")
        gevent.idle()
        assert seen[-1] == last


@pytest.mark.parametrize(("kind", "gone"), [(STOCK, True), (OURS, False)])
def test_d19_the_hang_up_of_another_leg_is_not_ours(kind: str, gone: bool) -> None:
    def script(peer: Peer) -> None:
        peer.event("CHANNEL_HANGUP", {"Unique-ID": OTHER_LEG, "Hangup-Cause": "USER_BUSY"})
        peer.read()
        peer.reply()
        peer.wait_closed()

    with leg(kind, script) as connection:
        connection.session_data = {}
        connection.send("noevents")
        gevent.idle()
        assert (not connection._outbound_connected if kind == STOCK else connection.hung_up.is_set()) is gone


@pytest.mark.parametrize(("kind", "kinds_of_error"), [(STOCK, 2), (OURS, 1)])
def test_d23_a_leg_that_is_gone_is_told_in_one_way(kind: str, kinds_of_error: int) -> None:
    def leave(peer: Peer) -> None:
        peer.read()
        peer.say_goodbye()
        peer.close()

    with leg(kind, leave) as connection:
        errors = {outcome(kind, lambda: connection.call_command("answer")) for _ in range(2)}
        assert len(errors) == kinds_of_error
        assert (errors == {Disconnected}) is (kind == OURS)


@pytest.mark.parametrize(("kind", "told"), [(STOCK, True), (OURS, False)])
def test_d24_a_failing_handler_does_not_write_the_callers_number_in_the_log(
    kind: str, told: bool, caplog: pytest.LogCaptureFixture
) -> None:
    done = Flag()

    def fail(event) -> None:
        gevent.spawn(done.set)
        raise ValueError(f"no such number: {event.headers['Caller-Caller-ID-Number']}")

    script = lambda peer: peer.event("CHANNEL_ANSWER", {"Caller-Caller-ID-Number": NUMBER})  # noqa: E731
    with caplog.at_level(logging.DEBUG), control(kind, script, lambda it: it.register_handle("CHANNEL_ANSWER", fail)):
        assert done.wait(5)
        gevent.idle()
    assert (NUMBER in caplog.text) is told
    assert "test_transport_waiting.py" in caplog.text  # the place of the fault is told


# What the rest of `switch/` relies on


def events(*frames: tuple[str, dict[str, str]]):
    def script(peer: Peer) -> None:
        for name, headers in frames:
            peer.event(name, {"Unique-ID": LEG, **headers})
        peer.wait_closed()

    return script


def test_the_hang_up_of_the_leg_ends_what_waits_for_it_with_its_cause() -> None:
    def hang_up_while_playing(peer: Peer) -> None:
        peer.read()
        peer.reply()
        peer.event("CHANNEL_HANGUP", {"Unique-ID": LEG, "Hangup-Cause": "ORIGINATOR_CANCEL"})
        peer.wait_closed()

    with leg(OURS, hang_up_while_playing) as connection:
        with pytest.raises(Disconnected):
            connection.execute("playback", "x.wav")
        assert connection.hung_up.is_set()
        assert (connection.ending, connection.cause) == (LegEnd.GONE, "ORIGINATOR_CANCEL")
        assert not connection.closed.is_set()
        with pytest.raises(Disconnected):
            connection.start("playback", "x.wav")


def test_the_end_of_a_recording_is_still_read_after_the_hang_up() -> None:
    told = Flag()

    def record(peer: Peer) -> None:
        command = peer.read()
        peer.reply()
        peer.event("CHANNEL_HANGUP", {"Unique-ID": LEG})
        peer.say_linger()
        told.wait()
        peer.executed(command, "record", record_ms="600")
        peer.wait_closed()

    with leg(OURS, record) as connection:
        recording = connection.start("record", "/r.wav")
        with pytest.raises(Disconnected):
            connection.wait(recording)
        told.set()
        assert connection.wait(recording, 5, after_hang_up=True).variable("record_ms") == "600"


def test_a_leg_that_lingers_has_hung_up_even_if_its_hang_up_was_not_seen() -> None:
    with leg(OURS, lambda peer: (peer.say_linger(), peer.wait_closed())) as connection:
        assert connection.hung_up.wait(5)
        assert connection.ending is LegEnd.GONE


def test_a_connection_cut_without_a_word_counts_as_a_hang_up() -> None:
    with leg(OURS, lambda peer: peer.close()) as connection:
        assert connection.hung_up.wait(5)
        assert connection.ending is LegEnd.LOST


def test_a_leg_that_freeswitch_lets_go_has_not_hung_up() -> None:
    with leg(OURS, lambda peer: peer.say_goodbye()) as connection:
        assert connection.over.wait(5)
        assert connection.closed.wait(5)
        assert connection.ending is LegEnd.LET_GO
        assert not connection.hung_up.is_set()


def test_a_leg_that_we_let_go_has_not_hung_up() -> None:
    def bye(peer: Peer) -> None:
        peer.read()
        peer.reply("+OK bye")
        peer.say_goodbye()

    with leg(OURS, bye) as connection:
        connection.close()
        connection.close()
        assert connection.peer.commands[-1] == "exit"
        assert connection.ending is LegEnd.CLOSED
        assert not connection.hung_up.is_set()


def test_closing_a_leg_whose_freeswitch_is_frozen_takes_no_longer_than_its_grace() -> None:
    with leg(OURS, lambda peer: peer.wait_closed()) as connection, gevent.Timeout(5):
        connection.close(grace=0.05)
        assert connection.closed.is_set()


def test_a_leg_that_is_bridged_has_left_the_socket_and_not_hung_up() -> None:
    frames = [("CHANNEL_UNPARK", {}), ("CHANNEL_BRIDGE", {})]
    with leg(OURS, events(*frames)) as connection:
        assert connection.bridged.wait(5)
        assert connection.left.is_set()
        assert not connection.over.is_set()


def test_keys_come_one_by_one_in_order_and_a_flood_is_not_kept_for_ever() -> None:
    keys = [("DTMF", {"DTMF-Digit": key}) for key in "12#" + "9" * 600]
    with leg(OURS, events(*keys, ("CHANNEL_HANGUP", {}))) as connection:
        assert connection.hung_up.wait(5)
        keys = list[str]()
        connection.digits.listen(keys.append)
        assert keys[:3] == ["1", "2", "#"]
        assert len(keys) < 600


def test_an_application_that_ends_before_its_reply_is_read_is_not_missed() -> None:
    def early(peer: Peer) -> None:
        peer.executed(peer.read(), "playback")
        peer.reply()
        peer.wait_closed()

    with leg(OURS, early) as connection:
        assert connection.execute("playback", "x.wav", timeout=5).get("Application") == "playback"


def test_what_cannot_be_read_right_ends_the_leg_and_does_not_tell_the_caller_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def script(peer: Peer) -> None:
        assert peer.read() == "api status"
        peer.event("CHANNEL_ANSWER", {"Unique-ID": LEG})
        peer.wait_closed()

    def fail(event: object) -> None:
        raise ValueError(f"no such number: {NUMBER}")

    with leg(OURS, script) as connection:
        connection._observe = fail
        with pytest.raises(Disconnected):
            connection.api("status")
        assert connection.ending is LegEnd.LOST and NUMBER not in caplog.text


def test_what_cannot_be_read_right_ends_the_leg_though_the_log_is_taken_by_a_thread() -> None:
    """The lock of a handler is gevent's in the controller, and the hub cannot wait for it: gevent stops what reads."""

    class Taken(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            gevent.sleep(0)
            told.append(record.getMessage())

    def script(peer: Peer) -> None:
        peer.read()
        peer.reply()
        peer.event("CHANNEL_ANSWER", {"Unique-ID": LEG})
        peer.wait_closed()

    told, taken = list[str](), Taken()
    logging.getLogger("appliance.switch.esl_connection").addHandler(taken)
    try:
        with leg(OURS, script) as connection:
            connection._observe = lambda _: told[1]  # IndexError
            with pytest.raises(Disconnected):
                connection.execute("playback", "x.wav", timeout=5)
            assert connection.ending is LegEnd.LOST
            gevent.idle()
            assert "IndexError" in told[0] and connection.sock.fileno() < 0
    finally:
        logging.getLogger("appliance.switch.esl_connection").removeHandler(taken)


def test_an_application_that_is_late_leaves_the_leg_usable() -> None:
    def script(peer: Peer) -> None:
        while True:
            command = peer.read()
            peer.reply()
            if "answer" in command:
                peer.executed(command, "answer")

    with leg(OURS, script) as connection:
        with pytest.raises(CommandTimeout):
            connection.execute("playback", "x.wav", timeout=0.05)
        assert connection.execute("answer", timeout=5)
