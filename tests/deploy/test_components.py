"""What a release says that it is made of: the packages of its lock, in the form that auditors' programs read."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import re
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "tests" / "data" / "cyclonedx"  # the published ones, Apache-2.0
LOCK = (ROOT / "requirements" / "run.lock").read_text(encoding="utf-8")
LICENCES = json.loads((ROOT / "requirements" / "licences.json").read_text(encoding="utf-8"))


def read(name: str) -> dict[str, Any]:
    return dict(json.loads((SCHEMAS / name).read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The archive, and the document beside it."""
    done = subprocess.run(
        [sys.executable, ROOT / "deploy" / "release", tmp_path_factory.mktemp("release")],
        capture_output=True,
        text=True,
        check=True,
    )
    bill, archive = map(Path, done.stdout.splitlines()[-2:])
    return archive, bill


def test_a_release_has_all_that_its_package_is_built_from(released: tuple[Path, Path]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    own = [project["project"]["readme"], *project["project"]["license-files"]]
    with tarfile.open(released[0]) as archive:
        names = archive.getnames()
    for wanted in (*wheel["packages"], *wheel["force-include"], *own):
        assert any(name == wanted or name.startswith(f"{wanted}/") for name in names), wanted


@pytest.fixture(scope="module")
def bill(released: tuple[Path, Path]) -> dict[str, Any]:
    return dict(json.loads(released[1].read_text(encoding="utf-8")))


def problems(bill: dict[str, Any]) -> list[str]:
    """What the schema of CycloneDX 1.5 finds wrong."""
    beside = [
        (f"http://cyclonedx.org/schema/{name}.SNAPSHOT.schema.json", read(f"{name}.schema.json"))
        for name in ("spdx", "jsf-0.82")
    ]
    registry: Registry[Any] = Registry().with_resources(
        [(address, Resource.from_contents(schema)) for address, schema in beside]
    )
    judge = jsonschema.Draft7Validator(read("bom-1.5.schema.json"), registry=registry)
    return [f"{one.json_path}: {one.message[:200]}" for one in judge.iter_errors(bill)]


def test_the_document_is_one_of_cyclonedx(bill: dict[str, Any]) -> None:
    assert problems(bill) == []


def test_the_schema_judges(bill: dict[str, Any]) -> None:
    strange = {"type": "library", "name": "x", "licenses": [{"license": {"id": "no such licence"}}]}
    assert problems(bill | {"components": [strange]})
    assert problems(bill | {"serialNumber": "1"})


def test_each_package_of_the_lock_is_in_it_with_its_hashes(bill: dict[str, Any]) -> None:
    pins = set(re.findall(r"^([a-z0-9-]+)==(\S+)", LOCK, re.M))
    assert {(one["name"], one["version"]) for one in bill["components"]} == pins
    told = [each["content"] for one in bill["components"] for each in one["externalReferences"][0]["hashes"]]
    assert sorted(told) == sorted(re.findall(r"sha256:([0-9a-f]{64})", LOCK))
    assert all(one["purl"] == f"pkg:pypi/{one['name']}@{one['version']}" for one in bill["components"])


def test_the_document_is_that_of_the_archive_which_has_the_same_lock(
    released: tuple[Path, Path], bill: dict[str, Any]
) -> None:
    archive, _ = released
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    assert bill["metadata"]["component"]["hashes"] == [{"alg": "SHA-256", "content": digest}]
    with tarfile.open(archive) as tar:
        member = tar.extractfile("requirements/run.lock")
        assert member is not None
        assert member.read().decode() == LOCK


def test_what_the_project_asks_for_itself_is_told_apart(bill: dict[str, Any]) -> None:
    (asked,) = bill["dependencies"]
    names = {ref.partition("@")[0].removeprefix("pkg:pypi/") for ref in asked["dependsOn"]}
    assert {"flask", "greenswitch", "cryptography", "ruamel-yaml"} <= names
    assert not names & {"werkzeug", "cffi"}


def test_the_same_release_gives_the_same_document(released: tuple[Path, Path], tmp_path: Path) -> None:
    subprocess.run([sys.executable, ROOT / "deploy" / "release", tmp_path], capture_output=True, check=True)
    assert (tmp_path / released[1].name).read_bytes() == released[1].read_bytes()


@pytest.mark.parametrize("name", LICENCES)
def test_a_licence_is_the_one_that_its_package_says(name: str) -> None:
    """Where it says one in the form of SPDX; the others were read in their licence files."""
    try:
        said = importlib.metadata.metadata(name).get("License-Expression")
    except importlib.metadata.PackageNotFoundError:
        assert re.search(rf"^{name}==\S+ ; ", LOCK, re.M), "locked for every machine, and not installed here"
        return
    assert said in (None, LICENCES[name])


def test_every_package_of_the_lock_has_its_licence_and_no_other() -> None:
    assert set(LICENCES) == set(re.findall(r"^([a-z0-9-]+)==", LOCK, re.M))
