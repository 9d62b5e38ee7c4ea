"""Lines on their pages: the week, the menu, the hours changed, a period forced."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from appliance.company.model import Behaviour, CallTeam, Company, Forward, Line, NumberRule, Say, TakeMessage
from appliance.company.parts import with_line
from appliance.planning.hours import Period, YearlyDays
from appliance.store.accounts.accounts import Role
from appliance.store.settings.snapshot import load_company
from tests.unjudged import change_company
from tests.web.site_world import World
from tests.web.visit import Visit, words


def line_of(world: World) -> Line:
    company = load_company(world.database)
    assert company is not None
    return company.lines["urgence"]


def test_a_line_is_drawn_with_its_week_its_menu_and_its_facts(manager: Visit) -> None:
    assert "Urgence serrurerie" in manager.go("/lignes")
    text = manager.go("/lignes/urgence")
    for part in ("heures ouvrées", "9 h → 12 h 30", "appelle l'équipe Dépannage", "<kbd>1</kbd>", "si rien n'est"):
        assert part in text


def test_what_follows_a_silent_office_is_said_where_the_office_is(world: World) -> None:
    world.moment = datetime(2026, 12, 1, 9, tzinfo=UTC)
    manager = world.signed_in(Role.MANAGER, name="chef")
    office = Behaviour(None, Forward(("+33199002010",)))

    def forwarding(company: Company) -> Company:
        line = company.lines["urgence"]
        return with_line(company, replace(line, behaviours={**line.behaviours, Period.OPEN: office}))

    change_company(world.database, forwarding)
    text = words(manager.go("/lignes/urgence"))
    then = "comme pendant l'astreinte, équipe Dépannage"
    assert f"transfère au 01 99 00 20 10 si le bureau ne répond pas : {then}" in text
    assert "mardi 1ᵉʳ" in text
    text = words(manager.go("/lignes/urgence/deroulement"))
    assert f"S'il ne répond pas : {then} (c'est ce que dit « Pendant l'astreinte »)." in text


def test_hours_are_changed_and_the_rest_stays(world: World, manager: Visit) -> None:
    before = line_of(world)
    manager.go("/lignes/urgence/horaires")
    assert "sont enregistrés" in manager.press("Enregistrer", sat="10:00-11:00")
    after = line_of(world)
    assert next(window for window in after.opening_hours if 5 in window.days).start.hour == 10
    assert (after.behaviours, after.numbers, after.last_resort) == (
        before.behaviours,
        before.numbers,
        before.last_resort,
    )


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("horaires", {"mon": "matin"}),
        ("horaires", {"mon": "25:00-26:00"}),
        ("fiche", {"max_wait": "-3"}),
        ("fiche", {"max_wait": ""}),
        ("fiche", {"numbers": "", "default": None}),
        ("fiche", {"last_resort": "112"}),
        ("fiche", {"rule-pattern": "(a+)+", "rule-shape": "pattern"}),
        ("jours", {"closures-0-first": "hier", "closures-0-name": "Rien"}),
        ("jours", {"closures-0-first": "31/02/2027", "closures-0-name": "Rien"}),
    ],
)
def test_what_cannot_be_is_told_and_kept(world: World, manager: Visit, page: str, typed: dict[str, str]) -> None:
    before = line_of(world)
    manager.go(f"/lignes/urgence/{page}")
    text = manager.press("Enregistrer", **typed)
    assert manager.status == 422
    assert f'value="{next(iter(typed.values()))}"' in text
    assert line_of(world) == before


def test_the_second_of_two_people_is_told(world: World, manager: Visit) -> None:
    other = world.signed_in(Role.ADMINISTRATOR, name="boss")
    for person in (manager, other):
        person.go("/lignes/urgence/horaires")
    other.press("Enregistrer", sat="10:00-11:00")
    text = manager.press("Enregistrer", sun="08:00-09:00")
    assert manager.status == 409
    assert "→ 10h-11h</li>" in text
    assert "<li>Samedi : " in text
    assert 'value="08:00-09:00"' in text
    assert "sont enregistrés" in manager.press("Enregistrer")


def test_a_period_is_forced_and_taken_back(world: World, manager: Visit) -> None:
    manager.go("/lignes/urgence")
    assert "Forcée : fermeture" in manager.press("Forcer dès maintenant", period="closure", until="2026-11-29T08:00")
    assert "fermeture" in manager.go("/lignes")
    manager.go("/lignes/urgence")
    assert "La ligne suit ses horaires" in manager.press("Revenir aux horaires")


def test_a_period_that_somebody_else_has_just_forced_is_told(world: World, manager: Visit) -> None:
    other = world.signed_in(Role.ADMINISTRATOR, name="boss")
    for person in (manager, other):
        person.go("/lignes/urgence")
    other.press("Forcer dès maintenant", period="closure", until="2026-11-29T08:00")
    text = words(manager.press("Forcer dès maintenant", period="open", until="2026-11-30T08:00"))
    assert (manager.status, len(line_of(world).forced)) == (409, 1)
    assert "Période forcée : aucune → fermeture jusqu'au dimanche 29 novembre 2026 à 8 h" in text
    assert 'value="2026-11-30T08:00"' in manager.text
    manager.press("Forcer dès maintenant")
    assert len(line_of(world).forced) == 2


@pytest.mark.parametrize(
    ("until", "sentence"),
    [("2020-01-01T00:00", "doit être à venir"), ("", "Dites jusqu'à quand."), ("x", "n'est pas un moment")],
)
def test_a_period_that_cannot_be_forced_is_told(world: World, manager: Visit, until: str, sentence: str) -> None:
    manager.go("/lignes/urgence")
    assert sentence in manager.press("Forcer dès maintenant", period="closure", until=until)
    assert line_of(world).forced == ()


def test_a_reader_forces_nothing(world: World) -> None:
    reader = world.signed_in(Role.READER)
    assert "Forcer dès maintenant" not in reader.go("/lignes/urgence")
    token = {"csrf_token": reader.form("Se déconnecter")[0].fields["csrf_token"]}
    assert reader.client.post("/lignes/urgence/forcer", data=token).status_code == 403
    assert reader.client.get("/lignes/urgence/horaires").status_code == 403


def test_as_one_types_the_check_says_what_saving_would_lose_and_saves_nothing(world: World, manager: Visit) -> None:
    before = line_of(world)
    manager.go("/lignes/urgence/deroulement")
    form, _ = manager.form("Enregistrer")
    typed = {**form.fields, "do": "check", "open-act": "forward", "open-numbers": "112"}
    answer = manager.client.post(manager.path, data=typed, headers={"X-Fragment": "1"})
    assert answer.get_data(as_text=True).lstrip().startswith('<p class="notice bad">')
    assert "urgence" in answer.get_data(as_text=True)
    good = manager.client.post(manager.path, data={**form.fields, "do": "check"}, headers={"X-Fragment": "1"})
    assert "Rien à signaler" in good.get_data(as_text=True)
    assert line_of(world) == before


def test_without_a_script_a_button_checks_and_keeps_what_was_typed(world: World, manager: Visit) -> None:
    before = line_of(world)
    manager.go("/lignes/urgence/horaires")
    assert "Rien à signaler" in manager.press("Vérifier", sat="10:00-11:00")
    assert 'value="10:00-11:00"' in manager.text
    assert line_of(world) == before


def test_a_line_is_renamed_and_its_order_number_gets_a_length(world: World, manager: Visit) -> None:
    manager.go("/lignes/urgence/fiche")
    manager.press(
        "Enregistrer",
        name="Dépannage de nuit",
        max_wait="90",
        **{"rule-ask": "y", "rule-shape": "length", "rule-shortest": "4", "rule-longest": "6"},
    )
    line = line_of(world)
    assert (line.name, line.max_wait, line.order_rule.ask) == ("Dépannage de nuit", 90, True)
    assert line.order_rule.pattern == r"\d{4,6}"
    assert 'value="6"' in manager.go("/lignes/urgence/fiche")


def test_an_announcement_is_heard_whole_and_how_long_a_message_is_kept_is_not_told(
    world: World, manager: Visit
) -> None:
    manager.go("/lignes/urgence/fiche")
    manager.press("Enregistrer", announcement_whole="y", tell_retention=None)
    assert (line_of(world).announcement_whole, line_of(world).tell_retention) == (True, False)
    assert "entendues en entier" in manager.go("/lignes/urgence")
    manager.go("/lignes/urgence/fiche")
    manager.press("Enregistrer", announcement_whole=None, tell_retention="y")
    assert (line_of(world).announcement_whole, line_of(world).tell_retention) == (False, True)


def test_callers_say_what_is_wrong_where_the_line_wants_it(world: World, manager: Visit) -> None:
    assert not line_of(world).caller_words
    manager.go("/lignes/urgence/fiche")
    manager.press("Enregistrer", caller_words="y")
    assert line_of(world).caller_words
    assert "cinq secondes" in manager.go("/lignes/urgence")


def test_callers_are_told_that_it_is_repaired_where_the_line_wants_it(world: World, manager: Visit) -> None:
    assert not line_of(world).tell_repaired
    manager.go("/lignes/urgence/fiche")
    manager.press("Enregistrer", tell_repaired="y")
    assert line_of(world).tell_repaired
    assert "rappelé quand c'est réparé" in manager.go("/lignes/urgence")


def test_a_line_lets_its_agents_record_a_conversation_where_its_page_says_so(world: World, manager: Visit) -> None:
    assert not line_of(world).record_talks
    manager.go("/lignes/urgence/fiche")
    manager.press("Enregistrer", record_talks="y")
    assert line_of(world).record_talks
    assert "par étoile 3" in manager.go("/lignes/urgence")


def test_the_usual_wait_is_told_where_the_line_wants_it(world: World, manager: Visit) -> None:
    assert not line_of(world).tell_wait
    manager.go("/lignes/urgence/fiche")
    manager.press("Enregistrer", tell_wait="y")
    assert line_of(world).tell_wait
    assert "attente habituelle" in manager.go("/lignes/urgence")


def test_a_day_may_have_the_hours_of_another_which_are_then_shown(world: World, manager: Visit) -> None:
    assert '<option value="comme lundi">' in manager.go("/lignes/urgence/horaires")
    manager.press(
        "Enregistrer", mon="8h-12h", tue="Comme lundi", sat="comme le mardi", sun="comme vendredi", fri="9h-10h"
    )
    page = manager.go("/lignes/urgence/horaires")
    for day in ("tue", "sat"):
        assert re.search(rf'name="{day}"[^>]* value="8h-12h"', page)
    assert re.search(r'name="sun"[^>]* value="9h-10h"', page)


def test_a_day_like_itself_like_one_that_is_like_it_or_like_none_is_told(manager: Visit) -> None:
    manager.go("/lignes/urgence/horaires")
    page = manager.press("Enregistrer", tue="comme mardi", sat="comme dimanche", sun="comme samedi", fri="comme hier")
    assert manager.status == 422
    for said in ("Mardi : « comme mardi »", "Samedi : « comme samedi »", "Dimanche : « comme dimanche »"):
        assert f"{said} : ces jours renvoient l'un à l'autre" in page
    assert "« hier » n'est pas un jour" in page


def test_waits_are_shown_and_read_as_people_write_them(world: World, manager: Visit) -> None:
    page = manager.go("/lignes/urgence/fiche")
    for name, shown in (("max_wait", "2 min"), ("escalate_after", "15 min")):
        assert re.search(rf'<input[^>]* name="{name}"[^>]* value="{shown}"', page)
    manager.press("Enregistrer", max_wait="1 min 30", target_wait="45", callback_within="1h", escalate_after="20")
    line = line_of(world)
    assert (line.max_wait, line.target_wait, line.callback_within, line.escalate_after) == (90, 45, 60, 20)
    manager.go("/lignes/urgence/fiche")
    assert "donnez des minutes entières" in manager.press("Enregistrer", escalate_after="90 s")
    assert "n'est pas entre 0 et 24h" in manager.press("Enregistrer", escalate_after="25h")
    assert line_of(world) == line


def test_a_long_form_is_given_up_beside_the_button_that_saves_it(manager: Visit) -> None:
    for page in ("fiche", "deroulement"):
        assert re.search(r'class="acts save">.*href="/lignes/urgence">Annuler<', manager.go(f"/lignes/urgence/{page}"))
    assert re.search(r'class="acts save">.*href="/lignes">Annuler<', manager.go("/lignes/menus/urgence"))


def test_the_hours_of_no_callback_are_told(manager: Visit) -> None:
    manager.go("/lignes/urgence/fiche")
    manager.press("Enregistrer", callback_within="30", callback_quiet="22h-7h")
    assert "pas entre 22 h et 7 h" in manager.go("/lignes/urgence")


def test_a_fiche_saved_as_it_is_changes_nothing(world: World, manager: Visit) -> None:
    before = load_company(world.database)
    for page in ("fiche", "horaires", "deroulement", "jours"):
        for key in before.lines if before else ():
            manager.go(f"/lignes/{key}/{page}")
            manager.press("Enregistrer")
            assert manager.status == 200, (key, page)
    for key in before.menus if before else ():
        manager.go(f"/lignes/menus/{key}")
        manager.press("Enregistrer")
    assert load_company(world.database) == before


def test_the_course_of_a_closure_is_a_message_with_its_own_announcement(world: World, manager: Visit) -> None:
    manager.go("/lignes/urgence/deroulement")
    manager.press("Enregistrer", **{"closure-announcement": "Nous sommes fermés.", "closure-act": "message"})
    behaviour = line_of(world).behaviours[Period.CLOSURE]
    assert (behaviour.announcement, behaviour.action) == ("Nous sommes fermés.", TakeMessage())
    assert "Nous sommes fermés." in manager.go("/lignes/urgence")


def test_a_key_of_a_menu_says_a_sentence_and_another_is_taken_out(world: World, manager: Visit) -> None:
    company = load_company(world.database)
    assert company is not None
    key, menu = next(iter(company.menus.items()))
    kept = next(name for name in menu.choices if name != menu.default)
    manager.go(f"/lignes/menus/{key}")
    manager.press("Enregistrer", **{"key_9-act": "say", "key_9-text": "Nos bureaux ouvrent à neuf heures."})
    manager.go(f"/lignes/menus/{key}")
    manager.press("Enregistrer", **{f"key_{kept}-act": ""})
    after = load_company(world.database)
    assert after is not None
    assert after.menus[key].choices["9"] == Say("Nos bureaux ouvrent à neuf heures.")
    assert kept not in after.menus[key].choices


def test_who_moves_a_choice_to_another_key_is_told_that_the_announcement_still_names_the_former_one(
    world: World, manager: Visit
) -> None:
    manager.go("/lignes/menus/urgence")
    manager.press("Enregistrer", **{"key_3-act": "", "key_8-act": "message"})
    assert "À voir : Menu « urgence », touche 3 : l'appelant entend qu'il faut taper 3" in manager.text
    assert "et cette touche ne fait rien" in manager.go("/")


def test_a_menu_is_called_by_its_name_and_never_by_its_identifier(world: World, manager: Visit) -> None:
    manager.go("/lignes/menus/urgence")
    manager.press("Enregistrer", name="Accueil de nuit")
    after = load_company(world.database)
    assert after is not None
    assert after.menus["urgence"].name == "Accueil de nuit"
    assert "menu « Accueil de nuit »" in manager.go("/lignes/urgence")
    assert "Accueil de nuit" in manager.go("/lignes")
    assert "Menu « Accueil de nuit »" in manager.go("/annonces")
    assert "menu « Accueil de nuit »" in manager.go("/lignes/urgence/deroulement")
    manager.go("/lignes/menus/urgence")
    assert "Donnez un nom court." in manager.press("Enregistrer", name="")


def test_a_key_has_a_rule_of_its_own_which_asks_for_its_digits(world: World, manager: Visit) -> None:
    company = load_company(world.database)
    assert company is not None
    key = next(iter(company.menus))
    manager.go(f"/lignes/menus/{key}")
    own = {"key_9-act": "call:depannage", "key_9-order": "own", "key_9-rule-shape": "length"}
    assert "Donnez le nombre de chiffres" in manager.press("Enregistrer", **own)
    manager.press("Enregistrer", **{"key_9-rule-shortest": "4", "key_9-rule-tries": "2"})
    after = load_company(world.database)
    assert after is not None
    assert after.menus[key].choices["9"] == CallTeam("depannage", NumberRule(True, r"\d{4}", 2))
    manager.go(f"/lignes/menus/{key}")
    manager.press("Enregistrer")
    assert load_company(world.database) == after


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"key_9-act": "say", "key_9-text": " "}, "Écrivez la phrase"),
        ({"key_9-act": "forward"}, "Donnez le numéro du bureau"),
        ({"default": "#"}, "n'est pas l'un des choix"),
        ({"announcement": ""}, "Écrivez ce que"),
    ],
)
def test_a_menu_that_would_lead_nowhere_is_refused(
    world: World, manager: Visit, typed: dict[str, str], sentence: str
) -> None:
    before = load_company(world.database)
    manager.go(f"/lignes/menus/{next(iter(before.menus)) if before else ''}")
    assert sentence in manager.press("Enregistrer", **typed)
    assert manager.status == 422
    assert load_company(world.database) == before


def test_a_menu_is_added_and_one_that_a_line_opens_is_not_removed(world: World, manager: Visit) -> None:
    company = load_company(world.database)
    assert company is not None
    manager.go("/lignes/menus/nouveau")
    manager.press(
        "Enregistrer", name="Été", announcement="Tapez 1.", default="1", **{"key_1-act": "message", "key_2-act": ""}
    )
    after = load_company(world.database)
    assert after is not None
    assert after.menus["ete"].choices == {"1": TakeMessage()}
    manager.go(f"/lignes/menus/{next(iter(company.menus))}")
    assert "Il est ouvert par la ligne Urgence serrurerie, pendant l'astreinte" in manager.text
    token = {"csrf_token": manager.form("Enregistrer")[0].fields["csrf_token"]}
    manager.client.post("/lignes/menus/urgence/supprimer", data=token)
    assert "Le menu « ligne Urgence serrurerie » n'est pas supprimé" in manager.go("/lignes/menus/urgence")
    manager.go("/lignes/menus/ete")
    manager.press("Supprimer ce menu")
    assert load_company(world.database) == company


def test_days_are_written_as_people_write_them_and_come_back_every_year(world: World, manager: Visit) -> None:
    manager.go("/lignes/jours")
    typed = {"closures-0-first": "24/12", "closures-0-last": "2/1", "closures-0-name": "Fêtes", "closures-1-first": ""}
    manager.press("Enregistrer", **typed, **{"closures-1-last": "", "closures-1-name": ""})
    company = load_company(world.database)
    assert company is not None
    assert company.closures == (YearlyDays((12, 24), (1, 2), "Fêtes"),)
    assert 'value="02/01"' in manager.go("/lignes/jours")


def test_a_line_is_added_answers_and_is_removed(world: World, manager: Visit) -> None:
    before = load_company(world.database)
    manager.go("/lignes/nouvelle")
    manager.press("Enregistrer", name="Service après-vente", numbers="09 72 00 00 77", team="depannage")
    company = load_company(world.database)
    assert company is not None
    line = company.lines["service-apres-vente"]
    assert (line.numbers, line.behaviours[Period.AFTER_HOURS].action) == (("+33972000077",), CallTeam("depannage"))
    manager.go("/lignes/service-apres-vente/supprimer")
    assert "ses appels restent" in manager.press("Supprimer la ligne")
    assert load_company(world.database) == before


def test_a_line_whose_number_is_taken_is_refused(world: World, manager: Visit) -> None:
    before = load_company(world.database)
    manager.go("/lignes/nouvelle")
    taken = line_of(world).numbers[0]
    manager.press("Enregistrer", name="Double", numbers=taken, team="depannage")
    assert manager.status == 422
    assert load_company(world.database) == before


def test_hours_are_taken_as_people_write_them_and_odd_ones_are_asked_about(world: World, manager: Visit) -> None:
    manager.go("/lignes/urgence/horaires")
    assert "sont enregistrés" in manager.press("Enregistrer", mon="8h-12h30 et 13h30 - 18h", sat="fermé")
    assert 'value="8h-12h30, 13h30-18h"' in manager.go("/lignes/urgence/horaires")
    assert "sont enregistrés" in manager.press("Enregistrer", mon="8h-12h30, 13h30-18h, 8h-12h30")
    assert 'value="8h-12h30, 13h30-18h"' in manager.go("/lignes/urgence/horaires")
    before = line_of(world)
    page = manager.press("Enregistrer", mon="18h-8h", tue="8h-14h, 12h-18h")
    assert "Lundi : « 18h-8h » finit le lendemain. Est-ce bien ce que vous voulez ?" in page
    assert "Mardi : « 8h-14h » et « 12h-18h » se chevauchent" in page
    assert 'value="18h-8h"' in page
    assert line_of(world) == before
    marks = re.findall(r'name="sure" value="(meant\.[0-9a-f]+)"', page)
    assert len(marks) == 2
    token = manager.form("Enregistrer")[0].fields
    answer = manager.client.post("/lignes/urgence/horaires", data=token | {"sure": marks})
    assert answer.status_code == 303
    assert line_of(world) != before


@pytest.mark.parametrize(
    ("page", "typed", "sentence"),
    [
        ("fiche", {"max_wait": "2000"}, "n'est pas entre 1 s et 30 min"),
        ("fiche", {"around_the_clock": "y"}, "est toujours d'astreinte"),
        ("fiche", {"tell": "personne"}, "ni une adresse de courriel ni le nom d'un intervenant"),
        ("fiche", {"numbers": "12"}, "Numéros appelés, un par ligne : « 12 » est trop court"),
        (
            "fiche",
            {"rule-shape": "length", "rule-shortest": "6", "rule-longest": "4"},
            "Chiffres, au plus : 4 est moins que 6",
        ),
        (
            "jours",
            {"closures-0-first": "24/12/2026", "closures-0-last": "2/1", "closures-0-name": "Fêtes"},
            "écrivez l'année aux deux jours, ou à aucun",
        ),
        (
            "jours",
            {"closures-0-first": "24/12/2026", "closures-0-last": "2/1/2026", "closures-0-name": "Fêtes"},
            "« Fêtes » finit avant de commencer",
        ),
        ("jours", {"closures-0-first": "24/12/1999", "closures-0-name": "Fêtes"}, "entre 2000 et 2099"),
        ("deroulement", {"open-act": "forward", "open-numbers": "pas un numéro"}, "Numéros du bureau, un par ligne :"),
    ],
)
def test_what_cannot_be_is_told_by_the_name_of_its_field(
    world: World, manager: Visit, page: str, typed: dict[str, str], sentence: str
) -> None:
    before = line_of(world)
    manager.go(f"/lignes/urgence/{page}")
    assert sentence in manager.press("Enregistrer", **typed).replace("&#39;", "'").replace("\u00a0", " ")
    assert (manager.status, line_of(world)) == (422, before)


def test_a_period_that_says_nothing_before_it_calls_keeps_saying_nothing(world: World, manager: Visit) -> None:
    """Though what it does is what is done after hours, whose announcement would else be heard."""
    quiet = replace(line_of(world).behaviours[Period.AFTER_HOURS], announcement=None)

    def change(company: Company) -> Company:
        line = company.lines["urgence"]
        return with_line(company, replace(line, behaviours={**line.behaviours, Period.HOLIDAY: quiet}))

    change_company(world.database, change)
    manager.go("/lignes/urgence/deroulement")
    manager.press("Enregistrer")
    assert line_of(world).behaviours[Period.HOLIDAY] == quiet


def test_a_menu_is_heard_before_it_is_saved_and_each_key_says_what_it_is_for(world: World, manager: Visit) -> None:
    before = load_company(world.database)
    assert "L'appelant entend" in manager.go("/lignes/menus/urgence")
    text = manager.press("Écouter ce que l'appelant entend", announcement="", name="Autre")
    assert manager.status == 422
    assert "Écrivez d'abord ce que l'appelant entend." in text
    assert 'value="Autre"' in text
    assert load_company(world.database) == before
