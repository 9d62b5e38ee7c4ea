"""Somebody taken out of the settings: those in force keep what is wanted, those of before keep no number."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from peewee import Database

from appliance.company.document import VERSION, digest_of, document_of
from appliance.company.model import Agent, Behaviour, Company, Forward, Say
from appliance.planning.hours import Period
from appliance.planning.number_traces import traces_of
from appliance.planning.team_plan import Absence
from appliance.store.accounts.audit import list_audit
from appliance.store.database import reading, writing
from appliance.store.errors import StoreBusy, StoreError
from appliance.store.settings import changing
from appliance.store.settings.snapshot import save_company
from appliance.store.settings.tables import SettingsRow
from appliance.store.striking_texts import strike_former_settings, strike_texts, strike_what_is_over
from appliance.store.upkeep.departures import forget_whoever_left
from appliance.store.upkeep.struck_settings import still_reached
from tests.unit.store.companies import LOCKSMITH
from tests.unjudged import change_company

NOW = datetime(2026, 12, 2, 9, tzinfo=UTC)
NUMBER, WRITTEN = "+33678901234", "06 78 90 12 34"
LEFT = Agent("vandevelde", "Bérénice Vandevelde", (NUMBER,), "berenice@example.fr", "$argon2id$v=19$x")


def with_left() -> Company:
    """With her telephone in a sentence, and a reason of absence."""
    team, line = LOCKSMITH.teams["depannage"], LOCKSMITH.lines["urgence"]
    away = Absence(LEFT.id, date(2026, 11, 2), date(2026, 11, 6), "maladie")
    plan = replace(team.plan, levels=(*team.plan.levels, (LEFT.id,)), absences=(*team.plan.absences, away))
    said = {**line.behaviours, Period.CLOSURE: Behaviour(f"Appelez le {WRITTEN}.", Say(f"Ou le\n{WRITTEN}"))}
    return replace(
        LOCKSMITH,
        agents={**LOCKSMITH.agents, LEFT.id: LEFT},
        teams=LOCKSMITH.teams | {"depannage": replace(team, plan=plan)},
        lines={"urgence": replace(line, behaviours=said)},
    )


def revisions(database: Database) -> Iterator[tuple[str, Company]]:
    """Their documents, the oldest first; each has the digest of its text."""
    with reading(database):
        query = SettingsRow.select(SettingsRow.document, SettingsRow.digest).order_by(SettingsRow.number)
        for text, digest in list(query.tuples().execute(database)):
            assert digest == digest_of(text)
            yield text, document_of(text).company


def test_who_leaves_is_reached_by_no_revision_and_their_name_stays_in_those_of_before(database: Database) -> None:
    save_company(database, with_left(), now=NOW)
    change_company(database, lambda now: replace(now, name="Martin et fils"), by="julie")
    change_company(database, lambda _: LOCKSMITH, by="julie")
    *before, (last, in_force) = revisions(database)
    assert LEFT.id not in in_force.agents
    for text in (last, *(text for text, _ in before)):
        assert not [one for one in ("678901234", WRITTEN, "berenice@", "argon2id$v=19$x", "maladie") if one in text]
    for _, company in before:
        gone = company.agents[LEFT.id]
        assert (gone.name, gone.phones, gone.mail, gone.pin) == (LEFT.name, (), None, None)
        assert company.teams["depannage"].plan.levels[-1] == (LEFT.id,)


def test_a_number_of_before_goes_with_whoever_leaves_wherever_it_was_written(database: Database) -> None:
    former, noted = replace(LEFT, phones=("+33678905678",)), "Appelez le 06 78 90 56 78"
    shared = replace(LOCKSMITH.agents["durand"], phones=(*LOCKSMITH.agents["durand"].phones, "+33678909999"))
    agents = {**LOCKSMITH.agents, shared.id: shared}
    before = replace(former, phones=(*former.phones, "+33678909999"), mail="b@example.fr")
    save_company(database, replace(LOCKSMITH, agents=agents | {LEFT.id: before}), now=NOW)
    change_company(
        database, lambda now: replace(now, agents=agents | {LEFT.id: LEFT}), act=f"{noted}, ou b@example.fr", by="x"
    )
    change_company(database, lambda now: replace(now, name="Rappeler le 06 78 90 99 99", agents=agents), by="julie")
    told = " ".join(str(one) for one in list_audit(database, limit=9))
    assert not [one for one in ("90 56 78", "905678", "b@example.fr") if one in told]
    assert "90 99 99" in " ".join(text for text, _ in revisions(database)), "a colleague's"
    for text, _ in revisions(database):
        assert "905678" not in text and "b@example.fr" not in text


def test_a_number_of_before_that_the_company_has_now_is_not_the_one_s_who_leaves(database: Database) -> None:
    """The telephone of whoever is on call, which was an agent's once and is the last resort of a line."""
    house, agents = "+33678905678", LOCKSMITH.agents
    line = replace(LOCKSMITH.lines["urgence"], last_resort=house)
    now = replace(LOCKSMITH, lines={**LOCKSMITH.lines, line.id: line})
    save_company(database, replace(now, agents=agents | {LEFT.id: replace(LEFT, phones=(house,))}), now=NOW)
    noted = "Appelez le 06 78 90 56 78"
    change_company(database, lambda _: replace(now, agents=agents | {LEFT.id: LEFT}), act=noted, by="julie")
    change_company(database, lambda _: now, by="julie")
    assert noted in " ".join(str(one) for one in list_audit(database, limit=9))
    assert {company.lines["urgence"].last_resort for _, company in revisions(database)} == {house}
    assert still_reached(database) == {}


