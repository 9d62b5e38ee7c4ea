"""Oublier un appelant, who asks for it: what would go is shown first, since nothing brings it back."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from wtforms.validators import InputRequired

from appliance.calls.text_lengths import SHORT
from appliance.company.numbers import caller_number
from appliance.disclosure.journal import search_calls
from appliance.in_thread import in_thread
from appliance.store.accounts.audit import note
from appliance.store.database import writing
from appliance.store.journal.search import Record, Search, place_of
from appliance.store.upkeep.erasing import erase_caller
from appliance.store.upkeep.forgetting_calls import Forgotten
from appliance.store.upkeep.forgotten_words import FORGOTTEN, found_something, in_settings, told
from web.frame.french_form import FrenchForm
from web.frame.gate import MANAGERS, account, open_to
from web.frame.site import Site, current_site, zone_of
from web.settings.blueprint import pages
from web.settings.editing import Page
from web.sight import own_sight
from web.text_fields import Text

SHOWN = 500  # calls of one caller: more are counted as « plus de 500 »
NO_NUMBER = "Ce n'est pas un numéro de téléphone entier ; écrivez par exemple 06 12 34 56 78."


class EraseForm(FrenchForm):
    """`number`: as the caller gives it."""

    number = Text(
        "Numéro de l'appelant",
        validators=[InputRequired("Donnez le numéro.")],
        render_kw={"inputmode": "tel", "autocomplete": "off"},
        longest=SHORT,
    )


@pages.route("/reglages/oublier", methods=["GET", "POST"])
@open_to(MANAGERS)
def erase() -> Page:
    site, form = current_site(), EraseForm()
    if not form.validate_on_submit():
        return render_template("settings/erase.html", form=form), 422 if form.is_submitted() else 200
    company = site.company()
    number = caller_number((form.number.data or "").strip(), company.country if company else "FR")
    if number is None:
        form.number.errors = [NO_NUMBER]
        return render_template("settings/erase.html", form=form), 422
    if request.form.get("do") != "erase":
        calls = calls_of(site, number)
        there = in_settings(company, number)
        last = place_of(calls[0]).started_at.astimezone(zone_of(company)) if calls else None
        facts = {"calls": calls[:SHOWN], "more": len(calls) > SHOWN, "there": there, "last": last}
        return render_template("settings/erase.html", form=form, number=number, **facts)
    return erased(site, number)


def calls_of(site: Site, number: str) -> list[Record]:
    """The latest calls of a number, as whoever asks may see them. StoreError."""
    return search_calls(site.database, own_sight(site), Search(caller=number), limit=SHOWN + 1)


def erased(site: Site, number: str) -> Page:
    """Erase, beside the loop that serves the pages, and say what is done. StoreError."""
    done = in_thread(lambda: erase_caller(site.database, site.config, number, site.real_clock()))
    with writing(site.database):
        note(site.database, account().name, FORGOTTEN, [told(done)], at=site.real_clock())
    for sentence in sentences_of(done):
        flash(sentence)
    return redirect(url_for("settings.page"), code=303)


def sentences_of(done: Forgotten) -> list[str]:
    """What is done, and what another account of the machine has to finish."""
    said = [told(done) if found_something(done) else "Ce numéro n'est dans aucun appel terminé du journal."]
    if done.left:
        said.append(f"Pas encore effacé : {' ; '.join(done.left)}. La machine le refait chaque nuit.")
    return said
