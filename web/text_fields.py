"""The fields of forms that hold a text: each says how long it may be, and refuses more with a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import wtforms
from werkzeug.exceptions import BadRequest

from appliance.calls.text_lengths import too_long
from appliance.folding import lines_ended_alike
from web.frame.typography import APOSTROPHE


class TooLong(BadRequest):
    """400, with a sentence of its own."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.sentence = sentence


class Bounded(wtforms.Field):
    """`longest`: letters (appliance/calls/text_lengths.py). What is typed beyond stays on the page, to be shortened."""

    data: Any

    def __init__(self, *facts: Any, longest: int, **more: Any) -> None:
        super().__init__(*facts, **more)
        self.longest = longest

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """ValueError, whose text is shown."""
        super().process_formdata(valuelist)
        if sentence := too_long(self.label.text, self.data or "", self.longest):
            raise ValueError(sentence)


class Text(Bounded, wtforms.StringField):
    """A line."""


class Lines(Bounded, wtforms.TextAreaField):
    """A few lines."""


class Prose(Lines):
    """Sentences to be said: shown with the printer's apostrophe, kept with the one of a keyboard."""

    def _value(self) -> str:
        return APOSTROPHE.sub("’", super()._value())

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """ValueError, whose text is shown."""
        super().process_formdata([plain(text) for text in valuelist])


def plain(text: str) -> str:
    """With the apostrophe of a keyboard."""
    return text.replace("’", "'")


class Secret(Bounded, wtforms.PasswordField):
    """What is not shown again."""


class Carried(Bounded, wtforms.HiddenField):
    """What nobody types, read as the page was given it: a browser ends its lines otherwise.

    Too long, it comes from no page of ours, and none is made of it.
    """

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """TooLong."""
        try:
            super().process_formdata([lines_ended_alike(text) for text in valuelist])
        except ValueError as error:
            raise TooLong(str(error)) from None
