"""`/api`: the operations of the JSON API for people, from the same list as the OpenAPI file. Nothing secret: open."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, render_template, request
from markupsafe import Markup, escape

from web.api import OPERATIONS, described
from web.api.openapi import ARGUMENT, name_of
from web.frame.gate import public
from web.frame.site import current_site
from web.frame.typography import typeset

RIGHTS = {"read": "lecture", "write": "écriture"}


pages = Blueprint("api_guide", __name__, template_folder="templates")


@pages.get("/api")
@public
def page() -> str:
    written = described()
    return render_template(
        "api_guide.html",
        groups=[(name, list(group)) for name, group in groupby(OPERATIONS, key=lambda one: one.group)],
        told=lambda one: written["paths"][ARGUMENT.sub(r"{\1}", one.path)][one.method.lower()],
        schemas=written["components"]["schemas"],
        introduction=written["info"]["description"],
        address=f"{current_site().config.public_url or request.host_url.rstrip('/')}/api/v1",
        rights=RIGHTS,
        coded=coded,
        name_of=name_of,
        shown_path=lambda one: ARGUMENT.sub(r"{\1}", one.path),
    )


def coded(text: str) -> Markup:
    """The text as HTML, typeset; what is between backticks as code, and as it is."""
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(typeset(part))
        for number, part in enumerate(text.split("`"))
    )
