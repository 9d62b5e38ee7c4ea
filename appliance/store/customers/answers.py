"""What the address that knows the customers has answered: kept for the pages and for what is told of calls.

Beside it, how its last questions went, which the page « Santé » is made of.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import CompositeKey, Database, Expression, IntegerField, TextField

from appliance.calls.customers import Customer
from appliance.store.customers.cells import order_key
from appliance.store.customers.lookup import StoredCustomers
from appliance.store.database import reading, writing
from appliance.store.fields import InstantField, Row

QUESTIONS_KEPT = 500


@dataclass(frozen=True)
class Question:
    """What the address is asked about: a number (E.164), or an order as it was typed; the other is empty."""

    number: str = ""
    order: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.number, order_key(self.order) if self.order else ""


class CustomerAnswerRow(Row):
    """The last answer about a number, or an order. `said`: JSON, the customers. Nobody known: no row."""

    caller = TextField()
    order_number = TextField()
    said = TextField()
    at = InstantField()

    class Meta:
        table_name = "customer_answers"
        primary_key = CompositeKey("caller", "order_number")


class CustomerQuestionRow(Row):
    """A question that the address was asked. `fault`: why it has no answer, in French words of ours; None: it has."""

    at = InstantField(primary_key=True)
    milliseconds = IntegerField()
    fault = TextField(null=True)

    class Meta:
        table_name = "customer_questions"


class KnownCustomers:
    """Implements `calls.customers.Customers` in the thread that asks: what the address answered, else the list.

    StoreError of a database that does not answer.
    """

    def __init__(self, database: Database) -> None:
        self._database, self._listed = database, StoredCustomers(database)

    def by_caller(self, number: str) -> Sequence[Customer]:
        return answered(self._database, Question(number=number)) or self._listed.by_caller(number)

    def by_order(self, digits: str) -> Sequence[Customer] | None:
        return answered(self._database, Question(order=digits)) or self._listed.by_order(digits)


def answered(database: Database, question: Question) -> list[Customer]:
    """The last answer; nobody without one. StoreError."""
    query = CustomerAnswerRow.select(CustomerAnswerRow.said).where(_is(question))
    with reading(database):
        found = query.tuples().execute(database)
        return [_customer(one) for (said,) in found for one in json.loads(said)]


def keep_answer(database: Database, question: Question, found: Sequence[Customer], at: datetime) -> None:
    """Keep it in the place of the one before. StoreError."""
    caller, order = question.key
    said = json.dumps([[one.name, one.said, one.order, one.more] for one in found], ensure_ascii=False)
    row = {"caller": caller, "order_number": order, "said": said, "at": at}
    with writing(database):
        CustomerAnswerRow.delete().where(_is(question)).execute(database)
        if found:
            CustomerAnswerRow.insert(**row).execute(database)


def note_question(database: Database, at: datetime, milliseconds: int, fault: str | None) -> None:
    """How a question went; the last ones are kept. StoreError."""
    row = CustomerQuestionRow.insert(at=at, milliseconds=milliseconds, fault=fault).on_conflict_ignore()
    old = CustomerQuestionRow.select(CustomerQuestionRow.at).order_by(CustomerQuestionRow.at.desc())
    with writing(database):
        row.execute(database)
        for (moment,) in old.offset(QUESTIONS_KEPT).limit(1).tuples().execute(database):
            CustomerQuestionRow.delete().where(CustomerQuestionRow.at <= moment).execute(database)


def questions_since(database: Database, moment: datetime) -> list[tuple[int, str | None]]:
    """Milliseconds and fault of each, the newest first. StoreError."""
    facts = (CustomerQuestionRow.milliseconds, CustomerQuestionRow.fault)
    query = CustomerQuestionRow.select(*facts).where(CustomerQuestionRow.at >= moment)
    with reading(database):
        return list(query.order_by(CustomerQuestionRow.at.desc()).tuples().execute(database))


def forget_answers(database: Database, number: str) -> int:
    """Take away what was answered about a caller (E.164); how many answers. StoreError."""
    with writing(database):
        return int(CustomerAnswerRow.delete().where(CustomerAnswerRow.caller == number).execute(database))


def _is(question: Question) -> Expression:
    caller, order = question.key
    return (CustomerAnswerRow.caller == caller) & (CustomerAnswerRow.order_number == order)


def _customer(told: list[Any]) -> Customer:
    name, said, order, more = told
    return Customer(name, said, order, tuple((heading, text) for heading, text in more))
