"""Whether FreeSWITCH takes calls, or was told to take none (`astreinte freeswitch pause`)."""

from __future__ import annotations

from appliance.checks.boxes import TAKES_CALLS
from appliance.checks.probe import Probe
from appliance.switch.blocking_esl_client import BlockingEslClient


def taking(console: BlockingEslClient, *, alone: bool) -> Probe:
    """`alone`: without a front that gives the calls to another box; they are lost, then. SwitchError."""
    if console.ask("fsctl pause_check inbound") != "true":
        return Probe(TAKES_CALLS, True, "La machine prend les appels.")
    return Probe(TAKES_CALLS, False, paused_told(int(console.ask("show channels count").split()[0])), serious=alone)


def paused_told(legs: int) -> str:
    """`legs`: of calls that go on."""
    ending = {0: "", 1: ", une branche d'appel va à sa fin"}.get(legs, f", {legs} branches d'appel vont à leur fin")
    return f"En pause : la machine ne prend plus d'appel{ending}."
