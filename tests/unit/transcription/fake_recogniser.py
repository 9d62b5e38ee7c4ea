"""In the place of the recogniser: the same input and output, and words that each file holds itself.

A file says what to write down; « doubtful » first: so it is; « die », « hang »: so it does, having said so by a file.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

asked = json.load(sys.stdin)
if "absent" in sys.argv:
    print("faster-whisper n'est pas installé : pip install 'astreinte[transcription]'.", file=sys.stderr)
    sys.exit(78)
print(json.dumps({"ready": True}), flush=True)
for sound in asked["sounds"]:
    if not Path(sound).is_file():
        print(json.dumps({"fault": "FileNotFoundError"}), flush=True)
        continue
    text = Path(sound).read_text(encoding="utf-8")
    if text == "die":
        os.abort()
    if text == "hang":
        Path(sound).with_suffix(".hangs").touch()
        time.sleep(600)
    doubtful = text.startswith("doubtful ")
    print(json.dumps({"text": text.removeprefix("doubtful "), "doubtful": doubtful}), flush=True)
