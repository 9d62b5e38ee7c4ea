"""Forms whose own sentences (« Not a valid choice ») are in French."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Form
from wtforms.meta import DefaultMeta

LOCALES = ("fr",)


class FrenchForm(FlaskForm):
    """A form that somebody sends, with its token."""

    class Meta:
        locales = LOCALES

        def get_translations(self: Any, form: Form) -> Any:
            """Those of the form library: Flask-WTF has none of its own, and would leave it in English."""
            return DefaultMeta.get_translations(self, form)


class FrenchPart(Form):
    """A part of a form, or one in the address: no token."""

    class Meta:
        locales = LOCALES
