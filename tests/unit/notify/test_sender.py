"""The outbox and a real SMTP server: nothing is lost, nothing is sent twice knowingly."""

from __future__ import annotations

import logging
import socket
import ssl
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from peewee import Database

from appliance.config import Mail
from appliance.notify import sender as sender_module
from appliance.notify.channel import Verdict
from appliance.notify.mail import MailChannel
from appliance.notify.message import Message
from appliance.notify.sender import OutboxSender, Round
from appliance.prompts import wav
from appliance.store.database import writing
from appliance.store.errors import StoreBusy, StoreError
from appliance.store.journal.tables import WordsRow
from appliance.store.outbox.queue import (
    DeliveryState,
    NewDelivery,
    claim_next,
    list_deliveries,
    mark_sent,
    queue_deliveries,
    try_again_later,
    try_now,
)
from appliance.store.outbox.tables import OutboxRow
from tests.unit.notify.mail_server import Mailbox, mail_server, port_of
from tests.unit.notify.tries import list_tries

START = datetime(2026, 12, 1, 8, tzinfo=UTC)
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


RIGHT = "secret-word"


def mail(number: int = 1) -> NewDelivery:
    content = f"To: durand@example.fr\r\nSubject: Astreinte {number}\r\nMessage-ID: <{number}@x>\r\n\r\nBonjour.\r\n"
    return NewDelivery(f"<{number}@x>", "durand@example.fr", f"Astreinte {number}", "test", content)


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def server(mailbox: Mailbox) -> Iterator[Controller]:
    controller = mail_server(mailbox)
    controller.start()
    yield controller
    controller.stop()


class Clock:
    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> Clock:
    return Clock()


def plain(port: int) -> Mail:
    return Mail(host="127.0.0.1", port=port, tls="none", sender="astreinte@example.fr")


@pytest.fixture
def sender(database: Database, server: Controller, clock: Clock) -> OutboxSender:
    queue_deliveries(database, [mail()], START)
    return OutboxSender(database, MailChannel(plain(port_of(server))), clock)


def state(database: Database) -> tuple[str, int, str | None]:
    (row,) = list_deliveries(database)
    return row["state"], row["tries"], row["last_error"]


def test_a_mail_is_sent_once_and_its_text_forgotten(sender: OutboxSender, mailbox: Mailbox, database: Database) -> None:
    assert sender.send_due() == Round(sent=1)
    assert sender.send_due() == Round()
    (taken,) = mailbox.mails()
    assert (taken["From"], taken["Message-ID"]) == ("Astreinte <astreinte@example.fr>", "<1@x>")
    assert mailbox.recipients == ["durand@example.fr"]
    assert state(database) == ("sent", 1, None)
    assert try_now(database, 1, START) is DeliveryState.SENT
    assert sender.send_due() == Round()


@pytest.mark.parametrize("farewell", ["421 4.3.2 closing", "250 OK", "500 what?", "not an answer", ""])
def test_a_mail_that_the_server_has_taken_is_sent_whatever_it_answers_to_quit(
    sender: OutboxSender, mailbox: Mailbox, database: Database, clock: Clock, farewell: str
) -> None:
    mailbox.quit = farewell
    assert sender.send_due() == Round(sent=1)
    clock.moment += timedelta(days=1)
    assert sender.send_due() == Round()
    assert len(mailbox.taken) == 1
    assert state(database) == ("sent", 1, None)


@pytest.mark.parametrize("stage", ["rcpt", "data"])
def test_an_answer_that_means_nothing_is_not_taken_for_a_yes(
    sender: OutboxSender, mailbox: Mailbox, database: Database, stage: str
) -> None:
    setattr(mailbox, stage, "what do you mean")
    assert sender.send_due() == Round(later=1)
    assert state(database)[:2] == ("waiting", 1)


def test_letters_that_no_database_keeps_do_not_have_a_refused_mail_sent_for_ever(
    sender: OutboxSender, mailbox: Mailbox, database: Database
) -> None:
    mailbox.rcpt = "550 no\x00such\u202emailbox"
    assert sender.send_due() == Round(refused=1)
    assert state(database) == ("failed", 1, "refusé : 550 no such mailbox.")
    assert sender.send_due() == Round()


