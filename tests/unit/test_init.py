"""`astreinte init`, and a machine whose file says little."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from appliance.cli import run
from appliance.commands import init
from appliance.config import ConfigError, load, load_for_calls
from appliance.config_words import in_french
from appliance.store.accounts.accounts import list_accounts
from appliance.store.database import open_database
from tests.spoken import lay_out

COMPANY = Path(__file__).parents[1] / "data" / "company-example.yml"
SWITCH = '[switch]\nesl_secret = "a-secret-of-32-letters-or-so-000"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "appliance.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_one_command_makes_the_file_the_voice_and_the_first_account(tmp_path: Path) -> None:
    lay_out(tmp_path / "essai" / "prompts")
    told = CliRunner().invoke(init.command, [str(tmp_path / "essai"), "--company", str(COMPANY), "--port", "8123"])
    assert told.exit_code == 0, told.output
    config = load(tmp_path / "essai" / "appliance.toml")
    assert (config.web.port, config.takes_calls) == (8123, False)
    database = open_database(config.database_url)
    assert [(one.name, one.role.value) for one in list_accounts(database)] == [("admin", "administrator")]
    assert "astreinte web --config" in told.output
    assert list((tmp_path / "essai" / "prompts").glob("*.wav"))


def test_what_is_there_stays(tmp_path: Path) -> None:
    lay_out(tmp_path / "prompts")
    path = written(tmp_path, f'state = "{tmp_path}"\n[web]\nport = 8200\n')
    for _ in range(2):
        told = CliRunner().invoke(init.command, [str(tmp_path)])
        assert told.exit_code == 0, told.output
    assert "Des comptes existent" in told.output
    assert load(path).web.port == 8200


def test_a_company_that_is_there_stays(tmp_path: Path) -> None:
    lay_out(tmp_path / "prompts")
    for _ in range(2):
        told = CliRunner().invoke(init.command, [str(tmp_path), "--company", str(COMPANY)])
        assert told.exit_code == 0, told.output
    assert "elle n'est pas changée" in told.output


def test_a_file_with_a_state_alone_is_enough_for_pages_and_commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, f'state = "{tmp_path}"\n')
    assert run(["import", str(COMPANY), "--config", str(path)]) == 0
    assert run(["who", "--line", "urgence", "--config", str(path)]) == 0
    assert run(["account", "list", "--config", str(path)]) == 0
    assert run(["health", "--config", str(path)]) == 1
    assert "ne prend pas d'appels" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "il manque la section [switch]"), (SWITCH, "il manque une section [[trunks]]")],
)
def test_what_calls_need_is_asked_for_by_what_takes_calls(tmp_path: Path, text: str, sentence: str) -> None:
    path = written(tmp_path, f'state = "{tmp_path}"\n{text}')
    load(path)
    with pytest.raises(ConfigError, match=sentence.replace("[", r"\[")):
        load_for_calls(path)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "il manque « state » ; ajoutez-le."),
        ('state = "x"\n[switch]\n', "[switch] : il manque « esl_secret » ; ajoutez-le."),
        ('state = "x"\nstat = 1\n', "« stat » n'est pas connu ici"),
        (
            'state = "x"\n[web]\nport = "8080"\n',
            "[web] port : il faut un nombre entier, pas un texte entre guillemets.",
        ),
        ('state = "x"\n[web]\nport = 0\n', "[web] port : il faut 1 au moins."),
        ('state = "x"\n[switch]\nesl_secret = "court"\n', "[switch] esl_secret : il faut 16 caractères au moins."),
        (
            'state = "x"\n[[trunks]]\nname = "a"\nproxy = "b"\n[[trunks]]\nname = "c"\n',
            "[[trunks]] 2 : il manque « proxy »",
        ),
        ('state = "x"\nspeech_engine = "espeak"\n', "speech_engine : 'espeak' n'est pas un choix possible."),
        ('state = "x"\n[sip]\nrtp_ports = [1]\n', "[sip] rtp_ports : il en faut 2."),
        ("state = x\n", "ligne 1, colonne 9 : ce n'est pas du TOML"),
    ],
)
def test_what_is_wrong_with_the_file_is_said_in_french(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as refused:
        load(written(tmp_path, text))
    assert sentence in str(refused.value)
    assert "Object" not in str(refused.value)
    assert "Expected" not in str(refused.value)


def test_what_nobody_foresaw_is_said_as_it_came() -> None:
    assert in_french("Something else") == "Something else."
