"""What an agent's telephone is shown, and where the number called is read: each setting of a trunk, on the wire.

Each operator calls from an address of its own: its trunk is told by that.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
import pytest
from bare_freeswitch import BareFreeSwitch, company
from on_the_wire import DID, FIRST, FREESWITCH, IN_THE_MATRIX
from phones.caller import Caller
from phones.carrier import Carrier
from phones.message import Message

from appliance.company.model import Company
from appliance.company.numbers import dialable_as
from appliance.config import Trunk
from appliance.switch.commands import Dial, originate
from appliance.switch.presentation import presentation

pytestmark = IN_THE_MATRIX

LINE, AGENT, CALLER = "+33972000001", "+33612345601", "+33678901234"
SETTINGS: dict[str, dict[str, object]] = {
    "plain": {},
    "pai": {"presented_in": "pai", "called_number": "to", "dial_format": "e164"},
    "rpid": {"presented_in": "rpid", "called_number": "p-called-party-id", "dial_format": "00"},
    "shows_caller": {"presented_number": "caller", "diversion": True, "dial_format": "e164-no-plus"},
    "shows_caller_pai": {
        "presented_number": "caller",
        "presented_in": "pai",
        "diversion": True,
        "from_domain": "client.operateur.test",
        "username": "0972000001",
    },
}


@dataclass
class Operators:
    """FreeSWITCH, and an operator behind each trunk, by the trunk's name."""

    switch: BareFreeSwitch
    carriers: dict[str, Carrier]

    def trunk(self, name: str) -> Trunk:
        return next(trunk for trunk in self.switch.config.trunks if trunk.name == name)

    def host(self, name: str) -> str:
        return self.carriers[name].host


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operators]:
    carriers = {name: Carrier(f"127.0.0.{place}") for place, name in enumerate(SETTINGS, 11)}
    trunks = tuple(
        msgspec.convert(
            {
                "name": name,
                "proxy": carriers[name].address,
                "sources": [f"{carriers[name].host}/32"],
                "ping_seconds": 0,
                "dial_format": "national",
                **settings,
            },
            Trunk,
        )
        for name, settings in SETTINGS.items()
    )
    assert FREESWITCH is not None
    switch = BareFreeSwitch(tmp_path_factory.mktemp("state"), FREESWITCH, trunks, max_callers=3)
    switch.start()
    for carrier in carriers.values():
        carrier.appliance = ("127.0.0.1", switch.sip_port)
    yield Operators(switch, carriers)
    switch.stop()
    for carrier in carriers.values():
        carrier.close()


@pytest.fixture
def operators(running: Operators) -> Iterator[Operators]:
    running.switch.export(company())
    yield running
    for carrier in running.carriers.values():
        carrier.forget()
    running.switch.api("hupall MANAGER_REQUEST")
    running.switch.is_empty()


# --- what the agent's telephone is shown ------------------------------------------------------------------------------


def shown_by(operators: Operators, name: str, caller: str | None, line: str | None = LINE) -> Message:
    """The INVITE to the agent's mobile, dialled as the controller does."""
    trunk, carrier = operators.trunk(name), operators.carriers[name]
    mobile = carrier.mobile(dialable_as(AGENT, trunk.dial_format, "FR"))
    variables = {"astreinte_role": "agent", **presentation(trunk, line, caller, "FR")}
    number = dialable_as(AGENT, trunk.dial_format, "FR")
    dial = Dial(uuid=str(uuid.uuid4()), gateway=name, number=number, variables=variables)
    operators.switch.api(f"originate {originate(dial)}", how="bgapi")
    return mobile.rings().invite


def shown_by_the_fallback(operators: Operators, name: str, caller: Caller, of: Company | None = None) -> Message:
    """The INVITE to the agent's mobile, dialled by the exported list."""
    trunk = operators.trunk(name)
    mobile = operators.carriers[name].mobile(dialable_as(AGENT, trunk.dial_format, "FR"))
    operators.switch.export(of or company(), name)
    caller.calls(DID)
    return mobile.rings(within=10).invite


