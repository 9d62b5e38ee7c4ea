"""The list of customers and orders: what it is, and what it, or the address, says of one number or order."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.calls.customers import Customer
from appliance.company.numbers import caller_number
from appliance.in_thread import in_thread
from appliance.store.customers.answers import KnownCustomers
from appliance.store.customers.lists import list_in_force
from web.api.calls import Caller
from web.api.company import company_of
from web.api.fields import Asked, Instant, Text, Told
from web.api.gate import token
from web.api.operation import Group, Right
from web.api.problems import Refusal
from web.frame.site import current_site

NO_NUMBERS = "Ce jeton ne donne pas droit aux numéros ; demandez-en un qui le permet."
ONE = "Donnez un numéro (caller) ou une commande (order), l'un des deux."


class ColumnTold(Told):
    """Une colonne de la liste, et ce qu'elle est pour la boîte."""

    heading: str
    role: str


class ListTold(Told):
    """Une liste. `not_kept` : ses lignes qui n'ont pas été prises."""

    title: str
    at: Instant
    kept: int
    not_kept: int
    columns: list[ColumnTold]


class ListInForce(Told):
    """La liste en vigueur ; `null` : aucune, et nul client n'est connu."""

    list: ListTold | None


class WhoAsked(Asked):
    """Un numéro, ou une commande."""

    caller: Caller | None = None
    order: Text | None = None


class FactTold(Told):
    """Une autre colonne : son titre, et ce qu'elle dit."""

    heading: str
    text: str


class CustomerTold(Told):
    """Une ligne de la liste. `said` : ce que l'intervenant entend."""

    name: str
    said: str
    order: str | None
    more: list[FactTold]


class CustomersTold(Told):
    """Les lignes trouvées ; aucune : personne de la liste."""

    customers: list[CustomerTold]


customer_operations = Group("Clients")  # `/customers`


@customer_operations.add("GET", "/customers", Right.READ, "La liste des clients", answer=ListInForce)
def read_list() -> ListInForce:
    """Ce qu'elle est ; ses lignes se demandent une à une."""
    found = list_in_force(current_site().database)
    if found is None:
        return ListInForce(list=None)
    columns = [ColumnTold(heading=one.heading, role=str(one.role)) for one in found.columns]
    return ListInForce(
        list=ListTold(title=found.title, at=found.at, kept=found.kept, not_kept=found.not_kept, columns=columns)
    )


@customer_operations.add(
    "GET", "/customers/known", Right.READ, "Qui est connu", query=WhoAsked, answer=CustomersTold, errors=(403, 409)
)
def who_is_known(query: WhoAsked) -> CustomersTold:
    """Ce que l'adresse, sinon la liste, dit d'un numéro ou d'une commande. Pour un jeton qui a droit aux numéros."""
    site = current_site()
    company = company_of(site)
    if not token().numbers:
        raise Refusal(403, NO_NUMBERS)
    if (query.caller is None) == (query.order is None):
        raise Refusal(422, ONE)
    customers = KnownCustomers(site.database)
    if query.order is not None:
        order = query.order
        return told(in_thread(lambda: customers.by_order(order) or ()))
    number = caller_number(query.caller, company.country)
    if number is None:
        raise Refusal(422, "caller : ce n'est pas un numéro entier ; écrivez par exemple 06 12 34 56 78.")
    return told(in_thread(lambda: customers.by_caller(number)))


def told(found: Sequence[Customer]) -> CustomersTold:
    return CustomersTold(
        customers=[
            CustomerTold(
                name=one.name,
                said=one.said,
                order=one.order,
                more=[FactTold(heading=heading, text=text) for heading, text in one.more],
            )
            for one in found
        ]
    )
