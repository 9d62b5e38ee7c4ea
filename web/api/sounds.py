"""The sound of a caller, as an answer of the API."""

from __future__ import annotations

from flask import Response

from appliance.store.journal.message_sounds import sound_path
from web.api.problems import Refusal
from web.frame.site import Site


def sound_answer(site: Site, file: str) -> Response:
    """The recording of that name, as WAV. Refusal: it is on this disk no more."""
    path = sound_path(site.config.recordings_dir, file)
    try:
        sound = path.read_bytes() if path is not None else None
    except OSError:
        sound = None
    if sound is None:
        raise Refusal(404, "Ce son n'est plus là.")
    answer = Response(sound, content_type="audio/wav")
    answer.headers.set("Content-Disposition", "attachment", filename=file)
    return answer
