"""The rule of an order number as a form shows it: any digits, so many, or a pattern."""

from __future__ import annotations

import re
from typing import Any

from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import Optional

from appliance.calls.text_lengths import NAME
from appliance.company.model import NumberRule
from web.frame.french_form import FrenchPart
from web.settings.saving import Refused
from web.text_fields import Text

LENGTH = re.compile(r"\\d\{(\d+)(?:,(\d+))?\}")
SHAPES = {"any": "de un à douze chiffres", "length": "un nombre de chiffres donné", "pattern": "un motif"}


class RuleForm(FrenchPart):
    """Whether a number is asked for, and what a good one is."""

    ask = BooleanField("Demander le numéro à l'appelant")
    tries = IntegerField("Essais", validators=[Optional()])
    shape = SelectField("Forme attendue", choices=SHAPES)
    shortest = IntegerField("Chiffres, au moins", validators=[Optional()])
    longest = IntegerField("Chiffres, au plus", validators=[Optional()])
    pattern = Text("Motif", render_kw={"autocomplete": "off", "spellcheck": "false"}, longest=NAME)


def rule_facts(rule: NumberRule) -> dict[str, Any]:
    """The form as the rule is."""
    facts: dict[str, Any] = {"ask": rule.ask, "tries": rule.tries, "shape": "any"}
    if rule.pattern == NumberRule().pattern:
        return facts
    if found := LENGTH.fullmatch(rule.pattern):
        return facts | {"shape": "length", "shortest": int(found[1]), "longest": int(found[2] or found[1])}
    return facts | {"shape": "pattern", "pattern": rule.pattern}


def rule_item(form: RuleForm) -> dict[str, Any]:
    """The rule as the company's file says it. Refused, in French."""
    item: dict[str, Any] = {"ask": form.ask.data}
    if form.tries.data is not None:
        item["tries"] = form.tries.data
    if form.shape.data == "length":
        shortest = form.shortest.data or form.longest.data
        if shortest is None:
            raise Refused(["Donnez le nombre de chiffres du numéro."])
        longest = form.longest.data or shortest
        item["length"] = shortest if shortest == longest else [shortest, longest]
    elif form.shape.data == "pattern":
        item["pattern"] = (form.pattern.data or "").strip()
    return item
