"""The channel of SMS: a text handed to any gateway that takes an HTTP request, as the machine's file describes it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote, quote_plus

from appliance.company.numbers import E164, dialable_as, is_of_a_place
from appliance.folding import base_letter
from appliance.gateways import WORD, Sms
from appliance.notify.channel import Answer, Verdict
from appliance.notify.http_request import UNKNOWN, NoReply, NotHandedOver, Request, ask, judged, shortened, told_in
from appliance.notify.message import Message, one_line
from appliance.store.outbox.queue import SMS, NewDelivery

GSM = frozenset(
    "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€"
)
SAME = (
    ("[\u00a0\u202f]", " "),
    ("« *| *»", '"'),
    ("[’‘]", "'"),
    ("[–—]", "-"),
    ("…", "..."),
    ("ᵉʳ", "er"),
    ("œ", "oe"),
    ("Œ", "OE"),
)
LONGEST = 600  # letters; a gateway cuts it in as many messages as it takes


class SmsChannel:
    """`settings`: the gateway. `clock`: seconds since 1970, for the gateways that want requests signed."""

    name = SMS

    def __init__(self, settings: Sms, country: str, clock: Callable[[], float] = time.time) -> None:
        self._settings, self._country, self._clock = settings, country, clock

    @staticmethod
    def reaches(address: str | None) -> bool:
        """Whether a text may be sent there: a mobile, or what may be one."""
        return address is not None and E164.fullmatch(address) is not None and not is_of_a_place(address)

    @staticmethod
    def rendered(message: Message, address: str) -> NewDelivery:
        """The text, as it will be told."""
        text = cheap(one_line(message.brief or message.subject))[:LONGEST]
        key = f"<{message.key}-sms@astreinte.invalid>"
        return NewDelivery(key, address, one_line(message.subject), message.about, text, channel=SMS)

    def send(self, recipient: str, content: str, sounds: Sequence[Path] = ()) -> Answer:
        """Hand one text over. Raises nothing of the network: every failure is an answer."""
        settings = self._settings
        if settings.only is not None and recipient != settings.only:
            return Answer(Verdict.NEVER, "cette passerelle ne joint qu'un numéro, et pas celui-ci.")
        secrets = (*settings.secrets.values(), basic(settings.secrets))
        try:
            reply = ask(self.request(recipient, content), ca_file=settings.ca_file)
        except NotHandedOver as error:
            return Answer(Verdict.LATER, str(error))
        except NoReply as error:
            return Answer(Verdict.LATER, UNKNOWN.format(error))
        said = shortened(reply.said, (*secrets, content, *told_in(content), recipient, recipient[-9:]))
        if (answer := judged(reply, said)) is not None:
            return answer
        if settings.taken is not None and not re.search(settings.taken, reply.said):
            return Answer(Verdict.NEVER, f"réponse qui n'est pas celle d'un envoi accepté : {reply.status} {said}")
        return Answer(Verdict.SENT, f"{reply.status} {said}".strip())

    def request(self, recipient: str, text: str) -> Request:
        """What is asked of the gateway, each word written as its place wants it."""
        settings = self._settings
        number = dialable_as(recipient, settings.number, self._country)
        words = {"to": number, "text": text, "sender": settings.sender or "", "basic": basic(settings.secrets)}
        words |= settings.secrets
        url = filled(settings.url, words, lambda word: quote(word, safe=""))
        body = filled(settings.body, words, ESCAPED[settings.form]).encode()
        headers = {name: filled(value, words, one_line) for name, value in settings.headers.items()}
        if settings.body:
            headers = {"Content-Type": TYPES[settings.form]} | headers
        if settings.sign == "ovh":
            headers |= signed_for_ovh(settings.secrets, settings.method, url, body, int(self._clock()))
        return Request(settings.method, url, headers, body)


ESCAPED: Mapping[str, Callable[[str], str]] = {
    "json": lambda word: json.dumps(word, ensure_ascii=False)[1:-1],
    "form": quote_plus,
}
TYPES = {"json": "application/json; charset=utf-8", "form": "application/x-www-form-urlencoded"}


def basic(secrets: Mapping[str, str]) -> str:
    """Login and key, as HTTP's Basic wants them."""
    return base64.b64encode(f"{secrets.get('login', '')}:{secrets.get('key', '')}".encode()).decode()


def cheap(text: str) -> str:
    """The text in the letters of GSM 03.38: one other, and each message holds 70 letters instead of 160."""
    for typeset, typed in SAME:
        text = re.sub(typeset, typed, text)
    return "".join(letter if letter in GSM else base_letter(letter) for letter in text)


def filled(template: str, words: Mapping[str, str], escaped: Callable[[str], str]) -> str:
    """The template with each `{word}` in its place; another brace stays."""
    return WORD.sub(lambda found: escaped(words[found[1]]) if found[1] in words else found[0], template)


def signed_for_ovh(secrets: Mapping[str, str], method: str, url: str, body: bytes, now: int) -> dict[str, str]:
    """The four headers of OVHcloud's API: SHA-1 of the two secrets, the request and the moment."""
    facts = [secrets["application_secret"], secrets["consumer_key"], method, url, body.decode(), str(now)]
    return {
        "X-Ovh-Application": secrets["application_key"],
        "X-Ovh-Consumer": secrets["consumer_key"],
        "X-Ovh-Timestamp": str(now),
        "X-Ovh-Signature": "$1$" + hashlib.sha1("+".join(facts).encode()).hexdigest(),  # noqa: S324 - OVHcloud's choice
    }
