"""The playbooks of several boxes, run by Ansible on stand-ins that write what is asked of them: the order, and its end.

The roles are stand-ins too, but for what their tests name: what they do, the boxes of the other tests show.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from ruamel.yaml import YAML

pytestmark = [pytest.mark.deploy, pytest.mark.timeout(900)]

ANSIBLE = Path(__file__).parents[2] / "deploy" / "ansible"
ONE, TWO = "salle-1", "salle-2"
WRITES = '#!/bin/sh\necho "$BOX $(basename "$0") $*" >>{log}\n'
CALLS_END = 'case "$*" in *calls) [ -e {log}.$BOX -a ! -e {log}.talks ] && echo 0 || echo 2; touch {log}.$BOX;; esac\n'
ALONE = 'case "$*" in *another) [ -e {log}.late ] && rm {log}.late && exit 1; [ ! -e {log}.alone ];; esac\n'
PAUSED = "freeswitch pause"
RUNS = 'case "$1" in show) printf "LoadState=loaded\\nActiveState=active\\n";; esac\n'
COPIES = 'case "$*" in *pg_basebackup*) [ ! -e {log}.refused ] && mkdir /var/lib/postgresql/15/main.copy;; esac\n'
FOLLOWS = "echo FreeSWITCH suit déjà le fichier.\n"
PUT_OFF = "À redémarrer quand la ligne est libre, rien n'est pris avant : switch.xml a changé."
ASKED = ("journalctl", "health", "is-active", "is-enabled", "systemctl show", "backup.service")


@dataclass(frozen=True)
class StandIns:
    """`folder`: where the playbooks are copied, with roles that only say that they ran."""

    folder: Path

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def acts(self) -> list[str]:
        """« salle-1 astreinte freeswitch pause », in their order; the questions after a release left out."""
        said = self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []
        return [line for line in said if not any(word in line for word in ASKED)]

    def play(self, *words: str, **facts: object) -> subprocess.CompletedProcess[str]:
        """In a mount and network namespace of its own, where the box's programs are stand-ins."""
        given = {"astreinte_upgrade_watch_minutes": 0, "astreinte_drain_minutes": 1, **facts}
        ansible = Path(sys.executable).with_name("ansible-playbook")
        inventory = self.folder / "inventory.json"
        command = [ansible, "-i", inventory, "-e", json.dumps(given), *words]
        within = "mount -t tmpfs tmpfs /opt/astreinte && mkdir -p /opt/astreinte/releases/one"
        within += " && ln -s releases/one /opt/astreinte/current && mount --bind {0}/bin /usr/local/bin"
        within += " && mount --bind {0}/bin/systemctl /usr/bin/systemctl"
        within += " && mount --bind {0}/postgresql /var/lib/postgresql && exec {1}"
        script = within.format(self.folder, shlex.join(map(str, command)))
        own = {"ANSIBLE_LOCAL_TEMP": str(self.folder / "tmp"), "LC_ALL": "C.UTF-8", "ANSIBLE_NOCOLOR": "1"}
        return subprocess.run(
            ["unshare", "--mount", "--net", "sh", "-c", script],
            env={**os.environ, **own},
            capture_output=True,
            text=True,
            check=False,
        )


