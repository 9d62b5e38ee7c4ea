"""The three processes of a lab, as a box runs them; under its accounts if the lab was asked to be one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from appliance.lab.box import UNITS
from appliance.lab.child import Program
from appliance.lab.confinement import Confinement, our_programs
from appliance.lab.errors import LabError
from appliance.lab.preparation import PreparedLab
from appliance.lab.questions import freeswitch_answers, page_answers
from appliance.switch import switch_process


def programs(lab: PreparedLab) -> tuple[Program, ...]:
    """In the order in which they are stopped: the controller hangs up while FreeSWITCH is still there to hear it."""
    return (_controller(lab), _web(lab), _freeswitch(lab))


def _controller(lab: PreparedLab) -> Program:
    return Program(
        "controller",
        _astreinte(lab.config_file, "serve"),
        log=lab.log_dir / "controller.log",
        environment=_environment(lab),
        enter=_as(lab, "astreinte-controller@"),
    )


def _web(lab: PreparedLab) -> Program:
    return Program(
        "web",
        _astreinte(lab.pages_file, "web"),
        log=lab.log_dir / "web.log",
        environment=_environment(lab),
        enter=_as(lab, "astreinte-web"),
        answers=lambda: page_answers(lab.config.web.host, lab.config.web.port),
    )


def _freeswitch(lab: PreparedLab) -> Program:
    config, conf_dir = lab.config, lab.freeswitch_conf
    return Program(
        "freeswitch",
        tuple(switch_process.command(config, conf_dir, lab.freeswitch)),
        log=lab.log_dir / "freeswitch-console.log",
        answers=lambda: freeswitch_answers(config.switch.esl_port, config.sip.port),
        prepare=lambda: _make_ready(lab),
        environment={**switch_process.environment(), **_environment(lab)},
        enter=_as(lab, "freeswitch"),
    )


def _make_ready(lab: PreparedLab) -> None:
    """What the units of a box do before each start of FreeSWITCH."""
    switch_process.wipe(lab.config)
    if lab.box is None:
        switch_process.make_ready(lab.config, lab.freeswitch_conf)
        return
    command = _astreinte(lab.switch_file, "freeswitch", "prepare", "--conf", str(lab.freeswitch_conf))
    done = subprocess.run(
        command,
        env={**os.environ, **_environment(lab)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_as(lab, "astreinte-freeswitch-conf"),
    )
    if done.returncode:
        raise LabError(f"La configuration de FreeSWITCH n'a pas pu être écrite : {done.stderr.strip()}")


def _as(lab: PreparedLab, unit: str) -> Callable[[], None]:
    """What makes a new process that unit of a box; nothing where the lab is not one."""
    if lab.box is None:
        return lambda: None
    return Confinement(UNITS[unit], lab.box, lab.config.state_dir, our_programs(lab.freeswitch)).enter


def _environment(lab: PreparedLab) -> dict[str, str]:
    return {"HOME": str(lab.config.state_dir), "PYTHONDONTWRITEBYTECODE": "1"} if lab.box else {}


def _astreinte(config: Path, *words: str) -> tuple[str, ...]:
    return (sys.executable, "-P", "-m", "appliance", *words, "--config", str(config))
