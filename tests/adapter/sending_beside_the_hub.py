"""Run by test_outbox_worker: the postman on gevent's hub until the outbox is empty; prints the hub's longest pause."""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402
import time  # noqa: E402

import gevent  # noqa: E402

from appliance.config import Mail  # noqa: E402
from appliance.controller import outbox_worker  # noqa: E402
from appliance.in_thread import in_thread  # noqa: E402
from appliance.notify.mail import MailChannel  # noqa: E402
from appliance.store.database import open_database  # noqa: E402
from appliance.store.outbox.queue import list_deliveries  # noqa: E402

TICK = 0.01


def main(url: str, port: int) -> None:
    database = in_thread(lambda: open_database(url))
    settings = Mail(host="127.0.0.1", port=port, tls="none", sender="astreinte@example.fr")
    gevent.spawn(outbox_worker.OutboxWorker(database, [MailChannel(settings)]).keep_sending)
    latest, before = 0.0, time.monotonic()
    while in_thread(lambda: list_deliveries(database, unsent_only=True)):
        gevent.sleep(TICK)
        now = time.monotonic()
        latest, before = max(latest, now - before), now
    print(f"{latest:.3f}")


main(sys.argv[1], int(sys.argv[2]))
