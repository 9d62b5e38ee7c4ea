"""The monthly statements: those of a month, and the CSV of the pay."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from flask import Response
from msgspec import Meta

from appliance.documents.sheet import Sheet
from appliance.documents.statement_csv import statements_csv
from appliance.planning.months import read_month
from appliance.planning.statement import sum_of
from appliance.statements.statement_book import StatementBook, UnknownAgent
from web.api.company import company_of
from web.api.fields import Asked, Key, Told
from web.api.gate import sight, token
from web.api.operation import Group, Right
from web.api.problems import Refusal
from web.frame.site import Site, current_site

HOUR = timedelta(hours=1)
Euros = Annotated[str, Meta(examples=["1234.50"], description="En euros, avec un point.")]


class OfAgent(Asked):
    """`agent` absent : tous."""

    agent: Key | None = None


class StatementTold(Told):
    """Le relevé d'un intervenant. Les heures sont décimales ; `amount` : `null` si la règle n'est pas fixée."""

    agent: str
    name: str
    on_call_hours: float
    interventions: int
    work_hours: float
    amount: Euros | None
    rest_hours: float | None
    closed: bool
    edition: int | None
    remarks: list[str]


class Statements(Told):
    """Les relevés d'un mois ; `warnings` : ce qui a changé depuis la clôture."""

    month: str
    statements: list[StatementTold]
    warnings: list[str]


statement_operations = Group("Relevés")  # `/statements/<month>`, `/statements/<month>/csv`


@statement_operations.add(
    "GET",
    "/statements/<month>",
    Right.READ,
    "Les relevés d'un mois",
    query=OfAgent,
    answer=Statements,
    errors=(404, 409),
)
def list_statements(month: str, query: OfAgent) -> Statements:
    """Clos, ou provisoires tant que le mois n'est pas clôturé."""
    book = book_of(current_site(), month, query.agent)
    sheets = book.sheets(None)
    return Statements(month=str(book.month), statements=[told(one) for one in sheets], warnings=book.warnings)


@statement_operations.add(
    "GET",
    "/statements/<month>/csv",
    Right.READ,
    "Le CSV d'un mois",
    query=OfAgent,
    media="text/csv",
    errors=(404, 409),
)
def statements_as_csv(month: str, query: OfAgent) -> Response:
    """De tous les intervenants l'un après l'autre, ou d'un seul : UTF-8, points-virgules, virgules décimales."""
    site = current_site()
    book = book_of(site, month, query.agent)
    seen = sight(site)
    sheets = [replace(one, statement=seen.statement(one.statement)) for one in book.sheets(None)]
    answer = Response(statements_csv(sheets), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="releves-{book.month}.csv"'
    return answer


def book_of(site: Site, month: str, agent: str | None) -> StatementBook:
    """Where the statements of this month are. Refusal, StoreError."""
    try:
        asked = read_month(month)
    except ValueError as error:
        raise Refusal(404, str(error)) from None
    try:
        return StatementBook(site.database, company_of(site), asked, agent, site.now(), token().author)
    except UnknownAgent as error:
        raise Refusal(404, f"{str(error)[:1].upper()}{str(error)[1:]}.") from None


def told(sheet: Sheet) -> StatementTold:
    statement = sheet.statement
    settled = statement.rule.settled
    return StatementTold(
        agent=statement.agent,
        name=statement.name,
        on_call_hours=hours(sum_of(statement.on_call)),
        interventions=len(statement.interventions),
        work_hours=hours(sum_of(statement.work)),
        amount=f"{statement.amount:.2f}" if settled else None,
        rest_hours=hours(statement.rest) if settled else None,
        closed=sheet.edition is not None,
        edition=sheet.edition.number if sheet.edition else None,
        remarks=list(statement.remarks),
    )


def hours(length: timedelta) -> float:
    return round(length / HOUR, 4)
