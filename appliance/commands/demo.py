"""`astreinte demo`: live a call in a browser, with no FreeSWITCH, no root and no network."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click

from appliance.commands.options import PortNumber


@click.command("demo", help="Vivre un appel dans un navigateur, sans FreeSWITCH ni réseau.")
@click.option("--port", type=PortNumber(), default=8600, show_default=True, help="Port de la page, sur cette machine.")
@click.option(
    "--state",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(".demo"),
    show_default=True,
    help="Dossier de la démonstration : base, voix, messages.",
)
@click.option("--company", "company_file", type=click.Path(path_type=Path), help="Une autre entreprise que l'exemple.")
@click.option(
    "--pace", type=click.FloatRange(0.1, 100), default=1.0, help="Vitesse de l'horloge des appels.", hidden=True
)
@click.option("--open", "open_browser", is_flag=True, help="Ouvrir la page dans le navigateur.")
def command(port: int, state: Path, company_file: Path | None, pace: float, open_browser: bool) -> None:
    """Serves until Ctrl-C or SIGTERM."""
    from appliance.demo import SAMPLE, open_demo
    from web import create_demo_app, server_on, until_told_to_stop

    click.echo("Préparation des voix…", err=True)
    demo = open_demo(state, company_file or SAMPLE, pace)
    try:
        server = server_on(create_demo_app(demo.theatre, demo.database), "127.0.0.1", port)
        server.start()
        address = f"http://127.0.0.1:{server.server_port}/"
        click.echo(f"La démonstration est sur {address} (Ctrl-C pour l'arrêter).")
        if open_browser:
            webbrowser.open(address)
        until_told_to_stop(server)
    finally:
        demo.close()
