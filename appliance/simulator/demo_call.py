"""One call of the demonstration: what its leg tells becomes news, and what people click becomes acts."""

from __future__ import annotations

import logging
from typing import Any, Protocol

from appliance.prompts.catalogue import Sentence
from appliance.prompts.speech import SpeechError
from appliance.simulator import simulation_events as on
from appliance.simulator.live import LiveStage
from appliance.simulator.live_clock import Clock
from appliance.simulator.news import Broadcast
from appliance.simulator.sounds import EXAMPLE, Sounds
from appliance.simulator.telephones import Telephones

log = logging.getLogger(__name__)


class House(Protocol):
    """What a call finds in the demonstration."""

    clock: Clock
    sounds: Sounds
    broadcast: Broadcast
    telephones: Telephones


class DemoCall:
    """One call being played. `page`: the browser page on which its caller is."""

    def __init__(self, call: str, page: str, house: House) -> None:
        self.call = call
        self.page = page
        self.recording: str | None = None
        self._examples: set[str] = set()
        self._house = house
        self.stage = LiveStage(self.show, self._measure, house.clock)

    def tell(self, kind: str, **facts: Any) -> None:
        """Tell the spectators."""
        self._house.broadcast.tell(self.call, self.stage.now(), kind, **facts)

    def press(self, key: str) -> None:
        """The caller presses a key."""
        self.tell("caller_key", key=key)
        self.stage.act(on.CallerPresses(key))

    def say_example(self) -> bool:
        """The caller says the example message. False if nothing is being recorded."""
        name = self.recording
        if name is None or name in self._examples:
            return False
        self._examples.add(name)
        sounds, seconds = self._house.sounds, self._measure(EXAMPLE)
        self.tell("caller_speaks", text=EXAMPLE.text, audio=sounds.name(EXAMPLE), seconds=self._real(seconds))
        self.stage.act(on.CallerSpeaks())
        self._house.clock.later(seconds, lambda: self.fall_silent(name))
        return True

    def fall_silent(self, name: str) -> None:
        """The caller has finished speaking, if that recording still goes on."""
        if self.recording == name:
            self.stage.act(on.CallerFallsSilent())

    def show(self, cue: on.Cue) -> None:
        """What the leg tells, told on."""
        self._on_telephones(cue)
        match cue:
            case on.CallIsAnswered():
                self.tell("answered")
            case on.CallerHears():
                self.tell("caller_hears", over_music=cue.over_music, **self._sound(cue.sentence, cue.seconds))
            case on.CallerHearsMusic(language):
                self.tell("caller_hears_music", audio=self._house.sounds.hold_cycle(language))
            case on.CallerHearsNothing():
                self.tell("caller_hears_nothing")
            case on.CallerIsRung():
                self.tell("caller_is_rung")
            case on.CallerIsRungNoMore():
                self.tell("caller_is_rung_no_more")
            case on.CallerIsAsked():
                self.tell("caller_is_asked", max_digits=cue.max_digits)
            case on.CallerMaySpeak() | on.RecordingEnds() | on.CallerHearsRecording() | on.RecordingIsForgotten():
                self._on_recording(cue)
            case on.CallEnds():
                self.tell("call_ends")
            case _:
                pass

    def _on_telephones(self, cue: on.Cue) -> None:
        phones = self._house.telephones
        match cue:
            case on.PhoneIsDialled():
                self.tell("phone_dialled", phone=cue.phone, agent=cue.agent)
                phones.dial(cue.phone, self.call, self._from_phone)
            case on.PhoneHears():
                self.tell("phone_hears", phone=cue.phone, **self._sound(cue.sentence, cue.seconds))
            case on.PhoneHearsRecording():
                real = {"seconds": self._real(cue.seconds), "after": self._real(cue.after)}
                self.tell("phone_hears_recording", phone=cue.phone, name=cue.name, **real)
            case on.PhoneIsReleased():
                farewell = self._sound(cue.farewell, self._measure(cue.farewell)) if cue.farewell else {}
                self.tell("phone_released", phone=cue.phone, outcome=cue.outcome.value, **farewell)
                phones.release(cue.phone, self.call)
            case on.PhoneIsJoined():
                self.tell("phone_joined", phone=cue.phone)
            case on.ConversationEnds():
                self.tell("conversation_ends", phone=cue.phone)
                phones.release(cue.phone, self.call)

    def _from_phone(self, act: on.Act) -> None:
        if isinstance(act, on.PhoneRings):
            self.tell("phone_rings", phone=act.phone)
        elif isinstance(act, on.PhoneAnswers):
            self.tell("phone_answers", phone=act.phone)
        self.stage.act(act)

    def _on_recording(
        self, cue: on.CallerMaySpeak | on.RecordingEnds | on.CallerHearsRecording | on.RecordingIsForgotten
    ) -> None:
        sounds = self._house.sounds
        match cue:
            case on.CallerMaySpeak():
                self.recording = cue.name
                self.tell("caller_may_speak", name=cue.name, audio=sounds.beep())
            case on.RecordingEnds():
                self.recording = None
                if cue.name in self._examples and cue.seconds:
                    sounds.keep_example(cue.name, cue.seconds)
                self.tell("recording_ends", name=cue.name, seconds=cue.seconds)
            case on.CallerHearsRecording():
                self.tell("caller_hears_recording", name=cue.name.removesuffix(".wav"), seconds=self._real(cue.seconds))
            case on.RecordingIsForgotten():
                sounds.forget_message(cue.name)
                self.tell("recording_forgotten", name=cue.name)

    def _sound(self, sentence: Sentence, seconds: float) -> dict[str, Any]:
        """A sentence as the page plays it: its text, the name of its sound, how long it lasts on the wall clock."""
        audio = self._house.sounds.name(sentence) if seconds else None
        return {"name": sentence.name, "text": sentence.text, "audio": audio, "seconds": self._real(seconds)}

    def _measure(self, sentence: Sentence) -> float:
        """The length of a sentence; one that cannot be spoken is left out, and the call goes on."""
        try:
            return self._house.sounds.measure(sentence)
        except SpeechError as error:
            log.error("the sentence « %s » cannot be spoken: %s", sentence.name, error)
            return 0.0

    def _real(self, seconds: float) -> float:
        return round(seconds / self._house.clock.pace, 2)
