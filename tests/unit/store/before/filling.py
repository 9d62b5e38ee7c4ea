"""filling.py URL COMPANY: a company's life in a database, written by the release before migration 19 itself."""

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from appliance.calls.visit import Outcome
from appliance.statements.desk import Desk
from appliance.store.applying import apply
from appliance.store.audit import note
from appliance.store.call_journal import CallJournal
from appliance.store.interventions import add
from appliance.store.snapshot import change_company, load_company, replace_company

from appliance.calls.leg import Attempt, OfferEvent, OfferOutcome, Recording
from appliance.planning.months import Month
from appliance.planning.rota import Absence, Override, Swap
from appliance.store.accounts import Role, add_account
from appliance.store.company_file import load_company_file
from appliance.store.database import close_database, open_database

FIRST = datetime(2026, 10, 1, 4, 20, tzinfo=UTC)
CALLS = 120  # in two months


def settings(database, file):
    replace_company(database, load_company_file(file), now=FIRST - timedelta(days=9), by="julie")
    change_company(database, more_planning, now=FIRST - timedelta(days=8), by="julie", act="Planning complété")
    add_account(database, "julie", Role.ADMINISTRATOR, None, by="console", now=FIRST - timedelta(days=10))
    agent = next(iter(load_company(database).agents))
    add_account(database, "mobile", Role.AGENT, agent, by="julie", now=FIRST - timedelta(days=7))


def more_planning(company):
    name, team = next(iter(company.teams.items()))
    one, other = team.plan.levels[0][:2]
    noon = datetime(2026, 10, 14, 10, tzinfo=UTC)
    plan = replace(
        team.plan,
        overrides=(*team.plan.overrides, Override(noon, noon + timedelta(days=2), one, other, 1)),
        absences=(*team.plan.absences, Absence(other, noon.date(), noon.date() + timedelta(days=1), "formation")),
        swaps=(*team.plan.swaps, Swap(one, other, noon + timedelta(days=30), noon + timedelta(days=32))),
    )
    return replace(company, teams={**company.teams, name: replace(team, plan=plan)})


def calls(database):
    company = load_company(database)
    lines, agents = list(company.lines.values()), list(company.agents.values())
    for place in range(CALLS):
        one_call(database, place, lines[place % len(lines)], agents[place % len(agents)])


def one_call(database, place, line, agent):
    records, began = [], FIRST + timedelta(hours=11 * place)
    clock = iter(began + timedelta(seconds=second) for second in range(1000))
    journal = CallJournal(f"call-{place:03}", records.append, lambda: next(clock))
    caller = [f"+336789012{place % 100:02}", None, agent.phones[0]][place % 3]
    journal.open(
        line_id=line.id, line_name=line.name, called=line.numbers[0], caller=caller,
        audience=line.audience.value, started_at=began.isoformat(), box="astreinte-1", clock_offset=0.0,
    )  # fmt: skip
    with journal.step("announcement", "Bonjour, « tapez 1 » ; l'été arrive."):
        pass
    if place % 4 == 0:
        journal.order(f"4{place:03}")
    outcome = Outcome.CONNECTED if place % 5 else Outcome.MESSAGE
    if outcome is Outcome.CONNECTED:
        for event, end in ((OfferEvent.DIALLED, None), (OfferEvent.RINGING, None), (OfferEvent.ANSWERED, None),
                           (OfferEvent.ENDED, OfferOutcome.ACCEPTED)):  # fmt: skip
            journal.attempt(Attempt(agent.id, 0, event, end))
        journal.connected(outcome)
    else:
        journal.message(Recording(f"call-{place:03}-1.wav", 7.5, False))
    journal.close(outcome)
    apply(database, records)


def statements(database):
    """October is closed, corrected by time added to a call; November goes on."""
    company, month, now = load_company(database), Month(2026, 10), FIRST + timedelta(days=60)
    Desk(database, company, month, None, now, "julie").close()
    taken = next(place for place in range(CALLS) if place % 5 and place % 4 == 0)
    agent = list(company.agents)[taken % len(company.agents)]
    times = {"after": timedelta(minutes=50), "travel": timedelta(minutes=35)}
    add(database, agent, call=f"call-{taken:03}", starts=None, note="Porte refermée", at=now, by="julie", **times)
    Desk(database, company, month, None, now, "julie").correct(current_rule=False)
    for place in range(30):
        note(database, "julie", f"Acte {place}", [f"Rôle : {place} → {place + 1}"], at=FIRST + timedelta(days=place))


def main():
    database = open_database(sys.argv[1])
    settings(database, Path(sys.argv[2]))
    calls(database)
    statements(database)
    close_database(database)


if __name__ == "__main__":
    main()
