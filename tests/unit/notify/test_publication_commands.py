"""`astreinte publish`, `publications`, `acknowledge`, `outbox`, `feed` and `import-ics`, as typed."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from appliance.cli import LazyGroup
from appliance.company.model import Company
from appliance.planning.team_plan import Absence, Override
from appliance.store.database import close_database, open_database
from appliance.store.settings.snapshot import load_company, save_company

CONFIG = """
state = "{state}"
public_url = "https://astreinte.example.fr"
trunks = [{{name = "operator", proxy = "127.0.0.1"}}]
[switch]
esl_secret = "0123456789abcdef"
"""
PERIOD = ("--from", "2027-06-01", "--to", "2027-06-30")


@pytest.fixture
def config(tmp_path: Path, company: Company) -> Path:
    path = tmp_path / "appliance.toml"
    path.write_text(CONFIG.format(state=tmp_path))
    database = open_database(f"sqlite:///{tmp_path / 'astreinte.db'}")
    save_company(database, company)
    close_database(database)
    return path


def typed(config: Path, name: str, *words: object) -> Result:
    command = LazyGroup().get_command(click.Context(LazyGroup()), name)
    assert command is not None
    return CliRunner(mix_stderr=False, env={"ASTREINTE_CONFIG": str(config)}).invoke(
        command, [str(one) for one in words]
    )


def stored(config: Path) -> Company:
    database = open_database(f"sqlite:///{config.parent / 'astreinte.db'}")
    try:
        company = load_company(database)
    finally:
        close_database(database)
    assert company is not None
    return company


def test_a_publication_is_told_listed_shown_and_acknowledged(config: Path) -> None:
    done = typed(config, "publish", "--line", "urgence", *PERIOD, "--by", "Anne Roy")
    assert done.exit_code == 0, done
    assert "Publication 1, ligne Urgence serrurerie, du 01/06/2027 au 30/06/2027." in done.stdout
    assert "Claire Durand :" in done.stdout
    assert "Ajouté : du " in done.stdout
    assert "[mail] n'est pas réglé" in done.stderr
    listed = typed(config, "publications")
    assert "accusés 0/3" in listed.stdout
    assert typed(config, "acknowledge", "--agent", "durand", "--publication", 1, "--by", "Anne").exit_code == 0
    again = typed(config, "acknowledge", "--agent", "durand", "--publication", 1)
    assert "déjà noté" in again.stdout
    shown = typed(config, "publications", "show", 1)
    assert ", par Anne" in shown.stdout
    assert shown.stdout.count("pas encore") == 2
    facts = json.loads(typed(config, "publications", "--json").stdout)
    assert (facts[0]["number"], facts[0]["notice"]) == (1, "in_time")
    assert "secret" not in json.dumps(facts)


def test_nobody_else_can_be_said_to_have_read_it(config: Path) -> None:
    typed(config, "publish", "--line", "urgence", *PERIOD)
    refused = typed(config, "acknowledge", "--agent", "nobody", "--publication", 1)
    assert refused.exit_code == 1
    assert "n'a pas été adressée" in refused.stderr
    assert typed(config, "publications", "show", 7).exit_code == 1


def test_a_dry_run_publishes_nothing(config: Path) -> None:
    done = typed(config, "publish", "--line", "urgence", *PERIOD, "--dry-run")
    assert "Rien n'est publié" in done.stdout
    assert typed(config, "publications").stdout == "Aucune publication.\n"
    assert typed(config, "outbox").stdout == "La boîte d'envoi est vide.\n"


def test_a_change_under_a_clear_day_is_warned_of_and_never_blocked(config: Path) -> None:
    done = typed(config, "publish", "--line", "urgence", "--from", "2020-01-01", "--to", "2020-01-31")
    assert done.exit_code == 0, done
    assert "L3121-12" in done.stderr
    assert "Motif gardé : sans motif." in done.stdout
    told = typed(
        config, "publish", "--line", "urgence", "--from", "2020-02-01", "--to", "2020-02-05", "--reason", "grippe"
    )
    assert "Motif gardé : grippe." in told.stdout


def test_days_the_wrong_way_round_are_refused(config: Path) -> None:
    done = typed(config, "publish", "--line", "urgence", "--from", "2027-06-30", "--to", "2027-06-01")
    assert done.exit_code == 2
    assert typed(config, "publish", "--line", "urgence", "--from", "2027-02-30", "--to", "2027-06-01").exit_code == 2


@pytest.mark.parametrize("before", [True, False])
def test_the_machine_may_be_named_before_or_after_what_is_asked(config: Path, before: bool) -> None:
    typed(config, "publish", "--line", "urgence", *PERIOD)
    for command, asked, told in (("outbox", ["list"], "en attente"), ("publications", ["show", 1], "Créneaux")):
        words = ["--config", config, *asked] if before else [*asked, "--config", config]
        assert told in typed(Path("/nowhere/appliance.toml"), command, *words).stdout


def test_the_outbox_says_that_no_server_is_set_and_keeps_the_mails(config: Path) -> None:
    typed(config, "publish", "--line", "urgence", *PERIOD)
    listed = typed(config, "outbox", "list")
    assert listed.stdout.count("en attente") == 3
    assert "[mail] n'est pas réglé" in listed.stderr
    assert typed(config, "outbox", "send").exit_code == 1
    assert typed(config, "outbox", "retry", 1).exit_code == 0
    assert typed(config, "outbox", "retry", 99).exit_code == 1
    assert len(json.loads(typed(config, "outbox", "list", "--json").stdout)) == 3


def test_a_feed_has_an_address_that_may_be_closed(config: Path) -> None:
    done = typed(config, "feed", "--agent", "durand")
    assert done.stdout.startswith("https://astreinte.example.fr/ics/")
    assert done.stdout.strip().endswith(".ics")
    assert typed(config, "feed", "--team", "depannage").exit_code == 0
    assert typed(config, "feed", "--agent", "durand", "--revoke").stdout == "Adresses fermées : 1.\n"
    assert typed(config, "feed", "--agent", "nobody").exit_code == 1
    assert typed(config, "feed").exit_code == 2


ABSENCES = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
BEGIN:VEVENT
UID:a
DTSTART;VALUE=DATE:20261224
DTEND;VALUE=DATE:20261227
SUMMARY:Congés
END:VEVENT
BEGIN:VEVENT
UID:b
DTSTART:20261229T090000
DTEND:20261229T120000
SUMMARY:Dentiste
END:VEVENT
END:VCALENDAR
"""
SHIFTS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
BEGIN:VEVENT
UID:s1
DTSTART:20261224T170000Z
DTEND:20261225T070000Z
SUMMARY:Nuit Petit
ATTENDEE:mailto:petit@example.fr
END:VEVENT
BEGIN:VEVENT
UID:s2
DTSTART:20261226T170000Z
DTEND:20261227T070000Z
SUMMARY:Astreinte - {durand}
END:VEVENT
BEGIN:VEVENT
UID:s3
DTSTART:20261227T170000Z
DTEND:20261228T070000Z
SUMMARY:Réunion
END:VEVENT
END:VCALENDAR
"""


def test_absences_are_imported_once_and_go_when_they_are_gone(config: Path, tmp_path: Path) -> None:
    company = stored(config)
    file = tmp_path / "conges.ics"
    file.write_text(ABSENCES)
    done = typed(config, "import-ics", file, "--absences-of", "durand")
    assert done.exit_code == 0, done
    assert "1 absence(s) à heures dites" in done.stderr
    before = stored(config)
    found = [one for one in before.teams["depannage"].plan.absences if one.agent == "durand"]
    assert [(one.first.isoformat(), one.last.isoformat(), one.reason) for one in found] == [
        ("2026-12-24", "2026-12-26", "Congés"),
        ("2026-12-29", "2026-12-29", "Dentiste"),
    ]
    assert "Rien ne change." in typed(config, "import-ics", file, "--absences-of", "durand").stdout
    assert stored(config) == before
    file.write_text(ABSENCES.partition("BEGIN:VEVENT\nUID:b")[0] + "END:VCALENDAR\n")
    assert "- " in typed(config, "import-ics", file, "--absences-of", "durand", "--dry-run").stdout
    assert stored(config) == before
    typed(config, "import-ics", file, "--absences-of", "durand")
    left = [one for one in stored(config).teams["depannage"].plan.absences if one.agent == "durand"]
    assert [isinstance(one, Absence) and one.reason for one in left] == ["Congés"]
    file.write_text(ABSENCES.partition("BEGIN:VEVENT")[0] + "END:VCALENDAR\n")
    typed(config, "import-ics", file, "--absences-of", "durand")
    assert stored(config) == company


def test_shifts_find_their_agents_and_what_is_not_understood_is_told(config: Path, tmp_path: Path) -> None:
    file = tmp_path / "planning.ics"
    name = stored(config).agents["durand"].name
    file.write_text(SHIFTS.format(durand=name.upper()))
    before = stored(config).teams["depannage"].plan.overrides
    done = typed(config, "import-ics", file, "--shifts", "--team", "depannage", "--level", 2)
    assert done.exit_code == 0, done
    assert "« Réunion » : aucun intervenant reconnu" in done.stderr
    added = [one for one in stored(config).teams["depannage"].plan.overrides if one not in before]
    assert [(one.adds, one.level, one.removes) for one in added] == [("petit", 2, None), ("durand", 2, None)]
    assert all(isinstance(one, Override) for one in added)
    again = typed(config, "import-ics", file, "--shifts", "--team", "depannage", "--level", 2)
    assert "Rien ne change." in again.stdout


def test_an_entry_that_is_not_understood_is_told_and_the_others_count(config: Path, tmp_path: Path) -> None:
    file = tmp_path / "broken.ics"
    file.write_text(ABSENCES)
    typed(config, "import-ics", file, "--absences-of", "durand")
    before = stored(config)
    file.write_text(ABSENCES.replace("20261229T090000", "demain"))
    done = typed(config, "import-ics", file, "--absences-of", "durand")
    assert done.exit_code == 0
    assert "À VOIR  « Dentiste » : DTSTART est illisible" in done.stderr
    assert "Rien ne change." in done.stdout
    assert stored(config) == before  # what it was before it was spoilt stays
    for words in ((), ("--shifts",), ("--absences-of", "x"), ("--shifts", "--team", "nulle")):
        assert typed(config, "import-ics", file, *words).exit_code in (1, 2)


INVITATION = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Essai//FR
METHOD:{method}
BEGIN:VEVENT
UID:{uid}@essai
DTSTART;TZID=Europe/Paris:20261214T180000
DTEND;TZID=Europe/Paris:20261215T080000
SUMMARY:Astreinte nuit
ORGANIZER:mailto:martin@example.fr
ATTENDEE;PARTSTAT={answer}:mailto:durand@example.fr
END:VEVENT
END:VCALENDAR
"""


