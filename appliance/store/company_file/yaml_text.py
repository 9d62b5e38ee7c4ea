"""YAML text into a tree of nodes, each scalar still the text that was written, with its line and column."""

from __future__ import annotations

import re
import warnings
from collections.abc import Collection
from typing import cast

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, YAMLError
from ruamel.yaml.nodes import Node
from ruamel.yaml.reader import ReaderError

from appliance.store.company_file.problems import CompanyFileErrors, Problem

LARGEST = 300_000  # characters; a company of two hundred agents takes a fifth of it, and a second to read
SYNTAX = (
    ("'\\t'", "une tabulation : en YAML, l'indentation se fait avec des espaces"),
    (
        "undefined alias",
        "un alias (*) sans ancre (&) ; mettez « * » entre guillemets si c'est la touche",
    ),
    ("but found another document", "un second document (---) : gardez-en un seul"),
    (
        "mapping values are not allowed",
        "deux-points mal placés : guillemets autour de la valeur, ou indentation à reprendre",
    ),
    ("quoted scalar", "des guillemets qui ne sont pas refermés"),
    ("cannot start any token", "un caractère qui ne peut pas commencer une valeur : mettez-la entre guillemets"),
    ("expected ',' or", "une liste [...] ou un bloc {...} mal séparé ou non refermé"),
    ("<stream end>", "une liste [...] ou un bloc {...} qui n'est pas refermé"),
    ("<block end>", "une indentation qui ne correspond à rien au-dessus"),
    ("could not find expected ':'", "une clé sans deux-points suivis d'une espace"),
    ("found duplicate", "un nom d'ancre (&) ou une clé écrits deux fois"),
    ("escape", "une barre oblique inverse (\\) entre guillemets doubles : mettez des guillemets simples"),
)
NOT_UNDERSTOOD = "cette écriture n'est pas du YAML : comparez avec les exemples de docs/company-file.md"
ODD_SPACES = {  # what a word processor or a web page puts in the place of a space; YAML knows one space only
    "\u00a0": "espace insécable",
    "\u202f": "espace insécable étroite",
    "\u2007": "espace de chiffre",
    "\u2009": "espace fine",
    "\u3000": "espace idéographique",
    "\u200b": "espace de largeur nulle",
    "\ufeff": "marque d'ordre des octets",
}
ODD = "[" + "".join(ODD_SPACES) + "]"
KEY = r"[\"']?[\w.*#-]+[\"']?:"
MISPLACED = re.compile(rf"(?:^[ \t]*(?:- *)*(?P<what>{KEY}|-)?|[{{,] *(?P<key>{KEY}))(?P<odd>{ODD})", re.MULTILINE)
NEAR = 2  # lines: a plain text goes on until YAML cannot follow


def compose(text: str, path: str) -> Node:
    """The root node, or CompanyFileErrors. Nothing is resolved: `0421`, `NO` and `18:00` stay as written."""
    if len(text) > LARGEST:
        raise _error(path, 1, 1, f"Le fichier dépasse {LARGEST} caractères : ce n'est pas un fichier d'entreprise.")
    directive = re.search(r"^%", text, re.MULTILINE)
    if directive:
        line = text.count("\n", 0, directive.start()) + 1
        raise _error(path, line, 1, "Une directive YAML (%) n'a pas de sens ici : ôtez cette ligne.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ReusedAnchorWarning)
            root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        odd = odd_spaces(text, {line})
        if odd:
            raise CompanyFileErrors(path, odd[-1:]) from None
        raise _error(path, line, column, f"YAML illisible : {_in_french(str(error))}.") from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        column = error.position - text.rfind("\n", 0, error.position)
        raise _error(path, line, column, "Caractère de contrôle : ôtez-le du fichier.") from None
    except RecursionError:
        raise _error(path, 1, 1, "YAML trop profondément imbriqué : ce n'est pas un fichier d'entreprise.") from None
    except YAMLError as error:
        raise _error(path, 1, 1, f"YAML illisible : {_in_french(str(error))}.") from None
    if root is None:
        raise _error(path, 1, 1, "Le fichier est vide : décrivez l'entreprise, voir docs/company-file.md.")
    return cast(Node, root)


def _in_french(english: str) -> str:
    return next((french for sign, french in SYNTAX if sign in english), NOT_UNDERSTOOD)


def odd_spaces(text: str, lines: Collection[int]) -> list[Problem]:
    """Spaces that are none for YAML where it wants one, on these lines or just before."""
    found = []
    for match in MISPLACED.finditer(text):
        line = text.count("\n", 0, match.start("odd")) + 1
        if any(line <= other <= line + NEAR or other == line - 1 for other in lines):
            column = match.start("odd") - text.rfind("\n", 0, match.start("odd"))
            what = match["what"] or match["key"]
            after = f"après « {what} »" if what else "au début de la ligne"
            found.append(
                Problem(
                    line, column, f"Une {ODD_SPACES[match['odd']]} {after} : remplacez-la par une espace ordinaire."
                )
            )
    return found


def _error(path: str, line: int, column: int, message: str) -> CompanyFileErrors:
    return CompanyFileErrors(path, [Problem(line, column, message)])
