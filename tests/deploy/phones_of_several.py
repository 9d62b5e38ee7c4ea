"""phones_of_several.py PLACES ACT...: an operator who calls several boxes through their front, as JSON on a line.

PLACES, as JSON: `operator` and `front`, their addresses; `at`, the network where the operator is, and `boxes`, those of
the boxes, each as the process whose network it is: on its loopback a box finds the mobiles of both agents.

`calls COUNT` prints the address of the box that served each call, or « refused CODE ». `talks` prints, once caller and
agent hear each other, the box's; then, when its standard input ends, whether they still do.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "e2e")]

from phones import message as sip  # noqa: E402
from phones.caller import Caller  # noqa: E402
from phones.carrier import Carrier  # noqa: E402
from phones.mobile import MobileCall  # noqa: E402

from appliance.prompts.build import open_prompt_store  # noqa: E402
from appliance.prompts.catalogue import announcement  # noqa: E402
from tests.deploy.inventory import CARRIER_PORT  # noqa: E402
from tests.deploy.telephone import AGENT_TONE, CALLER_TONE, LINE, MENU  # noqa: E402

AGENTS = ("0612345601", "0612345602")
NEW_NETWORK = 0x40000000  # CLONE_NEWNET
WAIT = 10  # seconds for an answer: the front goes to another box within two


def on_the_network_of(process: int) -> None:
    """This thread, and those that it starts from now on."""
    with open(f"/proc/{process}/ns/net") as network:
        if ctypes.CDLL(None, use_errno=True).setns(network.fileno(), NEW_NETWORK):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def operator(places: dict[str, Any]) -> Carrier:
    """Where callers come from; its mobiles answer nobody."""
    on_the_network_of(places["at"])
    found = Carrier(places["operator"])
    found.appliance = (places["front"], 5060)
    return found


def mobiles_of(process: int) -> Carrier:
    """What that box dials: an agent who takes the call, and talks."""
    on_the_network_of(process)
    found = Carrier("127.0.0.1", CARRIER_PORT)
    for number in AGENTS:
        mobile = found.mobile(number).will_answer(press="1", press_after=6.0)
        mobile.plan = humming(mobile.plan)
    return found


def humming(plan: Any) -> Any:
    def of(call: MobileCall) -> None:
        plan(call)
        call.hums(AGENT_TONE)

    return of


def calls(places: dict[str, Any], count: str) -> None:
    carrier = operator(places)
    print(json.dumps([served_by(Caller(carrier).dials(LINE)) for _ in range(int(count))]))
    carrier.close()


def served_by(caller: Caller) -> str:
    happened = caller.timeline.wait("answered", "refused", within=WAIT)
    if happened.name == "refused":
        return f"refused {happened.detail}"
    caller.hangs_up()
    return box_of(caller)


def box_of(caller: Caller) -> str:
    return sip.host_port(caller.target)[0]


def talks(places: dict[str, Any]) -> None:
    sides = [mobiles_of(process) for process in places["boxes"]]
    carrier = operator(places)
    with tempfile.TemporaryDirectory() as folder:
        menu = open_prompt_store(Path(folder), "pico").ensure(announcement(MENU), 30.0)
        caller = Caller(carrier, "0678901234").calls(LINE)
        caller.hears(menu, within=15)
    caller.presses("1")
    caller.hums(CALLER_TONE)
    caller.hears_tone(AGENT_TONE, within=30)
    (agent,) = [call for side in sides for mobile in side.mobiles.values() for call in mobile.calls if not call.ended]
    agent.hears_tone(CALLER_TONE, within=10)
    print(json.dumps(box_of(caller)), flush=True)
    sys.stdin.read()
    caller.hears_tone(AGENT_TONE, within=2)
    agent.hears_tone(CALLER_TONE, within=2)
    print(json.dumps(not caller.ended and not agent.ended), flush=True)
    caller.hangs_up()
    agent.is_hung_up(within=10)
    for each in (*sides, carrier):
        each.close()


if __name__ == "__main__":
    {"calls": calls, "talks": talks}[sys.argv[2]](json.loads(sys.argv[1]), *sys.argv[3:])