@pytest.mark.parametrize("stage", ["rcpt", "data"])
def test_a_refusal_for_good_is_kept_and_told(
    sender: OutboxSender, mailbox: Mailbox, database: Database, stage: str
) -> None:
    setattr(mailbox, stage, "550 5.1.1 no such mailbox")
    assert sender.send_due() == Round(refused=1)
    assert state(database) == ("failed", 1, "refusé : 550 5.1.1 no such mailbox.")
    assert sender.send_due() == Round()
    setattr(mailbox, stage, None)
    try_now(database, 1, START)
    assert sender.send_due() == Round(sent=1)


def test_an_answer_that_names_the_address_leaves_it_out_of_the_log(
    sender: OutboxSender, mailbox: Mailbox, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    mailbox.rcpt = "450 4.2.0 <durand@example.fr>: Recipient address rejected: Greylisted"
    assert sender.send_due() == Round(later=1)
    assert "Greylisted" in caplog.text and "durand" not in caplog.text


@pytest.mark.parametrize(
    ("stage", "says"),
    [("mail", "553 5.7.1 not your address"), ("mail", "530 5.7.0 sign in"), ("rcpt", "530 5.7.0 sign in")],
)
def test_a_server_that_refuses_us_all_loses_no_mail(
    sender: OutboxSender, mailbox: Mailbox, database: Database, clock: Clock, stage: str, says: str
) -> None:
    setattr(mailbox, stage, says)
    assert sender.send_due() == Round(later=1)
    assert state(database) == ("waiting", 1, f"expéditeur refusé : {says} ; vérifiez [mail].")
    setattr(mailbox, stage, None)
    clock.moment += timedelta(minutes=1)
    assert sender.send_due() == Round(sent=1)


def test_a_clock_that_leaps_a_day_ahead_has_nothing_given_up(
    sender: OutboxSender, mailbox: Mailbox, database: Database, clock: Clock
) -> None:
    mailbox.rcpt = "451 4.3.0 greylisted"
    assert sender.send_due() == Round(later=1)
    clock.moment += timedelta(days=2)
    assert sender.send_due() == Round(later=1)
    assert state(database)[0] == "waiting"


def test_what_became_of_an_erased_mail_is_not_noted_of_the_one_that_took_its_number(
    sender: OutboxSender, mailbox: Mailbox, database: Database
) -> None:
    erased = claim_next(database, START)
    assert erased is not None
    with writing(database):
        OutboxRow.delete().execute(database)
    queue_deliveries(database, [mail(2)], START)
    mark_sent(database, erased, "250 OK", START)
    assert state(database)[0] == "waiting"
    assert sender.send_due() == Round(sent=1)


def test_a_number_whose_tries_are_kept_is_not_given_again(
    sender: OutboxSender, mailbox: Mailbox, database: Database
) -> None:
    assert sender.send_due() == Round(sent=1)
    with writing(database):
        OutboxRow.delete().execute(database)
    queue_deliveries(database, [mail(2)], START)
    assert sender.send_due() == Round(sent=1)
    assert (state(database)[0], len(mailbox.taken)) == ("sent", 2)


def test_what_is_new_is_not_behind_all_that_could_not_be_sent(database: Database) -> None:
    queue_deliveries(database, [mail(number) for number in range(1, 4)], START)
    for _ in range(3):
        one = claim_next(database, START)
        assert one is not None
        try_again_later(database, one, "pas de réponse", START)
    queue_deliveries(database, [mail(4)], START + timedelta(minutes=5))
    fresh = claim_next(database, START + timedelta(minutes=5))
    assert fresh is not None and fresh.message_id == "<4@x>"


@pytest.mark.parametrize("stage", ["rcpt", "data"])
def test_a_refusal_for_now_is_tried_again_later_and_later(
    sender: OutboxSender, mailbox: Mailbox, database: Database, clock: Clock, stage: str
) -> None:
    setattr(mailbox, stage, "451 4.3.0 greylisted")
    pauses = []
    for _ in range(9):
        assert sender.send_due() == Round(later=1)
        (row,) = list_deliveries(database)
        pauses.append((row["next_try_at"] - clock.moment) / timedelta(minutes=1))
        assert sender.send_due() == Round()
        clock.moment = row["next_try_at"]
    assert pauses == [0.25, 0.5, 1, 2, 5, 15, 30, 60, 60]
    setattr(mailbox, stage, None)
    assert sender.send_due() == Round(sent=1)


def test_what_a_server_has_not_taken_in_a_day_is_given_up_and_tried_again_by_hand(
    sender: OutboxSender, mailbox: Mailbox, database: Database, clock: Clock
) -> None:
    mailbox.rcpt = "451 4.3.0 greylisted"
    clock.moment += timedelta(days=3)  # nobody had set a mail server until then
    began = clock.moment
    while state(database)[0] == "waiting":
        assert sender.send_due() == Round(later=1)
        (row,) = list_deliveries(database)
        clock.moment = max(clock.moment, row["next_try_at"])
    assert timedelta(days=1) <= clock.moment - began < timedelta(days=1, hours=2)
    assert (row["last_error"] or "").startswith("abandonné après un jour d'essais ; le dernier : remis à plus tard")
    assert sender.send_due() == Round()
    mailbox.rcpt = None
    assert try_now(database, 1, clock.moment) is DeliveryState.FAILED
    assert sender.send_due() == Round(sent=1)
    tries = list_tries(database, 1)
    assert [one["turn"] for one in tries] == list(range(1, len(tries) + 1))
    assert (tries[0]["verdict"], tries[0]["at"], tries[0]["said"]) == (
        "later",
        began,
        "remis à plus tard : 451 4.3.0 greylisted.",
    )
    assert (tries[-1]["verdict"], tries[-1]["said"]) == ("sent", "250 OK")


def test_two_senders_of_one_outbox_send_each_mail_once(
    database: Database, server: Controller, mailbox: Mailbox, clock: Clock
) -> None:
    queue_deliveries(database, [mail(number) for number in range(1, 21)], START)
    channel = MailChannel(plain(port_of(server)))
    senders = [OutboxSender(database, channel, clock, box=box) for box in ("a", "b")]
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(emptied, senders))
    assert sum(done) == 20
    assert sorted(one["Message-ID"] for one in mailbox.mails()) == sorted(f"<{number}@x>" for number in range(1, 21))