def on_call(
    config: Path, file: Path, method: str, uid: str, answer: str = "ACCEPTED"
) -> tuple[list[str | None], Result]:
    """Whom the planning adds after this message, and what was said."""
    before = len(stored(config).teams["depannage"].plan.overrides)
    file.write_text(INVITATION.format(method=method, uid=uid, answer=answer))
    done = typed(config, "import-ics", file, "--shifts", "--team", "depannage")
    assert done.exit_code == 0, done
    return [one.adds for one in stored(config).teams["depannage"].plan.overrides[before:]], done


def test_an_invitation_puts_its_guest_on_call_until_it_is_cancelled(config: Path, tmp_path: Path) -> None:
    company = stored(config)
    file = tmp_path / "invitation.ics"
    assert on_call(config, file, "REQUEST", "a")[0] == ["durand"]
    after = stored(config)
    assert on_call(config, file, "CANCEL", "other")[1].stdout == "Rien ne change.\n"
    assert stored(config) == after
    assert "- " in on_call(config, file, "CANCEL", "a")[1].stdout
    assert stored(config) == company


def test_who_declined_is_not_on_call_and_it_is_told(config: Path, tmp_path: Path) -> None:
    company = stored(config)
    added, done = on_call(config, tmp_path / "declined.ics", "REQUEST", "a", "DECLINED")
    assert (added, stored(config)) == ([], company)
    assert f"« Astreinte nuit » : décliné par {company.agents['durand'].name}." in done.stderr
