"""Callers taken to a step of the script, so that a test begins where it matters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import company
from phones.caller import Caller
from phones.mobile import Mobile, MobileCall
from world import World

CALLER_TONE, AGENT_TONE = 440, 620
TALK_SECONDS = 1.2


@dataclass
class Scene:
    """A caller at a step, and the agent's telephone once it has been rung."""

    world: World
    caller: Caller
    agents: list[MobileCall] = field(default_factory=list)

    @property
    def agent(self) -> MobileCall:
        return self.agents[-1]


def at_greeting(world: World) -> Scene:
    """The announcement has begun."""
    caller = world.caller().calls(company.DID)
    caller.hears("greeting", seconds=0.5)
    return Scene(world, caller)


def at_menu(world: World) -> Scene:
    """The menu has begun."""
    caller = world.caller().calls(company.DID)
    caller.hears("menu")
    return Scene(world, caller)


def at_digits(world: World) -> Scene:
    """Two digits of the order number are typed."""
    scene = at_menu(world)
    scene.caller.presses("2")
    scene.caller.hears("order_ask")
    scene.caller.presses("40")
    return scene


def at_read_back(world: World) -> Scene:
    """The order number is typed, and being read back."""
    scene = at_digits(world)
    scene.caller.presses("719")
    scene.caller.hears(world.sentences.read_back("40719"))
    return scene


def at_hunt(world: World, key: str = "8", number: str = company.SOLO) -> Scene:
    """The first mobile rings, the caller hears music."""
    mobile = world.mobile(number)
    scene = at_menu(world)
    scene.caller.presses(key)
    scene.caller.hears("hunt")
    scene.agents.append(mobile.rings())
    return scene


def ringing_now(mobile: Mobile, within: float = 6.0) -> MobileCall:
    """The call that this mobile may take: one that was given up meanwhile has had its turn."""
    call = mobile.rings(within)
    while call.ended:
        call = mobile.rings(within)
    return call


def at_whisper(world: World) -> Scene:
    """The agent has answered and hears who calls."""
    scene = at_hunt(world)
    scene.agent.answers()
    scene.agent.hears(world.sentences.whisper(company.LINE, None, scene.caller.e164))
    return scene


def at_conversation(world: World) -> Scene:
    """Caller and agent hear each other."""
    scene = at_whisper(world)
    scene.agent.presses("1")
    hear_each_other(scene)
    return scene


def at_message(world: World) -> Scene:
    """The tone has sounded and the caller speaks."""
    scene = at_menu(world)
    scene.caller.presses("3")
    scene.caller.hears("message_ask")
    scene.caller.hears_beep()
    scene.caller.hums(CALLER_TONE)
    return scene


def at_review(world: World) -> Scene:
    """A message is on the disk, and the caller hears what to do with it."""
    scene = at_message(world)
    scene.caller.stream.ear.hears_no_tone(AGENT_TONE, TALK_SECONDS)
    scene.caller.presses("#")
    scene.caller.hears("message_review")
    return scene


def at_last_resort(world: World) -> Scene:
    """Nobody of the team is there: the line's last resort rings."""
    world.mobile(company.LATE).will_refuse(486)
    boss = world.mobile(company.LAST_RESORT)
    caller = world.caller().calls(company.NIGHT)
    return Scene(world, caller, [boss.rings(within=20)])


def at_office(world: World) -> Scene:
    """The office to which the caller is transferred rings."""
    office = world.mobile(company.OFFICE)
    scene = at_menu(world)
    scene.caller.presses("5")
    scene.agents.append(office.rings(within=10))
    return scene


def hear_each_other(scene: Scene) -> None:
    """Each hears the other's tone, for longer than the moment in which an agent may be gone at once."""
    scene.caller.hums(CALLER_TONE)
    scene.agent.hums(AGENT_TONE)
    scene.agent.hears_tone(CALLER_TONE)
    scene.caller.hears_tone(AGENT_TONE)
    scene.caller.stream.ear.hears_no_tone(CALLER_TONE, TALK_SECONDS)


BEFORE_CONVERSATION: dict[str, Callable[[World], Scene]] = {
    "greeting": at_greeting,
    "menu": at_menu,
    "digits": at_digits,
    "read_back": at_read_back,
    "hunt": at_hunt,
    "whisper": at_whisper,
    "message": at_message,
}
EVERY_STEP = {**BEFORE_CONVERSATION, "conversation": at_conversation}