def written(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def role(folder: Path, name: str, also: str = "") -> None:
    said = f"- ansible.builtin.command: /usr/local/bin/ran {name}\n{also}"
    written(folder / "roles" / name / "tasks" / "main.yml", said)


@pytest.fixture
def stand_ins(tmp_path: Path) -> StandIns:
    if os.geteuid() != 0 or shutil.which("unshare") is None or shutil.which("nft") is None:
        pytest.skip("il faut être root, et nft")
    for place in (Path("/opt/astreinte"), Path("/var/lib/postgresql"), tmp_path / "postgresql"):
        place.mkdir(exist_ok=True)
    found = StandIns(tmp_path)
    for name in ("upgrade.yml", "leave.yml", "backup.yml"):
        shutil.copy(ANSIBLE / name, tmp_path)
    shutil.copytree(ANSIBLE / "tasks", tmp_path / "tasks")
    shutil.copytree(ANSIBLE / "group_vars", tmp_path / "group_vars")
    written(tmp_path / "tasks" / "go_back.yml", "- ansible.builtin.command: /usr/local/bin/ran go_back\n")
    fails = "- ansible.builtin.fail: {msg: sourde}\n  when: inventory_hostname == deaf | default('')\n"
    for name, also in (("validate", ""), ("appliance", ""), ("verify", fails)):
        role(tmp_path, name, also)
    programs = {"astreinte": CALLS_END + ALONE, "ran": "", "nft": "cat >>{log}.rules\n", "journalctl": FOLLOWS}
    for name, more in {**programs, "systemctl": RUNS, "runuser": COPIES}.items():
        written(tmp_path / "bin" / name, (WRITES + more).format(log=found.log))
    hosts = {}
    for box in (ONE, TWO):
        written(tmp_path / f"{box}.python", f'#!/bin/sh\nBOX={box} exec {sys.executable} "$@"\n')
        hosts[box] = {"ansible_python_interpreter": str(tmp_path / f"{box}.python")}
    shared = {"ansible_connection": "local", "ansible_become": False, "astreinte_sip_ip": "192.0.2.11"}
    front = {"hosts": {"frontal": {"astreinte_sip_ip": "192.0.2.5"}}}
    groups = {"boxes": {"hosts": hosts}, "fronts": front}
    trunks = {"astreinte_trunks": [{"name": "principal", "proxy": "192.0.2.9"}]}
    written(
        tmp_path / "inventory.json",
        json.dumps({"all": {"children": {"astreinte": {"children": groups, "vars": {**shared, **trunks}}}}}),
    )
    return found


def upgraded(box: str) -> list[str]:
    """What one box does, from its last call to its first again."""
    return [
        f"{box} astreinte boxes another",
        f"{box} astreinte freeswitch pause",
        f"{box} astreinte freeswitch calls",
        f"{box} astreinte freeswitch calls",
        f"{box} ran appliance",
        f"{box} nft --file -",
        f"{box} astreinte freeswitch resume",
        f"{box} ran verify",
        f"{box} nft --file -",
    ]


def test_each_box_is_drained_upgraded_called_apart_and_put_back_before_the_next(stand_ins: StandIns) -> None:
    done = stand_ins.play(str(stand_ins.folder / "upgrade.yml"))
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
    assert stand_ins.acts() == [f"{ONE} ran validate", f"{TWO} ran validate", *upgraded(ONE), *upgraded(TWO)]
    rules = Path(f"{stand_ins.log}.rules").read_text(encoding="utf-8")
    assert "ip saddr 192.0.2.5 meta l4proto { tcp, udp } th dport { 5060, 5061 } drop" in rules
    checked = subprocess.run(["unshare", "--net", "nft", "--check", "--file", "-"], input=rules, text=True, check=False)
    assert checked.returncode == 0


def test_a_box_that_fails_goes_back_stays_out_and_stops_the_others(stand_ins: StandIns) -> None:
    done = stand_ins.play(str(stand_ins.folder / "upgrade.yml"), deaf=ONE)
    assert done.returncode != 0
    told = done.stdout.replace("\\", "")
    assert "(sourde) ; one répond de nouveau." in told and f"{ONE} ne prend plus d'appel" in told, told[-3000:]
    after = stand_ins.acts()[stand_ins.acts().index(f"{ONE} ran verify") + 1 :]
    kept = [act for act in after if "rollback-check" not in act]
    assert kept == [f"{ONE} astreinte freeswitch pause", f"{ONE} nft --file -", f"{ONE} ran go_back"]


def test_the_only_box_that_takes_calls_is_not_drained(stand_ins: StandIns) -> None:
    """The other was left out by an upgrade that failed, or is dead."""
    Path(f"{stand_ins.log}.alone").touch()
    done = stand_ins.play(str(stand_ins.folder / "upgrade.yml"))
    assert done.returncode != 0
    assert not any(PAUSED in act for act in stand_ins.acts())


def test_a_box_that_came_back_a_moment_ago_is_waited_for(stand_ins: StandIns) -> None:
    """What it says of itself is a minute old."""
    Path(f"{stand_ins.log}.late").touch()
    done = stand_ins.play("--limit", TWO, str(stand_ins.folder / "upgrade.yml"))
    assert done.returncode == 0, done.stdout[-4000:]
    assert stand_ins.acts()[1:3] == [f"{TWO} astreinte boxes another"] * 2


def test_a_box_alone_is_never_paused(stand_ins: StandIns) -> None:
    inventory = json.loads((stand_ins.folder / "inventory.json").read_text())
    del inventory["all"]["children"]["astreinte"]["children"]["boxes"]["hosts"][TWO]
    (stand_ins.folder / "inventory.json").write_text(json.dumps(inventory))
    done = stand_ins.play(str(stand_ins.folder / "upgrade.yml"))
    assert done.returncode == 0, done.stdout[-4000:]
    assert stand_ins.acts() == [f"{ONE} ran validate", f"{ONE} ran appliance", f"{ONE} ran verify"]


def test_a_box_that_leaves_ends_its_calls_then_stops_and_never_all_of_them(stand_ins: StandIns) -> None:
    refused = stand_ins.play(str(stand_ins.folder / "leave.yml"))
    assert refused.returncode != 0 and "Toutes les boîtes s'arrêteraient" in refused.stdout
    assert stand_ins.acts() == []
    done = stand_ins.play("--limit", TWO, str(stand_ins.folder / "leave.yml"))
    assert done.returncode == 0, done.stdout[-4000:]
    acts = stand_ins.acts()
    assert acts[:4] == upgraded(TWO)[:4]
    assert acts[-1] == f"{TWO} systemctl disable --now freeswitch.service"


def of_freeswitch(stand_ins: StandIns, *files: str) -> None:
    """These tasks of the role, on a folder of FreeSWITCH's configuration that is ours."""
    for file in files:
        text = (ANSIBLE / "roles" / "appliance" / "tasks" / file).read_text(encoding="utf-8")
        there = text.replace("/var/lib/astreinte/freeswitch/", f"{stand_ins.folder}/conf/")
        written(stand_ins.folder / "roles" / "appliance" / "tasks" / file, there)


def upgraded_by_the_role(stand_ins: StandIns, **more: object) -> subprocess.CompletedProcess[str]:
    """One box, whose FreeSWITCH is reloaded or started again by the role itself: its other tasks are stand-ins."""
    of_freeswitch(stand_ins, "switch.yml", "reload.yml", "restart.yml")
    role(stand_ins.folder, "appliance", "- ansible.builtin.import_tasks: switch.yml\n")
    return stand_ins.play("--limit", ONE, str(stand_ins.folder / "upgrade.yml"), **more)


def upgraded_with_a_restart(stand_ins: StandIns, **more: object) -> subprocess.CompletedProcess[str]:
    return upgraded_by_the_role(stand_ins, freeswitch_unit_changed=True, **more)


def test_freeswitch_takes_what_a_run_that_was_interrupted_wrote(stand_ins: StandIns) -> None:
    """This run wrote nothing: it cannot know."""
    done = upgraded_by_the_role(stand_ins)
    assert done.returncode == 0, done.stdout[-4000:]
    assert f"{ONE} systemctl start astreinte-freeswitch-reload.service" in stand_ins.acts()
    assert "restart freeswitch.service" not in " ".join(stand_ins.acts())
    assert "changed: [salle-1]" not in done.stdout.split("FreeSWITCH takes the new facts")[1].split("TASK")[0]


def test_who_talks_longer_than_the_bound_is_told_to_be_cut_and_not_waited_for_twice(stand_ins: StandIns) -> None:
    Path(f"{stand_ins.log}.talks").touch()
    done = upgraded_with_a_restart(stand_ins, astreinte_restart_minutes=1)
    assert done.returncode == 0, done.stdout[-4000:]
    told = " ".join(done.stdout.split())
    assert "2 branche(s) d'appel durent encore après 1 minutes : elles continuent" in told
    assert (
        "2 branche(s) d'appel sont coupées : FreeSWITCH doit être relancé, et elles durent encore après 1 min." in told
    )
    acts = stand_ins.acts()
    assert acts[acts.index(f"{ONE} systemctl start astreinte-freeswitch-reload.service") + 1 :][:3] == [
        f"{ONE} astreinte freeswitch calls",
        f"{ONE} systemctl daemon-reload",
        f"{ONE} systemctl restart freeswitch.service",
    ]


def test_freeswitch_that_is_started_again_is_paused_before_it_is_called(stand_ins: StandIns) -> None:
    done = upgraded_with_a_restart(stand_ins)
    assert "sont coupées" not in done.stdout
    assert done.returncode == 0, done.stdout[-4000:]
    acts = stand_ins.acts()
    restarted = acts.index(f"{ONE} systemctl restart freeswitch.service")
    assert acts[restarted + 1 : restarted + 4] == [
        f"{ONE} astreinte {PAUSED}",
        f"{ONE} nft --file -",
        f"{ONE} astreinte freeswitch resume",
    ]


def test_a_reload_that_fails_holds_up_no_restart_that_is_to_come(stand_ins: StandIns) -> None:
    """FreeSWITCH no longer answers, say: its restart is what mends it."""
    program = stand_ins.folder / "bin" / "systemctl"
    refused = 'case "$*" in *reload.service) exit 1;; esac\n'
    program.write_text(program.read_text(encoding="utf-8") + refused, encoding="utf-8")
    done = upgraded_with_a_restart(stand_ins)
    assert done.returncode == 0, done.stdout[-4000:]
    assert f"{ONE} systemctl daemon-reload" in stand_ins.acts()
    assert f"{ONE} systemctl restart freeswitch.service" in stand_ins.acts()


def goes_back(stand_ins: StandIns, *, to: str, asks: str) -> list[str]:
    """What a return from one of two releases to the other does of FreeSWITCH, and its hand-over. `two` is the newer.

    `asks`: an application that the release gone back to has in its list besides.
    """
    of_freeswitch(stand_ins, "reload.yml", "restart.yml")
    tasks = YAML(typ="safe").load((ANSIBLE / "tasks" / "go_back.yml").read_text(encoding="utf-8"))
    names = [task["name"] for task in tasks]
    wanted = tasks[names.index("What an earlier release asks of FreeSWITCH, and it was not started with") :]
    wanted = wanted[: [task["name"] for task in wanted].index("Its controller, unless it never stopped") + 1]
    releases = stand_ins.folder / "releases"
    for age, name in enumerate(("two", "one")):
        listed = (
            releases / name / "lib" / "python3.13" / "site-packages" / "appliance" / "freeswitch_conf" / "switch.xml"
        )
        written(listed, f'<allow name="mod_dptools.{asks}.app"/>\n' if name == to else "")
        written(releases / name / "complete", "")
        os.utime(releases / name / "complete", (1e9 - age, 1e9 - age))
    written(stand_ins.folder / "conf" / "switch.xml", '<allow name="mod_dptools.set.app"/>\n')
    left = {"one": "two", "two": "one"}[to]
    given = {"go_back_to": str(releases / to), "go_back_from": {"stdout": str(releases / left)}}
    with (stand_ins.folder / "goes_back.yml").open("w", encoding="utf-8") as file:
        YAML().dump([{"hosts": ONE, "gather_facts": False, "vars": given, "tasks": wanted}], file)
    play = stand_ins.folder / "goes_back.yml"
    text = play.read_text(encoding="utf-8").replace("/usr/local/lib/astreinte/", "/usr/local/bin/")
    play.write_text(text.replace("/var/lib/astreinte/freeswitch", str(stand_ins.folder / "conf")), encoding="utf-8")
    written(stand_ins.folder / "bin" / "hand-over", WRITES.format(log=stand_ins.log))
    done = stand_ins.play(str(play))
    assert done.returncode == 0, done.stdout[-4000:]
    return [act.strip().removeprefix(f"{ONE} ") for act in stand_ins.acts()]


RELOADED = ["systemctl start astreinte-freeswitch-reload.service"]
STARTED_AGAIN = [
    "astreinte freeswitch calls",
    "astreinte freeswitch calls",
    "systemctl daemon-reload",
    "systemctl restart freeswitch.service",
]


def test_freeswitch_reads_the_dialplan_of_a_release_that_is_gone_back_to(stand_ins: StandIns) -> None:
    assert goes_back(stand_ins, to="one", asks="set") == [*RELOADED, "hand-over"]


def test_a_release_that_asks_freeswitch_for_what_it_was_not_started_with_is_not_read(stand_ins: StandIns) -> None:
    """Its own program might not know that it may not be; its controller finds what its successor left running."""
    assert goes_back(stand_ins, to="one", asks="sleep") == ["hand-over"]


def test_a_newer_release_meets_no_freeswitch_that_was_started_by_the_one_before(stand_ins: StandIns) -> None:
    """Gone back from, FreeSWITCH was started again, and the newer one is come back to."""
    program = stand_ins.folder / "bin" / "journalctl"
    program.write_text(program.read_text().replace(FOLLOWS, f"echo {shlex.quote(PUT_OFF)}\n"), encoding="utf-8")
    assert goes_back(stand_ins, to="two", asks="sleep") == [*RELOADED, *STARTED_AGAIN, "hand-over"]


def test_a_freeswitch_that_starts_on_what_was_written_last_meets_no_new_controller(stand_ins: StandIns) -> None:
    """The unit that writes its configuration has failed: what waited for the restart waits still."""
    written(stand_ins.folder / "conf" / "waiting-for-a-restart", "switch.xml")
    done = upgraded_with_a_restart(stand_ins)
    assert done.returncode != 0
    assert "a redémarré sans prendre sa nouvelle configuration" in " ".join(done.stdout.split())
    assert stand_ins.acts()[-1] == f"{ONE} ran go_back"


def backed_up(stand_ins: StandIns) -> list[str]:
    """Who made a backup, by backup.yml whole."""
    playbook = stand_ins.folder / "backup.yml"
    written(stand_ins.folder / "backups" / "astreinte-1.tar.gz", "")
    playbook.write_text(playbook.read_text().replace("/var/lib/astreinte/backups", str(stand_ins.folder / "backups")))
    done = stand_ins.play(str(playbook), vault_astreinte_database_password="douze-signes-et-plus")
    assert done.returncode == 0, done.stdout[-4000:]
    said = stand_ins.log.read_text(encoding="utf-8").splitlines()
    return [line.split()[0] for line in said if line.endswith("systemctl start astreinte-backup.service")]


def test_boxes_of_one_database_are_backed_up_once_by_the_first(stand_ins: StandIns) -> None:
    inventory = json.loads((stand_ins.folder / "inventory.json").read_text())
    inventory["all"]["children"]["astreinte"]["children"]["database"] = {"hosts": {"base": {}}}
    (stand_ins.folder / "inventory.json").write_text(json.dumps(inventory))
    assert backed_up(stand_ins) == [ONE]


def test_boxes_that_have_each_their_own_are_each_backed_up(stand_ins: StandIns) -> None:
    assert backed_up(stand_ins) == [ONE, TWO]


def test_a_standby_keeps_its_data_until_those_of_the_first_are_copied_whole(stand_ins: StandIns) -> None:
    folder = stand_ins.folder
    shutil.copy(ANSIBLE / "roles" / "database" / "tasks" / "standby.yml", folder)
    written(folder / "certificates.yml", "[]\n")
    written(folder / "copy.yml", "- hosts: salle-2\n  gather_facts: false\n  tasks: [{import_tasks: standby.yml}]\n")
    inventory = json.loads((folder / "inventory.json").read_text())
    inventory["all"]["children"]["database"] = {"hosts": {ONE: {}, TWO: {}}}
    (folder / "inventory.json").write_text(json.dumps(inventory))
    facts = {"database_version": "15", "database_follows": {"stat": {"exists": True}}, "astreinte_database_remake": TWO}
    facts |= {"vault_astreinte_database_password": "douze-signes-et-plus"}
    data = folder / "postgresql" / "15" / "main"
    written(data / "own", "")
    Path(f"{stand_ins.log}.refused").touch()
    assert stand_ins.play(str(folder / "copy.yml"), **facts).returncode != 0
    assert (data / "own").exists() and f"{TWO} systemctl stop postgresql@15-main.service" not in stand_ins.acts()
    Path(f"{stand_ins.log}.refused").unlink()
    done = stand_ins.play(str(folder / "copy.yml"), **facts)
    assert done.returncode == 0, done.stdout[-4000:]
    assert [each.name for each in data.parent.iterdir()] == ["main"] and not (data / "own").exists()
