"""The boxes of a database, in a sentence; and the command that lists them and takes one out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from appliance.checks.boxes import boxes_probe, duration_told, metrics_of_boxes, seen_boxes
from appliance.checks.pausing import paused_told
from appliance.commands.boxes import command
from appliance.store.boxes.register import BoxIdentity, KnownBox, hold_name
from appliance.store.boxes.tables import BoxRow
from appliance.store.database import opened, writing

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
ONE, TWO = KnownBox("salle-1", "1.0", 4.0, False), KnownBox("salle-2", "1.1", 3.0, False)


def saw(box: str, name: str, healthy: bool, sentence: str = "", ago: int = 0) -> dict[str, object]:
    asked_at = NOW - timedelta(minutes=ago)
    return {"box": box, "name": name, "healthy": healthy, "sentence": sentence, "asked_at": asked_at}


def lines(boxes: list[KnownBox], *probes: dict[str, object]) -> list[str]:
    return [f"{box.name} {box.line}" for box in seen_boxes(boxes, probes, NOW)]


def test_each_box_is_told_by_what_it_says_of_itself() -> None:
    probes = [saw("salle-1", "takes_calls", True), saw("salle-2", "takes_calls", False)]
    assert lines([ONE, TWO], *probes) == ["salle-1 prend les appels", "salle-2 en pause"]
    lost = saw("salle-2", "trunk_principal", False)
    assert lines([TWO], probes[1], lost) == ["salle-2 en pause ; trunk principal perdu"]
    dead = saw("salle-1", "freeswitch", False, "FreeSWITCH ne répond pas.")
    assert lines([ONE], dead) == ["salle-1 vit, mais : FreeSWITCH ne répond pas"]


def test_a_box_that_is_silent_or_whose_monitoring_is_says_nothing_of_its_calls() -> None:
    silent = replace(ONE, silent_for=720.0)
    assert lines([silent], saw("salle-1", "takes_calls", True)) == ["salle-1 se tait depuis 12\u00a0min"]
    assert lines([ONE], saw("salle-1", "takes_calls", False, ago=6)) == ["salle-1 vit"]


def test_who_is_not_as_it_should_is_told_first() -> None:
    paused = seen_boxes([ONE, TWO], [saw("salle-2", "takes_calls", False)], NOW)
    assert boxes_probe(paused).sentence == "salle-2 en pause ; salle-1 (1.0) prend les appels."
    assert not boxes_probe(paused).healthy
    well = seen_boxes([ONE, TWO], [], NOW)
    assert boxes_probe(well).sentence == "salle-1 (1.0), salle-2 (1.1) prennent les appels."
    assert boxes_probe(well).healthy


def test_metrics_tell_of_each_box_by_its_name() -> None:
    seen = seen_boxes([replace(ONE, name='a"b')], [saw('a"b', "trunk_x", False)], NOW)
    assert list(metrics_of_boxes(seen)) == [
        "# TYPE astreinte_box_alive gauge",
        r'astreinte_box_alive{box="a\"b",release="1.0"} 1',
        "# TYPE astreinte_box_takes_calls gauge",
        r'astreinte_box_takes_calls{box="a\"b",release="1.0"} 1',
        "# TYPE astreinte_box_trunks_lost gauge",
        r'astreinte_box_trunks_lost{box="a\"b",release="1.0"} 1',
    ]
    assert list(metrics_of_boxes([])) == []


def test_calls_of_a_paused_box_are_counted() -> None:
    told = [paused_told(legs) for legs in (0, 1, 4)]
    assert told[0] == "En pause : la machine ne prend plus d'appel."
    assert "une branche d'appel va à sa fin" in told[1] and "4 branches d'appel vont à leur fin" in told[2]


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


def test_the_only_one_that_takes_calls_is_told_before_it_is_paused(box: Box) -> None:
    assert box.says("another").exit_code == 0, "salle-1 takes calls, beside this machine"
    box.config.write_text(f'{box.config.read_text()}box = "salle-1"\n', encoding="utf-8")
    alone = box.says("another")
    assert alone.exit_code == 1 and "Aucune autre machine que « salle-1 » ne prend les appels" in alone.output
