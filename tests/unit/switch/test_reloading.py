"""What a running FreeSWITCH takes only when it starts is not forgotten before it has."""

from __future__ import annotations

from pathlib import Path

from appliance.switch.reloading import note_waiting, nothing_waits


def test_what_waits_for_a_restart_is_told_again_until_there_is_one(tmp_path: Path) -> None:
    assert note_waiting(tmp_path, {"profile.xml"}) == ["profile.xml"]
    assert note_waiting(tmp_path, {"core.xml"}) == ["core.xml", "profile.xml"]
    assert note_waiting(tmp_path, set()) == ["core.xml", "profile.xml"]
    nothing_waits(tmp_path)
    assert note_waiting(tmp_path, set()) == []


def test_nothing_waits_where_freeswitch_never_started(tmp_path: Path) -> None:
    nothing_waits(tmp_path)
    assert note_waiting(tmp_path, set()) == []
