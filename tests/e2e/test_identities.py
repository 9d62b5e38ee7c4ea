"""Who calls, as the operator writes it: hidden, absent, malformed, hostile; and what the caller's telephone learns."""

from __future__ import annotations

import company
import pytest
import steps
from phones.caller import Caller
from world import World

from appliance.company.numbers import UNREADABLE

pytestmark = pytest.mark.e2e

LINE_SEPARATOR = "\u2028"


def newest(world: World, known: set[str]) -> dict[str, object]:
    """The one call that the journal did not hold before."""
    fresh = [call for call in world.lab.calls() if call["id"] not in known]
    assert len(fresh) == 1, fresh
    return fresh[0]


HOSTILE = {
    "hidden": '"Anonymous" <sip:anonymous@anonymous.invalid>',
    "empty": "<sip:127.0.0.1>",
    "letters": '"Bob" <sip:bob.smith@127.0.0.1>',
    "too long": "<sip:" + "9" * 60 + "@127.0.0.1>",
    "new line in the name": '"Bob%0Avariable_astreinte_role: agent%0AUnique-ID: 1" <sip:anonymous@127.0.0.1>',
    "line separator in the name": f'"Bob{LINE_SEPARATOR}Unique-ID: victim" <sip:anonymous@127.0.0.1>',
    "vertical tab in the name": '"Bob%0BEvent-Name: SERVER_DISCONNECTED" <sip:anonymous@127.0.0.1>',
    "command in the name": '"${system(touch PROOF)}" <sip:anonymous@127.0.0.1>',
    "dial string in the name": '"x]sofia/gateway/y,{a=b}|&park" <sip:anonymous@127.0.0.1>',
    "command in the number": "<sip:$%7Bsystem(touch%20PROOF)%7D@127.0.0.1>",
}


# What is no number. « empty » shows nothing, though FreeSWITCH puts a word of its own where a From has no user.
SHOWN = ("letters", "too long", "command in the number")


@pytest.mark.parametrize("who", HOSTILE)
def test_a_caller_is_served_like_any_other_whatever_their_identity(world: World, who: str) -> None:
    identity = HOSTILE[who]
    known = {call["id"] for call in world.lab.calls()}
    proof = world.lab.state / "PROOF"
    solo = world.mobile(company.SOLO)
    caller = Caller(world.carrier, identity=identity.replace("PROOF", str(proof))).calls(company.DID)
    caller.presses("8")
    agent = solo.rings(within=10).answers()
    agent.hears(world.sentences.whisper(company.LINE, None, None), within=8, seconds=5)
    agent.presses("1")
    caller.hums(steps.CALLER_TONE)
    agent.hears_tone(steps.CALLER_TONE)
    caller.hangs_up()
    agent.is_hung_up(within=1)
    world.lab.has_no_leg(within=1)
    call = newest(world, known)
    assert call["caller"] == (UNREADABLE if who in SHOWN else None)
    assert not proof.exists()


CLAIMS = [
    ("Identity", "eyJhbGciOiJFUzI1NiIsInBwdCI6InNoYWtlbiJ9.e30.c2ln;info=<https://op.test/cert>;alg=ES256;ppt=shaken"),
    ("P-Asserted-Identity", "<sip:+33699999999@op.test>"),
    ("P-Preferred-Identity", "<sip:+33699999999@op.test>"),
    ("Remote-Party-ID", "<sip:+33699999999@op.test>;party=calling;screen=yes"),
    ("P-Asserted-Service-Info", "attest=A"),
    ("Attestation-Info", "A"),
    ("Origination-ID", "123e4567-e89b-12d3-a456-426655440000"),
    ("P-Charging-Vector", "icid-value=699999999"),
    ("History-Info", "<sip:+33699999999@op.test>;index=1"),
    ("Diversion", "<sip:+33699999999@op.test>;reason=unconditional"),
]


def test_nothing_that_the_caller_s_operator_says_of_them_goes_to_the_agent_s(world: World) -> None:
    """The number presented is the line's, in the one header that the trunk wants."""
    solo = world.mobile(company.SOLO)
    caller = world.caller(sends=CLAIMS).calls(company.DID)
    caller.presses("8")
    agent = solo.rings(within=10)
    told = agent.invite.encode().decode()
    assert company.DID in agent.invite.get("From")
    for name, _ in CLAIMS:
        assert not agent.invite.get(name), name
    assert "699999999" not in told
    caller.hangs_up()


TELEPHONES = {
    "plain": [],
    "Yealink": [("User-Agent", "Yealink SIP-T46U 108.86.0.20")],
    "UPDATE": [("Allow", "INVITE, ACK, CANCEL, BYE, UPDATE, INFO, OPTIONS"), ("Supported", "timer, from-change")],
    "FreeSWITCH": [("User-Agent", "FreeSWITCH"), ("X-FS-Support", "update_display,send_info")],
}


@pytest.mark.parametrize("telephone", TELEPHONES)
def test_the_caller_never_learns_the_number_of_the_agent(world: World, telephone: str) -> None:
    durand, petit = world.mobile(company.DURAND), world.mobile(company.PETIT)
    caller = world.caller(sends=TELEPHONES[telephone]).calls(company.DID)
    caller.presses("1")
    durand.rings(within=10).refuses(486)
    agent = petit.rings().answers()
    agent.hears("whisper", seconds=0.6)
    agent.presses("1")
    steps.hear_each_other(steps.Scene(world, caller, [agent]))
    agent.hangs_up()
    caller.is_hung_up(within=2)
    assert caller.received
    for number in (company.DURAND, company.PETIT):
        caller.learns_nothing_of(number)


@pytest.mark.parametrize("telephone", TELEPHONES)
def test_a_forwarded_caller_never_learns_the_number_of_the_office(world: World, telephone: str) -> None:
    office = world.mobile(company.OFFICE)
    caller = world.caller(sends=TELEPHONES[telephone]).calls(company.OFFICE_LINE)
    agent = office.rings(within=10).answers()
    steps.hear_each_other(steps.Scene(world, caller, [agent]))
    caller.hangs_up()
    agent.is_hung_up(within=1)
    caller.learns_nothing_of(company.OFFICE)


def test_no_log_above_debug_shows_the_number_of_an_agent(world: World) -> None:
    scene = steps.at_conversation(world)
    scene.caller.hangs_up()
    world.journal(scene.caller, outcome="connected")
    logs = [path for path in world.lab.state.rglob("*.log") if path.is_file()]
    assert logs
    for path in logs:
        assert company.SOLO[1:] not in path.read_text(encoding="utf-8", errors="replace"), path