def test_a_sender_that_is_stopped_ends_the_mail_that_it_is_at_and_leaves_the_others(
    database: Database, sender: OutboxSender, mailbox: Mailbox
) -> None:
    queue_deliveries(database, [mail(2), mail(3)], START)
    assert sender.send_due(stop=lambda: bool(mailbox.taken)) == Round(sent=1)
    assert [row["state"] for row in list_deliveries(database)] == ["waiting", "waiting", "sent"]
    assert sender.send_due() == Round(sent=2)


def emptied(sender: OutboxSender) -> int:
    """How many it sent, of those that it could claim: the other may hold the database."""
    sent = 0
    for _ in range(100):
        try:
            sent += sender.send_due().sent
        except StoreBusy:
            continue
    return sent


def test_what_another_box_has_the_sound_of_is_its_to_send_for_a_minute(
    database: Database, server: Controller, mailbox: Mailbox, clock: Clock
) -> None:
    queue_deliveries(database, [replace(mail(), box="other")], START)
    here = OutboxSender(database, MailChannel(plain(port_of(server))), clock, box="here")
    clock.moment += timedelta(seconds=59)
    assert here.send_due() == Round()
    clock.moment += timedelta(seconds=1)
    assert here.send_due() == Round(sent=1)


@pytest.mark.parametrize("there", [True, False])
def test_the_recording_is_joined_when_the_mail_is_sent(
    database: Database, server: Controller, mailbox: Mailbox, clock: Clock, tmp_path: Path, there: bool
) -> None:
    content = wav.container(b"\x01\x02" * 8000)
    if there:
        (tmp_path / "call-1.wav").write_bytes(content)
    rendered = MailChannel.rendered(
        Message("m", "Léa Durand", "Message laissé", "", "Écoutez.\n", START, html="<p>Écoutez.</p>"), "lea@example.fr"
    )
    queue_deliveries(database, [replace(rendered, sound="call-1.wav")], START)
    sender = OutboxSender(database, MailChannel(plain(port_of(server))), clock, recordings=tmp_path)
    assert sender.send_due() == Round(sent=1)
    (taken,) = mailbox.mails()
    assert isinstance(taken, EmailMessage)
    plain_text, html = taken.get_body(("plain",)), taken.get_body(("html",))
    assert plain_text is not None and plain_text.get_content().strip() == "Écoutez."
    assert html is not None and html.get_content().strip() == "<p>Écoutez.</p>"
    (joined,) = taken.iter_attachments()
    if there:
        assert (joined.get_content_type(), joined.get_filename()) == ("audio/wav", "message.wav")
        assert joined.get_payload(decode=True) == content
    else:
        assert "n'a pas pu être joint" in joined.get_content()


