"""One's own account: password, second factor, and the browsers that are signed in."""

from __future__ import annotations

import pyotp
import segno
from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from appliance.calls.text_lengths import ADDRESS, PASSWORD, SHORT
from appliance.in_thread import in_thread
from appliance.store.accounts.accounts import ROLES, Account, set_password
from appliance.store.accounts.passwords import SHORTEST, is_right, refusal
from appliance.store.second_factors import matching_step, set_totp
from web.accounts.login_limits import Try
from web.accounts.sign_in import WRONG_CODE, sentence
from web.frame.french_form import FrenchForm
from web.frame.gate import ALL, account, open_to, visitor
from web.frame.site import Site, current_site
from web.text_fields import Carried, Secret, Text

Page = str | Response | tuple[str, int]


class PasswordForm(FrenchForm):
    """The one of now is asked, unless it is the first one, just typed."""

    current = Secret("Mot de passe actuel", render_kw={"autocomplete": "current-password"}, longest=PASSWORD)
    new = Secret("Nouveau mot de passe", render_kw={"autocomplete": "new-password"}, longest=PASSWORD)
    again = Secret("Le même, une seconde fois", render_kw={"autocomplete": "new-password"}, longest=PASSWORD)


class SecondFactorForm(FrenchForm):
    """A code proves that the telephone has the secret; the password, that it is the owner who changes it."""

    current = Secret("Mot de passe actuel", render_kw={"autocomplete": "current-password"}, longest=PASSWORD)
    code = Text(
        "Code à six chiffres", render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"}, longest=SHORT
    )


class CloseForm(FrenchForm):
    """Which sign-in; none: all the others."""

    key = Carried(longest=ADDRESS)


pages = Blueprint("my_account", __name__, template_folder="templates")  # `/compte` and what is under it


@pages.get("/compte")
@open_to(ALL)
def page() -> Page:
    site = current_site()
    here = visitor().key
    live = sorted(site.sign_ins.listed(account().id, site.real_clock()), key=lambda one: one["secret_hash"] != here)
    role = ROLES[account().role]
    return render_template("my_account/page.html", sign_ins=live, here=here, role=role, form=CloseForm())


@pages.route("/compte/mot-de-passe", methods=["GET", "POST"])
@open_to(ALL)
def password() -> Page:
    site = current_site()
    form = PasswordForm()
    first = account().one_time_until is not None

    def shown(problem: str | None = None) -> str:
        facts = {"first": first, "shortest": SHORTEST, "problem": problem}
        return render_template("my_account/password.html", form=form, **facts)

    if not form.validate_on_submit():
        return shown(), 422 if form.is_submitted() else 200
    problem = password_problem(site, form, account(), first)
    if problem:
        return shown(problem), 422
    set_password(site.database, account(), form.new.data or "", now=site.real_clock())
    site.sign_ins.close_others(account().id, visitor().key, site.real_clock())
    flash("Votre mot de passe est changé ; vos autres connexions sont fermées.")
    return redirect("/" if first else url_for("my_account.page"), code=303)


@pages.route("/compte/second-facteur", methods=["GET", "POST"])
@open_to(ALL)
def second_factor() -> Page:
    site = current_site()
    form = SecondFactorForm()
    secret = session.setdefault("totp", pyotp.random_base32())
    asks = not account().must_have_totp  # at first, the password was typed a moment ago

    def shown(problem: str | None = None) -> str:
        facts = {"asks": asks, "problem": problem, **drawn(account(), secret)}
        return render_template("my_account/second_factor.html", form=form, **facts)

    if not form.validate_on_submit():
        return shown(), 422 if form.is_submitted() else 200
    if asks and (refused := password_refused(site, form.current.data or "")):
        return shown(refused), 422
    now = site.real_clock()
    step = matching_step(secret, form.code.data or "", now)
    if step is None:
        return shown(WRONG_CODE), 422
    set_totp(site.database, site.config.pages_dir, account(), secret, now=now, used_step=step)
    site.sign_ins.close_others(account().id, visitor().key, now)
    session.pop("totp")
    flash("Le second facteur est en place : un code vous sera demandé à chaque connexion. Les autres sont fermées.")
    return redirect(url_for("my_account.page"), code=303)


@pages.post("/compte/connexions/fermer")
@open_to(ALL)
def close() -> Response:
    site = current_site()
    key, now = CloseForm().key.data, site.real_clock()
    if key:
        site.sign_ins.close(account().id, key, now)
    else:
        site.sign_ins.close_others(account().id, visitor().key, now)
    site.sign_ins.note(account().name, f"Compte {account().name} : connexions fermées", now)
    flash("Cette connexion est fermée." if key else "Vos autres connexions sont fermées.")
    return redirect(url_for("my_account.page"), code=303)


def password_refused(site: Site, typed: str) -> str | None:
    """Why what was typed as the password of now is not taken, in a sentence; counted as any other try."""
    who = account()
    one = Try(who.name, request.remote_addr or "", known=visitor().key)
    answer = site.passwords.check(one, lambda: is_right(who.password_hash, typed))
    return None if answer.right else sentence(answer, "Le mot de passe actuel n'est pas celui-là.")


def password_problem(site: Site, form: PasswordForm, who: Account, first: bool) -> str | None:
    """Why the new password is not taken, in a sentence."""
    new = form.new.data or ""
    if not first and (refused := password_refused(site, form.current.data or "")):
        return refused
    if new != form.again.data:
        return "Les deux nouveaux mots de passe ne sont pas les mêmes ; tapez-les de nouveau."
    if in_thread(lambda: is_right(who.password_hash, new)):
        return "C'est le mot de passe actuel ; choisissez-en un autre."
    return refusal(new, [who.name, *who.name.split("."), "astreinte"])


def drawn(who: Account, secret: str) -> dict[str, object]:
    """The secret for the telephone: as a picture, and to be typed."""
    address = pyotp.TOTP(secret).provisioning_uri(name=who.name, issuer_name="Astreinte")
    picture = segno.make(address, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff", svgclass="qr")
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return {"picture": Markup(picture), "secret": groups}  # noqa: S704 - drawn by segno, of digits and letters
