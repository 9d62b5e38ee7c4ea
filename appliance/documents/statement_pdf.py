"""The monthly statement as a page to sign (Code du travail R3121-2: a document for each employee, each month)."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.documents.page import Column, Page
from appliance.documents.sheet import (
    NOT_SETTLED,
    Sheet,
    due_label,
    notes_of,
    quantity_text,
    rate_text,
    rest_told,
    rule_told,
    uplift_text,
    whole_or_dash,
)
from appliance.folding import listed
from appliance.planning.hour_kinds import ByKind, Kind
from appliance.planning.quantities import euros_text, hours_text, short_moment
from appliance.planning.spans import NOTHING
from appliance.planning.statement import InterventionHours, Statement, sum_of
from appliance.planning.statement_edition import KINDS
from appliance.planning.zone_names import town_of

LAW = (
    "Seule la durée de l'intervention est du temps de travail effectif (Code du travail, art. L3121-9). Hors "
    "intervention, l'astreinte est prise en compte pour le repos quotidien et le repos hebdomadaire (art. "
    "L3121-10). Ce document récapitule les heures d'astreinte du mois et la compensation correspondante (art. "
    "R3121-2) ; la compensation est celle que fixe l'accord applicable ou, à défaut, l'employeur (art. L3121-11 "
    "et L3121-12)."
)
REST_LAW = (
    "À titre d'information, à faire valider : 11 heures de repos quotidien consécutives (art. L3131-1), 35 heures "
    "de repos hebdomadaire (24 h de l'art. L3132-2 et 11 h). Lecture usuelle : l'intervention qui interrompt un "
    "repos le fait repartir en entier de sa fin, sauf s'il avait déjà été pris en entier. Les horaires de travail "
    "habituels ne sont pas connus ici."
)
HOW_COUNTED = (
    "Les heures d'astreinte sont celles du planning, tous niveaux confondus ; chaque moment compte une seule "
    "fois, même d'astreinte pour deux équipes. Elles comprennent le temps des interventions, compté à part "
    "ci-dessous comme travail. Un créneau à cheval sur deux mois est coupé à minuit."
)
HOW_WORKED = (
    "De l'acceptation de l'appel à sa fin, puis le trajet et le travail ajoutés par l'intervenant. Deux "
    "interventions qui se chevauchent ne comptent qu'une fois dans le total. Durées à la seconde."
)
KIND_COLUMNS = [Column(KINDS[kind].capitalize(), 14, numbers=True) for kind in Kind]
TOTAL = Column("Total", 15, numbers=True)
WIDE_COLUMNS = [Column(column.title, 24, numbers=True) for column in (*KIND_COLUMNS, TOTAL)]  # for times to the second


def statement_pdf(sheet: Sheet) -> bytes:
    """The whole statement, in French, A4. The same sheet gives the same bytes."""
    statement = sheet.statement
    title = f"Relevé d'astreinte, {statement.month.in_words}"
    page = Page(title, statement.company, f"{statement.company}, {title.lower()}, {statement.name}", sheet.dated)
    page.title_line("Relevé mensuel d'astreinte")
    _identity(page, sheet)
    _on_call(page, statement)
    _interventions(page, statement)
    _compensation(page, statement)
    _rests(page, statement)
    _corrections(page, sheet)
    page.heading("Références", room=30)
    page.paragraph(LAW, size=8)
    page.signatures(f"{statement.name}, date et signature :", f"Pour {statement.company}, date et signature :")
    return page.written()


def _identity(page: Page, sheet: Sheet) -> None:
    statement = sheet.statement
    pairs = [
        ("Entreprise", statement.company),
        ("Intervenant", statement.name),
        ("Mois", f"{statement.month.in_words}, à l'heure de {town_of(statement.timezone)}"),
        *statement.grounds,
        ("Document", sheet.standing),
    ]
    page.facts([*pairs, ("Empreinte", f"SHA-256 {sheet.digest}")] if sheet.digest else pairs)
    page.heading("En bref")
    rows = [
        ["Heures d'astreinte", *_cells(statement.on_call)],
        ["Interventions (travail effectif)", *_cells(statement.work)],
    ]
    page.grid([Column("", 40), *WIDE_COLUMNS], rows)
    given = [euros_text(statement.amount)] if statement.amount else []
    given += [f"{hours_text(statement.rest)} de repos"] if statement.rest else []
    if statement.rule.settled:
        page.paragraph(f"Compensation du mois : {listed(given) or 'aucune'}.", size=10)
    else:
        page.paragraph(NOT_SETTLED, size=10)
    for remark in statement.remarks:
        page.paragraph(f"À savoir : {remark}")


def _cells(hours: ByKind) -> list[str]:
    return [*(whole_or_dash(hours.get(kind, NOTHING)) for kind in Kind), whole_or_dash(sum_of(hours))]


def _on_call(page: Page, statement: Statement) -> None:
    page.heading("Périodes d'astreinte")
    if not statement.periods:
        page.paragraph("Aucune période d'astreinte ce mois-ci.")
        return
    rows = [
        [
            short_moment(period.start, statement.timezone),
            short_moment(period.end, statement.timezone),
            ", ".join(period.teams),
            *_cells(period.hours),
        ]
        for period in statement.periods
    ]
    columns = [Column("Du", 21), Column("Au", 21), Column("Équipes", 24), *KIND_COLUMNS, TOTAL]
    page.grid(columns, rows, total=["Total", "", "", *_cells(statement.on_call)])
    if len(statement.teams) > 1:
        page.heading("Astreinte par équipe")
        teams = [[team.team, ", ".join(team.lines), *_cells(team.hours)] for team in statement.teams]
        page.grid([Column("Équipe", 24), Column("Lignes", 28), *KIND_COLUMNS, TOTAL], teams)
        page.paragraph(
            "Ces lignes ne s'additionnent pas : un même moment peut compter pour deux équipes.", 8, grey=True
        )
    page.paragraph(f"{HOW_COUNTED} {rule_told(statement.rule)}", size=8, grey=True)


def _interventions(page: Page, statement: Statement) -> None:
    page.heading("Interventions")
    if not statement.interventions:
        page.paragraph("Aucune intervention ce mois-ci.")
        return
    columns = [
        Column("Acceptée", 25),
        Column("Fin de l'appel", 25),
        Column("Ligne, commande, notes", 44),
        Column("Trajet", 15, numbers=True),
        Column("Travail ajouté", 17, numbers=True),
        Column("Fin", 25),
        Column("Nature", 18),
        Column("Durée", 26, numbers=True),
    ]
    total = ["Total", "", "", "", "", "", "", hours_text(sum_of(statement.work))]
    page.grid(columns, [_intervention(one, statement.timezone) for one in statement.interventions], total)
    page.paragraph(HOW_WORKED, size=8, grey=True)


def _intervention(one: InterventionHours, timezone: str) -> list[str]:
    intervention = one.intervention
    called = intervention.call is not None
    return [
        short_moment(intervention.start, timezone),
        short_moment(intervention.call_end, timezone) if called else "sans appel",
        notes_of(one),
        whole_or_dash(intervention.travel),
        whole_or_dash(intervention.after),
        short_moment(intervention.end, timezone),
        ", ".join(KINDS[kind] for kind in Kind if one.hours.get(kind)),
        hours_text(sum_of(one.hours)),
    ]


def _compensation(page: Page, statement: Statement) -> None:
    page.heading("Compensation")
    if not statement.rule.settled:
        page.paragraph(NOT_SETTLED)
        return
    if not statement.dues:
        page.paragraph("Rien ce mois-ci, par la règle de l'entreprise.")
        return
    columns = [
        Column("Pour", 72),
        Column("Quantité", 20, numbers=True),
        Column("Taux", 30, numbers=True),
        Column("Majoration", 20, numbers=True),
        Column("Montant", 24, numbers=True),
        Column("Repos", 20, numbers=True),
    ]
    rows = [
        [
            due_label(due),
            quantity_text(due),
            rate_text(due),
            uplift_text(due) or "–",
            euros_text(due.amount) if due.rate else "–",
            whole_or_dash(due.rest),
        ]
        for due in statement.dues
    ]
    total: Sequence[str] = ["Total", "", "", "", euros_text(statement.amount), whole_or_dash(statement.rest)]
    page.grid(columns, rows, total)


def _rests(page: Page, statement: Statement) -> None:
    if not statement.rests:
        return
    page.heading("Repos après intervention")
    columns = [Column("Travail terminé", 40), Column("Repos, et reprise au plus tôt", 146)]
    rows = [
        [short_moment(rest.work_end, statement.timezone), rest_told(rest, statement.timezone)]
        for rest in statement.rests
    ]
    page.grid(columns, rows)
    page.paragraph(REST_LAW, size=8, grey=True)


def _corrections(page: Page, sheet: Sheet) -> None:
    if not sheet.corrections:
        return
    page.heading("Corrections après clôture")
    rows = [
        [str(correction.edition), short_moment(correction.made_at, sheet.statement.timezone), difference]
        for correction in sheet.corrections
        for difference in correction.differences
    ]
    page.grid([Column("Édition", 16), Column("Le", 26), Column("Ce qui a changé", 144)], rows)
