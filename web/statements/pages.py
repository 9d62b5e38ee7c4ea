"""The monthly statements: read, closed, corrected, as a PDF, a CSV, and the ZIP of a month; each agent's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from appliance.documents.sheet import Sheet, rule_told
from appliance.documents.statement_csv import statement_csv
from appliance.planning.months import Month, month_of, read_month
from appliance.statements.statement_book import Refused, StatementBook, UnknownAgent, file_name
from appliance.store.accounts.audit import note
from appliance.store.database import writing
from web.frame.gate import ALL, MANAGERS, READERS, account, open_to
from web.frame.site import Site, current_site
from web.frame.warned import warn
from web.sight import own_sight
from web.statements.rows import TO_SETTLE, row_of, total_of

Page = str | AnyResponse | tuple[str, int]


# `/releves` and what is under it; `/moi/releves` for the one who is signed in.
pages = Blueprint("statements", __name__, template_folder="templates")


def book_of(month: Month, agent: str | None = None) -> StatementBook:
    site = current_site()
    company = site.company()
    if company is None:
        abort(404)
    try:
        return StatementBook(site.database, company, month, agent, site.now(), account().name)
    except UnknownAgent:
        abort(404)


def month_asked() -> Month:
    """The month of the address, else the last one that is over."""
    site = current_site()
    try:
        return read_month(request.args.get("mois", ""))
    except ValueError:
        company = site.company()
        return month_of(site.now(), company.timezone if company else "Europe/Paris").following(-1)


@pages.get("/releves")
@open_to(READERS)
def page() -> Page:
    return shown(month_asked())


def shown(month: Month, problem: str | None = None) -> str:
    if current_site().company() is None:
        return render_template("statements/page.html", month=month, rows=[], book=None)
    book = book_of(month)
    sheets = book.sheets(None)
    rows = [row_of(sheet) for sheet in sheets]
    standings = list(dict.fromkeys(row["standing"] for row in rows))
    return render_template(
        "statements/page.html",
        month=month,
        standing=standings[0] if len(standings) == 1 else None,
        rows=rows,
        to_settle=sum(row["due"] == TO_SETTLE for row in rows),
        some_due=any(row["due"] != TO_SETTLE for row in rows),
        total=total_of(sheets),
        book=book,
        rule=rule_told(book.company.compensation),
        warnings=book.warnings,
        over=over(book),
        problem=problem,
    )


@pages.post("/releves/<month>/clore")
@open_to(MANAGERS)
def close(month: str) -> Page:
    return change(read(month), close=True)


@pages.post("/releves/<month>/corriger")
@open_to(MANAGERS)
def correct(month: str) -> Page:
    return change(read(month), close=False)


def change(month: Month, *, close: bool) -> Page:
    site = current_site()
    act = f"Relevés {month.of_month} : {'clos' if close else 'corrigés'}"
    try:
        with writing(site.database):
            book = book_of(month)
            book.close() if close else book.correct(current_rule=False)
            note(site.database, account().name, act, book.warnings, at=site.real_clock())
    except Refused as error:
        return shown(month, problem=str(error)), 422
    for warning in book.warnings:
        warn(warning)
    flash(f"Les relevés {month.of_month} sont {'clos' if close else 'corrigés'}.")
    return redirect(url_for("statements.page", mois=str(month)), code=303)


@pages.get("/releves/<month>/tous.zip")
@open_to(READERS)
def archive(month: str) -> Response:
    site = current_site()
    asked = read(month)
    return site.printing.answer(account().name, lambda: sheets_of(site, book_of(asked)), "zip", f"releves-{asked}")


@pages.get("/releves/<month>/<agent>.<any(pdf, csv):form>")
@open_to(READERS)
def sheet(month: str, agent: str, form: str) -> Response:
    return printed(current_site(), lambda: book_of(read(month), agent), form)


@pages.get("/moi/releves")
@open_to(ALL)
def mine() -> Page:
    book = book_of(month_asked(), own())
    facts = {"rows": [row_of(one) for one in book.sheets(None)], "rule": rule_told(book.company.compensation)}
    return render_template("statements/mine.html", month=book.month, settled=book.company.compensation.settled, **facts)


@pages.get("/moi/releves/<month>.<any(pdf, csv):form>")
@open_to(ALL)
def my_sheet(month: str, form: str) -> Response:
    return printed(current_site(), lambda: book_of(read(month), own()), form)


def own() -> str:
    """The agent of the account: never one named in the address."""
    return account().agent or abort(404)


def read(text: str) -> Month:
    """A month of an address; 404 for what is none."""
    try:
        return read_month(text)
    except ValueError:
        abort(404)


def over(book: StatementBook) -> bool:
    """Whether the month is over, so that it may be closed."""
    end: datetime = book.month.end(book.company.timezone)
    return book.now >= end


def sheets_of(site: Site, book: StatementBook) -> list[Sheet]:
    """What is printed, as whoever is signed in may read it. StoreError."""
    seen = own_sight(site)
    return [replace(one, statement=seen.statement(one.statement)) for one in book.sheets(None)]


def printed(site: Site, book: Callable[[], StatementBook], form: str) -> Response:
    """The statement of one agent, as a file. To make the book, where it is drawn up, is the longest part of it."""
    if form == "pdf":
        return site.printing.answer(account().name, lambda: sheets_of(site, book()), form)
    (sheet,) = sheets_of(site, book())
    answer = Response(statement_csv(sheet), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(sheet)}.csv"'
    return answer
