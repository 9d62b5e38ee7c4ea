"""What a line is: its name, its numbers, who calls it, what is asked of them, how long they wait. Added, removed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, FormField, IntegerField, SelectField
from wtforms.validators import InputRequired

from appliance.calls.text_lengths import NAME, NOTE, SENTENCE, SEVERAL, SHORT
from appliance.company.limits import CALLBACK_WITHIN, ESCALATE_AFTER, MAX_WAIT, TARGET_WAIT
from appliance.company.model import Audience, Behaviour, CallTeam, Company, Line, NumberRule
from appliance.company.names import line_words, team_names
from appliance.company.numbers import readable
from appliance.company.parts import with_line, without_line
from appliance.planning.hours import Period
from appliance.prompts.languages import ready_languages
from appliance.store.company_file import scalars
from web.frame.form_values import WaitField
from web.frame.gate import MANAGERS, open_to
from web.frame.site import current_site
from web.lines.asked import line_asked
from web.lines.blueprint import pages
from web.lines.fact_words import parts_told
from web.lines.reading import opening_words
from web.lines.rules import RuleForm, rule_facts, rule_of
from web.settings.editing import EditForm, Editing, Page
from web.settings.field_text import each, needed, number_to_ring, read, told_in, told_words
from web.settings.identifiers import new_identifier
from web.settings.saving import Refused, save_changed
from web.text_fields import Lines, Text
from web.typed.quiet import quiet_shown, read_quiet

AUDIENCES = {Audience.CUSTOMERS.value: "des clients", Audience.STAFF.value: "le personnel"}
NUMBERS = ("max_wait", "target_wait", "callback_within", "escalate_after", "escalate_times")
SWITCHES = (
    "tell_refused",
    "default",
    "around_the_clock",
    "announcement_whole",
    "tell_retention",
    "agents_menu",
    "callback_sms",
    "check_orders",
    "tell_wait",
    "caller_words",
    "tell_repaired",
    "record_talks",
)
LINES = {"rows": 2, "inputmode": "tel"}


class LineForm(EditForm):
    """A line but for its hours, its closures and its course."""

    name = Text("Nom", validators=[InputRequired("Donnez le nom.")], render_kw={"autocomplete": "off"}, longest=NAME)
    numbers = Lines("Numéros appelés, un par ligne", render_kw=LINES, longest=SEVERAL)
    default = BooleanField("Prendre aussi les appels aux numéros qui n'ont pas de ligne")
    audience = SelectField("Elle est appelée par", choices=AUDIENCES)
    around_the_clock = BooleanField("Toujours d'astreinte : 24 h sur 24, 7 jours sur 7")
    max_wait = WaitField("Attente la plus longue", MAX_WAIT, validators=[InputRequired("Donnez une durée.")])
    target_wait = WaitField(
        "Objectif : un humain en moins de", TARGET_WAIT, validators=[InputRequired("Donnez une durée.")]
    )
    announcement_whole = BooleanField("Faire entendre l'annonce jusqu'au bout")
    tell_retention = BooleanField("Dire à l'appelant combien de temps son message est conservé")
    check_orders = BooleanField("Redemander une fois une commande absente de la liste des clients")
    instructions = Lines("Consignes des intervenants", render_kw={"rows": 6}, longest=NOTE)
    agents_menu = BooleanField("Donner un menu à l'intervenant qui appelle la ligne")
    callback_within = WaitField(
        "Délai du rappel promis", CALLBACK_WITHIN, minutes=True, validators=[InputRequired("Donnez une durée, ou 0.")]
    )
    callback_quiet = Text("Heures sans rappel", render_kw={"placeholder": "aucune"}, longest=SHORT)
    callback_sms = BooleanField("Envoyer un SMS à l'appelant à rappeler")
    tell_wait = BooleanField("Dire à l'appelant son rang et l'attente habituelle")
    tell_repaired = BooleanField("Pendant une annonce d'urgence, proposer un rappel quand c'est réparé")
    caller_words = BooleanField("Demander à l'appelant, en cinq secondes, ce qui se passe")
    record_talks = BooleanField("Laisser l'intervenant enregistrer la conversation, par étoile 3")
    language = SelectField("Langue de ce que ses appelants entendent")
    offered_language = SelectField("Autre langue, proposée au début de l'appel")
    offered_key = SelectField("Par la touche", choices={key: key for key in "0123456789"}, default="9")
    last_resort = Text("Dernier recours", render_kw={"inputmode": "tel", "placeholder": "aucun"}, longest=SHORT)
    tell = Lines(
        "Prévenir ensuite, un courriel ou un intervenant par ligne",
        render_kw={"rows": 2, "placeholder": "bureau@example.fr"},
        longest=SEVERAL,
    )
    escalate_after = WaitField(
        "Prévenir le niveau suivant toutes les",
        ESCALATE_AFTER,
        minutes=True,
        validators=[InputRequired("Donnez une durée, ou 0.")],
    )
    escalate_times = IntegerField("Combien de fois, au plus", validators=[InputRequired("Donnez le nombre de fois.")])
    quiet = Text("Ne pas les prévenir entre", render_kw={"placeholder": "22h-7h"}, longest=SHORT)
    tell_refused = BooleanField("Les prévenir aussi, une fois, d'un appel refusé")
    rule = FormField(RuleForm, "Numéro demandé")


class NewLineForm(EditForm):
    """The least that makes a line answer."""

    name = Text("Nom", validators=[InputRequired("Donnez le nom.")], render_kw={"autocomplete": "off"}, longest=NAME)
    numbers = Lines("Numéros appelés, un par ligne", render_kw=LINES, longest=SEVERAL)
    team = SelectField("Équipe appelée")
    announcement = Lines("Annonce d'accueil", longest=SENTENCE)


@pages.route("/lignes/nouvelle", methods=["GET", "POST"])
@open_to(MANAGERS)
def add() -> Page:
    site = current_site()
    editing = Editing(
        site,
        template="lines/new.html",
        act="Ligne ajoutée",
        form=new_line_form,
        facts=lambda now: {},
        edit=with_new_line,
        done=lambda: (
            url_for("lines.page"),
            "La ligne est ajoutée ; dites maintenant quand elle est ouverte et ce que l'appelant entend.",
        ),
    )
    return editing.answer()


@pages.route("/lignes/<key>/fiche", methods=["GET", "POST"])
@open_to(MANAGERS)
def facts(key: str) -> Page:
    site = current_site()
    company, line = line_asked(site, key)
    editing = Editing(
        site,
        template="lines/facts.html",
        act=f"{line_words(line.name)} : fiche",
        form=lambda now, **given: line_form(**given),
        facts=lambda now: line_facts(now.lines[key], now),
        edit=lambda now, form: with_line(now, line_of(form, now, now.lines[key])),
        done=lambda: (
            url_for("lines.one", key=key),
            f"{line.name} : c'est enregistré ; le prochain appel en tient compte.",
        ),
    )
    return editing.answer(line=line, parts=parts_told(company, line), open_hours=opening_words(line))


@pages.route("/lignes/<key>/supprimer", methods=["GET", "POST"])
@open_to(MANAGERS)
def remove(key: str) -> Page:
    site = current_site()
    _, line = line_asked(site, key)
    if request.method == "GET":
        return render_template("lines/remove.html", line=line, form=FlaskForm())
    try:
        save_changed(site, lambda now: without_line(now, key), f"{line_words(line.name)} : supprimée")
    except Refused as error:
        return render_template("lines/remove.html", line=line, form=FlaskForm(), problems=error.sentences), 422
    flash(f"La ligne {line.name} est supprimée ; ses appels restent au journal.")
    return redirect(url_for("lines.page"), code=303)


def line_form(**given: Any) -> LineForm:
    """With the languages to choose from."""
    form = LineForm(**given)
    form.language.choices = {code: language.name for code, language in ready_languages().items()}
    form.offered_language.choices = {"": "aucune"} | form.language.choices
    return form


def new_line_form(company: Company, **given: Any) -> NewLineForm:
    """With the teams of the company to choose from."""
    form = NewLineForm(**given)
    form.team.choices = team_names(company)
    return form


def with_new_line(company: Company, form: NewLineForm) -> Company:
    """A line more, that is always on call, and calls the team. Refused, in French."""
    usual = Behaviour(read(form.announcement, scalars.spoken), CallTeam(form.team.data))
    line = Line(
        id=new_identifier(form.name.data or "", company.lines),
        name=needed(form.name, scalars.name),
        numbers=numbers_of(form.numbers, company),
        timezone=company.timezone,
        behaviours=dict.fromkeys(Period, usual),
    )
    return with_line(company, line)


def line_facts(line: Line, company: Company) -> dict[str, Any]:
    """The form as the line is."""
    return {
        "name": line.name,
        "numbers": "\n".join(readable(number, company.country) for number in line.numbers),
        "default": line.default,
        "audience": line.audience.value,
        "around_the_clock": line.around_the_clock,
        "max_wait": line.max_wait,
        "target_wait": line.target_wait,
        "announcement_whole": line.announcement_whole,
        "tell_retention": line.tell_retention,
        "agents_menu": line.agents_menu,
        "callback_within": line.callback_within,
        "callback_quiet": quiet_shown(line.callback_quiet),
        "callback_sms": line.callback_sms,
        "check_orders": line.check_orders,
        "instructions": line.instructions or "",
        "tell_wait": line.tell_wait,
        "caller_words": line.caller_words,
        "tell_repaired": line.tell_repaired,
        "record_talks": line.record_talks,
        "language": line.language,
        "offered_language": next(iter(line.offered_languages.values()), ""),
        "offered_key": next(iter(line.offered_languages), "9"),
        "last_resort": readable(line.last_resort, company.country) if line.last_resort else "",
        "tell": told_words(company, line.tell),
        "escalate_after": line.escalate_after,
        "escalate_times": line.escalate_times,
        "quiet": quiet_shown(line.quiet),
        "tell_refused": line.tell_refused,
        "rule": rule_facts(line.order_rule if line.public else line.internal_code),
    }


def line_of(form: LineForm, company: Company, former: Line) -> Line:
    """The line that the form says, in the place of the former one. Refused, in French."""
    audience, rule = Audience(form.audience.data), rule_of(form.rule.form)
    return replace(
        former,
        name=needed(form.name, scalars.name),
        numbers=numbers_of(form.numbers, company, may_lack=form.default.data),
        audience=audience,
        order_rule=rule if audience is Audience.CUSTOMERS else NumberRule(),
        internal_code=rule if audience is Audience.STAFF else NumberRule(),
        last_resort=read(form.last_resort, number_to_ring(company)),
        language=form.language.data,
        offered_languages=offered(form),
        tell=each(form.tell, told_in(company)),
        instructions=read(form.instructions, scalars.instructions),
        quiet=read(form.quiet, read_quiet),
        callback_quiet=read(form.callback_quiet, read_quiet),
        **{name: form[name].data for name in (*SWITCHES, *NUMBERS)},
    )


def offered(form: LineForm) -> dict[str, str]:
    """The other language that the form offers, by its key. Refused where it is the line's own."""
    code = form.offered_language.data
    if code and code == form.language.data:
        raise Refused(["L'autre langue est déjà celle de la ligne : choisissez-en une autre, ou aucune."])
    return {form.offered_key.data: code} if code else {}


def numbers_of(field: Field, company: Company, *, may_lack: bool = False) -> tuple[str, ...]:
    """The numbers of a line. Refused, also where there is none and it may not lack one."""
    numbers = each(field, scalars.phone(company.country))
    if not numbers and not may_lack:
        raise Refused(["Donnez au moins un numéro appelé : celui que l'opérateur vous a attribué."])
    return numbers
