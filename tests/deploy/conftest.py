"""One bare Debian of its own for the run of these tests, made a box by Ansible as a customer would."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.deploy import inventory, trees
from tests.deploy.box import FREESWITCH, Box, Run

ROOT = Path(__file__).parents[2]
COMPANY = ROOT / "tests" / "deploy" / "company.yml"


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("deploy"):
        why = trees.missing()
        if not why and not (FREESWITCH / "bin" / "freeswitch").exists():
            why = f"FreeSWITCH n'est pas dans {FREESWITCH}"
        if why:
            pytest.skip(why)


@dataclass
class Converged:
    """The box, and how its first installation ended."""

    box: Box
    first: Run


def release(folder: Path, tree: Path = ROOT) -> Path:
    """The archive of this checkout, or of another tree."""
    done = subprocess.run(
        [sys.executable, tree / "deploy" / "release", folder], capture_output=True, text=True, check=True
    )
    return Path(done.stdout.splitlines()[-1])


@pytest.fixture(scope="session")
def codename() -> str:
    """$ASTREINTE_DEBIAN, else that of this machine: FreeSWITCH is built for its libraries."""
    return os.environ.get("ASTREINTE_DEBIAN") or platform.freedesktop_os_release()["VERSION_CODENAME"]


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory, codename: str) -> Iterator[Box]:
    """A Debian as it comes, with our inventory in /srv/inventory."""
    work = tmp_path_factory.mktemp("box")
    releases = tmp_path_factory.mktemp("releases")
    wheels = trees.wheels(codename)
    box = Box(trees.tree(codename), work / "of", [ROOT, FREESWITCH, releases, wheels])
    try:
        box.lend_freeswitch()
        facts = inventory.variables(release(releases), wheels)
        inventory.write(box.root / "srv" / "inventory", COMPANY.read_text(encoding="utf-8"), facts)
        box.releases = releases
        yield box
    finally:
        box.stop()


@pytest.fixture(scope="session")
def converged(bare: Box) -> Converged:
    """The box after its first site.yml."""
    first = bare.play("site.yml", seconds=1200)
    assert first.code == 0, first.out[-6000:]
    return Converged(bare, first)


@pytest.fixture
def box(converged: Converged) -> Box:
    return converged.box
