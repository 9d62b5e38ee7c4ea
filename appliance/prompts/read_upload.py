"""The child process that reads an upload: a file on stdin, its kind in the command, a telephone WAV on stdout.

The file may be hostile. FFmpeg is told which format and which codecs it may try, what it gives is taken as it comes
and no further than a minute, and the process may have little memory, little time and no file.
"""

from __future__ import annotations

import io
import os
import resource
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from appliance.prompts.child import be_polite
from appliance.prompts.speech import SpeechError
from appliance.prompts.uploads import LARGEST, LONGEST, SAID_WHY, UNREADABLE

if TYPE_CHECKING:
    from appliance.prompts.audio import Samples

MEMORY = 768 * 1024 * 1024  # bytes of addresses; libraries alone are 250 MB of them
PROCESSOR = 15  # seconds
CODECS = (
    "pcm_s16le,pcm_u8,pcm_s24le,pcm_s32le,pcm_f32le,pcm_f64le,pcm_alaw,pcm_mulaw,"
    "mp3,mp3float,vorbis,opus,libopus,flac,aac,alac"
)
FORMATS = "wav,mp3,ogg,mov,mp4,m4a,3gp,3g2,mj2,matroska,webm"
RATES = range(8000, 192_001)
CHANNELS = range(1, 9)
WANTING = 0.3  # seconds that a whole file may lack: encoders round
SHORTEST = 0.15  # seconds of voice
SHORT_FILE = 1.0  # seconds; in a longer one, so little voice is a noise beside it
TRIM = -40.0  # below the peak: a room is never silent
TRIM_MARGIN = 0.15  # seconds of it that are kept
SATURATED = 0.02  # share of the samples
CANCELLED = 0.4  # amplitude of a mix, of its loudest channel's: half is left when the other one is silent
COUNTED = (b"Xing", b"Info", b"VBRI")  # the tag of an MP3 that gives the number of its frames
TAG_WITHIN = 1_000_000  # bytes: the first frame comes after a picture, at times
BASS = ((0, -60), (60, -40), (120, -12), (200, -1), (300, 0), (4000, 0))  # Hz, dB: hum and blows go, the voice stays
INCOMPLETE = "Ce fichier est incomplet : il manque la fin du son ; envoyez-le de nouveau."
TOO_LONG = f"Ce son dure plus de {LONGEST:g} secondes ; raccourcissez-le."
STRANGE = "Ce son a une fréquence ou un nombre de pistes inhabituels ; enregistrez-le en 48 kHz, mono ou stéréo."
NO_SOUND = "Ce fichier ne contient aucun son."
SILENT = "On n'entend rien dans ce fichier ; vérifiez le microphone et recommencez."
TOO_SHORT = "Ce son est trop court ; enregistrez la phrase entière."
DISTORTED = "Ce son sature : il grésillerait au téléphone ; enregistrez moins fort, ou plus loin du microphone."
UNEVEN = "Un bruit bref est bien plus fort que la voix ; recommencez l'enregistrement au calme."


def be_harmless() -> None:
    """Give up what a hostile file could use."""
    be_polite()
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, PROCESSOR),
        (resource.RLIMIT_FSIZE, 2 * LARGEST),  # what goes to stdout
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def convert(content: bytes, kind: str) -> bytes:
    """The telephone WAV of a file. SpeechError."""
    import numpy as np
    import soxr

    from appliance.prompts import audio, wav

    if kind == "wav" and wanting(content):
        raise SpeechError(INCOMPLETE)
    offset = offset_of(decoded(content, kind))
    pieces, narrow = [], None
    for rate, samples in decoded(content, kind):
        narrow = narrow or soxr.ResampleStream(rate, wav.RATE, len(offset), dtype="float64", quality="HQ")
        pieces.append(narrow.resample_chunk(samples - offset))
    if narrow is None:
        raise SpeechError(NO_SOUND)
    sound = one_channel(np.concatenate([*pieces, narrow.resample_chunk(np.zeros((0, len(offset))), last=True)]))
    if np.mean(np.abs(sound) > 0.985) > SATURATED:
        raise SpeechError(DISTORTED)
    if audio.peak(sound) < audio.SILENCE:
        raise SpeechError(SILENT)
    voice = audio.trim(audio.shape(sound, BASS), TRIM, TRIM_MARGIN)
    if audio.active_rms(voice) < audio.SILENCE:
        raise SpeechError(SILENT)
    loudness = audio.frames(voice, audio.FRAME)
    if np.sum(loudness > loudness.max() * 10 ** (-audio.ACTIVE / 20)) * audio.FRAME < SHORTEST:
        raise SpeechError(TOO_SHORT if len(sound) < SHORT_FILE * wav.RATE else UNEVEN)
    try:
        return audio.finished(audio.level(voice), "Ce son")
    except SpeechError:
        raise SpeechError(UNEVEN) from None


