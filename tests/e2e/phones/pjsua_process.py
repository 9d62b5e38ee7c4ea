"""A real SIP stack (pjsua2) in a process of its own: one JSON order a line on stdin, one JSON event a line on stdout.

Run as `python pjsua_process.py HOST FOLDER`. Each call is recorded, as heard, in FOLDER/<call>.wav.
"""

from __future__ import annotations

import json
import os
import select
import sys
from pathlib import Path
from typing import Any

import pjsua2 as pj

RATE = 8000
TEST = os.dup(1)  # the stack writes its first lines on stdout, whatever its log level
os.dup2(2, 1)


def tell(event: str, **facts: Any) -> None:
    """One line to the test."""
    os.write(TEST, json.dumps({"event": event, **facts}).encode() + b"\n")


class Call(pj.Call):  # type: ignore[misc]
    """One call of this telephone, recorded; it hums what it is told to."""

    def __init__(self, phone: Phone, account: pj.Account, name: str, call_id: int = pj.PJSUA_INVALID_ID) -> None:
        super().__init__(account, call_id)
        self.phone, self.name = phone, name
        self.recorder: pj.AudioMediaRecorder | None = None
        self.source: Any = None
        self.wanted: dict[str, Any] | None = None
        self.answered = False

    def onCallState(self, prm: pj.OnCallStateParam) -> None:
        info = self.getInfo()
        tell("state", call=self.name, state=info.stateText, status=info.lastStatusCode)
        if info.state == pj.PJSIP_INV_STATE_DISCONNECTED:
            self.phone.over.append(self)

    def onCallMediaState(self, prm: pj.OnCallMediaStateParam) -> None:
        info = self.getInfo()  # held: its media are freed with it
        for index in range(len(info.media)):
            media = info.media[index]
            if media.type == pj.PJMEDIA_TYPE_AUDIO and media.status == pj.PJSUA_CALL_MEDIA_ACTIVE:
                self._connect(self.getAudioMedia(index))

    def onDtmfDigit(self, prm: pj.OnDtmfDigitParam) -> None:
        tell("key", call=self.name, key=prm.digit)

    def _connect(self, audio: pj.AudioMedia) -> None:
        if self.recorder is None:
            self.recorder = pj.AudioMediaRecorder()
            self.recorder.createRecorder(str(self.phone.folder / f"{self.name}.wav"))
        audio.startTransmit(self.recorder)
        if self.wanted is not None:
            self.emit(self.wanted)

    def emit(self, order: dict[str, Any]) -> None:
        """Hum a tone or play a file, from now on (or from the moment there is sound)."""
        self.wanted = order
        audio = self.getAudioMedia(-1)
        if self.source is not None:
            self.source.stopTransmit(audio)
        self.source = player(order["file"]) if "file" in order else tone(order["frequency"])
        self.source.startTransmit(audio)


def player(file: str) -> pj.AudioMediaPlayer:
    """A file, once."""
    source = pj.AudioMediaPlayer()
    source.createPlayer(file, pj.PJMEDIA_FILE_NO_LOOP)
    return source


def tone(frequency: float) -> pj.ToneGenerator:
    """A tone without end."""
    source = pj.ToneGenerator()
    source.createToneGenerator(RATE, 1)
    one = pj.ToneDesc()
    one.freq1, one.freq2, one.on_msec, one.off_msec = int(frequency), 0, 1000, 0
    tones = pj.ToneDescVector()
    tones.append(one)
    source.play(tones, True)
    return source


class Account(pj.Account):  # type: ignore[misc]
    """Every call to this telephone."""

    phone: Phone

    def onIncomingCall(self, prm: pj.OnIncomingCallParam) -> None:
        self.phone.incoming(prm.callId, prm.rdata.wholeMsg)


