"""Whoever opens a form and sends it as it stands changes nothing: no field shows less than what is in force."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.company.document import document_text
from appliance.company.model import Company
from appliance.store.accounts.accounts import Role
from appliance.store.company_file import load_company_file
from appliance.store.settings.snapshot import load_company, save_company
from tests.web.site_world import World
from tests.web.visit import Form, Forms, Visit, sent_by_browser

DATA = Path(__file__).parents[1] / "data"
LINK = re.compile(r'href="(/[^"#]*)')
# Pages of calls, of hours that were done, and of a hundred sentences of ours: one of these is enough.
NOT_SETTINGS = re.compile(
    r"/(?:static|moi|appels|messages|releves|planning/donner|annonces/phrase/catalogue/(?!menu_again))"
)
# Buttons that do what they say whatever the fields hold; « Dire » puts what is proposed, where nothing is told yet.
ACTS = (
    "Ajouter des places",
    "Annuler ce changement",
    "Clore",
    "Dire ce qui manque",
    "Envoyer",
    "Essayer",
    "Fermer",
    "Monter",
    "Ne plus la dire",
    "Nouvelle adresse",
    "Publier",
    "Revenir",
    "Réinitialiser",
    "Se déconnecter",
    "Supprimer",
    "Vérifier",
    "Voir",
    "Écouter",
    "Ôter",
)
# Forms of what is not there yet, and those that answer « Rien ne change ».
BEGUN = re.compile(
    r"/(?:\w+/)*(?:nouveau|nouvelle|absence|clients|jetons|comptes|mot-de-passe|second-facteur)"
    r"|/planning/(?:rotation|creneau)\?.*|/lignes/\w+:forcer"
)


def kind(address: str) -> str:
    """The address less the values of its query, but for the place of what it edits."""
    return re.sub(r"(?<!place)=[^&]*", "", address)


def pages(visit: Visit) -> Iterator[tuple[str, str]]:
    """Every page of settings that links lead to, one of each kind: its address, its text."""
    asked, waiting = set[str](), ["/"]
    while waiting:
        path = waiting.pop(0)
        answer = visit.client.get(path, follow_redirects=True)
        text = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        answer.close()
        assert answer.status_code < 500, path
        yield path, text
        for link in (one.replace("&amp;", "&") for one in LINK.findall(text)):
            if kind(link) not in asked and not NOT_SETTINGS.match(link):
                asked.add(kind(link))
                waiting.append(link)


def saved(text: str) -> Iterator[tuple[Form, tuple[str, str, str]]]:
    """Each form of a page with each of its buttons that saves it."""
    parser = Forms()
    parser.feed(text)
    for form in parser.found:
        for name, value, said in form.buttons:
            words = " ".join(said.split())
            if form.method == "post" and not words.startswith(ACTS):
                yield form, (name, value, words)


def company_of(world: World) -> Company:
    found = load_company(world.database)
    assert found is not None
    return found


@pytest.mark.parametrize("file", ["company-everything.yml", "company-unusual.yml"])
def test_a_form_that_is_sent_as_it_was_opened_changes_nothing(world: World, file: str) -> None:
    save_company(world.database, load_company_file(DATA / file))
    boss = world.signed_in(Role.ADMINISTRATOR, agent="durand", name="boss")
    before, changed, refused, sent = company_of(world), [], [], 0
    for path, text in list(pages(boss)):
        for form, (name, value, words) in saved(text):
            fields = [*form.sent, (name, value)] if name else form.sent
            answer = boss.client.post(form.action or path, data=sent_by_browser(fields))
            answer.close()
            sent += 1
            if answer.status_code >= 400 and not BEGUN.fullmatch(f"{path}:forcer" if value == "force" else path):
                refused.append((path, words, answer.status_code))
            if document_text(company_of(world)) != document_text(before):
                changed.append((path, words))
                save_company(world.database, before)
    assert (changed, refused) == ([("/lignes/personnel", "Dire dès maintenant")], [])
    assert sent > 60
