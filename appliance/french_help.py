"""The `--help` pages in French: click writes its own few words in English."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from contextlib import contextmanager

import click

WORDS = {
    "Commands": "Commandes",
    "COMMAND [ARGS]...": "COMMANDE [ARGUMENTS]...",
    "Show this message and exit.": "Affiche cette aide.",
    "Show the version and exit.": "Affiche la version.",
    "[default:": "[par défaut :",
    "[required]": "[obligatoire]",
    "; required]": " ; obligatoire]",
    "INTEGER RANGE": "NOMBRE",
    "INTEGER": "NOMBRE",
    "PATH": "CHEMIN",
    "FILENAME": "FICHIER",
    "TEXT": "TEXTE",
}


class FrenchFormatter(click.HelpFormatter):
    """Writes a help page with click's own words put into French."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, in_french(args), prefix or "Usage : ")

    @contextmanager
    def section(self, name: str) -> Generator[None, None, None]:
        with super().section(in_french(name)):
            yield

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{heading} :\n")

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl([(in_french(term), in_french(said)) for term, said in rows], col_max, col_spacing)


def in_french(text: str) -> str:
    """The text with click's words replaced; a word that only begins with one of them (TEXTE) is not click's."""
    for english, french in WORDS.items():
        text = re.sub(rf"{re.escape(english)}(?!\w)", french, text)
    return text
