"""The call that an agent is in, for a page of theirs that has lost it, and by which ticket it comes back."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from appliance.store.page_calls.under_way import talk_of
from web.answering.pages import me
from web.frame.gate import ALL, open_to
from web.frame.site import current_site
from web.frame.typography import typeset

# Under `/moi/repondre`, and for the same people.
pages = Blueprint("coming_back", __name__)


@pages.get("/moi/repondre/en-cours")
@open_to(ALL)
def talk() -> Response:
    """Null; its ticket; or, of a call that another box has, the sentence that says so: nothing here leads to it."""
    agent, site = me(), current_site()
    found = talk_of(site.database, agent)
    if found is None:
        return jsonify(None)
    if found.box != site.config.box_name:
        words = f"Il est sur la boîte « {found.box} » : ouvrez cette page sur le site de cette boîte pour le reprendre."
        return jsonify(sentence=typeset(words))
    return jsonify(ticket=found.ticket, call_id=found.call_id)
