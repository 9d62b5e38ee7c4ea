"""Run by test_outbox_worker: the postman stopped in the middle of a mail; prints the states once it has ended."""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402

import gevent  # noqa: E402

from appliance.config import Mail  # noqa: E402
from appliance.controller.outbox_worker import OutboxWorker  # noqa: E402
from appliance.in_thread import in_thread  # noqa: E402
from appliance.notify.mail import MailChannel  # noqa: E402
from appliance.store.database import open_database  # noqa: E402
from appliance.store.outbox.queue import list_deliveries  # noqa: E402


def main(url: str, port: int) -> None:
    database = in_thread(lambda: open_database(url))
    settings = Mail(host="127.0.0.1", port=port, tls="none", sender="astreinte@example.fr")
    worker = OutboxWorker(database, [MailChannel(settings)])
    gevent.spawn(worker.keep_sending)
    while not any(row["claimed_until"] for row in in_thread(lambda: list_deliveries(database))):
        gevent.sleep(0.01)
    worker.stop()
    print("stopped" if not worker.wait(0) else "nothing was being sent", flush=True)
    print(worker.wait(30), flush=True)
    print(*sorted(row["state"] for row in in_thread(lambda: list_deliveries(database))), flush=True)


main(sys.argv[1], int(sys.argv[2]))
