"""`[mail]` and `public_url` of the machine file, and what is said of a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.config import ConfigError, load

FILE = """
state = "/var/lib/astreinte"
{top}
trunks = [{{name = "operator", proxy = "127.0.0.1"}}]
[switch]
esl_secret = "0123456789abcdef"
[mail]
host = "mail.example.fr"
sender = "astreinte@example.fr"
{mail}
"""


def loaded(folder: Path, mail: str = "", top: str = ""):
    path = folder / "appliance.toml"
    path.write_text(FILE.format(mail=mail, top=top))
    return load(path)


def test_a_mail_server_with_a_password(tmp_path: Path) -> None:
    config = loaded(tmp_path, 'username = "box"\npassword = "secret-word"', 'public_url = "https://a.example.fr/x"')
    assert config.mail is not None
    assert (config.mail.port, config.mail.tls) == (587, "starttls")
    assert "secret-word" not in repr(config.mail) + repr(config)


@pytest.mark.parametrize(
    ("mail", "top", "words"),
    [
        ('username = "box"', "", "username et password vont ensemble"),
        ('username = "box"\npassword = "x"\ntls = "none"', "", "un mot de passe ne voyage pas en clair"),
        ('ca_file = "/nowhere.pem"', "", "/nowhere.pem n'est pas un fichier"),
        ("", 'public_url = "https://a.example.fr/"', "sans barre à la fin"),
        ("", 'public_url = "javascript:alert(1)"', "n'est pas une adresse de site"),
    ],
)
def test_a_wrong_setting_is_told(tmp_path: Path, mail: str, top: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        loaded(tmp_path, mail, top)


def test_a_sender_with_a_line_in_it_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "appliance.toml"
    path.write_text(FILE.format(mail="", top="").replace('"astreinte@example.fr"', '"a@b.fr\\r\\nBcc: x@y.fr"'))
    with pytest.raises(ConfigError, match="n'est pas une adresse"):
        load(path)
