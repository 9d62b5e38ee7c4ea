"""Reading frames: cut anywhere, forged, or malformed."""

from __future__ import annotations

import itertools
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.switch.frames import MAX_BODY, BrokenStream, Event, Frames, Headers
from tests.adapter.fake_freeswitch import LEG, OTHER_LEG, event_frame

JOB = "-ERR NO_USER_RESPONSE\nUnique-ID: forged\n"
EXPECTED = [
    ("auth/request", "", ""),
    ("command/reply", "", "+OK accepted"),
    ("text/event-plain", "CHANNEL_ANSWER", ""),
    ("api/response", "", "+OK été\n"),
    ("text/event-plain", "BACKGROUND_JOB", JOB),
]
BODY = "+OK été\n".encode()
STREAM = b"".join(
    [
        b"Content-Type: auth/request\n\n",
        b"Content-Type: command/reply\nReply-Text: +OK accepted\n\n\n",  # and a stray blank line
        event_frame("CHANNEL_ANSWER", {"Unique-ID": LEG, "Caller-Caller-ID-Name": "Ren%C3%A9e%0AX: y"}),
        b"Content-Type: api/response\nContent-Length: %d\n\n" % len(BODY) + BODY,
        event_frame("BACKGROUND_JOB", {"Job-UUID": OTHER_LEG}, JOB),
    ]
)


def all_frames(*pieces: bytes) -> list[tuple[str, str, str]]:
    stream = Frames()
    frames = [(frame.kind, frame.name, frame.data) for piece in pieces for frame in stream.feed(piece)]
    stream.end()
    return frames


def test_a_stream_is_read_frame_by_frame() -> None:
    assert all_frames(STREAM) == EXPECTED


def test_frames_cut_at_every_byte_are_read_the_same() -> None:
    for cut in range(1, len(STREAM)):
        assert all_frames(STREAM[:cut], STREAM[cut:]) == EXPECTED, f"cut at byte {cut}"


@given(st.lists(st.integers(0, len(STREAM))))
def test_frames_in_pieces_of_any_length_are_read_the_same(cuts: list[int]) -> None:
    at = [0, *sorted(cuts), len(STREAM)]
    assert all_frames(*(STREAM[begin:end] for begin, end in itertools.pairwise(at))) == EXPECTED


def test_a_frame_that_comes_byte_by_byte_is_read() -> None:
    assert all_frames(*(STREAM[at : at + 1] for at in range(len(STREAM)))) == EXPECTED


def test_a_stream_that_ends_anywhere_gives_whole_frames_only() -> None:
    for end in range(len(STREAM)):
        stream = Frames()
        frames = [(frame.kind, frame.name, frame.data) for frame in stream.feed(STREAM[:end])]
        with suppress(BrokenStream):
            stream.end()
        assert frames == EXPECTED[: len(frames)], f"ended at byte {end}"


@pytest.mark.parametrize(
    "frame",
    [
        b"Reply-Text: no kind\n\n",
        b"no colon at all\n\n",
        b"Content-Type: api/response\nContent-Length: -1\n\n",
        b"Content-Type: api/response\nContent-Length: 1e3\n\n",
        b"Content-Type: api/response\nContent-Length: \xd9\xa1\n\n",
        b"Content-Type: api/response\nContent-Length: %d\n\n" % (MAX_BODY + 1),
        b"Content-Type: " + b"x" * (2 * 1024 * 1024),
        b"A: b\n" * (300 * 1024),
    ],
    ids=["no kind", "no colon", "negative", "not a count", "arabic digit", "huge body", "huge line", "huge head"],
)
def test_what_is_not_a_frame_breaks_the_stream(frame: bytes) -> None:
    with pytest.raises(BrokenStream):
        all_frames(frame)


@given(st.text())
def test_no_value_however_written_becomes_a_header_or_changes_one(said: str) -> None:
    value = said.replace("\n", "%0A")  # FreeSWITCH never sends a raw line end in a value
    block = f"Event-Name: DTMF\nUnique-ID: {LEG}\nCaller-Caller-ID-Name: {value}\nvariable_after: x\n"
    headers = Headers(block.encode("utf-8", "surrogatepass"))
    assert list(headers) == ["Event-Name", "Unique-ID", "Caller-Caller-ID-Name", "variable_after"]
    assert (headers.get("Unique-ID"), headers.get("variable_after")) == (LEG, "x")


def test_a_header_given_twice_keeps_the_value_that_freeswitch_gave_first() -> None:
    assert Headers(f"Unique-ID: {LEG}\nUnique-ID: {OTHER_LEG}\n".encode()).get("Unique-ID") == LEG


def test_an_event_answers_for_its_headers_and_variables() -> None:
    event = Event({"Event-Name": "CUSTOM", "Event-Subclass": "sofia::gateway_state", "variable_x": "1"})
    assert (event.name, event.get("Absent"), event.get("Absent", "-")) == ("sofia::gateway_state", "", "-")
    assert (event.variable("x"), event.variable("y")) == ("1", "")