def offset_of(sound: Iterable[tuple[int, Samples]]) -> Samples:
    """The constant that each channel is shifted by: filtered, it would be a thump at both ends."""
    import numpy as np

    total, count = np.zeros(1), 0
    for _, samples in sound:
        total, count = total + samples.sum(axis=0), count + len(samples)
    offset: Samples = total / max(1, count)
    return offset


def one_channel(sound: Samples) -> Samples:
    """The channels mixed, or the loudest alone where the mix takes most of it away: opposed, or the others silent."""
    import numpy as np

    mixed, power = sound.mean(axis=1), np.mean(sound**2, axis=0)
    whole: Samples = sound[:, power.argmax()] if np.mean(mixed**2) < CANCELLED**2 * power.max() else mixed
    return whole


def decoded(content: bytes, kind: str) -> Iterator[tuple[int, Samples]]:
    """(rate, samples by channel) as they come. SpeechError for a sound too long, cut short or spoilt."""
    import av
    import numpy as np

    allowed = {"codec_whitelist": CODECS, "format_whitelist": FORMATS, "protocol_whitelist": ""}
    try:
        with av.open(io.BytesIO(content), "r", format=kind, metadata_errors="ignore", options=allowed) as file:
            if not file.streams.audio:
                raise SpeechError(NO_SOUND)
            stream = file.streams.audio[0]
            rate, channels = stream.codec_context.sample_rate, stream.codec_context.channels
            if rate not in RATES or channels not in CHANNELS:
                raise SpeechError(STRANGE)
            floats = av.AudioResampler(format="fltp")
            seconds = 0.0
            for frame in file.decode(stream):
                seconds += frame.samples / rate
                if seconds > LONGEST:
                    raise SpeechError(TOO_LONG)
                for one in floats.resample(frame):
                    yield rate, np.nan_to_num(one.to_ndarray().T.astype(np.float64))
            if counts(content, kind) and seconds < float((stream.duration or 0) * (stream.time_base or 0)) - WANTING:
                raise SpeechError(INCOMPLETE)
    except (av.FFmpegError, ValueError, MemoryError):
        raise SpeechError(UNREADABLE) from None


def counts(content: bytes, kind: str) -> bool:
    """Whether a file says how long it is from having counted: an MP3 without a tag is only guessed from its rate."""
    return kind != "wav" and (kind != "mp3" or any(tag in content[:TAG_WITHIN] for tag in COUNTED))


def wanting(content: bytes) -> bool:
    """Whether a WAV says that it is longer than it is. Who writes as it records promises what nobody could send."""
    announced = int.from_bytes(content[4:8], "little")
    return len(content) - 8 < announced <= LARGEST


def main() -> int:
    """Read the file on stdin."""
    be_harmless()
    content = sys.stdin.buffer.read()
    try:
        sound = convert(content, sys.argv[1])
    except SpeechError as error:
        print(error, file=sys.stderr)
        return SAID_WHY
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as output:
        output.write(sound)
    return 0


if __name__ == "__main__":
    sys.exit(main())
