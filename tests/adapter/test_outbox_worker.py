"""The controller empties the outbox in a thread, beside the hub that serves the calls."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.store.database import close_database, open_database
from appliance.store.outbox.queue import NewDelivery, list_deliveries, queue_deliveries
from tests.unit.notify.mail_server import Mailbox, mail_server, port_of

pytestmark = [pytest.mark.timed, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
MAILS = 20


def test_the_outbox_is_emptied_beside_the_hub(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'astreinte.db'}"
    database = open_database(url)
    content = "To: durand@example.fr\r\nSubject: Astreinte\r\n\r\nBonjour.\r\n"
    mails = [NewDelivery(f"<{number}@x>", "durand@example.fr", "Astreinte", "", content) for number in range(MAILS)]
    queue_deliveries(database, mails, datetime.now(UTC))
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
