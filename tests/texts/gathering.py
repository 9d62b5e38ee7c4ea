"""What the site says, as a gettext catalogue: templates, what Python says on pages, scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from jinja2 import Environment

from appliance.prompts.languages import KNOWN
from tests.texts.python_sources import sentences
from web.texts.dates import DATE, OF_SOMEBODY, WHOSE, WORDS
from web.texts.scripts import rewritten_script
from web.texts.templates import rewritten

ROOT = Path(__file__).parents[2]
POT = ROOT / "web" / "texts" / "site.pot"
TEMPLATES, SCRIPTS = ROOT / "web" / "templates", ROOT / "web" / "static"
OPTIONS = {"trim_blocks": True, "lstrip_blocks": True}  # as web/__init__.py has them
# Rooms whose words reach pages; `prompts` speaks on the telephone, `notify` writes letters.
WORDED = (
    "web",
    *(f"appliance/{room}" for room in ("planning", "company", "calls", "store", "simulator", "checks", "door")),
    *(f"appliance/{room}" for room in ("disclosure", "statements", "documents", "notify")),
    *(f"appliance/{name}.py" for name in ("config", "config_words", "gateways", "hidden_letters")),
    *(f"appliance/prompts/{name}.py" for name in ("build", "languages")),
)
VENDORED = {"jssip.js"}
OF_PAGES = re.compile(
    r"^web/|(?:_words|/places|/zone_names|/holidays|/languages)\.py$"
)  # where a word alone is read by somebody
UNSEEN = re.compile(r"/vocabulary\.py$|/migrations/")  # comments of the company's file, which is French
COMMENT = """\
Texts of the site of Astreinte, which is French. Made by `make texts`; not to be edited.
A place in braces is filled by the page; a translation may move or leave out any, and adds none."""

Found = tuple[str, str | None, str]  # a sentence, that it stands in if any, its file


def all_texts() -> Iterator[Found]:
    """Every one of them, file after file."""
    yield from of_templates()
    for place in WORDED:
        path = ROOT / place
        for source in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            name = str(source.relative_to(ROOT))
            said = () if UNSEEN.search(name) else sentences(source, bool(OF_PAGES.search(name)))
            yield from ((text, None, name) for text, _ in said)
    yield from of_scripts()
    yield from ((word, DATE, "web/texts/dates.py") for word in WORDS)
    yield from ((language.name, None, "appliance/prompts/languages.py") for language in KNOWN.values())
    yield OF_SOMEBODY, WHOSE, "web/texts/dates.py"


def of_templates() -> Iterator[Found]:
    """Those that templates say."""
    environment, found = Environment(**OPTIONS), list[Found]()  # type: ignore[arg-type]  # noqa: S701 — nothing is rendered
    for path in sorted(TEMPLATES.rglob("*.html")):
        name = str(path.relative_to(ROOT))
        rewritten(
            path.read_text(encoding="utf-8"),
            environment,
            lambda said, within, line, name=name: found.append((said, within, name)),  # type: ignore[func-returns-value,misc]
        )
    return iter(found)


def of_scripts() -> Iterator[Found]:
    """Those that scripts say."""
    found = list[Found]()
    for path in sorted(SCRIPTS.rglob("*.js")):
        if path.name not in VENDORED:
            name = str(path.relative_to(ROOT))
            rewritten_script(
                path.read_text(encoding="utf-8"),
                lambda said, line, name=name: found.append((said, None, name)),  # type: ignore[func-returns-value,misc]
            )
    return iter(found)


def catalogue() -> Catalog:
    """All of them, each with the files that say it."""
    made = Catalog(domain="site", project="Astreinte", header_comment=COMMENT, fuzzy=False)
    for text, within, name in all_texts():
        made.add(text, locations=[(name, 0)], context=within)
    return made


def as_pot() -> bytes:
    """The catalogue as a file, which says no date: the same texts make the same file."""
    written = BytesIO()
    write_po(written, catalogue(), width=120, include_lineno=False, omit_header=True)
    return header() + written.getvalue()


def header() -> bytes:
    """What translators' tools want to know."""
    comment = "".join(f"# {line}\n" for line in COMMENT.splitlines())
    kinds = ("MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit")
    return (comment + 'msgid ""\nmsgstr ""\n' + "".join(f'"{kind}\\n"\n' for kind in kinds) + "\n").encode()
