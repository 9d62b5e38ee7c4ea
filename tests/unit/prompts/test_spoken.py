"""Which sentences are built before any call."""

from dataclasses import replace

from appliance.calls.spoken import fixed_sentences
from appliance.company.model import Behaviour, Company, Line, Menu, OpenMenu, Say, TakeMessage
from appliance.planning.hours import Period
from appliance.prompts.french.sentences import FIXED

LINE = Line(
    id="sav",
    name="SAV",
    numbers=("+33972000001",),
    timezone="Europe/Paris",
    behaviours={
        Period.OPEN: Behaviour("Bonjour.", TakeMessage()),
        Period.AFTER_HOURS: Behaviour("Bonsoir.", OpenMenu("sav")),
        Period.HOLIDAY: Behaviour("Bonsoir.", OpenMenu("sav")),
        Period.CLOSURE: Behaviour(None, Say("Nous sommes fermés.")),
    },
)
MENU = Menu("sav", "Tapez 1 ou 2.", {"1": TakeMessage(), "2": Say("À neuf heures.")}, default="1")
COMPANY = Company("Martin", "Europe/Paris", "FR", lines={"sav": LINE}, menus={"sav": MENU})


def test_without_a_company_there_is_the_catalogue() -> None:
    assert {sentence.name for sentence in fixed_sentences(None)} == set(FIXED)


def test_announcements_menus_and_informations_are_each_built_once() -> None:
    own = [sentence.text for sentence in fixed_sentences(COMPANY) if sentence.name == "announcement"]
    assert own == ["Bonjour.", "Bonsoir.", "Nous sommes fermés.", "Tapez 1 ou 2.", "À neuf heures."]


def test_how_long_a_message_is_kept_is_built_where_a_line_says_it() -> None:
    silent = replace(COMPANY, lines={"sav": replace(LINE, tell_retention=False)})
    texts = [{one.text for one in fixed_sentences(each, days)} for each, days in ((COMPANY, 9), (silent, 9))]
    assert texts[0] - texts[1] == {"Il est conservé 9 jours au plus."}


def test_none_of_them_holds_a_caller_s_data() -> None:
    assert all(sentence.fixed for sentence in fixed_sentences(COMPANY))
