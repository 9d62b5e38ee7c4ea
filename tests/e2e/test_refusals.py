"""What the box refuses before it answers: told to the operator, and in the journal as what it is."""

from __future__ import annotations

from collections.abc import Iterator

import company
import pytest
from astreinte_lab import until
from phones.caller import Caller, Headers
from phones.carrier import Carrier
from world import Lab, World

from appliance.company.numbers import UNREADABLE
from appliance.switch.freeswitch_config import most_legs

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def lab_world(tmp_path_factory: pytest.TempPathFactory, sentences: company.Sentences) -> Iterator[World]:
    """A lab whose company has no default line: a number of nobody is refused by the controller."""
    carrier = Carrier()
    text = company.TEXT.replace("    default: true\n", "", 1)
    assert text != company.TEXT
    lab = Lab(tmp_path_factory.mktemp("lab") / "state", text, [carrier.address], sentences.prompt_store.directory)
    carrier.appliance = ("127.0.0.1", lab.sip_port)
    carrier.file_of = sentences.named
    yield World(lab, carrier, sentences)
    carrier.forget()
    assert lab.stop() == 0, lab.last_errors()
    carrier.close()


def test_a_number_of_nobody_gets_404_of_the_controller_and_a_line_in_the_journal(world: World) -> None:
    caller = world.caller()
    assert caller.dials("0972999999").is_refused() == 404
    call = world.journal(caller, outcome="unanswered")
    assert call["line"] is None
    assert [(step["name"], step["detail"]) for step in call["steps"]] == [("unknown_number", "+33972999999")]


def test_a_call_with_no_codec_of_ours_is_not_one_whose_caller_left(world: World) -> None:
    caller = world.caller()
    caller.codec = (18, "G729")
    assert caller.dials(company.DID).is_refused() == 488
    call = world.journal(caller, outcome="unanswered")
    assert [step["name"] for step in call["steps"]] == ["no_codec"]
    until(lambda: "(488)" in world.lab.types("replay", call["id"]), 5, "the refusal told by replay")


CALLED = "+33" + company.DID[1:]
UNKNOWN = (("Require", "foo-bar"),)
TOO_SHORT = (("Supported", "timer"), ("Session-Expires", "60"))
ASKED: dict[str, tuple[Headers, int, tuple[str, str], str]] = {
    "an extension": (
        UNKNOWN,
        420,
        ("unsupported", "foo-bar"),
        "extension SIP qu'elle n'a pas (foo-bar)",
    ),
    "a short session": (TOO_SHORT, 422, ("short_session", CALLED), "durée de session trop courte"),
}


@pytest.mark.parametrize("what", ASKED)
def test_what_freeswitch_refuses_before_any_leg_is_in_the_journal(world: World, what: str) -> None:
    """No event and no record of FreeSWITCH tells of it: who called, when, whom, and why nobody answered."""
    headers, status, noted, said = ASKED[what]
    caller = world.caller(sends=headers)
    assert caller.dials(company.DID).is_refused() == status
    call = world.journal(caller, within=15, outcome="unanswered")
    assert call["called"] == CALLED
    assert call["line"] is not None
    assert [(step["name"], step["detail"]) for step in call["steps"]] == [noted]
    assert f"({status})" in (told := world.lab.types("replay", call["id"]))
    assert said in told


def test_a_caller_over_all_the_legs_is_in_the_journal(world: World) -> None:
    caller = world.caller()
    world.lab.esl.api("fsctl max_sessions 1")
    try:
        assert caller.dials(company.DID).is_refused() == 503
    finally:
        world.lab.esl.api(f"fsctl max_sessions {most_legs(world.lab.config.sip)}")
    call = world.journal(caller, within=15, outcome="unanswered")
    assert [step["name"] for step in call["steps"]] == ["no_leg"]


def test_a_hostile_identity_refused_before_any_leg_is_no_number(world: World) -> None:
    known = {call["id"] for call in world.lab.calls()}
    identity = '"x\\r\\nUnique-ID: 1" <sip:$%7Bsystem(ls)%7D;DROP@127.0.0.1>'
    caller = Caller(world.carrier, identity=identity, sends=UNKNOWN)
    assert caller.dials(company.DID).is_refused() == 420
    until(lambda: len(world.lab.calls()) > len(known), 15, "the refused call in the journal")
    assert [call["caller"] for call in world.lab.calls() if call["id"] not in known] == [UNREADABLE]


def test_an_operator_that_asks_again_with_less_was_not_refused(world: World) -> None:
    """RFC 4028, 7.3: the same call, a longer session."""
    caller = world.caller(sends=TOO_SHORT)
    assert caller.dials(company.DID).is_refused() == 422
    again = world.caller()
    again.number, again.identity, again.call_id, again.sequence = caller.number, caller.identity, caller.call_id, 200
    again.calls(company.DID).hears("greeting")
    again.hangs_up()
    world.journal(caller, within=15, outcome="abandoned")


def test_a_caller_who_gives_up_before_the_answer_has_left(world: World) -> None:
    caller = world.caller().calls(company.DID)
    caller.hangs_up()
    world.journal(caller, outcome="abandoned")
