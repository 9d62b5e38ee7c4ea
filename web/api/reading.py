"""What a request says, as a frozen object, or a Refusal that says in French what to mend."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, TypeVar, get_args

import msgspec
from flask import request

from appliance.hidden_letters import hidden_letter
from web.api.problems import Refusal
from web.api.words import in_french

Kind = TypeVar("Kind", bound=msgspec.Struct)
LOST_PLUS = re.compile(r"(\d\d:\d\d(?::\d\d(?:\.\d+)?)?) (\d\d:?\d\d)", re.ASCII)
WHOLE = re.compile(r"-?\d{1,15}", re.ASCII)
CENTURY = range(2000, 2100)  # beyond, adding days to a moment may leave the calendar


def read_query(kind: type[Kind]) -> Kind:
    """The fields of the address. A `+` that was not written %2B has become a space: it is meant."""
    numbers = {field.encode_name for field in msgspec.structs.fields(kind) if int in kinds_of(field.type)}
    facts: dict[str, Any] = {}
    for name, values in request.args.lists():
        if len(values) > 1:
            raise Refusal(422, f"« {name} » est donné deux fois dans l'adresse ; gardez-en un.")
        text = LOST_PLUS.sub(r"\1+\2", values[0])
        facts[name] = int(text) if name in numbers and WHOLE.fullmatch(text) else text
    try:
        return in_this_century(msgspec.convert(facts, type=kind))
    except msgspec.ValidationError as error:
        raise Refusal(422, in_french(error)) from None


def read_body(kind: type[Kind]) -> Kind:
    """The JSON of the request."""
    if request.mimetype != "application/json":
        raise Refusal(415, "Envoyez du JSON, avec « Content-Type: application/json ».")
    try:
        return readable(in_this_century(msgspec.json.decode(request.get_data(), type=kind)))
    except msgspec.ValidationError as error:
        raise Refusal(422, in_french(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refusal(400, in_french(error)) from None


def in_this_century(asked: Kind) -> Kind:
    """The same; a Refusal for days that no planning has."""
    for name in asked.__struct_fields__:
        value = getattr(asked, name)
        if isinstance(value, date) and value.year not in CENTURY:
            raise Refusal(422, f"{name} : écrivez une date entre 2000 et 2099.")
    return asked


def readable(asked: Kind) -> Kind:
    """The same; a Refusal for letters that nobody types and that make a text read as another."""
    for name in asked.__struct_fields__:
        value = getattr(asked, name)
        for text in texts_in(None if value is msgspec.UNSET else msgspec.to_builtins(value)):
            if found := hidden_letter(text):
                raise Refusal(422, f"{name} : caractère invisible {found} ; ôtez-le.")
    return asked


def texts_in(value: Any) -> Iterator[str]:
    """Each text of a decoded JSON value, names of members too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for one in pair for text in texts_in(one))
    elif isinstance(value, list | tuple):
        yield from (text for one in value for text in texts_in(one))


def kinds_of(kind: Any) -> set[Any]:
    """The types within a type: `int` in `Annotated[int, …] | None`."""
    return {kind}.union(*(kinds_of(inner) for inner in get_args(kind)))
