"""The lab's supervisor with real, very small processes: readiness, watchdog, restart, ordered stop."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.lab.child import Program
from appliance.lab.errors import LabError
from appliance.lab.supervisor import News, Supervisor

pytestmark = pytest.mark.timed

TELL = """
import os, select, signal, socket
name = os.environ["NOTIFY_SOCKET"]
supervisor = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
supervisor.connect("\\0" + name[1:])
"""
BEATING = (
    TELL + "supervisor.send(b'READY=1')\nwhile not select.select([], [], [], 0.05)[0]: supervisor.send(b'WATCHDOG=1')"
)
FROZEN_ONCE_READY = TELL + "supervisor.send(b'READY=1'); signal.pause()"
NEVER_READY = "import signal; signal.pause()"
STUBBORN = (
    TELL + "signal.signal(signal.SIGTERM, signal.SIG_IGN)\nsupervisor.send(b'READY=1')\n"
    "while not select.select([], [], [], 0.05)[0]: supervisor.send(b'WATCHDOG=1')"
)


def program(folder: Path, script: str, name: str = "controller", **facts: object) -> Program:
    command = (sys.executable, "-I", "-S", "-c", script)
    return Program(name, command, log=folder / f"{name}.log", silence=0.4, patience=5, grace=0.3, **facts)  # type: ignore[arg-type]


def play(*programs: Program, then: dict[str, Callable[[Supervisor, News], None]], **options: object) -> list[News]:
    """Run a supervisor; at each word of its news, do what `then` says. A word that `then` does not hold ends it."""
    told: list[News] = []

    def tell(news: News) -> None:
        told.append(news)
        act = then.pop(news.word, None)
        if act:
            act(supervisor, news)
        else:
            supervisor.stop()

    supervisor = Supervisor(programs, tell, **{"restart_delay": 0.05, **options})  # type: ignore[arg-type]
    supervisor.run()
    return told


def kill(name: str, number: signal.Signals) -> Callable[[Supervisor, News], None]:
    return lambda supervisor, news: os.kill(news.pids[name], number)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_for(file: Path) -> None:
    deadline = time.monotonic() + 5
    while not (file.exists() and file.read_text()):
        assert time.monotonic() < deadline, f"{file} was not written"
        select.select([], [], [], 0.01)


def test_ready_is_told_once_every_child_serves(tmp_path: Path) -> None:
    asked = []
    answers = lambda: asked.append(1) is None and len(asked) == 3  # noqa: E731
    told = play(
        program(tmp_path, BEATING),
        program(tmp_path, NEVER_READY, "web", answers=answers),
        then={},
    )
    assert [news.word for news in told] == ["READY"]
    assert set(told[0].pids) == {"controller", "web"}
    assert len(asked) == 3


def test_a_killed_child_is_started_again_with_a_new_pid_while_the_others_stay(tmp_path: Path) -> None:
    programs = program(tmp_path, BEATING), program(tmp_path, NEVER_READY, "web", answers=lambda: True)
    began = time.monotonic()
    ready, restarted = play(*programs, then={"READY": kill("controller", signal.SIGKILL)})
    assert (restarted.word, restarted.name, restarted.ended) == ("RESTARTED", "controller", "SIGKILL")
    assert restarted.pids["controller"] != ready.pids["controller"]
    assert restarted.pids["web"] == ready.pids["web"]
    assert time.monotonic() - began < 2


def test_ready_is_told_again_after_a_restart(tmp_path: Path) -> None:
    told = play(
        program(tmp_path, BEATING),
        then={"READY": kill("controller", signal.SIGKILL), "RESTARTED": lambda supervisor, news: None},
    )
    assert [news.word for news in told] == ["READY", "RESTARTED", "READY"]
    assert told[2].pids == told[1].pids


def test_a_frozen_child_is_killed_after_its_silence_and_started_again(tmp_path: Path) -> None:
    began = time.monotonic()
    told = play(program(tmp_path, BEATING), then={"READY": kill("controller", signal.SIGSTOP)})
    assert (told[1].word, told[1].ended) == ("RESTARTED", "SIGKILL")
    assert 0.4 <= time.monotonic() - began < 2


def test_a_child_that_says_ready_and_never_beats_is_killed(tmp_path: Path) -> None:
    told = play(program(tmp_path, FROZEN_ONCE_READY), then={"READY": lambda supervisor, news: None}, restart=False)
    assert (told[1].word, told[1].ended) == ("DIED", "SIGKILL")


def test_a_beating_child_outlives_its_limit_of_silence(tmp_path: Path) -> None:
    """The web's answer comes only after three times the controller's limit of silence."""
    late = time.monotonic() + 1.2
    told = play(
        program(tmp_path, BEATING),
        program(tmp_path, NEVER_READY, "web", answers=lambda: time.monotonic() > late),
        then={},
    )
    assert [news.word for news in told] == ["READY"]


def test_without_restart_a_dead_child_stays_dead_and_the_others_live(tmp_path: Path) -> None:
    programs = program(tmp_path, BEATING), program(tmp_path, NEVER_READY, "web", answers=lambda: True)
    ready, died = play(*programs, then={"READY": kill("web", signal.SIGTERM)}, restart=False)
    assert (died.word, died.name, died.ended) == ("DIED", "web", "SIGTERM")
    assert died.pids == {"controller": ready.pids["controller"]}


def test_a_stop_leaves_no_process_even_stubborn_or_stopped(tmp_path: Path) -> None:
    frozen = kill("web", signal.SIGSTOP)

    def freeze_then_stop(supervisor: Supervisor, news: News) -> None:
        frozen(supervisor, news)
        supervisor.stop()

    programs = program(tmp_path, STUBBORN), program(tmp_path, NEVER_READY, "web", answers=lambda: True)
    told = play(*programs, then={"READY": freeze_then_stop})
    assert not any(is_alive(pid) for pid in told[0].pids.values())


def test_children_are_stopped_in_the_order_given(tmp_path: Path) -> None:
    order = tmp_path / "order"
    script = (
        "import os, signal, sys\n"
        "def leave(*_):\n    open({file!r}, 'a').write({name!r} + ' '); sys.exit()\n"
        "signal.signal(signal.SIGTERM, leave)\nopen({file!r} + {name!r}, 'w')\nsignal.pause()"
    )
    programs = [
        program(
            tmp_path,
            script.format(file=str(order), name=name),
            name,
            answers=lambda name=name: Path(f"{order}{name}").exists(),
        )
        for name in ("first", "second", "third")
    ]
    play(*programs, then={})
    assert order.read_text().split() == ["first", "second", "third"]


def test_a_child_that_dies_at_the_start_is_named_with_its_last_words(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    script = f"import os, signal; open({str(note)!r}, 'w').write(str(os.getpid())); signal.pause()"
    mute = program(tmp_path, script, "web", answers=lambda: False)
    dies = program(tmp_path, "import sys; sys.exit('port déjà pris')", prepare=lambda: wait_for(note))
    with pytest.raises(LabError, match="controller s'est arrêté au démarrage : port déjà pris"):
        play(mute, dies, then={})
    assert not is_alive(int(note.read_text())), "the others are stopped"


def test_a_child_that_is_never_ready_is_named_with_its_log(tmp_path: Path) -> None:
    slow = Program("web", (sys.executable, "-c", NEVER_READY), tmp_path / "web.log", lambda: False, patience=0.2)
    with pytest.raises(LabError, match=r"web n'est pas prêt après 0\.2 s.*web\.log"):
        play(slow, then={})


def test_each_start_is_prepared(tmp_path: Path) -> None:
    prepared: list[int] = []
    play(
        program(tmp_path, BEATING, prepare=lambda: prepared.append(1)),
        then={"READY": kill("controller", signal.SIGKILL)},
    )
    assert len(prepared) == 2


def test_the_death_of_the_supervisor_itself_kills_its_children(tmp_path: Path) -> None:
    """`kill -9` of the lab: the kernel ends the children."""
    script = f"""
import sys
from pathlib import Path
from appliance.lab.child import Program
from appliance.lab.supervisor import Supervisor
sleeper = Program("web", (sys.executable, "-c", {NEVER_READY!r}), Path({str(tmp_path / "web.log")!r}), lambda: True)
Supervisor([sleeper], lambda news: print(news.pids["web"], flush=True)).run()
"""
    lab = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert lab.stdout
    pid = int(lab.stdout.readline())
    watched = os.pidfd_open(pid)
    lab.kill()
    lab.communicate()
    poller = select.poll()
    poller.register(watched, select.POLLIN)
    assert poller.poll(2000), "the child still lives"
    os.close(watched)
