"""A change of the machine file, taken by a running FreeSWITCH without losing a call: reloaded, never restarted here."""

from __future__ import annotations

import time
from pathlib import Path
from xml.etree import ElementTree as ET

from appliance.config import Config
from appliance.switch.blocking_esl_client import BlockingEslClient
from appliance.switch.errors import CommandRefused
from appliance.switch.freeswitch_config import prepare

PROFILE = "trunks"
GONE_SECONDS = 10.0  # for a gateway to leave: FreeSWITCH unregisters it first
ONLY_AT_START = ("core.xml", "switch.xml", "profile.xml", "browsers.xml", "safety.xml", "freeswitch.xml", "machine.xml")


def reload(config: Config, conf_dir: Path) -> list[str]:
    """Write the configuration and have it taken: dialplan, access lists, gateways. Conversations go on.

    Returns the files whose change FreeSWITCH takes only when it starts; none when everything is in force.
    ConfigError, SwitchError, nothing reloaded.
    """
    before = _texts(conf_dir)
    prepare(config, conf_dir)
    after = _texts(conf_dir)
    with BlockingEslClient(config.switch.esl_port, _secret_in_force(before, config)) as console:
        console.ask("reloadxml")
        console.ask("reloadacl")
        for gateway in changed_gateways(before.get("gateways.xml", ""), after["gateways.xml"]):
            _remove(console, gateway)
        console.ask(f"sofia profile {PROFILE} rescan")
    return [name for name in ONLY_AT_START if before.get(name) != after.get(name)]


def changed_gateways(before: str, after: str) -> list[str]:
    """The gateways of the former file that are no more, or no more the same: a rescan keeps them as they were."""
    old, new = _gateways(before), _gateways(after)
    return [name for name, text in old.items() if new.get(name) != text]


def _gateways(text: str) -> dict[str, str]:
    if not text:
        return {}
    return {gateway.get("name", ""): ET.tostring(gateway, "unicode") for gateway in ET.fromstring(text)}  # noqa: S314 - our own file


def _texts(conf_dir: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in conf_dir.glob("*.xml")}


def _secret_in_force(before: dict[str, str], config: Config) -> str:
    """FreeSWITCH runs with the secret of its start."""
    _, found, rest = before.get("machine.xml", "").partition('data="esl_secret=')
    return rest.partition('"')[0] if found else config.switch.esl_secret


def _remove(console: BlockingEslClient, gateway: str) -> None:
    """Have FreeSWITCH forget a gateway, and wait until it has: a rescan meanwhile would not bring the new one."""
    console.ask(f"sofia profile {PROFILE} killgw {gateway}")
    deadline = time.monotonic() + GONE_SECONDS
    while _is_there(console, gateway):
        if time.monotonic() > deadline:
            raise CommandRefused(
                "killgw", f"Le trunk {gateway} ne s'est pas arrêté en {GONE_SECONDS:g} s ; recommencez."
            )
        time.sleep(0.1)


def _is_there(console: BlockingEslClient, gateway: str) -> bool:
    try:
        return "Invalid Gateway" not in console.ask(f"sofia status gateway {gateway}")
    except CommandRefused:
        return False
