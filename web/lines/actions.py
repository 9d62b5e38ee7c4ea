"""What a line does in a period or at a key, as a form shows it and as the company's file says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import SelectField

from appliance.calls.text_lengths import SENTENCE, SEVERAL
from appliance.company.model import Company
from appliance.store.company_file.actions import CHOICES
from web.frame.french_form import FrenchPart
from web.lines.facts import listed
from web.settings.saving import Refused
from web.text_fields import Lines

ASKED = {"": "selon la règle de la ligne", "yes": "demandé", "no": "pas demandé"}
OWN = "own"  # a rule of this choice alone: written in the file, kept here as it is
FORWARD, SAY, REPEAT, MESSAGE = "forward", "say", "repeat", "message"


class ActionForm(FrenchPart):
    """One thing to do. The fields that it does not need say nothing."""

    act = SelectField("Ce qui se passe")
    numbers = Lines("Numéros du bureau, un par ligne", render_kw={"rows": 2, "inputmode": "tel"}, longest=SEVERAL)
    text = Lines("Phrase dite, puis le menu reprend", render_kw={"rows": 2}, longest=SENTENCE)
    order = SelectField("Numéro de commande")


def offer_choices(form: ActionForm, company: Company, nothing: str | None, *, say: bool, menu: str = "") -> None:
    """What may be done in this company. `nothing`: the words of no action, None where one is needed.

    `say`: whether a sentence may be said, or the menu again. `menu`: that of the key, which cannot open itself.
    """
    choices = {} if nothing is None else {"": nothing}
    choices |= {f"call:{team.id}": f"appeler l'équipe {team.name}" for team in company.teams.values()}
    choices |= {f"menu:{key}": f"ouvrir le menu « {key} »" for key in company.menus if key != menu}
    choices |= {FORWARD: "transférer à un bureau", MESSAGE: "prendre un message"}
    if say:
        choices |= {SAY: "dire une phrase, puis redire le menu", REPEAT: "redire le menu"}
    form.act.choices = choices
    form.order.choices = ASKED | {OWN: "selon une règle propre à ce choix"}


def action_facts(item: Mapping[str, Any] | None) -> dict[str, Any]:
    """The form as the file is."""
    if not item:
        return {"act": "", "order": ""}
    offices = item.get("forward", [])
    return {
        "act": act_of(item),
        "numbers": "\n".join([offices] if isinstance(offices, str) else offices),
        "text": item.get("say", ""),
        "order": order_of(item),
    }


def act_of(item: Mapping[str, Any]) -> str:
    """The choice of the form for what the file says; "" where it says nothing."""
    for kind in ("call", "menu"):
        if kind in item:
            return f"{kind}:{item[kind]}"
    return next((kind for kind in (FORWARD, SAY, REPEAT, MESSAGE) if kind in item), "")


def order_of(item: Mapping[str, Any]) -> str:
    """Whether a choice asks for the order number by itself."""
    rule = item.get("order_number")
    if rule is None:
        return ""
    return OWN if isinstance(rule, Mapping) else "yes" if rule else "no"


def fill_action(item: Any, form: ActionForm) -> None:
    """The keys of the action in the file, from the form. Refused, in French."""
    former = item.get("order_number")
    for key in CHOICES:
        item.pop(key, None)
    act = form.act.data or ""
    kind, _, target = act.partition(":")
    if kind == FORWARD:
        item[FORWARD] = listed(form.numbers.data) or refuse("Donnez le numéro du bureau à qui l'appel est transféré.")
    elif kind == SAY:
        item[SAY] = (form.text.data or "").strip() or refuse("Écrivez la phrase que ce choix dit.")
    elif kind in (REPEAT, MESSAGE):
        item[kind] = True
    elif kind:
        item[kind] = target
    if kind == "call" and form.order.data:
        own = former if isinstance(former, Mapping) else None
        item["order_number"] = own if form.order.data == OWN and own else form.order.data == "yes"


def refuse(sentence: str) -> Any:
    raise Refused([sentence])
