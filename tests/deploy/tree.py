"""A bare Debian in a folder, made once by debootstrap and kept: what the boxes of the tests are born from."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

KEPT = Path(os.environ.get("ASTREINTE_TREES", Path.home() / ".cache" / "astreinte-trees"))
SOURCES = (Path("/etc/apt/sources.list"), *sorted(Path("/etc/apt/sources.list.d").glob("*")))
FIRST = "systemd,systemd-sysv,dbus,ca-certificates,python3"
# What Ansible would fetch from the network, which a box of the tests has not; and Ansible itself.
PACKAGES = (
    "python3-venv python3-apt iproute2 procps nftables chrony nginx-light fail2ban python3-systemd age "
    "unattended-upgrades openssl openssh-client rsync zstd sudo ansible-core libsndfile1 libspeex1 libspeexdsp1 "
    "libcurl4 libedit2 libsqlite3-0 libtiff6 libfreetype6 libjpeg62-turbo libpng16-16 libopus0 libodbc2 libltdl7"
)


class NoTree(Exception):
    """Why there can be none here, in a sentence."""


def debian_tree(codename: str) -> Path:
    """The tree of a release of Debian, made if it is not there yet (some minutes). Raises NoTree."""
    tree = KEPT / codename
    if tree.exists():
        return tree
    if os.geteuid() != 0 or shutil.which("debootstrap") is None:
        raise NoTree("il faut être root, et debootstrap (apt install debootstrap systemd-container)")
    KEPT.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f"{codename}-", dir=KEPT))
    try:
        _fill(draft, codename)
    except subprocess.CalledProcessError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise NoTree(f"l'arbre {codename} ne se fait pas : {error.stdout[-400:]}") from error
    draft.chmod(0o755)
    return draft.rename(tree)


def _fill(tree: Path, codename: str) -> None:
    _done("debootstrap", "--variant=minbase", f"--include={FIRST}", codename, str(tree), mirror())
    shutil.copy("/etc/resolv.conf", tree / "etc" / "resolv.conf")
    _done("chroot", str(tree), "apt-get", "update", "-qq")
    _done("chroot", str(tree), "apt-get", "install", "-qq", "--no-install-recommends", *PACKAGES.split())
    for package in (tree / "var/cache/apt/archives").glob("*.deb"):
        package.unlink()


def mirror() -> str:
    """Where this machine gets its own packages."""
    for file in SOURCES:
        if file.is_file():
            found = re.search(r"^(?:URIs:|deb)\s+(?:\[.*?\]\s+)?(\S+://\S+)", file.read_text(), re.MULTILINE)
            if found:
                return found[1]
    raise NoTree("aucun dépôt Debian dans les sources d'apt de cette machine")


def lend_libraries(program: Path, root: Path) -> None:
    """Copy into a tree the libraries that this program and its modules need from this machine and that it lacks."""
    objects = [program, *program.parents[1].glob("lib/freeswitch/mod/*.so")]
    told = subprocess.run(["ldd", *map(str, objects)], capture_output=True, text=True, check=False).stdout
    for name, path in sorted(set(re.findall(r"(\S+) => (/\S+)", told))):
        if Path(path).is_relative_to(program.parents[1]) or any(root.glob(f"usr/lib/*-linux-gnu/{name}")):
            continue
        shutil.copy(Path(path).resolve(), next(root.glob("usr/lib/*-linux-gnu")) / name)
    _done("chroot", str(root), "ldconfig")


def _done(*command: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    subprocess.run(
        command,
        check=True,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
