"""FreeSWITCH alone, started under the account that it has on a box, wherever that can be done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from appliance.config import Config
from appliance.lab.accounts import Accounts, lend
from appliance.lab.confinement import impossible_here
from appliance.switch import switch_process

WHY_NOT = impossible_here()
HELD: list[Accounts] = []  # by this process, as long as it lives: no lab takes the numbers of a FreeSWITCH that runs
CONF = "freeswitch"  # in the state folder: the one that is FreeSWITCH's own


def start_freeswitch(config: Config, program: Path) -> subprocess.Popen[bytes]:
    """Start it on this configuration, in its sandbox. What tests write in its folders they write as root."""
    conf_dir = config.state_dir / CONF
    if WHY_NOT:
        return switch_process.start(config, conf_dir, program)
    switch_process.make_ready(config, conf_dir)
    accounts = lend()
    accounts.settle(config.state_dir)
    facts = json.dumps({"accounts": dict(accounts.numbers), "state": str(config.state_dir.absolute())})
    HELD.append(accounts)
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "appliance.lab.become", facts, "freeswitch"),
            *switch_process.command(config, conf_dir, program),
        ],
        env={**switch_process.environment(), "FREESWITCH": os.fspath(program)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
