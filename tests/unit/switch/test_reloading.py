"""What a running FreeSWITCH takes only when it starts is not forgotten before it has, whatever interrupts a reload."""

from __future__ import annotations

from pathlib import Path
from typing import Self

import pytest

from appliance.config import Config, Sip, Trunk
from appliance.switch import reloading
from appliance.switch.errors import CommandRefused, Disconnected
from appliance.switch.freeswitch_config import prepare
from appliance.switch.reloading import Reloaded, note_waiting, nothing_waits, reload

RESCANNED = "sofia profile trunks rescan"


class Console:
    """A FreeSWITCH that says yes, until it is asked `cut_at`."""

    cut_at = ""
    asked: list[str]

    def __init__(self, port: int, secret: str) -> None:
        """Its port and secret do not matter here."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *ignored: object) -> None:
        """Nothing to close."""

    def ask(self, command: str) -> str:
        self.asked.append(command)
        if self.cut_at and command.startswith(self.cut_at):
            raise Disconnected("coupé")
        if command.startswith("sofia status gateway"):
            raise CommandRefused(command, "Invalid Gateway!")
        return "+OK"


@pytest.fixture
def console(monkeypatch: pytest.MonkeyPatch) -> type[Console]:
    monkeypatch.setattr(reloading, "BlockingEslClient", Console)
    monkeypatch.setattr(Console, "asked", [], raising=False)
    monkeypatch.setattr(Console, "cut_at", "")
    return Console


def machine(folder: Path, *, proxy: str = "192.0.2.10", port: int = 5060) -> Config:
    return Config(state=folder, sip=Sip(ip="192.0.2.11", port=port), trunks=(Trunk(name="principal", proxy=proxy),))


def test_what_waits_for_a_restart_is_told_again_until_there_is_one(tmp_path: Path) -> None:
    assert note_waiting(tmp_path, {"profile.xml"}) == ["profile.xml"]
    assert note_waiting(tmp_path, {"core.xml"}) == ["core.xml", "profile.xml"]
    assert note_waiting(tmp_path, set()) == ["core.xml", "profile.xml"]
    nothing_waits(tmp_path)
    assert note_waiting(tmp_path, set()) == []


def test_nothing_waits_where_freeswitch_never_started(tmp_path: Path) -> None:
    nothing_waits(tmp_path)
    assert note_waiting(tmp_path, set()) == []


def test_the_unit_that_was_written_anew_waits_too(tmp_path: Path, console: type[Console]) -> None:
    prepare(machine(tmp_path), tmp_path / "conf")
    (tmp_path / "conf" / reloading.WAITING).write_text("freeswitch.service\n")
    assert reload(machine(tmp_path), tmp_path / "conf").waiting == ["freeswitch.service"]


def test_a_file_that_is_followed_already_is_taken_again_and_says_so(tmp_path: Path, console: type[Console]) -> None:
    prepare(machine(tmp_path), tmp_path / "conf")
    assert reload(machine(tmp_path), tmp_path / "conf") == Reloaded(changed=False, waiting=[])
    assert console.asked == ["reloadxml", "reloadacl", RESCANNED]


def test_a_trunk_that_moved_leaves_before_the_files_tell_of_it_and_comes_back(
    tmp_path: Path, console: type[Console]
) -> None:
    prepare(machine(tmp_path), tmp_path / "conf")
    assert reload(machine(tmp_path, proxy="192.0.2.20"), tmp_path / "conf").changed
    assert console.asked[0] == "sofia profile trunks killgw principal"
    assert console.asked[-1] == RESCANNED


@pytest.mark.parametrize("cut_at", ["sofia profile trunks killgw", "reloadxml", "reloadacl"])
def test_a_reload_that_is_cut_forgets_nothing_and_leaves_no_trunk_out(
    tmp_path: Path, console: type[Console], monkeypatch: pytest.MonkeyPatch, cut_at: str
) -> None:
    prepare(machine(tmp_path), tmp_path / "conf")
    wanted = machine(tmp_path, proxy="192.0.2.20", port=5080)
    monkeypatch.setattr(console, "cut_at", cut_at)
    with pytest.raises(Disconnected):
        reload(wanted, tmp_path / "conf")
    assert console.asked[-1] == RESCANNED
    monkeypatch.setattr(console, "cut_at", "")
    assert "machine.xml" in reload(wanted, tmp_path / "conf").waiting
