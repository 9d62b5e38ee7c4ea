"""Forms whose own sentences (« Not a valid choice ») are in French."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import Field, Form, SelectFieldBase
from wtforms.meta import DefaultMeta

from web.frame.typography import set_choices

LOCALES = ("fr",)


class Set:
    """How fields are rendered: the words of their choices as the page sets its own."""

    locales = LOCALES

    def render_field(self: Any, field: Field, render_kw: dict[str, Any]) -> Markup:
        """The form library's hook."""
        rendered = DefaultMeta.render_field(self, field, render_kw)
        return set_choices(rendered) if isinstance(field, SelectFieldBase) else rendered


def in_the_address(form: Form) -> dict[str, Any]:
    """What the address says of the fields of a form, and nothing else that it may say: for the same page again."""
    return {name: value for name, value in request.args.items() if value and name in form}


class FrenchForm(FlaskForm):
    """A form that somebody sends, with its token."""

    class Meta(Set):
        def get_translations(self: Any, form: Form) -> Any:
            """Those of the form library: Flask-WTF has none of its own, and would leave it in English."""
            return DefaultMeta.get_translations(self, form)


class FrenchPart(Form):
    """A part of a form, or one in the address: no token."""

    Meta = Set
