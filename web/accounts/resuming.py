"""A sign-in that ended in the middle of a form: the password is asked for in place, and the form goes on as typed.

A browser that was signed in has a signed cookie that says as whom: the form's own token must be of that sign-in, and a
form that somebody else left open in this browser is not carried on. Where that cookie is gone too, the form must bear a
token that this very site signed, and the name of the account is asked for as well; a form with a file is then not read,
and that is told. To a stranger nothing is asked. A second factor is asked for with the password; secrets, again.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, after_this_request, current_app, render_template, request, session
from flask_wtf.csrf import generate_csrf, validate_csrf
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from wtforms.validators import ValidationError

from appliance.calls.text_lengths import IDENTIFIER, PASSWORD, SHORT
from appliance.store.accounts.accounts import Account
from appliance.store.second_factors import can_be_read
from web.accounts.known_browsers import remember_browser
from web.accounts.password_checks import Answer
from web.accounts.sign_in import (
    LOST_KEY,
    WAS,
    WRONG,
    account_here,
    begin,
    note_refusal,
    own_path,
    password_opens,
    sentence,
    status,
    try_at,
)
from web.frame.bounds import URLENCODED
from web.frame.site import current_site
from web.settings.editing import FRAGMENT

TOKEN, SECRET, CODE, NAMED = "csrf_token", "resume-password", "resume-code", "resume-name"
OURS = frozenset({TOKEN, SECRET, CODE, NAMED})
NEVER_KEPT = frozenset({"current", "new", "again", "password", "pin"})  # never written into a page
FILES_GONE = "Un fichier que vous aviez choisi est à choisir de nouveau ensuite."
SECRETS_GONE = "Un mot de passe ou un code que vous aviez tapé dans le formulaire est à retaper ensuite."


def resume() -> tuple[str, int] | Response | None:
    """The page that asks for the password; None once it is right, the form then goes on, and for a stranger.

    The caller looks at who is signed in. StoreError.
    """
    if request.headers.get(FRAGMENT):
        return None
    was = session.get(WAS)
    known = account_here(current_site(), str(was)) if was else None
    if was and (known is None or not of_this_sign_in()):
        return None
    if not was and request.mimetype != URLENCODED and request.content_length:
        return render_template("sign_in/unread.html", back=page_of_the_form()), 401
    if not was and not signed_here(request.form.get(TOKEN, "")):
        return None
    if SECRET not in request.form:
        return asked(known)
    whose = known or named()
    problem, code = judged(whose)
    if whose is None or problem is not None:
        return asked(known, problem, code)
    begin(current_site(), whose)
    carry_on(whose)
    return None


def of_this_sign_in() -> bool:
    """Whether the form's token is of the sign-in that ended."""
    try:
        validate_csrf(request.form.get(TOKEN))
    except ValidationError:
        return False
    return True


def signed_here(token: str) -> bool:
    """Whether this site made the form's token, for whichever sign-in."""
    salt = current_app.config.get("WTF_CSRF_SECRET_KEY") or current_app.secret_key
    try:
        URLSafeTimedSerializer(salt or "", salt="wtf-csrf-token").loads(token)
    except BadData:
        return False
    return True


def named() -> Account | None:
    """The account whose name was typed. StoreError."""
    name = request.form.get(NAMED, "").strip().lower()
    return account_here(current_site(), name) if 0 < len(name) <= IDENTIFIER else None


def page_of_the_form() -> str:
    """Where the form stood, as the browser says it: a path of this site."""
    return own_path(urlsplit(request.headers.get("Referer", "")).path)


def judged(known: Account | None) -> tuple[str | None, int]:
    """What is wrong with the password and the code, and its status; None: nothing. StoreError."""
    site, now = current_site(), current_site().real_clock()
    password, typed = request.form[SECRET][: PASSWORD + 1], request.form.get(CODE, "")[:SHORT]
    keys, name = site.config.pages_dir, known.name if known else request.form.get(NAMED, "")[:IDENTIFIER]
    if known is not None and known.one_time_until is not None:
        return WRONG, 422
    answer = site.passwords.check(try_at(site, known, name), lambda: password_opens(known, password, now, []))
    if known is None:
        return sentence(answer, WRONG), status(answer)
    if answer.right and known.totp_secret is not None:
        if not can_be_read(keys, known):
            return LOST_KEY.format(name=known.name), 409
        right = site.sign_ins.code_is_right
        answer = site.passwords.check(try_at(site, known, f"code {known.name}"), lambda: right(keys, known, typed, now))
    return told(known, answer)


def told(known: Account, answer: Answer) -> tuple[str | None, int]:
    if answer.right:
        return None, 200
    note_refusal(current_site(), known, answer)
    wrong = "Ce mot de passe ou ce code n'est pas le bon." if known.totp_secret else "Ce mot de passe n'est pas le bon."
    return sentence(answer, wrong), status(answer)


def asked(known: Account | None, problem: str | None = None, code: int = 401) -> tuple[str, int]:
    """The page, with everything that was typed in it. `known`: None where the name of the account is asked for too."""
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in OURS]
    kept = [(name, value) for name, value in typed if name not in NEVER_KEPT]
    gone = [FILES_GONE] if any(file.filename for file in request.files.values()) else []
    gone += [SECRETS_GONE] if any(value for name, value in typed if name in NEVER_KEPT) else []
    where = request.full_path.rstrip("?")
    names = {"where": where, "secret": SECRET, "code": CODE, "named": NAMED, "name": request.form.get(NAMED, "")}
    page = render_template("sign_in/resume.html", account=known, kept=kept, problem=problem, gone=gone, **names)
    return page, code


def carry_on(known: Account) -> None:
    """The form as it was typed, with a token of the new sign-in, to whichever view it was for."""
    typed: MultiDict[str, str] = MultiDict(request.form.items(multi=True))
    for name in OURS:
        typed.poplist(name)
    typed[TOKEN] = generate_csrf()
    request.form = ImmutableMultiDict(typed.items(multi=True))

    @after_this_request
    def remember(answer: Response) -> Response:
        remember_browser(answer, known.id)
        return answer
