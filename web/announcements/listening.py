"""A text said by the voice before anything of it is saved."""

from __future__ import annotations

from dataclasses import replace

from appliance.calls.spoken import said_at
from appliance.company import slots
from appliance.company.wording import Place, is_filled
from appliance.prompts.catalogue import Sentence
from appliance.prompts.speech import SpeechError
from web.announcements.drafts import Drafts
from web.announcements.rewording import all_spoken_now
from web.frame.gate import account
from web.frame.rewording import prompt_store_of
from web.frame.site import current_site


def drafts() -> Drafts:
    """The sounds of this site that are heard before they are kept."""
    return Drafts(current_site().config.pages_dir / "drafts")


def heard_before(place: Place, text: str) -> tuple[str, str | None]:
    """The draft in which the voice says this text, as at this place, and what to know of it. SpeechError."""
    site = current_site()
    content, problem = all_spoken_now(prompt_store_of(site), said(place, text))
    return drafts().keep(account().name, content, site.believed()), problem


def said(place: Place, text: str) -> list[Sentence]:
    """What would be heard of a text at a place. SpeechError: nothing, or what is filled by nothing."""
    site = current_site()
    try:
        checked = slots.checked(text) if is_filled(place) else slots.whole(text)
    except ValueError as error:
        raise SpeechError(str(error)) from None
    found = said_at(site.company(), replace(place, text=checked), site.now())
    if not found:
        raise SpeechError("Rien n'en serait dit : aucune de ses phrases n'a de quoi être remplie.")
    return found
