"""Who may see a page. What no page declares is refused: `open_to` says which roles, `OPEN` needs no account."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, Response, abort, g, redirect, request, url_for
from flask_login import LoginManager, UserMixin, current_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import Forbidden, HTTPException

from appliance.store.accounts.accounts import MANAGING, ROLES, Account, Role
from appliance.store.accounts.leaving import has_left, is_unknown
from appliance.store.accounts.sign_ins import SignIn
from web.frame.bounds import refuse_hidden_letters
from web.frame.site import Site, signing_key

log = logging.getLogger(__name__)

View = TypeVar("View", bound=Callable[..., Any])

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
MANAGERS = MANAGING
READERS = MANAGERS | {Role.READER}
ALL = READERS | {Role.AGENT}
OPEN = frozenset(
    {"feeds", "acknowledgements", "charge", "health", "api"}
)  # a secret address, a token, or nothing to hide
SETTLING = frozenset({"my_account", "sign_in"})  # what one whose account is not ready may still see


class Visitor(UserMixin):
    """Who is signed in, for Flask-Login. `secret`: what the cookie holds."""

    def __init__(self, sign_in: SignIn, secret: str) -> None:
        self.key, self.account, self.secret = sign_in.key, sign_in.account, secret

    def get_id(self) -> str:
        return self.secret

    @property
    def manages(self) -> bool:
        """Whether they may change what concerns everybody."""
        return self.account.role in MANAGERS

    @property
    def reads(self) -> bool:
        """Whether they see everybody's calls and planning."""
        return self.account.role in READERS

    @property
    def administers(self) -> bool:
        return self.account.role in ADMINISTRATORS


def open_to(roles: frozenset[Role]) -> Callable[[View], View]:
    """Declare who may ask for a page."""

    def declared(view: View) -> View:
        view.roles = roles  # type: ignore[attr-defined]
        return view

    return declared


def public(view: View) -> View:
    """Declare a page that needs no account."""
    view.roles = None  # type: ignore[attr-defined]
    return view


def visitor() -> Visitor:
    """Who asks for this page: somebody, since the gate let them in."""
    return cast(Visitor, current_user)


def account() -> Account:
    return visitor().account


def set_gate(app: Flask, site: Site, error_page: Callable[[HTTPException], Any], resume: Callable[[], Any]) -> None:
    """Cookies, sign-ins, tokens of forms, and the one place where a page is refused. Raises OSError.

    `resume`: asks in place for the password of a sign-in that ended in the middle of a form; None once it is right.
    """
    app.secret_key = signing_key(site.config.pages_dir)
    own = "astreinte-demo" if app.config.get("DEMO") else "astreinte"  # both may be on one machine
    app.config.update(
        SESSION_COOKIE_NAME=f"__Host-{own}" if site.secure else own,
        SESSION_COOKIE_SECURE=site.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # a form left open all night loses nothing: the token lasts as long as the cookie
        WTF_CSRF_SSL_STRICT=False,  # the origin is checked by web/frame/security.py, for all that is not GET
    )
    logins = LoginManager(app)
    logins.session_protection = None

    @logins.user_loader  # type: ignore[untyped-decorator]
    def load(secret: str) -> Visitor | None:
        found = site.sign_ins.behind(secret, site.real_clock())
        return Visitor(found, secret) if found and still_here(site, found.account) else None

    @app.before_request
    def let_in() -> Any:
        return refusal(app, resume)

    csrf = CSRFProtect(app)  # after the gate: it reads forms, and a stranger's upload is read by nobody
    app.before_request(refuse_hidden_letters)

    @app.after_request
    def say_origin(response: Response) -> Response:
        if request.blueprint not in OPEN:
            response.headers.setdefault("Referrer-Policy", "same-origin")  # else a form's POST says `Origin: null`
        if site.secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
        return response

    app.extensions["astreinte_csrf"] = csrf
    app.register_error_handler(CSRFError, lambda error: error_page(Forbidden()))


def still_here(site: Site, who: Account) -> bool:
    """Whether an account is not that of an agent who has left the company. Raises StoreError."""
    company = site.company()
    return not is_unknown(who, company) and not has_left(who, company, site.now())


class NotYours(Forbidden):
    """A page that this role does not open, which says so: nobody wonders whether it was the address."""

    title = "Cette page ne vous est pas ouverte"

    def __init__(self, who: Account) -> None:
        self.sentence = f"Votre compte ({ROLES[who.role]}) n'ouvre pas cette page : adressez-vous à un responsable."
        super().__init__(self.sentence)


def refusal(app: Flask, resume: Callable[[], Any]) -> Any:
    """Where to go instead, or the page to show; None to go on. Aborts with 401 or 403."""
    if request.endpoint in (None, "static") or request.blueprint in OPEN:
        return None
    roles: frozenset[Role] | None = getattr(app.view_functions[request.endpoint or ""], "roles", frozenset())
    if roles is None:
        return None
    if not current_user.is_authenticated:
        if request.method != "GET":
            if (page := resume()) is not None:
                return page
            return refusal(app, resume) if current_user.is_authenticated else abort(401)
        following = request.full_path.rstrip("?")
        return redirect(url_for("sign_in.ask", suite=following if following != "/" else None))
    g.signed_in = True
    if request.blueprint not in SETTLING and (unready := settling_page(account())):
        return redirect(url_for(unready))
    if account().role not in roles:
        if request.path == "/" and account().role is Role.AGENT:
            return redirect(url_for("mine.shifts"))
        log.warning("refused: account %s may not ask for %s", account().name, request.endpoint)
        raise NotYours(account())
    return None


def settling_page(who: Account) -> str | None:
    """What an account has to do before anything else: its own password, its second factor."""
    if who.one_time_until is not None:
        return "my_account.password"
    return "my_account.second_factor" if who.must_have_totp else None
