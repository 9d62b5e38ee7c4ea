"""`python -m tests.bench.voice make [--again] | figures | numbers | samples FOLDER` (docs/voix.md)."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

LEAST = 19  # the niceness of what may take as long as it likes


def main() -> int:
    """Exit code 1 if a sentence could not be recorded."""
    reading = argparse.ArgumentParser(prog="python -m tests.bench.voice")
    acts = reading.add_subparsers(dest="act", required=True)
    acts.add_parser("make").add_argument("--again", action="store_true", help="sentences that have a recording too")
    acts.add_parser("numbers").add_argument("way", nargs="?", default="", help="a part of the name of the ways to try")
    acts.add_parser("figures")
    acts.add_parser("samples").add_argument("folder", type=Path)
    given = reading.parse_args()
    os.nice(LEAST - os.nice(0))
    match given.act:
        case "make":
            from tests.bench.voice.making import make

            return 1 if make(given.again) else 0
        case "numbers":
            from tests.bench.voice.order_numbers import measure

            measure(given.way)
        case "figures":
            from tests.bench.voice.figures import make as make_figures

            return make_figures()
        case "samples":
            from tests.bench.voice.samples import side_by_side

            side_by_side(given.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
