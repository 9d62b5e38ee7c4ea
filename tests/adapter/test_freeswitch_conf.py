"""What is written for FreeSWITCH: the facts of the machine, the gateways, how calls are read, how it is started."""

from __future__ import annotations

import re
import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest

from appliance.config import Config, ConfigError, Sip, Switch, Trunk
from appliance.switch import freeswitch_config, switch_process
from appliance.switch.browser_certificate import AHEAD, FILE, LASTS, keep_certificate
from appliance.switch.presentation import presentation

SECRET = "s" * 20


def a_config(state: Path, *trunks: Trunk, **sip: object) -> Config:
    return Config(
        state=str(state),
        switch=Switch(esl_secret=SECRET),
        sip=Sip(**sip),  # type: ignore[arg-type]
        trunks=trunks or (Trunk(name="op1", proxy="192.0.2.1"),),
    )


def prepared(tmp_path: Path, *trunks: Trunk, **sip: object) -> Path:
    freeswitch_config.prepare(a_config(tmp_path / "state", *trunks, **sip), tmp_path / "conf")
    return tmp_path / "conf"


def gateway(folder: Path, name: str) -> dict[str, str]:
    root = ET.XML((folder / "gateways.xml").read_text())
    found = root.find(f"gateway[@name='{name}']")
    assert found is not None
    return {param.get("name", ""): param.get("value", "") for param in found}


def test_every_variable_that_the_shipped_files_name_is_written(tmp_path: Path) -> None:
    folder = prepared(tmp_path)
    written = re.findall(r'data="(\w+)=', (folder / "machine.xml").read_text())
    named = {name for path in folder.glob("*.xml") for name in re.findall(r"\$\$\{(\w+)\}", path.read_text())}
    assert named == set(written)


def test_every_file_is_well_formed_and_its_owners_alone(tmp_path: Path) -> None:
    for path in prepared(tmp_path).glob("*.xml"):
        ET.XML(path.read_text())
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


def test_legs_are_at_least_four_times_the_callers(tmp_path: Path) -> None:
    text = (prepared(tmp_path, max_callers=10) / "machine.xml").read_text()
    legs = re.search(r'"max_legs=(\d+)"', text)
    assert legs is not None and int(legs[1]) > 4 * 10


@pytest.mark.parametrize(("last", "legs"), [(16583, 100), (19999, 126), (16463, 46)])
def test_legs_are_as_many_as_the_ports_allow_and_an_office_may_ring_on_ten_telephones(
    tmp_path: Path, last: int, legs: int
) -> None:
    text = (prepared(tmp_path, max_callers=10, rtp_ports=(16384, last)) / "machine.xml").read_text()
    assert f'"max_legs={legs}"' in text


def test_a_path_that_freeswitch_cannot_read_is_refused_with_the_reason(tmp_path: Path) -> None:
    config = a_config(tmp_path / "l'état")
    with pytest.raises(ConfigError, match="n'utilisez que des lettres sans accent"):
        freeswitch_config.prepare(config, tmp_path / "conf")


def test_a_password_with_any_punctuation_comes_out_whole(tmp_path: Path) -> None:
    password = "a$${b}\"<&>'${c}"
    folder = prepared(tmp_path, Trunk(name="op1", proxy="192.0.2.1", register=True, username="u", password=password))
    assert "$" not in (folder / "gateways.xml").read_text()
    assert gateway(folder, "op1")["password"] == password


def test_a_trunk_known_by_a_name_alone_must_say_where_it_calls_from(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="indiquez dans sources"):
        prepared(tmp_path, Trunk(name="op1", proxy="sip.example.fr"))


SECURE = Trunk(name="sur", proxy="192.0.2.1", transport="tls")
SIGNED = Path(ssl.get_default_verify_paths().cafile or "/etc/ssl/certs/ca-certificates.crt")


def test_an_operator_over_tls_is_known_by_the_authorities_of_the_machine(tmp_path: Path) -> None:
    folder = prepared(tmp_path, SECURE, tls_authorities=str(SIGNED))
    assert (folder / "tls" / "cafile.pem").read_text() == SIGNED.read_text()
    assert "tls_policy=subjects_out" in (folder / "machine.xml").read_text()


