"""The child process: one sound. Text on stdin, telephone WAV on stdout; else one sentence on stderr, exit not 0.

`python -m appliance.prompts.speak pico VOICE [PICO2WAVE] | google VOICE CONNECT READ | kokoro | beep | hold_music`
"""

from __future__ import annotations

import os
import sys

from appliance.prompts.child import LEAST, POLITENESS, REFUSED, RemoteRefusal, be_polite
from appliance.prompts.speech import SpeechError


def make(recipe: list[str], text: str) -> bytes:
    """The telephone WAV of a recipe, or SpeechError."""
    from appliance.prompts import audio  # heavy: loaded once we are polite, and then what speaks alone

    match recipe:
        case ["pico", voice, *program]:
            from appliance.prompts import pico

            return audio.telephone(pico.synthesise(text, voice, *program), text)
        case ["google", voice, connect, read]:
            from appliance.prompts import google

            return audio.telephone(google.download(text, voice, (float(connect), float(read))), text)
        case ["kokoro"]:
            from appliance.prompts.neural import kokoro

            return kokoro.telephone(kokoro.synthesise(text), text)
        case ["beep"]:
            from appliance.prompts import hold_music

            return audio.to_wav(hold_music.beep())
        case ["hold_music"]:
            from appliance.prompts import hold_music

            return audio.to_wav(hold_music.music())
    raise SpeechError(f"Son inconnu : {' '.join(recipe)}.")


def main() -> int:
    """Write the sound that the command line asks for."""
    be_polite(LEAST if sys.argv[1:] == ["kokoro"] else POLITENESS)
    text = sys.stdin.buffer.read().decode()
    try:
        sound = make(sys.argv[1:], text)
    except SpeechError as error:
        print(error, file=sys.stderr)
        return REFUSED if isinstance(error, RemoteRefusal) else 1
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as output:
        output.write(sound)
    return 0


if __name__ == "__main__":
    sys.exit(main())
