"""Each fault of a box of two, at each step of its calls: nobody is lost but with what died, nothing is told twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message
from pathlib import Path
from typing import cast

import company
import pytest
import steps
from aiosmtpd.controller import Controller
from astreinte_lab import Lab, until
from boxes_faults import FAULTS, Fault, Stage
from phones.caller import Caller
from stepped_clock import SteppedClock
from steps import Scene
from two_boxes import CALLED, FIRST, SECOND, Boxes, boxes_on
from world import World, start_lab

from tests.unit.notify.mail_server import Mailbox, port_of
from tests.unit.store.postgres_server import primary_and_standby, programs, url_of

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(300),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

TEXT = company.TEXT.replace("    default: true\n", "    default: true\n    tell: [chef@example.fr]\n")


def at_long_hunt(world: World) -> Scene:
    """A mobile rings for thirty seconds, and nobody has answered it yet."""
    return steps.at_hunt(world, key="9", number=company.LATE)


def at_other_conversation(world: World) -> Scene:
    scene = steps.at_hunt(world, key="1", number=company.DURAND)
    taken(scene)
    return scene


def taken(scene: Scene) -> None:
    """The agent who is rung takes the call."""
    scene.agent.answers()
    scene.agent.hears(scene.world.sentences.whisper(company.LINE, None, scene.caller.e164))
    scene.agent.presses("1")
    steps.hear_each_other(scene)


BEGUN: dict[str, Callable[[World], Scene]] = {
    "conversation": steps.at_conversation,
    "message": steps.at_message,
    "hunt": at_long_hunt,
    "menu": steps.at_menu,
    "announcement": steps.at_greeting,
}  # in the order in which their callers can wait


@dataclass
class Night:
    """What the fault met, and who called while it lasted. `elsewhere`: a conversation on the other box.

    `leaving`: who hung up while it lasted.
    """

    fault: Fault
    boxes: Boxes
    scenes: dict[str, Scene]
    elsewhere: Scene
    leaving: Caller
    meanwhile: list[Caller]
    mails: Mailbox


@pytest.fixture(scope="module")
def stage(
    tmp_path_factory: pytest.TempPathFactory,
    sentences: company.Sentences,
    mailbox: tuple[Mailbox, Controller],
) -> Iterator[Stage]:
    folder = programs()
    if folder is None:
        pytest.skip("PostgreSQL n'est pas installé")
    clocks: list[SteppedClock] = []
    home = tmp_path_factory.mktemp("boxes")

    def start(name: str, home: Path, carriers: list[str], options: tuple[str, ...]) -> Lab:
        environment = None
        if name == FIRST and not clocks:
            clocks.append(SteppedClock(home / "state"))
            environment = clocks[0].environment
        store = sentences.prompt_store.directory
        return Lab(home / "state", TEXT, carriers, store, *options, environment=environment)

    with (
        primary_and_standby(folder) as servers,
        boxes_on(url_of(*servers), sentences, home, start=start) as boxes,
    ):
        for world in boxes.worlds.values():
            world.has_a_mail_server(port_of(mailbox[1]))
            world.restarts_its_controller()

        def namesake() -> Lab:
            shared = ("--name", FIRST, "--database", boxes.database)
            return start_lab(home / "namesake", sentences, [boxes.carrier.address], *shared, text=TEXT)

        yield Stage(boxes, *servers, clocks[0], namesake)


@pytest.fixture(scope="module", params=FAULTS, ids=str)
def night(stage: Stage, mailbox: tuple[Mailbox, Controller], request: pytest.FixtureRequest) -> Iterator[Night]:
    fault: Fault = request.param
    boxes, mails = stage.boxes, mailbox[0]
    for world in boxes.worlds.values():
        world.lab.has_no_leg(within=20)
    until(lambda: {boxes.serving(gone(boxes)) for _ in range(2)} == {FIRST, SECOND}, 30, "both boxes take calls")
    mails.taken.clear()
    try:
        with fault.around(stage):
            boxes.next_is(SECOND)
            elsewhere = at_other_conversation(boxes.two)
            assert boxes.serving(elsewhere.caller) == SECOND
            scenes = {step: begun(boxes, step) for step in BEGUN}
            leaving = begun(boxes, "announcement").caller
            with fault.strikes(stage):
                leaving.hangs_up()
                meanwhile = [boxes.one.caller().dials(company.DID) for _ in range(2)]
                for caller in meanwhile:
                    caller.is_answered(within=6)
            yield Night(fault, boxes, scenes, elsewhere, leaving, meanwhile, mails)
    finally:
        boxes.carrier.hang_up_all()
        for world in boxes.worlds.values():
            world.lab.has_no_leg(within=20)
        boxes.carrier.forget()


def gone(boxes: Boxes) -> Caller:
    """A caller who hangs up once answered."""
    caller = boxes.one.caller().calls(company.DID)
    caller.hangs_up()
    return caller


def begun(boxes: Boxes, step: str) -> Scene:
    """On the box that the fault meets."""
    boxes.next_is(FIRST)
    scene = BEGUN[step](boxes.one)
    assert boxes.serving(scene.caller) == FIRST
    return scene


def goes_on(step: str, scene: Scene) -> None:
    """The caller is where they were, and comes to an end that they choose."""
    caller = scene.caller
    match step:
        case "announcement":
            caller.hears("menu", within=20)
        case "menu":
            caller.presses("2")
            caller.hears("order_ask", within=20)
        case "hunt":
            taken(scene)
        case "message":
            caller.stream.ear.hears_no_tone(steps.AGENT_TONE, steps.TALK_SECONDS)
        case "conversation":
            steps.hear_each_other(scene)
        case _:
            raise AssertionError(step)
    caller.hangs_up()
    caller.timeline.wait("ended", within=10)


@pytest.mark.parametrize("step", ["announcement", "menu", "hunt", "message", "conversation"])
def test_who_was_there_goes_on_or_is_served_when_calling_again(night: Night, step: str) -> None:
    if not night.fault.costs:
        goes_on(step, night.scenes[step])
        return
    again = night.boxes.one.caller().calls(company.DID)
    again.hears("menu", within=20)
    again.hangs_up()


def test_who_calls_meanwhile_is_served(night: Night) -> None:
    """Not answered yet when it came, or dialled since."""
    for caller in night.meanwhile:
        caller.hears("menu", within=20)
        assert night.fault.serves or night.boxes.serving(caller) == SECOND
        caller.hangs_up()


def test_the_other_box_is_untouched(night: Night) -> None:
    steps.hear_each_other(night.elsewhere)
    night.elsewhere.caller.hangs_up()
    night.elsewhere.agent.is_hung_up(within=5)


OUTCOMES = {"hunt": "connected", "conversation": "connected", "message": "message"}


def test_the_journal_is_whole_and_each_thing_was_told_once(night: Night) -> None:
    """Each caller has one call there, which has its end; a message one mail."""
    two = night.boxes.two
    for step, scene in night.scenes.items():
        expected = {"outcome": OUTCOMES[step]} if step in OUTCOMES and not night.fault.costs else {}
        assert two.journal(scene.caller, within=45, over=True, called=CALLED, **expected)["box"] == FIRST
    assert two.journal(night.elsewhere.caller, within=30, over=True, outcome="connected")["box"] == SECOND
    for caller in (night.leaving, *night.meanwhile):
        two.journal(caller, within=30, over=True, called=CALLED)
    until(lambda: told_of(night, night.scenes["message"].caller), 45, "the message is told")
    counted = Counter(told(night))
    assert max(counted.values()) == 1, counted


def told(night: Night) -> list[tuple[str, str, str]]:
    """To whom, of what, in what words."""
    return [(str(mail["To"]), str(mail["Subject"]), body(mail)) for mail in night.mails.mails()]


def told_of(night: Night, caller: Caller) -> bool:
    """Whether a mail says that this caller left a message."""
    return any("message" in words.lower() and caller.e164[-2:] in words for _, _, words in told(night))


def body(mail: Message) -> str:
    part = cast(EmailMessage, mail).get_body(("plain",))
    return "" if part is None else str(part.get_content())
