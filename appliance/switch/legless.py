"""Calls that FreeSWITCH's SIP stack refuses by itself, before any leg: no event and no record tells of them. Pure.

420 for an extension that we do not have, 422 for a session too short, 503 over all its legs. They are known by the
messages on the wire: an INVITE of a trunk, and our refusal of it with neither the 100 that a leg begins with nor the
`Reason` that it ends with. 487 after a CANCEL has no `Reason` either: whoever called gave up, leg or none.
"""

from __future__ import annotations

import ipaddress
import re
import uuid
from collections import OrderedDict
from dataclasses import dataclass

from appliance.calls.notes import Refusal
from appliance.config import Sip, Trunk
from appliance.switch import sip_message
from appliance.switch.capture import Address, Captured
from appliance.switch.freeswitch_config import DIGITS, NO_NUMBER, NOBODY, PRIVATE, sources
from appliance.switch.sip_message import Party, SipMessage

HELD_SECONDS = 5.0  # an operator may ask again, with less (RFC 4028, 7.3): the call was then not refused
AWAITED_SECONDS = 60.0  # for our answer, before an INVITE is forgotten
MOST = 500  # INVITEs, and refusals, kept at a time: the oldest go
ASKS = b"INVITE "
is_worth_reading = re.compile(rb"INVITE |SIP/2\.0 [1456]").match
NEVER_OF_A_LEG = (420, 422)
GIVEN_UP = 487
MERGED = 482  # of a second copy of an INVITE: the first one has its own answer
WHY = {420: Refusal.UNSUPPORTED, 422: Refusal.SHORT_SESSION, 503: Refusal.NO_LEG}
OTHERWISE = Refusal.BY_BOX  # with the status as its detail
UNTOLD = "::"  # all that the copy of a message over IPv6 says of both addresses
_EXTENSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]{0,30}")  # an option tag, in what may be hostile


@dataclass(frozen=True)
class Refused:
    """A call refused. Numbers as the trunk wrote them (`caller`: None when hidden); `at`: seconds of our `now`.

    `call`: the same for every attempt of one call. `detail`: the extensions, or the status; "" for what needs none.
    """

    call: str
    called: str
    caller: str | None
    why: Refusal
    detail: str
    at: float


class LeglessRefusals:
    """Learns of messages, one at a time, and tells the refusals once it is sure. `now`: seconds, of one clock."""

    def __init__(self, trunks: tuple[Trunk, ...], sip: Sip) -> None:
        self._trunks = [(trunk, [ipaddress.ip_network(each) for each in sources(trunk)]) for trunk in trunks]
        hosts = (sip.ip, UNTOLD) if ":" in sip.ip else (sip.ip,)
        self._ours = {(host, port) for host in hosts for port in (sip.port, sip.port + 1)}  # + 1: TLS
        self._invites: OrderedDict[tuple[str, str, str], tuple[float, Trunk, SipMessage]] = OrderedDict()
        self._legs: set[tuple[str, str, str]] = set()  # of these INVITEs, those that have one
        self._refused: OrderedDict[str, Refused] = OrderedDict()  # by Call-ID

    def learn(self, captured: Captured, now: float) -> None:
        """Take note of a message that was sent or received: an INVITE to us, or an answer of ours."""
        if not is_worth_reading(captured.payload):
            return
        asks = captured.payload.startswith(ASKS)
        if (captured.destination if asks else captured.source) not in self._ours:
            return
        message = sip_message.read(captured.payload)
        if message is None:
            return
        if asks and message.method == "INVITE":
            self._asked(message, _sender(message, captured.source), now)
        elif message.status:
            self._answered(message, now)

    def due(self, now: float, held: float = HELD_SECONDS) -> list[Refused]:
        """The refusals after which nobody asked again for `held` seconds. They are forgotten here."""
        ripe = [call for call, refused in self._refused.items() if now - refused.at >= held]
        return [self._refused.pop(call) for call in ripe]

    def _asked(self, message: SipMessage, source: Address, now: float) -> None:
        trunk = self._trunk_of(source[0])
        if trunk is None or source in self._ours or message.party("to").tag:
            return  # a stranger, ourselves, or a call under way
        if message.call in self._invites:
            return  # sent again, for want of an answer
        self._refused.pop(message.call[0], None)
        self._invites[message.call] = now, trunk, message
        while len(self._invites) > MOST or now - next(iter(self._invites.values()))[0] > AWAITED_SECONDS:
            self._legs.discard(self._invites.popitem(last=False)[0])

    def _answered(self, message: SipMessage, now: float) -> None:
        if message.status == MERGED:
            return
        if message.status < 200:
            self._legs |= {message.call} & self._invites.keys()
            return
        known, leg = self._invites.pop(message.call, None), message.call in self._legs
        self._legs.discard(message.call)
        of_a_leg = message.status not in NEVER_OF_A_LEG and (leg or "reason" in message.headers)
        if known is None or of_a_leg or message.status == GIVEN_UP:
            return
        _, trunk, invite = known
        self._refused[message.call[0]] = Refused(
            call=str(uuid.uuid5(uuid.NAMESPACE_OID, "\n".join(message.call[:2]))),
            called=_called(invite, trunk),
            caller=caller_of(invite),
            why=WHY.get(message.status, OTHERWISE),
            detail=_detail(message),
            at=now,
        )
        while len(self._refused) > MOST:
            self._refused.popitem(last=False)

    def _trunk_of(self, host: str) -> Trunk | None:
        address = ipaddress.ip_address(host)
        return next((trunk for trunk, networks in self._trunks if any(address in one for one in networks)), None)


def _sender(invite: SipMessage, source: Address) -> Address:
    """Who sent it; where the copy does not tell, whoever it says of itself: its first Via."""
    said = re.search(r"\[([0-9A-Fa-f:.]{2,45})\]", next(iter(invite.headers.get("via", ())), ""))
    if source[0] != UNTOLD or said is None:
        return source
    try:
        return str(ipaddress.ip_address(said.group(1))), source[1]
    except ValueError:
        return source


def caller_of(invite: SipMessage) -> str | None:
    """Who calls, read as the dialplan reads it: None for who hides it or shows nothing, a word for no number."""
    sender = invite.party("from")
    told = {
        "${sip_Privacy}": invite.all("privacy"),
        "${sip_Remote-Party-ID}": invite.all("remote-party-id"),
        "${sip_h_RPID-Privacy}": invite.all("rpid-privacy"),
        "${sip_from_user}": sender.user,
        "${sip_from_host}": sender.host,
        "${sip_from_display}": sender.display,
    }
    if any(re.search(asked, told[field], re.IGNORECASE) for field, asked in PRIVATE.items()):
        return None
    shown = (invite.party("p-asserted-identity"), invite.party("remote-party-id"), sender)
    user = next((each.user for each in shown if each.user), "")
    return None if user in ("", NOBODY) else _digits(user) or NO_NUMBER


def _called(invite: SipMessage, trunk: Trunk) -> str:
    return _digits(_called_party(invite, trunk).user) or ""


def _called_party(invite: SipMessage, trunk: Trunk) -> Party:
    match trunk.called_number:
        case "p-called-party-id":
            return invite.party("p-called-party-id")
        case "ruri" if not trunk.register:
            return invite.requested
    return invite.party("to")


def _digits(user: str) -> str | None:
    found = re.match(DIGITS, user)
    return found.group(1) if found else None


def _detail(refusal: SipMessage) -> str:
    if refusal.status == 420:
        return ", ".join(_EXTENSION.findall(refusal.all("unsupported"))[:3]) or "?"
    return "" if refusal.status in WHY else str(refusal.status)