@pytest.mark.parametrize("content", [None, "", "rien"])
def test_a_file_of_no_authority_is_refused_and_said(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "authorities.pem"
    if content is not None:
        file.write_text(content)
    with pytest.raises(ConfigError, match="aucune autorité"):
        prepared(tmp_path, SECURE, tls_authorities=str(file))


def test_no_authority_is_asked_for_without_tls(tmp_path: Path) -> None:
    folder = prepared(tmp_path, tls_authorities=str(tmp_path / "none.pem"))
    assert list((folder / "tls").iterdir()) == []


def test_only_the_sources_of_trunks_are_let_in_and_the_box_s_own_test_call(tmp_path: Path) -> None:
    first = Trunk(name="op1", proxy="sip.example.fr", sources=("203.0.113.0/24", "198.51.100.7"))
    folder = prepared(tmp_path, first, Trunk(name="op2", proxy="192.0.2.1:5080"), ip="192.0.2.11")
    lists = {each.get("name"): each for each in ET.XML((folder / "acl.xml").read_text())}
    assert all(each.get("default") == "deny" for each in lists.values())
    allowed = {name: [node.get("cidr") for node in each] for name, each in lists.items()}
    assert allowed["trunk_op1"] == ["203.0.113.0/24", "198.51.100.7/32"]
    assert allowed["trunk_op2"] == ["192.0.2.1/32", "192.0.2.11/32"]
    assert allowed["trunks"] == ["203.0.113.0/24", "198.51.100.7/32", "192.0.2.1/32", "192.0.2.11/32"]


@pytest.mark.parametrize(("where", "cid_type"), [("from", "none"), ("pai", "pid"), ("rpid", "rpid")])
def test_the_presented_number_is_written_where_the_trunk_wants_it(tmp_path: Path, where: str, cid_type: str) -> None:
    trunk = Trunk(name="op1", proxy="192.0.2.1", presented_in=where)  # type: ignore[arg-type]
    parameters = gateway(prepared(tmp_path, trunk), "op1")
    assert parameters["caller-id-in-from"] == str(where == "from").lower()
    assert parameters["cid-type"] == presentation(trunk, "+33972000001", None, "FR")["sip_cid_type"] == cid_type


def test_the_line_is_presented_by_default_and_the_caller_where_the_trunk_allows_it() -> None:
    plain = Trunk(name="op1", proxy="192.0.2.1", dial_format="00")
    passing = Trunk(name="op2", proxy="192.0.2.1", presented_number="caller", diversion=True, from_domain="op.test")
    line, caller = "+33972000001", "+33678901234"
    assert presentation(plain, line, caller, "FR")["origination_caller_id_number"] == "0033972000001"
    assert presentation(passing, line, caller, "FR")["origination_caller_id_number"] == caller
    assert presentation(passing, line, None, "FR")["origination_caller_id_number"] == line
    assert presentation(passing, line, caller, "FR")["sip_h_Diversion"].startswith("<sip:+33972000001@op.test>")
    assert "sip_h_Diversion" not in presentation(plain, line, caller, "FR")


def test_a_trunk_is_not_pinged_when_told_not_to(tmp_path: Path) -> None:
    assert "ping" not in gateway(prepared(tmp_path, Trunk(name="op1", proxy="192.0.2.1", ping_seconds=0)), "op1")
    assert gateway(prepared(tmp_path, Trunk(name="op1", proxy="192.0.2.1")), "op1")["ping"] == "15"


@pytest.mark.parametrize(
    "written",
    [
        "0972000001",
        "+33972000001",
        "<sip:+33972000001@op.test;user=phone>",
        "tel:+33972000001;npdi",
        "33972000001;cpc=x",
    ],
)
def test_a_number_is_read_however_a_header_holds_it(written: str) -> None:
    found = re.match(freeswitch_config.DIGITS, written)
    assert found is not None and found[1].endswith("972000001")


@pytest.mark.parametrize("written", ["anonymous", "", "${system(id)}", "0972 00", "1", "<sip:x@0972000001>"])
def test_what_is_no_number_is_not_read_as_one(written: str) -> None:
    assert re.match(freeswitch_config.DIGITS, written) is None


def test_freeswitch_is_the_program_asked_for_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "freeswitch"
    program.write_text("#!/bin/sh\necho 'FreeSWITCH version: 1.11.4-release~64bit (64bit)'\n")
    program.chmod(0o700)
    monkeypatch.setenv("FREESWITCH", str(program))
    assert switch_process.find_freeswitch() == program
    assert switch_process.version(program) == (1, 11, 4)
    monkeypatch.setenv("FREESWITCH", str(tmp_path / "absent"))
    assert switch_process.find_freeswitch() is None


def test_databases_of_an_earlier_run_are_wiped(tmp_path: Path) -> None:
    config = a_config(tmp_path / "state")
    torn = switch_process.run_dir(config) / "db" / "core.db"
    torn.parent.mkdir(parents=True)
    torn.write_text("torn")
    switch_process.make_ready(config, tmp_path / "conf")
    assert torn.parent.is_dir() and not torn.exists()


def test_how_long_a_caller_may_be_silent_is_said_before_the_answer() -> None:
    """FreeSWITCH reads it once, as it answers: said later, it judges nobody."""
    dialplan = ET.XML((Path(__file__).parents[2] / "freeswitch" / "dialplan.xml").read_text())
    arrival = dialplan.find("context[@name='arrivals']/extension[@name='arrival']/condition")
    assert arrival is not None
    said = [(action.get("application"), action.get("data", "")) for action in arrival]
    patience = [";media_timeout=$${joined_media_timeout_ms};" in data for _, data in said].index(True)
    assert patience < [word for word, _ in said].index("socket")
    assert not [one for one in dialplan.iter("action") if "media_timeout" in one.get("data", "")][1:]


def with_browsers(tmp_path: Path) -> Path:
    config = msgspec.structs.replace(
        a_config(tmp_path / "state", ip="192.0.2.11"), switch=Switch(esl_secret=SECRET, browser_port=5066)
    )
    freeswitch_config.prepare(config, tmp_path / "conf")
    return tmp_path / "conf"


def test_agents_may_answer_in_a_page_where_the_machine_says_so_alone_and_from_this_machine_alone(
    tmp_path: Path,
) -> None:
    assert not list(ET.XML((prepared(tmp_path) / "browsers.xml").read_text()))
    profile = ET.XML((with_browsers(tmp_path) / "browsers.xml").read_text()).find("profile")
    assert profile is not None
    said = {param.get("name"): param.get("value") for param in profile.iter("param")}
    assert (said["ws-binding"], said["sip-ip"], said["rtp-ip"]) == ("127.0.0.1:5066", "127.0.0.1", "192.0.2.11")
    assert (said["apply-inbound-acl"], said["context"], said["disable-register"]) == (
        "loopback.auto",
        "browsers",
        "true",
    )


def test_what_a_page_dials_is_a_ticket_that_serves_once_or_is_refused() -> None:
    dialplan = ET.XML((Path(__file__).parents[2] / "freeswitch" / "dialplan.xml").read_text())
    context = dialplan.find("context[@name='browsers']")
    assert context is not None
    last = list(context)[-1]
    assert [action.get("data") for action in last.iter("action")] == ["403 Forbidden", "CALL_REJECTED"]
    forms = [one.get("expression", "") for one in context.iter("condition") if one.get("field") == "destination_number"]
    told = "offer-1-" + "a" * 32
    assert [bool(re.match(form, told)) for form in forms] == [True, False, False]
    back = "back-" + "a" * 32
    assert [bool(re.match(form, back)) for form in forms] == [False, False, True]
    others = (told[:-1], f"{told}0", back[:-1], f"{back}0", "back-0612345601", "0612345601", "again")
    assert not any(re.match(form, one) for form in forms for one in others)


def test_a_page_that_rings_back_is_hung_up_by_freeswitch_where_no_controller_says_a_word() -> None:
    dialplan = ET.XML((Path(__file__).parents[2] / "freeswitch" / "dialplan.xml").read_text())
    found = dialplan.find("context[@name='browsers']/extension[@name='a ring-back']")
    assert found is not None
    said = [(action.get("application"), action.get("data")) for action in found.iter("action")]
    words = [word for word, _ in said]
    assert words.index("sched_hangup") < words.index("socket") < words.index("hangup")
    assert ("set", "astreinte_role=agent") in said, "its record is no caller's"


def test_a_caller_comes_back_from_a_page_unless_its_agent_has_hung_up() -> None:
    """It needs no controller: a dead one ends no call of a page that is lost, and rings nobody for one that is over."""
    dialplan = ET.XML((Path(__file__).parents[2] / "freeswitch" / "dialplan.xml").read_text())
    names = [one.get("name") for one in dialplan.iterfind("context[@name='astreinte']/extension")]
    assert names.index("hung up in a page") < names.index("again")
    ends = dialplan.find("context[@name='astreinte']/extension[@name='hung up in a page']")
    assert ends is not None
    form = [one.get("expression", "") for one in ends.iter("condition")][-1]
    ended = {"true NORMAL_CLEARING": True, "true NORMAL_TEMPORARY_FAILURE": False, " NORMAL_CLEARING": False}
    assert {told: bool(re.match(form, told)) for told in ended} == ended


def test_the_certificate_of_browsers_voices_is_kept_and_made_again_a_year_before_its_end(tmp_path: Path) -> None:
    file = with_browsers(tmp_path) / "tls" / FILE
    made, now = file.read_bytes(), datetime.now(UTC)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    keep_certificate(file.parent, now + LASTS - AHEAD - timedelta(days=1))
    assert file.read_bytes() == made
    keep_certificate(file.parent, now + LASTS - AHEAD + timedelta(days=1))
    assert file.read_bytes() != made
