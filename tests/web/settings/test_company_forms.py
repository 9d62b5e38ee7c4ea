"""Réglages: what a company decides has its form; what its machine decides is told with the line to change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from appliance.company.machines import MachineCaller, Taken
from appliance.company.model import Company
from appliance.company.moving import moved
from appliance.company.voice import voice_kept
from appliance.planning.compensation import Basis
from appliance.planning.hour_kinds import PRECEDENCE, Kind
from appliance.store.accounts.accounts import Role
from appliance.store.accounts.audit import note
from appliance.store.settings.snapshot import load_company
from appliance.store.upkeep.forgotten_words import AGED
from tests.unit.company.test_document import everything
from tests.unjudged import change_company
from tests.web.site_world import World
from tests.web.visit import Visit, words

LONG_AGO = datetime(2026, 11, 20, 8, tzinfo=UTC)
CALLER = "+33698765432"


def company_of(world: World) -> Company:
    found = load_company(world.database)
    assert found is not None
    return found


def test_the_company_is_named_timed_and_remembered_from_its_page(world: World, manager: Visit) -> None:
    assert "Numéros : 6 mois ; messages :" in words(manager.go("/reglages"))
    manager.go("/reglages/entreprise")
    text = manager.press("Enregistrer", name="Clés & Cie", collective_agreement="Accord du 3 mars 2024")
    assert "C'est enregistré" in text
    assert "Accord du 3 mars 2024" in text
    manager.go("/reglages/conservation")
    assert "Numéros : 3 mois ;" in words(manager.press("Enregistrer", forget_months="3"))
    found = company_of(world)
    assert (found.name, found.collective_agreement, found.forget_months) == ("Clés & Cie", "Accord du 3 mars 2024", 3)
    manager.go("/reglages/conservation")
    assert "Entre 1 et 120 mois." in manager.press("Enregistrer", forget_months="121")
    assert manager.status == 422


def test_no_text_goes_to_a_remote_voice_where_the_company_wants_none_to(world: World, manager: Visit) -> None:
    assert "Une voix hors ligne : rien ne quitte la machine." in words(manager.go("/reglages"))
    manager.go("/reglages/voix")
    manager.press("Enregistrer", offline_voice="yes")
    found = company_of(world)
    assert found.offline_voice
    assert voice_kept(found, "gtts").engine == "pico"
    assert voice_kept(replace(found, offline_voice=False), "gtts").engine == "gtts"


def test_the_product_s_sentences_are_heard_as_the_company_wants_and_their_makers_are_named(
    world: World, manager: Visit
) -> None:
    text = words(manager.go("/reglages"))
    assert "Phrases du produit : dites par la voix des annonces." in text
    assert "SIWIS French Speech Synthesis Database" in text
    assert "CC BY 4.0" in text
    manager.go("/reglages/voix")
    saved = words(manager.press("Enregistrer", neural_sentences="yes"))
    assert "Phrases du produit : déjà enregistrées, d'une voix plus naturelle." in saved
    assert company_of(world).neural_sentences
    manager.go("/reglages/voix")
    manager.press("Enregistrer", neural_sentences="")
    assert not company_of(world).neural_sentences


def test_each_kind_is_kept_as_its_form_says_and_a_reader_sees_what_went(world: World, manager: Visit) -> None:
    text = words(manager.go("/reglages"))
    assert "messages : 90 jours ;" in text
    assert "Ce qui a été effacé pour son âge" not in text
    manager.go("/reglages/conservation")
    manager.press("Enregistrer", message_days="30", talk_days="15", told_days="45")
    found = company_of(world)
    assert (found.message_days, found.talk_days, found.told_days) == (30, 15, 45)
    manager.go("/reglages/conservation")
    assert "Entre 7 et 3650 jours." in manager.press("Enregistrer", told_days="6")
    assert "Donnez un nombre de jours." in manager.press("Enregistrer", message_days="")
    note(world.database, "console (astreinte)", AGED, ["Appels sans appelant désormais : 2 ; messages effacés : 1."])
    seen = words(world.signed_in(Role.READER).go("/reglages"))
    assert "Ce qui a été effacé pour son âge" in seen
    assert "Appels sans appelant désormais : 2" in seen
    assert "messages : 30 jours ;" in seen


def test_who_is_responsible_and_when_the_box_tests_itself_are_said_on_their_page(world: World, manager: Visit) -> None:
    assert "Contrôle de 17 h : inactif, indiquez qui prévenir" in manager.go("/reglages")
    manager.go("/reglages/avant-la-nuit")
    manager.press("Enregistrer", responsible="chef@example.fr\ndurand", daily_test_at="16:30", daily_test_call="y")
    assert company_of(world).daily_test_call
    found = company_of(world)
    assert (found.responsible, found.daily_test_at) == (("chef@example.fr", "durand"), time(16, 30))
    text = manager.go("/reglages")
    assert "Contrôle de 16 h 30 : dit si l'astreinte est prête" in text
    assert "Prévenus : chef@example.fr" in text
    manager.go("/reglages/avant-la-nuit")
    assert "ni une adresse de courriel ni le nom" in manager.press("Enregistrer", responsible="personne")
    manager.go("/reglages/avant-la-nuit")
    manager.press("Enregistrer", daily_test=None)
    assert not company_of(world).daily_test
    assert "Aucun contrôle quotidien." in manager.go("/reglages")


def test_the_planning_and_the_lines_follow_the_clock_of_the_company(world: World, manager: Visit) -> None:
    manager.go("/reglages/entreprise")
    manager.press("Enregistrer", timezone="Indian/Reunion")
    found = company_of(world)
    assert {team.plan.timezone for team in found.teams.values()} == {"Indian/Reunion"}
    assert {line.timezone for line in found.lines.values()} == {"Indian/Reunion"}
    assert "La Réunion" in manager.go("/reglages")


def test_a_move_keeps_moments_and_a_line_of_another_clock() -> None:
    company = everything()
    after = moved(company, "Indian/Reunion")
    for key, line in company.lines.items():
        assert after.lines[key].timezone == ("Indian/Reunion" if line.timezone == company.timezone else line.timezone)
    before = [team.plan.overrides for team in company.teams.values()]
    assert [team.plan.overrides for team in after.teams.values()] == before


def test_a_country_that_makes_numbers_foreign_is_refused(world: World, manager: Visit) -> None:
    manager.go("/reglages/entreprise")
    text = manager.press("Enregistrer", country="BE")
    assert manager.status == 422
    assert "étranger" in text
    assert company_of(world).country == "FR"


def test_numbers_are_allowed_by_name(world: World, manager: Visit) -> None:
    manager.go("/reglages/numeros")
    text = manager.press("Enregistrer", **{"numbers-0-number": "3639", "numbers-0-name": "La Poste"})
    assert "3639, La Poste" in text
    manager.go("/reglages/numeros")
    assert "est un numéro d'urgence" in manager.press(
        "Enregistrer", **{"numbers-1-number": "112", "numbers-1-name": "Secours"}
    )
    assert "Dites aussi à qui est le 118 218." in manager.press(
        "Enregistrer", **{"numbers-1-number": "118 218", "numbers-1-name": ""}
    )
    assert [one.number for one in company_of(world).allowed_numbers] == ["3639"]


def test_machines_that_call_are_told_with_how_their_calls_are_taken(world: World, manager: Visit) -> None:
    manager.go("/reglages/appareils")
    typed = {
        "machines-0-number": "06 39 98 00 01",
        "machines-0-name": "Ascenseur B",
        "machines-0-taken": "by_a_human",
        "machines-0-keys": "* 1",
        "machines-0-test_every": "72",
    }
    text = manager.press("Enregistrer", **typed).replace("\u00a0", " ").replace("\u202f", " ")
    assert "Ascenseur B, sonne jusqu" in text and "toutes les 72 h" in text
    assert company_of(world).machines == (MachineCaller("+33639980001", "Ascenseur B", Taken.BY_A_HUMAN, "*1", 72),)
    manager.go("/reglages/appareils")
    assert "suite de touches" in manager.press("Enregistrer", **{"machines-0-keys": "1,2"})
    again = {"machines-1-number": "0639980001", "machines-1-name": "Le même"}
    assert "deux fois" in manager.press("Enregistrer", **{"machines-0-keys": "#", **again})
    manager.go("/reglages/appareils")
    assert "avec son numéro" in manager.press("Enregistrer", **{"machines-1-name": "Sans numéro"})
    manager.go("/reglages/appareils")
    manager.press("Enregistrer", **{"machines-0-number": "", "machines-0-name": ""})
    assert company_of(world).machines == ()


def test_the_compensation_is_typed_as_people_write_it(world: World, manager: Visit) -> None:
    manager.go("/reglages/compensation")
    typed = {
        "on_call-euros_hour": "2,50 €",
        "on_call-rest_week": "4 h",
        "on_call-uplift_night": "25 %",
        "intervention-euros_intervention": "30",
        "intervention-minimum": "30 min",
        "windows-night": "22h - 5h",
    }
    assert "La règle est enregistrée" in manager.press("Enregistrer", **typed)
    rule = company_of(world).compensation
    assert rule.on_call.amounts == {Basis.HOUR: Decimal("2.5")}
    assert rule.on_call.rests == {Basis.WEEK: timedelta(hours=4)}
    assert rule.on_call.uplifts == {Kind.NIGHT: Decimal(25)}
    assert rule.intervention.amounts == {Basis.INTERVENTION: Decimal(30)}
    assert (rule.minimum, rule.windows.night) == (timedelta(minutes=30), (time(22), time(5)))
    assert rule.windows.precedence == PRECEDENCE
    manager.go("/reglages/compensation")
    assert 'value="2,5"' in manager.text
    text = manager.press("Enregistrer", **{"on_call-rest_hour": "1h75"})
    assert manager.status == 422
    assert "Repos par heure : « 1h75 »" in text
    assert company_of(world).compensation == rule
    assert "a son rang" in manager.press("Enregistrer", **{"on_call-rest_hour": "", "windows-rank_1": "night"})


def test_every_rule_is_shown_as_it_is_read(world: World, manager: Visit) -> None:
    rule = everything().compensation
    change_company(world.database, lambda company: replace(company, compensation=rule))
    manager.go("/reglages/compensation")
    manager.press("Enregistrer")
    assert company_of(world).compensation == rule


def test_a_caller_is_forgotten_once_what_would_go_is_shown(world: World, manager: Visit) -> None:
    world.call("one", LONG_AGO, message="one.wav")
    world.call("two", LONG_AGO)
    manager.go("/reglages/oublier")
    text = manager.press("Voir ce qui serait oublié", number="06 98 76 54 32")
    assert "2 appels de ce numéro, 1 message." in text
    assert "Rien ne les ramènera." in text
    text = manager.press("Oublier pour toujours")
    assert "Appels sans appelant désormais : 2 ; messages effacés : 1" in text
    manager.go("/reglages/oublier")
    assert "Aucun appel de ce numéro" in manager.press("Voir ce qui serait oublié", number=CALLER)
    assert not (world.config.recordings_dir / "one.wav").exists()
    assert "Appelant oublié" in manager.go("/audit")
    assert "98" not in manager.text.split("Appelant oublié")[1].split("</li>")[0].replace("2026", "")


def test_what_is_no_whole_number_forgets_nobody(manager: Visit) -> None:
    manager.go("/reglages/oublier")
    assert "pas un numéro de téléphone entier" in manager.press("Voir ce qui serait oublié", number="06 98")
    assert manager.status == 422


def test_what_the_machine_decides_is_told_with_its_line_on_a_page_apart(world: World, manager: Visit) -> None:
    assert 'href="/reglages/machine"' in manager.go("/reglages")
    assert "astreinte_" not in manager.text
    assert "appliance.toml" not in manager.text
    text = manager.go("/reglages/machine")
    assert 'speech_engine = "pico"' in text.replace("&#34;", '"').replace("&quot;", '"')
    assert "astreinte_mail" in text
    assert "Écoutés, et non transcrits." in text
    assert "secret" not in text


def test_who_only_reads_changes_nothing_there(world: World) -> None:
    reader = world.signed_in(Role.READER)
    assert "Modifier" not in reader.go("/reglages")
    for path in ("entreprise", "conservation", "voix", "mots-urgents", "numeros", "compensation", "oublier"):
        reader.go(f"/reglages/{path}")
        assert reader.status == 403


def test_words_that_make_a_message_urgent_are_set_a_line_each(world: World, manager: Visit) -> None:
    assert "Aucun : un message qui peut attendre attend" in words(manager.go("/reglages"))
    assert "Cette machine ne transcrit pas les messages" in words(manager.go("/reglages/mots-urgents"))
    text = words(manager.press("Enregistrer", urgent_words="fuite\r\n\r\n  coupure d’eau \r\n"))
    assert "C'est enregistré" in text
    assert "fuite ; coupure d'eau Sans effet ici : cette machine ne transcrit pas les messages." in text
    assert company_of(world).urgent_words == ("fuite", "coupure d'eau")
    manager.go("/reglages/mots-urgents")
    text = words(manager.press("Enregistrer", urgent_words="fuite\nFuites"))
    assert "« Fuites » est déjà là, écrit « fuite » : ôtez l'un des deux." in text
    text = words(manager.press("Enregistrer", urgent_words="au"))
    assert "Mots urgents, un par ligne : « au » est trop court" in text
    assert manager.status == 422
    manager.press("Enregistrer", urgent_words="")
    assert company_of(world).urgent_words == ()


def test_numbers_are_blocked_or_given_the_way_past_the_menu(world: World, manager: Visit) -> None:
    manager.go("/reglages/appelants")
    typed = {
        "callers-0-number": "06 12 34 56 78",
        "callers-0-name": "Importun",
        "callers-1-number": "01 22 33 44 55",
        "callers-1-name": "Hôtel Bellevue",
        "callers-1-vip": "vip",
        "most_calls": "20",
        "most_calls_minutes": "15",
    }
    text = manager.press("Enregistrer", **typed)
    assert "06 12 34 56 78, Importun : bloqué" in text
    assert "01 22 33 44 55, Hôtel Bellevue : prioritaire" in text
    assert "20 en 15 minutes" in text
    company = company_of(world)
    assert [one.number for one in company.blocked_callers] == ["+33612345678"]
    assert [one.number for one in company.vip_callers] == ["+33122334455"]
    manager.go("/reglages/appelants")
    again = {"callers-2-number": "0122334455", "callers-2-name": "Le même"}
    assert "là deux fois" in manager.press("Enregistrer", **again)
    assert "Dites aussi à qui est" in manager.press(
        "Enregistrer", **{"callers-2-number": "0122334466", "callers-2-name": ""}
    )
    assert company_of(world) == company
