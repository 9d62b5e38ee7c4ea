"""The fixed sentences of the product and of the example company, spoken once on this machine by the real voice.

To say them takes ten seconds of processor; the folder is named after the code that says them, so it is never stale.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from appliance.calls.spoken import fixed_sentences
from appliance.prompts.build import build, open_prompt_store
from appliance.store.company_file import load_company_file

ROOT = Path(__file__).parents[1]
COMPANY_FILE = ROOT / "tests" / "data" / "company-example.yml"


def spoken() -> Path:
    """The folder, complete: whoever comes first speaks, the others wait."""
    code = b"".join(path.read_bytes() for path in sorted((ROOT / "appliance" / "prompts").rglob("*.py")))
    folder = Path(tempfile.gettempdir(), f"astreinte-essais-{os.getuid()}-{hashlib.sha256(code).hexdigest()[:12]}")
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        build(open_prompt_store(folder, "pico"), fixed_sentences(load_company_file(COMPANY_FILE)))
    return folder


def lay_out(folder: Path) -> Path:
    """Put them in the folder of a test, beside what is there, each at once whole: other workers may be looking."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in spoken().glob("*.wav"):
        if not (folder / path.name).exists():
            draft = folder / f".{path.name}.{os.getpid()}"
            shutil.copyfile(path, draft)
            draft.replace(folder / path.name)
    return folder
