"""`astreinte lab` as a test sees it: started, asked what it knows, hurt, stopped."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from esl import Esl
from phones.timeline import DidNotHappen

from appliance import config
from appliance.lab.confinement import impossible_here

ASTREINTE = (sys.executable, "-m", "appliance")
START_SECONDS = 60.0
LOOK_AGAIN = 0.02  # seconds, where only asking again tells
BOX = () if impossible_here() else ("--box",)  # each real call is on a box, wherever one can be made


def until(told: Callable[[], Any], within: float, what: str) -> Any:
    """Ask again and again until the answer is true; DidNotHappen after so many seconds."""
    deadline, pause = time.monotonic() + within, threading.Event()
    while True:
        answer = told()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise DidNotHappen(f"{what}: not within {within} s")
        pause.wait(LOOK_AGAIN)


def free_sip_port() -> int:
    """A port that is free for UDP and TCP, below those that Linux lends."""
    while True:
        port = random.randrange(10000, 20000)
        try:
            for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
                with socket.socket(socket.AF_INET, kind) as trial:
                    trial.bind(("127.0.0.1", port))
        except OSError:
            continue
        return port


class Lab:
    """One lab. `news`: the lines that it printed since the start, as (word, facts); `said`: those for people."""

    def __init__(
        self,
        state: Path,
        company: str,
        carriers: Sequence[str],
        prompts: Path,
        *options: str,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.state = state
        self.sip_port = free_sip_port()
        self.news: list[tuple[str, dict[str, Any]]] = []
        self.said: list[str] = []
        self._told = threading.Condition()
        state.mkdir(parents=True, exist_ok=True)
        being_written = shutil.ignore_patterns(".*")  # by the lab of another worker
        for folder in self.box_folders():
            shutil.copytree(prompts, folder / "prompts", dirs_exist_ok=True, ignore=being_written)
        file = state.with_suffix(".yml")
        file.write_text(company, encoding="utf-8")
        command = [*ASTREINTE, "lab", "--sip-port", str(self.sip_port), "--company", str(file), "--state", str(state)]
        for carrier in carriers:
            command += ["--carrier", carrier]
        self._errors = state.with_suffix(".stderr")
        with self._errors.open("wb") as errors:
            self.process = subprocess.Popen(
                [*command, *BOX, *options],
                stdout=subprocess.PIPE,
                stderr=errors,
                stdin=subprocess.DEVNULL,
                text=True,
                env=environment,
            )
        self._reader = threading.Thread(target=self._read, name="lab", daemon=True)
        self._reader.start()
        try:
            self.await_news("READY", START_SECONDS)
        except DidNotHappen:
            self.process.kill()
            self.process.wait()
            self._close_its_output()
            raise
        self._meet()

    def box_folders(self) -> list[Path]:
        """Where each box of this lab keeps its files."""
        return [self.state]

    def _meet(self) -> None:
        self.esl = Esl(self.facts["ports"]["esl"], self.config.switch.esl_secret)

    # --- what it says -------------------------------------------------------------------------------------------

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            word, _, facts = line.strip().partition(" ")
            with self._told:
                if facts.startswith("{"):
                    self.news.append((word, json.loads(facts)))
                else:
                    self.said.append(line.rstrip())
                self._told.notify_all()
        with self._told:
            self.news.append(("END", {}))
            self._told.notify_all()

    def await_news(self, word: str, within: float, after: int = 0) -> dict[str, Any]:
        """Wait for a line beginning with this word, after the first `after` lines."""

        def found() -> dict[str, Any] | None:
            return next((facts for known, facts in self.news[after:] if known == word), None)

        with self._told:
            self._told.wait_for(lambda: found() is not None or any(known == "END" for known, _ in self.news), within)
            facts = found()
        if facts is None:
            raise DidNotHappen(f"the lab said no {word} within {within} s, but {self.news}; {self.last_errors()}")
        return facts

    def last_errors(self) -> str:
        return self._errors.read_text(encoding="utf-8", errors="replace")[-2000:]

    @property
    def facts(self) -> dict[str, Any]:
        """The facts of READY."""
        return next(facts for word, facts in self.news if word == "READY")

    @property
    def config(self) -> config.Config:
        return config.load(Path(self.facts["config"]))

    def pid(self, name: str) -> int:
        """The process `controller`, `web` or `freeswitch`, as last told."""
        return int(next(facts["pids"][name] for _, facts in reversed(self.news) if name in facts.get("pids", {})))

    # --- what it knows ------------------------------------------------------------------------------------------

    def calls(self) -> list[dict[str, Any]]:
        """The journal, by the command."""
        listed: list[dict[str, Any]] = json.loads(self.types("calls", "--json"))
        return listed

    def journal(self, of: str, within: float = 5.0, over: bool = False, **expected: Any) -> dict[str, Any]:
        """Wait until the journal holds one call of this caller (E.164) with these facts; return it.

        `over`: and its end. A call is « connected » from the joining on, and ended by its record alone once no
        controller serves it.
        """
        deadline, last = time.monotonic() + within, None
        while True:
            found = [call for call in self.calls() if call["caller"] == of]
            assert len(found) <= 1, f"{len(found)} calls of {of} in the journal"
            last = found[0] if found else None
            if last and (last["ended_at"] or not over) and all(last[name] == said for name, said in expected.items()):
                return last
            if time.monotonic() > deadline:
                wanted = f"{'ended ' if over else ''}call of {of} with {expected}"
                raise DidNotHappen(f"no {wanted} in the journal within {within} s, but {last}")

    def legs(self) -> list[dict[str, Any]]:
        """Every leg that FreeSWITCH has now."""
        rows: list[dict[str, Any]] = json.loads(self.esl.api("show channels as json")).get("rows", [])
        return rows

    def has_no_leg(self, within: float = 1.0) -> None:
        """No leg is left."""
        until(lambda: not self.legs(), within, "no leg left")

    def types(self, *words: str) -> str:
        """A command typed on this box; what it says."""
        return self._run(*words, "--state", str(self.state))

    def imports(self, company: Path) -> str:
        """Other settings, from a file; what the command says."""
        there = Path(shutil.copy(company, self.state / "imported.yml"))  # where the account of the command may read it
        there.chmod(0o644)
        return self._run("import", str(there), "--config", str(self.facts["config"]))

    def _run(self, *words: str) -> str:
        done = self.tries(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def tries(self, *words: str, unit: str = "command") -> subprocess.CompletedProcess[str]:
        """A command typed on this box, under the account that owns its files, or as a unit runs it; how it ended."""
        command = [*self.becoming(unit), *ASTREINTE, *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    def becoming(self, unit: str) -> list[str]:
        """Words before a command that make it a unit of this box; none where the lab is none."""
        if "accounts" not in self.facts:
            return []
        return [sys.executable, "-m", "appliance.lab.become", json.dumps(self.facts), unit]

    # --- what is done to it -------------------------------------------------------------------------------------

    def hurt(self, name: str, number: signal.Signals = signal.SIGKILL) -> float:
        """Send a signal to a child; the monotonic moment."""
        os.kill(self.pid(name), number)
        return time.monotonic()

    def is_whole_again(self, news_before: int, within: float = 20.0) -> None:
        """Wait until everything serves again, `news_before` being the number of lines before it was hurt."""
        self.await_news("READY", within, after=news_before)
        until(self._answers, within, "the inbound connection")

    def _answers(self) -> bool:
        try:
            return self.esl.api("uptime").strip().isdecimal()
        except OSError:
            return False

    def stop(self) -> int:
        """SIGTERM, and the exit code."""
        self.esl.close()
        return self.ends(signal.SIGTERM)

    def ends(self, asked: signal.Signals) -> int:
        """The exit code after this signal."""
        self.process.send_signal(asked)
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"the lab did not stop within 20 s of {asked.name}") from None
        finally:
            self._close_its_output()

    def _close_its_output(self) -> None:
        self._reader.join(5)
        if self.process.stdout is not None:
            self.process.stdout.close()
