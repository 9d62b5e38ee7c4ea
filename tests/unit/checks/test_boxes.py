"""The boxes of a database, in a sentence; and the command that lists them and takes one out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from appliance.checks.boxes import alive_boxes_told, duration_told, silent_boxes_told
from appliance.commands.boxes import command
from appliance.store.boxes.register import BoxIdentity, KnownBox, hold_name
from appliance.store.boxes.tables import BoxRow
from appliance.store.database import opened, writing

ONE, TWO = KnownBox("salle-1", "1.0", 4.0, False), KnownBox("salle-2", "1.1", 720.0, False)


def test_who_is_silent_is_told_with_the_time() -> None:
    assert silent_boxes_told([ONE, TWO]) == "salle-2 se tait depuis 12\u00a0min."
    assert silent_boxes_told([ONE]) is None
    assert alive_boxes_told([ONE, replace(TWO, silent_for=1)]) == ("2 machines vivent : salle-1 (1.0), salle-2 (1.1).")


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0\u00a0s"), (99, "99\u00a0s"), (7200, "2\u00a0h"), (3 * 86400, "3\u00a0jours")]
)
def test_as_precisely_as_one_needs_it(seconds: float, said: str) -> None:
    assert duration_told(seconds) == said


class Box:
    def __init__(self, folder: Path) -> None:
        self.config, self.url = folder / "appliance.toml", f"sqlite:///{folder}/astreinte.db"
        self.config.write_text(f'state = "{folder}"\n', encoding="utf-8")
        with opened(self.url, create=True) as database:
            hold_name(database, BoxIdentity("salle-1", "i", "b", "1.0"))

    def says(self, *words: str) -> Result:
        return CliRunner().invoke(command, ["--config", str(self.config), *words])

    def becomes(self, **facts: float) -> None:
        with opened(self.url) as database, writing(database):
            BoxRow.update(facts).execute(database)


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


def test_each_box_is_a_line(box: Box) -> None:
    assert box.says().output.split() == ["salle-1", "vit", "(version", "1.0)"]


def test_one_that_lives_or_whose_calls_are_open_is_not_taken_out(box: Box) -> None:
    assert "vit ; arrêtez-la d'abord" in box.says("forget", "salle-1").output
    box.becomes(seen_at=1000.0)
    assert "ne sont pas encore clos" in box.says("forget", "salle-1").output
    assert "Aucune machine ne s'appelle « salle-9 »" in box.says("forget", "salle-9").output
    assert "salle-1" in box.says().output


def test_one_that_will_not_come_back_is_taken_out(box: Box) -> None:
    box.becomes(seen_at=1000.0, closed_at=2000.0)
    assert box.says("forget", "salle-1").exit_code == 0
    assert "Aucune machine" in box.says().output
