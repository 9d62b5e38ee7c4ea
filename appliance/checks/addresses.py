"""Every address of electronic mail that the company gives can be written to by this machine."""

from __future__ import annotations

from collections.abc import Iterator

from appliance.checks.finding import Finding, Where, of_agent, of_line, warning
from appliance.company.model import Company
from appliance.notify.mail import MailChannel

CODE = "unmailable"
SAID = "aucun courriel ne peut y partir (lettres accentuées, ou signes qu'une adresse n'a pas) ; corrigez-la."


def check_addresses(company: Company) -> Iterator[Finding]:
    """Agents', of who is responsible, then those that lines name. The address is not repeated: it is somebody's."""
    for agent in company.agents.values():
        if agent.mail is not None and not MailChannel.reaches(agent.mail):
            yield warning(CODE, of_agent(agent.id, company).inside(", adresse de courriel", "mail"), SAID)
    for place, named in enumerate(company.responsible, 1):
        if "@" in named and not MailChannel.reaches(named):
            where = Where(f"Responsables, {place}e à prévenir", ("company", "responsible", str(place - 1)))
            yield warning(CODE, where, SAID)
    for line in company.lines.values():
        for place, named in enumerate(line.tell, 1):
            if "@" in named and not MailChannel.reaches(named):
                where = of_line(line).inside(f", {place}e à prévenir", "tell", str(place - 1))
                yield warning(CODE, where, SAID)
