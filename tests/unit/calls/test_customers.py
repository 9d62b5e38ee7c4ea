"""What the list of customers says is whispered: after the choice, bounded, and the call goes on without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from appliance.calls.call_context import Outcome
from appliance.calls.customers import Customer, Customers, cut, known_caller, told_in_a_whisper
from appliance.checks.waits import estimated
from appliance.company.model import Audience, Company
from appliance.prompts.catalogue import whisper, without_customer
from appliance.simulator import people
from appliance.simulator.people import Caller
from tests.unit.calls.rehearsal import DURAND, Simulation, company, simulate

CALLER = "+33612345678"
HOTEL = Customer("Hôtel Bellevue", "ascenseur bloqué, contrat prioritaire", "40719", (("Ville", "Évian"),))


@dataclass
class Listed:
    """A list in memory. Implements `Customers`."""

    callers: dict[str, list[Customer]] = field(default_factory=dict)
    orders: dict[str, list[Customer]] | None = None

    def by_caller(self, number: str) -> Sequence[Customer]:
        return self.callers.get(number, [])

    def by_order(self, digits: str) -> Sequence[Customer] | None:
        return None if self.orders is None else self.orders.get(digits, [])


def whispered(customers: Customers, *keys: str, **facts: object) -> str:
    call = simulate(Caller(keys or ("1",)), {DURAND: people.accepts()}, customers=customers, **facts)
    assert call.outcome is Outcome.CONNECTED
    return words_of(call)


def words_of(call: Simulation) -> str:
    heard = [getattr(seen.cue, "sentence", None) for seen in call.stage.seen]
    return next(one.text for one in heard if one and one.name == "whisper")


def test_a_customer_s_name_and_line_come_after_the_choice() -> None:
    assert whispered(Listed({CALLER: [HOTEL]})) == (
        "Astreinte, Urgence serrurerie. Pour prendre l'appel, tapez 1 ; pour refuser, tapez 2. "
        "Client Hôtel Bellevue, ascenseur bloqué, contrat prioritaire. Appel du 06, 12, 34, 56, 78. "
        "Pour réécouter, tapez 3."
    )


def test_the_order_typed_tells_who_calls_before_the_number() -> None:
    other = Customer("Durand")
    customers = Listed({CALLER: [other]}, {"40719": [HOTEL]})
    assert "Client Hôtel Bellevue" in whispered(customers, "2", "40719", "1")
    assert "Client Durand" in whispered(customers, "1")


def test_who_is_not_in_the_list_or_hides_is_whispered_as_before() -> None:
    assert "Client" not in whispered(Listed())
    assert "Client" not in whispered(Listed({CALLER: [HOTEL]}), number=None)


def test_a_colleague_s_code_is_no_order() -> None:
    staff = replace(company().lines["urgence"], audience=Audience.STAFF)
    made = replace(company(), lines={"urgence": staff})
    assert "Client" not in whispered(Listed({CALLER: [HOTEL]}), settings=made)


def test_what_is_whispered_of_a_customer_is_bounded() -> None:
    longest = told_in_a_whisper(Customer("Nom " * 60, "mot " * 100))
    assert longest is not None
    assert len(longest) <= 125
    text = whisper("Urgence", "1" * 20, "+447911123456", customer=longest).text
    assert estimated(whisper("Urgence", None, None, customer=longest)) < 25
    assert text.index("tapez 1") < text.index("Client")


def test_a_text_is_cut_between_two_words() -> None:
    assert cut("ascenseur bloqué, contrat", 18) == "ascenseur bloqué"
    assert cut("x" * 30, 10) == "x" * 10


def test_a_hostile_name_is_letters_alone_when_it_is_said() -> None:
    text = whisper("SAV", None, None, customer="<break time='9999s'/>&${system reboot}").text
    assert not set("<>&${}") & set(text)


def test_the_whisper_without_its_customer_is_the_whisper_of_nobody() -> None:
    whole, plain = (whisper("SAV", "42", CALLER, customer=one) for one in ("Hôtel", None))
    assert without_customer(whole) == plain
    assert without_customer(plain) is None


def test_several_lines_of_one_number_tell_what_they_have_in_common() -> None:
    other = replace(HOTEL, said="garantie", order="40720")
    assert known_caller(Listed({CALLER: [HOTEL, other]}), CALLER, None) == Customer(
        "Hôtel Bellevue", "", None, (("Ville", "Évian"),)
    )
    assert known_caller(Listed({CALLER: [HOTEL, Customer("Durand")]}), CALLER, None) is None


CHECKED = company(check_orders=True)
KNOWN = Listed(orders={"40719": [HOTEL]})


def asked(*keys: str, customers: Customers = KNOWN, settings: Company = CHECKED) -> Simulation:
    call = simulate(Caller(("2", *keys)), {DURAND: people.accepts()}, customers=customers, settings=settings)
    assert call.outcome is Outcome.CONNECTED, "nobody is refused for an order number"
    return call


def test_an_order_that_is_in_no_list_is_said_so_and_typed_once_more() -> None:
    call = asked("55555", "1", "40719", "1")
    assert "order_unknown" in call.heard
    assert call.journal.order_number == "40719"


def test_then_the_caller_is_served_with_what_they_typed() -> None:
    call = asked("55555", "1", "66666", "1")
    assert call.heard.count("order_unknown") == 1
    assert call.journal.order_number == "66666"


def test_the_same_number_or_silence_keeps_the_first_one() -> None:
    assert asked("55555", "1", "55555").journal.order_number == "55555"
    assert asked("55555", "1", "").journal.order_number == "55555"
    assert asked("55555", "1", "*").journal.order_number == "55555"


def test_nothing_is_said_of_a_known_order_nor_without_a_list_nor_where_the_line_does_not_want_it() -> None:
    assert "order_unknown" not in asked("40719", "1").heard
    assert "order_unknown" not in asked("55555", "1", customers=Listed()).heard
    assert "order_unknown" not in asked("55555", "1", settings=company()).heard
