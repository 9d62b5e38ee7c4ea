"""The monthly statement printed: a spreadsheet that a program reads, a page that a person signs."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from pypdf import PdfReader

from appliance.documents.page import characters
from appliance.documents.sheet import Sheet, given_text, rule_text
from appliance.documents.statement_csv import HEADER, statement_csv
from appliance.documents.statement_pdf import statement_pdf
from appliance.planning.compensation import Basis, Compensation, Due, Part, Scale
from appliance.planning.hour_kinds import Kind
from appliance.planning.statement import Statement, sum_of
from appliance.planning.statement_edition import corrected, first_edition
from tests.unit.planning.test_statement import ALWAYS, statement, team, took

RULE = Compensation(on_call=Scale({Basis.HOUR: Decimal("2.5")}, {}, {Kind.NIGHT: Decimal(25)}))
PRINTED = datetime(2026, 12, 2, 9, tzinfo=UTC)


def busy(rule: Compensation = RULE, note: str = "Porte remise en service") -> Statement:
    call = took("2026-11-13 03:10:12", "2026-11-13 03:17:40", after=timedelta(minutes=45), notes=(note,))
    return statement(team("sav", ALWAYS), rule=rule, interventions=[call])


def rows(sheet: Sheet) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(statement_csv(sheet).decode("utf-8-sig")), delimiter=";"))


def text_of(sheet: Sheet) -> str:
    pages = PdfReader(io.BytesIO(statement_pdf(sheet))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\xa0", " ").split())


def test_the_spreadsheet_is_one_that_a_french_one_opens() -> None:
    content = statement_csv(Sheet(busy(), PRINTED))
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines()[0].split(";") == list(HEADER)
    total = next(row for row in rows(Sheet(busy(), PRINTED)) if row["rubrique"] == "total astreinte")
    assert (total["heures total"], total["heures nuit"]) == ("720,0000", "180,0000")


def test_the_hours_of_the_spreadsheet_add_up_to_its_totals() -> None:
    found = rows(Sheet(busy(), PRINTED))
    for what, whole in (("astreinte", "total astreinte"), ("intervention", "total interventions")):
        parts = sum(hours(row["heures total"]) for row in found if row["rubrique"] == what)
        assert parts == sum(hours(row["heures total"]) for row in found if row["rubrique"] == whole)
    euros = sum(hours(row["montant en euros"]) for row in found if row["rubrique"] == "compensation")
    assert euros == busy().amount


def hours(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


@pytest.mark.parametrize("note", ["=HYPERLINK(1)", "+33", "-2", "@SUM(A1)", "\t=1", "\r=1", "|x"])
def test_no_cell_is_a_formula(note: str) -> None:
    for row in rows(Sheet(replace(busy(note=note), name=note, agent=note), PRINTED)):
        assert not any(cell.strip().startswith(("=", "+", "-", "@", "|")) for cell in row.values())
        assert not any("\t" in cell or "\r" in cell for cell in row.values())


def test_the_page_says_who_when_how_much_and_by_which_law() -> None:
    told = text_of(Sheet(busy(), PRINTED))
    for said in (
        "Relevé mensuel d'astreinte",
        "Serrurerie Martin",
        "Claire Durand",
        "novembre 2026",
        "Provisoire, établi le mercredi 2 décembre 2026 à 10 h",
        "720 h 00",
        "0 h 52 min 28 s",
        "Porte remise en service",
        "Seule la durée de l'intervention est du temps de travail effectif (Code du travail, art. L3121-9)",
        "L3121-10",
        "R3121-2",
        "date et signature",
        "Page 1/",
    ):
        assert said in told, said


@pytest.mark.parametrize(
    ("basis", "quantity", "said"),
    [
        (Basis.HOUR, "45.5", "45 h 30 × 2,50 € = 113,75 €"),
        (Basis.HOUR, "0.2817", "16 min 54 s × 2,50 € = 0,70 €"),
        (Basis.WEEK, "1.8571", "13 jours sur 7 × 2,50 € = 4,64 €"),
        (Basis.PERIOD, "3", "3 × 2,50 € = 7,50 €"),
    ],
)
def test_what_is_counted_is_read_in_hours_with_the_rule_beside_it(basis: Basis, quantity: str, said: str) -> None:
    rate, kind = Decimal("2.5"), Kind.NIGHT if basis is Basis.HOUR else None
    amount = (Decimal(quantity) * rate).quantize(Decimal("0.01"))
    due = Due(Part.ON_CALL, basis, kind, Decimal(quantity), rate, None, Decimal(0), amount, timedelta(0))
    assert f"{rule_text(due)} = {given_text(due)}".replace("\u00a0", " ") == said


def test_the_zone_and_the_first_of_a_month_are_printed_as_people_write_them() -> None:
    told = text_of(Sheet(busy(), datetime(2026, 12, 1, 9, tzinfo=UTC)))
    assert "novembre 2026, à l'heure de Paris" in told
    assert "établi le mardi 1ᵉʳ décembre 2026 à 10 h" in told
    assert "□" not in told


def test_without_a_rule_the_compensation_is_for_the_company_to_settle() -> None:
    empty = Sheet(busy(Compensation()), PRINTED)
    assert "à fixer par l'entreprise" in text_of(empty)
    assert "€" not in text_of(empty)
    assert any("à fixer" in row["libellé"] for row in rows(empty))


def test_an_edition_is_printed_again_to_the_byte_and_shows_its_corrections() -> None:
    closed = first_edition(busy(), PRINTED, "C. Vidal")
    second = corrected(closed, "d" * 64, replace(busy(), on_call={Kind.DAY: timedelta(hours=5)}), PRINTED, "C. Vidal")
    assert second is not None
    first, later = (Sheet(second.statement, PRINTED + timedelta(days=days), second, "e" * 64) for days in (1, 300))
    assert statement_pdf(first) == statement_pdf(later)
    assert statement_csv(first) == statement_csv(later)
    told = text_of(first)
    assert "Édition 2, corrigée le mercredi 2 décembre 2026" in told
    assert "Corrections après clôture" in told
    assert "e" * 64 in told.replace(" ", "")
    assert [row["libellé"] for row in rows(first) if row["rubrique"] == "correction après clôture"]


def test_a_long_month_goes_over_pages_that_are_numbered() -> None:
    calls = [
        took(f"2026-11-{day:02} {hour:02}:00", f"2026-11-{day:02} {hour:02}:20", f"{day}-{hour}")
        for day in range(1, 31)
        for hour in (1, 9, 20)
    ]
    sheet = Sheet(statement(team("sav", ALWAYS), rule=RULE, interventions=calls), PRINTED)
    pages = PdfReader(io.BytesIO(statement_pdf(sheet))).pages
    assert len(pages) > 4
    for number, page in enumerate(pages, 1):
        assert f"Page {number}/{len(pages)}" in page.extract_text().replace("\xa0", " ")
    assert "30 h 00" in text_of(sheet)
    assert sum_of(sheet.statement.work) == timedelta(hours=30)


def test_what_the_font_lacks_does_not_stop_the_page() -> None:
    assert "Zoë" in text_of(Sheet(replace(busy(), name="Zoë 東京 😀 Ng\u0169"), PRINTED))


def test_the_font_has_every_character_of_ours() -> None:
    assert set(map(ord, "éèêëàâäùûüîïôöçœæÉÈÀÇŒ€«»’–→□\u00a0·°")) <= characters()
