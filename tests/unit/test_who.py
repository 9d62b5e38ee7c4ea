"""`astreinte who`, as typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from appliance import cli
from appliance.store.database import close_database, open_database
from appliance.store.settings.snapshot import save_company
from tests.unit.store.companies import LOCKSMITH

SAMPLE = Path(__file__).parents[2] / "appliance" / "sample" / "company.yml"


def typed(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = cli.run(["who", *map(str, words)])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_christmas_night_is_told_with_names_order_reasons_and_what_comes_next(capsys) -> None:
    code, out, _ = typed(capsys, "--company", SAMPLE, "--line", "clients", "--at", "2026-12-25 03:10")
    assert code == 0
    assert out.splitlines() == [
        "Dépannage ascenseurs, vendredi 25 décembre 2026 à 3 h 10 (Europe/Paris)",
        "Période : jour férié, Noël",
        "Équipe Personnes bloquées, touche 1, tous ensemble dans un niveau :",
        "  1. Élodie Rousseau, niveau 1 : remplace Minh Nguyen (remplacement du 24/12)",
        "  2. Sophie Lefèvre, niveau 2 : créneau tous les jours, de 20 h à 8 h",
        "Équipe Dépannage, touche 2 :",
        "  1. Élodie Rousseau, niveau 1 : remplace Minh Nguyen (remplacement du 24/12)",
        "  2. Catherine Vidal, niveau 3 : créneau tous les jours, toute la journée",
        "Équipe Encadrement, touches 5 puis 1 :",
        "  1. Mamadou Diallo, niveau 1 : roulement Encadrement du 18/12 au 01/01",
        "  2. Catherine Vidal, niveau 2 : créneau tous les jours, toute la journée",
        "",
        "Prochain changement : vendredi 25 décembre 2026 à 7 h",
        "  Équipe Dépannage, touche 2 : Élodie Rousseau, Sophie Lefèvre, Catherine Vidal",
    ]


def test_no_telephone_number_is_told(capsys) -> None:
    for words in ([], ["--json"]):
        _, out, _ = typed(capsys, "--company", SAMPLE, "--line", "clients", "--at", "2026-12-25 03:10", *words)
        assert "639981" not in out.replace(" ", "") and "199001" not in out.replace(" ", "")


def test_a_line_is_named_by_its_id_its_name_or_its_number(capsys) -> None:
    told = {
        typed(capsys, "--company", SAMPLE, "--line", line, "--at", "2026-12-01 03:10")[1]
        for line in ("personnel", "LIGNE DU PERSONNEL", "01 99 00 20 01", "+33199002001")
    }
    assert len(told) == 1
    assert told.pop().startswith("Ligne du personnel, mardi 1ᵉʳ décembre 2026")


def test_nobody_is_told_in_capitals_with_what_the_caller_gets(capsys, tmp_path: Path) -> None:
    file = tmp_path / "company.yml"
    text = SAMPLE.read_text(encoding="utf-8").replace("- {agent: vidal, level: 2}", "- {agent: vidal, days: mon}")
    file.write_text(text.replace("agents: [lefevre, diallo], every", "days: mon, agents: [lefevre, diallo], every"))
    code, out, _ = typed(capsys, "--company", file, "--line", "personnel", "--at", "2026-12-01 03:10")
    assert code == 0
    assert "PERSONNE n'est d'astreinte dans l'équipe Encadrement : l'appelant laissera un message." in out


def test_the_same_in_json(capsys) -> None:
    _, out, _ = typed(capsys, "--company", SAMPLE, "--line", "clients", "--at", "2026-12-25 03:10", "--json")
    facts = json.loads(out)
    assert (facts["at"], facts["period"], facts["reason"]) == ("2026-12-25T02:10:00Z", "holiday", "Noël")
    assert facts["teams"][0]["agents"][0]["agent"] == "rousseau"
    assert facts["next"]["at"] == "2026-12-25T06:00:00Z"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--line", "sav"], "la ligne « sav » n'existe pas ; lignes de l'entreprise : clients (Dépannage ascenseurs)"),
        ([], "il manque --line"),
        (["--line", "clients", "--at", "demain"], "« demain » n'est pas un moment"),
        (["--line", "clients", "--at", "2026-03-29 02:30"], "n'existe pas : cette nuit-là, on avance les horloges"),
    ],
)
def test_what_cannot_be_asked_gets_one_sentence(capsys, words: list[str], sentence: str) -> None:
    code, out, err = typed(capsys, "--company", SAMPLE, *words)
    assert (code, out) == (2, "")
    assert sentence in err
    assert len(err.splitlines()) == 1


def test_an_hour_that_is_there_twice_is_told_and_the_first_is_taken(capsys) -> None:
    code, out, err = typed(capsys, "--company", SAMPLE, "--line", "personnel", "--at", "2026-10-25 02:30")
    assert code == 0
    assert "2 h 30 a lieu deux fois" in err
    assert out.startswith("Ligne du personnel, dimanche 25 octobre 2026 à 2 h 30")


def test_the_company_may_be_that_of_a_state_folder(capsys, tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'astreinte.db'}")
    save_company(database, LOCKSMITH)
    close_database(database)
    code, out, _ = typed(capsys, "--state", tmp_path, "--at", "2026-12-24 20:00")
    assert code == 0
    assert "Hugo Petit, niveau 1 : remplace Claire Durand" in out


def test_a_database_without_a_company_says_what_to_do(capsys, tmp_path: Path) -> None:
    close_database(open_database(f"sqlite:///{tmp_path / 'astreinte.db'}"))
    code, _, err = typed(capsys, "--state", tmp_path)
    assert (code, err) == (1, "Aucune entreprise n'est enregistrée ; lancez « astreinte import FICHIER ».\n")
