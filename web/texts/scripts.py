"""The sentences of a script of the pages: found, and said otherwise when it is served. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from web.texts.literals import FRENCH, TECHNICAL
from web.texts.places import escaped, filled, named

STRING = re.compile(r'(?m)^\s*//.*$|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`')
PLACE = re.compile(r"\$\{([^{}]*)\}")
MARK = re.compile(r"^[#.\[<]|[<>=]|^[A-Z][a-z]+(?:-[A-Z][a-z]+)+$")  # a selector, HTML, a header
COMPARED = re.compile(r"(?:[!=]=\s*|\bcase\s+)\Z"), re.compile(r"\s*(?:[!=]=|in\b|:)")  # a key, not said to anybody


def rewritten_script(source: str, say: Callable[[str, int], str | None]) -> str:
    """The same script with what `say` gives of its sentences, told their lines; None: one stays."""

    def replaced(found: re.Match[str]) -> str:
        text = found[0]
        before, after = COMPARED
        keyed = before.search(source, max(0, found.start() - 9), found.start()) or after.match(source, found.end())
        if text[0] not in '"`' or keyed:
            return text
        sentence, places = as_sentence(text)
        if not FRENCH.search(sentence) or TECHNICAL.search(sentence) or MARK.search(sentence):
            return text
        other = say(sentence.strip(), source.count("\n", 0, found.start()) + 1)
        return text if other is None else written(sentence.replace(sentence.strip(), other), places)

    return STRING.sub(replaced, source)


def as_sentence(text: str) -> tuple[str, dict[str, str]]:
    """What a literal says, and the expression of each of its places."""
    if text[0] == '"':
        return escaped(json.loads(text)), {}
    places, words, start = dict[str, str](), list[str](), 0
    for found in PLACE.finditer(text, 1):
        name = named(found[1].replace(".", " "), places)
        places[name] = found[1]
        words += [escaped(text[max(start, 1) : found.start()]), f"{{{name}}}"]
        start = found.end()
    return "".join(words) + escaped(text[max(start, 1) : -1]), places


def written(sentence: str, places: dict[str, str]) -> str:
    """As a script says it."""
    if not places:
        return json.dumps(filled(sentence, {}), ensure_ascii=False)
    safe = sentence.replace("\\", "\\\\").replace("`", "\\`").replace("$", "\\$")
    return "`" + filled(safe, {name: f"${{{one}}}" for name, one in places.items()}) + "`"
