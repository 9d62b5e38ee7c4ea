"""What a line is: its name, its numbers, who calls it, what is asked of them, how long they wait. Added, removed."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from wtforms import BooleanField, FormField, IntegerField, SelectField
from wtforms.validators import InputRequired

from appliance.calls.text_lengths import NAME, SENTENCE, SEVERAL, SHORT
from appliance.company.model import Audience, Company, Line
from appliance.company.names import team_names
from appliance.company.numbers import readable
from appliance.prompts.languages import LANGUAGES
from appliance.store.company_file.editing import Sections
from web.frame.gate import MANAGERS, open_to
from web.frame.site import current_site
from web.lines.asked import line_asked
from web.lines.blueprint import pages
from web.lines.rules import RuleForm, rule_facts, rule_item
from web.settings.editing import EditForm, Editing, Page, by_file
from web.settings.file_items import item_of, new_identifier
from web.settings.saving import Refused, save_sections
from web.text_fields import Lines, Text

AUDIENCES = {Audience.CUSTOMERS.value: "des clients", Audience.STAFF.value: "le personnel"}
RULES = {Audience.CUSTOMERS.value: "order_number", Audience.STAFF.value: "internal_code"}
SWITCHES = {"default": False, "around_the_clock": False, "announcement_whole": False, "tell_retention": True}
LINES = {"rows": 2, "inputmode": "tel"}


class LineForm(EditForm):
    """A line but for its hours, its closures and its course."""

    name = Text("Nom", validators=[InputRequired("Donnez le nom.")], render_kw={"autocomplete": "off"}, longest=NAME)
    numbers = Lines("Numéros appelés, un par ligne", render_kw=LINES, longest=SEVERAL)
    default = BooleanField("Elle prend aussi les numéros qu'aucune ligne ne réclame")
    audience = SelectField("Elle est appelée par", choices=AUDIENCES)
    around_the_clock = BooleanField("Toujours d'astreinte : 24 h sur 24, 7 jours sur 7")
    max_wait = IntegerField("Attente la plus longue, en secondes", validators=[InputRequired("Donnez les secondes.")])
    target_wait = IntegerField(
        "Objectif : un humain en moins de, en secondes", validators=[InputRequired("Donnez les secondes.")]
    )
    announcement_whole = BooleanField("Aucune touche ne coupe l'annonce d'une période")
    tell_retention = BooleanField("Qui laisse un message entend combien de temps il est conservé")
    language = SelectField("Langue de ce que l'on y entend")
    last_resort = Text("Dernier recours", render_kw={"inputmode": "tel", "placeholder": "aucun"}, longest=SHORT)
    tell = Lines(
        "Prévenus après les intervenants d'astreinte, un par ligne",
        render_kw={"rows": 2, "placeholder": "bureau@example.fr"},
        longest=SEVERAL,
    )
    escalate_after = IntegerField(
        "Minutes sans que personne s'en charge, avant de prévenir le niveau suivant",
        validators=[InputRequired("Donnez les minutes.")],
    )
    escalate_times = IntegerField(
        "Combien de fois prévenir de nouveau", validators=[InputRequired("Donnez le nombre.")]
    )
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
        edit=by_file(append_line),
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
    _, line = line_asked(site, key)
    editing = Editing(
        site,
        template="lines/facts.html",
        act=f"Ligne {line.name} : fiche",
        form=lambda now, **given: line_form(**given),
        facts=lambda now: line_facts(now.lines[key], now),
        edit=by_file(lambda sections, form: fill(item_of(sections, "lines", key), form)),
        done=lambda: (
            url_for("lines.one", key=key),
            f"{line.name} : c'est enregistré ; le prochain appel en tient compte.",
        ),
    )
    return editing.answer(line=line)


@pages.route("/lignes/<key>/supprimer", methods=["GET", "POST"])
@open_to(MANAGERS)
def remove(key: str) -> Page:
    site = current_site()
    _, line = line_asked(site, key)
    if request.method == "GET":
        return render_template("lines/remove.html", line=line, form=FlaskForm())
    try:
        save_sections(site, lambda sections: drop(sections, key), f"Ligne {line.name} : supprimée")
    except Refused as error:
        return render_template("lines/remove.html", line=line, form=FlaskForm(), problems=error.sentences), 422
    flash(f"La ligne {line.name} est supprimée ; ses appels restent au journal.")
    return redirect(url_for("lines.page"), code=303)


def line_form(**given: Any) -> LineForm:
    """With the languages to choose from, where there are several."""
    form = LineForm(**given)
    if len(LANGUAGES) > 1:
        form.language.choices = {language.code: language.name for language in LANGUAGES.values()}
    else:
        del form.language
    return form


def new_line_form(company: Company, **given: Any) -> NewLineForm:
    """With the teams of the company to choose from."""
    form = NewLineForm(**given)
    form.team.choices = team_names(company)
    return form


def append_line(sections: Sections, form: NewLineForm) -> None:
    """A line that is always on call, and calls the team."""
    name = (form.name.data or "").strip()
    after_hours: dict[str, Any] = {"call": form.team.data}
    if text := (form.announcement.data or "").strip():
        after_hours = {"announcement": text, **after_hours}
    lines = sections.setdefault("lines", [])
    lines.append(
        {
            "id": new_identifier(name, [item["id"] for item in lines]),
            "name": name,
            "numbers": numbers_of(form.numbers.data),
            "after_hours": after_hours,
        }
    )


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
        "language": line.language,
        "last_resort": readable(line.last_resort, company.country) if line.last_resort else "",
        "tell": "\n".join(line.tell),
        "escalate_after": line.escalate_after,
        "escalate_times": line.escalate_times,
        "rule": rule_facts(line.order_rule if line.public else line.internal_code),
    }


def fill(item: Any, form: LineForm) -> None:
    """The line's keys in the file, from the form; a key that says nothing is left out."""
    item["name"], item["max_wait"] = (form.name.data or "").strip(), form.max_wait.data
    item["target_wait"], item["audience"] = form.target_wait.data, form.audience.data
    item["numbers"] = numbers_of(form.numbers.data, needed=not form.default.data)
    if not item["numbers"]:
        item.pop("numbers")
    for key in (*SWITCHES, "last_resort", *RULES.values()):
        item.pop(key, None)
    if "language" in form:
        item["language"] = form.language.data
    for key, usual in SWITCHES.items():
        if form[key].data is not usual:
            item[key] = not usual
    if last := (form.last_resort.data or "").strip():
        item["last_resort"] = last
    item["escalate_after"], item["escalate_times"] = form.escalate_after.data, form.escalate_times.data
    item.pop("tell", None)
    if told := listed(form.tell.data):
        item["tell"] = told
    item[RULES[form.audience.data]] = rule_item(form.rule.form)


def numbers_of(text: str | None, *, needed: bool = True) -> list[str]:
    """The numbers of a line. Refused where one is `needed` and there is none."""
    numbers = listed(text)
    if needed and not numbers:
        raise Refused(["Donnez au moins un numéro appelé : celui que l'opérateur vous a attribué."])
    return numbers


def listed(text: str | None) -> list[str]:
    """The lines of a field that are not empty."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def drop(sections: Sections, key: str) -> None:
    """Take a line out of the file; it may have been taken out meanwhile."""
    sections["lines"] = [item for item in sections["lines"] if item["id"] != key]
