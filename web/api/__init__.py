"""The JSON API: the same things as the pages, for programs that show a token. `/api/v1`, described at `/api`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec
from flask import Blueprint, Response, request

from web.api.agents import agent_operations
from web.api.allowance import Allowance
from web.api.announcements import announcement_operations
from web.api.calls import call_operations
from web.api.customers import customer_operations
from web.api.exceptions import absence_operations, override_operations
from web.api.figures import statistics_operations
from web.api.gate import count_address, let_in
from web.api.health import health_operations
from web.api.lines import line_operations
from web.api.messages import message_operations
from web.api.on_call import on_call_operations
from web.api.openapi import document
from web.api.operation import Operation, Right
from web.api.publications import publication_operations
from web.api.shifts import shift_operations
from web.api.statements import statement_operations
from web.api.swaps import swap_operations
from web.api.weekly_shifts import weekly_shift_operations
from web.frame.site import current_site

GROUPS = (
    on_call_operations,
    shift_operations,
    weekly_shift_operations,
    override_operations,
    absence_operations,
    swap_operations,
    publication_operations,
    agent_operations,
    line_operations,
    announcement_operations,
    call_operations,
    customer_operations,
    message_operations,
    statement_operations,
    statistics_operations,
    health_operations,
)
OPERATIONS = [one for group in GROUPS for one in group.found]  # in the order in which they are told
OPEN = "api.description"


@cache
def described() -> dict[str, Any]:
    """The OpenAPI file, for the first who reads it: it tells of no company."""
    return document(OPERATIONS)


def api_pages(allowance: Allowance) -> Blueprint:
    """`/api/v1`: a blueprint for each application, since each counts the requests of its own clients."""
    pages = Blueprint("api", __name__)
    by_endpoint = {f"api.{one.name}": one for one in OPERATIONS}

    @pages.before_request
    def gate() -> None:
        count_address(allowance)
        if request.endpoint != OPEN:
            let_in(current_site(), allowance, writes=by_endpoint[request.endpoint or ""].writes)

    for one in OPERATIONS:
        pages.add_url_rule(one.path, one.name, served(one), methods=[one.method], provide_automatic_options=False)
    pages.add_url_rule("/openapi.json", "description", description, provide_automatic_options=False)
    return pages


def description() -> Response:
    """The OpenAPI file: it needs no token."""
    return Response(msgspec.json.encode(described()), content_type="application/json")


description.right = Right.NONE  # type: ignore[attr-defined]


def served(operation: Operation) -> Callable[..., Response]:
    """The view of an operation, which carries the right that it asks for."""

    def view(**path: str) -> Response:
        return operation.serve(**path)

    view.right = operation.right  # type: ignore[attr-defined]
    return view


__all__ = ["OPERATIONS", "Allowance", "Right", "api_pages", "described"]
