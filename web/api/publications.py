"""Publications of a line's planning: listed, proposed, made. A publication is made of a proposal that was read."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

from msgspec import Meta

from appliance.calls.text_lengths import MOTIVE
from appliance.company.model import Company, Line
from appliance.notify.post import mails_of, post_words
from appliance.notify.proposals import LONGEST_DAYS, changes_of, fingerprint, mute_of, publish_noted
from appliance.notify.publishing import Proposal, Publisher, propose
from appliance.notify.words import notice_text
from appliance.planning.publication import Notice
from appliance.store.publications.publications import list_publications, read_publication
from web.api.company import company_of, line_of
from web.api.fields import NO_CONTROL, Asked, Day, Instant, Told
from web.api.gate import sight, token
from web.api.operation import Answer, Group, Match, Right, check_version
from web.api.problems import Refusal
from web.api.shifts import Days
from web.frame.site import Site, current_site

BAD_DAYS = f"Le dernier jour (to) doit suivre le premier (from), de {LONGEST_DAYS} jours au plus."
URGENT = "reason : dites le motif, le délai est de moins d'un jour franc."
Reason = Annotated[str, Meta(max_length=MOTIVE, pattern=NO_CONTROL)]


class NewPublication(Asked, rename={"first": "from", "last": "to"}):
    """Les jours de la proposition lue. `reason` : demandé quand le délai est de moins d'un jour franc."""

    first: Day
    last: Day
    reason: Reason = ""


class AgentChanges(Told):
    """Ce qui change pour un intervenant, dans les mots de son courriel."""

    name: str
    changes: list[str]


class ProposalTold(Told):
    """Ce qu'une publication changerait. `mute` : qui n'a pas de courriel. Son ETag sert à publier."""

    line: str
    notice: Notice
    notice_text: str | None
    first_change: Instant | None
    agents: list[AgentChanges]
    mute: list[str]


class AddresseeTold(Told):
    """Un intervenant prévenu, et quand il a dit l'avoir lu."""

    agent: str
    name: str
    acknowledged_at: Instant | None


class PublicationTold(Told, rename={"first": "from", "last": "to"}):
    """Une publication, jours compris. `mail` : si ses courriels sont partis, sinon pourquoi."""

    number: int
    line: str
    line_name: str
    first: date
    last: date
    published_at: Instant
    published_by: str
    notice: Notice
    reason: str | None
    agents: list[AddresseeTold]
    mail: str


class Publications(Told):
    """Les publications d'une ligne, la dernière d'abord ; 100 au plus."""

    publications: list[PublicationTold]


publication_operations = Group(
    "Publications"
)  # `/lines/<line>/publications`, `/lines/<line>/proposal`, `/publications/<number>`


@publication_operations.add(
    "GET", "/lines/<line>/publications", Right.READ, "Les publications", answer=Publications, errors=(404, 409)
)
def list_line_publications(line: str) -> Publications:
    """Qui a été prévenu, et qui l'a lu."""
    site = current_site()
    known = line_of(company_of(site), line)
    found = list_publications(site.database, known.id)[:100]
    return Publications(publications=[told(site, one) for one in found])


@publication_operations.add(
    "GET", "/publications/<number>", Right.READ, "Une publication", answer=PublicationTold, errors=(404,)
)
def read_a_publication(number: str) -> PublicationTold:
    """La même chose, d'une seule."""
    site = current_site()
    digits = number.isascii() and number.isdigit() and len(number) < 10
    found = read_publication(site.database, int(number)) if digits else None
    if found is None:
        raise Refusal(404, "Il n'y a pas de publication de ce numéro.")
    return told(site, found)


@publication_operations.add(
    "GET",
    "/lines/<line>/proposal",
    Right.READ,
    "Ce qu'une publication changerait",
    query=Days,
    answer=ProposalTold,
    etag=True,
    errors=(404, 409),
)
def read_proposal(line: str, query: Days) -> Answer:
    """Rien n'est écrit ni envoyé."""
    site = current_site()
    company = company_of(site)
    known = line_of(company, line)
    made = proposed(site, company, known, query.first, query.last)
    return Answer(proposal_told(company, known, made), fingerprint(made))


@publication_operations.add(
    "POST",
    "/lines/<line>/publications",
    Right.WRITE,
    "Publier",
    body=NewPublication,
    answer=PublicationTold,
    status=201,
    match=Match.MUST,
    errors=(404, 409),
)
def publish_planning(line: str, body: NewPublication) -> Answer:
    """Avec l'ETag de la proposition lue : on ne publie que ce que l'on a vu. `mail` : où en sont les courriels."""
    site = current_site()
    company = company_of(site)
    known = line_of(company, line)
    made = proposed(site, company, known, body.first, body.last)
    check_version(fingerprint(made))
    reason = body.reason.strip() or None
    if made.notice is Notice.URGENT and reason is None:
        raise Refusal(422, URGENT)
    publisher = Publisher(token().author, site.now(), site.config.public_url)
    record = publish_noted(
        site.database, company, known, body.first, body.last, publisher, reason, noted_at=site.real_clock()
    )
    return Answer(told(site, record), location=f"/api/v1/publications/{record['number']}")


def proposed(site: Site, company: Company, line: Line, first: date, last: date) -> Proposal:
    """What these days would change. Refusal, StoreError."""
    if not timedelta(0) <= last - first < timedelta(days=LONGEST_DAYS):
        raise Refusal(422, BAD_DAYS)
    return propose(site.database, company, line, first, last, site.now())


def proposal_told(company: Company, line: Line, made: Proposal) -> ProposalTold:
    changes = changes_of(company, line, made)
    return ProposalTold(
        line=line.id,
        notice=made.notice,
        notice_text=notice_text(made.notice, made.first_change, line.timezone),
        first_change=made.first_change,
        agents=[AgentChanges(name=name, changes=told) for name, told in changes.items()],
        mute=mute_of(company, made),
    )


def told(site: Site, record: dict[str, Any]) -> PublicationTold:
    """StoreError."""
    mails = mails_of(site.database, record["number"])
    return PublicationTold(
        number=record["number"],
        line=record["line_id"],
        line_name=record["line_name"],
        first=record["first_day"],
        last=record["last_day"],
        published_at=record["published_at"],
        published_by=record["published_by"],
        notice=Notice(record["notice"]),
        reason=sight(site).text(record["reason"]) if record["reason"] else None,
        agents=[
            AddresseeTold(agent=one["agent_id"], name=one["agent_name"], acknowledged_at=one["acknowledged_at"])
            for one in record["addressees"]
        ],
        mail=sight(site).text(post_words(mails, site.config.mail, record["timezone"])),
    )
