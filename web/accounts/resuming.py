"""A sign-in that ended in the middle of a form: the password is asked for in place, and the form goes on as typed.

Only in a browser that was signed in, whose signed cookie says as whom: to a stranger nothing is asked, and nothing of
what they send is read. The form's own token is looked at before anything is asked: a form that somebody else left open
in this browser is not carried on. A second factor is asked for with the password. Secrets are typed again.
"""

from __future__ import annotations

from flask import Response, after_this_request, render_template, request, session
from flask_wtf.csrf import generate_csrf, validate_csrf
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from wtforms.validators import ValidationError

from appliance.calls.text_lengths import PASSWORD, SHORT
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
    password_opens,
    sentence,
    status,
    try_at,
)
from web.frame.site import current_site
from web.settings.editing import FRAGMENT

TOKEN, SECRET, CODE = "csrf_token", "resume-password", "resume-code"
OURS = frozenset({TOKEN, SECRET, CODE})
NEVER_KEPT = frozenset({"current", "new", "again", "password", "pin"})  # never written into a page
FILES_GONE = "Un fichier que vous aviez choisi est à choisir de nouveau ensuite."
SECRETS_GONE = "Un mot de passe ou un code que vous aviez tapé dans le formulaire est à retaper ensuite."


def resume() -> tuple[str, int] | Response | None:
    """The page that asks for the password; None once it is right, the form then goes on, and for a stranger.

    The caller looks at who is signed in. StoreError.
    """
    known = account_here(current_site(), str(session.get(WAS, "")))
    if known is None or request.headers.get(FRAGMENT):
        return None
    try:
        validate_csrf(request.form.get(TOKEN))
    except ValidationError:
        return None
    if SECRET not in request.form:
        return asked(known)
    problem, code = judged(known)
    if problem is not None:
        return asked(known, problem, code)
    begin(current_site(), known)
    carry_on(known)
    return None


def judged(known: Account) -> tuple[str | None, int]:
    """What is wrong with the password and the code, and its status; None: nothing. StoreError."""
    site, now = current_site(), current_site().real_clock()
    password, typed = request.form[SECRET][: PASSWORD + 1], request.form.get(CODE, "")[:SHORT]
    keys = site.config.pages_dir
    if known.one_time_until is not None:
        return WRONG, 422
    answer = site.passwords.check(try_at(site, known, known.name), lambda: password_opens(known, password, now, []))
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


def asked(known: Account, problem: str | None = None, code: int = 401) -> tuple[str, int]:
    """The page, with everything that was typed in it."""
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in OURS]
    kept = [(name, value) for name, value in typed if name not in NEVER_KEPT]
    gone = [FILES_GONE] if any(file.filename for file in request.files.values()) else []
    gone += [SECRETS_GONE] if any(value for name, value in typed if name in NEVER_KEPT) else []
    where = request.full_path.rstrip("?")
    names = {"where": where, "secret": SECRET, "code": CODE}
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
