"""`astreinte demo`: the whole site of a sample company, and its telephones, with no FreeSWITCH and no network."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click

from appliance.commands.options import PortNumber


@click.command(
    "demo",
    help="Tout le site d'une entreprise d'exemple et ses téléphones, dans un navigateur, sans FreeSWITCH ni réseau.",
)
@click.option("--port", type=PortNumber(), default=8600, show_default=True, help="Port de la page, sur cette machine.")
@click.option(
    "--state",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(".demo"),
    show_default=True,
    help="Dossier de la démonstration : base, voix, messages ; effacé, elle recommence à neuf.",
)
@click.option("--company", "company_file", type=click.Path(path_type=Path), help="Une autre entreprise que l'exemple.")
@click.option(
    "--pace", type=click.FloatRange(0.1, 100), default=1.0, help="Vitesse de l'horloge des appels.", hidden=True
)
@click.option(
    "--seed",
    type=int,
    default=1,
    show_default=True,
    help="Des deux mois d'appels inventés : même nombre, mêmes appels.",
)
@click.option("--open", "open_browser", is_flag=True, help="Ouvrir la page dans le navigateur.")
def command(port: int, state: Path, company_file: Path | None, pace: float, seed: int, open_browser: bool) -> None:
    """Serves until Ctrl-C or SIGTERM."""
    from appliance.demo import SAMPLE, open_demo
    from web import create_demo_app, server_on, until_told_to_stop

    click.echo("Préparation des voix et de deux mois d'appels d'exemple…", err=True)
    demo = open_demo(state, company_file or SAMPLE, pace, seed, f"http://127.0.0.1:{port}" if port else None)
    try:
        server = server_on(create_demo_app(demo.demo_session, demo.config, demo.database), "127.0.0.1", port)
        server.start()
        address = f"http://127.0.0.1:{server.server_port}/demo/"
        click.echo(f"La démonstration est sur {address} (Ctrl-C pour l'arrêter).")
        if open_browser:
            webbrowser.open(address)
        until_told_to_stop(server)
    finally:
        demo.close()
