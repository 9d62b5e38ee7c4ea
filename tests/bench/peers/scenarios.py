"""What the callers of a measure do, whom they reach, and how each peer that is no program of its own answers them."""

from __future__ import annotations

import math
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "e2e"))

import company  # noqa: E402

from appliance.prompts.catalogue import Sentence, announcement, fallback_whisper, say  # noqa: E402
from appliance.prompts.french.sentences import FIXED  # noqa: E402

XML, LUA, GREENSWITCH, GENESIS = "7001", "7002", "7003", "7004"  # numbers that the peers are called by
VISITED, HELD = "0972000006", "0972000007"
BUSY_SECONDS = 6.0  # an agent, with one call of the visit
MOBILE = "0612346000"

Actions = list[tuple[str, str]]


@dataclass(frozen=True)
class Scenario:
    """`ours`: the number of our line; `listens_ms`: how long a caller stays after the last that they do.

    `sounds` puts the peers' recordings in a folder; `xml` and `lua` are extensions that play them. `programs`: the end
    of the names of the other peers' programs, and what they are told besides their port.
    """

    name: str
    what: str
    ours: str
    caller: Path
    mobile: Path
    calls: int
    rate: float
    listens_ms: int
    programs: str
    sounds: Callable[[company.Sentences, Path], None]
    xml: Callable[[Path, str], Actions]
    lua: Callable[[Path, str], Actions]
    told: Callable[[Path, str], list[str]]


def _greeting(sentences: company.Sentences, folder: Path) -> None:
    shutil.copy(sentences.file(announcement(company.NIGHT_GREETING)), folder / "greeting.wav")


def _all_that_is_heard(sentences: company.Sentences, folder: Path) -> None:
    heard: dict[str, Sentence] = {
        "greeting": announcement(company.GREETING),
        "menu": announcement(company.MENU),
        "ask": say("order_ask"),
        "confirm": announcement(FIXED["read_back_choice"]),
        "whisper": fallback_whisper(company.LINE),
        **{digit: announcement(f"{digit}.") for digit in "0123456789"},
    }
    for name, sentence in heard.items():
        shutil.copy(sentences.file(sentence), folder / f"{name}.wav")


def _visit_by_xml(folder: Path, dial: str) -> Actions:
    typed = "!".join(f"{folder}/${{bench_order:{place}:1}}.wav" for place in range(5))
    asks = "silence_stream://10"
    return [
        ("answer", ""),
        ("set", "playback_delimiter=!"),
        (
            "play_and_get_digits",
            f"1 1 1 5000 # file_string://{folder}/greeting.wav!{folder}/menu.wav {asks} bench_key [0-9]",
        ),
        ("play_and_get_digits", f"5 5 1 5000 # {folder}/ask.wav {asks} bench_order [0-9]+"),
        ("play_and_get_digits", f"1 1 1 5000 # file_string://{typed}!{folder}/confirm.wav {asks} bench_key [0-9]"),
        ("set", "group_confirm_key=1"),
        ("set", f"group_confirm_file={folder}/whisper.wav"),
        ("bridge", dial),
        ("hangup", ""),
    ]


ANSWER = Scenario(
    "answer",
    "answered, one file, hung up by the caller; ours also finds line and period, begins the hunt, keeps a journal",
    company.NIGHT,
    HERE / "caller.xml",
    HERE / "mobile.xml",
    calls=200,
    rate=20.0,
    listens_ms=500,
    programs="peer",
    sounds=_greeting,
    xml=lambda folder, _: [("answer", ""), ("playback", f"{folder}/greeting.wav"), ("hangup", "")],
    lua=lambda folder, _: [("set", f"bench_file={folder}/greeting.wav"), ("lua", f"{folder}/answer.lua")],
    told=lambda folder, _: [f"{folder}/greeting.wav"],
)
VISIT = Scenario(
    "visit",
    "menu, order number read back, one agent rung, whisper, key 1, two seconds of conversation, hang-up; "
    "ours also finds who is on call, holds them, hunts, keeps a journal",
    VISITED,
    HERE / "visit_caller.xml",
    HERE / "visit_mobile.xml",
    calls=40,
    rate=2.0,
    listens_ms=4500,
    programs="visit",
    sounds=_all_that_is_heard,
    xml=_visit_by_xml,
    lua=lambda folder, dial: [
        ("set", f"bench_folder={folder}"),
        ("set", f"bench_dial={dial}"),
        ("lua", f"{folder}/visit.lua"),
    ],
    told=lambda folder, dial: [str(folder), dial],
)
SCENARIOS = {one.name: one for one in (ANSWER, VISIT)}


def agents_for(rate: float) -> int:
    """How many are on call for so many visits a second: two more than can have one at once."""
    return math.ceil(BUSY_SECONDS * rate) + 2


def company_text(rate: float) -> str:
    """The company of the tests, with a line of enough agents for so many calls a second, and one that makes wait."""
    names = [f"banc{place}" for place in range(agents_for(rate))]
    agents = "".join(
        f'  - {{id: {name}, name: Banc {place}, phones: ["{int(MOBILE) + place:010d}"]}}\n'
        for place, name in enumerate(names)
    )
    team = (
        f"  - id: banc\n    name: Banc\n    levels: [[{', '.join(names)}]]\n"
        "    ring: {strategy: rotating, seconds: 10, rounds: 1}\n"
    )
    line = (
        f'  - id: banc\n    name: {company.LINE} 2\n    numbers: ["{VISITED}"]\n'
        f'    after_hours: {{announcement: "{company.GREETING}", menu: banc}}\n'
        "    order_number: {ask: true, pattern: '\\d{5}', tries: 3}\n    max_wait: 60\n"
        f'  - id: attente\n    name: Attente\n    numbers: ["{HELD}"]\n'
        f'    after_hours: {{announcement: "{company.NIGHT_GREETING}", call: retard}}\n    max_wait: 120\n'
    )
    menu = f'  - id: banc\n    announcement: "{company.MENU}"\n    choices: {{"2": {{call: banc}}}}\n    default: "2"\n'
    text = company.TEXT
    for before, more in (("\nteams:\n", agents), ("\nlines:\n", team), ("\nmenus:\n", line)):
        text = text.replace(before, f"{more}{before}", 1)
    return f"{text.rstrip()}\n{menu}"
