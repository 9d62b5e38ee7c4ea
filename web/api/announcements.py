"""Announcements: what is said where, heard, and worded anew for the company's own."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Annotated

from flask import Response
from msgspec import Meta, structs

from appliance.calls.text_lengths import SENTENCE
from appliance.company.wording import Place, place_at, places
from appliance.door import Refused
from appliance.door.rewording import NEEDED
from appliance.store.settings.versions import Wording, recordings_in_force
from appliance.store.settings.wordings import Reworded
from web.api.changing import readable, refusal
from web.api.fields import NO_CONTROL, Asked, Told
from web.api.gate import token
from web.api.operation import STALE, Answer, Group, Match, Right, check_version
from web.api.problems import Refusal
from web.frame.rewording import sound_of, write
from web.frame.site import Site, current_site

OURS = "Cette phrase est celle du produit ; elle s'enregistre depuis les pages, et ne se récrit pas."
Sentence = Annotated[str, Meta(max_length=SENTENCE, pattern=NO_CONTROL)]


class AnnouncementTold(Told):
    """Une phrase, où elle est dite. `own` : écrite par l'entreprise ; `recorded` : dite par un enregistrement."""

    announcement: str
    place: str
    text: str
    own: bool
    recorded: bool


class AnnouncementReworded(AnnouncementTold):
    """Une phrase récrite. `warnings` : ce qui est à voir, et ce qui manque encore à sa voix."""

    warnings: list[str]


class Announcements(Told):
    """Les phrases, celles de l'entreprise d'abord."""

    announcements: list[AnnouncementTold]


class NewText(Asked):
    """Le texte à dire, sur une ligne. La voix de synthèse le dit : un enregistrement en place ne sert plus."""

    text: Sentence


announcement_operations = Group("Annonces")  # `/announcements`


@announcement_operations.add("GET", "/announcements", Right.READ, "Les annonces", answer=Announcements)
def list_announcements() -> Announcements:
    """Tout ce qu'un appelant ou un intervenant peut entendre, hormis ce qui dépend de l'appel."""
    site = current_site()
    recordings = recordings_in_force(site.database)
    return Announcements(announcements=[told(one, recordings) for one in places(site.company())])


@announcement_operations.add(
    "GET",
    "/announcements/<announcement>",
    Right.READ,
    "Une annonce",
    answer=AnnouncementTold,
    etag=True,
    errors=(404,),
)
def read_announcement(announcement: str) -> Answer:
    """Son ETag sert à la récrire."""
    site = current_site()
    return answer(site, place_of(site, announcement))


@announcement_operations.add(
    "GET",
    "/announcements/<announcement>/sound",
    Right.READ,
    "Le son d'une annonce",
    media="audio/wav",
    errors=(404,),
)
def hear_announcement(announcement: str) -> Response:
    """WAV, 8 kHz : ce qu'entend celui qui appelle."""
    site = current_site()
    place = place_of(site, announcement)
    content = sound_of(site, place)
    if content is None:
        raise Refusal(404, "Il n'y a pas encore de son ; la page Annonces le fait dire.")
    return Response(content, content_type="audio/wav")


@announcement_operations.add(
    "PUT",
    "/announcements/<announcement>",
    Right.WRITE,
    "Récrire une annonce",
    body=NewText,
    answer=AnnouncementReworded,
    etag=True,
    match=Match.MUST,
    errors=(404,),
)
def reword_announcement(announcement: str, body: NewText) -> Answer:
    """On l'entend dès le prochain appel ; la version d'avant reste sur la page, un clic la remet."""
    site = current_site()
    place, text = place_of(site, announcement), " ".join(body.text.split())
    if not place.own:
        raise Refusal(422, OURS)
    if not (text or place.optional):
        raise Refusal(422, f"text : {NEEDED}")
    seen = wording_of(site, place)
    check_version(version(seen))
    try:
        found = write(site, place, seen, Wording(text), by=token().author)
    except Reworded:
        raise Refusal(412, STALE) from None
    except Refused as error:
        raise refusal(site, error) from None
    after = answer(site, place_of(site, announcement))
    facts = structs.asdict(after.body)
    warnings = readable(site, [*found.told, *([found.amiss] if found.amiss else [])])
    return replace(after, body=AnnouncementReworded(**facts, warnings=warnings))


def place_of(site: Site, name: str) -> Place:
    """The place that bears this name in an address. Refusal, StoreError."""
    found = place_at(site.company(), name.replace(":", "/"))
    if found is None:
        raise Refusal(404, "Il n'y a pas d'annonce de cet identifiant ; la liste les donne.")
    return found


def wording_of(site: Site, place: Place) -> Wording:
    return Wording(place.text, recordings_in_force(site.database).get(place.text))


def answer(site: Site, place: Place) -> Answer:
    """An announcement as it now stands, with its version."""
    return Answer(told(place, recordings_in_force(site.database)), version(wording_of(site, place)))


def version(wording: Wording) -> str:
    """Of an announcement: what it says, and how."""
    return hashlib.sha256(f"{wording.take} {wording.text}".encode()).hexdigest()[:32]


def told(place: Place, recordings: dict[str, str]) -> AnnouncementTold:
    return AnnouncementTold(
        announcement=place.key.replace("/", ":"),
        place=f"{place.group}, {place.words}" if place.words else place.group,
        text=place.text,
        own=place.own,
        recorded=place.text in recordings,
    )
