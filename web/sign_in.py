"""Signing in: a name and a password, then the code of the second factor where there is one; signing out."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user, logout_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import HiddenField, PasswordField, StringField

from appliance.off_hub import off_hub
from appliance.store.accounts import Account, code_is_right, find_account
from appliance.store.audit import note
from appliance.store.passwords import is_right
from appliance.store.secrets import secret_hash
from appliance.store.sign_ins import SignIn, close_sign_in, known_address, open_sign_in
from web.gate import Visitor, public, visitor
from web.site import Site
from web.tries import Tries

Page = str | Response | tuple[str, int]
OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x1f\x7f]{0,500}")
PENDING = timedelta(minutes=5)  # between the password and the code
WRONG = "Ce nom et ce mot de passe ne vont pas ensemble ; vérifiez l'un et l'autre."


class SignInForm(FlaskForm):
    """Pasting is allowed, and password managers know these names."""

    name = StringField("Nom du compte", render_kw={"autocomplete": "username", "autocapitalize": "none"})
    password = PasswordField("Mot de passe", render_kw={"autocomplete": "current-password"})
    suite = HiddenField()


class CodeForm(FlaskForm):
    """Six digits."""

    code = StringField("Code à six chiffres", render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"})
    suite = HiddenField()


def sign_in_pages(site: Site) -> Blueprint:
    """`/connexion`, `/connexion/code`, `/deconnexion`."""
    pages = Blueprint("sign_in", __name__, template_folder="templates")
    tries = Tries()

    @pages.route("/connexion", methods=["GET", "POST"])
    @public
    def ask() -> Page:
        form = SignInForm(suite=request.args.get("suite", ""))
        if current_user.is_authenticated:
            return redirect(url_for("dashboard.page"))
        if not form.validate_on_submit():
            return render_template("sign_in/ask.html", form=form)
        name, address = (form.name.data or "").strip().lower(), request.remote_addr or ""
        found = find_account(site.database, name)
        known = found is not None and known_address(site.database, found.id, address)
        if (minutes := tries.wait_minutes(name, address, known_address=known)) is not None:
            return render_template("sign_in/ask.html", form=form, problem=too_many(minutes)), 429
        if not password_opens(found, form.password.data or "", site.real_clock()):
            tries.failed(name, address, known_address=known)
            return render_template("sign_in/ask.html", form=form, problem=WRONG), 422
        assert found is not None  # noqa: S101 - no password opens an account that is none
        tries.succeeded(name, address)
        if found.totp_secret is None:
            return enter(site, found, form.suite.data)
        session.clear()
        session["pending"] = [found.name, site.real_clock().timestamp()]
        return redirect(url_for("sign_in.code", suite=form.suite.data or None))

    @pages.route("/connexion/code", methods=["GET", "POST"])
    @public
    def code() -> Page:
        waiting = pending(site)
        if waiting is None:
            return redirect(url_for("sign_in.ask"))
        form = CodeForm(suite=request.args.get("suite", ""))
        if not form.validate_on_submit():
            return render_template("sign_in/code.html", form=form)
        key, address = f"code {waiting.name}", request.remote_addr or ""
        if (minutes := tries.wait_minutes(key, address, known_address=False)) is not None:
            return render_template("sign_in/code.html", form=form, problem=too_many(minutes)), 429
        if not code_is_right(site.database, waiting, form.code.data or "", site.real_clock()):
            tries.failed(key, address, known_address=False)
            wrong = "Ce code n'est pas celui de maintenant ; attendez le suivant, et vérifiez l'heure du téléphone."
            return render_template("sign_in/code.html", form=form, problem=wrong), 422
        return enter(site, waiting, form.suite.data)

    @pages.post("/deconnexion")
    @public
    def leave() -> Response:
        if current_user.is_authenticated:
            close_sign_in(site.database, visitor().account.id, visitor().key, site.real_clock())
        logout_user()
        session.clear()
        flash("Vous êtes déconnecté.")
        return redirect(url_for("sign_in.ask"), code=303)

    return pages


def password_opens(found: Account | None, password: str, now: datetime) -> bool:
    """Whether it opens this account, closed and out-of-date ones excluded, in the same time for all."""
    right = off_hub(lambda: is_right(found.password_hash if found else None, password))
    if not right or found is None or not found.open:
        return False
    return found.one_time_until is None or now < found.one_time_until


def pending(site: Site) -> Account | None:
    """The account whose password was just shown, if its code is still awaited."""
    name, at = session.get("pending", (None, 0.0))
    if name is None or site.real_clock().timestamp() - at > PENDING.total_seconds():
        return None
    found = find_account(site.database, name)
    return found if found and found.open and found.totp_secret else None


def enter(site: Site, account: Account, following: str | None) -> Response:
    """Open a sign-in; the cookie of before is forgotten, so that nobody can have chosen it."""
    browser, address = request.headers.get("User-Agent", ""), request.remote_addr or ""
    secret = open_sign_in(site.database, account, address=address, browser=browser, now=site.real_clock())
    session.clear()
    login_user(Visitor(SignIn(secret_hash(secret), account), secret))
    note(site.database, account.name, f"Compte {account.name} : connexion", at=site.real_clock())
    return redirect(own_path(following), code=303)


def own_path(following: str | None) -> str:
    """A path of this very site, or its first page: never another site."""
    if not following or not OWN_PATH.fullmatch(following):
        return "/"
    return following


def too_many(minutes: int) -> str:
    return f"Trop d'essais ; réessayez dans {minutes} minute{'s' if minutes > 1 else ''}."
