"""Order numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.calls import orders
from appliance.calls.number_words import LONGEST, example, lengths, longest, sentences_of, what_is_wrong
from appliance.company.model import NumberRule


@pytest.mark.parametrize(("pattern", "most"), [(r"\d{5}", 5), (r"40\d{3}", 5), (r"\d{3,8}", 8), (r"(12|345)", 3)])
def test_the_caller_types_no_more_digits_than_the_pattern_can_take(pattern, most):
    assert longest(NumberRule(True, pattern)) == most


def test_a_pattern_without_end_still_ends():
    assert longest(NumberRule(True, r"\d+")) == LONGEST


def test_a_number_must_match_the_whole_pattern():
    rule = NumberRule(True, r"\d{5}")
    assert orders.accepts(rule, "40719")
    assert not orders.accepts(rule, "4071")
    assert not orders.accepts(rule, "407190")
    assert not orders.accepts(rule, "4*719")


@pytest.mark.parametrize(
    ("pattern", "typed", "words"),
    [
        (r"\d{5}", "407", "compte cinq chiffres."),
        (r"\d", "40", "compte un chiffre."),
        (r"4\d{4}", "407", "compte cinq chiffres."),
        (r"\d{4,6}", "407", "compte de quatre à six chiffres."),
        (r"\d{5,6}", "407", "compte cinq ou six chiffres."),
        (r"\d{5}|\d{8}", "407", "compte cinq ou huit chiffres."),
        (r"\d{3}|\d{5}|\d{8}", "4071", "compte trois, cinq ou huit chiffres."),
        (r"(12|345)", "1", "compte deux ou trois chiffres."),
        (r"40?\d{3}", "4", "compte quatre ou cinq chiffres."),
        (r"\d{1,12}", "", "compte au plus douze chiffres."),
        (r"\d{20}", "4", "compte vingt chiffres."),
    ],
)
def test_what_is_wrong_is_told_from_the_rule(pattern, typed, words):
    assert what_is_wrong("order", NumberRule(True, pattern), typed).text == f"Un numéro de commande {words}"


RULES = (r"\d{5}", r"4\d{4,6}", r"(12|345)\d", r"[0-4]?\d{2}|\d{8}", r"40?1", r"\d{1,12}", r"(\d{3}|7\d)[5-9]{2}")


@given(st.sampled_from(RULES).flatmap(lambda rule: st.tuples(st.just(rule), st.from_regex(rule, fullmatch=True))))
def test_no_number_by_the_rule_has_another_length_than_those_that_are_told(found):
    pattern, number = found
    rule = NumberRule(True, pattern)
    assert len(number) in lengths(rule)
    assert orders.accepts(rule, example(rule))


@pytest.mark.parametrize(
    ("pattern", "typed"),
    [
        (r"4\d{4}", "50719"),  # of the right length
        (r"\d+", "4*"),
        (r"\d{1}|\d{3}|\d{5}|\d{7}|\d{9}", "40"),
        (r"(\d)\1", "4"),
    ],
)
def test_what_cannot_be_told_in_words_is_told_without_them(pattern, typed):
    wrong = what_is_wrong("order", NumberRule(True, pattern), typed)
    assert (wrong.name, wrong.text) == ("order_again", "Nous n'avons pas reconnu ce numéro de commande.")


def test_the_sentence_of_a_rule_is_spoken_beforehand():
    assert [each.fixed for each in sentences_of("code", NumberRule(True, r"\d{4}"))] == [True]


@pytest.mark.parametrize(("pattern", "name"), [(r"\d{5}", "order_ask"), (r"\d{4,6}", "order_ask_end")])
def test_the_hash_key_is_told_of_only_where_a_number_may_go_on(pattern, name):
    assert orders.asking(orders.Question("order", NumberRule(True, pattern))).name == name
