"""The JSON API: the same things as the pages, for programs that show a token. `/api/v1`, described at `/api`."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from flask import Blueprint, Response, request

from web.api.agents import agent_operations
from web.api.allowance import Allowance
from web.api.announcements import announcement_operations
from web.api.calls import call_operations
from web.api.exceptions import absence_operations, override_operations
from web.api.figures import statistics_operations
from web.api.gate import count_address, let_in
from web.api.health import health_operations
from web.api.lines import line_operations
from web.api.messages import message_operations
from web.api.on_call import on_call_operations
from web.api.openapi import Described
from web.api.operation import Api, Operation, Right
from web.api.publications import publication_operations
from web.api.shifts import shift_operations
from web.api.statements import statement_operations
from web.api.swaps import swap_operations
from web.api.weekly_shifts import weekly_shift_operations
from web.frame.site import Site

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
    message_operations,
    statement_operations,
    statistics_operations,
    health_operations,
)
OPEN = "api.description"


def operations_of(site: Site) -> list[Operation]:
    """Every operation, in the order in which they are told."""
    api = Api(site)
    for add in GROUPS:
        add(api)
    return api.found


def api_pages(site: Site, operations: list[Operation], described: Described, allowance: Allowance) -> Blueprint:
    """`/api/v1`. `described`: its OpenAPI file, which tells of no company and needs no token."""
    pages = Blueprint("api", __name__)
    by_endpoint = {f"api.{one.name}": one for one in operations}

    @pages.before_request
    def gate() -> None:
        count_address(allowance)
        if request.endpoint != OPEN:
            let_in(site, allowance, writes=by_endpoint[request.endpoint or ""].writes)

    for one in operations:
        pages.add_url_rule(one.path, one.name, served(one), methods=[one.method], provide_automatic_options=False)

    @pages.get("/openapi.json", provide_automatic_options=False)
    def description() -> Response:
        return Response(msgspec.json.encode(described()), content_type="application/json")

    description.right = Right.NONE  # type: ignore[attr-defined]

    return pages


def served(operation: Operation) -> Callable[..., Response]:
    """The view of an operation, which carries the right that it asks for."""

    def view(**path: str) -> Response:
        return operation.serve(**path)

    view.right = operation.right  # type: ignore[attr-defined]
    return view


__all__ = ["Allowance", "Right", "api_pages", "operations_of"]