@pytest.mark.parametrize("kept", [True, False], ids=["kept", "erased"])
def test_with_a_message_goes_what_its_caller_said_before_unless_it_was_erased_meanwhile(
    database: Database, server: Controller, mailbox: Mailbox, clock: Clock, tmp_path: Path, kept: bool
) -> None:
    sounds = {"c1-1.wav": wav.container(b"\x01\x02" * 80), "c1-words.wav": wav.container(b"\x03\x04" * 80)}
    for name, content in sounds.items():
        (tmp_path / name).write_bytes(content)
    if kept:
        with writing(database):
            WordsRow.insert(call_id="c1", file="c1-words.wav", seconds=4.0, at=START).execute(database)
    rendered = MailChannel.rendered(Message("m", "Léa", "Message laissé", "", "Écoutez.\n", START), "lea@example.fr")
    queue_deliveries(database, [replace(rendered, sound="c1-1.wav", call_id="c1")], START)
    sender = OutboxSender(database, MailChannel(plain(port_of(server))), clock, recordings=tmp_path)
    assert sender.send_due() == Round(sent=1)
    (taken,) = mailbox.mails()
    assert isinstance(taken, EmailMessage)
    joined = {one.get_filename(): one.get_payload(decode=True) for one in taken.iter_attachments()}
    both = {"message.wav": sounds["c1-1.wav"], "avant-la-recherche.wav": sounds["c1-words.wav"]}
    assert joined == (both if kept else {"message.wav": sounds["c1-1.wav"]})


def test_a_server_that_takes_no_recording_takes_the_mail_without_it(
    database: Database, server: Controller, mailbox: Mailbox, clock: Clock, tmp_path: Path
) -> None:
    (tmp_path / "call-1.wav").write_bytes(wav.container(b"\x01\x02" * 8000))
    rendered = MailChannel.rendered(Message("m", "Léa", "Message laissé", "", "Écoutez.\n", START), "lea@example.fr")
    queue_deliveries(database, [replace(rendered, sound="call-1.wav")], START)
    mailbox.largest = 10_000
    sender = OutboxSender(database, MailChannel(plain(port_of(server))), clock, recordings=tmp_path)
    assert (sender.send_due(), sender.send_due()) == (Round(sent=1), Round())
    (taken,) = mailbox.mails()
    assert isinstance(taken, EmailMessage)
    assert "a refusé le son" in next(taken.iter_attachments()).get_content()
    mailbox.largest = 10
    assert MailChannel(plain(port_of(server))).send("lea@example.fr", rendered.content).verdict is Verdict.NEVER


def test_a_connection_that_drops_is_tried_again(
    sender: OutboxSender, mailbox: Mailbox, database: Database, clock: Clock
) -> None:
    mailbox.drop = True
    assert sender.send_due() == Round(later=1)
    assert state(database)[0] == "waiting"
    mailbox.drop = False
    clock.moment += timedelta(minutes=1)
    assert sender.send_due() == Round(sent=1)


