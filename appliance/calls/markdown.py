"""A little Markdown as HTML: titles, lists, bold, paragraphs. All else of the text is shown as it stands. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby

TITLE = re.compile(r"#{1,6} +(.*)")
BULLET = re.compile(r"[-*] +(.*)")
NUMBERED = re.compile(r"\d{1,3}[.)] +(.*)")
BOLD = re.compile(r"\*\*(.+?)\*\*")
WORD = re.compile(r"\w")
LONG = re.compile(r".{1,240}?[.!?](?=\s|$)|.{1,240}(?=\s|$)|\S{240}|.+")
KINDS = (("h3", TITLE), ("ul", BULLET), ("ol", NUMBERED))


def steps_of(text: str) -> list[str]:
    """What is read aloud, a step at a time: each title, item and line, without its signs; a long one in parts.

    A line of signs alone, such as a rule, is none: no voice says it.
    """
    lines = (BOLD.sub(r"\1", said) for kind, said in map(_read, text.splitlines()) if kind)
    plain = (re.sub(r"[^\w .,;:!?'’()%€/+-]", " ", line) for line in lines)
    return [part.strip() for line in plain for part in _parts(line) if WORD.search(part)]


def _parts(line: str) -> list[str]:
    """Cut where a sentence ends, else where a word does: the voice has little time."""
    return LONG.findall(line)


def html_of(text: str) -> str:
    """Safe in any page: whatever was written is escaped first."""
    return "".join(_blocks(text.splitlines()))


def _blocks(lines: list[str]) -> Iterator[str]:
    for kind, found in groupby(map(_read, lines), key=lambda one: one[0]):
        inside = [_spans(one) for _, one in found]
        match kind:
            case "h3":
                yield from (f"<h3>{one}</h3>" for one in inside)
            case "ul" | "ol":
                yield f"<{kind}>{''.join(f'<li>{one}</li>' for one in inside)}</{kind}>"
            case "p":
                yield f"<p>{'<br>'.join(inside)}</p>"


def _read(line: str) -> tuple[str, str]:
    """What a line is, and what it says; "" for an empty one."""
    text = line.strip()
    for kind, pattern in KINDS:
        if found := pattern.fullmatch(text):
            return kind, found.group(1)
    return ("p" if text else ""), text


def _spans(text: str) -> str:
    return BOLD.sub(r"<strong>\1</strong>", escape(text))
