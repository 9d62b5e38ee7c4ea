"""The form of a rotation, and of a weekly shift: what stands in the planning as fields, and back."""

from __future__ import annotations

from datetime import time, timedelta

from flask import request
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from appliance.calls.text_lengths import NAME, SEVERAL, SHORT, STATE
from appliance.company.model import Company, Team
from appliance.planning.dated_shifts import days_text
from appliance.planning.days import in_french, read_window
from appliance.planning.hours import WeeklyWindow
from appliance.planning.hours_words import week_words, window_words
from appliance.planning.moments import DAYS
from appliance.planning.rota import handover
from appliance.planning.rotation_groups import ALL_DAY, Turns, outside, rotations_of
from appliance.planning.team_plan import Shift
from appliance.store.company_file import scalars
from appliance.store.company_file.nodes import parsed
from web.frame.form_values import DayField
from web.frame.french_form import FrenchForm
from web.planning.month import calling, short_clock
from web.text_fields import Carried, Lines, Text

WEEKDAYS = frozenset(range(5))
LEVELS = {"": "celui de chacun dans l'équipe", "1": "niveau 1", "2": "niveau 2", "3": "niveau 3"}
CLOCK = {"type": "time"}
NIGHT = time(18), time(9)
HIGHEST = 9  # level
SPARE_PLACES = 2  # empty places offered beyond those that are taken


class RotationForm(FrenchForm):
    """The agents are fields of their own, in order: `agent` as often as there are places."""

    name = Text("Nom (facultatif)", longest=NAME)
    count = IntegerField(
        "Durée d'un tour",
        validators=[
            InputRequired("Donnez la durée d'un tour."),
            NumberRange(1, 366, "Un tour dure de 1 à 366 jours, ou de 1 à 52 semaines."),
        ],
    )
    unit = SelectField("Unité", choices={"week": "semaine(s)", "day": "jour(s)"})
    handover_day = SelectField(
        "Jour de la relève", choices={"": "celui de la première date"} | {str(n): day for n, day in enumerate(DAYS)}
    )
    handover_time = Text("Heure de la relève", render_kw=CLOCK, longest=SHORT)
    start = DayField("À partir du", validators=[InputRequired("Donnez la première date.")])
    hours = SelectField("Heures d'astreinte", validate_choice=False)
    night_from = Text("Les nuits commencent à", render_kw=CLOCK, longest=SHORT)
    night_to = Text("et finissent à", render_kw=CLOCK, longest=SHORT)
    own = Lines("Autres heures, une plage par ligne", render_kw={"rows": 3}, longest=SEVERAL)
    level = SelectField("Niveau", validate_choice=False)
    second = BooleanField("Second niveau : le suivant de la liste")
    seen = Carried(longest=STATE)


class ShiftForm(FrenchForm):
    """The days are fields of their own: `jour`, from 0 for Monday, as often as days are chosen."""

    agent = SelectField("Intervenant", validate_choice=False)
    start = Text("De", validators=[InputRequired("Donnez l'heure du début.")], render_kw=CLOCK, longest=SHORT)
    end = Text("À", validators=[InputRequired("Donnez l'heure de la fin.")], render_kw=CLOCK, longest=SHORT)
    level = SelectField("Niveau", validate_choice=False)
    since = DayField(
        "Cela compte à partir du", validators=[InputRequired("Donnez le jour à partir duquel cela compte.")]
    )
    last = DayField("Dernier jour (facultatif)", validators=[Optional()])
    seen = Carried(longest=STATE)


def hour_choices(company: Company, team: Team) -> dict[str, str]:
    """The hours that a rotation may have: `all`, `nights`, `line:…`, `own`."""
    lines = {f"line:{line.id}": f"hors des heures ouvrées de {line.name}" for line in calling(company, team.id)}
    return {"all": "jour et nuit", "nights": "nuits et week-ends", **lines, "own": "d'autres heures"}


