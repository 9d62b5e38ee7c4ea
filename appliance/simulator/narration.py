"""A simulated call told in French: what the caller heard and did, who was rung, why, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from appliance.calls import timeline
from appliance.calls.hunt import LAST_RESORT
from appliance.calls.journal_words import note_line, step_words
from appliance.calls.leg import Attempt
from appliance.calls.notes import (
    SILENCE,
    AskedForColleague,
    CameBack,
    CameOnDuty,
    CapReached,
    CodeKept,
    ColleagueCalls,
    GoneAtOnce,
    HandedOver,
    KeyPressed,
    LeftConversation,
    LeftMeanwhile,
    NotBack,
    Note,
    OfficeOpened,
    PageLost,
    RecordingBegan,
    RecordingEnded,
    Refused,
    Skipped,
    SpeaksLanguage,
    TakenBack,
    Together,
    TookByRingingBack,
    TookCall,
    TreatedApart,
    Unreached,
    Unrelieved,
    WentOffDuty,
    plain_row,
)
from appliance.calls.steps import Step
from appliance.calls.timeline import Told
from appliance.company.names import agent_names
from appliance.planning.explanation import reason_text
from appliance.planning.rota import on_call
from appliance.simulator import simulation_events as on
from appliance.simulator.simulation import CallbackPromised, MessageKept, Noticed, OrderKept, Simulation, StepBegins

TYPING_SECONDS = 1.0  # between two keys of one go


def retell(simulation: Simulation) -> list[Told]:
    """The whole call, in order; keys typed in one go are told together."""
    told: list[Told] = []
    teller, last_key = Teller(simulation), -TYPING_SECONDS
    for noticed in simulation.noticed:
        for each in teller.tell(noticed):
            if each.kind == "key" and told[-1].kind == "key" and each.at - last_key < TYPING_SECONDS:
                told[-1] = replace(told[-1], text=told[-1].text + each.name, name=told[-1].name + each.name)
            else:
                told.append(each)
            last_key = each.at if each.kind == "key" else last_key
    return told


class Teller:
    """Tells one thing at a time, and remembers who is on which telephone and why they are on call."""

    def __init__(self, simulation: Simulation) -> None:
        self._company, self._began = simulation.company, simulation.began
        self._on_phone: dict[str, str] = {}
        self._reasons: dict[str, str] = {}
        self._names, self._team = agent_names(simulation.company), ""

    def tell(self, noticed: Noticed) -> Iterator[Told]:
        """What there is to say of it, if anything."""
        match noticed.what:
            case StepBegins() as step:
                yield from self._step(noticed.at, step)
            case OrderKept(number):
                yield Told(noticed.at, "order", f"Numéro de commande retenu : {number}")
            case MessageKept(seconds):
                yield Told(noticed.at, "message", timeline.message_text(seconds))
            case CallbackPromised(number, minutes):
                yield Told(noticed.at, "callback", timeline.callback_text(number, minutes))
            case Attempt() as attempt:
                yield from self._attempt(noticed.at, attempt)
            case (
                CameOnDuty()
                | WentOffDuty()
                | Skipped()
                | Unrelieved()
                | OfficeOpened()
                | CapReached()
                | ColleagueCalls()
                | KeyPressed()
                | CodeKept()
                | SpeaksLanguage()
                | GoneAtOnce()
                | HandedOver()
                | AskedForColleague()
                | Together()
                | RecordingBegan()
                | RecordingEnded()
                | LeftConversation()
                | TakenBack()
                | LeftMeanwhile()
                | PageLost()
                | CameBack()
                | NotBack()
                | TookByRingingBack()
                | TookCall()
                | TreatedApart()
                | Unreached()
                | Refused() as note
            ):
                yield from self._note(noticed.at, note)
            case cue:
                yield from self._caller(noticed.at, cue)
                yield from self._phone(noticed.at, cue)

    def _step(self, at: float, begins: StepBegins) -> Iterator[Told]:
        """A menu or a hunt; any other step is told by what is heard."""
        if begins.step in (Step.MENU, Step.HUNT):
            line = step_words(begins.step, begins.detail, self._company).line
            yield Told(at, "step", line, begins.step.value)
        if begins.step is Step.HUNT:
            yield from self._hunt(at, begins.detail)

    def _note(self, at: float, note: Note) -> Iterator[Told]:
        """Keys are told as they are pressed, and why somebody is on call as they are rung."""
        match note:
            case KeyPressed(key):
                if key == SILENCE:
                    yield Told(at, "silence", "Ne tape rien")
            case CameOnDuty(agent, reason):
                self._reasons[agent] = reason_text(reason, self._names, self._team)
            case _:
                yield Told(at, "step", note_line(note, self._company), plain_row(note)[0])

    def _hunt(self, at: float, team: str) -> Iterator[Told]:
        """Through which team; and whether nobody is on call as it begins."""
        self._reasons, self._team = {}, self._company.teams[team].name
        if not on_call(self._company.teams[team].plan, self._began + timedelta(seconds=at)):
            yield Told(at, "nobody", timeline.NOBODY_ON_CALL)

    def _attempt(self, at: float, attempt: Attempt) -> Iterator[Told]:
        agent, event = attempt.agent, attempt.event
        text = timeline.offered_text(event, agent, attempt.phone, attempt.outcome, self._company, self._why(attempt))
        yield Told(at, event.value, text, agent)

    def _why(self, attempt: Attempt) -> str:
        if attempt.agent == LAST_RESORT:
            return " : personne n'a pris l'appel"
        return f" : {self._reasons[attempt.agent]}" if attempt.agent in self._reasons else ""

    def _caller(self, at: float, what: on.Cue | on.Act) -> Iterator[Told]:
        match what:
            case on.CallIsAnswered():
                yield Told(at, "answer", "L'appareil décroche")
            case on.CallRingsOn():
                yield Told(at, "rings_on", "L'appareil laisse sonner")
            case on.CallerIsSent():
                yield Told(at, "keys_sent", f"Reçoit les touches {what.keys}")
            case on.CallerHears():
                yield Told(at, "heard", f"Entend « {what.sentence.text} »", what.sentence.name)
            case on.CallerHearsMusic():
                yield Told(at, "music", "Entend la musique d'attente")
            case on.CallerPresses():
                yield Told(at, "key", f"Tape {what.key}", what.key)
            case on.CallerHangsUp():
                yield Told(at, "hang_up", "Raccroche")
            case on.CallerMaySpeak():
                yield Told(at, "tone", "Entend le signal sonore et parle")
            case on.CallerHearsRecording():
                yield Told(at, "review", "Réécoute son message")
            case on.ConversationEnds():
                yield Told(at, "conversation_ends", "Fin de la conversation")

    def _phone(self, at: float, what: on.Cue | on.Act) -> Iterator[Told]:
        match what:
            case on.PhoneIsDialled():
                self._on_phone[what.phone] = what.agent
            case on.AgentRingsBack():
                self._on_phone[what.number] = what.agent
            case on.PhoneHears():
                said = f"{self._who(what.phone)} entend « {what.sentence.text} »"
                yield Told(at, "whisper", timeline.sentence(said), what.sentence.name)
            case on.PhoneHearsRecording():
                said = f"{self._who(what.phone)} entend ce que l'appelant a dit"
                yield Told(at, "words", timeline.sentence(said))
            case on.PhonePresses() if what.phone in self._on_phone:
                said = f"{self._who(what.phone)} tape {what.key}"
                yield Told(at, "agent_key", timeline.sentence(said), self._on_phone[what.phone])
            case on.PhoneIsJoined():
                agent = self._on_phone[what.phone]
                yield Told(at, "joined", timeline.joined_text(agent, self._company), agent)

    def _who(self, phone: str) -> str:
        return timeline.called_name(self._company, self._on_phone[phone])