def test_a_server_that_is_not_there_costs_no_mail(database: Database, clock: Clock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    queue_deliveries(database, [mail()], START)
    assert OutboxSender(database, MailChannel(plain(port)), clock).send_due() == Round(later=1)
    assert state(database)[:2] == ("waiting", 1)


def test_a_claimed_mail_is_nobody_else_s_until_the_claim_runs_out(database: Database) -> None:
    queue_deliveries(database, [mail()], START)
    claimed = claim_next(database, START)
    assert claimed is not None
    assert claim_next(database, START + timedelta(minutes=9)) is None
    again = claim_next(database, START + timedelta(minutes=10))
    assert again == claimed


@pytest.mark.parametrize("claimed", [False, True])
def test_a_mail_put_off_on_a_clock_since_set_back_does_not_wait_for_that_hour(
    database: Database, claimed: bool
) -> None:
    ahead = START + timedelta(hours=20)
    queue_deliveries(database, [mail()], START if claimed else ahead)
    if claimed:
        claim_next(database, ahead)
    assert claim_next(database, START) is not None


def test_a_mail_queued_twice_is_there_once(database: Database) -> None:
    queue_deliveries(database, [mail(1), mail(2)], START)
    queue_deliveries(database, [mail(2), mail(3)], START)
    assert [row["message_id"] for row in list_deliveries(database)] == ["<3@x>", "<2@x>", "<1@x>"]


def test_what_was_sent_and_could_not_be_noted_is_not_sent_again(
    sender: OutboxSender, mailbox: Mailbox, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("disque plein")

    monkeypatch.setattr(sender_module, "mark_sent", full)
    with pytest.raises(StoreError):
        sender.send_due()
    clock.moment += timedelta(days=1)  # the claim has run out
    with pytest.raises(StoreError):
        sender.send_due()
    monkeypatch.setattr(sender_module, "mark_sent", mark_sent)
    assert sender.send_due() == Round()
    assert len(mailbox.taken) == 1


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    key, pem = folder / "key.pem", folder / "cert.pem"
    made = ["-keyout", str(key), "-out", str(pem), "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *made, "-addext", "subjectAltName=DNS:localhost"],
        check=True,
        capture_output=True,
    )
    return key, pem


@pytest.fixture
def secured(mailbox: Mailbox, certificate: tuple[Path, Path]) -> Iterator[Controller]:
    key, pem = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, key)
    controller = mail_server(mailbox, context, login=True)
    controller.start()
    yield controller
    controller.stop()


def secure(port: int, ca_file: Path | None, password: str = RIGHT) -> Mail:
    return Mail(
        host="localhost",
        port=port,
        tls="starttls",
        username="box",
        password=password,
        sender="astreinte@example.fr",
        ca_file=str(ca_file) if ca_file else None,
    )


def test_starttls_and_a_password(
    database: Database, mailbox: Mailbox, secured: Controller, certificate: tuple[Path, Path], clock: Clock
) -> None:
    queue_deliveries(database, [mail()], START)
    assert OutboxSender(database, MailChannel(secure(port_of(secured), certificate[1])), clock).send_due() == Round(
        sent=1
    )
    assert mailbox.tls_seen


def test_a_wrong_password_is_told_and_not_written_anywhere(
    database: Database,
    secured: Controller,
    certificate: tuple[Path, Path],
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    queue_deliveries(database, [mail()], START)
    settings = secure(port_of(secured), certificate[1], "wrong-word")
    assert OutboxSender(database, MailChannel(settings), clock).send_due() == Round(later=1)
    told = state(database)[2] or ""
    assert "identifiants refusés" in told
    assert "wrong-word" not in told + caplog.text + repr(settings)


def test_a_certificate_that_nobody_vouches_for_is_refused(
    database: Database, mailbox: Mailbox, secured: Controller, clock: Clock
) -> None:
    queue_deliveries(database, [mail()], START)
    assert OutboxSender(database, MailChannel(secure(port_of(secured), None)), clock).send_due() == Round(later=1)
    assert "certificat" in (state(database)[2] or "")
    assert mailbox.taken == []
