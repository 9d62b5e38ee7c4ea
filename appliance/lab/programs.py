"""The three processes of a lab, as a box runs them."""

from __future__ import annotations

import sys

from appliance.lab.child import Program
from appliance.lab.preparation import PreparedLab
from appliance.lab.questions import freeswitch_answers, page_answers
from appliance.switch import switch_process


def programs(lab: PreparedLab) -> tuple[Program, ...]:
    """In the order in which they are stopped: the controller hangs up while FreeSWITCH is still there to hear it."""
    return (_controller(lab), _web(lab), _freeswitch(lab))


def _controller(lab: PreparedLab) -> Program:
    return Program("controller", _astreinte(lab, "serve"), log=lab.log_dir / "controller.log")


def _web(lab: PreparedLab) -> Program:
    return Program(
        "web",
        _astreinte(lab, "web"),
        log=lab.log_dir / "web.log",
        answers=lambda: page_answers(lab.config.web.host, lab.config.web.port),
    )


def _freeswitch(lab: PreparedLab) -> Program:
    config, conf_dir = lab.config, lab.freeswitch_conf
    return Program(
        "freeswitch",
        tuple(switch_process.command(config, conf_dir, lab.freeswitch)),
        log=lab.log_dir / "freeswitch-console.log",
        answers=lambda: freeswitch_answers(config.switch.esl_port, config.sip.port),
        prepare=lambda: switch_process.make_ready(config, conf_dir),
        environment=switch_process.environment(),
    )


def _astreinte(lab: PreparedLab, command: str) -> tuple[str, ...]:
    return (sys.executable, "-P", "-m", "appliance", command, "--config", str(lab.config_file))
