"""Réglages: what a company decides, each with its present value; exported and imported, difference first."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.wrappers import Response as AnyResponse

from appliance.calls.text_lengths import FILE, STATE
from appliance.checks import check_change, check_company
from appliance.company.model import Company
from appliance.company.numbers import readable
from appliance.company.places import calendar_name, clock_name, country_name
from appliance.company.retention import message_days_kept, months_kept, talk_days_kept
from appliance.company.voice import voice_kept
from appliance.config import Config
from appliance.door import settings
from appliance.in_thread import in_thread
from appliance.notify.told_people import responsible_people
from appliance.store.accounts.audit import list_audit
from appliance.store.codes import codes_missing, with_kept_codes
from appliance.store.company_file import CompanyFileErrors, read_company, write_company
from appliance.store.company_file.annotation import write_annotated
from appliance.store.company_file.compensation_facts import compensation_facts
from appliance.store.company_file.differences import whole_differences
from appliance.store.company_file.facts import machine_words, storm_words
from appliance.store.errors import Overtaken
from appliance.store.settings.snapshot import revision
from appliance.store.upkeep.forgotten_words import AGED
from web.frame.bounds import takes_company_files
from web.frame.gate import MANAGERS, READERS, account, open_to
from web.frame.seen import token
from web.frame.site import current_site
from web.settings.blueprint import pages
from web.settings.machine_facts import SENTENCE_WORDS, voice_words
from web.settings.saving import tell_saved
from web.text_fields import Carried, Lines

Page = str | AnyResponse | tuple[str, int]
PROOFS = 5  # nights on which something went for its age; the rest is in the journal of changes
NAME = "entreprise.yml"  # how the problems of a text are told: entreprise.yml:12:5


class ImportForm(FlaskForm):
    """The text, or a file that takes its place. `seen`: the revision against which the difference was shown."""

    text = Lines("Le fichier de l'entreprise, en YAML", render_kw={"rows": 16, "spellcheck": "false"}, longest=FILE)
    file = FileField("Ou choisissez le fichier", render_kw={"accept": ".yml,.yaml,text/yaml"})
    seen = Carried(longest=STATE)


@pages.get("/reglages")
@open_to(READERS)
def page() -> Page:
    site = current_site()
    company = site.company()
    if company is None:
        return render_template("settings/page.html", company=None)
    gone = list_audit(site.database, limit=PROOFS, acts=[AGED])
    words = company_words(company, site.config)
    return render_template("settings/page.html", company=company, forgotten=gone, **words)


def company_words(company: Company, config: Config) -> dict[str, object]:
    """What the company decides, as its page says it."""
    return {
        "zone": clock_name(company.timezone),
        "country": country_name(company.country),
        "holidays": calendar_name(company.holidays),
        "voice": voice_words(voice_kept(company, config.speech_engine)),
        "sentences": SENTENCE_WORDS[company.neural_sentences],
        "months": months_kept(company, config.forget_months),
        "message_days": message_days_kept(company, config.forget_months),
        "talk_days": talk_days_kept(company, config.forget_months),
        "rule": compensation_facts(company.compensation),
        "apart": [
            *(f"{readable(one.number, company.country)}, {one.name} : bloqué" for one in company.blocked_callers),
            *(f"{readable(one.number, company.country)}, {one.name} : prioritaire" for one in company.vip_callers),
        ],
        "storm": storm_words(company),
        "responsible": [one.name for one in responsible_people(company)],
        "machines": [machine_words(one, readable(one.number, company.country)) for one in company.machines],
        "transcribed": config.transcription is not None,
        "allowed": [f"{readable(one.number, company.country)}, {one.name}" for one in company.allowed_numbers],
    }


@pages.get("/reglages/entreprise.yml")
@open_to(MANAGERS)
def export() -> Response:
    company = current_site().company()
    if company is None:
        return Response("", status=404)
    write = write_annotated if "annote" in request.args else write_company
    answer = Response(write(company), content_type="text/yaml; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{NAME}"'
    return answer


@pages.route("/reglages/importer", methods=["GET", "POST"])
@open_to(MANAGERS)
@takes_company_files
def bring() -> Page:
    form = ImportForm()
    if not form.validate_on_submit():
        return shown(form), 422 if form.is_submitted() else 200
    if problems := take_file(form):
        return shown(form, problems=problems), 422
    text = form.text.data or ""
    try:
        company = in_thread(lambda: read_company(text, NAME))  # seconds, for the largest, and as long of a hostile one
    except CompanyFileErrors as error:
        return shown(form, problems=str(error).splitlines()), 422
    return looked_at(form, company)


def looked_at(form: ImportForm, company: Company) -> Page:
    """Show what would change; write it when the same was shown before, and nothing that loses calls is in it."""
    site = current_site()
    live, number = site.company(), revision(site.database)
    missing, typed = list(codes_missing(live, company)), company
    company = in_thread(lambda: with_kept_codes(live, typed))  # to hash those of a large company takes minutes
    found, told = check_company(company, site.now()), whole_differences(live, company) if live else []
    errors = check_change(live, company, site.now())[0]
    facts: dict[str, object] = {
        "company": company,
        "live": live,
        "differences": told,
        "found": found,
        "missing": missing,
        "errors": errors,
    }
    if errors:
        return shown(form, **facts), 422
    if request.form.get("do") != "save" or company == live:
        form.seen.data = token(number)
        return shown(form, **facts)
    if form.seen.data != token(number):
        form.seen.data = token(number)
        return shown(form, meanwhile=True, **facts), 409
    return saved(form, company, number, facts)


def saved(form: ImportForm, company: Company, number: int, facts: dict[str, object]) -> Page:
    site = current_site()
    who, now, at = account().name, site.now(), site.real_clock()
    try:
        made = settings.put(site.database, company, by=who, now=now, at=at, seen=number)
    except Overtaken:
        return shown(form, meanwhile=True, **facts), 409
    tell_saved(site, made)
    flash("Les réglages sont importés ; les prochains appels les suivent.")
    return redirect(url_for("settings.page"), code=303)


def shown(form: ImportForm, **facts: object) -> str:
    return render_template("settings/import.html", form=form, **facts)


def take_file(form: ImportForm) -> list[str]:
    """Put the text of the file, if one was chosen, in the place of what was typed; what is wrong with it."""
    file = form.file.data
    if not file or not file.filename:
        return []
    try:
        form.text.data = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return ["Le fichier n'est pas en UTF-8 : enregistrez-le de nouveau dans ce codage."]
    return []
