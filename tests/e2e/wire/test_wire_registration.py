"""An operator that we register to: digest authentication, a wrong password, an absence, and calls both ways."""

from __future__ import annotations

import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from bare_freeswitch import BareFreeSwitch, company
from on_the_wire import DID, FIRST, FREESWITCH, IN_THE_MATRIX, a_trunk
from phones.caller import Caller
from phones.registrar import REALM, Registrar

from appliance.config import Trunk
from appliance.switch.commands import Dial, originate
from appliance.switch.presentation import presentation

pytestmark = IN_THE_MATRIX

USERNAME, PASSWORD = "0972000001", "un mot, de passe $${x} {y} |&;'"
SIPP = Path("/usr/bin/sipp")
NONCE = "0123456789abcdef"


def registered_trunk(address: str, password: str = PASSWORD) -> Trunk:
    return a_trunk("op", address, register=True, username=USERNAME, password=password, realm=REALM)


@contextmanager
def started(folder: Path, *trunks: Trunk) -> Iterator[BareFreeSwitch]:
    assert FREESWITCH is not None
    switch = BareFreeSwitch(folder, FREESWITCH, trunks)
    switch.start()
    try:
        switch.export(company())
        yield switch
    finally:
        switch.stop()


@contextmanager
def a_registrar(port: int = 0, granted: int = 600) -> Iterator[Registrar]:
    registrar = Registrar(USERNAME, PASSWORD, port=port, granted=granted)
    try:
        yield registrar
    finally:
        registrar.close()


def is_up(switch: BareFreeSwitch, within: float = 4.0) -> None:
    """Wait until FreeSWITCH, which looks at its gateways each second, has noted that it is registered."""
    deadline = time.monotonic() + within
    while "REGED" not in (state := switch.api("sofia status gateway op").replace("UNREGED", "")):
        assert time.monotonic() < deadline, state


def test_it_registers_is_called_by_its_contact_and_calls_with_its_password(tmp_path: Path) -> None:
    with a_registrar() as registrar, started(tmp_path, registered_trunk(registrar.address)) as switch:
        registrar.appliance = ("127.0.0.1", switch.sip_port)
        registrar.is_registered()
        mobile = registrar.mobile(FIRST)
        Caller(registrar).dials(DID, uri=registrar.contact).is_answered()
        mobile.rings(within=10)
        assert registrar.calls.count("authenticated") == 1


def test_the_controllers_call_answers_the_challenge_of_the_operator(tmp_path: Path) -> None:
    with a_registrar() as registrar, started(tmp_path, registered_trunk(registrar.address)) as switch:
        registrar.is_registered()
        is_up(switch)
        mobile = registrar.mobile(FIRST)
        variables = presentation(switch.config.trunks[0], "+33972000001", None, "FR")
        dial = Dial(uuid=str(uuid.uuid4()), gateway="op", number=FIRST, variables=variables)
        switch.api(f"originate {originate(dial)}", how="bgapi")
        mobile.rings()
        assert (registrar.calls.count("challenged"), registrar.calls.count("authenticated")) == (1, 1)


def test_a_wrong_password_is_told_in_the_log_and_not_tried_in_a_loop(tmp_path: Path) -> None:
    wrong = "pas le bon"
    with a_registrar() as registrar, started(tmp_path, registered_trunk(registrar.address, wrong)) as switch:
        refused = registrar.has_refused()
        with pytest.raises(AssertionError):
            registrar.has_refused(since=refused, within=4.0)
        assert "op Failed Registration with status" in switch.log()
        assert wrong not in switch.log()
        state = switch.api("sofia status gateway op")
        assert "FAIL_WAIT" in state and "DOWN" in state


def test_it_registers_again_in_the_time_that_the_operator_grants(tmp_path: Path) -> None:
    """Asked 600 s, given 8: a registration that lapsed would be a line that does not ring."""
    with a_registrar(granted=8) as registrar, started(tmp_path, registered_trunk(registrar.address)):
        first = registrar.is_registered()
        assert registrar.is_registered(since=first, within=9.0) - first < 8.0


def test_it_registers_again_once_the_operator_is_back(tmp_path: Path) -> None:
    with started_with_lost_registrar(tmp_path) as (switch, port):
        down = switch.api("sofia status gateway op")
        assert "REGED" not in down.replace("UNREGED", "")
        with a_registrar(port=port) as back:
            back.is_registered(within=25.0)
            back.appliance = ("127.0.0.1", switch.sip_port)
            back.mobile(FIRST)
            Caller(back).dials(DID, uri=back.contact).is_answered()


@contextmanager
def started_with_lost_registrar(folder: Path) -> Iterator[tuple[BareFreeSwitch, int]]:
    """FreeSWITCH whose operator has gone, and has been seen gone, after a registration."""
    registrar = Registrar(USERNAME, PASSWORD, granted=4)
    with started(folder, registered_trunk(registrar.address)) as switch:
        registrar.is_registered()
        registrar.close()
        deadline = time.monotonic() + 20
        while "Failed Registration" not in switch.log():
            assert time.monotonic() < deadline, switch.api("sofia status gateway op")
        yield switch, registrar.port


REGISTER_WITH_SIPP = f"""<?xml version="1.0" encoding="ISO-8859-1" ?>
<scenario name="registrar">
  <recv request="REGISTER"/>
  <send><![CDATA[
    SIP/2.0 401 Unauthorized
    [last_Via:]
    [last_From:]
    [last_To:];tag=[call_number]
    [last_Call-ID:]
    [last_CSeq:]
    WWW-Authenticate: Digest realm="{REALM}", nonce="{NONCE}", algorithm=MD5
    Content-Length: 0

  ]]></send>
  <recv request="REGISTER">
    <action><verifyauth assign_to="valid" username="{USERNAME}" password="unmotdepasse"/></action>
  </recv>
  <nop hide="true" test="valid" next="good"/>
  <send><![CDATA[
    SIP/2.0 403 Forbidden
    [last_Via:]
    [last_From:]
    [last_To:];tag=[call_number]
    [last_Call-ID:]
    [last_CSeq:]
    Content-Length: 0

  ]]></send>
  <label id="good"/>
  <send><![CDATA[
    SIP/2.0 200 OK
    [last_Via:]
    [last_From:]
    [last_To:];tag=[call_number]
    [last_Call-ID:]
    [last_CSeq:]
    [last_Contact:];expires=600
    Content-Length: 0

  ]]></send>
</scenario>
"""


@pytest.mark.skipif(not SIPP.exists(), reason="SIPp n'est pas installé (/usr/bin/sipp)")
def test_sipp_as_a_registrar_accepts_our_digest(tmp_path: Path) -> None:
    scenario = tmp_path / "registrar.xml"
    scenario.write_text(REGISTER_WITH_SIPP)
    with a_registrar() as free:
        port = free.port
    command = [
        str(SIPP),
        "-sf",
        str(scenario),
        "-i",
        "127.0.0.1",
        "-p",
        str(port),
        "-m",
        "1",
        "-nostdin",
        "-timeout",
        "20",
    ]
    with (
        subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as registrar,
        started(tmp_path / "state", registered_trunk(f"127.0.0.1:{port}", "unmotdepasse")) as switch,
    ):
        assert registrar.wait(20) == 0
        is_up(switch)
