"""`astreinte lab`: the whole appliance on this machine, for a softphone, SIPp or a test."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from appliance.commands.options import Moment, PortNumber, RtpPorts, WholeNumber


@click.command("lab", help="Démarrer FreeSWITCH, le contrôleur et les pages sur cette machine, en boucle locale.")
@click.option("--sip-port", type=PortNumber(), required=True, help="Port SIP de l'appliance, ou du frontal.")
@click.option(
    "--carrier", "carriers", required=True, multiple=True, metavar="HOST:PORT",
    help="L'opérateur : un téléphone SIP, SIPp… Un second est le secours.",
)  # fmt: skip
@click.option("--company", type=click.Path(path_type=Path), required=True, help="L'entreprise, en YAML.")
@click.option("--state", type=click.Path(path_type=Path), required=True, help="Dossier où tout est écrit.")
@click.option("--at", type=Moment(), help="L'heure de l'entreprise au démarrage.")
@click.option("--web-port", type=PortNumber(), help="Port des pages.")
@click.option("--esl-port", type=PortNumber(), help="Port de commande de FreeSWITCH.")
@click.option("--socket-port", type=PortNumber(), help="Port du contrôleur ; le suivant aussi est pris.")
@click.option("--rtp-ports", type=RtpPorts(), help="Ports de la voix.")
@click.option("--max-callers", type=WholeNumber(1, 500), default=10, show_default=True, help="Appelants à la fois.")
@click.option("--box", is_flag=True, help="Chaque programme sous son compte, comme sur une boîte installée (root).")
@click.option("--name", metavar="NOM", help="Son nom, parmi les boîtes de la même base de données.")
@click.option("--database", metavar="URL", help="Une base PostgreSQL, que d'autres labs se partagent.")
@click.option("--front", "fronts", multiple=True, metavar="ADRESSE", help="Un proxy SIP devant le lab.")
@click.option("--boxes", type=WholeNumber(1, 9), help="Plusieurs boîtes derrière un frontal (Kamailio), sur une base.")
@click.option("--browser", is_flag=True, help="Les intervenants peuvent répondre dans les pages (derrière nginx).")
@click.option("--no-restart", is_flag=True, help="Ne pas relancer un processus mort (un muet est tué quand même).")
def command(no_restart: bool, boxes: int | None, **options: Any) -> None:
    """Prints one line `READY {json}`, then RESTARTED or DIED as things happen, until SIGTERM or Ctrl-C.

    With `--boxes`, each READY is followed by what a person may do to them.
    """
    from appliance.lab.preparation import prepare
    from appliance.lab.programs import programs
    from appliance.lab.request import LabRequest

    options["state"], options["company"] = options["state"].absolute(), options["company"].absolute()
    stop_on_signals(_interrupt)
    request = LabRequest(**options)
    if boxes:
        _run_several(request, boxes, restart=not no_restart)
        return
    lab = prepare(request)
    _run(programs(lab), lambda: facts(lab), lambda pids: None, restart=not no_restart)


def _run_several(request: Any, count: int, *, restart: bool) -> None:
    from appliance.lab.manual import manual
    from appliance.lab.several import prepare_several
    from appliance.store.company_file import load_company_file

    several = prepare_several(request, count)
    lines = load_company_file(request.company).lines.values()
    numbers = [(line.name, line.numbers[0]) for line in lines if line.numbers]

    def told() -> dict[str, Any]:
        return {"front": several.front.facts, "boxes": {name: facts(lab) for name, lab in several.labs.items()}}

    _run(several.programs(), told, lambda pids: click.echo(manual(several, numbers, pids)), restart=restart)


def _run(
    programs: Any, facts_of: Callable[[], dict[str, Any]], explain: Callable[[dict[str, int]], None], *, restart: bool
) -> None:
    """Until SIGTERM or Ctrl-C. `explain` is called once everything serves, with the processes."""
    from appliance.lab.supervisor import News, Supervisor

    def tell(news: News) -> None:
        told: dict[str, Any] = {"pids": news.pids}
        if news.name:
            told |= {"name": news.name, "ended": news.ended}
        if news.word == "READY":
            told |= facts_of()
        click.echo(f"{news.word} {json.dumps(told, ensure_ascii=False)}")
        if news.word == "READY":
            explain(news.pids)

    supervisor = Supervisor(programs, tell, restart=restart)
    stop_on_signals(lambda *_: supervisor.stop())
    supervisor.run()


def facts(lab: Any) -> dict[str, Any]:
    """What one needs to use the lab: ports, files, folders."""
    config, ports = lab.config, lab.ports
    return {
        "ports": asdict(ports),
        "page": f"http://{config.web.host}:{config.web.port}/",
        "database": config.database_url.removeprefix("sqlite:///"),
        "recordings": str(config.recordings_dir),
        "state": str(config.state_dir),
        "config": str(lab.config_file),
        "logs": str(lab.log_dir),
        **({"accounts": dict(lab.box.numbers)} if lab.box else {}),
    }


def stop_on_signals(handler: Any) -> None:
    """Both ways of asking a lab to stop."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, handler)


def _interrupt(*_: object) -> None:
    """Asked to stop while nothing runs yet."""
    raise SystemExit(0)
