"""An A4 page of ours: one font, a heading, tables that go over the page with their heading, « Page 1/3 »."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace

FONTS = Path(__file__).parent / "fonts"
REGULAR, BOLD = FONTS / "LiberationSans-Regular.ttf", FONTS / "LiberationSans-Bold.ttf"
MARGIN = 15.0  # mm
GREY, PALE, INK, ACCENT = (110, 110, 110), (238, 241, 245), (25, 28, 33), (28, 63, 110)
LINE = 4.6  # mm, of text at 9 points


@dataclass(frozen=True)
class Column:
    """A column of a table. `width`: its share of the page; `numbers`: set to the right."""

    title: str
    width: int
    numbers: bool = False


class Page(FPDF):
    """`footer_text` stands at the foot of every page, `dated` (aware) is when the document says it was made."""

    def __init__(self, title: str, author: str, footer_text: str, dated: datetime) -> None:
        super().__init__(format="A4")
        self.footer_text = printable(footer_text)
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(True, margin=MARGIN + 6)
        self.add_font("sans", "", REGULAR)
        self.add_font("sans", "B", BOLD)
        self.set_title(printable(title))
        self.set_author(printable(author))
        self.set_lang("fr-FR")
        self.set_creation_date(dated)
        self.add_page()

    def footer(self) -> None:
        """Called by fpdf2 at the end of each page."""
        self.set_y(-MARGIN - 2)
        self._style(7, GREY)
        self.cell(self.epw * 0.82, 4, self.footer_text, new_x=XPos.RIGHT, new_y=YPos.TOP)
        self.cell(self.epw * 0.18, 4, f"Page {self.page_no()}/{{nb}}", align="R")

    def title_line(self, text: str, size: float = 17) -> None:
        """The title of the document."""
        self._style(size, ACCENT, bold=True)
        self.multi_cell(0, size * 0.5, printable(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(1)

    def heading(self, text: str, room: float = 24) -> None:
        """The heading of a part; on a new page when less than `room` (mm) is left for what follows."""
        if self.will_page_break(room):
            self.add_page()
        self.ln(3.5)
        self._style(11, ACCENT, bold=True)
        self.cell(0, 6, printable(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_draw_color(*ACCENT)
        self.line(self.l_margin, self.y, self.l_margin + self.epw, self.y)
        self.ln(1.5)

    def paragraph(self, text: str, size: float = 9, grey: bool = False) -> None:
        """A paragraph over the whole width."""
        self._style(size, GREY if grey else INK)
        self.multi_cell(0, size * 0.48, printable(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(0.8)

    def facts(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Names in grey, what they are beside them."""
        for name, said in pairs:
            self._style(9, GREY)
            self.cell(34, LINE, printable(name), new_x=XPos.RIGHT, new_y=YPos.TOP)
            self._style(9, INK)
            self.multi_cell(self.epw - 34, LINE, printable(said), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def grid(
        self, columns: Sequence[Column], rows: Sequence[Sequence[str]], total: Sequence[str] | None = None
    ) -> None:
        """A table; its heading comes again on each page, its last row, `total`, stands out."""
        self._style(8, INK)
        self.set_draw_color(200, 204, 210)
        heading = FontFace(emphasis="BOLD", color=INK, fill_color=PALE)
        with self.table(
            col_widths=tuple(column.width for column in columns),
            text_align=tuple("RIGHT" if column.numbers else "LEFT" for column in columns),
            headings_style=heading,
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            line_height=4.2,
            padding=(0.5, 0.8),
            width=self.epw,
        ) as table:
            for row in ([column.title for column in columns], *rows):
                table.row([printable(cell) for cell in row])
            if total is not None:
                table.row([printable(cell) for cell in total], style=heading)
        self.ln(1.5)

    def signatures(self, left: str, right: str) -> None:
        """Two frames to sign in, never split from their words."""
        height, width = 30.0, (self.epw - 8) / 2
        if self.will_page_break(height + 6):
            self.add_page()
        self.ln(4)
        top = self.y
        for place, text in enumerate((left, right)):
            x = self.l_margin + place * (width + 8)
            self.set_draw_color(*GREY)
            self.rect(x, top, width, height)
            self.set_xy(x + 2, top + 1.5)
            self._style(8, GREY)
            self.multi_cell(width - 4, 4, printable(text), align="L")
        self.set_y(top + height)

    def written(self) -> bytes:
        """The document."""
        return bytes(self.output())

    def _style(self, size: float, color: tuple[int, int, int], bold: bool = False) -> None:
        self.set_font("sans", "B" if bold else "", size)
        self.set_text_color(*color)


def printable(text: str) -> str:
    """The text on one line, less what the font cannot show: `□` stands for it."""
    known = characters()
    return "".join(letter if ord(letter) in known else "□" for letter in text.replace("\n", " "))


@cache
def characters() -> frozenset[int]:
    """What both weights of the font can show."""
    found: frozenset[int] = frozenset.intersection(*(frozenset(TTFont(path).getBestCmap()) for path in (REGULAR, BOLD)))
    return found
