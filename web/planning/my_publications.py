"""A publication that concerns an agent, read and acknowledged by them from their own page."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from appliance.company.names import agent_name
from appliance.store.publications.publications import acknowledge, read_publication
from web.frame.gate import ALL, open_to
from web.frame.site import Site, current_site
from web.planning.my_duties import me, pages
from web.planning.own_publication import told_to

Record = dict[str, Any]


@pages.get("/moi/publications/<int:number>")
@open_to(ALL)
def published(number: int) -> str:
    """As the link of its mail shows it."""
    site = current_site()
    _, agent = me()
    publication, addressee = mine(site, number, agent)
    return render_template("mine/published.html", **told_to(site, publication, addressee))


@pages.post("/moi/publications/<int:number>")
@open_to(ALL)
def has_read(number: int) -> Response:
    """The first date stays. StoreError."""
    site = current_site()
    company, agent = me()
    mine(site, number, agent)
    acknowledge(site.database, number, agent, at=site.now(), by=f"{agent_name(company, agent)}, sur le site")
    flash("C'est noté : vous avez lu ce planning.")
    return redirect(url_for("mine.shifts"), code=303)


def mine(site: Site, number: int, agent: str) -> tuple[Record, Record]:
    """A publication and its record of this agent; 404 where it does not concern them. StoreError."""
    publication = read_publication(site.database, number) or abort(404)
    return publication, next((one for one in publication["addressees"] if one["agent_id"] == agent), None) or abort(404)
