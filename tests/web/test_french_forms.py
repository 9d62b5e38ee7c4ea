"""The sentences of the library that reads forms are in French, whatever the form."""

from __future__ import annotations

import ast
from pathlib import Path

from wtforms import SelectField

from web.frame.french_form import FrenchPart

WEB = Path(__file__).parents[2] / "web"


class Choosing(FrenchPart):
    choice = SelectField("Choix", choices=["a"])


def test_what_the_library_says_of_a_form_is_in_french() -> None:
    form = Choosing(data={"choice": "b"})
    assert not form.validate()
    assert form.errors == {"choice": ["N'est pas un choix valide."]}


def test_no_form_is_built_on_the_library_itself() -> None:
    """One that was did without the language, a class out of three."""
    found = {
        str(path.relative_to(WEB))
        for path in WEB.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and {ast.unparse(base) for base in node.bases} & {"Form", "FlaskForm"}
    }
    assert found <= {"frame/french_form.py", "settings/editing.py", "settings/pages.py"}
