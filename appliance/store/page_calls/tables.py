"""The tables of calls that ring in the pages of agents (migration 47), that they talk in there (52), and of callers
whom they ring back (53)."""

from __future__ import annotations

from peewee import DoubleField, TextField

from appliance.store.fields import Row


class PageCallRow(Row):
    """A call that rings for an agent, on the box that has it. `ticket`: what an answer dials, which serves once.

    `until`: seconds since 1970, after which it rings no more, whatever became of the controller that had it ring.
    """

    ticket = TextField(primary_key=True)
    agent_id = TextField()
    call_id = TextField()
    box = TextField()
    until = DoubleField()

    class Meta:
        table_name = "page_calls"


class PageTalkRow(Row):
    """A call that an agent talks in, in a page, or comes back to. `ticket`: what a return dials, which serves once.

    `until`: seconds since 1970, after which it is believed no more unless it was told again.
    """

    ticket = TextField(primary_key=True)
    agent_id = TextField()
    call_id = TextField()
    box = TextField()
    until = DoubleField()

    class Meta:
        table_name = "page_talks"


class RingBackRow(Row):
    """A caller whom an agent asked, in a page of this box, to ring back. `ticket`: what the page dials, which serves
    once.

    `kind`, `call_id`, `file`: what it is for, as `disclosure.to_ring_back` names it; no number is kept here.
    `state`: a `RingBackState`. `until`: seconds since 1970, after which it is dialled no more.
    """

    ticket = TextField(primary_key=True)
    agent_id = TextField()
    kind = TextField()
    call_id = TextField()
    file = TextField(default="")
    box = TextField()
    until = DoubleField()
    state = TextField()

    class Meta:
        table_name = "ring_backs"
