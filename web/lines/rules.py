"""The rule of a number that is asked for as a form shows it: any digits, so many, some of them known.

A rule that a file has set and no such form can say is kept as it is, and shown in words.
"""

from __future__ import annotations

import re
from typing import Any

from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import Optional

from appliance.calls.text_lengths import NAME, SHORT
from appliance.company.limits import DIGITS, is_within, out_of_bounds
from appliance.company.model import NumberRule
from appliance.company.order_patterns import length_pattern, order_pattern
from appliance.store.company_file.facts import shape_words
from web.frame.french_form import FrenchPart
from web.settings.field_text import needed
from web.settings.saving import Refused
from web.text_fields import Carried, Text

LENGTH = re.compile(r"(\d*)\\d\{(\d+)(?:,(\d+))?\}")
FILE = "pattern"  # a rule that only a file can say
SHAPES = {"any": "de un à douze chiffres", "length": "un nombre de chiffres donné"}
KEPT = {FILE: "celle du fichier de l'entreprise"}


class RuleForm(FrenchPart):
    """Whether a number is asked for, and what a good one is."""

    ask = BooleanField("Demander le numéro à l'appelant")
    tries = IntegerField("Essais", validators=[Optional()])
    shape = SelectField("Forme attendue", choices=SHAPES | KEPT)
    shortest = IntegerField("Chiffres, au moins", validators=[Optional()])
    longest = IntegerField("Chiffres, au plus", validators=[Optional()])
    begins = Text("Commence par", render_kw={"inputmode": "numeric", "autocomplete": "off"}, longest=SHORT)
    pattern = Carried(longest=NAME)

    def __init__(self, *facts: Any, **more: Any) -> None:
        super().__init__(*facts, **more)
        if not self.pattern.data:
            self.shape.choices = SHAPES

    @property
    def kept(self) -> str:
        """The rule of the file in words: « 3 ou 8 chiffres, par exemple 407 »."""
        return shape_words(NumberRule(pattern=self.pattern.data)) if self.pattern.data else ""


def rule_facts(rule: NumberRule) -> dict[str, Any]:
    """The form as the rule is."""
    facts: dict[str, Any] = {"ask": rule.ask, "tries": rule.tries, "shape": "any"}
    if rule.pattern == NumberRule().pattern:
        return facts
    if found := LENGTH.fullmatch(rule.pattern):
        known, lengths = len(found[1]), (int(found[2]), int(found[3] or found[2]))
        shortest, longest = (known + one for one in lengths)
        return facts | {"shape": "length", "shortest": shortest, "longest": longest, "begins": found[1]}
    return facts | {"shape": FILE, "pattern": rule.pattern}


def rule_of(form: RuleForm) -> NumberRule:
    """The rule that the form says. Refused, in French."""
    usual = NumberRule()
    tries = usual.tries if form.tries.data is None else form.tries.data
    pattern = usual.pattern
    if form.shape.data == "length":
        pattern = pattern_of(form)
    elif form.shape.data == FILE:
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
    begins = re.sub(r"\s", "", form.begins.data or "")
    if begins and not (begins.isascii() and begins.isdecimal() and len(begins) < shortest):
        raise Refused([f"{form.begins.label.text} : donnez moins de {shortest} chiffres, ou laissez vide."])
    return begins + length_pattern(shortest - len(begins), longest - len(begins))
