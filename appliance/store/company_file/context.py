"""What the parts of a company file need to know of one another while they are read."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from appliance.company.dialling import ToBeAllowed, ringable
from appliance.company.faults import in_a_circle
from appliance.store.company_file import scalars
from appliance.store.company_file.nodes import Fields, Value

NO_NUMBER = "+0"  # stands for a number that was refused, until the whole file is


@dataclass
class Context:
    """The country and zone of the company, the ids it describes, and the numbers to be held against its DIDs."""

    country: str
    timezone: str
    agents: Collection[str]
    teams: Collection[str]
    menus: Collection[str]
    allowed: Collection[str] = ()  # numbers that may be rung though premium, short or foreign
    dids: dict[str, str] = field(default_factory=dict)  # E.164 -> line
    rung: list[tuple[Value, str]] = field(default_factory=list)
    default_line: str | None = None

    def rung_number(self, value: Value) -> str:
        """A number that the box will ring: it may not be one of its own lines (see `refuse_loops`)."""
        number = value.read(self._ringable, NO_NUMBER)
        self.rung.append((value, number))
        return number

    def _ringable(self, text: str) -> str:
        """What refuses a dear number says what to write in the file."""
        try:
            return ringable(text, self.country, self.allowed)
        except ToBeAllowed as refused:
            raise ValueError(
                f"« {text} » est un numéro {refused.kind} : pour l'autoriser, nommez-le dans company.allowed_numbers, "
                f"{{number: {refused.known}, name: à qui il est}}."
            ) from None

    def rung_field(self, fields: Fields, name: str) -> str | None:
        """The same, of a key that may be left out."""
        return self.rung_number(fields.found[name]) if name in fields else None

    def agent(self, fields: Fields, name: str = "agent") -> str:
        """A reference to an agent, "" when it is absent or unknown."""
        return fields.read(name, scalars.known(self.agents, "L'intervenant"), "")

    def team(self, fields: Fields, name: str) -> str:
        """A reference to a team, "" when it is absent or unknown."""
        return fields.read(name, scalars.known(self.teams, "L'équipe"), "")

    def menu(self, fields: Fields, name: str) -> str:
        """A reference to a menu, "" when it is absent or unknown."""
        return fields.read(name, scalars.known(self.menus, "Le menu"), "")

    def refuse_loops(self) -> None:
        """Refuse every number that would bring the call back to one of the company's own lines."""
        for value, number in self.rung:
            if number in self.dids:
                value.refuse(in_a_circle(self.dids[number]))


class Identified(Protocol):
    """What has an id."""

    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=Identified)


def ids(values: list[Value]) -> list[str]:
    """The ids of a list, before it is read in earnest: an error inside an agent does not make the agent unknown."""
    return [name for name in (value.peek("id") for value in values) if name]


def by_id(values: list[Value], read: Callable[[Value], T]) -> dict[str, T]:
    """Read each and index it by its id, an id once only."""
    found: dict[str, T] = {}
    for value in values:
        one = read(value)
        if one.id in found:
            value.refuse(f"L'identifiant « {one.id} » est déjà pris plus haut : donnez-en un autre.")
        elif one.id:
            found[one.id] = one
    return found