def level_choices(level: int | None) -> dict[str, str]:
    """The levels, and the one that stands in the planning if it is higher."""
    return LEVELS if level is None or str(level) in LEVELS else LEVELS | {str(level): f"niveau {level}"}


def fill_rotation(form: RotationForm, company: Company, team: Team, turns: Turns) -> None:
    """The form as the rotation stands."""
    weeks = turns.every_days % 7 == 0
    form.name.data, form.start.data = turns.name, turns.start
    form.count.data, form.unit.data = (turns.every_days // 7, "week") if weeks else (turns.every_days, "day")
    form.handover_day.data = "" if turns.handover_day is None else str(turns.handover_day)
    form.handover_time.data = f"{turns.handover_time:%H:%M}"
    form.level.data = "" if turns.level is None else str(turns.level)
    form.second.data = turns.second
    form.hours.data, night = hours_named(company, team, turns.windows)
    form.night_from.data, form.night_to.data = (f"{clock:%H:%M}" for clock in night)
    form.own.data = "\n".join(in_french(window) for window in turns.windows) if form.hours.data == "own" else ""


def hours_named(company: Company, team: Team, windows: tuple[WeeklyWindow, ...]) -> tuple[str, tuple[time, time]]:
    """Which of the choices these windows are, and when the nights begin and end."""
    if set(windows) == set(ALL_DAY):
        return "all", NIGHT
    for line in calling(company, team.id):
        if line.opening_hours and set(outside(line.opening_hours)) == set(windows):
            return f"line:{line.id}", NIGHT
    for start in {window.start for window in windows}:
        for end in {window.end for window in windows} - {start}:
            if end < start and set(outside([WeeklyWindow(WEEKDAYS, end, start)])) == set(windows):
                return "nights", (start, end)
    return "own", NIGHT


def agents_typed() -> list[str]:
    """The agents in the order of the places, empty ones left out; a button moves one up."""
    agents = [agent for agent in request.form.getlist("agent") if agent]
    act, _, place = request.form.get("do", "").partition(":")
    here = int(place) if place.isdecimal() and len(place) < 5 else 0
    if act == "up" and 0 < here < len(agents):
        agents[here - 1], agents[here] = agents[here], agents[here - 1]
    return agents


def turns_typed(form: RotationForm, company: Company, agents: list[str]) -> Turns:
    """What the form asks for. ValueError, in French."""
    if not agents:
        raise ValueError("Choisissez au moins une personne.")
    if gone := [agent for agent in agents if agent not in company.agents]:
        raise ValueError(f"« {gone[0]} » n'est plus dans l'entreprise ; choisissez quelqu'un d'autre.")
    if form.second.data and len(set(agents)) < 2:
        raise ValueError("Un second niveau demande au moins deux personnes dans la liste.")
    days = int(form.count.data or 0) * (7 if form.unit.data == "week" else 1)
    if days > 366:
        raise ValueError("Un tour dure 366 jours au plus.")
    assert form.start.data is not None  # noqa: S101 - InputRequired
    level = level_typed(form.level.data)
    if form.second.data and level == HIGHEST:
        raise ValueError(f"Le niveau {HIGHEST} est le dernier : il n'y en a pas d'autre pour le suivant de la liste.")
    return Turns(
        agents=tuple(agents),
        every_days=days,
        handover_day=int(form.handover_day.data) if form.handover_day.data else None,
        handover_time=clock_of(form.handover_time.data or "00:00", "l'heure de la relève"),
        start=form.start.data,
        windows=windows_typed(form, company),
        level=level or 1 if form.second.data else level,
        second=bool(form.second.data),
        name=parsed(name, scalars.name, form.name.label.text) if (name := (form.name.data or "").strip()) else None,
    )


def level_typed(text: str | None) -> int | None:
    """A level, from 1 to HIGHEST; None: that of each in the team."""
    return int(text) if text in [str(level) for level in range(1, HIGHEST + 1)] else None


def windows_typed(form: RotationForm, company: Company) -> tuple[WeeklyWindow, ...]:
    chosen = form.hours.data or ""
    if chosen == "nights":
        night = clock_of(form.night_from.data, "le début des nuits"), clock_of(form.night_to.data, "la fin des nuits")
        if night[1] >= night[0]:
            raise ValueError("Une nuit finit le lendemain, plus tôt que l'heure où elle commence.")
        return outside([WeeklyWindow(WEEKDAYS, night[1], night[0])])
    if chosen.startswith("line:") and (line := company.lines.get(chosen.removeprefix("line:"))):
        windows = ALL_DAY if line.around_the_clock else outside(line.opening_hours)
        if not windows:
            raise ValueError(f"La ligne {line.name} est toujours ouverte ; choisissez d'autres heures.")
        return windows
    if chosen == "own":
        typed = [read_window(line) for line in (form.own.data or "").splitlines() if line.strip()]
        if not typed:
            raise ValueError("Écrivez au moins une plage, par exemple lun-ven 18:00-09:00.")
        return tuple(dict.fromkeys(typed))
    return ALL_DAY


def clock_of(text: str | None, what: str) -> time:
    """A time of day as a browser sends it, `24:00` for midnight, to the minute. ValueError, in French."""
    try:
        read = time(0) if text == "24:00" else time.fromisoformat(text or "")
        return time(read.hour, read.minute)
    except ValueError:
        raise ValueError(f"Donnez {what}, par exemple 18:00.") from None


def days_typed() -> frozenset[int]:
    """The days that are ticked."""
    return frozenset(int(day) for day in request.form.getlist("jour") if day in list("0123456"))


def fill_shift(form: ShiftForm, shift: Shift) -> None:
    form.agent.data, form.level.data = shift.agent, "" if shift.level is None else str(shift.level)
    form.start.data, form.end.data = f"{shift.window.start:%H:%M}", f"{shift.window.end:%H:%M}"
    form.last.data = shift.last


def shift_typed(form: ShiftForm, company: Company) -> Shift:
    """What the form asks for. ValueError, in French."""
    if form.agent.data not in company.agents:
        raise ValueError("Choisissez une personne de l'entreprise.")
    if not (days := days_typed()):
        raise ValueError("Choisissez au moins un jour.")
    start, end = clock_of(form.start.data, "l'heure du début"), clock_of(form.end.data, "l'heure de la fin")
    level = level_typed(form.level.data)
    return Shift(form.agent.data, WeeklyWindow(days, start, end), level, last=form.last.data)


def turns_text(turns: Turns, names: dict[str, str]) -> str:
    """« Claire Durand, Hugo Petit · une semaine chacun, relève vendredi à 18 h, dès le 27/11/2026 · jour et nuit »."""
    first = handover(rotations_of(turns)[0], 0)
    day = f"{DAYS[first.weekday()]} " if turns.every_days % 7 == 0 else ""
    parts = (
        (f"{turns.name} : " if turns.name else "") + ", ".join(names.get(agent, agent) for agent in turns.agents),
        f"{length_text(turns.every_days)}, relève {day}à {short_clock(first)}, dès le {first:%d/%m/%Y}",
        "jour et nuit" if set(turns.windows) == set(ALL_DAY) else week_words(turns.windows),
        f"niveau {turns.level}" if turns.level else "",
        "le suivant au niveau d'après" if turns.second else "",
    )
    return " · ".join(part for part in parts if part)


def length_text(days: int) -> str:
    """« une semaine », « 3 jours »."""
    length = timedelta(days=days)
    if length % timedelta(days=7):
        return "un jour chacun" if days == 1 else f"{days} jours chacun"
    return "une semaine chacun" if days == 7 else f"{days // 7} semaines chacun"


def shift_text(shift: Shift, names: dict[str, str]) -> str:
    """« Claire Durand, du lundi au vendredi, de 18 h à 9 h, niveau 1, jusqu'au 30/11/2026 »."""
    level = f"niveau {shift.level}" if shift.level else ""
    parts = (names.get(shift.agent, shift.agent), window_words(shift.window), level, days_text(shift))
    return ", ".join(part for part in parts if part)
