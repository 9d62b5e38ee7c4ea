"""A form over a part of the settings: shown, checked as one types, saved; the second of two people is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response
from wtforms import Field, Form, FormField
from wtforms.fields.list import FieldList

from appliance.calls.text_lengths import STATE
from appliance.checks import Finding, check_change
from appliance.company.model import Company
from appliance.door.settings import made
from appliance.store.accounts.audit import changed
from web.frame.asking import trouble_of
from web.frame.form_values import WaitField
from web.frame.french_form import FrenchForm
from web.frame.seen import Meanwhile, Seen, token
from web.frame.site import Site
from web.settings.saving import Refused, save_changed
from web.text_fields import Carried

Page = str | Response | tuple[str, int]
FRAGMENT = "X-Fragment"  # sent by check.js: the findings alone are wanted
SILENT = frozenset({"csrf_token", "seen"})


class EditForm(FrenchForm):
    """`seen`: the settings of which the page was made."""

    seen = Carried(longest=STATE)


@dataclass(frozen=True)
class Editing:
    """One page that edits. `form` makes its form for a company; `facts`: what it holds as the company stands.

    `edit` makes of a company what the form says. `done`: the address to go to, and what to say there. `act`: for the
    journal of changes. `well`: what a check says where it finds nothing, if not that no call is lost.
    """

    site: Site
    template: str
    act: str
    form: Callable[..., EditForm]
    facts: Callable[[Company], dict[str, Any]]
    edit: Callable[[Company, Any], Company]
    done: Callable[[], tuple[str, str]]
    well: str = ""

    def answer(self, **facts: object) -> Page:
        """The page for this request; `facts`: for its template. StoreError."""
        number, company = self.site.settings()
        if company is None or (fresh := self._as_it_stands(company)) is None:
            abort(404)
        if request.method == "GET":
            fresh.seen.data = token(number)
            return self._shown(fresh, facts)
        form = self.form(company)
        if not form.validate_on_submit():
            return self._shown(form, facts, 422)
        if request.form.get("do") == "check":
            return self._checked(company, form, facts)
        seen = Seen(self.site, form.seen.data or "", self._in_words, differing)
        try:
            save_changed(self.site, lambda now: self.edit(now, form), self.act, seen)
        except Meanwhile as error:
            form.seen.data = token(number)
            return self._shown(form, facts, 409, differences=error.told)
        except Refused as error:
            return self._shown(form, facts, 422, **trouble_of(error))
        address, said = self.done()
        flash(said)
        return redirect(address, code=303)

    def _as_it_stands(self, company: Company) -> EditForm | None:
        """The form of what a company has; None where it has no such thing."""
        try:
            return self.form(company, formdata=None, data=self.facts(company))
        except (KeyError, StopIteration):
            return None

    def _in_words(self, company: Company) -> dict[str, str] | None:
        form = self._as_it_stands(company)
        return told(form) if form is not None else None

    def _checked(self, company: Company, form: EditForm, facts: dict[str, object]) -> Page:
        """What saving would say, and nothing saved."""
        problems, found = would_say(self.site, company, lambda now: self.edit(now, form))
        if request.headers.get(FRAGMENT):
            return render_template("found.html", problems=problems, found=found, checked=True, well=self.well)
        return self._shown(form, facts, problems=problems, found=found, checked=True)

    def _shown(self, form: EditForm, facts: dict[str, object], status: int = 200, **more: object) -> Page:
        problems = more.pop("problems", None) or [one for told_of in errors_of(form) for one in told_of]
        if request.headers.get(FRAGMENT):
            return render_template("found.html", problems=problems, found=[], checked=True, well=self.well)
        return render_template(self.template, form=form, problems=problems, well=self.well, **facts, **more), status


def would_say(site: Site, company: Company, edit: Callable[[Company], Company]) -> tuple[list[str], list[Finding]]:
    """For what saving would be refused, and what it would newly be told."""
    try:
        after = made(edit, company)
    except Refused as error:
        return error.sentences, []
    errors, found = check_change(company, after, site.now())
    return [str(one) for one in errors], found


def told(form: Form) -> dict[str, str]:
    """Each field in words, by what it is called on the page."""
    return dict(_told(form, ""))


def _told(fields: Form | FieldList, under: str) -> Iterator[tuple[str, str]]:
    for number, field in enumerate(fields, 1):
        if field.short_name in SILENT:
            continue
        name = f"{under} {number}" if isinstance(fields, FieldList) else f"{under}, {field.label.text}".strip(" ,")
        if isinstance(field, FormField | FieldList):
            yield from _told(field.form if isinstance(field, FormField) else field, name)
        else:
            yield name, in_words(field)


def in_words(field: Field) -> str:
    """What a field holds, as it is read on the page."""
    choices = getattr(field, "choices", None)
    if choices:
        words = dict(choices.items() if isinstance(choices, dict) else choices)
        return str(words.get(field.data, field.data or ""))
    if isinstance(field, WaitField):
        return field.shown
    if isinstance(field.data, bool):
        return "oui" if field.data else "non"
    return "" if field.data is None else str(field.data).replace("\r\n", "\n").strip()


def differing(seen: dict[str, str] | None, now: dict[str, str]) -> list[str]:
    """What has changed since the page was shown, field by field."""
    known = seen or {}
    return [changed(name, known.get(name), now.get(name)) for name in known | now if known.get(name) != now.get(name)]


def errors_of(form: Form) -> Iterator[list[str]]:
    """The errors of its fields, whatever their depth."""
    for field in form:
        inner = field.form if isinstance(field, FormField) else field if isinstance(field, FieldList) else None
        if inner is not None:
            yield from errors_of(inner)
        elif field.errors:
            yield [f"{field.label.text} : {error}" for error in field.errors]
