"""What tells somebody of a call: in what words, who called, what was tried, and how to take charge of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, Protocol, assert_never

from appliance.calls.customers import Customer
from appliance.calls.instructions import instructions_of
from appliance.calls.journal_words import note_line
from appliance.calls.leg import OfferEvent
from appliance.calls.markdown import html_of
from appliance.calls.notes import CAP_REACHED, Refusal
from appliance.calls.outcome_words import kept_call
from appliance.calls.timeline import offered_text, seconds_text, whose_telephone
from appliance.company.model import Company, Line
from appliance.company.names import in_a_sentence
from appliance.notify.message import Message, one_line
from appliance.notify.told_people import Person
from appliance.planning.moments import clock_text, long_moment
from appliance.planning.wall_clock import wall_clock
from appliance.prompts.french.reading import told_of_no_number
from appliance.store.callbacks.words import ending_text
from appliance.store.journal.reader import step_note
from appliance.store.outbox.tidings import FOR_NOBODY_TO_TAKE, Kind, Tiding

Record = dict[str, Any]
WHY = frozenset({*Refusal, CAP_REACHED, "apart"})
OF_CALLBACKS = (Kind.CALLBACK, Kind.CALLBACK_LATE, Kind.CALLBACK_GIVEN_UP)


class Sight(Protocol):
    """What one person may see of a company's numbers (`appliance.disclosure`)."""

    def call(self, record: Record) -> Record: ...

    def told(self, number: str) -> str: ...

    def text(self, sentence: str) -> str: ...


