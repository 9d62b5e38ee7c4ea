"""Annonces: every sentence that a caller or an agent may hear, played; those that are missing, spoken at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from flask import Blueprint, Response, abort, flash, redirect, render_template, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from appliance.calls.spoken import fixed_sentences
from appliance.prompts.build import State, build, open_shelf
from appliance.prompts.catalogue import Sentence
from appliance.prompts.shelf import Shelf, distinct
from appliance.prompts.speech import SpeechError
from appliance.store.audit import note
from web.gate import MANAGERS, READERS, account, open_to
from web.site import Site

Page = str | AnyResponse | tuple[str, int]
ANNOUNCEMENT = "announcement"  # the name of what the company has written itself


@dataclass(frozen=True)
class Spoken:
    """A sentence as the page shows it. `key` names it in an address; `there`: whether its file can be played."""

    key: str
    sentence: Sentence
    there: bool


def sentence_pages(site: Site) -> Blueprint:
    """`/annonces` and what is under it."""
    pages = Blueprint("sentences", __name__, template_folder="templates")

    def shelf_of() -> Shelf:
        return open_shelf(site.config.prompts_dir, site.config.speech_engine)

    def sentences_of() -> list[Sentence]:
        company = site.company()
        return distinct(fixed_sentences(company)) if company else []

    @pages.get("/annonces")
    @open_to(READERS)
    def page() -> Page:
        shelf = shelf_of()
        spoken = [Spoken(key_of(one), one, shelf.path(one) is not None) for one in sentences_of()]
        return render_template(
            "sentences/page.html",
            own=[one for one in spoken if one.sentence.name.startswith(ANNOUNCEMENT)],
            fixed=[one for one in spoken if not one.sentence.name.startswith(ANNOUNCEMENT)],
            missing=sum(not one.there for one in spoken),
            remote=site.config.speech_engine == "gtts",
        )

    @pages.get("/annonces/<key>.wav")
    @open_to(READERS)
    def sound(key: str) -> Response:
        found = next((one for one in sentences_of() if key_of(one) == key), None)
        path = shelf_of().path(found) if found else None
        if path is None:
            abort(404)
        return send_file(path.absolute(), mimetype="audio/wav", conditional=True)

    @pages.post("/annonces/dire")
    @open_to(MANAGERS)
    def speak() -> Page:
        shelf, sentences = shelf_of(), sentences_of()
        try:
            built = build(shelf, sentences)  # by child processes: the other pages go on
        except SpeechError as error:
            flash(str(error))
            return redirect(url_for("sentences.page"), code=303)
        failed = [one for one in built if one.state is State.FAILED]
        spoken = sum(one.state in (State.SPOKEN, State.REPLACED) for one in built)
        note(site.database, account().name, f"Annonces : {spoken} dites, {len(failed)} absentes", at=site.real_clock())
        for one in failed[:3]:
            flash(f"« {one.sentence.text} » : {one.problem}")
        flash(f"Phrases dites : {spoken}." if not failed else f"Phrases encore absentes : {len(failed)}.")
        return redirect(url_for("sentences.page"), code=303)

    return pages


def key_of(sentence: Sentence) -> str:
    """A name for an address, of the words alone: it is no path, and it changes with the sentence."""
    return hashlib.sha256(f"{sentence.name} {sentence.text}".encode()).hexdigest()[:16]
