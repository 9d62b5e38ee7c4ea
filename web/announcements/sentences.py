"""Annonces: every sentence that a caller or an agent may hear, played; those that are missing, spoken at once."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass
from time import monotonic

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from appliance.calls.spoken import fixed_sentences
from appliance.company.model import Company
from appliance.company.slots import has_slots
from appliance.company.tongues import agents_languages, languages_of
from appliance.company.wording import Place, places
from appliance.folding import folded
from appliance.prompts.build import Built, State, build
from appliance.prompts.catalogue import Sentence
from appliance.prompts.languages import agents_language, language_of
from appliance.prompts.prompt_store import PromptStore, distinct
from appliance.prompts.recordings import text_key
from appliance.prompts.speech import SpeechError
from appliance.store.accounts.audit import note
from web.frame.gate import MANAGERS, READERS, account, open_to
from web.frame.rewording import prompt_store_of, sound_of, voice_of
from web.frame.site import Site, current_site
from web.frame.voices import made_of, said_later, speaks_here
from web.frame.warned import warn

Page = str | AnyResponse | tuple[str, int]
ASKED_AGAIN, PRESSED = 2.0, 20.0  # seconds of a request that says sentences: by the page's script, by a press


@dataclass(frozen=True)
class Shown:
    """A sentence as the page shows it. `key` names its sound in an address; `there`: whether it can be played.

    `made`: of what its sound was made (voices.py), where it is not the voice of the announcements.
    """

    place: Place
    key: str
    there: bool
    made: str


pages = Blueprint("sentences", __name__, template_folder="templates")  # `/annonces`: the list, and each sound


def sentences_of() -> list[Sentence]:
    return distinct(fixed_sentences(current_site().company()))


@pages.get("/annonces")
@open_to(READERS)
def page() -> Page:
    site = current_site()
    prompt_store, sentences = prompt_store_of(site), sentences_of()
    later = said_later(site, prompt_store)
    by_text = {sentence.text: shown_of(prompt_store, sentence, later) for sentence in sentences}
    by_text |= {
        place.text: (text_key(place.text), sound_of(site, place) is not None, "")
        for place in places(site.company())
        if has_slots(place.text)
    }
    sought = request.args.get("mot", "").strip()
    shown = [
        Shown(place, *by_text.get(place.text, ("", False, "")))
        for place in places(site.company())
        if folded(sought) in folded(f"{place.group} {place.words} {place.text}")
    ]
    return render_template(
        "sentences/page.html",
        sought=sought,
        own=grouped([one for one in shown if one.place.own]),
        fixed=grouped([one for one in shown if not one.place.own]),
        templates=examples(site.company()),
        missing=sum(not there for _, there, _ in by_text.values()),
        remote=voice_of(site).engine == "gtts",
        neural=voice_of(site).neural,
        later=len(later),
        speaks_here=speaks_here(prompt_store),
    )


def examples(company: Company | None) -> list[str]:
    """What is made for each call, to callers and to agents, in their languages."""
    to_callers = [text for code in languages_of(company) for text in language_of(code).examples]
    return [
        *to_callers,
        *(text for code in agents_languages(company) for text in agents_language(code).agents_examples),
    ]


@pages.get("/annonces/<key>.wav")
@open_to(READERS)
def sound(key: str) -> Response:
    site = current_site()
    composed = next((one for one in places(site.company()) if has_slots(one.text) and text_key(one.text) == key), None)
    if composed is not None:
        return Response(sound_of(site, composed) or abort(404), content_type="audio/wav")
    found = next((one for one in sentences_of() if text_key(one.text) == key), None)
    path = prompt_store_of(current_site()).path(found) if found else None
    if path is None:
        abort(404)
    return send_file(path.absolute(), mimetype="audio/wav", conditional=True)


@pages.post("/annonces/dire")
@open_to(MANAGERS)
def speak() -> Page:
    """What is missing, for a few seconds: the page asks again (speaking.js), or somebody presses again."""
    site, fragment = current_site(), "X-Fragment" in request.headers
    missing = missing_of(prompt_store_of(site))
    if "again" not in request.form:
        note(site.database, account().name, f"Annonces : {len(missing)} à dire", at=site.real_clock())
    try:
        built = said_within(prompt_store_of(site), missing, ASKED_AGAIN if fragment else PRESSED)
    except SpeechError as error:
        warn(str(error))
        return answered(fragment, 0, len(missing))
    failed = [one for one in built if one.state is State.FAILED]
    spoken = len(built) - len(failed)
    if failed and not (fragment and spoken):
        for one in failed[:3]:
            warn(f"« {one.sentence.text} » : {one.problem}")
    return answered(fragment, spoken, len(missing) - spoken)


def missing_of(prompt_store: PromptStore) -> list[Sentence]:
    """The sentences that no call could play."""
    return [one for one in sentences_of() if prompt_store.path(one) is None]


def said_within(prompt_store: PromptStore, missing: list[Sentence], seconds: float) -> list[Built]:
    """What became of the first ones: as many as there is time for, one at least. SpeechError as `build`'s.

    By child processes: the other pages go on.
    """
    built: list[Built] = []
    end, many = monotonic() + seconds, os.cpu_count() or 1
    for start in range(0, len(missing), many):
        built += build(prompt_store, missing[start : start + many])
        if monotonic() >= end:
            break
    return built


def answered(fragment: bool, spoken: int, left: int) -> Page:
    """To the page's script what is left, while it may go on; else the page, which says what is left."""
    if fragment and spoken and left:
        return jsonify(left=left)
    if not left:
        flash("Tout est dit : un appelant entend chaque phrase.")
    elif spoken:
        flash(f"{phrases(spoken)} {'dites' if spoken > 1 else 'dite'} ; {phrases(left)} encore à dire : continuez.")
    else:
        flash(f"Encore à dire : {phrases(left)}.")
    return jsonify(left=0) if fragment else redirect(url_for("sentences.page"), code=303)


def phrases(count: int) -> str:
    """« 1 phrase », « 12 phrases »."""
    return f"{count} phrase{'s' if count > 1 else ''}"


def shown_of(prompt_store: PromptStore, sentence: Sentence, later: Collection[str]) -> tuple[str, bool, str]:
    """The key of a sentence's sound, whether there is one, of what it was made if not by the voice."""
    path = prompt_store.path(sentence)
    if path is None:
        return text_key(sentence.text), False, ""
    return text_key(sentence.text), True, made_of(prompt_store, sentence, path, later)


def grouped(shown: list[Shown]) -> list[tuple[str, list[Shown]]]:
    """The sentences of each line, menu or listener, in the order in which these first come."""
    groups: dict[str, list[Shown]] = {}
    for one in shown:
        groups.setdefault(one.place.group, []).append(one)
    return list(groups.items())


def sound_key(site: Site, place: Place) -> str | None:
    """The key of the sound of a place, if it can be played."""
    return text_key(place.text) if sound_of(site, place) is not None else None