def test_whoever_left_while_the_machine_was_put_out_is_forgotten_in_the_night(database: Database) -> None:
    for company in (with_left(), replace(with_left(), name="Martin"), LOCKSMITH):
        save_company(database, company, now=NOW)
    assert set(still_reached(database)) == {LEFT.id}
    forget_whoever_left(database)
    for text, _ in revisions(database):
        assert not [one for one in ("678901234", WRITTEN, "berenice@", "maladie") if one in text]
    assert still_reached(database) == {}


def test_former_settings_that_nobody_understands_go_with_whoever_leaves(database: Database) -> None:
    for company in (with_left(), replace(with_left(), name="Martin")):
        save_company(database, company, now=NOW)
    with writing(database):
        SettingsRow.update(document=f"no JSON {NUMBER}").where(SettingsRow.number == 1).execute(database)
    change_company(database, lambda _: LOCKSMITH, by="julie")
    with reading(database):
        numbers = [number for (number,) in SettingsRow.select(SettingsRow.number).tuples().execute(database)]
    assert sorted(numbers) == [2, 3]


def test_a_departure_that_is_written_is_done_though_the_rest_has_to_wait(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise StoreBusy("occupée")

    save_company(database, with_left(), now=NOW)
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(changing, "forget_in_replaced", busy)
        change_company(database, lambda _: LOCKSMITH, by="julie")
    assert set(still_reached(database)) == {LEFT.id}
    forget_whoever_left(database)
    assert still_reached(database) == {}


def test_what_the_company_says_of_itself_stays_in_force_when_somebody_leaves(database: Database) -> None:
    save_company(database, with_left(), now=NOW)
    wanted = replace(LOCKSMITH, lines=with_left().lines)
    change_company(database, lambda _: wanted, by="julie")
    (_, before), (_, now) = revisions(database)
    assert now == wanted
    assert before.lines["urgence"].behaviours[Period.CLOSURE].announcement == "Appelez le numéro effacé."


def test_another_s_telephone_stays(database: Database) -> None:
    save_company(database, with_left(), now=NOW)
    change_company(database, lambda _: LOCKSMITH, by="julie")
    (_, before), _ = revisions(database)
    assert {key: one for key, one in before.agents.items() if key != LEFT.id} == LOCKSMITH.agents


def test_an_erased_number_leaves_every_revision_wherever_it_stands(database: Database) -> None:
    """It was an office's, and the last resort, some time ago."""
    line = with_left().lines["urgence"]
    office = {**line.behaviours, Period.OPEN: Behaviour(None, Forward((NUMBER, "+33172000000")))}
    old = replace(LOCKSMITH, lines={"urgence": replace(line, behaviours=office, last_resort=NUMBER)})
    save_company(database, old, now=NOW)
    said = replace(LOCKSMITH, lines=with_left().lines)
    save_company(database, said, now=NOW + timedelta(days=1))
    done = strike_texts(database, NUMBER, traces_of(NUMBER, "FR"), NOW)
    assert done.texts == 2
    (first, before), (second, _) = revisions(database)
    assert not [one for one in ("678901234", "78 90 12") if one in first + second]
    assert before.lines["urgence"].last_resort is None
    assert before.lines["urgence"].behaviours[Period.OPEN].action == Forward(("+33172000000",))


def test_a_number_of_the_house_stays_in_every_revision(database: Database) -> None:
    save_company(database, with_left(), now=NOW)
    save_company(database, replace(with_left(), name="Martin"), now=NOW)
    before = [text for text, _ in revisions(database)]
    assert strike_texts(database, NUMBER, traces_of(NUMBER, "FR"), NOW).texts == 0
    assert [text for text, _ in revisions(database)] == before


def test_age_takes_it_out_of_what_is_over_and_out_of_all_that_was_replaced(database: Database) -> None:
    team = with_left().teams["depannage"]
    over = Absence("petit", date(2026, 10, 1), date(2026, 10, 2), f"joignable au {WRITTEN}")
    coming = replace(over, first=date(2027, 1, 1), last=date(2027, 1, 2))
    levels = LOCKSMITH.teams["depannage"].plan.levels
    plan = replace(team.plan, levels=levels, absences=(over, coming))
    teams = LOCKSMITH.teams | {"depannage": replace(team, plan=plan)}
    company = replace(LOCKSMITH, lines=with_left().lines, teams=teams)
    save_company(database, company, now=NOW)
    save_company(database, replace(company, name="Martin"), now=NOW)
    with writing(database):
        strike_what_is_over(database, [NUMBER], "FR", NOW)
    strike_former_settings(database, [NUMBER], "FR")
    (first, _), (_, now) = revisions(database)
    assert "78 90 12" not in first
    assert [one.reason for one in now.teams["depannage"].plan.absences] == ["joignable au numéro effacé", coming.reason]
    assert now.lines == company.lines


def test_settings_of_a_newer_release_are_not_written_over_and_the_erasure_says_so(database: Database) -> None:
    save_company(database, replace(LOCKSMITH, lines=with_left().lines), now=NOW)
    with writing(database):
        text = SettingsRow.select(SettingsRow.document).scalar(database)
        newer = json.dumps({"version": VERSION + 1, "company": json.loads(text)["company"]})
        SettingsRow.update(document=newer).execute(database)
    with pytest.raises(StoreError, match="version plus récente"):
        strike_texts(database, NUMBER, traces_of(NUMBER, "FR"), NOW)


def test_a_change_made_of_what_still_had_an_erased_number_is_made_anew(database: Database) -> None:
    """Age takes it away without a new revision: its number alone would not tell that it says something else."""
    team = LOCKSMITH.teams["depannage"]
    over = Absence("petit", date(2026, 10, 1), date(2026, 10, 2), f"joignable au {WRITTEN}")
    plan = replace(team.plan, absences=(over,))
    save_company(database, replace(LOCKSMITH, teams=LOCKSMITH.teams | {team.id: replace(team, plan=plan)}), now=NOW)
    asked: list[str] = []

    def renamed(company: Company) -> Company:
        asked.append(company.teams[team.id].plan.absences[0].reason)
        if len(asked) == 1:
            with writing(database):
                strike_what_is_over(database, [NUMBER], "FR", NOW)
        return replace(company, name="Martin")

    change_company(database, renamed, by="julie")
    assert asked == [f"joignable au {WRITTEN}", "joignable au numéro effacé"]
    assert not [text for text, _ in revisions(database) if WRITTEN in text]


def as_newer(database: Database, number: int, more: Mapping[str, object] | None = None) -> None:
    """A revision as a release of the next version would have written it."""
    with writing(database):
        text = SettingsRow.select(SettingsRow.document).where(SettingsRow.number == number).scalar(database)
        newer = json.dumps({"version": VERSION + 1, "company": json.loads(text)["company"] | (more or {})})
        facts = {"document": newer, "digest": digest_of(newer)}
        SettingsRow.update(facts).where(SettingsRow.number == number).execute(database)


def test_the_night_forgets_although_a_newer_release_wrote_the_settings_where_they_lose_nothing(
    database: Database,
) -> None:
    """A box that went back to a release of before serves calls for weeks: its callers are forgotten meanwhile."""
    save_company(database, replace(LOCKSMITH, lines=with_left().lines), now=NOW)
    as_newer(database, 1)
    with writing(database):
        strike_what_is_over(database, [NUMBER, "+33698765432"], "FR", NOW)
    strike_former_settings(database, [NUMBER], "FR")
    forget_whoever_left(database)


def test_settings_of_before_that_a_newer_release_wrote_go_with_whoever_leaves(database: Database) -> None:
    for company in (with_left(), replace(with_left(), name="Martin"), replace(with_left(), name="Dupont")):
        save_company(database, company, now=NOW)
    as_newer(database, 1)
    change_company(database, lambda _: LOCKSMITH, by="julie")
    left = [text for text, _ in revisions(database)]
    assert len(left) == 3
    for text in left:
        assert not [one for one in ("678901234", "berenice@", "maladie") if one in text]


def test_a_number_that_stands_where_only_a_newer_release_looks_goes_from_what_was_replaced(database: Database) -> None:
    save_company(database, LOCKSMITH, now=NOW)
    save_company(database, replace(LOCKSMITH, name="Martin"), now=NOW)
    as_newer(database, 1, {"doorbell": NUMBER})
    strike_texts(database, NUMBER, traces_of(NUMBER, "FR"), NOW)
    assert [company.name for _, company in revisions(database)] == ["Martin"]
    as_newer(database, 2, {"doorbell": NUMBER})
    with pytest.raises(StoreError, match="version plus récente"):
        strike_texts(database, NUMBER, traces_of(NUMBER, "FR"), NOW)


@pytest.mark.parametrize("between", ["\t", "\r\n", "\v", " "])
def test_an_erased_number_is_found_however_it_is_spaced_in_what_was_replaced(database: Database, between: str) -> None:
    team = LOCKSMITH.teams["depannage"]
    written = between.join(("06", "78", "90", "12", "34"))
    away = Absence("petit", date(2026, 11, 2), date(2026, 11, 6), f"joignable au {written}")
    plan = replace(team.plan, absences=(away,))
    save_company(database, replace(LOCKSMITH, teams=LOCKSMITH.teams | {team.id: replace(team, plan=plan)}), now=NOW)
    save_company(database, LOCKSMITH, now=NOW)
    strike_texts(database, NUMBER, traces_of(NUMBER, "FR"), NOW)
    (_, before), _ = revisions(database)
    assert before.teams[team.id].plan.absences[0].reason == "joignable au numéro effacé"
