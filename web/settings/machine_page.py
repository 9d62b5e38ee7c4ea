"""What the machine's file decides, for whoever installs it, apart from what a company decides."""

from __future__ import annotations

from flask import render_template

from appliance.notify.post import post_words
from appliance.store.outbox.queue import list_deliveries
from appliance.store.phone_tests.operators import presentations
from web.frame.gate import READERS, open_to
from web.frame.site import current_site
from web.settings.blueprint import pages
from web.settings.machine_facts import machine_facts
from web.settings.presented_fact import presented_fact
from web.sight import own_sight


@pages.get("/reglages/machine")
@open_to(READERS)
def machine() -> str:
    site = current_site()
    mails = list_deliveries(site.database, unsent_only=True)
    unsent = own_sight(site).text(post_words(mails, site.config.mail)) if mails else ""
    trunks, *others = machine_facts(site.config)
    shown_to_agents = presented_fact(site.config.trunks, presentations(site.database))
    return render_template("settings/machine.html", facts=[trunks, shown_to_agents, *others], unsent=unsent)
