"""A field of an agent is known wherever agents are written, shown and changed: who adds one is told where."""

from __future__ import annotations

from dataclasses import fields

from appliance.company.model import Agent
from appliance.store.company_file.vocabulary import AGENT
from appliance.store.upkeep.personal_settings import PARTS
from web.api.agents import AgentChange, AgentTold
from web.people.pages import FACTS, AgentForm

FIELDS = {one.name: str(one.type) for one in fields(Agent)}


def test_the_company_file_has_every_field_of_an_agent() -> None:
    assert [key.name for key in AGENT.keys] == list(FIELDS)


def test_the_page_of_an_agent_has_every_field() -> None:
    assert [name for name in FIELDS if not hasattr(AgentForm, name)] == ["id"]  # made from the name
    assert {*FACTS, "id", "pin"} == {*FIELDS}


def test_programs_read_and_change_every_field_but_the_code() -> None:
    assert FIELDS.keys() - {"id", "pin"} <= {*AgentTold.__struct_fields__}
    assert FIELDS.keys() - {"id", "pin"} == {*AgentChange.__struct_fields__} - {"confirm"}


def test_the_registry_of_personal_data_knows_every_text_of_an_agent() -> None:
    known = {name for part in PARTS if part.owner is Agent for name in f"{part.closed} {part.free}".split()}

    assert {name for name, kind in FIELDS.items() if "str" in kind} == known
