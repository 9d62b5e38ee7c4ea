"""What an outgoing leg shows and accepts: the number presented, how its keys come, what it may not do. Per trunk."""

from __future__ import annotations

import re

from appliance.company.numbers import dialable_as
from appliance.config import Trunk

HEADERS = {"from": "none", "pai": "pid", "rpid": "rpid"}  # FreeSWITCH's words for where an identity is written
ACCOUNT = re.compile(r"[A-Za-z0-9+][A-Za-z0-9+._-]{0,79}", re.ASCII)
KEYS = {"rfc2833": {}, "info": {"dtmf_type": "info"}, "both": {"rtp_liberal_dtmf": "true"}}


def presentation(trunk: Trunk, line_number: str | None, caller: str | None, country: str) -> dict[str, str]:
    """The variables of a leg dialled through this trunk for a call to `line_number` (E.164).

    `country`: the company's, in whose national writing a trunk may want its numbers.

    Presented: the line's number, or the trunk's own where it has one, or the caller's where the trunk is set so and it
    is known; the trunk's account where there is no number (FreeSWITCH would say 0000000000, or, in the fallback, the
    caller's number). A display name is not sent. `Diversion` (RFC 5806) names the line for operators that ask it of a
    third-party number.
    `origination_privacy`: in the fallback FreeSWITCH copies the caller's wish to hide to the leg that it dials.
    """
    line_number = trunk.own_number or line_number
    presented = caller if trunk.presented_number == "caller" and caller else line_number
    variables = {
        "origination_caller_id_number": (
            dialable_as(presented, trunk.dial_format, country) if presented else account(trunk)
        ),
        "origination_caller_id_name": "_undef_",
        "origination_privacy": "screen",
        "sip_cid_type": HEADERS[trunk.presented_in],
        "sip_copy_custom_headers": "false",
        "ignore_display_updates": "true",
        "outbound_redirect_fatal": "true",
        **KEYS[trunk.dtmf],
        **({"astreinte_tones": "true"} if trunk.tones else {}),
    }
    if trunk.diversion and line_number:
        variables["sip_h_Diversion"] = _diversion(trunk, line_number, country)
    return variables


def account(trunk: Trunk) -> str:
    """The name by which the operator knows us, where it is one that FreeSWITCH can carry."""
    name = trunk.username or ""
    return name if ACCOUNT.fullmatch(name) else "astreinte"


def _diversion(trunk: Trunk, line_number: str, country: str) -> str:
    domain = trunk.from_domain or trunk.realm or trunk.proxy.partition(":")[0]
    number = dialable_as(line_number, trunk.dial_format, country)
    return f"<sip:{number}@{domain}>;reason=unconditional;privacy=off;screen=yes"
