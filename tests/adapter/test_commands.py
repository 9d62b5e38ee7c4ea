"""Command text: what can be carried arrives as it is, what cannot is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.switch.commands import (
    Dial,
    checked_line,
    checked_number,
    checked_uuid,
    checked_word,
    execute_lines,
    file_argument,
    originate,
    play_and_get_digits,
    set_variable_arguments,
)
from appliance.switch.errors import UnsafeText

LEG = "11111111-2222-3333-4444-555555555555"


def dial(**changes: object) -> Dial:
    return Dial(**{"uuid": LEG, "gateway": "operator", "number": "0612345678", **changes})  # type: ignore[arg-type]


def test_an_agents_telephone_is_dialled_on_its_own_leg_that_comes_back_to_our_socket() -> None:
    command = originate(
        dial(
            presented="+33172000000",
            ring_seconds=25,
            variables={"astreinte_caller": LEG, "empty": ""},
            application="socket",
            argument="127.0.0.1:8084 async full",
        )
    )
    assert command == (
        "'{ignore_early_media=true,hangup_after_bridge=true,origination_caller_id_number=+33172000000,"
        f"astreinte_caller={LEG},origination_uuid={LEG},originate_timeout=26}}sofia/gateway/operator/0612345678'"
        " '&socket(127.0.0.1:8084 async full)'"
    )


def test_a_variable_may_be_changed_but_not_the_identity_of_the_leg() -> None:
    variables = {"ignore_early_media": "ring_ready", "origination_uuid": "other", "originate_timeout": "900"}
    command = originate(dial(variables=variables))
    assert "ignore_early_media=ring_ready" in command
    assert f"origination_uuid={LEG},originate_timeout=61}}" in command


@pytest.mark.parametrize(
    "number", ["", "12", "1" * 16, "06 12", "0612345678,0899", "0612345678\n", "++33", "٠٦١٢٣", "a"]
)
def test_a_number_that_is_not_digits_is_never_dialled(number: str) -> None:
    with pytest.raises(UnsafeText):
        originate(dial(number=number))
    if number:
        with pytest.raises(UnsafeText):
            originate(dial(presented=number))
    with pytest.raises(UnsafeText):
        checked_number(number)


@pytest.mark.parametrize(
    "text", ["'", '"', "\\", "{", "}", "[", "]", "|", "`", ":_:", "${x}", "$", "\n", "\0", " x", "x "]
)
def test_a_variable_that_could_break_out_of_the_dial_string_is_refused(text: str) -> None:
    value = text if text != text.strip() and text.strip() == "x" else f"a{text}b"
    with pytest.raises(UnsafeText):
        originate(dial(variables={"name": value}))


@pytest.mark.parametrize("name", ["", "a b", "a=b", "a,b", "a}", "1a", "é", "a" * 81])
def test_a_variable_has_the_name_of_a_variable(name: str) -> None:
    with pytest.raises(UnsafeText):
        originate(dial(variables={name: "x"}))
    with pytest.raises(UnsafeText):
        set_variable_arguments(LEG, name, "x")


@pytest.mark.parametrize("argument", ["a)", "(a", "a'b", "a]b", "a,b", "$a", "a\nb"])
def test_an_application_of_a_dial_string_takes_no_argument_that_could_break_out(argument: str) -> None:
    with pytest.raises(UnsafeText):
        originate(dial(application="socket", argument=argument))


@pytest.mark.parametrize("gateway", ["", "a/b", "a,b", "a b", "a|b", "-a"])
def test_a_gateway_is_one_word(gateway: str) -> None:
    with pytest.raises(UnsafeText):
        originate(dial(gateway=gateway))
    with pytest.raises(UnsafeText):
        checked_word(gateway)


@pytest.mark.parametrize("text", ["", "all", LEG + "\n", LEG[:-1], LEG + " x", "%s"])
def test_a_leg_is_named_by_its_uuid_and_nothing_else(text: str) -> None:
    with pytest.raises(UnsafeText):
        checked_uuid(text)
    with pytest.raises(UnsafeText):
        originate(dial(uuid=text))


@given(st.text())
def test_no_text_adds_a_line_or_an_expansion_to_a_command(text: str) -> None:
    try:
        lines = [*execute_lines(LEG, "playback", text), *set_variable_arguments(LEG, "name", text)]
    except UnsafeText:
        return
    assert not any(char in line for line in lines for char in "\r\n\0$")
    assert all(line.encode().decode() == line for line in lines)


@given(st.text(alphabet="ab ',=}{[]|\\\"<>;:_$é\n"))
def test_a_variable_that_is_carried_is_read_back_as_it_was_by_freeswitch(text: str) -> None:
    try:
        command = originate(dial(variables={"before": "1", "name": text, "after": "2"}))
    except UnsafeText:
        return
    read = variables_read(command)
    assert read.get("name", "") == text
    assert (read["before"], read["after"], read["origination_uuid"]) == ("1", "2", LEG)


def variables_read(command: str) -> dict[str, str]:
    """What switch_separate_string and switch_event_create_brackets make of it: words, then commas, then one `=`."""
    first_word = command[1 : command.index("'", 1)]
    inside = first_word[1 : first_word.index("}")]
    pairs = inside.replace("\\,", "\0").split(",")
    return {name: value.strip().replace("\0", ",") for name, _, value in (pair.partition("=") for pair in pairs)}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("plain", "'plain'"),
        ("", "''"),
        (" l'astreinte d'hier ", "' l\\'astreinte d\\'hier '"),
        ("a\\nb", "'a\\\\nb'"),
    ],
)
def test_a_value_is_quoted_so_that_freeswitch_stores_it_as_it_is(value: str, written: str) -> None:
    assert set_variable_arguments(LEG, "name", value) == (LEG, "name", written)


@pytest.mark.parametrize("argument", ["%[a=b]x", "%,[a=b]x", "  %[a=b]x"])
def test_an_argument_cannot_bring_variables_of_its_own(argument: str) -> None:
    with pytest.raises(UnsafeText):
        execute_lines(LEG, "playback", argument)


@pytest.mark.parametrize("application", ["", "play back", "Playback", "log::x", "system\n"])
def test_an_application_is_one_lower_case_word(application: str) -> None:
    with pytest.raises(UnsafeText):
        execute_lines(LEG, application)


def test_a_line_may_hold_accents_and_no_break_spaces() -> None:
    assert checked_line("log é\u00a0: œuf") == "log é\u00a0: œuf"
    with pytest.raises(UnsafeText):
        checked_line("x" * 70_000)


@pytest.mark.parametrize("path", ["/srv/prompts/menu.wav", "/home/hélène/a-b_c.1.wav"])
def test_a_sound_file_is_an_absolute_path(path: str) -> None:
    assert file_argument(path) == path


@pytest.mark.parametrize(
    "path", ["", "menu.wav", "/a/../b", "//host/x", "/a b", "/a'b", "/a!b", "/{x}/b", "/$x", "shout://x", "/a\n"]
)
def test_what_is_not_a_plain_absolute_path_is_refused(path: str) -> None:
    with pytest.raises(UnsafeText):
        file_argument(path)


@pytest.mark.parametrize("word", ["", "a b", "a'b", "a\\d"])
def test_an_argument_of_play_and_get_digits_is_one_word(word: str) -> None:
    with pytest.raises(UnsafeText):
        play_and_get_digits(word, "key")
