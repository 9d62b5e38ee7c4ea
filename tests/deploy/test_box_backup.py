"""What cannot be made again is saved while people talk, enciphered, and comes back whole on a bare machine."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.deploy.box import Box
from tests.deploy.test_box import answers

pytestmark = [pytest.mark.deploy, pytest.mark.timeout(1800)]

BACKUPS = "/var/lib/astreinte/backups"
WHO = ("astreinte", "who", "--line", "urgence", "--at", "2026-12-25 03:10")


@pytest.fixture(scope="module")
def key(converged) -> str:
    """The public half of a key of the company's, whose secret half is /srv/key.txt; the box is told of it."""
    box = converged.box
    box.run("sh", "-c", "umask 077; age-keygen -o /srv/key.txt")
    public = box.run("age-keygen", "-y", "/srv/key.txt").out.strip()
    done = box.play("site.yml", "--tags", "backup", astreinte_backup_key=public)
    assert done.code == 0, done.out[-3000:]
    return public


def backups(box: Box) -> list[str]:
    return box.run("sh", "-c", f"ls {BACKUPS} | grep ^astreinte-").out.split()


def journal(box: Box) -> list[dict[str, object]]:
    return list(json.loads(box.run("astreinte", "calls", "--json").out))


def messages(box: Box) -> str:
    return box.run("sh", "-c", "cd /var/lib/astreinte/recordings && sha256sum *.wav | sort").out


def test_a_backup_is_made_during_a_conversation_and_only_the_company_reads_it(box: Box, key: str) -> None:
    with box.conversation():
        done = box.play("backup.yml")
    assert done.code == 0, done.out[-3000:]
    newest = f"{BACKUPS}/{backups(box)[-1]}"
    assert newest.endswith(".age")
    assert box.run("head", "-c", "21", newest).out == "age-encryption.org/v1"
    assert box.run("stat", "--format=%a %U", newest).out.strip() == "600 astreinte"


def test_seven_days_four_weeks_and_six_months_are_kept(box: Box) -> None:
    now = datetime.now(UTC)
    names = [f"astreinte-{now - timedelta(days=days):%Y%m%dT%H%M%SZ}.tar.gz.age" for days in range(1, 400)]
    box.run("bash", "-c", f"cd {BACKUPS} && touch {' '.join(names)} && chown astreinte: *")
    assert box.run("systemctl", "start", "astreinte-backup.service").code == 0
    kept = backups(box)
    days = {(now - datetime.strptime(name[10:26], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)).days for name in kept}
    assert set(range(1, 7)) <= days
    assert 13 <= len(kept) <= 20, kept
    assert max(days) > 120
    box.run("bash", "-c", f"cd {BACKUPS} && find . -size 0 -delete")


def test_a_house_that_moves_takes_all_with_it(box: Box, key: str) -> None:
    """Exported, wiped to nothing, installed again, restored: the same answers, the same journal, the same voices."""
    box.run("install", "-o", "astreinte", "-g", "astreinte-audio", "-m", "640", "/dev/null",
            "/var/lib/astreinte/recordings/0d0c5c8a-1111-4222-8333-444455556666.wav")  # fmt: skip
    box.run("sh", "-c", "echo voix >/var/lib/astreinte/recordings/0d0c5c8a-1111-4222-8333-444455556666.wav")
    who, before, sounds = box.run(*WHO).out, journal(box), messages(box)
    assert "Claire Durand" in who
    assert before
    box.run("mkdir", "-p", "/srv/moved")
    exported = box.play("export.yml", astreinte_export_folder="/srv/moved", astreinte_backup_key=key)
    assert exported.code == 0, exported.out[-3000:]
    assert "Claire Durand" in box.run("cat", "/srv/moved/company.yml").out
    wipe(box)
    installed = box.play("site.yml", astreinte_backup_key=key, astreinte_company_file="", astreinte_verify_calls=False)
    assert installed.code == 0, installed.out[-4000:]
    assert "Claire Durand" not in box.run(*WHO).out
    saved = box.run("sh", "-c", "ls /srv/moved/astreinte-*").out.strip()
    restored = box.play("restore.yml", astreinte_restore_file=saved, astreinte_restore_identity="/srv/key.txt")
    assert restored.code == 0, restored.out[-4000:]
    assert box.run(*WHO).out == who
    known = {call["id"] for call in before}
    assert [call for call in journal(box) if call["id"] in known] == before
    assert messages(box) == sounds
    assert answers(box)
    assert box.run("sh", "-c", "ls -A /var/lib/astreinte/backups | grep restore").out == ""


def wipe(box: Box) -> None:
    """A machine just taken out of its cardboard: none of our accounts' files, units or releases is left."""
    units = "astreinte-controller@a astreinte-controller@b astreinte-web astreinte-freeswitch-watch freeswitch"
    box.run("sh", "-c", f"systemctl disable --now {units} astreinte-backup.timer astreinte-health.timer")
    box.run("sh", "-c", "systemctl stop var-lib-astreinte-run.mount var-lib-astreinte-log.mount")
    box.run("sh", "-c", "rm -rf /var/lib/astreinte /opt/astreinte /etc/astreinte /etc/astreinte-tls")
    box.run(
        "sh", "-c", "rm -rf /etc/systemd/system/astreinte* /etc/systemd/system/freeswitch* /usr/local/lib/astreinte"
    )
    box.run("systemctl", "daemon-reload")


def test_a_backup_without_its_key_is_refused_and_nothing_changes(box: Box, key: str) -> None:
    box.run("sh", "-c", "umask 077; age-keygen -o /srv/other.txt")
    saved = box.run("sh", "-c", "ls /srv/moved/astreinte-*").out.strip()
    before = box.run("astreinte", "export").out
    for identity in ({}, {"astreinte_restore_identity": "/srv/other.txt"}):
        refused = box.play("restore.yml", astreinte_restore_file=saved, **identity)
        assert refused.code != 0
        assert box.run("astreinte", "export").out == before
    assert "astreinte_restore_identity" in box.play("restore.yml", astreinte_restore_file=saved).out