@dataclass(frozen=True)
class Letter:
    """What one person is told of one tiding. `call`: of the journal, as this person sees it.

    `customer`: who called, by the company's list. `link`: by which they take charge, None where there is none to give;
    `minutes`: after which others are told. `notes`: of the calls of this customer before, the latest first.
    """

    tiding: Tiding
    call: Record
    company: Company
    line: Line
    person: Person
    sight: Sight
    customer: Customer | None = None
    link: str | None = None
    minutes: int | None = None
    notes: tuple[str, ...] = ()

    def message(self, key: str, made_at: datetime) -> Message:
        """The message for a channel. `key` names it."""
        return Message(
            key=key,
            to=self.person.name,
            subject=self.subject,
            about=f"{self.title} : {in_a_sentence(one_line(self.line.name))}, {one_line(self.person.name)}",
            text=self.text,
            made_at=made_at,
            html=self.html,
            brief=self.brief,
        )

    @property
    def brief(self) -> str:
        """« SAV : message laissé à 3 h 10, mot relevé : fuite. 06 12 34 56 01, commande 40719. https://… »."""
        at = clock_text(wall_clock(self.tiding.at, self.line.timezone))
        order = f", commande {self.call['order']}" if self.call["order"] else ""
        order += f", {one_line(self.customer.name)}" if self.customer and self.customer.name else ""
        again = "Rappel, " if self.tiding.told else ""
        what = f"{self.title[0].lower()}{self.title[1:]}"
        who = f"{self.to_call}, promis avant {self.due}" if self.of_a_callback else self.caller
        said = f"{again}{one_line(self.line.name)} : {what} à {at}{self.heard}. {who}{order}."
        return f"{said} {self.link}" if self.link else said

    @property
    def title(self) -> str:
        match self.tiding.kind:
            case Kind.MESSAGE:
                return "Message laissé"
            case Kind.CAN_WAIT:
                return "Message qui pouvait attendre" if self.tiding.of_message else "Rappel qui pouvait attendre"
            case Kind.CALLBACK:
                return "Rappel promis"
            case Kind.CALLBACK_LATE:
                return "Rappel en retard"
            case Kind.CALLBACK_GIVEN_UP:
                return "Rappel abandonné"
            case Kind.UNANSWERED:
                return "Appel sans réponse"
            case Kind.ABANDONED:
                return "Appel abandonné"
            case Kind.ACCEPTED:
                return "Appel que vous avez pris"
            case Kind.REFUSED:
                return "Appel refusé"
            case _:
                assert_never(self.tiding.kind)

    @property
    def subject(self) -> str:
        again = "Rappel : " if self.tiding.told else ""
        at = clock_text(wall_clock(self.tiding.at, self.line.timezone))
        return f"{again}{self.title} à {at}, {in_a_sentence(one_line(self.line.name))}{self.heard}"

    @property
    def text(self) -> str:
        parts = [f"Bonjour {one_line(self.person.name)},", self.what_happened, "\n".join(self.facts(joined=True))]
        parts += [f"Consignes :\n{one}" for one in self.instructions]
        if tried := list(self.tried()):
            parts.append("Ce qui a été tenté :\n" + "\n".join(f"- {one}" for one in tried))
        return "\n\n".join([*parts, *self.what_to_do(), one_line(self.company.name)]) + "\n"

    @property
    def html(self) -> str:
        """The same, each text of the caller's or of the settings escaped."""
        facts = "".join(f"<li>{escape(one)}</li>" for one in self.facts(joined=True))
        tried = "".join(f"<li>{escape(one)}</li>" for one in self.tried())
        button = f'<p><a href="{escape(self.link)}"><strong>Je m\'en charge</strong></a></p>' if self.link else ""
        return (
            '<!doctype html><html lang="fr"><body>'
            f"<p>Bonjour {escape(one_line(self.person.name))},</p><p>{escape(self.what_happened)}</p><ul>{facts}</ul>"
            + "".join(f"<h2>Consignes</h2>{html_of(one)}" for one in self.instructions)
            + (f"<p>Ce qui a été tenté :</p><ul>{tried}</ul>" if tried else "")
            + button
            + "".join(f"<p>{escape(one)}</p>" for one in self.what_to_do() if self.link is None or self.link not in one)
            + f"<p>{escape(one_line(self.company.name))}</p></body></html>"
        )

    @property
    def what_happened(self) -> str:
        line, at = in_a_sentence(one_line(self.line.name)), long_moment(self.tiding.at, self.line.timezone)
        match self.tiding.kind:
            case Kind.MESSAGE:
                return f"Un message a été laissé sur la {line}, le {at}.{self.why_urgent}"
            case Kind.CAN_WAIT if self.tiding.of_message:
                return f"Un message qui pouvait attendre a été laissé sur la {line}, le {at}."
            case Kind.CAN_WAIT:
                return f"Un appelant de la {line} a demandé à être rappelé, le {at} : cela pouvait attendre."
            case Kind.CALLBACK:
                return f"Un appelant de la {line} attend d'être rappelé. Il l'a demandé le {at}."
            case Kind.CALLBACK_LATE:
                return f"Un appelant de la {line} n'a pas été rappelé à temps. La boîte essaie encore."
            case Kind.CALLBACK_GIVEN_UP:
                return f"La boîte ne rappellera pas un appelant de la {line} : {self.why_given_up}."
            case Kind.UNANSWERED:
                return f"Un appel à la {line} est resté sans réponse, le {at}."
            case Kind.ABANDONED:
                return f"Un appelant de la {line} a raccroché pendant la recherche d'un intervenant, le {at}."
            case Kind.ACCEPTED:
                return f"Vous avez pris un appel de la {line}, le {at}."
            case Kind.REFUSED:
                return f"La boîte a refusé un appel à la {line}, le {at}."
            case _:
                assert_never(self.tiding.kind)

    @property
    def urgent_word(self) -> str | None:
        """That of the company's which made urgent a message that could wait."""
        left = self.call["message"] if self.tiding.of_message else None
        return one_line(left["urgent_word"]) if left and left["urgent_word"] else None

    @property
    def heard(self) -> str:
        return f", mot relevé : {self.urgent_word}" if self.urgent_word else ""

    @property
    def why_urgent(self) -> str:
        heard = f"mot relevé par la transcription automatique : « {self.urgent_word} »"
        return f" Il pouvait attendre et n'attend plus, {heard}." if self.urgent_word else ""

    def facts(self, *, joined: bool = False) -> Iterator[str]:
        """Who called, for what, and what they left. `joined`: the recording goes with what is read."""
        yield f"Appelant : {self.caller}"
        if self.call["order"]:
            yield f"Numéro de commande : {self.call['order']}"
        if self.customer is not None:
            yield from of_customer(self.customer)
        yield from (f"Une fois d'avant, {one}" for one in self.notes)
        message = self.call["message"]
        if self.tiding.of_message and message:
            yield f"Message : {seconds_text(message['seconds'])}{', joint à ce courriel' if joined else ''}"
            if message["transcript"]:
                doubt = ", douteuse" if message["transcript_doubtful"] else ""
                yield f"Transcription automatique{doubt} : « {one_line(message['transcript'])} »"
        if words := self.call["words"]:
            where = ", joint à ce courriel" if joined else ", sur la page de l'appel"
            yield f"Ce qu'il a dit avant la recherche : {seconds_text(words['seconds'])}{where}"
        if self.of_a_callback:
            by = "" if self.tiding.kind is Kind.CAN_WAIT else f", promis avant {self.due}"
            yield f"À rappeler : {self.to_call}{by}"
        if self.tiding.kind in (Kind.UNANSWERED, Kind.ABANDONED):
            yield f"Issue : {kept_call(self.call['outcome']).told}"
        yield from (f"Raison : {one}" for one in self.reasons())

    @property
    def sound(self) -> str | None:
        """The recording that goes with a mail: the message, else what the caller said before anybody was rung.

        With a message, what was said goes too: the sender asks for it as the mail leaves.
        """
        words = self.call["words"]
        return self.tiding.file or (words["file"] if words else None)

    def reasons(self) -> Iterator[str]:
        """Why the box served this caller less than others."""
        for step in self.call["steps"]:
            if step["name"] in WHY and (note := step_note(step)) is not None:
                yield note_line(note, self.company)

    @property
    def instructions(self) -> list[str]:
        """What the company wants known of such a call, in Markdown."""
        return instructions_of(self.company, self.line.id, self.call["steps"])

    @property
    def caller(self) -> str:
        call = self.call
        if call["withheld"]:
            return whose_telephone(call["caller_agent"], self.company)
        return told_of_no_number(call["caller"]) or self.sight.told(call["caller"])

    @property
    def of_a_callback(self) -> bool:
        can_wait = self.tiding.kind is Kind.CAN_WAIT and not self.tiding.of_message
        return (can_wait or self.tiding.kind in OF_CALLBACKS) and self.call["callback"] is not None

    @property
    def why_given_up(self) -> str:
        promised = self.call["callback"]
        return ending_text(promised["ending"]) if promised else "elle n'est plus au journal"

    @property
    def to_call(self) -> str:
        """The number promised to be called, as this reader may see it."""
        number = self.call["callback"]["number"]
        return self.sight.told(number) if number else "un intervenant, sur son téléphone"

    @property
    def due(self) -> str:
        """« 3 h 40 »: by when."""
        return clock_text(wall_clock(datetime.fromisoformat(self.call["callback"]["due_at"]), self.line.timezone))

    def tried(self) -> Iterator[str]:
        """« 3 h 10 : Claire Durand n'a pas répondu », for each telephone that was rung."""
        for one in self.call["attempts"] if self.tiding.kind is not Kind.ACCEPTED else ():
            at = clock_text(wall_clock(datetime.fromisoformat(one["at"]), self.line.timezone))
            ended = offered_text(OfferEvent.ENDED, one["agent"], one["phone"], one["outcome"], self.company)
            yield f"{at} : {ended}"

    def what_to_do(self) -> Iterator[str]:
        """How to take charge, and what follows if nobody does."""
        if self.tiding.kind is Kind.ACCEPTED:
            menu = ", ou au téléphone, touche 9 du menu des intervenants" if self.line.agents_menu else ""
            yield f"Une fois l'appel fini, dites ce qui a été fait : à « Mes astreintes »{menu}."
        if self.tiding.kind in FOR_NOBODY_TO_TAKE:
            return
        if self.link:
            yield f"Pour dire que vous vous en chargez :\n{self.link}"
        else:
            yield "Dites sur la page de l'appel que vous vous en chargez."
        if self.minutes:
            plural = "s" if self.minutes > 1 else ""
            yield f"Si personne ne s'en charge d'ici {self.minutes} minute{plural}, cela sera dit de nouveau."


def of_customer(customer: Customer) -> Iterator[str]:
    """What the company's list says of the caller, each column."""
    if customer.name:
        yield f"Client : {one_line(customer.name)}"
    if customer.said:
        yield f"À savoir : {one_line(customer.said)}"
    for heading, text in customer.more:
        yield f"{one_line(heading)} : {one_line(text)}" if heading else one_line(text)
