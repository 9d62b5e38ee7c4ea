"""`astreinte notify test`: one agent told now, and what the server answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from appliance.company.model import Company
from appliance.store.database import close_database, open_database
from appliance.store.settings.snapshot import save_company
from tests.unit.notify.mail_server import Mailbox, mail_server, port_of
from tests.unit.notify.test_publication_commands import CONFIG, typed
from tests.unit.notify.test_telling import COMPANY

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def company() -> Company:
    return COMPANY


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def server(mailbox: Mailbox) -> Iterator[Controller]:
    controller = mail_server(mailbox)
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def config(tmp_path: Path, company: Company, server: Controller) -> Path:
    path = tmp_path / "appliance.toml"
    mail = f'[mail]\nhost = "127.0.0.1"\nport = {port_of(server)}\ntls = "none"\nsender = "a@example.fr"\n'
    path.write_text(CONFIG.format(state=tmp_path) + mail)
    database = open_database(f"sqlite:///{tmp_path / 'astreinte.db'}")
    save_company(database, company)
    close_database(database)
    return path


def test_an_agent_is_told_now_and_the_answer_shown(config: Path, mailbox: Mailbox) -> None:
    done = typed(config, "notify", "test", "durand")
    assert (done.exit_code, done.stdout.split()) == (0, ["bien", "mail", "250", "OK"]), done
    assert mailbox.recipients == ["claire@example.fr"]
    mailbox.rcpt = "550 no such mailbox"
    refused = typed(config, "notify", "test", "durand")
    assert refused.exit_code == 1
    assert "À VOIR  mail     refusé : 550 no such mailbox." in refused.stdout
    assert "n'a pas pu être prévenu" in refused.stderr


def test_whoever_cannot_be_told_is_said(config: Path) -> None:
    assert "n'existe pas" in typed(config, "notify", "test", "personne").stderr
    config.write_text(config.read_text().partition("[mail]")[0])
    assert "Rien ne part" in typed(config, "notify", "test", "durand").stderr
