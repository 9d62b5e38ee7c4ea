"""How many letters each kind of text may have: one declaration, asked by the pages, the API, the files and commands."""

from __future__ import annotations

IDENTIFIER = 40  # by which the company file names a thing; a name of account
SHORT = 50  # a moment, a clock, a length, a key, a code, a telephone number
TOKEN_NAME = 60
NAME = 80  # of a person, a team, a line, a closure, a rotation
HOURS = 120  # of one day: a few windows
PASSWORD = 200
WORDS = 200  # of a program: a cursor, an answer to what was asked
REASON = 200  # of an absence
MAIL = 254  # RFC 5321
WORK = 300  # what was done after a call
MOTIVE = 500  # of a planning published late
SENTENCE = 2_000  # said to a caller
NOTE = 2_000  # of a message
SEVERAL = 5_000  # telephone numbers, or windows, one a line: three hundred
ADDRESS = 2_000  # a value of an address; the way back to a page
STATE = 60_000  # what a form remembers of the page as it was shown
FILE = 300_000  # of a company


def too_long(name: str, text: str, longest: int) -> str | None:
    """The sentence about a field whose text has too many letters; None when it has not."""
    if len(text) <= longest:
        return None
    return f"Le champ « {name} » tient en {longest} caractères, et en a {len(text)} ; raccourcissez-le."
