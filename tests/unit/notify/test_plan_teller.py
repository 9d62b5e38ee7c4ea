"""A change of planning is told once to those whom it touches, when nobody changes anything any more; a swap at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from typing import cast

import pytest
from peewee import Database

from appliance.company.model import Agent, Behaviour, CallTeam, Company, Line, Team, TellOf, Way
from appliance.company.replacing import with_absence, with_override
from appliance.company.swapping import answered, with_swap, withdrawn
from appliance.config import Mail
from appliance.door import settings
from appliance.notify.mail import MailChannel
from appliance.notify.plan_teller import PlanTeller
from appliance.notify.sender import OutboxSender
from appliance.planning.hours import Period, WeeklyWindow
from appliance.planning.team_plan import Absence, Override, Shift, Swap, TeamPlan
from appliance.store.accounts.accounts import Role, add_account
from appliance.store.database import reading, writing
from appliance.store.outbox.plan_changes import PlanChangeRow, untold
from appliance.store.outbox.queue import list_deliveries
from appliance.store.settings.revisions import touch_settings
from appliance.store.settings.snapshot import load_company, save_company
from tests.unit.notify.mail_server import Mailbox, mail_server, port_of

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
MORNING = datetime(2026, 12, 1, 9, tzinfo=UTC)  # a Tuesday, 10 h in Paris
QUIET = timedelta(minutes=3)
EVENING, NEXT = datetime(2026, 12, 4, 17, tzinfo=UTC), datetime(2026, 12, 5, 8, tzinfo=UTC)  # 18 h to 9 h
NIGHTS = WeeklyWindow(frozenset(range(7)), time(18), time(9))
USUAL = Behaviour("Bonjour.", CallTeam("nuit"))
AGENTS = {
    name: Agent(name, full, (f"+3361234560{number}",), f"{name}@example.fr")
    for number, (name, full) in enumerate(
        (("durand", "Claire Durand"), ("petit", "Hugo Petit"), ("martin", "Julie Martin")), 1
    )
}
PLAN = TeamPlan((("durand", "petit", "martin"),), "Europe/Paris", shifts=(Shift("durand", NIGHTS),))
COMPANY = Company(
    name="Ascenseurs Vidal",
    timezone="Europe/Paris",
    country="FR",
    agents=AGENTS,
    teams={"nuit": Team("nuit", "Nuit", PLAN)},
    lines={
        "sav": Line(
            "sav",
            "SAV",
            ("+33972000001",),
            "Europe/Paris",
            {period: USUAL for period in Period},
            around_the_clock=True,
            last_resort="+33972000009",
        )
    },
)
SWAP = Swap("durand", "petit", EVENING, NEXT, agreed=frozenset({"durand"}))


class Clock:
    def __init__(self) -> None:
        self.moment = MORNING

    def __call__(self) -> datetime:
        return self.moment

    def later(self, pause: timedelta = QUIET) -> None:
        self.moment += pause


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(database: Database) -> Database:
    save_company(database, COMPANY)
    return database


@pytest.fixture
def teller(database: Database, clock: Clock) -> PlanTeller:
    return PlanTeller(database, clock, public_url="https://astreinte.example.fr")


Change = Callable[..., None]


@pytest.fixture
def change(database: Database, clock: Clock) -> Change:
    def made(edit: Callable[[Company], Company], by: str = "Anne Roy", known: tuple[str, ...] = ()) -> None:
        settings.change(database, edit, by=by, act="Planning", now=clock.moment, at=clock.moment, known=known)

    return made


def sent(database: Database, clock: Clock) -> dict[str, str]:
    """What each address reads, once all that waits went through a real mail server."""
    mailbox = Mailbox()
    server = mail_server(mailbox)
    server.start()
    try:
        channel = MailChannel(Mail(host="127.0.0.1", port=port_of(server), tls="none", sender="astreinte@example.fr"))
        OutboxSender(database, channel, clock).send_due()
    finally:
        server.stop()
    mails = [cast(EmailMessage, mail) for mail in mailbox.mails()]
    return {mail["To"].addresses[0].addr_spec: text(mail) for mail in mails}


def text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r", "")


def told(database: Database) -> list[tuple[str, str]]:
    return [(row["recipient"], row["subject"]) for row in reversed(list_deliveries(database))]


def petit_takes_over(company: Company) -> Company:
    return with_override(company, "nuit", Override(EVENING, NEXT, removes="durand", adds="petit"))


def petit_is_no_more_on_call(company: Company) -> Company:
    team = company.teams["nuit"]
    return replace(company, teams={"nuit": replace(team, plan=replace(team.plan, overrides=()))})


def martin_is_away(company: Company) -> Company:
    return with_absence(company, Absence("martin", date(2026, 12, 7), date(2026, 12, 8)))


def test_who_gains_and_who_loses_hours_read_which_ones_in_their_mail(
    database: Database, teller: PlanTeller, clock: Clock, change: Change
) -> None:
    change(petit_takes_over)
    clock.later()
    assert teller.tell_due() == 2
    read = sent(database, clock)
    assert read.keys() == {"durand@example.fr", "petit@example.fr"}
    hours = "du vendredi 4 décembre 2026 à 18 h au samedi 5 décembre 2026 à 9 h, niveau 1 (Nuit)"
    assert f"- Ajouté : {hours}" in read["petit@example.fr"]
    assert f"- Retiré : {hours}" in read["durand@example.fr"]
    assert "https://astreinte.example.fr/moi" in read["petit@example.fr"]


def test_nobody_is_told_before_three_quiet_minutes_nor_later_than_fifteen(
    database: Database, teller: PlanTeller, clock: Clock, change: Change
) -> None:
    change(petit_takes_over)
    clock.later(timedelta(minutes=2))
    assert teller.tell_due() == 0
    for minutes in range(2, 14, 2):
        day = date(2027, 1, minutes)
        change(lambda now, day=day: with_absence(now, Absence("martin", day, day)))
        clock.later(timedelta(minutes=2))
        assert teller.tell_due() == 0
    clock.later(timedelta(minutes=1))
    assert teller.tell_due() == 2


def test_what_was_undone_meanwhile_is_told_to_nobody(
    database: Database, teller: PlanTeller, clock: Clock, change: Change
) -> None:
    change(petit_takes_over)
    clock.later(timedelta(minutes=1))
    change(petit_is_no_more_on_call)
    clock.later()
    assert (teller.tell_due(), told(database), untold(database)) == (0, [], None)


def test_a_change_that_moves_no_hour_is_told_to_nobody_and_forgotten(
    database: Database, teller: PlanTeller, clock: Clock, change: Change
) -> None:
    change(martin_is_away)  # who was not on call those days
    clock.later()
    assert (teller.tell_due(), told(database), untold(database)) == (0, [], None)


def test_settings_without_a_planning_leave_nothing_to_tell(database: Database, change: Change) -> None:
    change(lambda company: replace(company, name="Ascenseurs Vidal et fils"))
    assert untold(database) is None


def test_whoever_does_not_wish_it_is_not_told_and_whoever_wants_texts_gets_one(
    database: Database, teller: PlanTeller, clock: Clock, change: Change
) -> None:
    silent = replace(AGENTS["durand"], told_of=(TellOf.MESSAGES,))
    texted = replace(AGENTS["petit"], told_by=(Way.SMS,))
    change(lambda company: replace(company, agents={**company.agents, "durand": silent, "petit": texted}))
    change(petit_takes_over)
    clock.later()
    assert teller.tell_due() == 1
    assert told(database) == [("+33612345602", "Votre planning d'astreinte a changé")]


def test_an_agent_is_not_told_of_what_they_did_alone_but_is_where_others_did_it_too(
    database: Database, teller: PlanTeller, clock: Clock, change: Change
) -> None:
    add_account(database, "hugo", Role.MANAGER, "petit", by="test", now=MORNING)
    change(petit_takes_over, by="hugo")
    change(martin_is_away)  # of others, and not of their hours
    clock.later()
    assert teller.tell_due() == 1
    assert [who for who, _ in told(database)] == ["durand@example.fr"]
    change(petit_is_no_more_on_call)
    clock.later()
    assert teller.tell_due() == 2


def test_those_who_are_told_otherwise_are_not_told_again(
    database: Database, teller: PlanTeller, clock: Clock, change: Change
) -> None:
    change(petit_takes_over, known=("petit", "durand"))
    clock.later()
    assert teller.tell_due() == 0


def test_prompts_that_move_the_number_of_the_settings_lose_nothing(
    database: Database, teller: PlanTeller, clock: Clock, change: Change
) -> None:
    change(petit_takes_over)
    with writing(database):
        touch_settings(database)
    clock.later()
    assert teller.tell_due() == 2


def test_a_controller_that_dies_after_the_change_tells_when_it_is_back(
    database: Database, clock: Clock, change: Change
) -> None:
    change(petit_takes_over)
    clock.later(timedelta(hours=3))
    assert PlanTeller(database, clock).tell_due() == 2
    assert PlanTeller(database, clock).tell_due() == 0


def test_two_workers_tell_each_thing_once(database: Database, clock: Clock, change: Change) -> None:
    change(petit_takes_over)
    change(
        lambda company: with_swap(
            company, "nuit", replace(SWAP, start=EVENING + timedelta(days=7), end=NEXT + timedelta(days=7))
        )
    )
    clock.later()
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: PlanTeller(database, clock).tell_due(), range(8)))
    assert (sum(done), len(told(database))) == (3, 3)


def test_a_change_made_while_it_is_worded_waits_for_the_next_telling(
    database: Database, teller: PlanTeller, clock: Clock, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(petit_takes_over)
    clock.later()
    worded = PlanTeller._of_hours

    def overtaken(self: PlanTeller, what: object) -> object:
        monkeypatch.setattr(PlanTeller, "_of_hours", worded)
        change(petit_is_no_more_on_call)
        return worded(self, what)  # type: ignore[arg-type]

    monkeypatch.setattr(PlanTeller, "_of_hours", overtaken)
    assert (teller.tell_due(), told(database)) == (0, [])
    clock.later()
    assert (teller.tell_due(), told(database)) == (0, [])
    with reading(database):
        assert PlanChangeRow.select().count(database) == 0


def test_a_turn_without_end_is_told_as_one(
    database: Database, teller: PlanTeller, clock: Clock, change: Change
) -> None:
    def always(company: Company) -> Company:
        team = company.teams["nuit"]
        return replace(company, teams={"nuit": replace(team, plan=replace(team.plan, shifts=()))})

    change(always)
    clock.later()
    teller.tell_due()
    read = sent(database, clock)
    assert "sans fin prévue, niveau 1 (Nuit)" in read["petit@example.fr"]


def test_a_swap_asked_for_is_told_at_once_to_whoever_has_to_answer(
    database: Database, teller: PlanTeller, clock: Clock, change: Change
) -> None:
    change(lambda company: with_swap(company, "nuit", SWAP))
    assert teller.tell_due() == 1
    assert told(database) == [("petit@example.fr", "Claire Durand vous propose un échange d'astreinte")]
    read = sent(database, clock)["petit@example.fr"]
    assert (
        "- du vendredi 4 décembre 2026 à 18 h au samedi 5 décembre 2026 à 9 h, "
        "vous prenez la place de Claire Durand (Nuit)" in read
    )
    assert "Pour répondre :\nhttps://astreinte.example.fr/moi" in read
    clock.later()
    assert teller.tell_due() == 0


@pytest.mark.parametrize(("agrees", "said"), [(True, "accepté"), (False, "refusé")])
def test_the_answer_is_told_to_whoever_asked_and_the_hours_are_not_told_again(
    database: Database, teller: PlanTeller, clock: Clock, change: Change, agrees: bool, said: str
) -> None:
    change(lambda company: with_swap(company, "nuit", SWAP))
    teller.tell_due()
    change(lambda company: answered(company, "nuit", SWAP, "petit", agrees=agrees))
    assert teller.tell_due() == 1
    assert told(database)[1] == ("durand@example.fr", f"Hugo Petit a {said} votre échange d'astreinte")
    clock.later()
    assert (teller.tell_due(), len(told(database))) == (0, 2)


def test_a_swap_asked_for_and_answered_before_anybody_looks_is_told_as_both(
    database: Database, teller: PlanTeller, clock: Clock, change: Change
) -> None:
    change(lambda company: with_swap(company, "nuit", SWAP))
    change(lambda company: answered(company, "nuit", SWAP, "petit", agrees=True))
    assert teller.tell_due() == 2
    assert [who for who, _ in told(database)] == ["petit@example.fr", "durand@example.fr"]


def test_the_same_swap_asked_again_after_a_refusal_is_told_again(
    database: Database, teller: PlanTeller, clock: Clock, change: Change
) -> None:
    change(lambda company: with_swap(company, "nuit", SWAP))
    change(lambda company: answered(company, "nuit", SWAP, "petit", agrees=False))
    teller.tell_due()
    change(lambda company: with_swap(company, "nuit", SWAP))
    assert teller.tell_due() == 1
    assert told(database)[-1] == ("petit@example.fr", "Claire Durand vous propose un échange d'astreinte")


def test_an_acceptance_that_is_taken_back_is_told_to_both(
    database: Database, teller: PlanTeller, clock: Clock, change: Change
) -> None:
    change(lambda company: with_swap(company, "nuit", SWAP))
    change(lambda company: answered(company, "nuit", SWAP, "petit", agrees=True))
    teller.tell_due()

    def taken_back(company: Company) -> Company:
        team = company.teams["nuit"]
        return replace(company, teams={"nuit": replace(team, plan=replace(team.plan, swaps=(SWAP,)))})

    change(taken_back)
    assert teller.tell_due() == 2
    assert told(database)[-2:] == [
        ("durand@example.fr", "Votre échange d'astreinte avec Hugo Petit n'est plus accepté"),
        ("petit@example.fr", "Votre échange d'astreinte avec Claire Durand n'est plus accepté"),
    ]


@pytest.mark.parametrize(
    ("undoes", "who", "said"),
    [
        (True, ["durand@example.fr"], "Hugo Petit consent à défaire votre échange d'astreinte"),
        (False, ["durand@example.fr", "petit@example.fr"], "Votre échange d'astreinte avec Hugo Petit est gardé"),
    ],
)
def test_a_swap_to_undo_is_told_to_who_has_to_consent_and_the_answer_to_who_asked(
    database: Database, teller: PlanTeller, clock: Clock, change: Change, undoes: bool, who: list[str], said: str
) -> None:
    both = replace(SWAP, agreed=frozenset({"durand", "petit"}))
    save_company(database, with_swap(COMPANY, "nuit", both))
    change(lambda company: withdrawn(company, "nuit", both, "durand", undoes=True))
    assert teller.tell_due() == 1
    assert told(database) == [("petit@example.fr", "Claire Durand demande à défaire votre échange d'astreinte")]
    assert "Il compte tant que vous n'y consentez pas." in sent(database, clock)["petit@example.fr"]
    asked = replace(both, withdrawing="durand")
    change(lambda company: withdrawn(company, "nuit", asked, "petit", undoes=undoes))
    teller.tell_due()
    assert [one for one, _ in told(database)[1:]] == who
    assert told(database)[1] == ("durand@example.fr", said)
    clock.later()
    assert teller.tell_due() == 0


def test_a_counted_swap_that_somebody_takes_away_is_told_as_hours(
    database: Database, teller: PlanTeller, clock: Clock, change: Change
) -> None:
    both = replace(SWAP, agreed=frozenset({"durand", "petit"}))
    save_company(database, with_swap(COMPANY, "nuit", both))

    def without(company: Company) -> Company:
        team = company.teams["nuit"]
        return replace(company, teams={"nuit": replace(team, plan=replace(team.plan, swaps=()))})

    change(without)
    clock.later()
    assert teller.tell_due() == 2
    assert load_company(database) is not None


def test_the_first_settings_of_a_company_are_news_to_nobody(database: Database, clock: Clock) -> None:
    with writing(database):
        database.execute_sql("DELETE FROM settings")
    settings.put(database, COMPANY, by="Anne Roy", now=MORNING, at=MORNING)
    assert untold(database) is None