def identities(invite: Message) -> dict[str, str]:
    """The headers that name somebody, less the tag of From; those that are not there are left out."""
    names = ("From", "P-Asserted-Identity", "P-Preferred-Identity", "Remote-Party-ID", "Diversion", "Privacy")
    return {name: value.split(";tag=")[0] for name in names if (value := invite.get(name))}


def expected(operators: Operators, name: str) -> dict[str, str]:
    host = operators.host(name)
    client = "client.operateur.test"
    return {
        "plain": {"From": f"<sip:0972000001@{host}>"},
        "pai": {
            "From": f"<sip:astreinte@{host}>",
            "P-Asserted-Identity": f"<sip:+33972000001@{host}>",
            "Privacy": "none",
        },
        "rpid": {
            "From": f"<sip:astreinte@{host}>",
            "Remote-Party-ID": f"<sip:0033972000001@{host}>;party=calling;screen=yes;privacy=off",
        },
        "shows_caller": {
            "From": f"<sip:33678901234@{host}>",
            "Diversion": f"<sip:33972000001@{host}>;reason=unconditional;privacy=off;screen=yes",
        },
        "shows_caller_pai": {
            "From": f"<sip:0972000001@{client}>",
            "P-Asserted-Identity": f"<sip:0678901234@{client}>",
            "Privacy": "none",
            "Diversion": f"<sip:0972000001@{client}>;reason=unconditional;privacy=off;screen=yes",
        },
    }[name]


def presenting_the_line(names: dict[str, str]) -> dict[str, str]:
    return {
        header: value.replace("33678901234", "33972000001").replace("0678901234", "0972000001")
        for header, value in names.items()
    }


@pytest.mark.parametrize("name", SETTINGS)
def test_the_mobile_is_shown_what_its_trunk_presents(operators: Operators, name: str) -> None:
    assert identities(shown_by(operators, name, CALLER)) == expected(operators, name)


@pytest.mark.parametrize("name", SETTINGS)
def test_a_hidden_caller_is_presented_as_the_line(operators: Operators, name: str) -> None:
    assert identities(shown_by(operators, name, None)) == presenting_the_line(expected(operators, name))


@pytest.mark.parametrize("privacy", [(), (("Privacy", "id"),)], ids=["shown", "hidden"])
@pytest.mark.parametrize("name", SETTINGS)
def test_the_fallback_presents_the_line(operators: Operators, name: str, privacy: tuple[tuple[str, str], ...]) -> None:
    caller = Caller(operators.carriers["plain"], "0678901234", sends=privacy)
    shown = identities(shown_by_the_fallback(operators, name, caller))
    assert shown == presenting_the_line(expected(operators, name))
    caller.learns_nothing_of(FIRST)


def presenting_the_account(operators: Operators, name: str) -> dict[str, str]:
    """What a trunk presents by itself: the name of its account."""
    account = operators.trunk(name).username or "astreinte"
    shown = expected(operators, name)
    shown.pop("Diversion", None)
    lines = ("33678901234", "0678901234", "+33972000001", "0033972000001")
    for number in (*lines, "0972000001"):
        shown = {header: value.replace(f"sip:{number}@", f"sip:{account}@") for header, value in shown.items()}
    return shown


@pytest.mark.parametrize("name", SETTINGS)
def test_a_line_with_no_number_presents_the_account_of_the_trunk(operators: Operators, name: str) -> None:
    assert identities(shown_by(operators, name, None, None)) == presenting_the_account(operators, name)


@pytest.mark.parametrize("name", SETTINGS)
def test_in_the_fallback_too_a_line_with_no_number_presents_the_account(operators: Operators, name: str) -> None:
    caller = Caller(operators.carriers["plain"], "0678901234")
    shown = identities(shown_by_the_fallback(operators, name, caller, without_number()))
    assert shown == presenting_the_account(operators, name)


