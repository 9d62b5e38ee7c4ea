"""A lab, the carrier around it, and people who call."""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import company
from astreinte_lab import Lab
from phones.caller import Caller
from phones.carrier import Carrier
from phones.mobile import Mobile

NUMBERS = itertools.count(os.getpid() % 900 * 1000)  # callers of two workers never meet


@dataclass
class World:
    """A lab, and the carrier around it."""

    lab: Lab
    carrier: Carrier
    sentences: company.Sentences

    def caller(self, **facts: Any) -> Caller:
        """A person with a telephone number of their own."""
        return Caller(self.carrier, f"0678{next(NUMBERS) % 1000000:06d}", **facts)

    def mobile(self, number: str) -> Mobile:
        return self.carrier.mobile(number)

    def restarts_its_controller(self) -> None:
        """Killed, and everything serves again."""
        before = len(self.lab.news)
        self.lab.hurt("controller")
        self.lab.is_whole_again(before)

    def has_a_mail_server(self, port: int) -> bool:
        """Write it in the machine's file, for whoever starts next; False where it is there already."""
        file = Path(self.lab.facts["config"])
        if "[mail]" in file.read_text(encoding="utf-8"):
            return False
        with file.open("a", encoding="utf-8") as config:
            config.write(f'\n[mail]\nhost = "127.0.0.1"\nport = {port}\ntls = "none"\nsender = "a@example.fr"\n')
        return True

    def journal(self, caller: Caller, within: float = 5.0, over: bool = False, **expected: Any) -> dict[str, Any]:
        """What the journal says of this caller's one call, once it says at least this, and its end if `over`."""
        return self.lab.journal(caller.e164, within, over, **expected)

    def outcomes(self, call: dict[str, Any]) -> list[tuple[str, str]]:
        """The attempts of a call of the journal, as (agent, outcome)."""
        return [(attempt["agent"], attempt["outcome"]) for attempt in call["attempts"]]


def start_lab(
    folder: Path, sentences: company.Sentences, carriers: list[str], *options: str, text: str = company.TEXT
) -> Lab:
    """A lab for the company of these tests, or of another text."""
    return Lab(folder / "state", text, carriers, sentences.prompt_store.directory, *options)


@contextmanager
def world_of_a_bench(callers: int) -> Iterator[World]:
    """A lab of its own that takes so many callers at once, and the carrier around it: for a measure, outside pytest."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)  # the box's accounts read there
        carrier, sentences = Carrier(), company.Sentences(Path(folder) / "prompts")
        lab = start_lab(Path(folder), sentences, [carrier.address], "--max-callers", str(callers))
        carrier.appliance, carrier.file_of = ("127.0.0.1", lab.sip_port), sentences.named
        try:
            yield World(lab, carrier, sentences)
        finally:
            carrier.hang_up_all()
            lab.stop()
            carrier.close()
