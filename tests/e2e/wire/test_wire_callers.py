"""Callers when no controller is there: how many, for which number, and what their telephone is told."""

from __future__ import annotations

import uuid

import pytest
from bare_controllers import ListeningController
from bare_freeswitch import BareFreeSwitch, company
from on_the_wire import CALLERS, DID, FIRST, ON_THE_WIRE, record_of
from phones.caller import Caller
from phones.carrier import Carrier

pytestmark = ON_THE_WIRE


def test_a_caller_too_many_gets_503_before_any_answer(switch: BareFreeSwitch, carrier: Carrier) -> None:
    carrier.mobile(FIRST)
    for number in range(CALLERS):
        Caller(carrier, f"067890123{number}").calls(DID)
    assert Caller(carrier, "0678901239").dials(DID).is_refused() == 503


def test_the_place_of_a_caller_who_left_is_free(switch: BareFreeSwitch, carrier: Carrier) -> None:
    carrier.mobile(FIRST)
    callers = [Caller(carrier, f"067890123{number}").calls(DID) for number in range(CALLERS)]
    callers[0].hangs_up()
    callers[0].is_hung_up()
    Caller(carrier, "0678901239").calls(DID)


def test_a_number_of_nobody_gets_404(switch: BareFreeSwitch, carrier: Carrier) -> None:
    assert Caller(carrier, "0678900011").dials("0972999999").is_refused() == 404
    assert record_of(switch, "0678900011").refused == "unknown_number"


def test_the_default_line_takes_a_number_of_nobody(switch: BareFreeSwitch, carrier: Carrier) -> None:
    switch.export(company(default=True), "op1", "op2")
    carrier.mobile(FIRST)
    Caller(carrier).calls("0972999999")
    carrier.mobile(FIRST).rings()


@pytest.mark.parametrize("spelling", ["+33972000001", "0033972000001", "33972000001", "0972000001"])
def test_a_number_is_known_in_every_spelling(switch: BareFreeSwitch, carrier: Carrier, spelling: str) -> None:
    carrier.mobile(FIRST)
    Caller(carrier).calls(spelling)


RPID = "<sip:+33678900010@op.test>;party=calling;screen=yes;privacy"
PAI = ("P-Asserted-Identity", "<sip:+33678900010@op.test>")
ANONYMOUS = '"Anonymous" <sip:anonymous@anonymous.invalid>'
HIDDEN: dict[str, tuple[str | None, tuple[tuple[str, str], ...]]] = {
    "Privacy id": (None, (("Privacy", "id"),)),
    "Privacy in capitals": (None, (("PRIVACY", "ID"),)),
    "Privacy user, with others": (None, (("Privacy", "Header; User ;critical"),)),
    "Privacy and an asserted number": (ANONYMOUS, (PAI, ("Privacy", "id"))),
    "an asserted number alone": (ANONYMOUS, (PAI,)),
    "RPID full": (None, (("Remote-Party-ID", f"{RPID}=full"),)),
    "RPID full, From anonymous": (ANONYMOUS, (("Remote-Party-ID", f"{RPID}=full"),)),
    "RPID in capitals": (None, (("remote-party-id", f"{RPID}=FULL".replace("privacy", "Privacy")),)),
    "RPID uri": (None, (("Remote-Party-ID", f"{RPID}=uri"),)),
    "RPID name": (None, (("Remote-Party-ID", f'{RPID}="name"'),)),
    "RPID of two, the second hidden": (
        ANONYMOUS,
        (("Remote-Party-ID", "<sip:0972000001@op.test>;party=called"), ("Remote-Party-ID", f"{RPID}=full")),
    ),
    "From anonymous": ("<sip:Anonymous@op.test>", ()),
    "From anonymous.invalid": ("<sip:c8oqz84zk7z@ANONYMOUS.invalid>", ()),
    "From named anonymous": ('"ANONYMOUS" <sip:0678900010@op.test>', ()),
    "From without a user": ("<sip:op.test>", ()),
    "From of a name alone": ('"Ascenseur" <sip:@op.test>', ()),
    "From restricted": ("<sip:restricted@op.test>", ()),
}


@pytest.mark.parametrize("how", HIDDEN)
def test_a_caller_who_hides_their_number_has_none(switch: BareFreeSwitch, carrier: Carrier, how: str) -> None:
    """Neither the record that the journal is made of, nor the log, nor the agent's telephone has it."""
    identity, headers = HIDDEN[how]
    mobile = carrier.mobile(FIRST)
    logged = len(switch.log())
    caller = Caller(carrier, "0678900010", identity=identity, sends=headers).calls(DID)
    assert "678900010" not in mobile.rings(within=10).invite.encode().decode()
    caller.hangs_up()
    assert record_of(switch, None).called == DID
    assert "678900010" not in switch.log()[logged:]


