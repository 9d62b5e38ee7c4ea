"""The language in which an agent is spoken to by telephone, chosen by themself."""

from __future__ import annotations

from dataclasses import replace

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from appliance.company.model import Company
from appliance.company.names import of_name
from appliance.company.parts import with_agent
from appliance.prompts.languages import ready_for_agents
from web.frame.asking import trouble_of
from web.frame.gate import ALL, open_to
from web.frame.site import current_site
from web.planning.my_duties import me, pages, shown
from web.settings.saving import Refused, save_changed

Page = str | Response | tuple[str, int]


@pages.post("/moi/langue")
@open_to(ALL)
def speak_to_me() -> Page:
    site, (company, agent) = current_site(), me()
    code, ready = request.form.get("language", ""), ready_for_agents()
    if code not in ready:
        abort(400)

    def edit(now: Company) -> Company:
        return with_agent(now, replace(now.agents[agent], language=code)) if agent in now.agents else now

    name = of_name(company.agents[agent].name)
    try:
        save_changed(site, edit, f"Langue au téléphone {name} : {ready[code].name}")
    except Refused as error:
        return shown(company, agent, **trouble_of(error)), 422
    flash(f"Au téléphone, la ligne vous parle désormais en {ready[code].name}.")
    return redirect(url_for("mine.shifts"), code=303)
