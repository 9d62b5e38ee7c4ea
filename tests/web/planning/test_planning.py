"""The planning on its page: the month, a shift given, absences, publication, calendars."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from appliance.company.model import Behaviour, CallTeam, Company, Forward, Team
from appliance.company.replacing import with_absence
from appliance.planning.hours import Period, WeeklyWindow
from appliance.planning.rota import on_call
from appliance.planning.team_plan import Absence, Override, Shift
from appliance.store.accounts.accounts import Role
from appliance.store.accounts.audit import list_audit
from appliance.store.publications.publications import list_publications
from appliance.store.settings.snapshot import load_company
from tests.unjudged import change_company
from tests.web.site_world import World
from tests.web.visit import Visit, words

TEAM = "depannage"
LINE = "ligne Urgence serrurerie"
ALWAYS = WeeklyWindow(frozenset(range(7)), time(0), time(0))
EVENING = datetime(2026, 12, 3, 19, tzinfo=UTC)  # Thursday, 20:00 in Paris

YESTERDAY = datetime(2026, 11, 27, 20, tzinfo=UTC)
THE_8TH = date(2026, 12, 8)
SUNDAY = datetime(2026, 11, 29, 12, tzinfo=UTC)


def there(world: World, at: datetime) -> list[str]:
    """Who is on call, from the database."""
    company = load_company(world.database)
    assert company is not None
    return [one.agent for one in on_call(company.teams[TEAM].plan, at)]


def overrides_of(world: World) -> tuple[Override, ...]:
    company = load_company(world.database)
    assert company is not None
    return company.teams[TEAM].plan.overrides


def give(visit: Visit, **typed: str) -> str:
    visit.go(f"/planning/donner?equipe={TEAM}")
    filled = {"start": "2026-12-03T18:00", "end": "2026-12-04T08:00", "removes": "", "adds": "petit"}
    return visit.press("Enregistrer", **{**filled, **typed})


def test_what_was_changed_is_in_sight_afterwards(manager: Visit) -> None:
    give(manager)
    assert manager.path == f"/planning?equipe={TEAM}"  # the days ahead hold it
    give(manager, start="2027-03-04T18:00", end="2027-03-05T08:00")
    assert manager.path == f"/planning?equipe={TEAM}&mois=2027-03"


def test_who_is_replaced_in_one_team_and_on_call_for_another_is_told_with_the_way_there(
    world: World, manager: Visit
) -> None:
    (replaced, *_) = there(world, EVENING)
    hers = Shift(replaced, ALWAYS, 1)

    def two_teams(company: Company) -> Company:
        plan = replace(company.teams[TEAM].plan, levels=((replaced,),), shifts=(hers,), rotations=(), overrides=())
        return replace(company, teams={**company.teams, "autre": Team("autre", "Autre", plan)})

    assert "aussi d'astreinte" not in give(manager, removes=replaced, start="2026-12-10T18:00", end="2026-12-11T08:00")
    change_company(world.database, two_teams)
    text = give(manager, removes=replaced)
    assert "est aussi d'astreinte à ces heures" in text
    (address,) = re.findall(r'href="(/planning/donner\?equipe=autre[^"]*)"', text)
    assert "Effet" in manager.go(address.replace("&amp;", "&"))
    assert "aussi d'astreinte" not in manager.go(f"/planning?equipe={TEAM}&de={replaced}&debut=x&fin=2026-12-04T08:00")
    assert "aussi d'astreinte" not in manager.go(
        f"/planning?equipe={TEAM}&de={replaced}&debut=2001-01-01T00:00&fin=2099-01-01T00:00"
    )


def test_the_month_shows_who_is_on_call_each_day_with_holidays(manager: Visit) -> None:
    text = manager.go(f"/planning?equipe={TEAM}&mois=2026-12")
    assert "décembre 2026" in text
    assert "Julie Martin" in text
    assert "Noël" in text
    assert text.count('class="day-head"') == 35


@pytest.mark.parametrize("month", ["", "2026-13", "demain", "9999-12", "2026-12-01"])
def test_a_month_that_is_none_is_this_one(manager: Visit, month: str) -> None:
    assert "novembre 2026" in manager.go(f"/planning?equipe={TEAM}&mois={month}")


def test_a_shift_is_given_to_somebody_else_and_the_next_call_knows(world: World, manager: Visit) -> None:
    before = there(world, EVENING)
    assert "petit" not in before
    assert "enregistré" in give(manager, removes=before[0])
    assert there(world, EVENING)[0] == "petit"
    assert "Hugo Petit" in manager.text
    entry = list_audit(world.database, limit=1)[0]
    assert entry["who"] == "manager.x"
    assert entry["act"].startswith("Planning Dépannage")
    assert any("remplacement ajouté" in line for line in entry["changes"])


def test_the_effect_is_shown_before_anything_is_written(world: World, manager: Visit) -> None:
    before = there(world, EVENING)
    manager.go(f"/planning/donner?equipe={TEAM}&de={before[0]}&debut=2026-12-03T18:00&fin=2026-12-04T08:00")
    text = manager.press("Voir l'effet d'abord", adds="petit")
    assert "Effet" in text
    assert "Hugo Petit" in text
    assert there(world, EVENING) == before
    manager.press("Enregistrer")
    assert there(world, EVENING)[0] == "petit"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"end": "2026-12-03T17:00"}, "fin doit être après le début"),
        ({"start": "jeudi"}, "n'est pas un moment"),
        ({"start": ""}, "Donnez le début"),
        ({"adds": ""}, "Dites qui est remplacé"),
        ({"removes": "petit"}, "même personne"),
        ({"adds": "nobody"}, "n'est plus dans l'entreprise"),
        ({"start": "2026-03-29T02:30", "end": "2026-03-29T08:00"}, "on avance les horloges"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_typed_is_lost(world, manager, typed: dict[str, str], sentence) -> None:
    before = load_company(world.database)
    text = give(manager, **typed)
    assert manager.status == 422
    assert sentence in text
    assert f'value="{typed.get("end", "2026-12-04T08:00")}"' in text
    assert load_company(world.database) == before


def everybody_away(manager: Visit) -> str:
    """Take out everybody on a Sunday, one by one; the page after the last one that was tried."""
    text = ""
    for agent in ("martin", "durand", "petit"):
        text = give(manager, start="2026-11-29T00:00", end="2026-11-30T00:00", adds="", removes=agent)
        if manager.status == 422:
            break
    return text


def test_a_change_that_would_leave_nobody_is_refused(world: World, manager: Visit) -> None:
    def without_last_resort(company: Company) -> Company:
        lines = {key: replace(line, last_resort=None) for key, line in company.lines.items()}
        return replace(company, lines=lines)

    change_company(world.database, without_last_resort)
    assert "personne n'est d'astreinte" in everybody_away(manager)
    assert manager.status == 422
    assert there(world, SUNDAY)


def test_where_a_last_resort_answers_the_hole_is_shown_in_red(world: World, manager: Visit) -> None:
    everybody_away(manager)
    assert there(world, SUNDAY) == []
    assert "block hole" in manager.go(f"/planning?equipe={TEAM}&mois=2026-11")


def test_a_change_is_warned_of_what_it_does_alone_and_in_the_tone_of_a_warning(world: World, manager: Visit) -> None:
    first = there(world, EVENING)[0]
    give(manager, removes=first, adds="", start="2026-12-03T20:00", end="2026-12-03T21:00")
    text = give(manager, removes=first, adds="", start="2026-12-03T22:00", end="2026-12-03T23:00")
    warnings = re.findall(r'<p class="notice warm" role="status">(.*?)</p>', text)
    assert warnings == [f"À voir : Équipe Dépannage ({LINE}) : personne au niveau 1 jeu. 03/12 de 22 h à 23 h."]
    assert "À voir" not in "".join(re.findall(r'<p class="notice good".*?</p>', text))
    assert 'class="block lack' in text


def test_a_hole_that_two_lines_see_is_told_once_where_its_team_is(world: World, manager: Visit) -> None:
    def two_lines(company: Company) -> Company:
        line, staff = company.lines["urgence"], Behaviour(None, CallTeam(TEAM))
        office = {**line.behaviours, Period.OPEN: Behaviour(None, Forward(("+33199002010",)))}
        also = replace(line, id="personnel", name="Ligne du personnel", numbers=("+33972000077",), default=False)
        also = replace(also, opening_hours=(), behaviours=dict.fromkeys(Period, staff))
        lines = {**company.lines, "urgence": replace(line, behaviours=office), also.id: also}
        return replace(company, lines=lines)

    change_company(world.database, two_lines)
    manager.go("/planning/absence")
    text = manager.press("Enregistrer", agent=there(world, EVENING)[0], first="2026-12-03", last="2026-12-03")
    (warning,) = re.findall(r'<p class="notice warm" role="status">(.*?)</p>', text)
    assert warning.startswith(f"À voir : Équipe Dépannage ({LINE}, ligne du personnel) : personne au niveau 1 ")
    assert f"equipe={TEAM}" in manager.path


def test_the_second_of_two_people_is_told_what_changed(world: World, manager: Visit) -> None:
    other = world.signed_in(Role.ADMINISTRATOR, name="boss")
    first = there(world, EVENING)[0]
    span = f"equipe={TEAM}&de={first}&debut=2026-12-03T18:00&fin=2026-12-04T08:00"
    for person in (manager, other):
        person.go(f"/planning/donner?{span}")
    other.press("Enregistrer", adds="petit")
    text = manager.press("Enregistrer", adds="durand" if first != "durand" else "martin")
    assert manager.status == 409
    assert "a changé depuis" in text
    assert "Hugo Petit" in text
    assert there(world, EVENING)[0] == "petit"


def test_a_replacement_is_taken_out_again(world: World, manager: Visit) -> None:
    before = there(world, EVENING)
    give(manager, removes=before[0])
    manager.go(f"/planning?equipe={TEAM}")
    text = manager.press("Ôter ce remplacement, du jeu. 03/12 à 18 h")
    assert there(world, EVENING) == before
    assert "Remplacement ôté : Hugo Petit à la place de Claire Durand, du jeu. 03/12 à 18 h" in text


def test_an_absence_counts_in_the_planning_and_is_taken_out_again(world: World, manager: Visit) -> None:
    before = there(world, EVENING)
    give(manager, adds="petit")  # so that somebody is left
    manager.go("/planning/absence")
    assert "notée" in manager.press("Enregistrer", agent=before[0], first="2026-12-03", last="2026-12-04", reason="x")
    assert before[0] not in there(world, EVENING)
    manager.go(f"/planning?equipe={TEAM}")
    text = manager.press("Ôter l'absence de Claire Durand")
    assert before[0] in there(world, EVENING)
    assert "Absence ôtée : Claire Durand, du jeudi 3 décembre 2026 au vendredi 4 décembre 2026." in text


def test_an_absence_taken_out_gives_its_hours_back_and_says_so(world: World, manager: Visit) -> None:
    noon = datetime(2026, 12, 8, 12, tzinfo=UTC)  # when Martin alone is there
    before = there(world, noon)
    manager.go("/planning/absence")
    typed = {"agent": "martin", "first": "2026-12-08", "last": "2026-12-08"}
    manager.press("Enregistrer", **typed)
    manager.press("Enregistrer", **typed, **{"place-depannage": "petit"})
    assert there(world, noon) == ["petit"]
    manager.go(f"/planning?equipe={TEAM}")
    text = manager.press("Ôter l'absence de Julie Martin")
    assert there(world, noon) == before == ["martin"]
    assert "Remplacement ôté aussi : Hugo Petit à la place" in text


def test_a_replacement_written_by_hand_stays_when_the_absence_goes_and_is_told(world: World, manager: Visit) -> None:
    manager.go(f"/planning/donner?equipe={TEAM}")
    hours = {"start": "2026-12-08T12:00", "end": "2026-12-08T14:00"}
    manager.press("Enregistrer", removes="martin", adds="petit", **hours)
    change_company(world.database, lambda company: with_absence(company, Absence("martin", THE_8TH, THE_8TH)))
    before = overrides_of(world)
    manager.go(f"/planning?equipe={TEAM}")
    text = manager.press("Ôter l'absence de Julie Martin")
    assert "Ce remplacement reste, Hugo Petit à la place" in text
    assert overrides_of(world) == before


def test_why_somebody_is_absent_is_read_by_those_who_manage(world: World, manager: Visit) -> None:
    give(manager, adds="petit")
    manager.go("/planning/absence")
    manager.press("Enregistrer", agent="durand", first="2026-12-03", last="2026-12-04", reason="une opération")
    assert "une opération" in manager.go(f"/planning?equipe={TEAM}")
    seen = world.signed_in(Role.READER).go(f"/planning?equipe={TEAM}")
    assert "Absence de Claire Durand" in seen
    assert "une opération" not in seen


def test_an_absence_that_ends_before_it_begins_is_refused(manager: Visit) -> None:
    manager.go("/planning/absence")
    text = manager.press("Enregistrer", agent="petit", first="2026-12-04", last="2026-12-03", reason="congé")
    assert "doit suivre le premier" in text
    assert 'value="congé"' in text


def test_a_hole_of_the_planning_is_told_in_its_day(world: World, manager: Visit) -> None:
    start = datetime(2026, 12, 20, 12, tzinfo=UTC)

    def holed(company: Company) -> Company:
        from appliance.company.replacing import with_override

        for agent in company.agents:
            company = with_override(company, TEAM, Override(start, start + timedelta(hours=3), removes=agent))
        return company

    change_company(world.database, holed)
    text = manager.go(f"/planning?equipe={TEAM}&mois=2026-12")
    hole = text.partition('"block hole')[2].partition("</li>")[0]
    assert "Personne" in hole
    assert "13 h → 16 h" in hole.replace("\u00a0", " ")


def test_a_reader_looks_and_changes_nothing(world: World) -> None:
    reader = world.signed_in(Role.READER)
    assert "/planning/donner" not in reader.go("/planning")
    for path in ("/planning/donner", "/planning/absence"):
        assert reader.client.get(path).status_code == 403
    token = {"csrf_token": reader.form("Se déconnecter")[0].fields["csrf_token"]}
    for path in ("/planning/donner", "/planning/oter", "/planning/agenda", "/publications"):
        assert reader.client.post(path, data=token).status_code == 403


def test_the_planning_is_published_with_its_notice(world: World, manager: Visit) -> None:
    text = manager.go("/publications?ligne=urgence")
    assert "Délai de prévenance" in text
    assert "Dites le motif" in manager.press("Publier et prévenir")
    text = manager.press("Publier et prévenir", motif="Première publication")
    assert "Le planning est publié" in text
    assert "pas encore lu" in text
    assert "Les dates de chacun" in text
    assert "chaque jour" in text or "toute la journée" in text or ", au " in text
    assert "mois=2026-1" in text  # the planning that it is of
    (publication,) = list_publications(world.database, "urgence")
    assert publication["published_by"] == "manager.x"
    assert publication["reason"] == "Première publication"
    assert "Rien ne change" in manager.go("/publications?ligne=urgence")
    names = ", ".join(one["agent_name"] for one in publication["addressees"])
    assert f"pas encore lu par {names} Relancer" in words(manager.text)
    assert "Relancer" not in world.signed_in(Role.READER).go("/publications?ligne=urgence")


def test_nobody_is_told_again_of_a_publication_without_a_mail_server(manager: Visit) -> None:
    manager.go("/publications?ligne=urgence")
    manager.press("Publier et prévenir", motif="Première publication")
    manager.go("/publications/1")
    assert "Personne n'est relancé : aucun serveur de courriel n'est réglé" in manager.press("Relancer")


def test_what_changed_since_the_page_was_shown_is_not_published(world: World, manager: Visit) -> None:
    manager.go("/publications?ligne=urgence")
    other = world.signed_in(Role.ADMINISTRATOR, name="boss")
    give(other, removes=there(world, EVENING)[0])
    text = manager.press("Publier et prévenir", motif="Publication")
    assert manager.status == 409
    assert "a changé depuis" in text
    assert list_publications(world.database) == []


@pytest.mark.parametrize("days", ["du=2026-12-31&au=2026-12-01", "du=2026-01-01&au=2030-01-01", "du=rien&au="])
def test_days_that_cannot_be_published_are_told(manager: Visit, days: str) -> None:
    assert "doit suivre le premier" in manager.go(f"/publications?ligne=urgence&{days}")


def test_a_calendar_address_is_shown_once_and_can_be_closed(world: World, manager: Visit) -> None:
    manager.go(f"/planning?equipe={TEAM}")
    text = manager.press("Nouvelle adresse")
    address = text.partition("<code>")[2].partition("<")[0].replace("http://localhost", "")
    assert manager.client.get(address).status_code == 200
    assert address not in manager.go(f"/planning?equipe={TEAM}")
    manager.press("Fermer toutes les adresses")
    assert manager.client.get(address).status_code == 404


def test_somebody_who_is_not_on_call_is_not_replaced_and_the_form_offers_who_is(world: World, manager: Visit) -> None:
    (first, *_) = there(world, EVENING)
    before = load_company(world.database)
    text = give(manager, removes="petit", adds="martin" if first != "martin" else "durand")
    assert (manager.status, load_company(world.database)) == (422, before)
    assert "Hugo Petit n'est pas d'astreinte" in text
    assert f"de={first}" in text


def test_hours_that_are_over_are_asked_about_in_the_same_form(world: World, manager: Visit) -> None:
    before = there(world, YESTERDAY)
    past = {"start": "2026-11-27T19:00", "end": "2026-11-28T08:00", "removes": before[0], "adds": "petit"}
    text = give(manager, **past)
    assert manager.status == 422
    assert "C'est déjà passé" in text
    (box,) = re.findall(r'name="sure" value="([^"]+)"', text)
    manager.press("Enregistrer", sure=box)
    assert there(world, YESTERDAY)[0] == "petit"
    text = manager.go(f"/planning?equipe={TEAM}&mois=2026-11")
    (button,) = re.findall(r'Ôter<span class="unseen"> (ce remplacement, [^<]*27/11[^<]*)</span>', text)
    text = manager.press(f"Ôter {button}")
    assert "C'est déjà passé" in text
    (box,) = re.findall(r'name="sure" value="([^"]+)"', text)
    manager.press("Confirmer", sure=box)
    assert there(world, YESTERDAY) == before


def test_an_absence_shows_its_hole_and_who_takes_the_place(world: World, manager: Visit) -> None:
    def alone(company: Company) -> Company:
        plan = replace(company.teams[TEAM].plan, shifts=(Shift("durand", ALWAYS),), rotations=(), swaps=())
        return replace(company, teams={**company.teams, TEAM: replace(company.teams[TEAM], plan=plan)})

    change_company(world.database, alone)
    manager.go("/planning/absence")
    typed = {"agent": "durand", "first": "2026-12-07", "last": "2026-12-07"}
    text = manager.press("Enregistrer", **typed)
    assert manager.status == 422
    assert "Personne n'est d'astreinte dans l'équipe Dépannage" in text
    assert '<option value="petit" selected>' in text or '<option value="martin" selected>' in text
    saved = words(manager.press("Enregistrer", **{f"place-{TEAM}": "petit"}))
    assert "L'absence est notée. Hugo Petit prend la place, équipe Dépannage, lundi 7 décembre 2026." in saved
    assert there(world, datetime(2026, 12, 7, 20, tzinfo=UTC)) == ["petit"]


def test_who_is_absent_too_is_not_proposed_for_the_place(world: World, manager: Visit) -> None:
    def alone(company: Company) -> Company:
        absences = (Absence("petit", date(2026, 12, 7), date(2026, 12, 7)),)
        plan = replace(
            company.teams[TEAM].plan, shifts=(Shift("durand", ALWAYS),), rotations=(), swaps=(), absences=absences
        )
        return replace(company, teams={**company.teams, TEAM: replace(company.teams[TEAM], plan=plan)})

    change_company(world.database, alone)
    manager.go("/planning/absence")
    text = manager.press("Enregistrer", agent="durand", first="2026-12-07", last="2026-12-07")
    assert '<option value="martin"' in text.partition("Qui prend la place")[2]
    assert '<option value="petit"' not in text.partition("Qui prend la place")[2]


def test_who_takes_a_place_is_told_with_the_team_and_its_planning_is_opened(world: World, manager: Visit) -> None:
    def two_teams(company: Company) -> Company:
        plan = company.teams[TEAM].plan
        alone = replace(plan, levels=(("durand",),), shifts=(Shift("durand", ALWAYS),), rotations=(), swaps=())
        called = dict.fromkeys(Period, Behaviour(None, CallTeam("cadres")))
        second = replace(company.lines["urgence"], id="cadres", name="Cadres", numbers=("+33972000077",))
        lines = {**company.lines, "cadres": replace(second, default=False, behaviours=called)}
        cadres = Team("cadres", "Encadrement", alone)
        return replace(company, teams={**company.teams, "cadres": cadres}, lines=lines)

    change_company(world.database, two_teams)
    manager.go("/planning/absence")
    asked = words(manager.press("Enregistrer", agent="durand", first="2026-12-01", last="2026-12-01"))
    assert "Personne n'est d'astreinte dans l'équipe Encadrement mar. 01/12 toute la journée." in asked
    text = words(manager.press("Enregistrer", **{"place-cadres": "petit"}))
    assert "Hugo Petit prend la place, équipe Encadrement, mardi 1ᵉʳ décembre 2026." in text
    assert "equipe=cadres" in manager.path


def test_the_button_to_publish_is_quiet_once_all_is_published(manager: Visit) -> None:
    def button(page: str) -> tuple[str, str]:
        text = manager.go(page)
        (found,) = re.findall(r'<a class="([^"]+)" href="/publications\?ligne=urgence">(.*?)</a>', text)
        return found[0], words(found[1])

    assert button(f"/planning?equipe={TEAM}") == ("main", "Publier")
    manager.go("/publications?ligne=urgence")
    manager.press("Publier et prévenir", motif="Première publication")
    assert button(f"/planning?equipe={TEAM}") == ("soft all-published", "Tout est publié depuis le 28 novembre")
    give(manager)
    assert button("/planning?ligne=urgence") == ("main", "Publier")


def test_the_table_of_a_week_says_why_where_there_is_something_to_say(world: World, manager: Visit) -> None:
    week = f"/planning?vue=semaine&semaine=2026-W49&equipe={TEAM}"
    assert "Pourquoi" not in manager.go(week)
    assert "Personne au premier niveau" in words(manager.text)
    give(manager)
    assert "Pourquoi" in manager.go(week)
