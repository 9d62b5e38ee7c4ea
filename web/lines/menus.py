"""Keypad menus: what is said, what each key does, which key is taken when nothing is typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, url_for
from wtforms import FormField, SelectField
from wtforms.validators import InputRequired

from appliance.calls.text_lengths import NAME, SENTENCE
from appliance.company.model import Company
from appliance.store.company_file.editing import Sections
from appliance.store.company_file.writer import sections_of
from web.frame.gate import MANAGERS, open_to
from web.frame.site import current_site
from web.lines.actions import ActionForm, action_facts, fill_action, offer_choices
from web.lines.asked import menu_asked
from web.lines.blueprint import pages
from web.settings.editing import EditForm, Editing, Page, by_file
from web.settings.file_items import item_of, new_identifier
from web.settings.saving import Refused, save_sections
from web.text_fields import Lines, Text

KEYS = {f"key_{digit}": digit for digit in "1234567890"} | {"key_star": "*", "key_pound": "#"}
NOTHING = "rien"


class MenuForm(EditForm):
    """A menu; its keys are fields of their own, in the order of a keypad."""

    announcement = Lines(
        "Ce que l'appelant entend", validators=[InputRequired("Écrivez ce que l'appelant entend.")], longest=SENTENCE
    )
    default = SelectField("Touche suivie après trois silences ou erreurs", choices={key: key for key in KEYS.values()})


class NewMenuForm(MenuForm):
    """And its name."""

    name = Text(
        "Nom", validators=[InputRequired("Donnez un nom court.")], render_kw={"autocomplete": "off"}, longest=NAME
    )


for _form in (MenuForm, NewMenuForm):
    for _name, _key in KEYS.items():
        setattr(_form, _name, FormField(ActionForm, f"Touche {_key}"))


@pages.route("/lignes/menus/nouveau", methods=["GET", "POST"])
@open_to(MANAGERS)
def add_menu() -> Page:
    site = current_site()
    editing = Editing(
        site,
        template="lines/menu.html",
        act="Menu ajouté",
        form=lambda now, **given: menu_form(now, "", NewMenuForm, **given),
        facts=lambda now: {},
        edit=by_file(append_menu),
        done=lambda: (url_for("lines.page"), "Le menu est ajouté ; faites-le ouvrir par une ligne."),
    )
    return editing.answer(menu=None, keys=KEYS)


@pages.route("/lignes/menus/<key>", methods=["GET", "POST"])
@open_to(MANAGERS)
def menu(key: str) -> Page:
    site = current_site()
    _, known = menu_asked(site, key)
    editing = Editing(
        site,
        template="lines/menu.html",
        act=f"Menu {key} : modifié",
        form=lambda now, **given: menu_form(now, key, MenuForm, **given),
        facts=lambda now: menu_facts(item_of(sections_of(now), "menus", key)),
        edit=by_file(lambda sections, form: fill(item_of(sections, "menus", key), form)),
        done=lambda: (url_for("lines.page"), f"Le menu {key} est enregistré ; le prochain appel le suit."),
    )
    return editing.answer(menu=known, keys=KEYS)


@pages.post("/lignes/menus/<key>/supprimer")
@open_to(MANAGERS)
def remove_menu(key: str) -> Page:
    site = current_site()
    menu_asked(site, key)
    try:
        save_sections(site, lambda sections: drop(sections, key), f"Menu {key} : supprimé")
    except Refused as error:
        for sentence in error.sentences:
            flash(f"Le menu {key} n'est pas supprimé : {sentence}")
        return redirect(url_for("lines.menu", key=key), code=303)
    flash(f"Le menu {key} est supprimé.")
    return redirect(url_for("lines.page"), code=303)


def menu_form(company: Company, key: str, kind: type[MenuForm], **given: Any) -> MenuForm:
    """With what this company may do at each key."""
    form = kind(**given)
    for name in KEYS:
        offer_choices(form[name].form, company, NOTHING, say=True, menu=key)
    return form


def menu_facts(item: Mapping[str, Any]) -> dict[str, Any]:
    """The form as the menu is."""
    choices = item["choices"]
    return {
        "announcement": item["announcement"],
        "default": item["default"],
        **{name: action_facts(choices.get(key)) for name, key in KEYS.items()},
    }


def append_menu(sections: Sections, form: NewMenuForm) -> None:
    """A menu more; its identifier is made of its name."""
    menus = sections.setdefault("menus", [])
    item = {"id": new_identifier(form.name.data or "", [one["id"] for one in menus]), "choices": {}}
    fill(item, form)
    menus.append(item)


def fill(item: Any, form: MenuForm) -> None:
    """The menu's keys in the file, from the form. Refused, in French."""
    item["announcement"], item["default"] = (form.announcement.data or "").strip(), form.default.data
    former, item["choices"] = item["choices"], {}
    for name, key in KEYS.items():
        if form[name].form.act.data:
            choice = dict(former.get(key, {}))
            fill_action(choice, form[name].form)
            item["choices"][key] = choice


def drop(sections: Sections, key: str) -> None:
    """Take a menu out of the file; what still opens it is refused by its reader."""
    sections["menus"] = [item for item in sections["menus"] if item["id"] != key]
