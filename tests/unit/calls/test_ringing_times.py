"""FreeSWITCH's own dialplan gives an agent the same time as the script does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from appliance.calls.ringing_times import AGAIN_SECONDS, CONFIRM_SECONDS, ROUND_SECONDS

DIALPLAN = ET.parse(Path(__file__).parents[3] / "freeswitch" / "dialplan.xml").getroot()  # noqa: S314 - our own


def acts(extension: str, application: str) -> Iterator[str]:
    (found,) = DIALPLAN.findall(f".//extension[@name='{extension}']")
    yield from (act.get("data", "") for act in found.iter("action") if act.get("application") == application)


def test_an_agent_has_as_long_to_press_the_key_in_the_fallback() -> None:
    for extension in ("offer", "another key"):
        assert list(acts(extension, "sched_hangup")) == [f"+{CONFIRM_SECONDS} allotted_timeout"]


def test_the_whisper_comes_again_after_the_same_silence() -> None:
    (asked,) = acts("whisper", "play_and_get_digits")
    assert asked.split()[3] == str(round(AGAIN_SECONDS * 1000))


def test_no_round_of_the_fallback_is_shorter() -> None:
    assert any(f"sched_api(+{ROUND_SECONDS:.0f} " in data for data in acts("round", "set"))
