"""A browser in which an account was signed in before: a cookie that lets nobody in, and keeps its owner from a queue.

The device cookie of OWASP's « Slow Down Online Guessing Attacks with Device Cookies ».
"""

from __future__ import annotations

import secrets

from flask import Flask, Response, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

SECONDS = 180 * 86_400
LONGEST = 400  # letters of a cookie that are looked at


def known_browser(account: str) -> str:
    """The browser that asks, if this account (its identifier) was the last one signed in there; else empty."""
    written = request.cookies.get(_name(current_app), "")
    if len(written) > LONGEST:
        return ""
    try:
        owner, browser = _serializer(current_app).loads(written)
    except (BadSignature, ValueError, TypeError):
        return ""
    return str(browser) if owner == account else ""


def remember_browser(answer: Response, account: str) -> None:
    """Put the cookie of an account that has just been signed in."""
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    written = _serializer(current_app).dumps([account, known_browser(account) or secrets.token_urlsafe(12)])
    answer.set_cookie(
        _name(current_app), written, max_age=SECONDS, secure=secure, httponly=True, samesite="Lax", path="/"
    )


def _name(app: Flask) -> str:
    return f"{app.config['SESSION_COOKIE_NAME']}-browser"


def _serializer(app: Flask) -> URLSafeSerializer:
    return URLSafeSerializer(app.secret_key or "", salt="known browser")
