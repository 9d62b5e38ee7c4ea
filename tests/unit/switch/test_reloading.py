"""What a running FreeSWITCH takes only when it starts is not forgotten before it has, whatever interrupts a reload."""

from __future__ import annotations

import fcntl
import json
import re
import signal
from pathlib import Path
from typing import Self

import pytest
from click.testing import CliRunner

from appliance.commands import freeswitch
from appliance.config import Config, Sip, Switch, Trunk
from appliance.switch import reloading
from appliance.switch.errors import CommandRefused, Disconnected, SecretRefused
from appliance.switch.freeswitch_config import prepare, shipped_configuration
from appliance.switch.let_run import unknown_to
from appliance.switch.reloading import Reloaded, console_of, note_waiting, nothing_waits, reload

RESCANNED = "sofia profile trunks rescan"


LISTED = shipped_configuration() / "switch.xml"
ANSWER = '<allow name="mod_dptools.answer.app"/>'


class Console:
    """A FreeSWITCH that has the trunks of `there` and says yes, until it is asked `cut_at`.

    It was started on the list that we ship, or on one with less or more.
    """

    cut_at = ""
    started_on = ""
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
        if command.endswith(" as json"):
            return self._shown(command.split()[1])
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

    def _shown(self, what: str) -> str:
        kind = {"application": "app", "api": "api"}[what]
        names = re.findall(rf'<allow name="\w+\.(\w+)\.{kind}"/>', self.started_on or LISTED.read_text("utf-8"))
        return json.dumps(
            {"row_count": len(names), "rows": [{"name": name} for name in names]} if names else {"row_count": 0}
        )


@pytest.fixture
def console(monkeypatch: pytest.MonkeyPatch) -> type[Console]:
    monkeypatch.setattr(reloading, "BlockingEslClient", Console)
    monkeypatch.setattr(Console, "asked", [], raising=False)
    monkeypatch.setattr(Console, "there", {"principal"}, raising=False)
    monkeypatch.setattr(Console, "cut_at", "")
    monkeypatch.setattr(Console, "started_on", "")
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


def of_the_release_before(conf: Path, console: type[Console], monkeypatch: pytest.MonkeyPatch) -> None:
    """A FreeSWITCH that was started on a list without `answer`, and on another dialplan."""
    prepare(machine(conf.parent), conf)
    (conf / "switch.xml").write_text(LISTED.read_text("utf-8").replace(ANSWER, ""), "utf-8")
    (conf / "dialplan.xml").write_text("<include/>", "utf-8")
    monkeypatch.setattr(console, "started_on", (conf / "switch.xml").read_text("utf-8"))


def test_a_release_that_asks_for_more_is_not_read_before_the_restart(
    tmp_path: Path, console: type[Console], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is anything written: a FreeSWITCH started again without our program starts on what was whole."""
    conf = tmp_path / "conf"
    of_the_release_before(conf, console, monkeypatch)
    before = {path.name: path.read_bytes() for path in conf.glob("*.xml")}
    for _ in range(2):
        done = reload(machine(tmp_path, proxy="192.0.2.20"), conf)
        assert done == Reloaded(changed=True, waiting=["switch.xml"], put_off=True)
    assert console.asked == []
    assert {path.name: path.read_bytes() for path in conf.glob("*.xml")} == before
    assert (conf / reloading.WAITING).read_text() == "switch.xml"


def test_a_release_that_asks_for_less_is_read_at_once(
    tmp_path: Path, console: type[Console], monkeypatch: pytest.MonkeyPatch
) -> None:
    conf = tmp_path / "conf"
    prepare(machine(tmp_path), conf)
    more = LISTED.read_text("utf-8").replace(ANSWER, ANSWER + ANSWER.replace("answer", "sleep"))
    (conf / "switch.xml").write_text(more, "utf-8")
    monkeypatch.setattr(console, "started_on", more)
    assert reload(machine(tmp_path), conf) == Reloaded(changed=True, waiting=["switch.xml"])
    assert console.asked[0] == "reloadxml"


def test_what_a_restart_would_not_bring_puts_nothing_off(
    tmp_path: Path, console: type[Console], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A FreeSWITCH started on this very list, of a version that has not all of it."""
    prepare(machine(tmp_path), tmp_path / "conf")
    monkeypatch.setattr(console, "started_on", ANSWER)
    assert reload(machine(tmp_path), tmp_path / "conf") == Reloaded(changed=False, waiting=[])
    assert console.asked[0] == "reloadxml"


def test_the_reload_says_that_nothing_is_taken_before_the_restart(
    tmp_path: Path, console: type[Console], monkeypatch: pytest.MonkeyPatch
) -> None:
    conf = tmp_path / "conf"
    of_the_release_before(conf, console, monkeypatch)
    monkeypatch.setattr("appliance.config.load_for_calls", lambda file: machine(tmp_path))
    done = CliRunner().invoke(freeswitch.command, ["reload", "--conf", str(conf), "--config", "/dev/null"])
    assert done.output == "À redémarrer quand la ligne est libre, rien n'est pris avant : switch.xml a changé.\n"


def test_an_application_and_a_command_of_one_name_are_two(
    console: type[Console], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "started_on", '<allow name="mod_dptools.sched_hangup.app"/>')
    both = '<a><allow name="mod_dptools.sched_hangup.app"/><allow name="mod_commands.sched_hangup.api"/></a>'
    assert unknown_to(console(0, Console.secret), both) == {"sched_hangup.api"}
