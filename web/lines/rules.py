"""The rule of an order number as a form shows it: any digits, so many, or a pattern."""

from __future__ import annotations

import re
from typing import Any

from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import Optional

from appliance.calls.text_lengths import NAME
from appliance.company.limits import DIGITS, is_within, out_of_bounds
from appliance.company.model import NumberRule
from appliance.company.order_patterns import length_pattern, order_pattern
from web.frame.french_form import FrenchPart
from web.settings.field_text import needed
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


def rule_of(form: RuleForm) -> NumberRule:
    """The rule that the form says. Refused, in French."""
    usual = NumberRule()
    tries = usual.tries if form.tries.data is None else form.tries.data
    pattern = usual.pattern
    if form.shape.data == "length":
        pattern = pattern_of(form)
    elif form.shape.data == "pattern":
        pattern = needed(form.pattern, order_pattern)
    return NumberRule(bool(form.ask.data), pattern, tries)


def pattern_of(form: RuleForm) -> str:
    """So many digits. Refused, in French."""
    shortest = form.longest.data if form.shortest.data is None else form.shortest.data
    if shortest is None:
        raise Refused(["Donnez le nombre de chiffres du numéro."])
    longest = shortest if form.longest.data is None else form.longest.data
    for field, number in ((form.shortest, shortest), (form.longest, longest)):
        if not is_within(number, DIGITS):
            raise Refused([f"{field.label.text} : {out_of_bounds(number, DIGITS)}"])
    if longest < shortest:
        raise Refused([f"{form.longest.label.text} : {longest} est moins que {shortest}, le nombre le plus court."])
    return length_pattern(shortest, longest)
