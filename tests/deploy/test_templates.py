"""What the roles write, for a modest box and a greedy one, given to the programs that will read it."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest

from appliance import config as machine
from appliance.switch.freeswitch_config import log_dir, prepare
from appliance.switch.switch_process import command as switch_command
from appliance.switch.switch_process import environment, find_freeswitch, make_ready
from tests.deploy import rendering

ROOT = Path(__file__).parents[2]
ROLES = ROOT / "deploy" / "ansible" / "roles"
Rendered = tuple[Path, dict[str, str]]


@pytest.fixture(scope="module", params=["modest", "greedy"])
def rendered(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    folder = tmp_path_factory.mktemp(request.param)
    return folder, rendering.render(folder, getattr(rendering, request.param.upper()))


def needed(program: str, package: str, *, root: bool = False) -> str:
    found = shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if found is None:
        pytest.skip(f"{program} n'est pas installé : sudo apt install {package}")
    if root and os.geteuid() != 0:
        pytest.skip(f"{program} demande d'être root")
    return found


def told(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C.UTF-8", **environment}
    )


def test_the_firewall_is_read_by_nft(rendered: Rendered) -> None:
    """In a network of its own; the accounts, which this machine lacks, by their number."""
    nft, folder = needed("nft", "nftables", root=True), rendered[0]
    known = re.sub(
        r"skuid (!= )?(?:\{[^}]*\}|[a-z_-]+)",
        lambda found: f"skuid {found[1] or ''}1",
        rendered[1]["base/nftables.conf"],
    )
    (folder / "nftables.conf").write_text(known, encoding="utf-8")
    done = told("unshare", "--net", nft, "--check", "--file", folder / "nftables.conf")
    assert done.returncode == 0, done.stderr


def test_the_site_is_read_by_nginx(rendered: Rendered) -> None:
    nginx, folder = needed("nginx", "nginx-light", root=True), rendered[0]
    openssl = needed("openssl", "openssl")
    pair = ("-keyout", folder / "cert.key", "-out", folder / "cert.pem", "-days", "1", "-subj", "/CN=x")
    told(openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", *pair)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site = (
        rendered[1]["web/site.conf"].replace(":443 ssl", f":{port} ssl").replace("listen 443 ssl", f"listen {port} ssl")
    )
    (folder / "site.conf").write_text(site.replace("/var/log/nginx", str(folder)), encoding="utf-8")
    whole = f"pid {folder}/pid; error_log {folder}/errors; events {{}} http {{ include {folder}/site.conf; }}"
    (folder / "nginx.conf").write_text(whole, encoding="utf-8")
    done = told(nginx, "-t", "-c", folder / "nginx.conf")
    assert done.returncode == 0, done.stderr
    assert "TLSv1.2 TLSv1.3" in site


def test_the_units_are_read_by_systemd(rendered: Rendered) -> None:
    """That the programs they start are not on this machine is all that it may remark."""
    analyze, folder = needed("systemd-analyze", "systemd"), rendered[0] / "units"
    if not Path("/run/systemd").is_dir() and os.geteuid() != 0:
        pytest.skip("systemd-analyze ne peut pas faire son dossier : systemd ne tourne pas ici, et l'on n'est pas root")
    folder.mkdir()
    for name, text in rendered[1].items():
        if name.endswith((".service", ".timer")):
            (folder / Path(name).name).write_text(text, encoding="utf-8")
    for name in ("run", "log"):
        mount = rendered[1]["base/run"].replace("/run", f"/{name}").replace(": run", f": {name}")
        (folder / f"var-lib-astreinte-{name}.mount").write_text(mount, encoding="utf-8")
    units = sorted(str(path) for path in folder.iterdir())
    done = told(analyze, "verify", "--man=no", *units, SYSTEMD_UNIT_PATH=f"{folder}:/usr/lib/systemd/system")
    remarks = [line for line in done.stderr.splitlines() if "is not executable" not in line]
    assert remarks == []


def test_the_scripts_are_read_by_their_shells(rendered: Rendered) -> None:
    for name in ("appliance/hand-over", "appliance/astreinte", "backup/backup", "freeswitch/wait-for-time"):
        script = rendered[0] / Path(name).name
        script.write_text(rendered[1][name], encoding="utf-8")
        shell = rendered[1][name].splitlines()[0].removeprefix("#!")
        done = told(shell, "-n", script)
        assert done.returncode == 0, done.stderr


def test_the_machine_file_becomes_a_configuration_of_freeswitch(rendered: Rendered) -> None:
    config = machine.load(box_toml(rendered))
    prepare(config, rendered[0] / "conf")
    assert {trunk.name for trunk in config.trunks} <= {"principal", "secours"}


def test_freeswitch_itself_loads_what_a_box_is_told(rendered: Rendered) -> None:
    """In a network of its own: its profile is up, and every trunk is a gateway, whatever the inventory asks for."""
    program = find_freeswitch()
    if program is None:
        pytest.skip("FreeSWITCH n'est pas installé ($FREESWITCH, PATH, /opt/freeswitch)")
    unshare, folder = needed("unshare", "util-linux", root=True), rendered[0]
    config = machine.load(box_toml(rendered))
    make_ready(config, folder / "live")
    log_dir(config).mkdir(parents=True, exist_ok=True)
    network = f"ip link set lo up && ip address add {config.sip.ip}/32 dev lo"
    start = f"{network} && exec {shlex.join(switch_command(config, folder / 'live', program))}"
    switch = subprocess.Popen([unshare, "--net", "sh", "-c", start], env=environment())
    inside = ["nsenter", "--target", str(switch.pid), "--net", str(program.with_name("fs_cli"))]
    console = [*inside, "-P", str(config.switch.esl_port), "-p", config.switch.esl_secret, "-x"]
    try:
        status = profile_status(console)
        assert re.search(r"\bRUNNING\b", status), status
        for trunk in config.trunks:
            assert re.search(rf"\b{trunk.name}\b.*gateway", status), status
    finally:
        told(*console, "fsctl shutdown now")
        switch.wait(20)


def profile_status(console: list[str]) -> str:
    """What FreeSWITCH says of its profiles, once one of them runs; the last answer after 20 s."""
    deadline, pause = time.monotonic() + 20, threading.Event()
    while True:
        status = told(*console, "sofia status").stdout
        if "RUNNING" in status or time.monotonic() > deadline:
            return status
        pause.wait(0.2)


def box_toml(rendered: Rendered) -> Path:
    """The controller's file, its folders moved to the test's."""
    path = rendered[0] / "appliance.toml"
    text = rendered[1]["appliance/appliance.toml"].replace("/var/lib/astreinte", str(rendered[0] / "state"))
    path.write_text(text, encoding="utf-8")
    return path


def test_the_pages_have_no_secret_of_the_telephone(rendered: Rendered) -> None:
    text = rendered[1]["appliance/pages.toml"]
    assert "0123456789abcdef0123456789abcdef" not in text
    assert "password" not in text
    path = rendered[0] / "pages.toml"
    path.write_text(text, encoding="utf-8")
    config = machine.load(path)
    assert config.mail is None or config.mail.username is None  # by whom people are told is shown on the pages
    assert config.sms is None or set(config.sms.secrets.values()) == {"not-for-the-pages"}
    assert config.customers is None or config.customers.token == "not-for-the-pages"
    assert (config.customers is None) == ("[customers]" not in rendered[1]["appliance/appliance.toml"])
    assert (config.mail is None) == ("[mail]" not in rendered[1]["appliance/appliance.toml"])
    assert (config.sms is None) == ("[sms]" not in rendered[1]["appliance/appliance.toml"])


def test_the_controller_has_the_token_of_the_customers_address(rendered: Rendered) -> None:
    customers = machine.load(box_toml(rendered)).customers
    if customers is not None:
        assert (customers.token, customers.by) == ('to"ken$word', ("number",))
        assert "dport 8444 accept" in rendered[1]["base/nftables.conf"]
        assert "ken$word" not in repr(machine.load(box_toml(rendered)))


def test_no_unit_and_no_script_holds_a_secret(rendered: Rendered) -> None:
    for name, text in rendered[1].items():
        if not name.endswith(".toml"):
            assert "secret@" not in text, name
            assert "watch.example" not in text, name


def test_a_stranger_in_a_real_log_is_seen_and_nobody_else() -> None:
    regex = needed("fail2ban-regex", "fail2ban")
    for log, rule, lines in (
        ("freeswitch-strangers.log", "astreinte-sip.conf", "Lines: 3 lines, 0 ignored, 1 matched, 2 missed"),
        ("pages-strangers.log", "astreinte-web.conf", "Lines: 4 lines, 0 ignored, 2 matched, 2 missed"),
    ):
        done = told(regex, ROOT / "tests" / "data" / log, ROLES / "fail2ban" / "files" / rule)
        assert lines in done.stdout, done.stdout[-1500:] + done.stderr


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"tracking": 0, "waitsync": 0}, "L'horloge est à l'heure"),
        ({"tracking": 0, "waitsync": 1}, "n'ont pas répondu en une minute"),
        ({"tracking": 1}, "chrony ne répond pas"),
    ],
)
def test_the_telephone_waits_for_the_time_a_minute_at_most_and_starts(
    rendered: Rendered, tmp_path: Path, answers: dict[str, int], told: str
) -> None:
    """With a chronyc that answers so, and writes what it was asked."""
    asked, script = tmp_path / "asked", tmp_path / "wait-for-time"
    cases = "".join(f"*' {word}'*) exit {code};; " for word, code in answers.items())
    chronyc = tmp_path / "chronyc"
    chronyc.write_text(f'#!/bin/sh\necho "$*" >>{asked}\ncase " $*" in {cases}esac\n', encoding="utf-8")
    script.write_text(rendered[1]["freeswitch/wait-for-time"], encoding="utf-8")
    for program in (chronyc, script):
        program.chmod(0o755)
    done = subprocess.run(
        [script], env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, told in done.stdout) == (0, True), done.stdout + done.stderr
    waits = re.findall(r"waitsync (\d+) 0 0 (\d+)", asked.read_text())
    assert len(waits) == ("waitsync" in answers) and all(int(tries) * int(pause) <= 60 for tries, pause in waits)


def test_freeswitch_starts_after_the_wait_for_the_time_and_whatever_came_of_it(rendered: Rendered) -> None:
    unit = rendered[1]["freeswitch/freeswitch.service"]
    after, wants = (re.search(rf"^{word}=(.*)", unit, re.M)[1].split() for word in ("After", "Wants"))  # type: ignore[index]
    assert "astreinte-clock.service" in after and "astreinte-clock.service" in wants
    assert "astreinte-clock.service" not in re.search(r"^Requires=(.*)", unit, re.M)[1]  # type: ignore[index]


def test_the_front_is_read_by_kamailio_with_its_boxes_and_operators(rendered: Rendered) -> None:
    kamailio, (folder, files) = needed("kamailio", "kamailio"), rendered
    etc = folder / "front"
    etc.mkdir()
    for name in ("machine.cfg", "boxes.list", "operators.list"):
        text = files[f"front/{name}"].replace("/etc/kamailio", str(etc)).replace("udp:192.0.2.1", "udp:127.0.0.1")
        (etc / name).write_text(text, encoding="utf-8")
    shutil.copy(ROLES / "front/files/kamailio.cfg", etc)
    done = told(kamailio, "-c", "-f", etc / "kamailio.cfg")
    assert done.returncode == 0, done.stderr
    assert "1 192.0.2.0 28" in files["front/operators.list"]


def test_a_box_takes_sip_of_its_fronts_and_bans_none(rendered: Rendered) -> None:
    _, files = rendered
    for front in ("192.0.2.5", "192.0.2.6/32") if "fronts" in files["appliance/appliance.toml"] else ():
        for file in ("base/nftables.conf", "fail2ban/jail.conf", "appliance/appliance.toml"):
            assert front in files[file], file


def test_an_operator_who_is_known_by_the_address_of_its_proxy_is_banned_by_nobody(tmp_path: Path) -> None:
    """Whoever sends bad passwords in its name (UDP, an address is easily written) would have its calls refused."""
    trunk = {"name": "principal", "proxy": "203.0.113.77:5070"}
    files = rendering.render(tmp_path, {**rendering.MODEST, "astreinte_trunks": [trunk]})
    (spared,) = [line for line in files["fail2ban/jail.conf"].splitlines() if line.startswith("ignoreip")]
    assert "203.0.113.77" in spared.split()


def test_a_box_reaches_its_database_on_each_of_its_servers(rendered: Rendered) -> None:
    files = rendered[1]
    if "postgresql" in files["appliance/appliance.toml"]:
        assert "tcp dport { 5432, 5433 } accept" in files["base/nftables.conf"]
