"""The channel of webhooks: what happened, as JSON, to a program's address, signed as Standard Webhooks 1.0.0 says."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from appliance.gateways import Webhook, key_of
from appliance.notify.channel import Answer, Verdict
from appliance.notify.http_request import UNKNOWN, NoReply, NotHandedOver, Request, ask, judged, shortened, told_in
from appliance.notify.message import Message
from appliance.store.outbox.queue import WEBHOOK, NewDelivery


class WebhookChannel:
    """`hooks`: by name, the recipient of what goes by this channel. `clock`: seconds since 1970."""

    name = WEBHOOK

    def __init__(self, hooks: Iterable[Webhook], clock: Callable[[], float] = time.time) -> None:
        self._hooks = {hook.name: hook for hook in hooks}
        self._clock = clock

    @staticmethod
    def reaches(address: str | None) -> bool:
        """No person is told so."""
        return False

    @staticmethod
    def rendered(message: Message, address: str) -> NewDelivery:
        """The body as it is; its name is the same however often it is sent: whoever takes it knows it again."""
        key = f"msg_{message.key}"
        return NewDelivery(key, address, message.subject, message.about, message.text, channel=WEBHOOK)

    def send(self, recipient: str, content: str, sounds: Sequence[Path] = ()) -> Answer:
        """Hand one event over. Raises nothing of the network: every failure is an answer."""
        hook = self._hooks.get(recipient)
        if hook is None:
            return Answer(Verdict.LATER, f"« {recipient} » n'est plus dans le fichier de la machine.")
        body = content.encode()
        headers = signed(json.loads(content)["id"], int(self._clock()), body, hook.secrets)
        try:
            reply = ask(Request("POST", hook.url, headers, body), ca_file=hook.ca_file)
        except NotHandedOver as error:
            return Answer(Verdict.LATER, str(error))
        except NoReply as error:
            return Answer(Verdict.LATER, UNKNOWN.format(error))
        said = shortened(reply.said, (*hook.secrets, *told_in(content)))
        if reply.status == 410:
            return Answer(Verdict.NEVER, "refusé : 410, cette adresse ne veut plus rien recevoir.")
        answer = judged(reply, said) or Answer(Verdict.SENT, str(reply.status))
        return (
            answer if answer.verdict is Verdict.SENT else replace(answer, verdict=Verdict.LATER)
        )  # but 410, all may end


def event(key: str, kind: str, at: str, data: dict[str, Any]) -> str:
    """An event as it is sent. `key` names it; `at`: when it happened."""
    return json.dumps({"id": f"msg_{key}", "type": kind, "timestamp": at, "data": data}, ensure_ascii=True)


def signed(name: str, now: int, body: bytes, secrets: Iterable[str]) -> dict[str, str]:
    """The headers: one signature a secret, so that a secret is changed without losing an event."""
    words = f"{name}.{now}.".encode() + body
    signatures = (
        "v1," + base64.b64encode(hmac.new(key_of(secret), words, hashlib.sha256).digest()).decode()
        for secret in secrets
    )
    return {
        "Content-Type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": str(now),
        "webhook-signature": " ".join(signatures),
    }
