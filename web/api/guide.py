"""`/api`: the operations of the JSON API for people, from the same list as the OpenAPI file. Nothing secret: open."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, render_template, request
from markupsafe import Markup, escape

from web.api.openapi import ARGUMENT, Described, name_of
from web.api.operation import Operation
from web.frame.gate import public
from web.frame.site import Site
from web.frame.typography import typeset

RIGHTS = {"read": "lecture", "write": "écriture"}


def api_guide_pages(site: Site, operations: list[Operation], described: Described) -> Blueprint:
    """One page. `described`: the OpenAPI file."""
    pages = Blueprint("api_guide", __name__, template_folder="templates")

    @pages.get("/api")
    @public
    def page() -> str:
        written = described()
        return render_template(
            "api_guide.html",
            groups=[(name, list(group)) for name, group in groupby(operations, key=lambda one: one.group)],
            told=lambda one: written["paths"][ARGUMENT.sub(r"{\1}", one.path)][one.method.lower()],
            schemas=written["components"]["schemas"],
            introduction=written["info"]["description"],
            address=f"{site.config.public_url or request.host_url.rstrip('/')}/api/v1",
            rights=RIGHTS,
            coded=coded,
            name_of=name_of,
            shown_path=lambda one: ARGUMENT.sub(r"{\1}", one.path),
        )

    return pages


def coded(text: str) -> Markup:
    """The text as HTML, typeset; what is between backticks as code, and as it is."""
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(typeset(part))
        for number, part in enumerate(text.split("`"))
    )
