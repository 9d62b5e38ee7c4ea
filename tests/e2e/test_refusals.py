"""What the box refuses before it answers: told to the operator, and in the journal as what it is."""

from __future__ import annotations

from collections.abc import Iterator

import company
import pytest
from astreinte_lab import until
from phones.carrier import Carrier
from world import Lab, World

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def lab_world(tmp_path_factory: pytest.TempPathFactory, sentences: company.Sentences) -> Iterator[World]:
    """A lab whose company has no default line: a number of nobody is refused by the controller."""
    carrier = Carrier()
    text = company.TEXT.replace("    default: true\n", "", 1)
    assert text != company.TEXT
    lab = Lab(tmp_path_factory.mktemp("lab") / "state", text, [carrier.address], sentences.shelf.directory)
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


def test_a_caller_who_gives_up_before_the_answer_has_left(world: World) -> None:
    caller = world.caller().calls(company.DID)
    caller.hangs_up()
    world.journal(caller, outcome="abandoned")