def without_number() -> Company:
    known = company(default=True)
    line = dataclasses.replace(known.lines["urgence"], numbers=())
    return dataclasses.replace(known, lines={"urgence": line})


def test_what_the_caller_sends_reaches_no_mobile(operators: Operators) -> None:
    """Neither their headers nor their name travel to the other leg."""
    sent = (
        ("Identity", "eyJ9.e30.c2ln;info=<https://evil.test/cert>;alg=ES256;ppt=shaken"),
        ("P-Asserted-Identity", "<sip:0699999999@evil.test>"),
        ("Remote-Party-ID", "<sip:0699999999@evil.test>"),
        ("Diversion", "<sip:0699999999@evil.test>"),
        ("X-Evil", "0699999999"),
        ("Call-Info", "<http://evil.test/0699999999>"),
        ("Subject", "0699999999"),
        ("User-to-User", "0699999999"),
    )
    caller = Caller(operators.carriers["plain"], identity='"Evil 0699999999" <sip:0678901234@127.0.0.1>', sends=sent)
    invite = shown_by_the_fallback(operators, "plain", caller)
    assert "699999999" not in invite.encode().decode()
    assert "evil" not in invite.encode().decode().lower()


# --- where the number called is read ----------------------------------------------------------------------------------

SPELLINGS = ["+33972000001", "0033972000001", "33972000001", "0972000001"]
ELSEWHERE = "0100000000"


def call_for(operators: Operators, name: str, written: str) -> Caller:
    """An INVITE that names this number where the trunk is set to look, and another everywhere else."""
    carrier = operators.carriers[name]
    match operators.trunk(name).called_number:
        case "ruri":
            named = ("P-Called-Party-ID", f"<sip:{ELSEWHERE}@op.test>")
            return Caller(carrier, sends=[named]).dials(written, to=ELSEWHERE)
        case "to":
            named = ("P-Called-Party-ID", f"<sip:{ELSEWHERE}@op.test>")
            return Caller(carrier, sends=[named]).dials(ELSEWHERE, to=written)
        case _:
            named = ("P-Called-Party-ID", f"<sip:{written}@op.test;user=phone>")
            return Caller(carrier, sends=[named]).dials(ELSEWHERE)


@pytest.mark.parametrize("written", SPELLINGS)
@pytest.mark.parametrize("name", ["plain", "pai", "rpid"], ids=["ruri", "to", "p-called-party-id"])
def test_the_number_called_is_read_where_the_trunk_says(operators: Operators, name: str, written: str) -> None:
    operators.carriers["plain"].mobile(FIRST)
    call_for(operators, name, written).is_answered()


@pytest.mark.parametrize("name", ["plain", "pai", "rpid"], ids=["ruri", "to", "p-called-party-id"])
def test_a_number_of_nobody_gets_404_or_the_default_line(operators: Operators, name: str) -> None:
    assert call_for(operators, name, "0972999999").is_refused() == 404
    operators.switch.export(company(default=True))
    operators.carriers["plain"].mobile(FIRST)
    call_for(operators, name, "0972999999").is_answered()


@pytest.mark.parametrize(
    "identity",
    ["<tel:+33972000001>", "<sip:+33972000001;phone-context=+33@op.test>", '"SAV" <sip:+33972000001@op.test>;x=y'],
)
def test_p_called_party_id_is_read_in_every_form(operators: Operators, identity: str) -> None:
    operators.carriers["plain"].mobile(FIRST)
    caller = Caller(operators.carriers["rpid"], sends=[("P-Called-Party-ID", identity)])
    caller.dials(ELSEWHERE).is_answered()


def test_a_call_from_no_operators_address_is_refused(operators: Operators) -> None:
    stranger = Carrier("127.0.0.99")
    stranger.appliance = operators.carriers["plain"].appliance
    try:
        assert Caller(stranger).dials(DID).is_refused() == 403
    finally:
        stranger.close()
