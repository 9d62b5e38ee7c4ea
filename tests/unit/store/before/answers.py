"""answers.py URL: what the release that runs this says of a database, as JSON; by that of before, or by ours.

Who is on call at a thousand moments of each line, the journal of calls, that of changes, the accounts, the statements.
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from importlib import import_module

FIRST = datetime(2026, 9, 30, 22, 1, tzinfo=UTC)
STEP = timedelta(minutes=659)  # so that a thousand of them last fifteen months, at every hour of the day
MOMENTS = 1000
MONTHS = ((2026, 10), (2026, 11))
NOW = FIRST + timedelta(days=70)


def named(name, *modules):
    """Where a release has it: rooms have moved."""
    for module in modules:
        try:
            return getattr(import_module(module), name)
        except (ImportError, AttributeError):
            continue
    return None


def on_call(database, company):
    duty, as_facts = named("duty", "appliance.calls.duty"), named("as_facts", "appliance.commands.who")
    load_of_teams = named("load_of_teams", "appliance.store.journal.reader", "appliance.store.reader")
    for place in range(MOMENTS):
        moment = FIRST + place * STEP
        load = load_of_teams(database, company.teams.values(), moment)
        yield [as_facts(duty(company, line, moment, load)) for line in company.lines.values()]


def statements(database, company):
    book = named("StatementBook", "appliance.statements.statement_book") or named("Desk", "appliance.statements.desk")
    month = named("Month", "appliance.planning.months")
    csv = named("statement_csv", "appliance.documents.statement_csv")
    for year, number in MONTHS:
        for sheet in book(database, company, month(year, number), None, NOW, "julie").sheets(None):
            yield csv(sheet).decode("utf-8-sig")


def told(database):
    company = named("load_company", "appliance.store.settings.snapshot", "appliance.store.snapshot")(database)
    write_company = named("write_company", "appliance.store.company_file")
    audit = named("list_audit", "appliance.store.accounts.audit", "appliance.store.audit")
    accounts = named("list_accounts", "appliance.store.accounts.accounts", "appliance.store.accounts")
    list_calls = named("list_calls", "appliance.store.journal.reader", "appliance.store.reader")
    return {
        "company": [
            line for line in write_company(company).splitlines() if "    pin: " not in line
        ],  # ours never tells
        "codes": sum(agent.pin is not None for agent in company.agents.values()),
        "on_call": list(on_call(database, company)),
        "calls": list_calls(database, limit=None),
        "audit": audit(database, limit=1000),
        "accounts": [(one.name, one.role.value, one.agent) for one in accounts(database)],
        "statements": list(statements(database, company)),
    }


def main():
    open_database, close_database = (
        named(name, "appliance.store.database") for name in ("open_database", "close_database")
    )
    database = open_database(sys.argv[1])
    print(json.dumps(told(database), ensure_ascii=False, default=str))
    close_database(database)


if __name__ == "__main__":
    main()