class Phone:
    """The stack, its calls by name, and the orders it takes."""

    def __init__(self, host: str, folder: Path) -> None:
        self.folder = folder
        self.calls: dict[str, Call] = {}
        self.over: list[Call] = []
        self.count = 0
        self.running = True
        self.endpoint = pj.Endpoint()
        self.endpoint.libCreate()
        self.endpoint.libInit(settings())
        self.endpoint.audDevManager().setNullDev()
        for codec in self.endpoint.codecEnum2():
            self.endpoint.codecSetPriority(codec.codecId, 128 if codec.codecId.startswith("PCMA") else 0)
        transport = pj.TransportConfig()
        transport.port, transport.boundAddress, transport.publicAddress = 0, host, host
        number = self.endpoint.transportCreate(pj.PJSIP_TRANSPORT_UDP, transport)
        self.endpoint.libStart()
        self.address = self.endpoint.transportGetInfo(number).localName
        self.account = Account()
        self.account.phone = self
        self.account.create(account_settings(self.address), True)
        tell("ready", address=self.address)

    def incoming(self, call_id: int, invite: str) -> None:
        self.count += 1
        name = f"in{self.count}"
        self.calls[name] = Call(self, self.account, name, call_id)
        number = invite.split(" ", 2)[1].removeprefix("sip:").split("@")[0]
        tell("incoming", call=name, number=number, invite=invite)

    def obey(self, order: dict[str, Any]) -> None:
        """One order of the test."""
        name = order.get("call", "")
        match order["do"]:
            case "dial":
                self.calls[name] = call = Call(self, self.account, name)
                call.makeCall(order["uri"], pj.CallOpParam(True))
            case "answer":
                parameters = pj.CallOpParam()
                parameters.statusCode = order["status"]
                self.calls[name].answer(parameters)
            case "press":
                self.calls[name].dialDtmf(order["keys"])
            case "emit":
                self.calls[name].emit(order)
            case "hang up":
                self.calls[name].hangup(pj.CallOpParam())
            case "quit":
                self.running = False

    def run(self) -> None:
        """Events of the stack, and orders, until told to quit or the test is gone."""
        waiting = b""
        while self.running:
            self.endpoint.libHandleEvents(10)
            while select.select([0], [], [], 0)[0]:
                piece = os.read(0, 65536)
                if not piece:
                    self.running = False
                    break
                waiting += piece
            *lines, waiting = waiting.split(b"\n")
            for line in lines:
                self.obey_or_tell(json.loads(line))
            for call in self.over:
                call.recorder = call.source = None
            self.over.clear()

    def obey_or_tell(self, order: dict[str, Any]) -> None:
        try:
            self.obey(order)
        except pj.Error as error:
            tell("error", call=order.get("call", ""), reason=error.info())

    def close(self) -> None:
        self.endpoint.hangupAllCalls()
        self.endpoint.libHandleEvents(100)
        self.endpoint.libDestroy()


def settings() -> pj.EpConfig:
    """Everything in this thread, nothing on the console, 8 kHz, no voice detection, no echo canceller."""
    config = pj.EpConfig()
    config.uaConfig.threadCnt, config.uaConfig.mainThreadOnly, config.uaConfig.maxCalls = 0, True, 16
    config.logConfig.level = config.logConfig.consoleLevel = int(os.environ.get("PJ_LEVEL", "0"))
    config.medConfig.clockRate = config.medConfig.sndClockRate = RATE
    config.medConfig.noVad, config.medConfig.ecTailLen = True, 0
    return config


def account_settings(address: str) -> pj.AccountConfig:
    config = pj.AccountConfig()
    config.idUri = f"sip:0678901234@{address}"
    media = config.mediaConfig.transportConfig
    media.boundAddress = media.publicAddress = address.split(":")[0]
    return config


if __name__ == "__main__":
    phone = Phone(sys.argv[1], Path(sys.argv[2]))
    phone.run()
    phone.close()
    os._exit(0)  # the bindings free calls after the stack is gone, and abort
