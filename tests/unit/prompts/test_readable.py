"""What text may be given to an engine."""

import pytest

from appliance.prompts.speech import MAX_WORD, SpeechError, readable


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Bonjour, tapez 1.", "Bonjour, tapez 1."),
        ("<speed level='300'>Vite</speed>", "speed level='300' Vite /speed"),
        ("Martin & Fils", "Martin et Fils"),
        ("Tapez # puis *", "Tapez dièse puis étoile"),
        ("coupé\0ici", "coupé ici"),
        ("L’attente « un peu » longue…", "L'attente un peu longue..."),
        ("Merci 😀 !", "Merci !"),
        ("cafe\u0301", "café"),
        ("deux\nlignes\u2028ici\x1b[31m", "deux lignes ici 31m"),
        ("4, 0, 7", "4, 0, 7"),
    ],
)
def test_a_text_is_cleaned_of_all_but_what_is_said(written: str, said: str) -> None:
    assert readable(written) == said


def test_cleaning_twice_changes_nothing() -> None:
    once = readable("<b>Martin & Fils</b> — tapez # ; « merci »…")
    assert readable(once) == once


def test_a_long_word_is_cut_where_the_engine_would_hang() -> None:
    assert max(map(len, readable("a" * 900).split())) == MAX_WORD


@pytest.mark.parametrize("text", ["", "   ", "...", "😀😀", "\0", "<>"])
def test_a_text_with_nothing_to_say_is_refused(text: str) -> None:
    with pytest.raises(SpeechError, match="ne contient rien à dire"):
        readable(text)


def test_letters_of_another_alphabet_are_refused_by_name() -> None:
    with pytest.raises(SpeechError, match="ne sait pas dire : 你 好"):
        readable("Bonjour 你好")


def test_a_text_of_more_than_a_thousand_characters_is_refused() -> None:
    with pytest.raises(SpeechError, match="trop longue"):
        readable("a" * 5000)


def test_an_error_quotes_a_hostile_text_on_one_line() -> None:
    with pytest.raises(SpeechError) as error:
        readable("你\n\x1b[2J" * 300)
    assert "\n" not in str(error.value)
    assert "\x1b" not in str(error.value)
