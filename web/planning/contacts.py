"""The line's contact card, for whoever is called by it: their telephone then knows the number, and may let it ring."""

from __future__ import annotations

from flask import Response, abort

from appliance.company.model import Company, Line
from appliance.company.own_lines import own_lines
from appliance.documents.contact_card import contact_card
from appliance.planning.wall_clock import wall_clock
from web.frame.gate import ALL, READERS, open_to
from web.frame.site import current_site
from web.lines.asked import line_asked
from web.lines.blueprint import pages as line_pages
from web.planning.my_duties import me
from web.planning.my_duties import pages as my_pages


@line_pages.get("/lignes/<key>/contact.vcf")
@open_to(READERS)
def line_card(key: str) -> Response:
    company, line = line_asked(current_site(), key)
    return downloaded(company, [line], f"astreinte-{line.id}")


@my_pages.get("/moi/contact.vcf")
@open_to(ALL)
def my_card() -> Response:
    """Of all the lines that may ring the agent, in one file."""
    site, (company, agent) = current_site(), me()
    lines = own_lines(company, agent, wall_clock(site.now(), company.timezone).date())
    return downloaded(company, lines, "astreinte") if lines else abort(404)


def downloaded(company: Company, lines: list[Line], name: str) -> Response:
    cards = b"".join(
        contact_card(f"astreinte-{line.id}", contact_name(line), company.name, numbers_shown(line)) for line in lines
    )
    answer = Response(cards, content_type="text/vcard; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.vcf"'
    answer.headers["Cache-Control"] = "no-cache, private"
    return answer


def numbers_shown(line: Line) -> list[str]:
    """Every number that a telephone may be shown for this line: its own, then those that operators want instead."""
    of_trunks = [trunk.own_number for trunk in current_site().config.trunks if trunk.own_number]
    return list(dict.fromkeys([*line.numbers, *of_trunks]))


def contact_name(line: Line) -> str:
    """« Astreinte SAV »: what a telephone shows when the line calls."""
    return line.name if line.name.casefold().startswith("astreinte") else f"Astreinte {line.name}"
