"""The controller empties the outbox in a thread, beside the hub that serves the calls."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from appliance.store.database import close_database, open_database
from appliance.store.outbox.queue import NewDelivery, list_deliveries, queue_deliveries
from tests.unit.notify.mail_server import Mailbox, mail_server, port_of

pytestmark = [pytest.mark.timed, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
MAILS = 20


class SlowMailbox(Mailbox):
    """Takes a mail once `let_go` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.get_running_loop().run_in_executor(None, self.let_go.wait, 60)
        return await super().handle_DATA(server, session, envelope)


def queued(url: str, number: int) -> Any:
    database = open_database(url)
    content = "To: durand@example.fr\r\nSubject: Astreinte\r\n\r\nBonjour.\r\n"
    mails = [NewDelivery(f"<{one}@x>", "durand@example.fr", "Astreinte", "", content) for one in range(number)]
    queue_deliveries(database, mails, datetime.now(UTC))
    return database


def test_a_drain_waits_for_the_mail_that_is_being_sent_and_begins_no_other(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'astreinte.db'}"
    database = queued(url, 2)
    mailbox = SlowMailbox()
    server = mail_server(mailbox)
    server.start()
    try:
        script = Path(__file__).with_name("draining_the_outbox.py")
        words = [sys.executable, str(script), url, str(port_of(server))]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as draining:
            assert draining.stdout is not None
            assert draining.stdout.readline() == "stopped\n"
            mailbox.let_go.set()
            assert draining.stdout.read() == "True\nsent waiting\n"
    finally:
        mailbox.let_go.set()
        server.stop()
    assert len(mailbox.taken) == 1
    close_database(database)


def test_the_outbox_is_emptied_beside_the_hub(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'astreinte.db'}"
    database = queued(url, MAILS)
    mailbox = Mailbox()
    server = mail_server(mailbox)
    server.start()
    try:
        script = Path(__file__).with_name("sending_beside_the_hub.py")
        words = [sys.executable, str(script), url, str(port_of(server))]
        done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    finally:
        server.stop()
    assert done.returncode == 0, done.stderr
    assert len(mailbox.taken) == MAILS
    assert list_deliveries(database, unsent_only=True) == []
    close_database(database)
