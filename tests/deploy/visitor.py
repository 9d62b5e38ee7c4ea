"""visitor.py NAME FIRST_PASSWORD CALL FILE: a manager at the pages of the box, on its network, over TLS.

They play the message, entrust it to themselves and delete its sound, then record the greeting of the line. Prints what
they saw, as JSON.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "e2e")]

from pages import Browser, signed_in  # noqa: E402

from tests.unit.prompts.recordings import hum, sent_as  # noqa: E402

HOST = "astreinte.example"
GREETING = "/annonces/phrase/lines/urgence/after_hours"
TONE = 1000.0  # Hz


def main(name: str, first: str, call: str, file: str) -> None:
    visit = signed_in(Browser(443, HOST, tls=True), name, first)
    page, seen = f"/messages/{call}/{file}", {}
    visit.go(page)
    seen["assigned"] = "enregistré" in visit.press("Enregistrer", assigned_to=name, note="Rappelé")
    heard = visit.client.get(f"{page}/son")
    seen["played"] = (heard.status_code, len(heard.get_data()))
    visit.go(page)
    visit.press("Supprimer le son")
    seen["deleted"] = "supprimé" in visit.go(f"/appels/{call}")
    visit.go(GREETING)
    visit.press("Envoyer pour l'écouter", file=(io.BytesIO(sent_as("m4a", hum(3.0, hertz=TONE))), "bonjour.m4a"))
    visit.press("Enregistrer")
    seen["recorded"] = visit.status
    print(json.dumps(seen))


if __name__ == "__main__":
    main(*sys.argv[1:])
