"""messenger.py: a caller of the box who leaves a message, and hears that it is kept.

Run on the network of the box, as `telephone.py` is. It prints `{"kept": true, "rung": 0}`, or what else came of it.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "e2e")]

from phones import sound  # noqa: E402
from phones.caller import Caller  # noqa: E402
from phones.carrier import Carrier  # noqa: E402

from appliance.prompts.build import open_prompt_store  # noqa: E402
from appliance.prompts.catalogue import announcement, say  # noqa: E402
from tests.deploy.inventory import CARRIER_PORT  # noqa: E402
from tests.deploy.telephone import CALLER_TONE, LINE, MENU  # noqa: E402


def main() -> None:
    carrier = Carrier("127.0.0.1", CARRIER_PORT)
    carrier.appliance = ("127.0.0.1", 5060)
    with tempfile.TemporaryDirectory() as folder:
        prompt_store = open_prompt_store(Path(folder), "pico")
        menu = prompt_store.ensure(announcement(MENU), 30.0)
        asked, review, kept = (
            prompt_store.ensure(say(name), 30.0) for name in ("message_ask", "message_review", "message_kept")
        )
        caller = Caller(carrier, "0678901235").calls(LINE)
        caller.hears(menu, within=15)
        caller.presses("3")
        caller.hears(asked, within=8)
        caller.hears_beep()
        caller.says(sound.tone(CALLER_TONE, seconds=3))
        caller.says_all()
        caller.presses("#")
        caller.hears(review, within=8)
        caller.presses("1")
        caller.hears_tone(CALLER_TONE, within=6)
        caller.hears(review, within=10)
        caller.presses("2")
        caller.hears(kept, within=8)
        caller.is_hung_up(within=10)
    print(json.dumps({"kept": True, "rung": len(carrier.unexpected)}), flush=True)
    carrier.close()


if __name__ == "__main__":
    main()
