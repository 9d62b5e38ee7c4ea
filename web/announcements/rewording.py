"""What the page of a sentence does: the voice heard, a sound converted, a wording written where calls find it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from threading import BoundedSemaphore

from appliance.checks import Finding
from appliance.company.model import Company
from appliance.company.wording import LINES, Place
from appliance.door import Judge
from appliance.prompts import wav
from appliance.prompts.build import REMOTE_SECONDS, State, build_one
from appliance.prompts.catalogue import announcement
from appliance.prompts.prompt_store import AT_LEISURE, PromptStore
from appliance.prompts.speech import Engine, SpeechError
from appliance.prompts.uploads import telephone_sound
from appliance.store.company_file.editing import Sections
from appliance.store.database import writing
from appliance.store.settings.versions import Wording, keep_take
from appliance.store.settings.wordings import reword, settle_takes
from web.announcements.sentences import shelf_of
from web.frame.site import Site
from web.settings.saving import rewritten

TWO_AT_ONCE = BoundedSemaphore(2)  # children that read or speak: a small box has memory for no more


def spoken_now(shelf: PromptStore, text: str) -> tuple[bytes, str | None]:
    """What the chosen voice makes of a text, or the other one and why; nothing is kept. SpeechError."""
    ready = shelf.file_of(announcement(text), shelf.engine)
    if wav.is_whole(ready):
        return ready.read_bytes(), None
    try:
        return said_by(shelf.engine, text), None
    except SpeechError as error:
        if shelf.fallback is None:
            raise
        return said_by(shelf.fallback, text), f"{error} L'autre voix a parlé à sa place."


def said_by(voice: Engine, text: str) -> bytes:
    with TWO_AT_ONCE:
        return voice.speak(text, REMOTE_SECONDS if voice.remote else AT_LEISURE)


def converted(content: bytes) -> bytes:
    """What somebody sent, as callers will hear it. SpeechError."""
    with TWO_AT_ONCE:
        return telephone_sound(content)


@dataclass(frozen=True)
class Written:
    """What a wording that was saved is newly warned of, and what went wrong with its voice."""

    told: list[Finding]
    amiss: str | None

    def __str__(self) -> str:
        return self.amiss or "C'est enregistré : on l'entendra dès le prochain appel."


def write(
    site: Site, place: Place, seen: Wording, wanted: Wording, content: bytes | None = None, *, by: str
) -> Written:
    """Make a place say what is wanted, through the same check as an import.

    `content`: a new recording. Refused, Reworded, StoreError: nothing is changed.
    """
    judge = Judge(site.now())
    with writing(site.database):
        if content is not None:
            wanted = Wording(wanted.text, keep_take(site.database, content))
        reword(
            site.database,
            place.key,
            seen,
            wanted,
            by=by,
            act=title(place),
            now=site.real_clock(),
            change=None if wanted.text == seen.text else partial(worded, place.key, wanted.text),
            judge=judge,
        )
    return Written(judge.told, made_ready(site, wanted.text))


def title(place: Place) -> str:
    """« Annonce : ligne Urgence, accueil pendant l'astreinte »."""
    return f"Annonce : {place.group}, {place.words or place.text}"


def worded(key: str, text: str, before: Company) -> Company:
    """The company with another text at that place. Refused."""
    return rewritten(before, lambda sections: put(sections, key, text))


def put(sections: Sections, key: str, text: str) -> None:
    """A text in the keys of the company's file."""
    kind, name, *inside = key.split("/")
    item = next(item for item in sections[kind] if item["id"] == name)
    if kind == LINES:
        item[inside[0]].pop("announcement", None)
        item[inside[0]] |= {"announcement": text} if text else {}
    elif inside:
        item["choices"][inside[0]]["say"] = text
    else:
        item["announcement"] = text


def made_ready(site: Site, text: str) -> str | None:
    """The recordings put where calls find them, the voice heard beforehand (it serves if a recording is ever lost)."""
    shelf = shelf_of(site)
    try:
        settle_takes(site.database, site.config.prompts_dir, site.believed())
        built = build_one(shelf, announcement(text)) if text else None
        shelf.publish_names()
    except (SpeechError, OSError) as error:
        return f"C'est enregistré, mais un son manque encore : {error}"
    if built and built.state is State.FAILED:
        return f"C'est enregistré, mais la voix n'a pas pu la dire : {built.problem}"
    return None
