"""The languages of a line in the exported list: offered by a key, as the script does, and kept to the end of the call.

A caller who chose one with the controller, and lost it, goes on in theirs. Who types nothing, or a key that offers no
language, hears that of the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from appliance.company.model import Line
from appliance.company.tongues import spoken_on
from appliance.switch.fallback_sounds import SAID_IN, SPEAKS, offered, said_in
from appliance.switch.fallback_words import condition_of, do, extension

CHOSEN = "astreinte_language"  # on the caller's leg: the code of the language that they chose, here or before
KEY = "astreinte_language_key"
WAIT_MS = 2000  # for the key, once all is offered
A_KEY = "[0-9*#]"
NOTHING_PLAYED = "silence_stream://10"  # in the place of « not a key »: any key goes on


def choose(acts: ET.Element, line: Line, here: str) -> None:
    """Have the caller choose, where the line offers something. `here`: the dialplan of the list."""
    _answered_in(acts, line.language)
    if line.offered_languages:
        do(acts, "execute_extension", f"languages_{line.id} {here} astreinte")


def chosen(whole: ET.Element, code: str) -> ET.Element:
    """One more condition: that the caller has chosen the language of this code."""
    return condition_of(whole, f"${{{CHOSEN}}}", f"^{re.escape(code)}$")


def _answered_in(acts: ET.Element, code: str) -> None:
    """From here on: the names of the sounds that they hear begin with it, and an agent's whisper may end with it."""
    do(acts, "set", f"{SAID_IN}={said_in(code)}")
    do(acts, "set", f"{SPEAKS}={code}")


def offering(line: Line, folder: Path, here: str) -> Iterator[ET.Element]:
    """The extensions of the choice: what was chosen before, else the offer, unless the caller has heard it already."""
    for code in spoken_on(line)[1:]:
        before = extension(f"{line.id} in {code} already", f"languages_{line.id}")
        _answered_in(chosen(before, code), code)
        yield before
    whole = extension(f"{line.id} offers", f"languages_{line.id}")
    greeted = condition_of(whole, "${astreinte_greeted}", "^ANSWER$")
    do(greeted, "unset", CHOSEN)  # by a line that offers it no more
    for application, data in _asked(line, folder, here):
        ET.SubElement(greeted, "anti-action", application=application, data=data)
    yield whole
    for key, code in line.offered_languages.items():
        took = extension(f"{line.id} {key} is {code}", f"language_{line.id}_{key}")
        do(took[0], "set", f"{CHOSEN}={code}")
        _answered_in(took[0], code)
        yield took
    other = ET.Element("extension", name=f"{line.id} another key")
    typed = condition_of(other, "destination_number", rf"^language_{re.escape(line.id)}_{A_KEY}?$")
    do(typed, "unset", CHOSEN)
    yield other


def _asked(line: Line, folder: Path, here: str) -> Iterator[tuple[str, str]]:
    """Each language offered in itself, then a short wait. One key, of the keypad; `*` leads to the message, as ever."""
    sounds = [folder / offered(key, code) for key, code in line.offered_languages.items()]
    there = [str(sound) for sound in sounds if sound.exists()]
    if there:
        files = there[0] if len(there) == 1 else f"file_string://{'!'.join(there)}"
        yield "play_and_get_digits", f"1 1 1 {WAIT_MS} none {files} {NOTHING_PLAYED} {KEY} {A_KEY}"
        yield "execute_extension", f"language_{line.id}_${{{KEY}}} {here} astreinte"
        yield "execute_extension", f"said_${{{KEY}}} XML astreinte"
