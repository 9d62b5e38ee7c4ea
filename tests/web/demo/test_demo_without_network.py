"""`make demo` on a machine without a network: in a network namespace of its own, where only the loopback is up."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
NEEDED = (".ci", "requirements", "pyproject.toml", "Makefile")
VENV = Path(sys.prefix)
CUT_OFF = ("unshare", "--map-root-user", "--net", "--")
SECONDS = 120

CALL = """
import json
import socket
import urllib.request

try:
    socket.create_connection(("192.0.2.1", 80), 2)
    raise SystemExit("the network is not cut")
except OSError:
    pass
site = "http://127.0.0.1:8600"


def ask(path, body=None):
    headers = {"Content-Type": "application/json", "Origin": site, "Sec-Fetch-Site": "same-origin"}
    data = json.dumps(body).encode() if body is not None else None
    return urllib.request.urlopen(urllib.request.Request(site + path, data, headers), timeout=20)


assert "Ascenseurs Vidal" in ask("/demo/").read().decode()
news = ask("/demo/news?page=test")
ask("/demo/calls", {"called": "01 99 00 20 00", "caller": None, "moment": "2026-12-25T03:10", "page": "test"})
for line in news:
    if line.startswith(b"data: "):
        told = json.loads(line[6:])
        audio = json.dumps(told)
        if "caller_hears" in audio and ".wav" in audio:
            break
name = audio.split('.wav"')[0].rsplit('"', 1)[1].rsplit("/", 1)[-1] + ".wav"
sound = ask("/prompts/" + name).read()
assert sound[:4] == b"RIFF" and len(sound) > 16000, len(sound)
print("HEARD", len(sound))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The project as `make install` leaves it, with a state of its own."""
    for name in NEEDED:
        (tmp_path / name).symlink_to(ROOT / name)
    venv = tmp_path / ".venv"
    venv.mkdir()
    for entry in VENV.iterdir():
        if entry.name not in ("made", "installed"):
            (venv / entry.name).symlink_to(entry)
    for done in ("made", "installed"):
        (venv / done).touch()
    return tmp_path


def test_a_call_is_heard_on_a_machine_without_a_network(folder: Path) -> None:
    if shutil.which("unshare") is None or subprocess.run([*CUT_OFF, "true"], check=False).returncode != 0:
        pytest.skip("unshare ne peut pas couper le réseau ici")
    script = folder / "call.py"
    script.write_text(CALL, encoding="utf-8")
    both = f"""
        ip link set lo up || exit 3
        make demo > demo.log 2>&1 &
        until grep -q "La démonstration est sur" demo.log; do
            kill -0 $! || {{ cat demo.log; exit 4; }}
            sleep 0.2
        done
        {sys.executable} call.py
    """
    process = subprocess.Popen(
        [*CUT_OFF, "sh", "-c", both], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"}, start_new_session=True,
    )  # fmt: skip
    try:
        said, _ = process.communicate(timeout=SECONDS)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 0, said + (folder / "demo.log").read_text(encoding="utf-8")
    assert "HEARD" in said
