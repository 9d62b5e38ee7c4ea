"""What a line does in a period or at a key, as a form shows it and as the form says it."""

from __future__ import annotations

from typing import Any, assert_never

from wtforms import FormField, SelectField
from wtforms.validators import Optional

from appliance.calls.text_lengths import NOTE, SENTENCE, SEVERAL
from appliance.company.actions import Named, named_by
from appliance.company.limits import TARGET_WAIT
from appliance.company.model import Action, CallTeam, Company, Forward, NumberRule, OpenMenu, Repeat, Say, TakeMessage
from appliance.company.names import menu_title
from appliance.company.numbers import readable
from appliance.store.company_file import scalars
from web.frame.form_values import WaitField
from web.frame.french_form import FrenchPart
from web.lines.rules import RuleForm, rule_facts, rule_of
from web.settings.field_text import each, number_to_ring, read
from web.settings.saving import Refused
from web.text_fields import Lines

ASKED = {"": "selon la règle de la ligne", "yes": "demandé", "no": "pas demandé"}
OWN = "own"  # a rule of this choice alone
FORWARD, SAY, REPEAT, MESSAGE, CAN_WAIT = "forward", "say", "repeat", "message", "can_wait"


class ActionForm(FrenchPart):
    """One thing to do. The fields that it does not need say nothing."""

    act = SelectField("Ce qui se passe")
    numbers = Lines("Numéros du bureau, un par ligne", render_kw={"rows": 2, "inputmode": "tel"}, longest=SEVERAL)
    text = Lines("Phrase dite, puis le menu reprend", render_kw={"rows": 2}, longest=SENTENCE)
    order = SelectField("Numéro de commande")
    rule = FormField(RuleForm, "Règle de ce choix", default=lambda: rule_facts(NumberRule(ask=True)))
    target_wait = WaitField(
        "Joindre un humain en moins de",
        TARGET_WAIT,
        validators=[Optional()],
        render_kw={"placeholder": "celui de la ligne"},
    )
    instructions = Lines("Consignes des intervenants pour ce choix", render_kw={"rows": 3}, longest=NOTE)


def offer_choices(form: ActionForm, company: Company, nothing: str | None, *, say: bool, menu: str = "") -> None:
    """What may be done in this company. `nothing`: the words of no action, None where one is needed.

    `say`: whether a sentence may be said, or the menu again. `menu`: that of the key, which cannot open itself.
    """
    choices = {} if nothing is None else {"": nothing}
    choices |= {f"call:{team.id}": f"équipe {team.name}" for team in company.teams.values()}
    others = {key: one for key, one in company.menus.items() if key != menu}
    choices |= {f"menu:{key}": f"menu « {menu_title(company, one)} »" for key, one in others.items()}
    choices |= {FORWARD: "transférer à un bureau", MESSAGE: "prendre un message"}
    choices |= {CAN_WAIT: "prendre ce qui peut attendre"}
    if say:
        choices |= {SAY: "dire une phrase, puis le menu", REPEAT: "redire le menu"}
    form.act.choices = choices
    form.order.choices = ASKED | {OWN: "selon une règle propre à ce choix"}


def action_facts(action: Action | None, country: str) -> dict[str, Any]:
    """The form as the action is; None: it says nothing."""
    named = Named() if action is None else named_by(action)
    return {
        "act": "" if action is None else act_of(action),
        "numbers": "\n".join(readable(number, country) for number in named.offices),
        "text": named.text or "",
        "order": order_of(action),
        "rule": rule_facts(rule if isinstance(rule := own_rule(action), NumberRule) else NumberRule(ask=True)),
        "target_wait": action.target_wait if isinstance(action, CallTeam) else None,
        "instructions": (action.instructions or "") if isinstance(action, CallTeam) else "",
    }


def act_of(action: Action) -> str:
    """The choice of the form."""
    match action:
        case CallTeam(team):
            return f"call:{team}"
        case OpenMenu(menu):
            return f"menu:{menu}"
        case Forward():
            return FORWARD
        case Say():
            return SAY
        case Repeat():
            return REPEAT
        case TakeMessage(can_wait):
            return CAN_WAIT if can_wait else MESSAGE
        case _:
            assert_never(action)


def order_of(action: Action | None) -> str:
    """Whether a choice asks for the order number by itself."""
    rule = own_rule(action)
    if rule is None:
        return ""
    return OWN if isinstance(rule, NumberRule) else "yes" if rule else "no"


def own_rule(action: Action | None) -> bool | NumberRule | None:
    return action.order_number if isinstance(action, CallTeam) else None


def action_of(form: ActionForm, company: Company) -> Action:
    """What the form says to do. Refused, in French."""
    kind, _, target = (form.act.data or "").partition(":")
    match kind:
        case "call":
            return CallTeam(target, asked(form), read(form.instructions, scalars.instructions), form.target_wait.data)
        case "menu":
            return OpenMenu(target)
        case "forward":
            numbers = each(form.numbers, number_to_ring(company))
            return Forward(numbers or refuse("Donnez le numéro du bureau à qui l'appel est transféré."))
        case "say":
            return Say(read(form.text, scalars.spoken) or refuse("Écrivez la phrase que ce choix dit."))
        case "repeat":
            return Repeat()
        case "message" | "can_wait":
            return TakeMessage(can_wait=kind == CAN_WAIT)
    raise Refused(["Choisissez ce qui se passe."])


def asked(form: ActionForm) -> bool | NumberRule | None:
    """Whether the order number is asked for, or the rule of this choice alone. Refused, in French."""
    if form.order.data == OWN:
        return rule_of(form.rule.form)
    return form.order.data == "yes" if form.order.data else None


def refuse(sentence: str) -> Any:
    raise Refused([sentence])
