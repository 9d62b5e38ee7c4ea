"""`python -m appliance.lab.become FACTS UNIT PROGRAM…`: a program run as a unit of the box that a lab is.

FACTS is what READY told of the lab, as JSON; UNIT a name of `box.UNITS`, or `command` for what is typed on a box.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from appliance.lab.accounts import Accounts
from appliance.lab.box import COMMAND, UNITS
from appliance.lab.confinement import Confinement, our_programs
from appliance.switch.switch_process import find_freeswitch

USAGE = "python -m appliance.lab.become FAITS UNITÉ PROGRAMME…, FAITS étant ceux de READY d'un lab lancé avec --box."


def main(words: list[str]) -> None:
    """Becomes the program. SystemExit, one sentence, for words that say nothing."""
    try:
        facts, unit = json.loads(words[0]), words[1]
        accounts, state = Accounts(facts["accounts"]), Path(facts["state"])
        confinement = Confinement(
            COMMAND if unit == "command" else UNITS[unit], accounts, state, our_programs(find_freeswitch())
        )
        program = words[2]
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise SystemExit(USAGE) from error
    confinement.enter()
    os.execvp(program, words[2:])  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main(sys.argv[1:])
