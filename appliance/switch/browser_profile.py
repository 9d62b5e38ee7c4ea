"""FreeSWITCH's door for agents who answer in a page: over WebSocket, from this machine alone. Written where it is on.

The web server in front of the pages, which knows who is signed in, is the only one to come in by it; nobody registers,
and what is dialled must be a ticket that serves once (`browsers` of the dialplan).
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from appliance.config import Config

LOOPBACK = "127.0.0.1"
# From where a browser may send its sound: the networks of a company, or beyond. The door knows who calls already.
CANDIDATES = ("loopback.auto", "rfc1918.auto", "localnet.auto", "wan.auto")
SETTINGS = {
    "user-agent-string": "Astreinte",
    "context": "browsers",
    "dialplan": "XML",
    "log-level": "0",
    "sip-trace": "no",
    "sip-ip": LOOPBACK,
    "bind-params": "transport=udp",  # a profile listens besides; over UDP the WebSocket's port is free
    "apply-inbound-acl": "loopback.auto",
    "auth-calls": "false",
    "disable-register": "true",
    "accept-blind-reg": "false",
    "accept-blind-auth": "false",
    "enable-chat": "false",
    "in-dialog-chat": "false",
    "manage-presence": "false",
    "manage-shared-appearance": "false",
    "disable-transfer": "true",
    "send-display-update": "false",
    "pass-callee-id": "false",
    "cid-in-1xx": "false",
    "caller-id-type": "none",
    "enable-timer": "false",  # the page asks for no session timer, and would refuse one
    "inbound-codec-prefs": "PCMA",  # browsers have it, and it is the telephone network's: nothing is transcoded
    "outbound-codec-prefs": "PCMA",
    "inbound-codec-negotiation": "generous",
    "inbound-late-negotiation": "true",
    "rtp-timer-name": "soft",
    "suppress-cng": "true",
    "dtmf-type": "info",  # beside the sound: a microphone that begins late holds its keys back
}


def browser_profile(config: Config) -> list[ET.Element]:
    """The profile, where the machine has it."""
    port = config.switch.browser_port
    if port is None:
        return []
    profile = ET.Element("profile", name="browsers")
    settings = ET.SubElement(profile, "settings")
    own = {"sip-port": str(port), "ws-binding": f"{LOOPBACK}:{port}", "rtp-ip": config.sip.ip}
    for name, value in {**SETTINGS, **own}.items():
        ET.SubElement(settings, "param", name=name, value=value)
    for candidates in CANDIDATES:
        ET.SubElement(settings, "param", name="apply-candidate-acl", value=candidates)
    return [profile]
