"""Who may use the API: a living token, of the right scope, not too often. Cookies are never looked at."""

from __future__ import annotations

from typing import cast

from flask import g, request

from appliance.disclosure import Asker, Sight
from appliance.store.accounts.tokens import Token, note_use, token_behind
from web.api.allowance import Allowance
from web.api.problems import Refusal
from web.frame.site import Site, zone_of

LONGEST = 200  # letters of a secret; ours have 53
ASK = {"WWW-Authenticate": 'Bearer realm="astreinte"'}
NONE = (
    "Montrez un jeton d'accès : « Authorization: Bearer … ». Un administrateur en ouvre dans Réglages, Jetons d'accès."
)
UNKNOWN = "Ce jeton n'est pas connu, ou a été révoqué ; demandez-en un autre à un administrateur."
OVER = "Le dernier jour de ce jeton est passé ; demandez-en un autre à un administrateur."
READS_ONLY = "Ce jeton ne donne droit qu'à la lecture ; demandez-en un d'écriture à un administrateur."
NO_NUMBERS = "Ce jeton ne donne pas droit aux numéros des intervenants ; demandez-en un qui le permet."


def token() -> Token:
    """The token of this request: the gate has let it in."""
    return cast(Token, g.api_token)


def sight(site: Site) -> Sight:
    """What the token of this request sees of numbers. StoreError."""
    return Sight(Asker.PROGRAM_WITH_NUMBERS if token().numbers else Asker.PROGRAM, site.company())


def count_address(allowance: Allowance) -> None:
    """One request more of this address."""
    refuse_too_many(allowance.wait(allowance.by_address, f"address {request.remote_addr}"))


def let_in(site: Site, allowance: Allowance, *, writes: bool) -> None:
    """Know the token of the request and note its use. Refusal, StoreError."""
    secret = bearer()
    found = token_behind(site.database, secret) if len(secret) <= LONGEST else None
    if found is None or found.revoked_at is not None:
        refuse_too_many(allowance.wait(allowance.unknown, f"unknown {request.remote_addr}"))
        raise Refusal(401, UNKNOWN, headers=ASK)
    now = site.real_clock()
    if not found.alive(now.astimezone(zone_of(site.company())).date()):
        raise Refusal(401, OVER, headers=ASK)
    refuse_too_many(allowance.wait(allowance.by_token, f"token {found.id}"))
    note_use(site.database, found, now)
    if writes and not found.writes:
        raise Refusal(403, READS_ONLY)
    g.api_token = found


def bearer() -> str:
    """The secret in the header. Refusal."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret.strip():
        raise Refusal(401, NONE, headers=ASK)
    return secret.strip()


def refuse_too_many(seconds: int | None) -> None:
    """Refusal when there are seconds to wait."""
    if seconds is not None:
        detail = f"Trop de demandes ; réessayez dans {seconds} s."
        raise Refusal(429, detail, headers={"Retry-After": str(seconds)})
