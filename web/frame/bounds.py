"""What a request may weigh, refused before anything of it is read: its length, its number of fields, its letters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from appliance.calls.text_lengths import ADDRESS
from appliance.hidden_letters import hidden_letter
from appliance.prompts.uploads import LARGEST

View = TypeVar("View", bound=Callable[..., Any])

FORM = 64_000  # bytes: the largest form of a team of two hundred is half of it
FIELDS = 1_000  # names of a form or of an address
UPLOAD = LARGEST + FORM
COMPANY_FILE = 1_000_000  # bytes: 300,000 characters at most, as a form writes them
CUSTOMER_LIST = 64_000_000  # bytes: five hundred thousand lines
LISTED = 1_000  # rows of a page that lists numbers, each of which is a few fields
LISTED_FIELDS = 5_100  # five a row, and those of the page itself
LONG_LIST = 1_000_000  # bytes: a thousand rows whose names are as long as a name may be
TOO_LONG = "Ce formulaire est trop long pour être enregistré d'un coup : {fields} champs et {size} ko au plus."
FOLLOWING = "suite"  # the page to go to next: stored nowhere, and judged by itself
URLENCODED = "application/x-www-form-urlencoded"


def takes_uploads(view: View) -> View:
    """Declare a page that a sound may be sent to."""
    view.largest = UPLOAD  # type: ignore[attr-defined]
    return view


def takes_company_files(view: View) -> View:
    """Declare a page that a whole company file may be sent to."""
    view.largest = COMPANY_FILE  # type: ignore[attr-defined]
    return view


def takes_customer_lists(view: View) -> View:
    """Declare a page that a list of customers may be sent to."""
    view.largest = CUSTOMER_LIST  # type: ignore[attr-defined]
    return view


def takes_long_lists(sentence: str) -> Callable[[View], View]:
    """Declare a page whose form has LISTED rows at most. `sentence`: what is said of more."""

    def declared(view: View) -> View:
        view.largest, view.fields, view.too_much = LONG_LIST, LISTED_FIELDS, sentence  # type: ignore[attr-defined]
        return view

    return declared


class TooMuch(RequestEntityTooLarge):
    """413, with the sentence of the page where it declares one, and that of a form where it is one."""

    def __init__(self, view: object, fields: int, largest: int) -> None:
        super().__init__()
        of_a_form = TOO_LONG.format(fields=fields, size=largest // 1000) if request.mimetype == URLENCODED else None
        self.sentence: str | None = getattr(view, "too_much", of_a_form)


def refuse_what_is_too_much(app: Flask) -> None:
    """Abort with 411 or 413 before a body is parsed, with 400 for an address that no page of ours makes."""
    view = app.view_functions.get(request.endpoint or "")
    largest, fields = getattr(view, "largest", FORM), getattr(view, "fields", FIELDS)
    request.max_content_length = largest
    if "Transfer-Encoding" in request.headers:
        abort(411)  # a body that does not say its length; browsers do, and so does the web server in front
    if (request.content_length or 0) > largest:
        raise TooMuch(view, fields, largest)
    if request.query_string.count(b"&") >= FIELDS or any(map(overlong, request.args.values())):
        abort(400)
    if request.mimetype == URLENCODED and request.get_data(parse_form_data=False).count(b"&") >= fields:
        raise TooMuch(view, fields, largest)


def overlong(value: str) -> bool:
    """Whether a value of an address is longer than those that our pages write there."""
    return len(value) > ADDRESS


class HiddenLetters(BadRequest):
    """400, with a sentence of its own, which names the letter and the field."""

    def __init__(self, field: str, found: str) -> None:
        super().__init__()
        self.sentence = (
            f"Le champ « {field} » contient un caractère invisible, {found}, souvent copié avec un numéro depuis un "
            "carnet d'adresses ; revenez à la page et tapez-le au clavier."
        )


def refuse_hidden_letters() -> None:
    """HiddenLetters for letters that nobody types and that would make a text read as another.

    The API refuses them itself, in what is stored, with its own kind of sentence.
    """
    if request.endpoint is None or request.blueprint == "api":
        return
    for texts in (request.args, request.form):
        for name in set(texts) - {FOLLOWING}:
            found = next(filter(None, map(hidden_letter, (name, *texts.getlist(name)))), None)
            if found:
                raise HiddenLetters("".join(filter(str.isprintable, name)), found)
