"""The tables of the lists of customers (migration 24). One list at most is in force."""

from __future__ import annotations

from peewee import BooleanField, CompositeKey, IntegerField, TextField

from appliance.store.fields import InstantField, Row


class CustomerListRow(Row):
    """A list as it was brought. `matched`, `faults`: JSON, what its columns are and the lines not taken (the first).

    `kept`, `not_kept`: how many lines were taken and not. `in_force`: what calls are looked up in.
    """

    number = IntegerField(primary_key=True)
    title = TextField()
    brought_by = TextField()
    at = InstantField()
    kept = IntegerField(default=0)
    not_kept = IntegerField(default=0)
    matched = TextField(default="[]")
    faults = TextField(default="[]")
    in_force = BooleanField(default=False)

    class Meta:
        table_name = "customer_lists"


class CustomerRow(Row):
    """A line of a list. `order_number`: its digits, without zeros before; `said`: to the agent; `more`: JSON."""

    list_number = IntegerField()
    line = IntegerField()
    order_number = TextField(null=True)
    name = TextField()
    said = TextField()
    more = TextField()

    class Meta:
        table_name = "customers"
        primary_key = CompositeKey("list_number", "line")


class CustomerNumberRow(Row):
    """A number (E.164) from which a customer calls."""

    caller = TextField()
    list_number = IntegerField()
    line = IntegerField()

    class Meta:
        table_name = "customer_numbers"
        primary_key = CompositeKey("caller", "list_number", "line")
