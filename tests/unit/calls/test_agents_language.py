"""An agent is spoken to in their own language, whatever their caller's: walked through, no French is left in it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import ModuleType

import pytest

from appliance.calls.agents_desk import LeftCallback, LeftMessage, Problem, TakenCall, Why, WorkTold
from appliance.calls.spoken import fixed_sentences
from appliance.calls.told import TELLINGS, english, french, telling_in
from appliance.calls.watch import Place
from appliance.company.incidents import known_incident
from appliance.company.model import Behaviour, CallTeam, Company, Ring, RingStrategy, Translation
from appliance.company.tongues import most_agents_language, spoken_to
from appliance.controller.duty_asks import DutyAsks
from appliance.controller.watch_change_asks import WatchChangeAsks
from appliance.planning.hours import Period, WeeklyWindow
from appliance.planning.team_plan import Rotation
from appliance.prompts.catalogue import Sentence, whisper, whisper_in, without_customer
from appliance.prompts.fallback_prompts import pieces
from appliance.prompts.languages import FRENCH, LANGUAGES, OF_AGENTS, not_for_agents
from appliance.simulator import people
from appliance.simulator import simulation_events as on
from appliance.simulator.people import Caller
from appliance.simulator.scripted import ScriptedStage
from appliance.store.asks.queue import Ask, AskKind

from .rehearsal import DURAND, LAST_RESORT, MARTIN, PETIT, SUNDAY_NIGHT, company, simulate
from .test_agents_menu import Desk, settings, visit
from .test_hand_over import hands_over
from .test_ringing_back import Scene, Waiting

TEAM = "Dépannage"
URGENT = Caller(("1",))
A_FRENCH_WORD = re.compile(
    r"\b(tapez|pour|vous|votre|appel|appels|appelant|ligne|équipe|jusqu|astreinte|commande|laissé|rappel|client|numéro|"
    r"heures?|minuit|hier|aujourd|lundi|c'est|n'est|est|personne|le|la|les|un|une|du|des)\b",
    re.IGNORECASE,
)
NAMES = re.compile("Urgence serrurerie|Dépannage|Hôtel de la Gare|Claire Durand|Hugo Petit|Julie Martin")
MESSAGE = LeftMessage(
    "m1", "m1.wav", SUNDAY_NIGHT - timedelta(hours=24), "urgence", "Urgence", "+33678901234", "407", None, False, True
)
CALLBACK = LeftCallback("c1", SUNDAY_NIGHT, "urgence", "Urgence", "+33678901234", None, "Hôtel de la Gare")
TAKEN = TakenCall("t1", SUNDAY_NIGHT, "urgence", "Urgence", "+33678901234", "407", "Hôtel de la Gare")
CODE = "4821"


def speaking(made: Company, *names: str, language: str = "en") -> Company:
    """These agents have another language; without a name, all of them."""
    agents = {
        key: replace(one, language=language) if key in names or not names else one for key, one in made.agents.items()
    }
    return replace(made, agents=agents)


def on_the_leg(stage: ScriptedStage) -> Iterator[Sentence]:
    """What whoever called heard."""
    for seen in stage.seen:
        match seen.cue:
            case on.CallerHears(sentence):
                yield sentence
            case on.CallerIsAsked(sentences):
                yield from sentences


def on_the_phone(stage: ScriptedStage, phone: str) -> list[Sentence]:
    """What was said on a telephone that was rung, the last word too."""
    found: list[Sentence] = []
    for seen in stage.seen:
        match seen.cue:
            case on.PhoneHears(number, sentence) if number == phone:
                found.append(sentence)
            case on.PhoneIsReleased(number, _, sentence) if number == phone and sentence is not None:
                found.append(sentence)
    return found


def is_english(sentence: Sentence) -> bool:
    """By its voice, and by its words, but for names."""
    return sentence.language == "en" and not A_FRENCH_WORD.search(NAMES.sub("", sentence.text))


WALKS = {  # what is typed at the menu, and what the house has
    "who is on call": (("1",), Desk()),
    "no such key": (("0",), Desk()),
    "taking": (("2", CODE, "1"), Desk()),
    "passing on": (("3", CODE, "1"), Desk()),
    "passing on, refused by the house": (("3", CODE, "1"), Desk(refuses=Problem(Why.REFUSED, "Impossible."))),
    "a break": (("4", CODE, "30#", "1"), Desk()),
    "a break too long": (("4", CODE, "999"), Desk()),
    "wrong codes": (("4", "0000", "1111", "2222"), Desk()),
    "closed": (("4", "0000"), Desk(closed=True)),
    "messages": (("5", CODE, "1", "2", "0", "3", "1"), Desk(left=[MESSAGE], asked=[CALLBACK])),
    "messages of others": (("5", CODE, "6", "1", "6", "2", "5", "4", "1", "2", "3", "1"), Desk(left=[MESSAGE])),
    "no message": (("5", CODE), Desk(left=[])),
    "a message that is gone": (("5", CODE), Desk(left=[replace(MESSAGE, audible=False, caller=None, can_wait=True)])),
    "callbacks": (("5", CODE, "4", "1", "3", "1"), Desk(left=[], asked=[CALLBACK])),
    "the house refuses": (("5", CODE, "2"), Desk(left=[MESSAGE], refuses=Problem(Why.TAKEN_BY, "Hugo Petit"))),
    "an emergency": (("6", CODE, "2", "3", "1"), Desk(boss=True)),
    "an emergency recorded": (("6", CODE, "1", "1", "2", "1", "1"), Desk(boss=True)),
    "no emergency": (("6", CODE), Desk()),
    "instructions": (("7", CODE, "1", "2", "3", "1", "1"), Desk()),
    "out": (("8", CODE, "1"), Desk(out=False)),
    "back": (("8", CODE, "1"), Desk(out=True)),
    "after a call": (("9", CODE, "5", "1", "45#", "10#", "1"), Desk(untold_calls=[TAKEN])),
    "after no call": (("9", CODE), Desk(untold_calls=[])),
}


def house() -> Company:
    """Where everything that the menu has is to be heard, in English."""
    made = speaking(settings(name="Urgence serrurerie", instructions="Call the office first.\n\nThen the customer."))
    team = replace(made.teams["depannage"], safety_call=30)
    return replace(made, teams={"depannage": team})


@pytest.mark.parametrize("walk", WALKS)
def test_no_french_is_heard_in_the_menu_by_an_agent_of_another_language(walk: str) -> None:
    keys, desk = WALKS[walk]
    done = visit("*", *keys, made=house(), desk=desk, phones={PETIT: people.types((2.0, "1"))}, says=5.0)
    stage = done.simulation.stage

    as_callers_will = known_incident(house().lines["urgence"])
    heard = [*on_the_leg(stage), *on_the_phone(stage, PETIT)]
    heard = [one for one in heard if one.text != as_callers_will]

    assert len(heard) > 3
    assert [one.text for one in heard if not is_english(one)] == []


@pytest.mark.parametrize("walk", WALKS)
def test_what_the_menu_says_is_built_before_it(walk: str) -> None:
    keys, desk = WALKS[walk]
    done = visit("*", *keys, made=house(), desk=desk, phones={PETIT: people.types((2.0, "1"))}, says=5.0)
    built = set(fixed_sentences(house()))

    assert [one for one in on_the_leg(done.simulation.stage) if one.fixed and one not in built] == []


def test_an_agent_of_french_hears_french_as_before() -> None:
    done = visit("*", "1", made=speaking(settings(), "petit"))

    assert {one.language for one in on_the_leg(done.simulation.stage)} == {"fr"}
    assert done.told == ["Équipe Dépannage. Claire Durand. Puis Hugo Petit. Puis Julie Martin."]


def test_a_colleague_is_asked_in_their_own_language_and_who_asked_is_told_in_theirs() -> None:
    made = speaking(settings(), "petit")
    done = visit("*", "3", CODE, "1", made=made, phones={PETIT: people.types((2.0, "1"))})

    theirs = on_the_phone(done.simulation.stage, PETIT)
    assert theirs[0].text.startswith("On-call line. Claire Durand is asking you to go on call for team Dépannage, now")
    assert (theirs[-1].name, theirs[-1].language) == ("agents_done", "en")
    assert {one.language for one in on_the_leg(done.simulation.stage)} == {"fr"}


def test_who_is_not_known_yet_is_asked_in_the_language_of_most_and_served_in_their_own() -> None:
    made = speaking(settings(), "petit", "martin")
    done = visit("*", "0612345601", CODE, "1", number="+33698765432", made=made)
    heard = {one.name: one.language for one in on_the_leg(done.simulation.stage)}

    assert (heard["agents_number"], heard["agents_code"], heard["agents_menu"]) == ("en", "en", "fr")


def test_instructions_are_heard_as_they_are_written_or_as_they_are_translated() -> None:
    made = speaking(settings(instructions="Prévenez le gardien."), "durand")
    said = Translation("en", "Prévenez le gardien.", "Tell the caretaker.")

    plain = visit("*", "7", CODE, made=made).simulation.stage
    translated = visit("*", "7", CODE, made=replace(made, translations=(said,))).simulation.stage

    assert ("Prévenez le gardien.", "fr") in [(one.text, one.language) for one in on_the_leg(plain)]
    assert ("Tell the caretaker.", "en") in [(one.text, one.language) for one in on_the_leg(translated)]


# -- calls


def together() -> Company:
    return speaking(company(Ring(RingStrategy.SIMULTANEOUS, rounds=1)), "petit")


def test_two_agents_rung_together_each_hear_the_call_in_their_language() -> None:
    phones = {DURAND: people.accepts(4.0), PETIT: people.types((1.0, "8"), (60.0, "1"), after=1.0)}
    call = simulate(URGENT, phones, settings=together())

    assert {one.language for one in on_the_phone(call.stage, DURAND)} == {"fr"}
    theirs = on_the_phone(call.stage, PETIT)
    assert [one.name for one in theirs][:2] == ["whisper", "whisper_unknown_key"]
    assert theirs[-1].name == "call_taken"
    assert all(map(is_english, theirs))
    assert "The caller speaks French. " in theirs[0].text
    assert theirs[0].text.endswith("Call from 0, 6, 1, 2, 3, 4, 5, 6, 7, 8. To hear this again, press 3.")


@pytest.mark.parametrize(
    ("phone", "last"),
    [
        (people.refuses(), "refused"),
        (people.types((1.0, "7"), (3.0, "2"), after=1.0), "refused"),
    ],
)
def test_who_refuses_is_thanked_in_their_language(phone: people.Phone, last: str) -> None:
    call = simulate(URGENT, {DURAND: people.busy(), PETIT: phone}, settings=speaking(company()))
    theirs = on_the_phone(call.stage, PETIT)

    assert theirs[-1].name == last
    assert all(map(is_english, theirs))


def test_a_caller_who_leaves_is_told_in_the_language_of_who_listens() -> None:
    caller = Caller(("1",), hangs_up_at=25.0)
    listens = people.types((60.0, "1"), after=1.0)
    call = simulate(caller, {DURAND: listens, PETIT: listens}, settings=speaking(together(), "petit"))

    assert [one.name for one in on_the_phone(call.stage, PETIT)][-1] == "caller_left"
    assert all(map(is_english, on_the_phone(call.stage, PETIT)))


def test_who_hands_a_caller_over_hears_so_in_their_language_and_the_caller_in_their_own() -> None:
    phones = {DURAND: hands_over(), PETIT: people.accepts(talks=20)}
    call = simulate(URGENT, phones, settings=speaking(company(), "durand"))

    theirs = on_the_phone(call.stage, DURAND)
    assert [one.name for one in theirs] == ["whisper", "handing_over", "handed_over"]
    assert all(map(is_english, theirs))
    assert "Appel transmis par Claire Durand. " in on_the_phone(call.stage, PETIT)[0].text
    assert {one.language for one in on_the_leg(call.stage)} == {"fr"}


def test_who_takes_a_caller_back_hears_so_in_their_language() -> None:
    phones = {DURAND: hands_over(hangs_up=200.0), PETIT: people.refuses(), MARTIN: people.busy()}
    call = simulate(URGENT, phones, settings=speaking(company(), "durand"))

    assert [one.name for one in on_the_phone(call.stage, DURAND)] == ["whisper", "handing_over", "handing_back"]
    assert all(map(is_english, on_the_phone(call.stage, DURAND)))


def test_a_last_resort_that_is_nobodys_hears_the_language_of_most() -> None:
    phones = dict.fromkeys((DURAND, PETIT, MARTIN), people.busy()) | {LAST_RESORT: people.accepts()}
    made = speaking(company(last_resort=LAST_RESORT), "petit", "martin")

    (words,) = on_the_phone(simulate(URGENT, phones, settings=made).stage, LAST_RESORT)

    assert is_english(words)


def test_who_rings_back_hears_the_offer_and_the_whisper_in_their_language() -> None:
    scene = Scene()
    with scene.stack:
        scene.hunt(Waiting()).said = "words-1.wav"
        assert scene.called("1", made=speaking(settings())) == ["ring_back_offer", "whisper", "words_said"]
    heard = list(on_the_leg(scene.stage))

    assert all(map(is_english, heard))
    assert "press" not in next(one.text for one in heard if one.name == "whisper")


def test_who_rings_back_too_late_hears_why_in_their_language() -> None:
    scene = Scene()
    with scene.stack:
        scene.hunt(Waiting(lets_in=False))
        scene.called("1", made=speaking(settings(), "durand"))
    heard = {one.name: one.language for one in on_the_leg(scene.stage)}

    assert heard["offer_over"] == "en"
    assert heard["announcement"] == "fr", "they are a caller as any, then"


@pytest.mark.parametrize(
    ("language", "speaks", "said"),
    [
        ("en", "en", None),
        ("en", "fr", "The caller speaks French. "),
        ("fr", "fr", None),
        ("fr", "en", "L'appelant parle anglais. "),
    ],
)
def test_a_whisper_tells_of_a_language_that_is_not_the_agents(language: str, speaks: str, said: str | None) -> None:
    text = whisper_in(whisper("SAV", "42", None, speaks=speaks), language).text

    assert (said in text) if said else ("parle" not in text and "speaks" not in text)


def test_all_that_a_whisper_may_say_has_its_english() -> None:
    asked = time(3, 12)
    told = [
        whisper("SAV", "4821", "+447911123456", code=True, colleague="Hugo Petit", language="en"),
        whisper("SAV", "42", None, customer="Hôtel de la Gare", again=True, asked_by="Claire Durand", language="en"),
        whisper("SAV", None, "?", asked=asked, asked_by="Claire Durand", together=True, language="en"),
    ]

    assert [one.text for one in told if not is_english(one)] == []
    assert "Staff code 4, 8, 2, 1. Internal call from Hugo Petit." in told[0].text
    assert "Call passed on by Claire Durand. Second call. Order 4, 2. Customer Hôtel de la Gare." in told[1].text
    assert "Three-way call asked for by Claire Durand. Call back asked for at 3 12 a.m., to number unreadable" in (
        told[2].text
    )
    plain = without_customer(told[1])
    assert plain is not None and plain.language == "en" and "Customer" not in plain.text


def test_a_whisper_that_the_voice_cannot_make_is_pieced_together_in_the_agents_language() -> None:
    said = pieces(whisper("SAV", "42", None, language="en"))

    assert [one.name for one in said] == [
        *("whisper_intro", "whisper_choice", "whisper_order", "digit_4", "digit_2", "whisper_again")
    ]
    assert {one.language for one in said} == {"en"}
    assert set(said) <= set(fixed_sentences(speaking(company())))


# -- what is built, and for whom


def test_what_agents_alone_hear_is_built_in_a_language_that_one_of_them_has() -> None:
    french_alone = {one.language for one in fixed_sentences(company())}
    one_english = [one for one in fixed_sentences(speaking(company(), "petit")) if one.language == "en"]

    assert french_alone == {"fr"}
    assert {one.name for one in one_english} >= {"whisper_plain", "agents_menu", "fallback_whisper", "goodbye"}
    assert not {"order_ask", "hunt"} & {one.name for one in one_english}, "no caller speaks it"


def test_callers_in_english_build_nothing_that_agents_alone_hear() -> None:
    built = fixed_sentences(company(language="en"))

    assert "hunt" in {one.name for one in built if one.language == "en"}
    assert not {"whisper_plain", "agents_menu"} & {one.name for one in built if one.language == "en"}


def test_every_language_of_agents_is_whole_and_says_nothing_as_another_does() -> None:
    assert TELLINGS.keys() == OF_AGENTS.keys() == LANGUAGES.keys()
    texts = [text for language in LANGUAGES.values() for text in language.fixed.values()]
    assert len(set(LANGUAGES["en"].fixed.values()) & set(FRENCH.fixed.values())) == 0
    assert len(texts) > 200


def test_a_language_without_a_sentence_of_theirs_is_not_for_agents(monkeypatch: pytest.MonkeyPatch) -> None:
    less = {name: text for name, text in LANGUAGES["en"].fixed.items() if name != "refused"}
    monkeypatch.setattr(OF_AGENTS["en"], "fixed", less)

    assert not_for_agents("fr") is None
    problem = "La langue « anglais » n'est pas prête pour les intervenants : il lui manque 1 phrase (refused) ;"
    assert (not_for_agents("en") or "").startswith(problem)
    assert "« allemand »" in (not_for_agents("de") or "")
    assert not_for_agents("zz") == "Cette version ne connaît pas la langue « zz »."


def test_most_agents_is_french_where_as_many_speak_another() -> None:
    two = replace(company(), agents={key: company().agents[key] for key in ("durand", "petit")})

    assert most_agents_language(speaking(two, "petit")) == "fr"
    assert most_agents_language(speaking(company(), "petit", "martin")) == "en"
    assert most_agents_language(replace(company(), agents={})) == "fr"
    assert spoken_to(speaking(company(), "petit", language="zz"), "petit") == "fr", "of a newer release"


# -- what is told besides


def test_each_language_tells_the_same_things() -> None:
    def told(module: ModuleType) -> dict[str, list[str]]:
        own = {name: one for name, one in vars(module).items() if inspect.isfunction(one) and name[0] != "_"}
        return {
            name: list(inspect.signature(one).parameters)
            for name, one in own.items()
            if one.__module__ == module.__name__
        }

    assert told(english) == told(french)


@pytest.mark.parametrize("why", Why)
def test_each_problem_is_told_in_each_language(why: Why) -> None:
    problem = Problem(why, "Hugo Petit")

    assert all(telling_in(code).problem(problem) for code in TELLINGS)
    assert is_english(Sentence("agents_told", telling_in("en").problem(problem), fixed=False, language="en"))


def told_in_english() -> Iterator[str]:
    made, words, now = house(), telling_in("en"), SUNDAY_NIGHT
    team, line, agent = made.teams["depannage"], made.lines["urgence"], made.agents["petit"]
    later, monday = now + timedelta(hours=5), now + timedelta(days=8, hours=6)
    place = Place("durand", 1, later)
    yield words.who_is_on_call(made, team, [], now)
    yield words.who_is_on_call(made, team, [place] * 6, now)
    yield words.taking(made, team, "durand", later, now)
    yield words.taking(made, team, None, monday, now)
    yield words.pausing(team, 1)
    yield words.left_message(replace(MESSAGE, in_charge="Hugo Petit"), 1, 2, now, "Europe/Paris", True)
    yield words.left_callback(replace(CALLBACK, can_wait=True), 1, 2, now, "Europe/Paris", True)
    yield words.taken_call(TAKEN, 1, 2, now + timedelta(days=9), "Europe/Paris", False)
    yield from (words.work_told(WorkTold(closed, 45, 0)) for closed in (True, False, None))
    yield words.incident_told(line, later, now)
    yield words.announcing(line, None, now)
    yield words.taking_back(line)
    yield words.asking(agent, team, later, now)
    yield from (words.duty_question("SAV", at, now, "Europe/Paris") for at in (now, later, monday))
    yield words.safety_question("SAV")
    yield words.silence_told("SAV", "Hugo Petit", now - timedelta(hours=1), now, "Europe/Paris")
    yield words.outing_begun(90)
    yield words.to_who_leaves("SAV", "Hugo Petit", later, now, "Europe/Paris")
    yield words.to_who_comes("SAV", "Hugo Petit", now, now, "Europe/Paris")
    yield from (words.what_is_open(*counts) for counts in ((0, 0), (1, 0), (2, 3)))
    yield from (words.other_missing("Hugo Petit", refused=refused) for refused in (True, False))
    yield from (words.CLOSING, words.CLOSING_CALLBACK, words.DELETING, words.WAIT, words.HAND_OVER_REFUSED)


def test_what_is_told_in_english_is_english_and_has_its_stops() -> None:
    told = list(told_in_english())

    assert [one for one in told if A_FRENCH_WORD.search(NAMES.sub("", one)) or ".." in one or "  " in one] == []


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ((29, 9), "this morning at 9 a.m."),
        ((29, 18), "tonight at 6 p.m."),
        ((29, 15), "today at 3 p.m."),
        ((30, 8), "tomorrow at 8 a.m."),
    ],
)
def test_a_coming_moment_is_said_as_one_does(at: tuple[int, int], said: str) -> None:
    day, hour = at
    moment = datetime(2026, 11, day, hour - 1, tzinfo=UTC)  # an hour less than in Paris

    assert english.coming_moment(moment, SUNDAY_NIGHT, "Europe/Paris") == said


def test_moments_are_said_with_their_day() -> None:
    now = datetime(2026, 11, 29, 11, 0, tzinfo=UTC)
    zone = "Europe/Paris"

    assert english.spoken_moment(now + timedelta(hours=2, minutes=30), now, zone) == "2 30 p.m."
    assert english.spoken_moment(now + timedelta(hours=12), now, zone) == "midnight"
    assert english.spoken_moment(now + timedelta(days=1), now, zone) == "noon on Monday"
    assert english.past_moment(now - timedelta(hours=8, minutes=48), now, zone) == "today at 3 12 a.m."
    assert english.past_moment(now - timedelta(days=6), now, zone) == "on Monday the 23rd of November at noon"


# -- calls that ask an agent something


def handed() -> Company:
    """Durand then Petit, by weeks."""
    made = company()
    always = WeeklyWindow(frozenset(range(7)), time(0), time(0))
    turns = Rotation(("durand", "petit"), 7, 0, time(8), date(2026, 11, 23), always)
    team = made.teams["depannage"]
    plan = replace(team.plan, levels=(("durand", "petit"),), rotations=(turns,))
    behaviours = dict.fromkeys(Period, Behaviour("Bonjour.", CallTeam("depannage")))
    lines = {"urgence": replace(made.lines["urgence"], behaviours=behaviours)}
    calls = replace(team, plan=plan, duty_call=60, hand_over_call=0)
    return speaking(replace(made, teams={"depannage": calls}, lines=lines), "petit")


MONDAY = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)


def test_who_takes_a_duty_is_asked_in_their_language() -> None:
    ask = Ask("duty petit", AskKind.DUTY, "petit", "depannage", MONDAY)

    words = DutyAsks(None, None).words(handed(), ask, MONDAY - timedelta(hours=1))

    assert words is not None
    assert words.question.text.startswith("On call, Urgence serrurerie. You go on call this morning at 8 a.m. Press 1")
    assert all(map(is_english, (words.question, words.confirmed, words.refused)))


def test_of_two_who_meet_each_is_asked_in_their_language(tmp_path: Path) -> None:
    ask = Ask("hand_over durand petit", AskKind.HAND_OVER, "durand", "petit depannage", MONDAY)

    words = WatchChangeAsks(None, tmp_path, None).words(handed(), ask, MONDAY)

    assert words is not None and words.met is not None
    leaving, coming = words.met
    assert leaving.question.text.startswith("Astreinte, Urgence serrurerie. Passage de relais.")
    assert coming.question.text.startswith("On call, Urgence serrurerie. Hand-over. Claire Durand is handing over")
    assert (leaving.refused.language, coming.refused.language) == ("fr", "en")
    assert is_english(coming.alone(people.OfferOutcome.REFUSED))
