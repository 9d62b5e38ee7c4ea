"""Machines that call, of a company file: read and written."""

from __future__ import annotations

from collections.abc import Iterable

from ruamel.yaml.comments import CommentedMap

from appliance.company import limits
from appliance.company.machines import MachineCaller, Taken, keys_sent
from appliance.company.numbers import readable
from appliance.store.company_file import scalars
from appliance.store.company_file.nodes import Value
from appliance.store.company_file.yaml_shapes import in_line, only


def read_machines(values: list[Value], country: str) -> tuple[MachineCaller, ...]:
    """Each number once."""
    found: dict[str, MachineCaller] = {}
    for value in values:
        fields = value.fields(required=("number", "name"), optional=("taken", "keys", "test_every"))
        number = fields.read("number", scalars.caller_phone(country), "")
        if number and number in found:
            value.refuse("Ce numéro est déjà plus haut : ôtez-le d'ici.")
        found[number] = MachineCaller(
            number,
            fields.read("name", scalars.name, ""),
            fields.read("taken", scalars.one_of(Taken), Taken.BY_A_HUMAN),
            fields.read("keys", keys_sent, ""),
            fields.read("test_every", scalars.whole(*limits.TEST_EVERY), 0),
        )
    return tuple(found.values())


def written_machines(machines: Iterable[MachineCaller], country: str) -> list[CommentedMap]:
    """As they are read."""
    return [
        in_line(
            only(
                number=readable(one.number, country),
                name=one.name,
                taken=None if one.taken is Taken.BY_A_HUMAN else one.taken.value,
                keys=one.keys or None,
                test_every=one.test_every or None,
            )
        )
        for one in machines
    ]
