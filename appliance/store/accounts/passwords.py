"""Passwords: argon2id, the first one that is good once, and those that everybody tries first.

The rules are those of ASVS 6.2: a length, no composition, no rotation, no hint, nothing that a list of passwords has.
"""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from appliance.calls.text_lengths import PASSWORD

SHORTEST = 12
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that may be taken for another
WEAK = 3  # of 4: fewer than 10^8 guesses
FRENCH = ["motdepasse", "azerty", "azertyuiop", "bonjour", "soleil", "doudou", "loulou", "chouchou", "marseille"]
JUDGED = 72  # letters that zxcvbn looks at; more can only be stronger
HASHER = PasswordHasher(time_cost=3, memory_cost=32768, parallelism=1)  # 32 MiB: a Pi can do two at once
NOBODY = HASHER.hash(secrets.token_urlsafe(32))  # so that an unknown name takes as long as a known one


def hashed(password: str) -> str:
    """What is kept of a password."""
    return HASHER.hash(password)


def is_right(password_hash: str | None, password: str) -> bool:
    """Whether this is the password; in the same time when there is no account (None)."""
    try:
        HASHER.verify(password_hash or NOBODY, password[:PASSWORD])
    except VerifyMismatchError:
        return False
    return password_hash is not None


def one_time_password() -> str:
    """« k7mp-2xwd-hq9t-v4ce »: 79 random bits that a person can read over the telephone."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def refusal(password: str, known: list[str]) -> str | None:
    """Why a new password is refused, in a sentence; None when it is good. `known`: words that others would try."""
    if len(password) < SHORTEST:
        return f"Ce mot de passe est trop court ; donnez au moins {SHORTEST} caractères, par exemple quatre mots."
    if len(password) > PASSWORD:
        return f"Ce mot de passe est trop long ; donnez au plus {PASSWORD} caractères."
    from zxcvbn import zxcvbn  # its lists of words are long to load, and a password is seldom chosen

    if zxcvbn(password[:JUDGED], user_inputs=[*FRENCH, *known])["score"] < WEAK:
        return "Ce mot de passe se devine trop vite ; ajoutez-lui un ou deux mots sans rapport."
    return None
