"""The child process that writes statements as files: sheets on stdin, `pdf` or `zip` in the command, bytes out.

A PDF of a month takes seconds of processor on a small box: the process that serves pages has none to spare.
"""

from __future__ import annotations

import io
import logging
import os
import pickle
import sys
import zipfile
from collections.abc import Callable, Sequence

from appliance.documents.sheet import Sheet
from appliance.documents.statement_csv import statement_csv
from appliance.statements.statement_book import file_name

POLITENESS = 5
DATED = (2001, 1, 1, 0, 0, 0)  # in a ZIP: the sheets carry their own dates, and the file then depends on them alone


def written(sheets: Sequence[Sheet], form: str) -> bytes:
    """One statement as a PDF, or as many as there are in a ZIP, each as a PDF and a CSV."""
    return zipped(sheets) if form == "zip" else writers()["pdf"](sheets[0])


def writers() -> dict[str, Callable[[Sheet], bytes]]:
    """How a statement is written in each form."""
    from appliance.documents.statement_pdf import statement_pdf  # its library is heavy: loaded by who prints

    return {"pdf": statement_pdf, "csv": statement_csv}


def zipped(sheets: Sequence[Sheet]) -> bytes:
    """A PDF and a CSV for each."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for sheet in sheets:
            for form, write in writers().items():
                archive.writestr(zipfile.ZipInfo(f"{file_name(sheet)}.{form}", DATED), write(sheet))
    return out.getvalue()


def main() -> int:
    """The sheets are those of the process that started this one, and of nobody else."""
    os.nice(POLITENESS)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    sheets: Sequence[Sheet] = pickle.load(sys.stdin.buffer)  # noqa: S301
    sys.stdout.buffer.write(written(sheets, sys.argv[1]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
