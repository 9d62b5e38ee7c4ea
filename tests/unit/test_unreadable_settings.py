"""A machine file that cannot be read as one is told in French, with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.config import ConfigError, load


def refused(path: Path) -> str:
    with pytest.raises(ConfigError) as error:
        load(path)
    return str(error.value)


def test_one_that_is_not_there_and_one_that_is_a_folder(tmp_path: Path) -> None:
    assert refused(tmp_path / "absent.toml").endswith("fichier introuvable ; vérifiez le chemin.")
    assert refused(tmp_path).endswith("c'est un dossier ; donnez le chemin du fichier.")


def test_one_that_was_saved_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "appliance.toml"
    path.write_bytes('state = "/srv/été"'.encode("latin-1"))
    assert refused(path).endswith("ce n'est pas du texte en UTF-8 ; enregistrez-le de nouveau ainsi.")
