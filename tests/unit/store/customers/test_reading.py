"""A list of customers, however a spreadsheet wrote it."""

from __future__ import annotations

import pytest

from appliance.company.numbers import caller_number
from appliance.store.customers.cells import CellError, order_of, phone_of, phones_of
from appliance.store.customers.columns import Role, columns_of
from appliance.store.customers.reading import Entry, Refused, read_list
from appliance.store.customers.sheet import SheetError, lines_of

SHEET = 'Téléphone;Commande;Nom;Annonce;Ville\r\n01 22 33 44 55;40719;Hôtel "Bellevue";ascenseur bloqué;Évian\r\n'


def entries(content: bytes) -> list[Entry | Refused]:
    return list(read_list(content, "FR").found)


def the_hotel(content: bytes) -> Entry:
    (found,) = entries(content)
    assert isinstance(found, Entry)
    return found


@pytest.mark.parametrize(
    "content",
    [
        SHEET.encode("cp1252"),
        SHEET.encode("utf-8"),
        SHEET.encode("utf-8-sig"),
        SHEET.encode("utf-16"),
        SHEET.encode("utf-16-be"),
        SHEET.encode("utf-16-le"),
        SHEET.replace(";", ",").encode(),
        SHEET.replace(";", "\t").encode("utf-16"),
        ("sep=;\r\n" + SHEET).encode(),
        SHEET.replace("\r\n", "\r").encode(),
        ("\r\n\r\n" + SHEET + ";;;;\r\n").encode(),
    ],
)
def test_any_way_of_writing_a_csv_is_read_the_same(content: bytes) -> None:
    found = the_hotel(content)
    assert found.numbers == ("+33122334455",)
    assert found.customer.order == "40719"
    assert found.customer.name == 'Hôtel "Bellevue"'
    assert found.customer.said == "ascenseur bloqué"
    assert found.customer.more == (("Ville", "Évian"),)


def test_a_quoted_line_end_is_part_of_its_cell_and_the_lines_after_keep_their_number() -> None:
    sheet = 'Tél;Nom\r\n0122334455;"Hôtel\r\nBellevue; Évian"\r\n;\r\nrien;Personne\r\n'
    hotel, nobody = entries(sheet.encode())
    assert isinstance(hotel, Entry)
    assert hotel.customer.name == "Hôtel Bellevue; Évian"
    assert isinstance(nobody, Refused)
    assert nobody.line == 5
    assert "« rien » n'est pas un numéro de téléphone" in nobody.why


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("612345678", "+33612345678"),
        ("6,12345678E+08", "+33612345678"),
        ("6.12345678E+08", "+33612345678"),
        ("612345678.0", "+33612345678"),
        ("'06 12 34 56 78", "+33612345678"),
        ("06.12.34.56.78", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("33612345678", "+33612345678"),
        ("0033612345678", "+33612345678"),
        ("0696 12 34 56", "+596696123456"),
        ("+32 2 000 00 01", "+3220000001"),
    ],
)
def test_a_number_is_read_as_a_spreadsheet_left_it(cell: str, number: str) -> None:
    assert phone_of(cell, "FR") == number


@pytest.mark.parametrize("number", ["0122334455", "0612345678", "0696123456", "0639981234", "0639123456", "0970123456"])
def test_the_short_way_reads_a_french_number_as_the_long_one(number: str) -> None:
    assert phone_of(number, "FR") == caller_number(number, "FR")


def test_a_number_rounded_by_the_spreadsheet_is_refused_with_what_to_do() -> None:
    with pytest.raises(CellError, match="format Texte"):
        phone_of("6,12E+08", "FR")
    with pytest.raises(CellError, match="format Texte"):
        order_of("4,07E+09")


def test_a_cell_may_have_several_numbers() -> None:
    assert phones_of("01 22 33 44 55 / 06 12 34 56 78", "FR") == (["+33122334455", "+33612345678"], [])
    assert phones_of("0122334455 ou 0612345678", "FR") == (["+33122334455", "+33612345678"], [])


@pytest.mark.parametrize("cell", ["0612345678 (bureau)", "06 12 34 56 78 - Mme Martin", "+33 (0)6 12 34 56 78"])
def test_whose_a_number_is_may_stand_beside_it(cell: str) -> None:
    assert phones_of(cell, "FR") == (["+33612345678"], [])


def test_a_number_is_taken_though_the_one_beside_it_is_none() -> None:
    assert phones_of("06 12 34 56 78 / 79", "FR") == (["+33612345678"], ["« 79 » n'est pas un numéro de téléphone"])


def test_an_order_is_its_digits_whatever_zeros_the_spreadsheet_took() -> None:
    assert order_of("CMD-0040719") == order_of("40719") == "40719"
    assert order_of("  ") is None
    with pytest.raises(CellError):
        order_of("à venir")


def test_a_line_with_one_good_cell_is_taken_and_its_bad_one_told() -> None:
    (found,) = entries("Tél;Commande\n12;40719\n".encode())
    assert isinstance(found, Entry)
    assert found.customer.order == "40719"
    assert found.remarks


def test_a_line_by_which_nobody_could_be_found_is_refused() -> None:
    (found,) = entries("Tél;Nom\n;Durand\n".encode())
    assert found == Refused(2, "ni numéro de téléphone, ni commande")


def test_the_columns_are_known_by_their_headings() -> None:
    found = columns_of(["N° de commande", "TÉL. FIXE", "Portable 2", "Fax tél", "Raison sociale", "Consigne", "Note"])
    assert [one.role for one in found] == [
        *(Role.ORDER, Role.PHONE, Role.PHONE, Role.MORE, Role.NAME, Role.SAID, Role.MORE)
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\r\n\r\n",
        b"Ville;Pays\r\nLyon;France\r\n",
        b"PK\x03\x04...",
        b'T\xe9l;Nom\n"01223344' + b"5" * 30_000,
    ],
)
def test_what_is_no_list_gets_a_sentence(content: bytes) -> None:
    with pytest.raises(SheetError) as refused:
        entries(content)
    assert str(refused.value)[0].isupper()


def test_what_a_customer_s_name_hides_is_taken_out_and_long_texts_are_cut() -> None:
    (found,) = entries(f"Tél;Nom;Annonce;Notes\n0122334455;Hô\u202etel;{'x' * 500};{'y' * 5000}\n".encode())
    assert isinstance(found, Entry)
    assert found.customer.name == "Hôtel"
    assert len(found.customer.said) == 120
    assert len(found.customer.more[0][1]) == 500


def test_lines_are_read_as_they_are_asked_for() -> None:
    found = lines_of(b"T\xe9l\n0122334455\n" * 3)
    assert next(found) == (1, ["Tél"])


def test_a_file_as_wide_as_no_list_is_refused() -> None:
    with pytest.raises(SheetError, match="201 colonnes"):
        columns_of(["Téléphone", *map(str, range(200))])


def test_only_what_separates_cells_is_believed_of_excel_s_own_line() -> None:
    assert list(lines_of(b'sep="\nTel;Nom\n')) == [(1, ['sep="']), (2, ["Tel", "Nom"])]
