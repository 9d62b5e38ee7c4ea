"""What is typed in a field, read into a value; what cannot be is refused, by the name of the field."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from wtforms import Field

from appliance.company.model import Company
from appliance.company.names import of_name
from appliance.door import Refused
from appliance.folding import folded
from appliance.hidden_letters import HiddenLetter
from appliance.store.company_file import scalars
from appliance.store.company_file.nodes import parsed

T = TypeVar("T")


def lacking(number: str, name: str) -> str:
    """What a number that is given with the name of who has it still wants."""
    return f"Dites aussi à qui est le {number}." if number else f"Donnez aussi le numéro {of_name(name)}."


def read(field: Field, reader: Callable[[str], T]) -> T | None:
    """What a field says; None for nothing. Refused."""
    text = text_of(field)
    return _value(field, text, reader) if text else None


def needed(field: Field, reader: Callable[[str], T]) -> T:
    """What a field that may not be empty says. Refused."""
    text = text_of(field)
    if not text:
        raise wrong(field, "ce champ est vide ; remplissez-le.")
    return _value(field, text, reader)


def each(field: Field, reader: Callable[[str], T]) -> tuple[T, ...]:
    """What a field says, line by line. Refused."""
    return tuple(_value(field, line.strip(), reader) for line in text_of(field).split("\n") if line.strip())


def text_of(field: Field) -> str:
    """As it was typed, without the spaces around it, its lines ended in one way."""
    return "\n".join((field.data or "").splitlines()).strip()


def number_to_ring(company: Company) -> Callable[[str], str]:
    """Reads a number that the company may set."""
    return scalars.ringable_phone(company.country, [one.number for one in company.allowed_numbers])


def told_in(company: Company) -> Callable[[str], str]:
    """Whom to tell: an address, or an agent of the company by name; by identifier too, as a file says it."""
    named = named_agents(company)

    def told(text: str) -> str:
        if "@" in text:
            return scalars.mail(text)
        found = named.get(folded(text), text)
        if found not in company.agents:
            raise ValueError(f"« {text} » n'est ni une adresse de courriel ni le nom d'un intervenant.")
        return found

    return told


def told_words(company: Company, told: Iterable[str]) -> str:
    """One a line, agents by name: read back as the same people."""
    named = named_agents(company)
    names = {agent: company.agents[agent].name for agent in named.values()}
    return "\n".join(names.get(one, one) for one in told)


def named_agents(company: Company) -> dict[str, str]:
    """The agents by their names, but for those whose name is not theirs alone."""
    names = [folded(agent.name) for agent in company.agents.values()]
    return {folded(one.name): one.id for one in company.agents.values() if names.count(folded(one.name)) == 1}


def _value(field: Field, text: str, reader: Callable[[str], T]) -> T:
    try:
        return parsed(text, reader, field.label.text)
    except HiddenLetter as error:
        field.errors = [str(error)]
        raise Refused([str(error)]) from None
    except ValueError as error:
        raise wrong(field, str(error)) from None


def wrong(field: Field, sentence: str) -> Refused:
    """The refusal of what a field says, which is told beside it too."""
    field.errors = [f"{sentence[:1].upper()}{sentence[1:]}"]
    return Refused([f"{field.label.text} : {sentence}"])
