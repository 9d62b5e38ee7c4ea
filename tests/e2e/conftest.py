"""What every end-to-end test starts from: a carrier and a lab, quiet before the test and after it."""

from __future__ import annotations

from collections.abc import Iterator

import company
import pytest
from aiosmtpd.controller import Controller
from phones.carrier import Carrier
from world import World, start_lab

from appliance.switch.switch_process import find_freeswitch
from tests.unit.notify.mail_server import Mailbox, mail_server, port_of


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("e2e") and find_freeswitch() is None:
        pytest.skip("FreeSWITCH n'est pas installé ($FREESWITCH, PATH, /opt/freeswitch)")


@pytest.fixture(scope="session")
def sentences(tmp_path_factory: pytest.TempPathFactory) -> company.Sentences:
    """Built once, shared by the labs of all workers."""
    return company.Sentences(tmp_path_factory.getbasetemp().parent / "prompts")


@pytest.fixture(scope="session")
def shared_lab(tmp_path_factory: pytest.TempPathFactory, sentences: company.Sentences) -> Iterator[World]:
    """The lab of all the modules that neither hurt it nor want one of their own."""
    yield from a_lab(tmp_path_factory, sentences)


@pytest.fixture(scope="module")
def lab_world(
    tmp_path_factory: pytest.TempPathFactory, sentences: company.Sentences, request: pytest.FixtureRequest
) -> Iterator[World]:
    """The lab of one module of tests: its own, with these options, if the module says `LAB_OPTIONS`.

    `LAB_COMPANY`: the text of another company, for that lab.
    """
    options: tuple[str, ...] | None = getattr(request.module, "LAB_OPTIONS", None)
    if options is None:
        yield request.getfixturevalue("shared_lab")
    else:
        text: str = getattr(request.module, "LAB_COMPANY", company.TEXT)
        yield from a_lab(tmp_path_factory, sentences, *options, text=text)


def a_lab(
    folders: pytest.TempPathFactory, sentences: company.Sentences, *options: str, text: str = company.TEXT
) -> Iterator[World]:
    """A carrier, and a lab that stops well when it is no longer wanted."""
    carrier = Carrier()
    lab = start_lab(folders.mktemp("lab"), sentences, [carrier.address], *options, text=text)
    carrier.appliance = ("127.0.0.1", lab.sip_port)
    carrier.file_of = sentences.named
    yield World(lab, carrier, sentences)
    carrier.forget()
    code = lab.stop()
    carrier.close()
    assert code == 0, f"the lab ended with {code}: {lab.last_errors()}"


@pytest.fixture
def world(lab_world: World) -> Iterator[World]:
    """The module's lab, quiet; after the test nothing unexpected happened and nothing is left."""
    lab_world.lab.has_no_leg(within=5)
    yield lab_world
    carrier = lab_world.carrier
    carrier.hang_up_all()
    try:
        lab_world.lab.has_no_leg(within=10)
        assert not carrier.unexpected, carrier.unexpected
    finally:
        carrier.forget()


@pytest.fixture(scope="module")
def mailbox() -> Iterator[tuple[Mailbox, Controller]]:
    """A real mail server, with what it has taken."""
    taken = Mailbox()
    server = mail_server(taken)
    server.start()
    yield taken, server
    server.stop()


@pytest.fixture
def mails(world: World, mailbox: tuple[Mailbox, Controller]) -> Mailbox:
    """What is mailed from now on: the lab's controller has a mail server."""
    taken, server = mailbox
    if world.has_a_mail_server(port_of(server)):
        world.restarts_its_controller()
    taken.taken.clear()
    taken.recipients.clear()
    return taken
