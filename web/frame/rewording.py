"""An announcement that says something else on this site: what the page of a sentence and the API both do."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.calls.spoken import said_at
from appliance.checks import Finding
from appliance.company.voice import ChosenVoice, voice_kept
from appliance.company.wording import Place
from appliance.door.rewording import make_ready, put_wording
from appliance.door.settings import Changed
from appliance.prompts import wav
from appliance.prompts.build import open_prompt_store
from appliance.prompts.prompt_store import PromptStore
from appliance.store.settings.versions import Wording
from web.frame.site import Site
from web.frame.voices import said_later


def prompt_store_of(site: Site) -> PromptStore:
    """The sentences of this machine, by the voice that the company wants. StoreError."""
    return open_prompt_store(site.config.prompts_dir, *voice_of(site))


def voice_of(site: Site) -> ChosenVoice:
    """By which voice. StoreError."""
    return voice_kept(site.company(), site.config.speech_engine)


def sound_of(site: Site, place: Place) -> bytes | None:
    """What is heard at a place, filled as it is now or might be; None where some of it is not spoken. StoreError."""
    prompt_store = prompt_store_of(site)
    paths = [prompt_store.path(one) for one in said_at(site.company(), place, site.now())]
    there = [path.read_bytes() for path in paths if path is not None]
    if len(there) < 2:
        return there[0] if there and len(paths) == 1 else None
    return wav.container(b"".join(map(wav.samples_of, there))) if len(there) == len(paths) else None


@dataclass(frozen=True)
class Written:
    """What a wording changed in the settings, if its words are others, and what went wrong with its voice.

    `later`: the neural voice is to say it again, once no call is up.
    """

    made: Changed | None
    amiss: str | None
    later: bool = False

    @property
    def told(self) -> tuple[Finding, ...]:
        """What the settings are newly warned of."""
        return self.made.told if self.made else ()

    def __str__(self) -> str:
        if self.amiss or not self.later:
            return self.amiss or "C'est enregistré : on l'entendra dès le prochain appel."
        return "C'est enregistré : Pico le dit dès le prochain appel, et la voix neuronale le redira, hors des appels."


def write(
    site: Site, place: Place, seen: Wording, wanted: Wording, content: bytes | None = None, *, by: str
) -> Written:
    """Make a place say what is wanted. `content`: a new recording. Refused, Reworded, StoreError: nothing changes."""
    now, at = site.now(), site.real_clock()
    made = put_wording(site.database, place, seen, wanted, content, by=by, now=now, at=at)
    prompts, prompt_store = site.config.prompts_dir, prompt_store_of(site)
    amiss = make_ready(site.database, prompt_store, prompts, wanted.text, site.believed())
    return Written(made, amiss, wanted.text in said_later(site, prompt_store))
