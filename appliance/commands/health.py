"""`astreinte health`: what the monitoring of a box asks each minute; its dead-man ping, its metrics, its mail."""

from __future__ import annotations

import json
import smtplib
import ssl
import urllib.request
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import click

from appliance import config as machine
from appliance.checks.boxes import SeenBox, label_value, metrics_of_boxes, seen_boxes
from appliance.checks.health import company_now, probe_all
from appliance.checks.probe import Probe, lost
from appliance.commands.options import config_option
from appliance.store.boxes.register import known_boxes
from appliance.store.database import opened
from appliance.store.errors import StoreError
from appliance.store.phone_tests.probes import keep_probes, list_probes
from appliance.whole_file import write_whole

SECONDS = 10


@click.command("health", help="La ligne répondrait-elle maintenant ? Ce que la surveillance demande chaque minute.")
@click.option("--json", "as_json", is_flag=True, help="Un tableau JSON.")
@click.option("--metrics", metavar="FICHIER", type=click.Path(path_type=Path), help="Écrire des métriques Prometheus.")
@click.option(
    "--ping",
    metavar="URL",
    envvar="ASTREINTE_PING",
    help="Adresse à appeler si, et seulement si, tout répond (« homme mort »).",
)
@click.option("--mail-to", metavar="ADRESSE", help="À prévenir quand la ligne tombe, et quand elle revient.")
@click.option("--memory", metavar="FICHIER", type=click.Path(path_type=Path), help="Ce qui a été dit par mail.")
@config_option
def command(
    as_json: bool, metrics: Path | None, ping: str | None, mail_to: str | None, memory: Path | None, config_file: Path
) -> None:
    """Exit code 1 if a caller may be lost. ConfigError; OSError when the ping or the mail cannot leave."""
    config = machine.load(config_file)
    probes = probe_all(config, company_now(config, datetime.now(UTC)))
    keep(config, probes)
    wrong = lost(probes)
    click.echo(json.dumps([vars(probe) for probe in probes], ensure_ascii=False) if as_json else told(probes))
    if metrics is not None:
        write_metrics(metrics, probes, config.box_name, boxes_of(config))
    if mail_to is not None and memory is not None:
        tell_by_mail(config, wrong, mail_to, memory)
    if wrong:
        raise click.ClickException("La ligne ne répondrait pas comme il faut : voir ci-dessus.")
    if ping:
        send_ping(ping)


def keep(config: machine.Config, probes: list[Probe]) -> None:
    """For the pages, which do not speak to FreeSWITCH. A database that is away is told by its own probe."""
    with suppress(StoreError), opened(config.database_url) as database:
        keep_probes(database, [vars(probe) for probe in probes], datetime.now(UTC), box=config.box_name)


def boxes_of(config: machine.Config) -> list[SeenBox]:
    """Every box of the database; none while it is away."""
    with suppress(StoreError), opened(config.database_url) as database:
        return seen_boxes(known_boxes(database), list_probes(database), datetime.now(UTC))
    return []


def told(probes: Iterable[Probe]) -> str:
    """One line a probe."""
    words = {True: "bien  ", False: "À VOIR"}
    return "\n".join(f"{words[probe.healthy]}  {probe.name:<18} {probe.sentence}" for probe in probes)


def send_ping(url: str) -> None:
    """OSError when nobody answers: the dead man's switch will tell."""
    if not url.startswith(("https://", "http://")):
        raise click.UsageError(f"--ping : « {url} » n'est pas une adresse http", click.get_current_context())
    with urllib.request.urlopen(url, timeout=SECONDS):  # noqa: S310 - the scheme is checked above
        pass


def write_metrics(path: Path, probes: Iterable[Probe], box: str, boxes: Sequence[SeenBox] = ()) -> None:
    """Prometheus' text format, whole or not at all."""
    own = label_value(box)
    lines = ["# HELP astreinte_healthy 1 when the probe found what it should.", "# TYPE astreinte_healthy gauge"]
    lines += [f'astreinte_healthy{{box="{own}",probe="{probe.name}"}} {int(probe.healthy)}' for probe in probes]
    lines.append(f'astreinte_asked_timestamp_seconds{{box="{own}"}} {datetime.now(UTC).timestamp():.0f}')
    write_whole(path, "\n".join([*lines, *metrics_of_boxes(boxes)]) + "\n", mode=0o644)


def tell_by_mail(config: machine.Config, wrong: list[Probe], recipient: str, memory: Path) -> None:
    """One mail when what is wrong changes. Not through the outbox: the database may be what is wrong. OSError."""
    names = " ".join(sorted(probe.name for probe in wrong))
    if names == (memory.read_text(encoding="utf-8") if memory.exists() else ""):
        return
    if config.mail is None:
        click.echo("Personne n'est prévenu : la machine n'a pas de section [mail].", err=True)
        return
    send(config.mail, message(config.mail.sender, recipient, wrong, config.box_name))
    memory.write_text(names, encoding="utf-8")


def message(sender: str, recipient: str, wrong: list[Probe], box: str) -> EmailMessage:
    """No number of a caller or agent is in it."""
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, recipient
    mail["Subject"] = f"Astreinte {box} : {'la ligne a un problème' if wrong else 'la ligne répond de nouveau'}"
    mail.set_content("\n".join(probe.sentence for probe in wrong) or "Tout répond de nouveau.")
    return mail


def send(server: machine.Mail, mail: EmailMessage) -> None:
    """OSError, smtplib's being one, when the server does not take it."""
    context = ssl.create_default_context(cafile=server.ca_file)
    with connected(server, context) as connection:
        if server.tls == "starttls":
            connection.starttls(context=context)
        if server.username and server.password:
            connection.login(server.username, server.password)
        connection.send_message(mail)


def connected(server: machine.Mail, context: ssl.SSLContext) -> smtplib.SMTP:
    """The connection, encrypted from its first byte where the server asks so."""
    if server.tls == "tls":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=SECONDS)
