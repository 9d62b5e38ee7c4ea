"""Secrets that an address carries: 256 random bits, kept as a hash alone.

A look-up by the hash gives nothing away by its time: nobody can choose the hash of what they send.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets


def new_secret() -> str:
    """A secret for an address: 43 letters, digits, `-` and `_`."""
    return secrets.token_urlsafe(32)


def secret_hash(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def same_hash(left: str, right: str) -> bool:
    """Whether two hashes are one, in a time that does not tell where they differ."""
    return hmac.compare_digest(left, right)
