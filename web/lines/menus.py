"""Keypad menus: what is said, what each key does, which key is taken when nothing is typed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from wtforms import FormField, SelectField
from wtforms.validators import InputRequired

from appliance.calls.text_lengths import NAME, SENTENCE
from appliance.company.actions import named_by
from appliance.company.key_purposes import key_purposes
from appliance.company.model import Company, Menu
from appliance.company.names import in_a_sentence, menu_title
from appliance.company.parts import with_menu, without_menu
from appliance.company.wording import MENUS, during, place_at
from appliance.prompts.speech import SpeechError
from appliance.store.company_file import scalars
from web.announcements.listening import heard_before
from web.frame.gate import MANAGERS, open_to
from web.frame.site import current_site
from web.frame.warned import warn
from web.lines.actions import ActionForm, action_facts, action_of, offer_choices
from web.lines.asked import menu_asked
from web.lines.blueprint import pages
from web.settings.editing import EditForm, Editing, Page
from web.settings.field_text import needed
from web.settings.identifiers import new_identifier
from web.settings.saving import Refused, save_changed
from web.text_fields import Lines, Text

KEYS = {f"key_{digit}": digit for digit in "1234567890"} | {"key_star": "*", "key_pound": "#"}
NOTHING = "rien"
KEY_WORDS = {key: f"touche {key}" for key in KEYS.values()}


class MenuForm(EditForm):
    """A menu; its keys are fields of their own, in the order of a keypad."""

    name = Text(
        "Nom", validators=[InputRequired("Donnez un nom court.")], render_kw={"autocomplete": "off"}, longest=NAME
    )
    announcement = Lines(
        "Ce que l'appelant entend", validators=[InputRequired("Écrivez ce que l'appelant entend.")], longest=SENTENCE
    )
    default = SelectField("Touche suivie après trois silences ou erreurs", choices=KEY_WORDS)


for _name, _key in KEYS.items():
    setattr(MenuForm, _name, FormField(ActionForm, f"Touche {_key}"))


@pages.route("/lignes/menus/nouveau", methods=["GET", "POST"])
@open_to(MANAGERS)
def add_menu() -> Page:
    site = current_site()
    editing = Editing(
        site,
        template="lines/menu.html",
        act="Menu ajouté",
        form=lambda now, **given: menu_form(now, "", **given),
        facts=lambda now: {},
        edit=with_new_menu,
        done=lambda: (url_for("lines.page"), "Le menu est ajouté ; faites-le ouvrir par une ligne."),
    )
    return editing.answer(menu=None, keys=KEYS)


@pages.route("/lignes/menus/<key>", methods=["GET", "POST"])
@open_to(MANAGERS)
def menu(key: str) -> Page:
    site = current_site()
    now, known = menu_asked(site, key)
    name = menu_title(now, known)
    told = {
        "menu": known,
        "keys": KEYS,
        "title": name,
        "openers": openers_of(now, known),
        "meanings": {one: key_purposes(now).get((key, one)) for one in KEYS.values()},
    }
    if request.form.get("listen"):
        return heard_first(now, key, told)
    editing = Editing(
        site,
        template="lines/menu.html",
        act=f"Menu « {name} » : modifié",
        form=lambda now, **given: menu_form(now, key, **given),
        facts=lambda now: menu_facts(now, now.menus[key]),
        edit=lambda now, form: with_menu(now, menu_of(form, now, now.menus[key])),
        done=lambda: (
            url_for("lines.page"),
            f"Le menu « {name} » est enregistré. Le prochain appel le suit, dès que la voix l'a dit.",
        ),
    )
    return editing.answer(**told)


def heard_first(company: Company, key: str, told: dict[str, Any]) -> Page:
    """The form as it was typed, with the voice that says what the caller would hear; nothing is saved."""
    form = menu_form(company, key)
    place = place_at(company, f"{MENUS}/{key}") or abort(404)
    typed = " ".join((form.announcement.data or "").split())
    try:
        if not typed:
            raise SpeechError("Écrivez d'abord ce que l'appelant entend.")
        draft, remark = heard_before(place, typed)
    except SpeechError as error:
        return render_template("lines/menu.html", form=form, unheard=str(error), **told), 422
    return render_template("lines/menu.html", form=form, draft=draft, remark=remark, **told)


@pages.post("/lignes/menus/<key>/supprimer")
@open_to(MANAGERS)
def remove_menu(key: str) -> Page:
    site = current_site()
    now, known = menu_asked(site, key)
    name = menu_title(now, known)
    if openers := openers_of(now, known):
        flash(f"Le menu « {name} » n'est pas supprimé : il est ouvert par {', '.join(openers)}. Changez cela d'abord.")
        return redirect(url_for("lines.menu", key=key), code=303)
    try:
        save_changed(site, lambda now: without_menu(now, key), f"Menu « {name} » : supprimé")
    except Refused as error:
        for sentence in error.sentences:
            warn(f"Le menu « {name} » n'est pas supprimé : {sentence}")
        return redirect(url_for("lines.menu", key=key), code=303)
    flash(f"Le menu « {name} » est supprimé.")
    return redirect(url_for("lines.page"), code=303)


def openers_of(company: Company, menu: Menu) -> list[str]:
    """What opens a menu: « ligne Urgence, pendant l'astreinte », « la touche 5 du menu « Accueil » »."""
    found = []
    for line in company.lines.values():
        when = [during(one) for one, does in line.behaviours.items() if named_by(does.action).menu == menu.id]
        if when:
            found.append(f"la {in_a_sentence(line.name)}, {', '.join(when)}")
    for other in company.menus.values():
        keys = [key for key, action in other.choices.items() if named_by(action).menu == menu.id]
        found += [f"la touche {key} du menu « {menu_title(company, other)} »" for key in keys]
    return found


def menu_form(company: Company, key: str, **given: Any) -> MenuForm:
    """With what this company may do at each key."""
    form = MenuForm(**given)
    for name in KEYS:
        offer_choices(form[name].form, company, NOTHING, say=True, menu=key)
    return form


def menu_facts(company: Company, menu: Menu) -> dict[str, Any]:
    """The form as the menu is."""
    return {
        "name": menu_title(company, menu),
        "announcement": menu.announcement,
        "default": menu.default,
        **{name: action_facts(menu.choices.get(key), company.country) for name, key in KEYS.items()},
    }


def with_new_menu(company: Company, form: MenuForm) -> Company:
    """A menu more; its identifier is made of its name. Refused, in French."""
    key = new_identifier(form.name.data or "", company.menus)
    return with_menu(company, menu_of(form, company, Menu(key, "", {}, "")))


def menu_of(form: MenuForm, company: Company, former: Menu) -> Menu:
    """The menu that the form says, in the place of the former one. Refused, in French."""
    name = needed(form.name, scalars.name)
    pressed = {key: form[name].form for name, key in KEYS.items() if form[name].form.act.data}
    return replace(
        former,
        name=former.name if name == menu_title(company, former) else name,
        announcement=needed(form.announcement, scalars.menu_spoken),
        choices={key: action_of(part, company) for key, part in pressed.items()},
        default=form.default.data,
    )
