"""Questions before a change is written: asked in its form, answered by sending it again."""

from __future__ import annotations

from flask import request

from web.settings.saving import Asked, Refused, sentences


def sure() -> frozenset[str]:
    """The answers that the form carries, each marked with the question that it is for."""
    named = [value for key in request.form if key.startswith("sure-") for value in request.form.getlist(key)]
    return frozenset([*request.form.getlist("sure"), *named])


def trouble_of(error: ValueError | Refused) -> dict[str, object]:
    """What the form is shown with again: what is wrong, or what is asked, the answers already given kept."""
    if isinstance(error, Asked):
        return {"questions": error.questions, "given": sorted(sure())}
    return {"problems": sentences(error)}
