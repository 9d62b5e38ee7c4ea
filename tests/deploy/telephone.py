"""telephone.py: a caller of the box, an agent who answers, and what they hear of each other, as JSON.

Run on the network of the box: its operator is 127.0.0.1:5090. It prints `{"joined": ...}` once both hear each other,
then, when its standard input ends, whether they still do.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "e2e")]

from phones.caller import Caller  # noqa: E402
from phones.carrier import Carrier  # noqa: E402

from appliance.prompts.build import open_prompt_store  # noqa: E402
from appliance.prompts.catalogue import announcement  # noqa: E402
from tests.deploy.inventory import CARRIER_PORT  # noqa: E402

LINE, AGENT = "0972000001", "0612345601"
MENU = "Pour une urgence, tapez 1. Pour laisser un message, tapez 3."
CALLER_TONE, AGENT_TONE = 440, 620


def main() -> None:
    carrier = Carrier("127.0.0.1", CARRIER_PORT)
    carrier.appliance = ("127.0.0.1", 5060)
    with tempfile.TemporaryDirectory() as folder:
        menu = open_prompt_store(Path(folder), "pico").ensure(announcement(MENU), 30.0)
        agent = carrier.mobile(AGENT).will_answer(press="1", press_after=6.0)
        caller = Caller(carrier, "0678901234").calls(LINE)
        caller.hears(menu, within=15)
        caller.presses("1")
        answered = agent.rings(within=20)
        caller.hums(CALLER_TONE)
        answered.hums(AGENT_TONE)
        answered.hears_tone(CALLER_TONE, within=20)
        caller.hears_tone(AGENT_TONE, within=20)
        print(json.dumps({"joined": True}), flush=True)
        sys.stdin.read()
        caller.hears_tone(AGENT_TONE, within=2)
        answered.hears_tone(CALLER_TONE, within=2)
        print(json.dumps({"still": not caller.ended and not answered.ended}), flush=True)
        caller.hangs_up()
        answered.is_hung_up(within=5)
    carrier.close()


if __name__ == "__main__":
    main()
