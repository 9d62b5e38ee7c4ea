"""The wording of an announcement changed, through the same check as a company file that is imported."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from peewee import Database

from appliance.believed import Believed
from appliance.calls.spoken import said_of, slot_sentences
from appliance.company.model import Company
from appliance.company.slots import has_slots
from appliance.company.wording import Place, is_filled, with_text
from appliance.door import settings
from appliance.door.refusing import Refused
from appliance.door.settings import Changed
from appliance.prompts.build import State, build_one
from appliance.prompts.catalogue import announcement
from appliance.prompts.prompt_store import PromptStore
from appliance.prompts.recordings import recording_name
from appliance.prompts.speech import SpeechError
from appliance.store.company_file import scalars
from appliance.store.company_file.nodes import parsed
from appliance.store.settings.snapshot import load_company
from appliance.store.settings.versions import Wording
from appliance.store.settings.wordings import differences, keep_version, resound, settle_recordings, still_said

NO_TAKE = (
    "Ce qui est rempli à l'appel ne s'enregistre pas : choisissez la voix de synthèse, ou ôtez du texte les accolades."
)
NEEDED = "Ce texte ne peut pas être vide : un appelant ne saurait pas quoi taper."


def put_wording(
    database: Database,
    place: Place,
    seen: Wording,
    wanted: Wording,
    content: bytes | None,
    *,
    by: str,
    now: datetime,
    at: datetime,
) -> Changed | None:
    """Make a place say what is wanted. `content`: a new recording. None: the sound alone has changed, if anything.

    `now`, `at`: as for `settings.change`. Refused, Reworded, StoreError: nothing is changed.
    """
    if has_slots(wanted.text) and (content is not None or wanted.take):
        raise Refused([NO_TAKE])
    if content is not None:
        wanted = Wording(wanted.text, recording_name(content))
    if wanted.text == seen.text:
        resound(database, place.key, seen, wanted, content, by=by, act=title(place), at=at)
        return None

    def edit(company: Company) -> Company:
        still_said(database, company, place.key, seen)
        return worded(place, wanted.text, company)

    def along() -> None:
        keep_version(database, place.key, seen, wanted, content, by, at)

    told = differences(database, seen, wanted, content)
    return settings.change(database, edit, by=by, act=title(place), now=now, at=at, told=told, along=along)


def title(place: Place) -> str:
    """« Annonce : ligne Urgence, accueil pendant l'astreinte »."""
    return f"Annonce : {place.group}, {place.words or place.text}"


def worded(place: Place, text: str, company: Company) -> Company:
    """The company with another text at that place, read as its file's would be. ValueError, in French."""
    if text or not place.optional:
        text = parsed(text, scalars.spoken if is_filled(place) else scalars.menu_spoken, "« announcement »")
    return with_text(company, place.key, text)


def make_ready(
    database: Database, prompt_store: PromptStore, prompts_dir: Path, text: str, now: Believed | None
) -> str | None:
    """The recordings put where calls find them, the voice heard beforehand (it serves if a recording is ever lost).

    What went wrong, in French; None when all is ready. `now`: as for `settle_recordings`. StoreError.
    """
    try:
        settle_recordings(database, prompts_dir, now)
        wanted = [announcement(said) for said in (said_of(text) if text else ())]
        if has_slots(text) and (company := load_company(database)) is not None:
            wanted += slot_sentences(company)
        built = [build_one(prompt_store, sentence) for sentence in wanted]
        prompt_store.publish_names()
    except (SpeechError, OSError) as error:
        return f"C'est enregistré, mais un son manque encore : {error}"
    if failed := [one.problem for one in built if one.state is State.FAILED]:
        return f"C'est enregistré, mais la voix n'a pas pu la dire : {failed[0]}"
    return None
