"""The sound of a caller, sent to whoever may hear it: never kept by a browser, never opened as a page."""

from __future__ import annotations

import os

from flask import Response, abort, send_file

from appliance.store.errors import StoreError
from appliance.store.journal.message_sounds import sound_path
from web.frame.site import current_site

UNREADABLE = "Ce message est sur le disque, mais les pages ne peuvent pas le lire ; vérifiez les droits de son fichier."


def recording_answer(file: str) -> Response:
    """The recording of that name; 404 where it is on this disk no more. StoreError: it may not be read."""
    path = sound_path(current_site().config.recordings_dir, file)
    if path is None or not path.is_file():
        abort(404)
    if not os.access(path, os.R_OK):
        raise StoreError(UNREADABLE)
    answer = send_file(path, mimetype="audio/wav", as_attachment=True, download_name=file, conditional=True)
    answer.headers["Cache-Control"] = "no-store"
    return answer
