"""A language that nobody speaks: French in full-width letters, so that what is not translated is seen."""

from __future__ import annotations

from babel.messages.catalog import Catalog

from web.texts.catalogue import WITHIN, Catalogue
from web.texts.places import parts

WIDE = {code: code + 0xFEE0 for code in range(ord("A"), ord("z") + 1) if chr(code).isalpha()}
WIDE |= {
    ord(plain): ord(wide) + 0xFEE0
    for plain, wide in zip("àâäçéèêëîïôöùûüÿœÀÂÇÉÈÊÎÔÛŒ", "aaaceeeeiioouuuyoAACEEEIOUO", strict=True)
}


def pseudo(sentence: str) -> str:
    """The same sentence; its places stay, and the letters between « & » and « ; »."""
    return "".join(f"{{{words}}}" if is_place else escaped(wide(words)) for words, is_place in parts(sentence))


def wide(words: str) -> str:
    """Full-width letters."""
    return (
        words.translate(WIDE)
        .replace("＆ｎｂｓｐ;", "&nbsp;")
        .replace("&ｎｂｓｐ;", "&nbsp;")
        .replace("&ａｍｐ;", "&amp;")
    )


def escaped(words: str) -> str:
    return words.replace("{", "{{").replace("}", "}}")


def as_it_is(gathered: Catalog) -> dict[str, str]:
    """Each of its sentences, in French, as gettext keeps a translation."""
    return {f"{one.context}{WITHIN}{one.id}" if one.context else str(one.id): str(one.id) for one in gathered if one.id}


def pseudo_catalogue(gathered: Catalog) -> Catalogue:
    """All that was gathered, in that language."""
    return Catalogue("qps", {key: pseudo(words) for key, words in as_it_is(gathered).items()})
