"""`[customers]` of the machine file: an address to which a token may be sent, and what is said of another."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.config import Config, ConfigError, load

TOKEN = "secret-of-the-crm"


def loaded(folder: Path, **facts: str) -> Config:
    path = folder / "appliance.toml"
    given = {"url": '"https://crm.example.fr/clients"', "token": f'"{TOKEN}"'} | facts
    lines = "\n".join(f"{key} = {value}" for key, value in given.items())
    path.write_text(f'state = "{folder}"\n[customers]\n{lines}\n')
    return load(path)


def test_an_address_with_its_token_which_is_never_shown(tmp_path: Path) -> None:
    config = loaded(tmp_path)
    assert config.customers is not None
    assert (config.customers.by, config.customers.fresh_minutes) == (("number", "order"), 10)
    assert TOKEN not in repr(config) + repr(config.customers)
    assert loaded(tmp_path, url='"http://[::1]:8090/clients"').customers is not None


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"url": '"http://crm.example.fr/clients"'}, "le jeton ne voyage pas en clair"),
        ({"url": '"http://127.0.0.1.example.fr/"'}, "le jeton ne voyage pas en clair"),
        ({"url": '"file:///etc/passwd"'}, "une adresse seule"),
        ({"url": '"ftp://crm.example.fr/clients"'}, "le jeton ne voyage pas en clair"),
        ({"url": '"https://crm.example.fr/clients?a=b"'}, "une adresse seule"),
        ({"url": '"https://me:secret@crm.example.fr/"'}, "une adresse seule"),
        ({"url": '"https://crm.example.fr:99999/"'}, "une adresse seule"),
        ({"url": '"https://crm.example.fr/société"'}, "comme un navigateur les copie"),
        ({"url": '"https://crm.example.fr/a b"'}, "comme un navigateur les copie"),
        ({"ca_file": '"/nowhere.pem"'}, "n'est pas un fichier"),
        ({"token": '"a b c d e f g h"'}, "forme attendue"),
        ({"by": "[]"}, "1 au moins"),
        ({"by": '["name"]'}, "n'est pas un choix possible"),
    ],
)
def test_another_is_refused_in_a_sentence(tmp_path: Path, facts: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigError, match=words) as told:
        loaded(tmp_path, **facts)
    assert TOKEN not in str(told.value)
