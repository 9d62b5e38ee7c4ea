"""What is told of two agents who were to speak together as the watch changed hands, and did not."""

from __future__ import annotations

from datetime import datetime

from appliance.company.model import Company
from appliance.company.names import agent_name
from appliance.company.own_lines import lines_calling
from appliance.notify.message import one_line
from appliance.notify.told_once import Words, told_once
from appliance.notify.told_people import everybody
from appliance.notify.words import moment_text
from appliance.store.asks.meeting_words import each_try
from appliance.store.asks.queue import Ask
from appliance.store.outbox.queue import NewDelivery

KIND = "hand_over_call"


def not_met(company: Company, ask: Ask, made_at: datetime, public_url: str | None) -> list[NewDelivery]:
    """To both, and to whoever the lines and the company name. `made_at`: UTC, on the machine's clock."""
    coming, *named = ask.topic.split()
    teams = [name for name in named if name in company.teams]
    zone = company.teams[teams[0]].plan.timezone if teams else company.timezone
    leaving, taker = (one_line(agent_name(company, one)) for one in (ask.agent_id, coming))
    subject = f"Passage de relais non fait : {leaving}, puis {taker}"
    when = moment_text(ask.at, zone)
    what = ", ".join(one_line(company.teams[name].name) for name in teams)
    tries = each_try(ask, company, zone)
    parts = [
        f"{leaving} et {taker} devaient se parler au passage de l'astreinte du {when} ({what}).",
        "Chaque appel :\n" + "\n".join(f"- {one}" for one in tries),
        f"Le planning n'est pas changé : ensuite, c'est {taker} que la ligne appelle.",
        f"Messages et rappels ouverts :\n{public_url}/messages" if public_url else "",
        one_line(company.name),
    ]
    text = "\n\n".join(filter(None, parts)) + "\n"
    responsible = [*(who for line in lines_calling(company, teams) for who in line.tell), *company.responsible]
    words = Words(f"{ask.id} {ask.tries}", KIND, subject, text, f"{subject} ({what}, {when}). {tries[-1]}.")
    return told_once(everybody(company, [ask.agent_id, coming, *responsible]), words, made_at)