SHOWN: dict[str, tuple[str | None, tuple[tuple[str, str], ...], str]] = {
    "Privacy none": (None, (("Privacy", "none"),), "0678900010"),
    "RPID off": (None, (("Remote-Party-ID", f"{RPID}=off"),), "+33678900010"),
    "asserted, From without a user": ("<sip:op.test>", (PAI,), "+33678900010"),
    "a machine": ("<sip:+337000112345678@op.test;user=phone>", (), "+337000112345678"),
    "no number": ("<sip:ascenseur-12@op.test>", (), "unreadable"),
}


@pytest.mark.parametrize("how", SHOWN)
def test_a_caller_who_hides_nothing_is_known(switch: BareFreeSwitch, carrier: Carrier, how: str) -> None:
    identity, headers, number = SHOWN[how]
    carrier.mobile(FIRST)
    Caller(carrier, "0678900010", identity=identity, sends=headers).calls(DID).hangs_up()
    assert record_of(switch, number).called == DID


def test_an_invite_without_sdp_is_answered_with_our_offer(switch: BareFreeSwitch, carrier: Carrier) -> None:
    """RFC 3261, 13.2.1: our offer is in the 200, their answer in the ACK; then it is a call like any other."""
    mobile = carrier.mobile(FIRST).will_answer(press="1", press_after=1.5)
    caller = Caller(carrier, offers=False).calls(DID)
    call = mobile.rings(within=10)
    caller.hums(440)
    call.hears_tone(440, within=8)
    call.hums(620)
    caller.hears_tone(620)


def test_a_call_with_no_codec_of_ours_is_refused_and_told(switch: BareFreeSwitch, carrier: Carrier) -> None:
    caller = Caller(carrier, "0678900012")
    caller.codec = (18, "G729")
    assert caller.dials(DID).is_refused() == 488
    assert record_of(switch, "0678900012").refused == "no_codec"


def test_a_caller_whose_operator_speaks_pcmu_alone_is_answered_in_it(switch: BareFreeSwitch, carrier: Carrier) -> None:
    carrier.mobile(FIRST)
    caller = Caller(carrier)
    caller.codec = (0, "PCMU")
    caller.calls(DID)
    answer = next(one for one in caller.received if one.status == 200)
    assert " RTP/AVP 0 101" in answer.body


@pytest.mark.parametrize(
    "headers",
    [(("Require", "100rel"), ("Supported", "100rel")), (("Supported", "timer"), ("Session-Expires", "90"))],
    ids=["reliable provisional answers", "the shortest session"],
)
def test_what_an_operator_may_ask_is_granted(
    switch: BareFreeSwitch, carrier: Carrier, headers: tuple[tuple[str, str], ...]
) -> None:
    carrier.mobile(FIRST)
    Caller(carrier, sends=headers).calls(DID)


CURIOUS = (("User-Agent", "Yealink SIP-T54W 96.86.0.100"), ("Allow", "INVITE, ACK, BYE, CANCEL, INFO, UPDATE"))
CURIOUS_FREESWITCH = (("User-Agent", "FreeSWITCH"), ("X-FS-Support", "update_display,send_info"))


@pytest.mark.parametrize("headers", [CURIOUS, CURIOUS_FREESWITCH])
@pytest.mark.parametrize("joined_by", ["fallback", "uuid_bridge"])
def test_the_caller_is_never_told_the_number_of_the_agent(
    switch: BareFreeSwitch, carrier: Carrier, headers: tuple[tuple[str, str], ...], joined_by: str
) -> None:
    mobile = carrier.mobile(FIRST).will_answer(press="1", press_after=1.5)
    if joined_by == "fallback":
        caller = Caller(carrier, sends=headers).calls(DID)
        call = mobile.rings()
    else:
        with ListeningController(switch.config.switch.socket_ports[0]) as controller:
            caller = Caller(carrier, sends=headers).calls(DID)
            leg = controller.leg()
            agent = str(uuid.uuid4())
            switch.api(f"originate {{origination_uuid={agent}}}sofia/gateway/op1/{FIRST} &park")
            call = mobile.rings()
            switch.api(f"uuid_setvar {leg} socket_resume false")
            assert "+OK" in switch.api(f"uuid_bridge {leg} {agent}")
            controller.dies()
    call.hums(700.0)
    caller.hears_tone(700.0, within=8)
    caller.hangs_up()
    caller.is_hung_up()
    caller.learns_nothing_of(FIRST)
