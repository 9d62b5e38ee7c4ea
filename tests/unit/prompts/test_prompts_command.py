"""`astreinte prompts`, as typed."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from appliance.commands.prompts import command
from appliance.config import ConfigError
from appliance.prompts.build import open_prompt_store
from appliance.prompts.catalogue import say
from appliance.prompts.french.sentences import FIXED
from appliance.store.database import close_database, open_database
from appliance.store.settings.snapshot import save_company
from tests.spoken import lay_out
from tests.unit.prompts.test_spoken import COMPANY

CONFIG = """
state = "{state}"
trunks = [{{name = "operator", proxy = "127.0.0.1"}}]
[switch]
esl_secret = "0123456789abcdef"
"""


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("machine")
    lay_out(folder / "state" / "prompts")
    path = folder / "appliance.toml"
    path.write_text(CONFIG.format(state=folder / "state"))
    assert typed("build", path).exit_code == 0
    return path


def typed(word: str, config: Path) -> Result:
    return CliRunner(mix_stderr=False).invoke(command, [word, "--config", str(config)])


def test_building_again_says_nothing_new(config: Path) -> None:
    result = typed("build", config)
    assert result.exit_code == 0
    assert result.output.splitlines()[-1] == f"{len(FIXED)} présentes"


def test_the_list_shows_each_sentence_with_its_length_and_file(config: Path) -> None:
    lines = typed("list", config).output.splitlines()
    assert len(lines) == len({text for text in FIXED.values()})
    assert all(" s  " in line and line.endswith(".wav") for line in lines)


def test_a_shelf_in_order_passes_the_check(config: Path) -> None:
    result = typed("check", config)
    assert result.exit_code == 0
    assert "phrases en ordre" in result.output


def test_a_spoilt_file_fails_the_check_and_is_built_again(config: Path) -> None:
    prompt_store = open_prompt_store(config.parent / "state" / "prompts", "pico")
    path = prompt_store.path(say("goodbye"))
    assert path is not None
    path.write_bytes(b"RIFF")
    result = typed("check", config)
    assert result.exit_code == 1
    assert "goodbye « Merci de votre appel. Au revoir. » : fichier tronqué" in result.stderr
    assert "1 phrase à refaire" in result.stderr
    assert typed("build", config).exit_code == 0
    assert typed("check", config).exit_code == 0


def test_a_missing_configuration_is_the_configuration_s_own_error(tmp_path: Path) -> None:
    assert isinstance(typed("check", tmp_path / "none.toml").exception, ConfigError)


def test_what_the_company_wrote_is_built_and_listed(config: Path, tmp_path: Path) -> None:
    copy = tmp_path / "appliance.toml"
    copy.write_text(config.read_text().replace(str(config.parent / "state"), str(tmp_path)))
    shutil.copytree(config.parent / "state" / "prompts", tmp_path / "prompts", symlinks=True)
    database = open_database(f"sqlite:///{tmp_path / 'astreinte.db'}")
    save_company(database, COMPANY)
    close_database(database)
    assert "« Nous sommes fermés. » : la voix ne l'a pas encore dite" in typed("check", copy).stderr
    assert typed("build", copy).exit_code == 0
    assert "« Nous sommes fermés. »" in typed("list", copy).output
    assert typed("check", copy).exit_code == 0


def test_the_command_never_creates_the_database(config: Path) -> None:
    assert not list((config.parent / "state").glob("*.db*"))
