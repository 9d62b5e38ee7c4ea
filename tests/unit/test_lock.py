"""The lock files: complete, hashed, and silent about where packages come from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = {
    name: (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    for name in ("run", "test", "build", "deploy", "apprise", "voix", "transcription", "bench", "voice")
}
PINNED = re.compile(r"^([a-z0-9-]+)==(\S+)(?: ; ([^\\\n]+))? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.M)


def pins(lock: str) -> dict[str, list[str]]:
    """Name -> versions (more than one where a marker chooses)."""
    found: dict[str, list[str]] = {}
    for name, version, _, _ in PINNED.findall(lock):
        found.setdefault(name, []).append(version)
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_is_a_pin_with_hashes(name: str) -> None:
    assert PINNED.sub("", LOCKS[name]).strip() == ""


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("run", PROJECT["dependencies"]),
        ("test", PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"]),
        ("apprise", PROJECT["dependencies"] + PROJECT["optional-dependencies"]["apprise"]),
        ("voix", PROJECT["dependencies"] + PROJECT["optional-dependencies"]["voix"]),
        ("transcription", PROJECT["dependencies"] + PROJECT["optional-dependencies"]["transcription"]),
        ("build", (ROOT / "requirements" / "build.in").read_text(encoding="utf-8").splitlines()[1:]),
        ("deploy", (ROOT / "requirements" / "deploy.in").read_text(encoding="utf-8").splitlines()[1:]),
        ("bench", (ROOT / "requirements" / "bench.in").read_text(encoding="utf-8").splitlines()[1:]),
        ("voice", (ROOT / "requirements" / "voice.in").read_text(encoding="utf-8").splitlines()[1:]),
    ],
)
def test_what_the_project_asks_for_is_locked_in_a_version_that_suits_it(lock: str, wanted: list[str]) -> None:
    locked = pins(LOCKS[lock])
    for line in wanted:
        requirement = Requirement(line)
        versions = locked.get(canonicalize_name(requirement.name))
        assert versions, f"{requirement.name} is not locked: run `make lock`"
        assert all(requirement.specifier.contains(Version(version)) for version in versions), f"{line}: run `make lock`"


def test_tests_run_on_the_very_versions_that_are_installed_on_a_box() -> None:
    tested = pins(LOCKS["test"])
    assert all(tested[name] == versions for name, versions in pins(LOCKS["run"]).items())


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_names_a_registry(name: str) -> None:
    assert "://" not in LOCKS[name]


def test_greenswitch_is_the_one_release_that_the_transport_was_written_for() -> None:
    assert pins(LOCKS["run"])["greenswitch"] == ["0.0.19"]
