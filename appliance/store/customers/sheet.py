"""The lines of a CSV file, however a spreadsheet wrote it: its letters, its separator, its quoted line ends. Pure."""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from io import StringIO

SEPARATORS = ";\t,"
SAMPLE = 64_000  # letters in which the separator is looked for
LONGEST_CELL = 20_000  # letters: a quote that is never closed takes the rest of the file
MOST_LINES = 1_000_000
NO_CSV = "Ce fichier n'est pas un CSV : dans le tableur, choisissez « Enregistrer sous », puis « CSV »."
UNCLOSED = "Un guillemet n'est pas refermé vers la ligne {line} : corrigez-la, puis enregistrez de nouveau."
TOO_LONG = f"Ce fichier a plus de {MOST_LINES} lignes."
NOT_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")  # a workbook, new or old; a page

Line = tuple[int, list[str]]  # its number in the file, from 1, and its cells


class SheetError(ValueError):
    """The file cannot be read as a list. One sentence, in French, which says what to do."""


def lines_of(content: bytes) -> Iterator[Line]:
    """The lines that say something. SheetError."""
    text = text_of(content)
    separator, text, first = separator_of(text)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    try:
        for cells in reader:
            if reader.line_num > MOST_LINES:
                raise SheetError(TOO_LONG)
            cells = [" ".join(cell.split()) for cell in cells]
            if any(cells):
                yield reader.line_num + first, cells
    except csv.Error as error:
        raise SheetError(UNCLOSED.format(line=reader.line_num + first)) from error


def text_of(content: bytes) -> str:
    """The letters, whichever way they were written: UTF-8 and UTF-16 by their mark or their look, else Windows'."""
    if content.startswith(NOT_TEXT):
        raise SheetError(NO_CSV)
    text = _decoded(content).replace("\0", "")
    return re.sub(r"\r\n?", "\n", text)


def _decoded(content: bytes) -> str:
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    if content.startswith(BOM_UTF8):
        return content.decode("utf-8-sig", "replace")
    head = content[:2000]
    if head.count(0) * 3 > len(head):
        return content.decode("utf-16-be" if head[:1] == b"\0" else "utf-16-le", "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def separator_of(text: str) -> tuple[str, str, int]:
    """What stands between cells, the text after the line by which Excel says so, and how many lines that was."""
    told = re.match(r"sep=([;,\t|])\n", text, re.IGNORECASE)
    if told:
        return told.group(1), text[told.end() :], 1
    bare = re.sub(r'"[^"]*"', "", text[:SAMPLE].lstrip("\n").partition("\n")[0])
    return max(SEPARATORS, key=bare.count), text, 0
