"""Another machine file or release, taken by a running FreeSWITCH without losing a call: never restarted here."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from appliance.config import Config
from appliance.switch.blocking_esl_client import BlockingEslClient
from appliance.switch.errors import CommandRefused, SecretRefused
from appliance.switch.freeswitch_config import documents, prepare
from appliance.switch.let_run import unknown_to
from appliance.whole_file import write_whole

PROFILE = "trunks"
GONE_SECONDS = 10.0  # for a gateway to leave: FreeSWITCH unregisters it first
UNIT = "freeswitch.service"  # who writes it notes it here
ONLY_AT_START = (
    *("core.xml", "switch.xml", "profile.xml", "browsers.xml", "safety.xml", "freeswitch.xml", "machine.xml"),
    UNIT,
)
WAITING = "waiting-for-a-restart"  # a file of the folder: names of those that changed since FreeSWITCH started
STARTED_ON = "secret-in-force"  # another: what FreeSWITCH was started with, where machine.xml tells the next one
LOCK = "reload.lock"


@dataclass(frozen=True)
class Reloaded:
    """What a reload did. `waiting`: the files whose change FreeSWITCH takes only when it starts.

    `put_off`: nothing at all is taken until then.
    """

    changed: bool
    waiting: list[str]
    put_off: bool = False


def reload(config: Config, conf_dir: Path) -> Reloaded:
    """Write the configuration and have it taken: dialplan, access lists, gateways. Conversations go on.

    One that is interrupted is whole once it is done again: what waits for a restart is noted, and gateways have left,
    before the files that tell of it change. Two wait for each other. ConfigError, nothing changed; SwitchError.

    FreeSWITCH reads what it lets be run at its start alone, and a dialplan that asks for more ends calls: where a
    restart is to bring it more, the restart takes all, and until then all stays as it was.
    """
    with _alone(conf_dir):
        return _reloaded(config, conf_dir)


def _reloaded(config: Config, conf_dir: Path) -> Reloaded:
    before, after = _texts(conf_dir), documents(config, conf_dir)
    _keep_secret(conf_dir)
    waiting = note_waiting(conf_dir, {name for name in ONLY_AT_START if before.get(name) != after.get(name)})
    changed = any(before.get(name) != text for name, text in after.items())
    with console_of(config, conf_dir) as console:
        if waiting and unknown_to(console, after["switch.xml"]):
            return Reloaded(changed, waiting, put_off=True)
        try:
            for gateway in changed_gateways(before.get("gateways.xml", ""), after["gateways.xml"]):
                _remove(console, gateway)
            prepare(config, conf_dir)
            console.ask("reloadxml")
            console.ask("reloadacl")
        finally:
            console.ask(f"sofia profile {PROFILE} rescan")  # gateways that left are there again, whatever failed
    return Reloaded(changed, waiting)


def note_waiting(conf_dir: Path, changed: set[str]) -> list[str]:
    """What waits for a restart, with what an earlier change left: whoever was to restart may have been interrupted."""
    note = conf_dir / WAITING
    noted = note.read_text(encoding="utf-8").split() if note.exists() else []
    waiting = [name for name in ONLY_AT_START if name in changed or name in noted]
    write_whole(note, "\n".join(waiting))
    return waiting


def nothing_waits(conf_dir: Path) -> None:
    """FreeSWITCH is about to start, and takes all of it."""
    for name in (WAITING, STARTED_ON):
        (conf_dir / name).unlink(missing_ok=True)


@contextmanager
def console_of(config: Config, conf_dir: Path) -> Iterator[BlockingEslClient]:
    """To the FreeSWITCH that runs on this folder: by the secret of its start, which the machine file may have left.

    SwitchError.
    """
    port, wanted = config.switch.esl_port, config.switch.esl_secret
    with ExitStack() as stack:
        try:
            console = stack.enter_context(BlockingEslClient(port, secret_of_start(conf_dir) or wanted))
        except SecretRefused:  # it was started on another folder, or by hand
            console = stack.enter_context(BlockingEslClient(port, wanted))
        yield console


def secret_of_start(conf_dir: Path) -> str | None:
    """None for a folder that nothing was written to, or that one may not read."""
    try:
        if (conf_dir / STARTED_ON).exists():
            return (conf_dir / STARTED_ON).read_text(encoding="utf-8")
        _, found, rest = (conf_dir / "machine.xml").read_text(encoding="utf-8").partition('data="esl_secret=')
    except OSError:
        return None
    return rest.partition('"')[0] if found else None


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


@contextmanager
def _alone(conf_dir: Path) -> Iterator[None]:
    conf_dir.mkdir(parents=True, exist_ok=True, mode=0o750)
    with (conf_dir / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _keep_secret(conf_dir: Path) -> None:
    """Before machine.xml tells another: a reload that is cut after that could not be done again."""
    secret = secret_of_start(conf_dir)
    if secret is not None:
        write_whole(conf_dir / STARTED_ON, secret)


def _remove(console: BlockingEslClient, gateway: str) -> None:
    """Have FreeSWITCH forget a gateway, and wait until it has: a rescan meanwhile would not bring the new one."""
    if not _is_there(console, gateway):
        return
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
