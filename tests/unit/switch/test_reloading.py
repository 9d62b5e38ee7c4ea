"""What a running FreeSWITCH takes only when it starts is not forgotten before it has, whatever interrupts a reload."""

from __future__ import annotations

import fcntl
import signal
from pathlib import Path
from typing import Self

import pytest
from click.testing import CliRunner

from appliance.commands import freeswitch
from appliance.config import Config, Sip, Switch, Trunk
from appliance.switch import reloading
from appliance.switch.errors import CommandRefused, Disconnected, SecretRefused
from appliance.switch.freeswitch_config import prepare
from appliance.switch.reloading import Reloaded, console_of, note_waiting, nothing_waits, reload

RESCANNED = "sofia profile trunks rescan"


class Console:
    """A FreeSWITCH that has the trunks of `there` and says yes, until it is asked `cut_at`."""

    cut_at = ""
    secret = "premier"
    asked: list[str]
    there: set[str]

    def __init__(self, port: int, secret: str) -> None:
        self._secret = secret

    def __enter__(self) -> Self:
        if self._secret != self.secret:
            raise SecretRefused("auth")
        return self

    def __exit__(self, *ignored: object) -> None:
        """Nothing to close."""

    def ask(self, command: str) -> str:
        if not command.startswith("sofia status gateway"):
            self.asked.append(command)
        if self.cut_at and command.startswith(self.cut_at):
            raise Disconnected("coupé")
        *_, gateway = command.split()
        if "status gateway" in command and gateway not in self.there:
            raise CommandRefused(command, "Invalid Gateway!")
        if "killgw" in command:
            self.there.remove(gateway)
        return "+OK"


@pytest.fixture
def console(monkeypatch: pytest.MonkeyPatch) -> type[Console]:
    monkeypatch.setattr(reloading, "BlockingEslClient", Console)
    monkeypatch.setattr(Console, "asked", [], raising=False)
    monkeypatch.setattr(Console, "there", {"principal"}, raising=False)
    monkeypatch.setattr(Console, "cut_at", "")
    return Console


def machine(folder: Path, *, proxy: str = "192.0.2.10", port: int = 5060, secret: str = Console.secret) -> Config:
    return Config(
        state=str(folder),
        sip=Sip(ip="192.0.2.11", port=port),
        switch=Switch(esl_secret=secret),
        trunks=(Trunk(name="principal", proxy=proxy),),
    )


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


def test_a_trunk_that_has_left_already_is_not_waited_for(tmp_path: Path, console: type[Console]) -> None:
    """The run that was cut had it leave, and its rescan could not be asked."""
    prepare(machine(tmp_path), tmp_path / "conf")
    console.there.clear()
    reload(machine(tmp_path, proxy="192.0.2.20"), tmp_path / "conf")
    assert console.asked == ["reloadxml", "reloadacl", RESCANNED]


def test_a_secret_that_changes_shuts_nobody_out_until_the_restart(
    tmp_path: Path, console: type[Console], monkeypatch: pytest.MonkeyPatch
) -> None:
    conf, wanted = tmp_path / "conf", machine(tmp_path, secret="second")
    prepare(machine(tmp_path), conf)
    for _ in range(2):  # the second knows the first secret by what the first kept
        assert reload(wanted, conf).waiting == ["machine.xml"]
    with console_of(wanted, conf) as open_console:
        assert open_console.ask("show channels count")
    nothing_waits(conf)
    monkeypatch.setattr(console, "secret", "second")
    assert reload(wanted, conf).waiting == []


def test_a_freeswitch_of_another_folder_is_asked_with_the_secret_of_the_machine_file(
    tmp_path: Path, console: type[Console]
) -> None:
    prepare(machine(tmp_path, secret="autre"), tmp_path / "conf")
    with console_of(machine(tmp_path), tmp_path / "conf") as open_console:
        assert open_console.ask("status")
    with pytest.raises(SecretRefused), console_of(machine(tmp_path, secret="faux"), tmp_path / "nowhere"):
        pytest.fail("let in")


def test_two_reloads_at_a_time_wait_for_each_other(
    tmp_path: Path, console: type[Console], monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(machine(tmp_path), tmp_path / "conf")
    held = []

    def seen(config: Config, conf_dir: Path) -> dict[str, str]:
        with (conf_dir / reloading.LOCK).open("w") as second, pytest.raises(BlockingIOError):
            fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)
        held.append(conf_dir)
        return {}

    monkeypatch.setattr(reloading, "documents", seen)
    with pytest.raises(KeyError):
        reload(machine(tmp_path), tmp_path / "conf")
    assert held == [tmp_path / "conf"]


def test_a_reload_that_systemd_stops_brings_the_trunk_back(
    tmp_path: Path, console: type[Console], monkeypatch: pytest.MonkeyPatch
) -> None:
    conf = tmp_path / "conf"
    prepare(machine(tmp_path), conf)
    monkeypatch.setattr("appliance.config.load_for_calls", lambda file: machine(tmp_path, proxy="192.0.2.20"))
    asked = Console.ask

    def stopped_there(self: Console, command: str) -> str:
        answer = asked(self, command)
        if command == "reloadxml":
            signal.raise_signal(signal.SIGTERM)
        return answer

    monkeypatch.setattr(Console, "ask", stopped_there)
    before = signal.getsignal(signal.SIGTERM)
    try:
        done = CliRunner().invoke(freeswitch.command, ["reload", "--conf", str(conf), "--config", "/dev/null"])
    finally:
        signal.signal(signal.SIGTERM, before)
    assert done.exit_code == 1
    assert console.asked[-1] == RESCANNED


def test_a_freeswitch_that_waits_for_its_new_secret_is_not_taken_for_dead(
    console: type[Console], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("appliance.switch.blocking_esl_client.BlockingEslClient", Console)
    monkeypatch.setattr("appliance.config.load_for_calls", lambda file: machine(tmp_path, secret="second"))
    beats = iter(range(5))

    def beat(seconds: float) -> None:
        if next(beats) == 4:
            raise KeyboardInterrupt

    monkeypatch.setattr("time.sleep", beat)
    done = CliRunner().invoke(freeswitch.command, ["watch", "--config", "/dev/null"], standalone_mode=False)
    assert "redémarrer" not in done.output and not isinstance(done.exception, SecretRefused)
    assert next(beats, None) is None
