"""`astreinte simulate`, as typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from appliance import cli

SAMPLE = Path(__file__).parents[2] / "appliance" / "sample" / "company.yml"
NIGHT = ("--company", SAMPLE, "--line", "clients", "--at", "2026-12-25 03:10")


def typed(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = cli.run(["simulate", *map(str, words)])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_a_call_of_christmas_night_is_told_from_the_pick_up_to_the_human(capsys) -> None:
    words = ("--from", "0612345678", "--keys", "2 40719 1 0 7", "--agents", "vidal:voicemail,accept diallo:accept")
    code, out, _ = typed(capsys, *NIGHT, *words)
    assert code == 0
    for sentence in (
        "Dépannage ascenseurs, vendredi 25 décembre 2026 à 3 h 10 (Europe/Paris)",
        "Période : jour férié, Noël",
        "Appelant : 06 12 34 56 78",
        "     0,0 s  L'appareil décroche",
        "Entend « Tapez votre numéro de commande, ou étoile si vous n'en avez pas. » [order_ask]",
        "On appelle Élodie Rousseau : remplace Minh Nguyen (remplacement du 24/12)",
        "Catherine Vidal a décroché sans confirmer (répondeur ou silence)",
        "Issue : mis en relation avec Catherine Vidal",
        "Un humain au bout de 1 min",
        "Touches qui n'ont pas servi : 7",
        "Sans consigne, donc sans réponse : Élodie Rousseau",
        "Consigne sans effet, jamais appelé : Mamadou Diallo",
    ):
        assert sentence in out, sentence


def test_no_number_of_an_agent_nor_of_the_office_is_told(capsys) -> None:
    for words in ([], ["--json"]):
        _, out, _ = typed(capsys, *NIGHT, "--keys", "1", *words)
        assert "639981" not in out.replace(" ", "") and "199002" not in out.replace(" ", "")


def test_the_same_in_json(capsys) -> None:
    _, out, _ = typed(capsys, *NIGHT, "--keys", "1", "--agents", "Rousseau:accept", "--json")
    facts = json.loads(out)
    assert (facts["outcome"], facts["accepted_by"], facts["caller"]) == ("connected", "rousseau", None)
    assert facts["seconds_to_human"] == next(each["at"] for each in facts["path"] if each["kind"] == "joined")
    assert facts["rung"] == ["rousseau"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--from", "abc"], "--from : « abc » n'est pas un numéro"),
        (["--keys", "1 x"], "--keys : « x » n'est pas une suite de touches"),
        (["--agents", "bob:accept"], "--agents : « bob » n'est pas un intervenant"),
        (["--agents", "vidal:dance"], "« dance » n'est pas un comportement"),
    ],
)
def test_what_cannot_be_played_gets_one_sentence(capsys, words: list[str], sentence: str) -> None:
    code, out, err = typed(capsys, *NIGHT, *words)
    assert (code, out) == (2, "")
    assert sentence in err
    assert len(err.splitlines()) == 1


def test_nothing_is_written_anywhere(capsys, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert typed(capsys, *NIGHT, "--keys", "3")[0] == 0
    assert list(tmp_path.iterdir()) == []
