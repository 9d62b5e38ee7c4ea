"""health_visitor.py NAME FIRST_PASSWORD: what a manager reads on « Santé » of the box, as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "e2e")]

from pages import Browser, signed_in  # noqa: E402

if __name__ == "__main__":
    print(json.dumps(signed_in(Browser(443, "astreinte.example", tls=True), *sys.argv[1:]).go("/sante")))
