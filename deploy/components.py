"""What a release is made of: a CycloneDX 1.5 document of the packages that its lock names, with hashes and licences.

Standard library alone: a release is made on a computer that has nothing but Python and Ansible. The same release gives
the same document, byte for byte. Debian and FreeSWITCH are the machine's, and not in it.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
import uuid
from pathlib import Path
from typing import Any

PINNED = re.compile(r"^([a-z0-9-]+)==(\S+)(?: ; ([^\\\n]+))? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.M)
REQUIRED = re.compile(r"[A-Za-z0-9._-]+")


def document(root: Path, archive: str, content: bytes) -> str:
    """The document of a release. `archive`: its name; `content`: its bytes. OSError; KeyError: no licence is known."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    licences = json.loads((root / "requirements" / "licences.json").read_text(encoding="utf-8"))
    packages = [
        component(name, version, marker, hashes, licences[name])
        for name, version, marker, hashes in PINNED.findall(
            (root / "requirements" / "run.lock").read_text(encoding="utf-8")
        )
    ]
    digest = hashlib.sha256(content).hexdigest()
    itself = {
        "type": "application",
        "bom-ref": archive,
        "name": project["name"],
        "version": project["version"],
        "description": project["description"],
        "licenses": licensed(project["license"]),
        "hashes": [{"alg": "SHA-256", "content": digest}],
    }
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, digest)}",
        "version": 1,
        "metadata": {"component": itself},
        "components": packages,
        "dependencies": [{"ref": archive, "dependsOn": asked_for(project["dependencies"], packages)}],
        "compositions": [{"aggregate": "incomplete", "assemblies": [archive]}],
    }
    return json.dumps(bill, indent=1, ensure_ascii=False) + "\n"


def component(name: str, version: str, marker: str, hashes: str, licence: str) -> dict[str, Any]:
    """One package. `marker`: where it is installed; `hashes`: of each file that may be, as the lock writes them."""
    purl = f"pkg:pypi/{name}@{version}"
    files = [{"alg": "SHA-256", "content": one} for one in re.findall(r"sha256:([0-9a-f]{64})", hashes)]
    found: dict[str, Any] = {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "scope": "optional" if marker else "required",
        "licenses": licensed(licence),
        "externalReferences": [{"type": "distribution", "url": purl, "hashes": files}],
    }
    return found | ({"properties": [{"name": "astreinte:marker", "value": marker.strip()}]} if marker else {})


def licensed(expression: str) -> list[dict[str, Any]]:
    """A licence by its SPDX identifier, or several by an expression."""
    return [{"expression": expression}] if " " in expression else [{"license": {"id": expression}}]


def asked_for(requirements: list[str], packages: list[dict[str, Any]]) -> list[str]:
    """The packages that the project names itself; the others came with them."""
    names = {REQUIRED.match(line)[0].lower().replace("_", "-").replace(".", "-") for line in requirements}  # type: ignore[index]
    return sorted(one["bom-ref"] for one in packages if one["name"] in names)
