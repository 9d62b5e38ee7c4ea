"""`astreinte statement` and `astreinte intervention`, as typed, on both databases."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from peewee import Database

from appliance import config as machine
from appliance.calls.accounting import last_resorts
from appliance.calls.call_context import Outcome
from appliance.calls.leg import IN_THE_PAGE, Attempt, OfferEvent, OfferOutcome
from appliance.calls.notes import CameBack, LeftConversation, LeftMeanwhile, NotBack, PageLost, Together
from appliance.calls.timeline import team_name
from appliance.commands import intervention, source, statement
from appliance.company.model import CallTeam, Company
from appliance.door import Judge
from appliance.planning.compensation import Compensation
from appliance.planning.hours import WeeklyWindow
from appliance.planning.months import Month
from appliance.planning.team_plan import Absence, Override, Rotation, Shift, TeamPlan
from appliance.statements.statement_book import StatementBook
from appliance.store.codes import with_kept_codes
from appliance.store.company_file import read_company, write_company
from appliance.store.database import close_database, open_database, writing
from appliance.store.errors import StoreError
from appliance.store.journal.applying import apply
from appliance.store.journal.call_journal import CallJournal
from appliance.store.journal.last_resort import takers
from appliance.store.journal.tables import AttemptRow
from appliance.store.settings.snapshot import load_company, save_company
from appliance.store.settings.tables import SettingsRow
from appliance.store.statements.editions import editions, last_known_name
from appliance.store.statements.interventions import add, additions, cancel, interventions, work_begins
from appliance.store.statements.tables import AdditionRow, EditionRow
from tests.unjudged import change_company, replace_company

EXAMPLE = (Path(__file__).parents[3] / "data" / "company-example.yml").read_text()
RULE = """
compensation:
  windows: {night: 22:00-05:00, saturday: 06:00-06:00}
  precedence: [night, holiday, sunday, saturday]
  on_call: {per_hour: "2,50", per_week: 120, rest_per_week: 4h, uplifts: {night: 25%, holiday: 100%}}
  intervention: {per_hour: 25, per_intervention: 12.5, minimum: 30m, rest_per_hour: 1h30}
