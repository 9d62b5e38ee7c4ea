"""What is typed in a field, read into a value; what cannot be is refused, by the name of the field."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from wtforms import Field

from appliance.company.model import Company
from appliance.door import Refused
from appliance.hidden_letters import HiddenLetter
from appliance.store.company_file import scalars
from appliance.store.company_file.nodes import parsed

T = TypeVar("T")


def read(field: Field, reader: Callable[[str], T]) -> T | None:
    """What a field says; None for nothing. Refused."""
    text = text_of(field)
    return _value(field, text, reader) if text else None


def needed(field: Field, reader: Callable[[str], T]) -> T:
    """What a field that may not be empty says. Refused."""
    text = text_of(field)
    if not text:
        raise Refused([f"{field.label.text} : ce champ est vide ; remplissez-le."])
    return _value(field, text, reader)


def each(field: Field, reader: Callable[[str], T]) -> tuple[T, ...]:
    """What a field says, line by line. Refused."""
    return tuple(_value(field, line.strip(), reader) for line in text_of(field).split("\n") if line.strip())


def text_of(field: Field) -> str:
    """As it was typed, without the spaces around it, its lines ended in one way."""
    return "\n".join((field.data or "").splitlines()).strip()


def told_in(company: Company) -> Callable[[str], str]:
    """Whom to tell: an address, or an agent of the company by identifier."""

    def told(text: str) -> str:
        if "@" not in text and text not in company.agents:
            raise ValueError(f"« {text} » n'est ni une adresse de courriel ni l'identifiant d'un intervenant.")
        return scalars.mail(text) if "@" in text else text

    return told


def _value(field: Field, text: str, reader: Callable[[str], T]) -> T:
    name = field.label.text
    try:
        return parsed(text, reader, name)
    except HiddenLetter as error:
        raise Refused([str(error)]) from None
    except ValueError as error:
        raise Refused([f"{name} : {error}"]) from None
