"""The keys that encipher the secrets of second factors: a file of the machine, never in the database nor in a backup.

A line is a key: 32 bytes in base64. The first one enciphers, all of them decipher: another one is put in use by adding
it at the top. An enciphered secret is bound to its account, so that nobody can give theirs to another in the database.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from appliance.store.errors import StoreError
from appliance.whole_file import PRIVATE, whole_file

FILE = "second-factors.key"
KEY, NONCE = 32, 12  # bytes: AES-256-GCM, whose nonces may be drawn for 2^32 secrets of one key
MARK = "1."  # of what is enciphered; a secret in clear is base32, which has no full stop


class Unreadable(StoreError):
    """A second factor enciphered by a key that this machine does not have."""


@dataclass(frozen=True)
class Keys:
    """Those of one reading of the file."""

    keys: tuple[bytes, ...]

    @property
    def first(self) -> str:
        """The name of the one that enciphers."""
        return name_of(self.keys[0])

    def sealed(self, account: str, secret: str) -> str:
        """The secret of an account (its identifier), enciphered."""
        nonce = os.urandom(NONCE)
        hidden = AESGCM(self.keys[0]).encrypt(nonce, secret.encode(), account.encode())
        return f"{MARK}{self.first}.{base64.urlsafe_b64encode(nonce + hidden).decode()}"

    def opened(self, account: str, kept: str) -> str:
        """The secret in clear; that of a version of before is already. Unreadable."""
        if not kept.startswith(MARK):
            return kept
        name, _, text = kept.removeprefix(MARK).partition(".")
        try:
            content = base64.urlsafe_b64decode(text)
            key = next(one for one in self.keys if name_of(one) == name)
            return AESGCM(key).decrypt(content[:NONCE], content[NONCE:], account.encode()).decode()
        except (StopIteration, InvalidTag, ValueError):
            raise Unreadable(
                f"Second facteur chiffré par une autre clé ({name[:8]}) que celle de la machine."
            ) from None


def name_of(key: bytes) -> str:
    """Eight hexadecimal digits that tell a key from another, and nothing of it."""
    return hashlib.sha256(b"astreinte second factors " + key).hexdigest()[:8]


def key_named_in(kept: str) -> str | None:
    """The name of the key that enciphered this; None for a secret in clear."""
    return kept.removeprefix(MARK).partition(".")[0] if kept.startswith(MARK) else None


def read_keys(folder: Path) -> Keys:
    """The keys of this machine; the first is made when there is none. StoreError for a file that cannot be used."""
    path = folder / FILE
    try:
        if not path.exists():
            folder.mkdir(mode=0o700, exist_ok=True)
            write_keys(folder, Keys((secrets.token_bytes(KEY),)), replace=False)
        text = path.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise StoreError(
            f"{path} : illisible ({error.strerror}) ; ce fichier est au compte des pages, et le disque a de la place."
        ) from error
    keys = tuple(_key(path, number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip())
    if not keys:
        raise StoreError(f"{path} : ce fichier est vide ; remettez la clé, ou ôtez-le pour en faire une autre.")
    return Keys(keys)


def write_keys(folder: Path, keys: Keys, *, replace: bool = True) -> None:
    """Write the file whole or not at all, for its owner alone. `replace` False: one that is there stays. OSError."""
    # Another process of this machine may have been quicker: its key is the one.
    with suppress(FileExistsError), whole_file(folder / FILE, mode=PRIVATE, replace=replace) as file:
        file.write(b"".join(base64.b64encode(key) + b"\n" for key in keys.keys))


def _key(path: Path, number: int, line: str) -> bytes:
    try:
        key = base64.b64decode(line.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY:
        raise StoreError(
            f"{path}, ligne {number} : ce n'est pas une clé (32 octets en base64) ; remettez celle d'avant, ou ôtez la "
            "ligne."
        )
    return key
