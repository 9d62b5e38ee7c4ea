"""The French that Python says: literals and f-strings, less what is no sentence of a page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from web.texts.literals import LETTER
from web.texts.places import escaped, named

ACCENT = re.compile(r"[À-ÖØ-öø-ÿŒœ«…]|[A-Za-z]'[a-zà-ÿ]")
LITTLE = re.compile(
    r"\b(?:le|la|les|un|une|des?|du|au|aux|et|ou|par|pour|en|dans|sur|sans|avec|est|sont|son|sa|ses|ce|cette|qui|que"
    r"|pas|plus|aucune?|personne|votre|vous|nous|elle|il|entre|depuis|autre|tous|toutes?|chaque|ni|ne|dès|jusqu|seul"
    r"|seule|seulement|prend|prises?|pris|remplace|niveau|heure|jour|nuit|appel|autres|mode|fois)\b"
)
SINGLE = re.compile(r"^[A-ZÀ-Ý][a-zà-ÿ]{2,}(?:-\w+)*$")  # « Santé », « Voir »
CODE = re.compile(r"^\S*[_/\\=<>{}\[\]@#]\S*$|[<>\\]|^[a-z]+(?:\.[a-z_]+)+$|\bSELECT\b|^\^|\(\?")
FORMAT = re.compile(r"\{(?=[a-z_]+\})")
# Words that stand alone in the code and on a page, and that no letter tells from a key.
LONE = re.compile(
    r"(?:administrateur|anglais|français|aucune?|au|d[eu]|essai|fermeture|intervenant|jour|jour\(s\)|lecture|message|non"
    r"|nuit|oui|personne|puis|remplace|remplacement|responsable|rien|semaine\(s\)|seulement|toute?s?|touche|une?|samedi"
    r"|dimanche|et|ou|ligne|roulement|Au|D[ue]|deux|trois|quatre|cinq|lecture seule|rien ne change|tous ensemble|pris)"
)
SENTENCE = re.compile(r"(?<=[.!?»]) (?=[A-ZÀ-Ý«])")  # as web/texts/catalogue.py parts them
UNSAID = {"compile", "route", "getLogger"}

Sentence = tuple[str, int]


def sentences(path: Path, within_pages: bool) -> Iterator[Sentence]:
    """Each with its line; `within_pages`: a title of one word counts too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    aside = set(not_said(tree))
    for node in ast.walk(tree):
        if id(node) in aside:
            continue
        if isinstance(node, ast.JoinedStr):
            aside |= {id(part) for part in node.values}
            said = of_an_f_string(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            said = node.value if FORMAT.search(node.value) else escaped(node.value)
        else:
            continue
        for text in SENTENCE.split(" ".join(said.split())):
            if is_french(text, within_pages):
                yield text, node.lineno


def of_an_f_string(node: ast.JoinedStr) -> str:
    """« Message de {length} »."""
    words, taken = list[str](), list[str]()
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            taken.append(named(ast.unparse(part.value), taken))
            words.append(f"{{{taken[-1]}}}")
        elif isinstance(part, ast.Constant):
            words.append(escaped(str(part.value)))
    return "".join(words)


def is_french(text: str, within_pages: bool) -> bool:
    """Whether it is said to people, as far as its letters tell."""
    words = re.sub(r"\{[a-z0-9_]*\}", " ", text).strip(" .,;:!?()«»-—")
    if not LETTER.search(words) or CODE.search(words):
        return False
    if LONE.fullmatch(text.strip()):
        return True
    if ACCENT.search(text) or (" " in words and LITTLE.search(words.lower())):
        return True
    return within_pages and bool(SINGLE.match(words) or re.match(r"^[A-ZÀ-Ý][a-zà-ÿ]+ \(?[A-Za-zà-ÿ]", words))


def not_said(tree: ast.AST) -> Iterator[int]:
    """Docstrings, what is compared, keys, routes, patterns."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield id(node.value)
        elif isinstance(node, ast.Compare):
            yield from (id(one) for one in (node.left, *node.comparators))
        elif isinstance(node, ast.Subscript):
            yield id(node.slice)
        elif isinstance(node, ast.Call) and (called(node.func) in UNSAID or called(node.func, of=True) == "log"):
            yield from (id(one) for each in node.args for one in ast.walk(each))
        elif isinstance(node, ast.Match):
            yield from (id(one) for case in node.cases for one in ast.walk(case.pattern))


def called(function: ast.expr, of: bool = False) -> str:
    """The name of a method, or of what it is a method of."""
    name = getattr(function, "value", None) if of else function
    return str(getattr(name, "id" if of else "attr", ""))