"""
CONFIG = """
state = "{state}"
database = "{url}"
trunks = [{{name = "operator", proxy = "127.0.0.1"}}]
[switch]
esl_secret = "0123456789abcdef"
"""
TAKEN = datetime(2026, 11, 13, 2, 10, 12, 500_000, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 2, 9, tzinfo=UTC)
NOVEMBER = Month(2026, 11)
NO_TIME = timedelta(0)


def call(database: Database, name: str, taken: datetime, minutes: float | None, *agents: str) -> None:
    """A call of the journal: each agent accepts it in turn, a minute apart; it ends so many minutes after `taken`."""
    moments, records = [taken - timedelta(seconds=30)], []
    journal = CallJournal(name, records.append, lambda: moments[-1])
    facts = {"line_id": "urgence", "line_name": "Urgence serrurerie", "called": "+33972000001", "caller": None}
    journal.open(**facts, audience="customers", started_at=moments[0].isoformat(), box="b", clock_offset=0.0)
    for place, agent in enumerate(agents):
        journal.attempt(Attempt(agent, 0, OfferEvent.DIALLED))
        moments.append(taken + timedelta(minutes=place))
        journal.attempt(Attempt(agent, 0, OfferEvent.ENDED, OfferOutcome.ACCEPTED))
        journal.connected(Outcome.CONNECTED)
    if minutes is not None:
        moments.append(taken + timedelta(minutes=minutes))
        journal.close(Outcome.CONNECTED)
    apply(database, records)


@pytest.fixture
def office(database: Database, url: str, tmp_path: Path, monkeypatch) -> Path:
    """The configuration of a machine with a company, a call, and a clock in December."""
    save_company(database, read_company(EXAMPLE + RULE, "company.yml"))
    call(database, "call-1", TAKEN, 7.5, "durand")

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return DECEMBER.astimezone(tz)

    monkeypatch.setattr(source, "datetime", Clock)
    path = tmp_path / "appliance.toml"
    path.write_text(CONFIG.format(state=tmp_path / "state", url=url))
    return path


def typed(command, *words: object) -> Result:
    return CliRunner(mix_stderr=False).invoke(command, [str(word) for word in words])


def ran(office: Path, *words: object) -> Result:
    return typed(statement.command, "--month", "2026-11", *words, "--config", office)


def noted(office: Path, *words: object) -> Result:
    return typed(intervention.command, *words, "--config", office)


def test_the_rule_of_a_file_is_read_back_from_the_file_and_from_the_database(database: Database) -> None:
    company = read_company(EXAMPLE + RULE, "company.yml")
    assert read_company(write_company(company), "again.yml") == company
    save_company(database, company)
    kept = load_company(database)
    assert kept == with_kept_codes(kept, company)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ("on_call: {per_hour: cher}", "n'est pas un montant en euros"),
        ("on_call: {per_hour: -1}", "n'est pas un montant en euros"),
        ("on_call: {per_intervention: 3}", "La clé « per_intervention » n'existe pas ici"),
        ("on_call: {rest_per_week: 90}", "n'est pas une durée"),
        ("intervention: {minimum: longtemps}", "n'est pas une durée"),
        ("intervention: {uplifts: {nuit: 25%}}", "La clé « nuit » n'existe pas ici"),
        ("on_call: {uplifts: {night: beaucoup}}", "n'est pas une majoration"),
        ("windows: {night: 25:00-06:00}", "n'est pas une heure"),
        ("precedence: [night, holiday]", "nomme une fois chacune"),
        ("precedence: [night, day, sunday, holiday]", "n'est pas une nature d'heures"),
    ],
)
def test_a_wrong_rule_is_refused_where_it_stands(wrong: str, sentence: str) -> None:
    with pytest.raises(Exception, match=r"company.yml:\d+:\d+: ") as caught:
        read_company(f"{EXAMPLE}\ncompensation:\n  {wrong}\n", "company.yml")
    assert sentence in str(caught.value)


def test_an_intervention_runs_from_the_key_to_the_end_of_the_call(office: Path, database: Database) -> None:
    (one,), going_on = interventions(database, TAKEN, TAKEN + timedelta(days=1), {})
    assert (one.agent, one.call, one.line, going_on) == ("durand", "call-1", "Urgence serrurerie", 0)
    assert (one.start, one.end - one.start) == (TAKEN.replace(microsecond=0), timedelta(minutes=7, seconds=30))


def test_of_two_who_accept_one_call_the_first_is_done_when_the_second_begins(office: Path, database: Database) -> None:
    call(database, "call-2", TAKEN + timedelta(hours=5), 9, "durand", "petit")
    found, _ = interventions(database, TAKEN + timedelta(hours=1), TAKEN + timedelta(days=1), {})
    lengths = {one.agent: one.end - one.start for one in found if one.call == "call-2"}
    assert lengths == {"durand": timedelta(minutes=1), "petit": timedelta(minutes=8)}


def test_who_hangs_up_on_a_caller_whom_they_hand_over_is_done_then(database: Database) -> None:
    """The search went on, and the caller left a message ten minutes later."""
    moments, records = [TAKEN], []
    journal = CallJournal("call-2", records.append, lambda: moments[-1])
    facts = {"line_id": "urgence", "line_name": "Urgence serrurerie", "called": "+33972000001", "caller": None}
    journal.open(**facts, audience="customers", started_at=TAKEN.isoformat(), box="b", clock_offset=0.0)
    journal.attempt(Attempt("durand", 0, OfferEvent.DIALLED))
    journal.attempt(Attempt("durand", 0, OfferEvent.ENDED, OfferOutcome.ACCEPTED))
    journal.connected(Outcome.CONNECTED)
    moments.append(TAKEN + timedelta(minutes=3))
    journal.note(LeftMeanwhile("durand"))
    moments.append(TAKEN + timedelta(minutes=13))
    journal.close(Outcome.MESSAGE)
    apply(database, records)
    (one,), _ = interventions(database, TAKEN, TAKEN + timedelta(days=1), {})
    assert one.end - one.start == timedelta(minutes=3)


def test_who_lost_their_page_is_done_once_they_are_waited_for_no_more(database: Database) -> None:
    """They came back once, after half a minute; the second time the caller left a message."""
    moments, records = [TAKEN], []
    journal = CallJournal("call-2", records.append, lambda: moments[-1])
    facts = {"line_id": "urgence", "line_name": "Urgence serrurerie", "called": "+33972000001", "caller": None}
    journal.open(**facts, audience="customers", started_at=TAKEN.isoformat(), box="b", clock_offset=0.0)
    journal.attempt(Attempt("durand", IN_THE_PAGE, OfferEvent.DIALLED))
    journal.attempt(Attempt("durand", IN_THE_PAGE, OfferEvent.ENDED, OfferOutcome.ACCEPTED))
    journal.connected(Outcome.CONNECTED)
    for minutes, note in ((1, PageLost), (1.5, CameBack), (4, PageLost), (4.5, NotBack)):
        moments.append(TAKEN + timedelta(minutes=minutes))
        journal.note(note("durand"))
    moments.append(TAKEN + timedelta(minutes=13))
    journal.close(Outcome.MESSAGE)
    apply(database, records)
    (one,), _ = interventions(database, TAKEN, TAKEN + timedelta(days=1), {})
    assert one.end - one.start == timedelta(minutes=4.5)


def test_who_stays_with_the_agent_they_called_in_is_done_when_they_leave(database: Database) -> None:
    """Durand takes the call, Petit comes after five minutes, leaves after nine; Martin takes over after twelve."""
    moments, records = [TAKEN], []
    journal = CallJournal("call-3", records.append, lambda: moments[-1])
    facts = {"line_id": "urgence", "line_name": "Urgence serrurerie", "called": "+33972000001", "caller": None}
    journal.open(**facts, audience="customers", started_at=TAKEN.isoformat(), box="b", clock_offset=0.0)

    def after(minutes: float) -> None:
        moments.append(TAKEN + timedelta(minutes=minutes))

    def takes(agent: str) -> None:
        journal.attempt(Attempt(agent, 0, OfferEvent.DIALLED))
        journal.attempt(Attempt(agent, 0, OfferEvent.ENDED, OfferOutcome.ACCEPTED))
        journal.connected(Outcome.CONNECTED)

    takes("durand")
    after(5)
    takes("petit")
    journal.note(Together("durand"))
    after(9)
    journal.note(LeftConversation("petit"))
    after(12)
    takes("martin")
    after(20)
    journal.close(Outcome.CONNECTED)
    apply(database, records)
    found, _ = interventions(database, TAKEN, TAKEN + timedelta(days=1), {})
    lasted = {one.agent: (one.end - one.start) / timedelta(minutes=1) for one in found}
    assert lasted == {"durand": 12, "petit": 4, "martin": 8}


def test_the_office_is_no_agent_and_a_last_resort_is_the_agent_whose_telephone_it_is(
    office: Path, database: Database
) -> None:
    call(database, "call-2", TAKEN + timedelta(hours=5), 9, "forward")
    call(database, "call-3", TAKEN + timedelta(hours=6), 9, "last_resort")
    whole = TAKEN, TAKEN + timedelta(days=1)
    assert {one.agent for one in interventions(database, *whole, {"urgence": "martin"})[0]} == {"durand"}
    with writing(database):  # a call of before the agent behind was kept with it: whoever stands there today
        AttemptRow.update(behind=None).execute(database)
    assert {one.agent for one in interventions(database, *whole, {})[0]} == {"durand"}
    found = interventions(database, *whole, {"urgence": "martin"})[0]
    assert {(one.agent, one.call) for one in found} == {("durand", "call-1"), ("martin", "call-3")}


def last_resort_of(company: Company, phone: str) -> Company:
    return replace(company, lines={name: replace(line, last_resort=phone) for name, line in company.lines.items()})


def renumbered(company: Company, agent: str) -> Company:
    return replace(company, agents={**company.agents, agent: replace(company.agents[agent], phones=("+33639980099",))})


@pytest.mark.parametrize(
    "change",
    [
        lambda company: last_resort_of(company, company.agents["petit"].phones[0]),
        lambda company: renumbered(company, "martin"),
    ],
    ids=["another last resort", "another number of the agent"],
)
def test_hours_of_a_last_resort_are_whose_telephone_it_was_when_it_rang(
    office: Path, database: Database, change: Callable[[Company], Company]
) -> None:
    behind = load_company(database)
    assert behind is not None
    save_company(database, last_resort_of(behind, behind.agents["martin"].phones[0]))
    call(database, "call-3", TAKEN + timedelta(hours=6), 9, "last_resort")
    before = months_hours(office)
    with writing(database):
        assert work_begins(database, "martin", "call-3", {}, DECEMBER)
    change_company(database, change, judge=Judge(DECEMBER))
    assert months_hours(office) == before
    resorts = last_resorts(change(last_resort_of(behind, behind.agents["martin"].phones[0])))
    found = interventions(database, TAKEN, TAKEN + timedelta(days=1), resorts)[0]
    assert {(one.agent, one.call) for one in found} == {("durand", "call-1"), ("martin", "call-3")}
    assert takers(database, "call-3", resorts) == ["martin"]


def test_work_and_travel_are_added_to_a_call_and_an_addition_cancelled_counts_no_more(
    office: Path, database: Database
) -> None:
    result = noted(office, "add", "--agent", "durand", "--call", "call-1", "--after", "45m", "--note", "Porte\tremise")
    assert result.exit_code == 0, result
    assert noted(office, "add", "--agent", "durand", "--call", "call-1", "--travel", "1h30").exit_code == 0
    whole = TAKEN, TAKEN + timedelta(days=1)
    (one,), _ = interventions(database, *whole, {})
    assert (one.after, one.travel, one.notes) == (timedelta(minutes=45), timedelta(minutes=90), ("Porte remise",))
    assert noted(office, "cancel", 2).exit_code == 0
    assert interventions(database, *whole, {})[0][0].travel == NO_TIME
    assert [each.number for each in additions(database, *whole)] == [1]
    with pytest.raises(StoreError, match="déjà annulé"):
        cancel(database, 2, at=DECEMBER, by="vidal")
    assert "Porte remise" in noted(office, "list", "--month", "2026-11").stdout
    with writing(database):
        assert AdditionRow.select().count(database) == 2


def test_what_began_before_the_month_counts_in_it_as_far_as_it_reaches(office: Path, database: Database) -> None:
    """A conversation over midnight; work added to a call of before; a call that goes on. What was over is not read."""
    start = NOVEMBER.start("Europe/Paris")
    call(database, "midnight", start - timedelta(minutes=10), 30, "petit")
    call(database, "worked", start - timedelta(days=3), 5, "petit")
    call(database, "over", start - timedelta(days=4), 5, "petit")
    call(database, "begun", start - timedelta(days=2), None, "petit")
    long = {"after": timedelta(days=3), "travel": NO_TIME, "note": "", "at": DECEMBER, "by": "vidal"}
    add(database, "petit", call="worked", starts=None, **long)
    found, going_on = interventions(database, start, NOVEMBER.end("Europe/Paris"), {})
    assert {one.call for one in found if one.agent == "petit"} == {"midnight", "worked"}
    assert going_on == 1
    assert "Interventions : 2, 0 h 20" in ran(office, "--agent", "petit").stdout.replace("\xa0", " ")


def test_who_left_and_took_a_call_shortly_before_the_month_is_known(office: Path, database: Database) -> None:
    start = NOVEMBER.start("Europe/Paris")
    call(database, "theirs", start - timedelta(days=20), 5, "ancien")
    call(database, "resort", start - timedelta(days=20), 5, "last_resort")
    call(database, "long ago", start - timedelta(days=50), 5, "oublie")
    whole = database, load_company(database), NOVEMBER
    assert [one for one in StatementBook(*whole, None, DECEMBER, "vidal").agents if one == "ancien"] == ["ancien"]
    assert ran(office, "--agent", "ancien").exit_code == 0
    assert "n'existe pas" in ran(office, "--agent", "oublie").stderr


def test_an_intervention_without_a_call_is_counted(office: Path, database: Database) -> None:
    words = ("--from", "2026-11-20 22:10", "--after", "1h30", "--note", "Ronde")
    assert noted(office, "add", "--agent", "petit", *words).exit_code == 0
    assert "Interventions : 1, 1 h 30 (nuit 1 h 30)" in ran(office, "--agent", "petit").stdout.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--agent", "durand", "--call", "nope", "--after", "5m"), "n'est pas au journal"),
        (("--agent", "petit", "--call", "call-1", "--after", "5m"), "n'a pas été accepté"),
        (("--agent", "durand", "--call", "going-on", "--after", "5m"), "n'est pas fini"),
        (("--agent", "nobody", "--call", "call-1", "--after", "5m"), "n'existe pas"),
        (("--agent", "durand", "--call", "call-1"), "--after, --travel"),
        (("--agent", "durand", "--after", "5m"), "--call, ou --from"),
        (("--agent", "durand", "--call", "call-1", "--after", "99h"), "dépasse une journée"),
        (("--agent", "durand", "--call", "call-1", "--after", "vite"), "n'est pas une durée"),
        (("--agent", "durand", "--from", "2027-01-01 00:00", "--after", "5m"), "une fois faite"),
        (("--agent", "durand", "--from", "hier", "--after", "5m"), "n'est pas un moment"),
    ],
)
def test_a_wrong_addition_is_refused_in_a_sentence(
    office: Path, database: Database, words: tuple[str, ...], sentence: str
) -> None:
    call(database, "going-on", TAKEN + timedelta(hours=3), None, "durand")
    result = noted(office, "add", *words)
    assert result.exit_code != 0
    assert sentence in f"{result.exception} {result.stderr}"
    assert additions(database, TAKEN - timedelta(days=60), DECEMBER) == []


def test_the_files_hold_the_totals_of_the_journal_and_are_their_owner_s_alone(office: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = ran(office, "--out", out)
    assert result.exit_code == 0, result
    names = {path.name for path in out.iterdir()}
    assert {"releve-2026-11-durand-provisoire.csv", "releve-2026-11-durand-provisoire.pdf"} <= names
    csv_file = out / "releve-2026-11-durand-provisoire.csv"
    assert csv_file.stat().st_mode & 0o077 == 0
    found = csv.DictReader(io.StringIO(csv_file.read_bytes().decode("utf-8-sig")), delimiter=";")
    (total,) = (row for row in found if row["rubrique"] == "total interventions")
    assert (total["heures nuit"], total["heures total"]) == ("0,1250", "0,1250")


def test_a_closed_month_is_printed_again_identical_whatever_happens_later(
    office: Path, database: Database, tmp_path: Path
) -> None:
    first, again, last = (tmp_path / name for name in ("first", "again", "last"))
    assert ran(office, "--close", "--out", first, "--by", "C. Vidal").exit_code == 0
    assert noted(office, "add", "--agent", "durand", "--call", "call-1", "--after", "45m").stderr.count("est clos") == 1
    result = ran(office, "--out", again)
    assert "ont changé depuis la clôture" in result.stderr
    assert {path.name: path.read_bytes() for path in first.iterdir()} == {
        path.name: path.read_bytes() for path in again.iterdir()
    }
    assert ran(office, "--correct", "--out", last).exit_code == 0
    assert "releve-2026-11-durand-edition-2.pdf" in {path.name for path in last.iterdir()}
    assert "releve-2026-11-martin-edition-1.pdf" in {path.name for path in last.iterdir()}
    told = ran(office, "--agent", "durand").stdout.replace("\xa0", " ")
    assert "Correction, édition 2 : Intervention modifiée" in told
    old = ran(office, "--agent", "durand", "--edition", 1).stdout
    assert "Édition 1" in old
    assert "Correction" not in old
    assert "Rien à corriger" in ran(office, "--correct").stderr
    assert len(editions(database, NOVEMBER, "durand")) == 2


def test_a_correction_keeps_the_rule_of_the_closing_unless_asked(office: Path, database: Database) -> None:
    assert ran(office, "--close").exit_code == 0
    dearer = read_company(EXAMPLE + RULE.replace("2,50", "9"), "company.yml")
    change_company(database, lambda _: dearer)
    assert "Rien à corriger" in ran(office, "--correct").stderr
    result = ran(office, "--correct", "--current-rule", "--agent", "durand")
    assert "La règle de compensation de l'entreprise a été remplacée" in result.stdout


def test_a_month_is_closed_once_and_only_when_it_is_over(office: Path, database: Database) -> None:
    early = typed(statement.command, "--month", "2026-12", "--close", "--config", office)
    assert early.exit_code != 0
    assert "n'est pas fini" in early.stderr
    assert ran(office, "--correct").exit_code != 0
    assert ran(office, "--close").exit_code == 0
    assert "déjà clos" in ran(office, "--close").stderr
    assert {one.edition.number for one in editions(database, NOVEMBER)} == {1}
    assert {one.edition.statement.agent for one in editions(database, NOVEMBER)} == {"durand", "petit", "martin"}


def test_a_month_is_not_closed_before_its_compensation_is_fixed(office: Path, database: Database) -> None:
    change_company(database, lambda company: replace(company, compensation=Compensation()))
    result = ran(office, "--close")
    assert result.exit_code != 0
    assert "à fixer" in result.stderr
    assert editions(database, NOVEMBER) == []


def test_a_closed_month_prints_the_agreement_as_it_was_when_closed(
    office: Path, database: Database, tmp_path: Path
) -> None:
    change_company(database, lambda company: replace(company, collective_agreement="Accord du 3 mars 2024"))
    assert ran(office, "--close").exit_code == 0
    change_company(database, lambda company: replace(company, collective_agreement="Accord du 9 juin 2026"))
    noted(office, "add", "--agent", "durand", "--call", "call-1", "--after", "45m")
    for words, folder in (((), "again"), (("--correct",), "corrected")):
        assert ran(office, *words, "--agent", "durand", "--out", tmp_path / folder).exit_code == 0
        (sheet,) = (tmp_path / folder).glob("*.csv")
        assert "Accord du 3 mars 2024" in sheet.read_text("utf-8-sig")
    assert "Accord du 9 juin 2026" in ran_december(office, tmp_path / "open")


def ran_december(office: Path, out: Path) -> str:
    """The statement of an open month, as a spreadsheet."""
    typed(statement.command, "--month", "2026-12", "--agent", "durand", "--out", out, "--config", office)
    return next(out.glob("*.csv")).read_text("utf-8-sig")


def test_an_edition_altered_in_the_database_is_refused(office: Path, database: Database) -> None:
    assert ran(office, "--close").exit_code == 0
    with writing(database):
        database.execute_sql("UPDATE statement_editions SET content = REPLACE(content, 'Durand', 'Dupont')")
    with pytest.raises(StoreError, match="altéré"):
        editions(database, NOVEMBER, "durand")


def test_a_conversation_still_going_on_keeps_the_month_open(office: Path, database: Database) -> None:
    call(database, "going-on", TAKEN + timedelta(hours=3), None, "durand")
    result = ran(office, "--close")
    assert result.exit_code != 0
    assert "n'est pas finie" in result.stderr
    with writing(database):
        assert EditionRow.select().count(database) == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--month", "novembre"), "n'est pas un mois"),
        (("--month", "2026-11", "--agent", "nobody"), "n'existe pas"),
        (("--month", "2026-11", "--close", "--correct"), "l'un ou l'autre"),
        (("--month", "2026-11", "--edition", "7"), "pas d'édition 7"),
    ],
)
def test_a_wrong_command_is_refused_in_a_sentence(office: Path, words: tuple[str, ...], sentence: str) -> None:
    result = typed(statement.command, *words, "--config", office)
    assert result.exit_code != 0
    assert sentence in result.stderr


def test_two_additions_at_once_have_numbers_of_their_own(office: Path, database: Database) -> None:
    facts = {"call": None, "starts": TAKEN, "after": timedelta(minutes=5), "travel": NO_TIME, "by": "x"}
    assert [add(database, "durand", at=DECEMBER, note=note, **facts).number for note in "abc"] == [1, 2, 3]


def months_hours(office: Path) -> dict[str, str]:
    """The on-call hours of each agent in November, as the statement would print them now."""
    database = open_database(machine.load(office).database_url, create=False)
    try:
        company = load_company(database)
        assert company is not None
        book = StatementBook(database, company, NOVEMBER, None, DECEMBER, "essai")
        return {agent: str(book.statement(agent).on_call) + str(book.statement(agent).periods) for agent in book.agents}
    finally:
        close_database(database)


ALL_DAY = WeeklyWindow(frozenset(range(7)), time(0), time(0))
PLANNING_CHANGES = {
    "a weekly shift changed": lambda plan: replace(plan, shifts=(Shift("petit", ALL_DAY), *plan.shifts[1:])),
    "a weekly shift taken out": lambda plan: replace(plan, shifts=plan.shifts[1:]),
    "a rotation put in": lambda plan: replace(
        plan, rotations=(Rotation(("martin", "petit"), 7, 0, time(8), date(2026, 1, 5), ALL_DAY),)
    ),
    "nothing but the team left": lambda plan: replace(plan, shifts=(), rotations=()),
    "other levels": lambda plan: replace(plan, levels=plan.levels[::-1]),
}


@pytest.mark.parametrize("change", PLANNING_CHANGES.values(), ids=list(PLANNING_CHANGES))
@pytest.mark.parametrize("whole", [False, True], ids=["changed", "imported"])
def test_a_change_of_the_planning_leaves_the_hours_of_a_past_month(
    office: Path, database: Database, change, whole: bool
) -> None:
    before, live = months_hours(office), load_company(database)
    assert live is not None
    assert any("timedelta" in told for told in before.values())
    plan = change(live.teams["depannage"].plan)
    after = replace(live, teams={**live.teams, "depannage": replace(live.teams["depannage"], plan=plan)})
    judge = Judge(DECEMBER)
    lines = {name: replace(line, last_resort="+33639980008") for name, line in after.lines.items()}
    after = replace(after, lines=lines)
    if whole:
        replace_company(database, read_company(write_company(after), "company.yml"), judge=judge)
    else:
        change_company(database, lambda _: after, judge=judge)
    assert load_company(database) == after
    assert months_hours(office) == before


def test_hours_of_a_past_month_are_changed_by_what_is_dated_in_it_alone(office: Path, database: Database) -> None:
    before = months_hours(office)
    start = datetime(2026, 11, 10, 18, tzinfo=UTC)
    added = Override(start, start + timedelta(hours=3), removes="martin")

    def change(company: Company) -> Company:
        team = company.teams["depannage"]
        return replace(
            company,
            teams={**company.teams, team.id: replace(team, plan=replace(team.plan, overrides=(added,)))},
        )

    change_company(database, change, judge=Judge(DECEMBER))
    after = months_hours(office)
    assert after["martin"] != before["martin"]
    assert {agent for agent in after if after[agent] != before[agent]} == {"martin"}


def test_who_left_keeps_the_statement_of_their_hours_on_call_without_a_single_call(
    office: Path, database: Database
) -> None:
    def left(company: Company, agent: str) -> Company:
        teams = {
            name: replace(
                team,
                plan=replace(
                    team.plan,
                    levels=tuple(tuple(one for one in level if one != agent) for level in team.plan.levels),
                    shifts=tuple(one for one in team.plan.shifts if one.agent != agent),
                    rotations=(),
                    overrides=(),
                    absences=(),
                    swaps=(),
                ),
            )
            for name, team in company.teams.items()
        }
        return replace(company, agents={key: one for key, one in company.agents.items() if key != agent}, teams=teams)

    change_company(database, lambda now: left(now, "martin"), judge=Judge(DECEMBER))
    company = load_company(database)
    assert company is not None
    assert "martin" not in company.agents
    book = StatementBook(database, company, NOVEMBER, "martin", DECEMBER, "essai")
    assert not book.statement("martin").empty
    whole = StatementBook(database, company, NOVEMBER, None, DECEMBER, "essai")
    assert "martin" in [sheet.statement.agent for sheet in whole.sheets(None)]
    assert whole.statement("martin").name == "martin"
    whole.close()
    assert last_known_name(database, "martin") == "martin"


def without_its_team(company: Company, *, removed: bool = True) -> Company:
    """The lines call an office team instead of « depannage », which is removed, or left without a line."""
    team = company.teams["depannage"]
    office = replace(team, id="bureau", name="Bureau", plan=replace(team.plan, shifts=(), rotations=(), overrides=()))
    lines = {
        name: replace(
            line,
            last_resort="+33639980008",
            behaviours={period: replace(one, action=CallTeam("bureau")) for period, one in line.behaviours.items()},
        )
        for name, line in company.lines.items()
    }
    teams = {name: one for name, one in company.teams.items() if name != "depannage" or not removed}
    return replace(company, teams={**teams, "bureau": office}, lines=lines, menus={})


def spans_of(office: Path, team: str) -> dict[str, list[str]]:
    """Of each agent, the periods of November in which they were on call for this team."""
    database = open_database(machine.load(office).database_url, create=False)
    try:
        company = load_company(database)
        assert company is not None
        book = StatementBook(database, company, NOVEMBER, None, DECEMBER, "essai")
        told = {agent: book.statement(agent) for agent in book.agents}
        return {
            agent: [f"{one.lines} {one.hours}" for one in statement.teams if one.team == team]
            for agent, statement in told.items()
        }
    finally:
        close_database(database)


@pytest.mark.parametrize("removed", [True, False], ids=["removed", "called by no line"])
def test_a_team_that_no_line_calls_any_more_keeps_its_past_hours(
    office: Path, database: Database, removed: bool
) -> None:
    live = load_company(database)
    assert live is not None
    name = live.teams["depannage"].name
    before = spans_of(office, name)
    assert any(before.values())
    change_company(database, lambda now: without_its_team(now, removed=removed), judge=Judge(DECEMBER))
    kept = spans_of(office, name)
    assert {agent: kept[agent] for agent in before} == before
    after = load_company(database)
    assert after is not None
    assert team_name(after, "depannage") == name


def test_hours_end_when_the_last_line_ceases_to_call(office: Path, database: Database) -> None:
    live = load_company(database)
    assert live is not None
    team = live.teams["depannage"]
    always = replace(live, teams={**live.teams, team.id: replace(team, plan=TeamPlan((("martin",),), "Europe/Paris"))})
    save_company(database, always)
    middle = datetime(2026, 11, 10, 23, tzinfo=UTC)
    change_company(database, without_its_team, judge=Judge(middle))
    change_company(database, lambda now: replace(now, name="Autre nom"), judge=Judge(middle + timedelta(days=1)))
    company = load_company(database)
    assert company is not None
    book = StatementBook(database, company, NOVEMBER, "martin", DECEMBER, "essai")
    (mine,) = [one for one in book.statement("martin").teams if one.team == team.name]
    assert sum(mine.hours.values(), NO_TIME) == timedelta(days=10)


@pytest.mark.parametrize("removed", [True, False], ids=["removed", "called by no line"])
def test_a_team_removed_and_brought_back_has_its_past_and_nobody_in_between(
    office: Path, database: Database, removed: bool
) -> None:
    live, name = load_company(database), "Dépannage"
    assert live is not None
    gone, back = datetime(2026, 11, 10, 23, tzinfo=UTC), datetime(2026, 11, 20, 23, tzinfo=UTC)
    team = live.teams["depannage"]
    plan = TeamPlan((("martin",),), "Europe/Paris")
    live = replace(live, teams={**live.teams, team.id: replace(team, name=name, plan=plan)})
    save_company(database, live)
    change_company(database, lambda now: without_its_team(now, removed=removed), judge=Judge(gone))
    change_company(database, lambda _: live, judge=Judge(back))
    company = load_company(database)
    assert company is not None
    book = StatementBook(database, company, NOVEMBER, "martin", DECEMBER, "essai")
    (mine,) = [one for one in book.statement("martin").teams if one.team == name]
    assert sum(mine.hours.values(), NO_TIME) == timedelta(days=20)
    assert company == live


def test_a_team_brought_back_that_no_line_calls_yet_keeps_its_past_hours(office: Path, database: Database) -> None:
    live = load_company(database)
    assert live is not None
    team = live.teams["depannage"]
    before = spans_of(office, team.name)
    change_company(database, without_its_team, judge=Judge(DECEMBER))
    back = DECEMBER + timedelta(days=2)
    change_company(database, lambda now: replace(now, teams={**now.teams, team.id: team}), judge=Judge(back))
    kept = spans_of(office, team.name)
    assert {agent: kept[agent] for agent in before} == before


def test_the_planning_of_a_team_that_is_gone_keeps_no_reason_of_absence(office: Path, database: Database) -> None:
    def ill(company: Company) -> Company:
        team = company.teams["depannage"]
        away = Absence("martin", date(2026, 11, 2), date(2026, 11, 3), "maladie")
        return replace(
            company, teams={**company.teams, team.id: replace(team, plan=replace(team.plan, absences=(away,)))}
        )

    change_company(database, ill)
    change_company(database, without_its_team, judge=Judge(DECEMBER))
    with writing(database):
        text = SettingsRow.select(SettingsRow.document).order_by(SettingsRow.number.desc()).scalar(database)
    (past,) = json.loads(text)["company"]["past_teams"]
    assert "2026-11-02" in str(past)
    assert "maladie" not in str(past)
