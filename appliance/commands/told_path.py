"""The path of a call, in lines of text: `simulate` and `replay` write it alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

from appliance.calls import timeline
from appliance.calls.timeline import Told

SPOKEN = ("heard", "whisper")  # what has a name in the catalogue


def path(told: Iterable[Told]) -> Iterator[str]:
    """Each thing and its second; the name of a sentence in brackets, as in `astreinte prompts list`."""
    for each in told:
        name = f" [{each.name}]" if each.kind in SPOKEN else ""
        text = f"{timeline.clock_text(each.at):>10}  {each.text}{name}"
        yield click.style(text, fg="red", bold=True) if each.kind == "nobody" else text
