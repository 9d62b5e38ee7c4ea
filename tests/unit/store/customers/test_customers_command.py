"""`astreinte customers`, as typed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from appliance.commands import customers
from appliance.store.customers.adding import add_customer, typed_customer
from appliance.store.customers.lists import list_in_force
from appliance.store.database import close_database, open_database
from tests.unit.controller.customers_server import plain_server

CONFIG = """
state = "{state}"
trunks = [{{name = "operator", proxy = "127.0.0.1"}}]
[switch]
esl_secret = "0123456789abcdef"
"""
AT = datetime(2026, 11, 30, 9, tzinfo=UTC)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "appliance.toml"
    path.write_text(CONFIG.format(state=tmp_path / "state"))
    close_database(open_database(f"sqlite:///{tmp_path / 'state' / 'astreinte.db'}"))
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "clients.csv"
    path.write_bytes("Tél;Nom;Ville\r\n0122334455;Hôtel Bellevue;Évian\r\n6,1E+08;Durand;Lyon\r\n".encode("cp1252"))
    return path


def answering(config: Path, port: int) -> None:
    with config.open("a", encoding="utf-8") as file:
        file.write(f'[customers]\nurl = "http://127.0.0.1:{port}/clients"\ntoken = "not-for-the-log"\n')


def typed(*words: object) -> Result:
    return CliRunner(mix_stderr=False).invoke(customers.command, [str(word) for word in words])


def in_force(config: Path) -> str | None:
    database = open_database(f"sqlite:///{config.parent / 'state' / 'astreinte.db'}")
    try:
        found = list_in_force(database)
        return found.title if found else None
    finally:
        close_database(database)


def test_a_file_is_shown_then_put_in_force(config: Path, file: Path) -> None:
    tried = typed("import", file, "--dry-run", "--config", config)
    assert tried.exit_code == 0, tried
    assert in_force(config) is None
    done = typed("import", file, "--yes", "--config", config)
    assert done.exit_code == 0, done
    assert "Tél : numéros par lesquels le client est reconnu" in done.stdout
    assert "1 ligne prise, 1 refusée." in done.stdout
    assert "Ligne 3 : « 6,1E+08 » a perdu des chiffres" in done.stderr
    assert in_force(config) == "clients.csv"


def test_a_file_that_is_no_list_leaves_the_one_in_force(config: Path, file: Path) -> None:
    typed("import", file, "--yes", "--config", config)
    file.write_text("Ville;Pays\nLyon;France\n")
    refused = typed("import", file, "--yes", "--config", config)
    assert refused.exit_code == 1
    assert "Aucune colonne de numéros" in refused.stderr
    assert in_force(config) == "clients.csv"


def test_the_list_is_told_and_taken_away(config: Path, file: Path) -> None:
    assert "Aucune liste" in typed("show", "--config", config).stdout
    typed("import", file, "--yes", "--config", config)
    assert "« clients.csv », importée le" in typed("show", "--config", config).stdout
    typed("remove", "--yes", "--config", config)
    assert in_force(config) is None


def test_customers_added_by_hand_are_told_so_where_there_is_no_file(config: Path, tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'state' / 'astreinte.db'}")
    for name, phone in (("Hôtel Bellevue", "0122334455"), ("Mairie", "0639982518")):
        add_customer(database, typed_customer(phone, "", name, "", "FR"), "FR", by="Ana", now=AT)
    close_database(database)
    told = "2 clients ajoutés à la main ; le premier, le lundi 30 novembre 2026 à 10 h, par Ana.\n"
    assert typed("show", "--config", config).stdout == told


def test_the_address_is_tried_as_a_call_does(config: Path) -> None:
    assert "Aucune adresse" in typed("ask", "--number", "0122334455", "--config", config).stderr
    with plain_server(
        '{"customers": [{"name": "Hôtel Bellevue", "said": "P1", "more": {"Ville": "Évian"}}]}'
    ) as server:
        answering(config, server.server_port)
        result = typed("ask", "--number", "01 22 33 44 55", "--config", config)
        assert result.stdout.splitlines() == ["Hôtel Bellevue : Hôtel Bellevue, P1", "  Ville : Évian", "1 client."]
        assert server.paths == ["/clients?number=%2B33122334455"]
        assert typed("ask", "--order", "40719", "--config", config).exit_code == 0
    assert typed("ask", "--config", config).exit_code == 2
    assert typed("ask", "--number", "12", "--config", config).exit_code == 2
    failed = typed("ask", "--order", "40719", "--config", config)
    assert failed.exit_code == 1
    assert "injoignable" in failed.stderr and "liste importée" in failed.stderr
    assert "not-for-the-log" not in failed.stderr + failed.stdout
