"""One sentence: its text edited and heard before it is saved, a recording in the place of the voice, its versions."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import RadioField

from appliance.calls.text_lengths import ADDRESS, SENTENCE, STATE
from appliance.company import slots
from appliance.company.wording import Place, is_filled, place_at, places
from appliance.door.rewording import NEEDED
from appliance.prompts import wav
from appliance.prompts.catalogue import announcement
from appliance.prompts.remarks import about_length, remarks
from appliance.prompts.speech import SpeechError
from appliance.store.accounts.audit import changed
from appliance.store.settings.versions import (
    Version,
    Wording,
    recording_seconds,
    recording_sound,
    recordings_in_force,
    version_named,
    versions_of,
)
from appliance.store.settings.wordings import VOICE, Reworded
from web.announcements.listening import drafts, heard_before
from web.announcements.rewording import converted
from web.announcements.sentences import sound_key
from web.frame.bounds import takes_uploads
from web.frame.french_form import FrenchForm
from web.frame.gate import MANAGERS, READERS, account, open_to
from web.frame.rewording import prompt_store_of, voice_of, write
from web.frame.security import with_microphone
from web.frame.site import current_site, zone_of
from web.settings.saving import Refused, tell_saved
from web.text_fields import Carried, Lines

Page = str | AnyResponse | tuple[AnyResponse, int]
BY_VOICE, AS_BEFORE, AS_SENT = "voice", "take", "draft"  # what is heard, as the form says it


class WordingForm(FrenchForm):
    """`seen_…`: as the page showed them. `draft`: a sound sent, not kept. `warned`: what was remarked on already."""

    text = Lines("Texte", render_kw={"rows": 5, "class": "prose"}, longest=SENTENCE)
    sound = RadioField("Ce que l'on entendra", validate_choice=False, default=BY_VOICE)
    seen_text = Carried(longest=STATE)
    seen_take = Carried(longest=ADDRESS)
    draft = Carried(longest=ADDRESS)
    warned = Carried(longest=STATE)

    @property
    def seen(self) -> Wording:
        return Wording(self.seen_text.data or "", self.seen_take.data or None)

    @property
    def typed(self) -> str:
        """The text on one line; as the page showed it, where its words are the same."""
        return self.seen.text if one_line(self.text.data) == one_line(self.seen.text) else one_line(self.text.data)

    def show(self, wording: Wording) -> None:
        """Begin from what is there."""
        self.text.data, self.sound.data = wording.text, AS_BEFORE if wording.take else BY_VOICE
        self.saw(wording)

    def saw(self, wording: Wording) -> None:
        self.seen_text.data, self.seen_take.data = wording.text, wording.take or ""


def one_line(text: str | None) -> str:
    return " ".join((text or "").split())


# `/annonces/phrase/…`, and the sounds that are heard there alone.
pages = Blueprint("wording", __name__, template_folder="templates")


def asked(key: str) -> Place:
    return place_at(current_site().company(), key) or abort(404)


def wording_of(place: Place) -> Wording:
    return Wording(place.text, recordings_in_force(current_site().database).get(place.text))


@pages.get("/annonces/phrase/<path:key>")
@open_to(READERS)
def one(key: str) -> Page:
    place, form = asked(key), WordingForm()
    form.show(wording_of(place))
    return shown(place, form)


@pages.post("/annonces/phrase/<path:key>")
@open_to(MANAGERS)
@takes_uploads
def change(key: str) -> Page:
    place, form, content = asked(key), WordingForm(), file_sent()
    form.text.data = form.typed if place.own else place.text
    if request.form.get("do") == "listen":
        return listened(place, form)
    if request.form.get("do") == "send" or content:
        return received(place, form, content)
    return saved(place, form)


def listened(place: Place, form: WordingForm) -> Page:
    """The voice says what is typed; nothing is saved."""
    try:
        heard, problem = heard_before(place, form.typed)
    except SpeechError as error:
        return shown(place, form, problems=[str(error)]), 422
    told = [*remarked(place, form.typed), *([problem] if problem else [])] if place.own else []
    form.warned.data = warning_of(form)
    return shown(place, form, heard=heard, remarks=told)


def remarked(place: Place, text: str) -> list[str]:
    """What to say of a text, what is filled at the call left apart."""
    return remarks(slots.BRACKETS.sub("", text)) if is_filled(place) else remarks(text)


def received(place: Place, form: WordingForm, content: bytes) -> Page:
    """A sound was sent: it is converted, and comes back to be heard."""
    try:
        form.draft.data = drafts().keep(account().name, converted(content), current_site().believed())
    except SpeechError as error:
        return shown(place, form, sound_problem=str(error)), 422
    form.sound.data = AS_SENT
    return shown(place, form)


def saved(place: Place, form: WordingForm) -> Page:
    """The text and the sound that were chosen become the newest version, once what they call for was told."""
    if not (form.typed or place.optional):
        return shown(place, form, problems=[NEEDED]), 422
    told = to_be_told(place, form)
    if told and form.warned.data != warning_of(form):
        form.warned.data = warning_of(form)
        return shown(place, form, remarks=told, to_confirm=True), 422
    content = None
    if form.sound.data == AS_SENT:
        path = drafts().path(account().name, form.draft.data or "")
        if path is None:
            return shown(place, form, sound_problem="Ce son n'est plus là : envoyez-le de nouveau."), 422
        content = path.read_bytes()
    take = form.seen.take if form.sound.data == AS_BEFORE and form.typed else None
    return written(place, form, Wording(form.typed, take), content)


def written(place: Place, form: WordingForm, wanted: Wording, content: bytes | None = None) -> Page:
    try:
        found = write(current_site(), place, form.seen, wanted, content, by=account().name)
    except Reworded:
        there = wording_of(asked(place.key))
        told = differing(form.seen, there)
        form.saw(there)
        return shown(asked(place.key), form, differences=told), 409
    except Refused as error:
        return shown(place, form, problems=error.sentences), 422
    drafts().forget(account().name, form.draft.data or "")
    flash(str(found))
    if found.made is not None:
        tell_saved(current_site(), found.made)
    return redirect(url_for("wording.one", key=place.key), code=303)


@pages.post("/annonces/revenir/<path:key>")
@open_to(MANAGERS)
def back(key: str) -> Page:
    """What a version said and how, as a new version. A fixed text keeps its words: the sound alone comes back."""
    place, form = asked(key), WordingForm()
    version = version_named(current_site().database, request.form.get("version", ""))
    if version is None or version.place != place.key:
        abort(404)
    old = version.wording if place.own else Wording(place.text, version.wording.take)
    seen = form.seen
    form.show(old)
    form.saw(seen)
    return written(place, form, old)


def shown(place: Place, form: WordingForm, **facts: object) -> AnyResponse:
    site = current_site()
    there = wording_of(place)
    draft = drafts().path(account().name, form.draft.data or "")
    seconds = wav.seconds_of(draft) if draft else None
    form.sound.choices = choices_of(form, seconds)
    if form.sound.data not in dict(form.sound.choices):
        form.sound.data = BY_VOICE
    past = versions_of(site.database, place.key)
    page = render_template(
        "wording/one.html",
        place=place,
        form=form,
        there=there,
        there_seconds=recording_seconds(site.database, there.take) if there.take else None,
        there_key=sound_key(site, place),
        filled=is_filled(place),
        alike=[one for one in places(site.company()) if one.text == place.text != "" and one.key != place.key],
        past=[(version, playable(version), version.wording == there) for version in past],
        draft_remark=about_length(seconds, form.typed) if seconds else None,
        remote=voice_of(site).engine == "gtts",
        zone=zone_of(site.company()),
        **facts,
    )
    return with_microphone(page)


def playable(version: Version) -> bool:
    return bool(version.wording.take or prompt_store_of(current_site()).spoken(announcement(version.wording.text)))


@pages.get("/annonces/brouillon/<draft>.wav")
@open_to(MANAGERS)
def draft_sound(draft: str) -> Response:
    path = drafts().path(account().name, draft) or abort(404)
    return send_file(path.absolute(), mimetype="audio/wav", conditional=True)


@pages.get("/annonces/version/<version>.wav")
@open_to(READERS)
def version_sound(version: str) -> Response:
    site = current_site()
    wording = (version_named(site.database, version) or abort(404)).wording
    if wording.take:
        content = recording_sound(site.database, wording.take) or abort(404)
        return send_file(BytesIO(content), mimetype="audio/wav")
    path = prompt_store_of(site).spoken(announcement(wording.text)) or abort(404)
    return send_file(path.absolute(), mimetype="audio/wav", conditional=True)


def file_sent() -> bytes:
    """The content of the file that the browser sent; its name and type are not looked at."""
    sent = request.files.get("file")
    if sent is None:
        return b""
    with sent.stream as stream:
        return stream.read()


def choices_of(form: WordingForm, draft_seconds: float | None) -> list[tuple[str, str]]:
    """What may be heard: the voice, the recording that is there, the one that was just sent."""
    choices = [(BY_VOICE, "La voix de synthèse, qui lit ce texte")]
    if form.seen.take:
        choices.append((AS_BEFORE, "L'enregistrement en place"))
    if draft_seconds is not None:
        choices.append((AS_SENT, f"Le nouvel enregistrement ({draft_seconds:.0f} s)"))
    return choices


def to_be_told(place: Place, form: WordingForm) -> list[str]:
    """What somebody should know before this text is saved with this sound."""
    if form.typed == form.seen.text:
        return []
    if form.sound.data == AS_BEFORE:
        return ["L'enregistrement en place reste : vérifiez qu'il dit bien ce nouveau texte."]
    return remarked(place, form.typed) if form.sound.data == BY_VOICE and form.typed else []


def warning_of(form: WordingForm) -> str:
    """The choice that was remarked on: another one is remarked on again."""
    return f"{form.sound.data} {form.typed}"


def differing(seen: Wording, there: Wording) -> list[str]:
    """What was seen → what stands now."""
    told = [changed("Texte", seen.text, there.text)] if seen.text != there.text else []
    sounds = [f"un enregistrement ({one.take})" if one.take else VOICE for one in (seen, there)]
    return told + ([changed("Son", *sounds)] if seen.take != there.take else [])
