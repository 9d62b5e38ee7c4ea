"""Signing in: a name and a password, then the code of the second factor where there is one; signing out."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import cast

from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response as AnyResponse

from appliance.calls.text_lengths import ADDRESS, IDENTIFIER, NAME, PASSWORD, SHORT
from appliance.store.accounts.accounts import Account, find_account
from appliance.store.accounts.audit import SIGNED_IN
from appliance.store.accounts.leaving import is_unknown
from appliance.store.accounts.passwords import is_right
from appliance.store.accounts.sign_ins import SignIn
from appliance.store.second_factors import can_be_read
from appliance.store.secrets import secret_hash
from web.accounts.known_browsers import known_browser, remember_browser
from web.accounts.login_limits import Try
from web.accounts.password_checks import Answer, Verdict
from web.frame.french_form import FrenchForm
from web.frame.gate import Visitor, public, still_here, visitor
from web.frame.site import Site, current_site
from web.text_fields import Carried, Secret, Text

Page = str | AnyResponse | tuple[str, int]
OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x1f\x7f]{0,500}")
WAS = "was"  # in the cookie: the name of the account
PENDING = timedelta(minutes=5)  # between the password and the code
WRONG_CODE = "Ce code n'est pas celui de maintenant ; attendez le suivant, et vérifiez l'heure du téléphone."
LOST_KEY = (
    "Le second facteur de ce compte a été chiffré par une clé que cette machine n'a plus ; à un administrateur de la "
    "machine de taper « sudo astreinte account reset {name} », ou d'y remettre la clé."
)
WORN = (
    "Ce premier mot de passe a déjà servi, ou a plus de 72 heures ; demandez-en un autre à un administrateur : "
    "« Comptes », « Réinitialiser »."
)
LEFT = (
    "Votre dernier jour dans l'entreprise est passé : ce compte n'ouvre plus rien. Si c'est une erreur, voyez un "
    "responsable."
)
WRONG = "Ce nom et ce mot de passe ne vont pas ensemble ; vérifiez l'un et l'autre."


class SignInForm(FrenchForm):
    """Pasting is allowed, and password managers know these names."""

    name = Text("Nom du compte", render_kw={"autocomplete": "username", "autocapitalize": "none"}, longest=NAME)
    password = Secret("Mot de passe", render_kw={"autocomplete": "current-password"}, longest=PASSWORD)
    suite = Carried(longest=ADDRESS)


class CodeForm(FrenchForm):
    """Six digits."""

    code = Text(
        "Code à six chiffres", render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"}, longest=SHORT
    )
    suite = Carried(longest=ADDRESS)


pages = Blueprint("sign_in", __name__, template_folder="templates")  # `/connexion`, `/connexion/code`, `/deconnexion`


@pages.route("/connexion", methods=["GET", "POST"])
@public
def ask() -> Page:
    site = current_site()
    form = SignInForm(suite=request.args.get("suite", ""))
    if current_user.is_authenticated:
        return redirect(url_for("dashboard.page"))
    if not form.validate_on_submit():
        return render_template("sign_in/ask.html", form=form), 422 if form.is_submitted() else 200
    name, now = (form.name.data or "").strip().lower(), site.real_clock()
    found = account_known(site, name) if len(name) <= IDENTIFIER else None
    left = found is not None and not still_here(site, found)
    worn: list[str] = []  # what is said of the right password, where it opens nothing any more
    typed = form.password.data or ""
    answer = site.passwords.check(try_at(site, found, name), lambda: password_opens(found, typed, now, worn, left=left))
    if not answer.right or found is None:
        note_refusal(site, found, answer)
        problem = sentence(answer, worn[0] if worn else WRONG)
        return render_template("sign_in/ask.html", form=form, problem=problem), status(answer)
    if found.one_time_until is not None and not site.sign_ins.use_up_first_password(found, now=now):
        return render_template("sign_in/ask.html", form=form, problem=WORN), 422
    if found.totp_secret is None:
        return enter(site, found, form.suite.data)
    session.clear()
    session["pending"] = [found.name, now.timestamp(), secret_hash(found.password_hash)]
    return redirect(url_for("sign_in.code", suite=form.suite.data or None))


@pages.route("/connexion/code", methods=["GET", "POST"])
@public
def code() -> Page:
    site = current_site()
    waiting = pending(site)
    if waiting is None:
        return redirect(url_for("sign_in.ask"))
    form = CodeForm(suite=request.args.get("suite", ""))
    keys = site.config.pages_dir
    if not can_be_read(keys, waiting):
        return render_template("sign_in/code.html", form=form, problem=LOST_KEY.format(name=waiting.name)), 409
    if not form.validate_on_submit():
        return render_template("sign_in/code.html", form=form), 422 if form.is_submitted() else 200
    typed, now = form.code.data or "", site.real_clock()
    answer = site.passwords.check(
        try_at(site, waiting, f"code {waiting.name}"),
        lambda: site.sign_ins.code_is_right(keys, waiting, typed, now),
    )
    if not answer.right:
        note_refusal(site, waiting, answer)
        return render_template("sign_in/code.html", form=form, problem=sentence(answer, WRONG_CODE)), status(answer)
    return enter(site, waiting, form.suite.data)


@pages.post("/deconnexion")
@public
def leave() -> AnyResponse:
    site = current_site()
    if current_user.is_authenticated:
        site.sign_ins.close(visitor().account.id, visitor().key, site.real_clock())
    logout_user()
    session.clear()
    flash("Vous êtes déconnecté.")
    answer = redirect(url_for("sign_in.ask"), code=303)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'  # not cookies: one keeps its owner from a queue
    return answer


def account_here(site: Site, name: str) -> Account | None:
    """An account by its name; not that of an agent who has left the company."""
    found = account_known(site, name)
    return found if found is not None and still_here(site, found) else None


def account_known(site: Site, name: str) -> Account | None:
    """The same, with that of an agent whose last day is over; not of one whom the company has no more."""
    found = find_account(site.database, name)
    return None if found is None or is_unknown(found, site.company()) else found


def try_at(site: Site, found: Account | None, name: str) -> Try:
    """A try at what `name` opens, from here. An owner is known by their browser, else by their address."""
    address = request.remote_addr or ""
    if found is None:
        return Try(name, address)
    known = known_browser(found.id) or (address if site.sign_ins.known_address(found.id, address) else "")
    return Try(name, address, known)


def note_refusal(site: Site, found: Account | None, answer: Answer) -> None:
    """A failure is in the journal of changes, for an account that exists: what is typed for another may be anything."""
    if found is not None and answer.verdict is Verdict.WRONG:
        where = request.remote_addr or "?"
        act = f"Compte {found.name} : connexion refusée depuis {where}"
        site.sign_ins.note(found.name, act, site.real_clock())


def sentence(answer: Answer, wrong: str) -> str:
    return too_many(answer.minutes) if answer.verdict is Verdict.WAIT else wrong


def status(answer: Answer) -> int:
    return 429 if answer.verdict is Verdict.WAIT else 422


def password_opens(found: Account | None, password: str, now: datetime, worn: list[str], *, left: bool = False) -> bool:
    """Whether it opens this account, closed and out-of-date ones excluded, in the same time for all. In a thread.

    The first password is copied from a page, with spaces around it at times. `worn`: where one that is right and
    opens nothing any more is told of. `left`: its owner has left the company.
    """
    first = found is not None and found.one_time_until is not None
    right = is_right(found.password_hash if found else None, password.strip() if first else password)
    if not right or found is None or not found.open:
        return False
    if left:
        worn.append(LEFT)
        return False
    if found.one_time_until is None or now < found.one_time_until:
        return True
    worn.append(WORN)
    return False


def pending(site: Site) -> Account | None:
    """The account whose password was just shown, if its code is still awaited."""
    name, at, password = (*session.get("pending", ()), None, 0.0, "")[:3]
    if name is None or site.real_clock().timestamp() - at > PENDING.total_seconds():
        return None
    found = account_here(site, name)
    if found is None or not found.open or found.totp_secret is None:
        return None
    return found if secret_hash(found.password_hash) == password else None  # not one changed since


def enter(site: Site, account: Account, following: str | None) -> Response:
    """Open a sign-in; the cookie of before is forgotten, so that nobody can have chosen it."""
    begin(site, account)
    answer = cast(Response, redirect(own_path(following), code=303))
    remember_browser(answer, account.id)
    return answer


def begin(site: Site, account: Account) -> None:
    """The sign-in itself, in a new cookie, which says as whom for when it has ended (see `resuming`)."""
    browser, address = request.headers.get("User-Agent", ""), request.remote_addr or ""
    now = site.real_clock()
    secret = site.sign_ins.open(account, address=address, browser=browser, now=now)
    session.clear()
    session[WAS] = account.name
    login_user(Visitor(SignIn(secret_hash(secret), account), secret))
    site.sign_ins.note(account.name, f"Compte {account.name}{SIGNED_IN}", now)


def own_path(following: str | None) -> str:
    """A path of this very site, or its first page: never another site."""
    if not following or not OWN_PATH.fullmatch(following):
        return "/"
    return following


def too_many(minutes: int) -> str:
    return f"Trop d'essais ; réessayez dans {minutes} minute{'s' if minutes > 1 else ''}."
