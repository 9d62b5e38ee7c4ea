"""Compensation: what on-call time and interventions give, as people write amounts and lengths of time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from flask import url_for
from wtforms import Form, FormField, SelectField

from appliance.calls.text_lengths import SHORT
from appliance.planning.compensation import INTERVENTION_BASES, ON_CALL_BASES, Basis, Compensation, Scale
from appliance.planning.hour_kinds import PRECEDENCE, Kind, KindWindows
from appliance.planning.spans import NOTHING
from appliance.store.company_file.compensation_vocabulary import OF_BASIS, OF_KIND
from web.frame.french_form import FrenchPart
from web.frame.gate import MANAGERS, open_to
from web.frame.site import current_site
from web.settings.blueprint import pages
from web.settings.editing import EditForm, Editing, Page
from web.settings.saving import Refused
from web.text_fields import Text
from web.typed.amounts import number_shown, read_euros, read_percent
from web.typed.durations import duration_shown, read_duration
from web.typed.hours import hours_shown, read_hours

T = TypeVar("T")
Key = TypeVar("Key", Basis, Kind)
KINDS = {
    Kind.DAY: "jour",
    Kind.NIGHT: "nuit",
    Kind.SATURDAY: "samedi",
    Kind.SUNDAY: "dimanche",
    Kind.HOLIDAY: "jour férié",
}
EUROS = {"inputmode": "decimal", "placeholder": "0", "autocomplete": "off"}
TIME = {"placeholder": "aucun", "autocomplete": "off"}


def part(bases: tuple[Basis, ...], labels: Mapping[str, str]) -> type[FrenchPart]:
    """The form of a scale: an amount and a rest a basis, an uplift a kind."""
    fields: dict[str, Any] = {
        f"euros_{one.value}": Text(f"Euros {OF_BASIS[one]}", render_kw=EUROS, longest=SHORT) for one in bases
    }
    fields |= {f"rest_{one.value}": Text(f"Repos {OF_BASIS[one]}", render_kw=TIME, longest=SHORT) for one in bases}
    fields |= {
        f"uplift_{one.value}": Text(f"Majoration des heures {OF_KIND[one]}, en %", render_kw=EUROS, longest=SHORT)
        for one in Kind
    }
    fields |= {name: Text(label, render_kw=TIME, longest=SHORT) for name, label in labels.items()}
    return type("ScaleForm", (FrenchPart,), fields)


OnCallForm = part(ON_CALL_BASES, {})
InterventionForm = part(INTERVENTION_BASES, {"minimum": "Durée minimale comptée"})
WindowsForm = type(
    "WindowsForm",
    (FrenchPart,),
    {one.value: Text(f"Heures {OF_KIND[one]}", longest=SHORT) for one in PRECEDENCE}
    | {
        f"rank_{place}": SelectField(f"Compte en {place}", choices={one.value: KINDS[one] for one in PRECEDENCE})
        for place in range(1, len(PRECEDENCE) + 1)
    },
)


class CompensationForm(EditForm):
    """The company's rule."""

    on_call = FormField(OnCallForm, "Temps d'astreinte")
    intervention = FormField(InterventionForm, "Interventions")
    windows = FormField(WindowsForm, "Nature des heures")


@pages.route("/reglages/compensation", methods=["GET", "POST"])
@open_to(MANAGERS)
def compensation() -> Page:
    editing = Editing(
        current_site(),
        template="settings/compensation.html",
        act="Compensation : modifiée",
        form=lambda now, **given: CompensationForm(**given),
        facts=lambda now: rule_facts(now.compensation),
        edit=lambda now, form: replace(now, compensation=rule_of(form)),
        well="Ces montants et ces heures se lisent bien ; rien n'est encore enregistré.",
        done=lambda: (
            url_for("settings.page"),
            "La règle est enregistrée ; les relevés qui ne sont pas clos la suivent.",
        ),
    )
    return editing.answer(on_call=ON_CALL_BASES, intervention=INTERVENTION_BASES, kinds=list(Kind), ranked=PRECEDENCE)


def rule_facts(rule: Compensation) -> dict[str, Any]:
    """The form as the rule is."""
    ranks = {f"rank_{place}": kind.value for place, kind in enumerate(rule.windows.precedence, 1)}
    return {
        "on_call": scale_facts(rule.on_call),
        "intervention": scale_facts(rule.intervention)
        | {"minimum": duration_shown(rule.minimum) if rule.minimum else ""},
        "windows": {one.value: hours_shown([rule.windows.of(one)]) for one in PRECEDENCE} | ranks,
    }


def scale_facts(scale: Scale) -> dict[str, str]:
    return {
        **{f"euros_{basis.value}": number_shown(euros) for basis, euros in scale.amounts.items()},
        **{f"rest_{basis.value}": duration_shown(rest) for basis, rest in scale.rests.items()},
        **{f"uplift_{kind.value}": number_shown(more) for kind, more in scale.uplifts.items()},
    }


def rule_of(form: CompensationForm) -> Compensation:
    """The rule that the form says. Refused; ValueError, in French, which names the field."""
    return Compensation(
        windows_of(form.windows.form),
        scale_of(form.on_call.form, ON_CALL_BASES),
        scale_of(form.intervention.form, INTERVENTION_BASES),
        read(form.intervention.form, "minimum", read_duration) or NOTHING,
    )


def scale_of(form: Form, bases: tuple[Basis, ...]) -> Scale:
    """What is left empty gives nothing."""
    return Scale(
        amounts=given(form, "euros_", bases, read_euros),
        rests=given(form, "rest_", bases, read_duration),
        uplifts=given(form, "uplift_", tuple(Kind), read_percent),
    )


def given(form: Form, prefix: str, keys: tuple[Key, ...], reader: Callable[[str], T]) -> dict[Key, T]:
    found = {key: read(form, f"{prefix}{key.value}", reader) for key in keys}
    return {key: value for key, value in found.items() if value}


def read(form: Form, name: str, reader: Callable[[str], T]) -> T | None:
    """What a field says; None for nothing. Refused, with the name of the field."""
    text = (form[name].data or "").strip()
    try:
        return reader(text) if text else None
    except ValueError as error:
        raise Refused([f"{form[name].label.text} : {error}"]) from None


def windows_of(form: Form) -> KindWindows:
    """When each kind begins and ends, and which counts first. Refused."""
    usual = KindWindows()
    hours = {}
    for kind in PRECEDENCE:
        found = read(form, kind.value, read_hours)
        if found is not None and len(found) != 1:
            raise Refused([f"{form[kind.value].label.text} : donnez une seule plage, par exemple 21h-6h."])
        hours[kind.value] = found[0] if found else usual.of(kind)
    order = tuple(Kind(form[f"rank_{place}"].data) for place in range(1, len(PRECEDENCE) + 1))
    if sorted(order) != sorted(PRECEDENCE):
        raise Refused(["Chaque nature d'heures a son rang : aucune n'y est deux fois."])
    return KindWindows(**hours, precedence=order)
