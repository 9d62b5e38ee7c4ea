"""The planning published with proof: what would change, whether it is early enough, then the publication itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms.validators import InputRequired

from appliance.calls.text_lengths import MOTIVE
from appliance.company.model import Company, Line
from appliance.company.names import agent_names
from appliance.folding import folded
from appliance.notify.post import NO_SERVER, mails_of, post_words
from appliance.notify.proposals import LONGEST_DAYS, fingerprint, mute_of, publish_noted, records_of
from appliance.notify.publication_reminder import remind, waited_for
from appliance.notify.publishing import Publisher, propose
from appliance.notify.told_changes import told_changes
from appliance.notify.words import notice_text
from appliance.planning.months import end_of_next_month
from appliance.planning.publication import Notice
from appliance.planning.wall_clock import wall_clock
from appliance.store.publications.publications import list_publications, read_publication
from web.frame.account_names import people_of
from web.frame.form_values import DayField
from web.frame.french_form import FrenchForm
from web.frame.gate import MANAGERS, READERS, account, open_to
from web.frame.site import current_site
from web.planning.own_publication import publisher_words
from web.planning.published_words import ADDED, by_name, changed_people, kind_of, named_months, planning_title
from web.sight import own_sight
from web.text_fields import Text

Record = dict[str, Any]
Page = str | Response | tuple[str, int]
BAD_DAYS = "Le dernier jour doit suivre le premier, à 400 jours au plus."


class PublishForm(FrenchForm):
    """Days, both included, and why it is so late."""

    du = DayField("Premier jour", validators=[InputRequired("Donnez le premier jour.")])
    au = DayField("Dernier jour, compris", validators=[InputRequired("Donnez le dernier jour.")])
    motif = Text("Motif", longest=MOTIVE)


pages = Blueprint("publishing", __name__, template_folder="templates")  # `/publications` and what is under it


def line_asked(company: Company | None) -> Line:
    if company is None or not company.lines:
        abort(404)
    return company.lines.get(request.args.get("ligne", "")) or next(iter(company.lines.values()))


@pages.route("/publications", methods=["GET", "POST"])
@open_to(READERS)
def page() -> Page:
    site = current_site()
    company = site.company()
    line = line_asked(company)
    assert company is not None  # noqa: S101 - it has a line
    if request.method == "POST":
        return publish_line(company, line)
    form = PublishForm(formdata=request.args if "du" in request.args else None)
    if "du" not in request.args:
        form.du.data = wall_clock(site.now(), line.timezone).date()
        form.au.data = end_of_next_month(form.du.data)
    problem = None if span_is_good(form) else BAD_DAYS
    return shown(company, line, form, problem=problem)


def publish_line(company: Company, line: Line) -> Page:
    site = current_site()
    if account().role not in MANAGERS:
        abort(403)
    form = PublishForm()
    if not form.validate_on_submit() or not span_is_good(form):
        return shown(company, line, form, problem=BAD_DAYS), 422
    first, last, reason = form.du.data, form.au.data, (form.motif.data or "").strip() or None
    made = propose(site.database, company, line, first, last, site.now())
    if fingerprint(made) != request.form.get("seen", ""):
        told = "Le planning a changé depuis que cette page est affichée ; voici ce qui serait publié maintenant."
        return shown(company, line, form, problem=told), 409
    if made.notice is Notice.URGENT and reason is None:
        return shown(company, line, form, problem="Dites le motif : le délai est de moins d'un jour franc."), 422
    publisher = Publisher(account().name, site.now(), site.config.public_url)
    publication = publish_noted(
        site.database, company, line, first, last, publisher, reason, noted_at=site.real_clock()
    )
    post = post_words(mails_of(site.database, publication["number"]), site.config.mail)
    flash(f"Le planning est publié. {post}")
    return redirect(url_for("publishing.one", number=publication["number"]), code=303)


def shown(company: Company, line: Line, form: PublishForm, problem: str | None = None) -> str:
    site = current_site()
    made, former, people = None, list_publications(site.database, line.id), people_of(site)
    if span_is_good(form):
        made = propose(site.database, company, line, form.du.data, form.au.data, site.now())
    return render_template(
        "publishing/page.html",
        company=company,
        line=line,
        form=form,
        problem=problem,
        made=made,
        seen=fingerprint(made) if made else "",
        changes=changed_people(records_of(company, made), line.timezone) if made else [],
        notice=notice_text(made.notice, made.first_change, line.timezone) if made else None,
        mute=mute_of(company, made) if made else [],
        publications=[
            one
            | {
                "title": planning_title(one["first_day"], one["last_day"]),
                "publisher": publisher_words(one["published_by"], people),
            }
            for one in former[:20]
        ],
        late={one["number"]: silent(one, former, company) for one in former[:20]},
    )


@pages.get("/publications/<int:number>")
@open_to(READERS)
def one(number: int) -> Page:
    site = current_site()
    found = read_publication(site.database, number)
    if found is None:
        abort(404)
    company = site.company()
    seen = own_sight(site)
    found["reason"] = seen.text(found["reason"] or "")
    post = seen.text(post_words(mails_of(site.database, number), site.config.mail, found["timezone"]))
    late = silent(found, list_publications(site.database, found["line_id"]), company)
    return render_template(
        "publishing/one.html",
        publication=found,
        title=planning_title(found["first_day"], found["last_day"]),
        month=named_months(found["first_day"], found["last_day"])[0],
        publisher=publisher_words(found["published_by"], people_of(site)),
        stands=company is not None and found["line_id"] in company.lines,
        people=by_name(found["addressees"]),
        changes=changed_people(found["changes"], found["timezone"]),
        all_added=all(kind_of(one) == ADDED for one in told_changes(found["changes"])),
        post=post,
        late=late,
        form=FlaskForm(),
    )


def silent(publication: Record, others: list[Record], company: Company | None) -> list[str]:
    """The names of those of the company who have still to read it. `others`: those of its line."""
    waited = waited_for(publication, others, current_site().now())
    names = agent_names(company)
    return sorted((names[agent] for agent in waited if agent in names), key=folded)


@pages.post("/publications/<int:number>/relancer")
@open_to(MANAGERS)
def remind_of(number: int) -> Page:
    site = current_site()
    company = site.company() or abort(404)
    by = Publisher(account().name, site.now(), site.config.public_url)
    if site.config.mail is None:
        flash(f"Personne n'est relancé : {NO_SERVER}.")
        return redirect(url_for("publishing.one", number=number), code=303)
    told = remind(site.database, company, number, by, noted_at=site.real_clock())
    people = f"{len(told)} intervenant{'s' if len(told) > 1 else ''}"
    nobody = "Personne n'est à relancer : ceux qui restent n'ont pas de courriel, ou l'un attend encore de partir."
    flash(f"Un rappel part à {people}." if told else nobody)
    return redirect(url_for("publishing.one", number=number), code=303)


def span_is_good(form: PublishForm) -> bool:
    """Whether the two days can be published together."""
    first, last = form.du.data, form.au.data
    return first is not None and last is not None and timedelta(0) <= last - first < timedelta(days=LONGEST_DAYS)
