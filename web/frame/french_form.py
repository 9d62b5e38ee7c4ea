"""Forms whose own sentences (« Not a valid choice ») are in French."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import Form

LOCALES = ("fr",)


class FrenchForm(FlaskForm):
    """A form that somebody sends, with its token."""

    class Meta:
        locales = LOCALES


class FrenchPart(Form):
    """A part of a form, or one in the address: no token."""

    class Meta:
        locales = LOCALES
