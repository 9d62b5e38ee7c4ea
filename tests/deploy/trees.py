"""What the boxes of these tests start from, made once and kept: a bare Debian, and the Python packages of a release."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
KEPT = Path(os.environ.get("ASTREINTE_TREES", Path.home() / ".cache" / "astreinte" / "trees"))
PYTHON = {"bookworm": "3.11", "trixie": "3.13"}
SUITES = ("{0} main", "{0}-updates main", "{0}-security main")
# What the roles install is here beforehand: the box of a test has no network. The libraries are those of FreeSWITCH.
PACKAGES = (
    "systemd systemd-sysv dbus python3 python3-venv python3-apt ca-certificates iproute2 procps nftables chrony "
    "nginx-light fail2ban python3-systemd age unattended-upgrades openssl openssh-client rsync zstd sudo ansible-core "
    "libsndfile1 libspeex1 libspeexdsp1 libcurl4 libedit2 libsqlite3-0 libtiff6 libfreetype6 libjpeg62-turbo "
    "libpng16-16 libopus0 libltdl7 libodbc2 libuuid1 libssl3 libbrotli1"
)
SEVERAL = "postgresql postgresql-client kamailio openssh-server"  # of several machines on one network


def missing() -> str:
    """Why a box cannot be made on this machine; empty when it can."""
    if os.geteuid() != 0:
        return "il faut être root : sudo make test-deploy"
    for program in ("systemd-nspawn", "debootstrap", "nsenter"):
        if shutil.which(program) is None:
            return f"{program} manque : sudo apt install systemd-container debootstrap util-linux"
    return ""


def tree_of_several(codename: str) -> Path:
    """The same Debian, with what a front and a database install too, and an SSH server for Ansible."""
    kept = KEPT / f"{codename}-several"
    if not kept.exists():
        draft = kept.with_suffix(".draft")
        shutil.rmtree(draft, ignore_errors=True)
        _quietly("cp", "-a", str(tree(codename)), str(draft))
        _install(draft, SEVERAL)
        draft.rename(kept)
    return kept


def tree(codename: str) -> Path:
    """The bare Debian of that name, with a systemd; made in a few minutes the first time."""
    kept = KEPT / codename
    if not kept.exists():
        draft = kept.with_suffix(".draft")
        shutil.rmtree(draft, ignore_errors=True)
        draft.parent.mkdir(parents=True, exist_ok=True)
        _quietly("debootstrap", "--variant=minbase", codename, str(draft))
        _fill(draft, codename)
        draft.rename(kept)
    return kept


def _fill(draft: Path, codename: str) -> None:
    """Its packages, by apt in it, from the mirror that debootstrap took."""
    mirror = (draft / "etc/apt/sources.list").read_text(encoding="utf-8").split()[1]
    lines = [f"deb {mirror}{'-security' if 'security' in suite else ''} {suite.format(codename)}\n" for suite in SUITES]
    (draft / "etc/apt/sources.list").write_text("".join(lines), encoding="utf-8")
    _install(draft, PACKAGES)


def _install(draft: Path, packages: str) -> None:
    """Put Debian's packages there; nothing of them is started."""
    (draft / "usr/sbin/policy-rc.d").write_text("#!/bin/sh\nexit 101\n", encoding="utf-8")
    (draft / "usr/sbin/policy-rc.d").chmod(0o755)
    shutil.copy("/etc/resolv.conf", draft / "etc/resolv.conf")
    apt = f"apt-get update && apt-get install -y --no-install-recommends {packages} && apt-get clean"
    _quietly("chroot", str(draft), "env", "DEBIAN_FRONTEND=noninteractive", "sh", "-ec", apt)
    (draft / "usr/sbin/policy-rc.d").unlink()


def wheels(codename: str, tree: Path = ROOT) -> Path:
    """A folder of the Python packages of run.lock and build.lock of that tree, for the Python of that Debian."""
    locks = [tree / "requirements" / f"{name}.lock" for name in ("build", "run")]
    digest = hashlib.sha256(b"".join(lock.read_bytes() for lock in locks)).hexdigest()[:12]
    kept = KEPT / f"wheels-{codename}-{digest}"
    if not kept.exists():
        draft = kept.with_suffix(".draft")
        shutil.rmtree(draft, ignore_errors=True)
        for lock in locks:
            _download(lock, codename, draft)
        draft.rename(kept)
    return kept


def _download(lock: Path, codename: str, folder: Path) -> None:
    """greenswitch has no wheel: its source is pure Python, and suits any."""
    pinned = _pins(lock.read_text(encoding="utf-8"), PYTHON[codename])
    sources = [line for line in pinned if line.startswith("greenswitch")]
    pip = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes", "--dest", str(folder))
    for name, lines, only in (
        (
            "wheels",
            [line for line in pinned if line not in sources],
            ["--only-binary=:all:", f"--python-version={PYTHON[codename]}"],
        ),
        ("sources", sources, ["--no-build-isolation"]),
    ):
        if lines:
            list_ = folder.with_name(f"{folder.name}.{name}.txt")
            list_.parent.mkdir(parents=True, exist_ok=True)
            list_.write_text("\n".join(lines) + "\n", encoding="utf-8")
            _quietly(*pip, *only, "-r", str(list_))
            list_.unlink()


def _pins(lock: str, python: str) -> list[str]:
    """The lines of a lock that concern that Python, less their conditions: pip would ask them of its own."""
    there = {"python_version": python, "python_full_version": f"{python}.0"}
    pinned = []
    for line in filter(None, lock.replace("\\\n", "").splitlines()):
        wanted, dashes, hashes = line.partition(" --hash")
        requirement = Requirement(wanted)
        if requirement.marker is None or requirement.marker.evaluate(there):
            pinned.append(f"{requirement.name}{requirement.specifier}{dashes}{hashes}")
    return pinned


def _quietly(*command: str) -> None:
    """Run it, at the lowest priority; its last words when it fails. RuntimeError."""
    done = subprocess.run(["nice", "-n", "19", *command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} : {(done.stdout + done.stderr)[-2000:]}")
