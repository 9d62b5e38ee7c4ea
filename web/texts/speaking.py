"""A site that speaks another language than French: its templates as they are compiled, what they say, its scripts.

A site in French has none of this.
"""

from __future__ import annotations

import html
import logging
import re
from functools import wraps
from pathlib import Path
from typing import Any

from flask import Flask, Response
from jinja2 import Environment
from jinja2.ext import Extension
from markupsafe import Markup, escape
from werkzeug.security import safe_join
from wtforms import Label

from appliance.checks import Finding
from appliance.config import ConfigError
from web.texts.catalogue import Catalogue, catalogue_of
from web.texts.markup import Position
from web.texts.scripts import rewritten_script
from web.texts.templates import rewritten

log = logging.getLogger(__name__)

FRENCH = "fr"
NOT_SPOKEN = "LANGUAGE_NOT_SPOKEN"  # of the application: why it does not speak the language that it is to speak
FIELD = re.compile(r"\s*<(?:label|select|input|ul)\b")  # what the form library renders; our own macros have spoken
FRENCH_PAGE = '<html lang="fr"'


class Spoken(Extension):
    """Puts the sentences of the catalogue into a template, before it is typeset."""

    priority = 50

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Jinja's hook, before a template is parsed."""
        catalogue: Catalogue = self.environment.catalogue  # type: ignore[attr-defined]
        page = source.replace(FRENCH_PAGE, f'<html lang="{catalogue.language.replace("_", "-")}"')
        return rewritten(page, self.environment, lambda said, within, line: catalogue.of_template(said, within))


def speak_as_set(app: Flask, language: str | None) -> None:
    """Have it speak the language of the machine's file; None: French.

    A translation lives in a release: where it is no more, or is torn, the site is in French, says so in its log and on
    « Santé », and works.
    """
    if language is None or language == FRENCH:
        return
    try:
        catalogue = catalogue_of(language)
    except ConfigError as error:
        log.error("the site is in French: %s", error)
        app.config[NOT_SPOKEN] = str(error)
    else:
        speak(app, catalogue)


def speak(app: Flask, catalogue: Catalogue) -> None:
    """Have an application that has served nothing yet speak the language of a catalogue."""
    environment: Environment = app.jinja_env
    environment.extend(catalogue=catalogue)
    environment.filters["in_language"] = lambda said: in_language(said, catalogue)
    environment.add_extension(Spoken)
    speak_in_scripts(app, catalogue)


def in_language(said: Any, catalogue: Catalogue) -> Any:
    """What an expression of a page says: a sentence, a label, a field. Any other thing is as it was."""
    if isinstance(said, Label):
        return Label(said.field_id, catalogue.said(str(said.text)))
    if isinstance(said, Finding):
        return catalogue.said(str(said))
    if hasattr(said, "__html__"):
        rendered = Markup(said.__html__())  # noqa: S704
        return of_field(rendered, catalogue) if FIELD.match(rendered) else rendered
    return catalogue.said(said) if isinstance(said, str) else said


def of_field(rendered: Markup, catalogue: Catalogue) -> Markup:
    """A field or a label: the words of its choices, its placeholder."""
    said = list[str]()
    for piece, read in Position().cut(str(rendered)):
        words = html.unescape(piece.strip())
        said.append(piece.replace(piece.strip(), str(escape(catalogue.said(words)))) if read and words else piece)
    return Markup("".join(said))  # noqa: S704


def speak_in_scripts(app: Flask, catalogue: Catalogue) -> None:
    """Serve the scripts with their sentences in the language; a browser keeps none of them for another day."""
    served, written = app.view_functions["static"], dict[str, str]()

    @wraps(served)
    def static(filename: str) -> Any:
        path = safe_join(str(app.static_folder), filename)
        if path is None or not filename.endswith(".js") or not Path(path).is_file():
            return served(filename=filename)
        if filename not in written:
            source = Path(path).read_text(encoding="utf-8")
            written[filename] = rewritten_script(source, lambda said, line: catalogue.of_template(said, None))
        return Response(written[filename], mimetype="text/javascript")

    app.view_functions["static"] = static
