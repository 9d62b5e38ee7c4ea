"""What the journal notes of a call: typed, kept as a row, read back, and told in these words to the letter."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest

from appliance.calls.journal_words import note_line
from appliance.calls.notes import (
    NOTE_NAMES,
    SILENCE,
    AskedForColleague,
    CameBack,
    CameOnDuty,
    CapReached,
    CodeKept,
    ColleagueCalls,
    GoneAtOnce,
    HandedOver,
    KeyPressed,
    LeftConversation,
    LeftMeanwhile,
    NotBack,
    Note,
    OfficeOpened,
    OnDutyBefore,
    PageLost,
    RecordingBegan,
    RecordingEnded,
    Refusal,
    Refused,
    Skipped,
    SpeaksLanguage,
    TakenBack,
    Together,
    TookByRingingBack,
    TookCall,
    TreatedApart,
    Unreached,
    Unrelieved,
    WentOffDuty,
    note_of,
    plain_row,
    row_of,
    written_text,
)
from appliance.planning.reasons import ByOverride, InWeek
from tests.unit.calls.rehearsal import company
from web.frame.words import note_parts

REPLACED = CameOnDuty("petit", ByOverride("durand", date(2026, 12, 24)))
CAPITAL = "Refusé par la boîte"
# note -> its row for a program, its line in a command, its title and detail on a page
TOLD = [
    (
        CameOnDuty("durand", InWeek("SAV", 48)),
        ("on_call", "durand : roulement SAV semaine 48"),
        "D'astreinte : Claire Durand, roulement SAV semaine 48",
        ("D'astreinte : Claire Durand", "roulement SAV semaine 48"),
    ),
    (
        REPLACED,
        ("on_call", "petit : remplace durand (remplacement du 24/12)"),
        "D'astreinte : Hugo Petit, remplace Claire Durand (remplacement du 24/12)",
        ("D'astreinte : Hugo Petit", "remplace Claire Durand (remplacement du 24/12)"),
    ),
    (WentOffDuty("durand"), ("off_duty", "durand"), "N'est plus d'astreinte : Claire Durand", None),
    (Skipped("durand"), ("skipped", "durand"), "Déjà dans un autre appel : Claire Durand", None),
    (
        Unrelieved("depannage"),
        ("unrelieved", "depannage"),
        "Personne ne prend la relève : ceux d'avant sont encore appelés",
        None,
    ),
    (TreatedApart("vip"), ("apart", "vip"), "Numéro prioritaire : sans menu", None),
    (OfficeOpened(), ("opened", ""), "Le bureau a ouvert pendant la recherche", None),
    (CapReached(), ("cap_reached", ""), "Plafond des appels sortants atteint : plus personne n'est appelé", None),
    (ColleagueCalls("durand"), ("colleague", "durand"), "Appel interne de Claire Durand", None),
    (ColleagueCalls(""), ("colleague", ""), "Appel interne", None),
    (SpeaksLanguage("en"), ("speaks", "en"), "Langue choisie : anglais", None),
    (KeyPressed("2"), ("key", "2"), "Tape 2", ("Touche", "2")),
    (KeyPressed(SILENCE), ("key", "silence"), "Silence", ("Touche", "silence")),
    (CodeKept("4821"), ("code", "4821"), "Code interne retenu : 4821", ("Code interne retenu", "4821")),
    (GoneAtOnce("durand"), ("gone_at_once", "durand"), "Claire Durand a raccroché aussitôt", None),
    (
        GoneAtOnce("forward"),
        ("gone_at_once", "forward"),
        "Le bureau a raccroché aussitôt",
        ("Bureau a raccroché aussitôt", ""),
    ),
    (HandedOver("durand"), ("handed_over", "durand"), "Claire Durand passe l'appelant à un autre", None),
    (
        AskedForColleague("durand"),
        ("asked_for_colleague", "durand"),
        "Claire Durand appelle un collègue dans la conversation",
        None,
    ),
    (Together("durand"), ("together", "durand"), "Claire Durand reste : ils se parlent à trois", None),
    (
        LeftConversation("durand"),
        ("left_conversation", "durand"),
        "Claire Durand quitte la conversation, les deux autres continuent",
        None,
    ),
    (
        RecordingBegan("durand"),
        ("recording_began", "durand"),
        "Claire Durand enregistre la conversation : tous deux l'ont entendu",
        None,
    ),
    (RecordingEnded("durand"), ("recording_ended", "durand"), "L'enregistrement est terminé", None),
    (
        TakenBack("durand"),
        ("taken_back", "durand"),
        "Claire Durand reprend l'appelant : personne d'autre ne l'a pris",
        None,
    ),
    (
        LeftMeanwhile("durand"),
        ("left_meanwhile", "durand"),
        "Claire Durand a raccroché avant qu'un autre ne prenne l'appel",
        None,
    ),
    (
        PageLost("durand"),
        ("page_lost", "durand"),
        "Claire Durand n'a plus sa page : l'appelant attend son retour",
        None,
    ),
    (CameBack("durand"), ("came_back", "durand"), "Claire Durand est de retour dans la conversation", None),
    (
        NotBack("durand"),
        ("not_back", "durand"),
        "Claire Durand n'est pas de retour à temps : l'appel continue sans",
        None,
    ),
    (
        TookByRingingBack("durand"),
        ("rung_back", "durand"),
        "Claire Durand a appelé la ligne pour prendre cet appel",
        None,
    ),
    (TookCall("call-0"), ("took_call", "call-0"), "Prend l'appel qui l'attendait", None),
    (Unreached("no_answer"), ("unreached", "no_answer"), "L'appelant n'a pas répondu", None),
    (Unreached("busy"), ("unreached", "busy"), "L'appelant était en ligne", None),
    (
        Refused(Refusal.UNKNOWN_NUMBER, "+33972999999"),
        ("unknown_number", "+33972999999"),
        "Numéro inconnu : +33972999999",
        ("Numéro inconnu", "+33972999999"),
    ),
    (Refused(Refusal.NO_ROOM), ("no_room", ""), "Refusé, trop d'appels à la fois", None),
    (
        Refused(Refusal.NO_CODEC),
        ("no_codec", ""),
        f"{CAPITAL} (488) : l'opérateur n'offre ni PCMA ni PCMU",
        (f"{CAPITAL} (488), l'opérateur n'offre ni PCMA ni PCMU", ""),
    ),
    (
        Refused(Refusal.UNSUPPORTED, "100rel"),
        ("unsupported", "100rel"),
        f"{CAPITAL} (420) : l'opérateur exige une extension SIP qu'elle n'a pas (100rel)",
        (f"{CAPITAL} (420), l'opérateur exige une extension SIP qu'elle n'a pas", "100rel"),
    ),
    (
        Refused(Refusal.SHORT_SESSION),
        ("short_session", ""),
        f"{CAPITAL} (422) : l'opérateur impose une durée de session trop courte",
        (f"{CAPITAL} (422), l'opérateur impose une durée de session trop courte", ""),
    ),
    (
        Refused(Refusal.NO_LEG),
        ("no_leg", ""),
        f"{CAPITAL} (503) : toutes ses branches étaient prises",
        (f"{CAPITAL} (503), toutes ses branches étaient prises", ""),
    ),
    (
        Refused(Refusal.BY_BOX, "403"),
        ("refused_by_box", "403"),
        f"{CAPITAL} (403), avant toute réponse",
        (f"{CAPITAL} avant toute réponse", "403"),
    ),
]


@pytest.mark.parametrize(("note", "row", "line", "parts"), TOLD)
def test_a_note_is_told_alike_wherever_it_is(
    note: Note, row: tuple[str, str], line: str, parts: tuple[str, str] | None
) -> None:
    assert plain_row(note) == row
    assert note_line(note, company()) == line
    assert note_parts(note, company()) == (parts or (line, ""))


@pytest.mark.parametrize("note", [note for note, *_ in TOLD])
def test_a_note_is_the_same_once_kept_and_read(note: Note) -> None:
    assert note_of(*row_of(note)) == note


def test_every_kind_of_note_is_tried_here() -> None:
    assert {type(note) for note, *_ in TOLD} == set(get_args(Note))
    assert {row[0] for _, row, *_ in TOLD} == NOTE_NAMES


@pytest.mark.parametrize(("note", "row", "line", "parts"), [told for told in TOLD if isinstance(told[0], CameOnDuty)])
def test_a_call_of_before_reasons_were_values_is_told_alike(
    note: Note, row: tuple[str, str], line: str, parts: tuple[str, str]
) -> None:
    before = note_of(*row)
    assert before is not None
    assert plain_row(before) == row
    assert note_line(before, company()) == line
    assert note_parts(before, company()) == parts


def test_an_agent_whose_identifier_is_in_the_sentence_is_named_in_their_place() -> None:
    before = note_of("on_call", "petit : remplace place (échange du 24/12)")
    assert isinstance(before, OnDutyBefore)
    assert written_text(before.reason, {"place": "Léa Place"}) == "remplace Léa Place (échange du 24/12)"


@pytest.mark.parametrize(("name", "detail"), [("menu", "urgence"), ("greeting", "open"), ("", ""), ("later", "x")])
def test_what_is_no_note_is_read_as_none(name: str, detail: str) -> None:
    assert note_of(name, detail) is None


@pytest.mark.parametrize(
    "detail", ["", "{", "{}", '{"agent": 1}', "x" * 100_000, '{"agent":"durand","reason":{"type":"?"}}']
)
def test_a_detail_that_cannot_be_read_is_told_as_it_stands(detail: str) -> None:
    note = note_of("on_call", detail)
    assert note is not None
    assert detail.partition(" : ")[0] in note_line(note, company())
