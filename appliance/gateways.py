"""Servers of others that are told, or asked, by an HTTP request: a gateway of SMS, webhooks, who callers are."""

from __future__ import annotations

import base64
import ipaddress
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

WORD = re.compile(r"\{([a-z_]+)\}")
GIVEN = frozenset({"to", "text", "sender"})
OVH = frozenset({"application_key", "application_secret", "consumer_key"})
PREFIX, SHORTEST_KEY = "whsec_", 24
# All over TLS. Apprise knows many more ways, some to run or to reach what is on this machine or beside it.
CHAT_SERVICES = frozenset(
    {
        "discord",
        "gchat",
        "jsons",
        "matrixs",
        "mmosts",
        "msteams",
        "nctalks",
        "ntfys",
        "rockets",
        "slack",
        "tgram",
        "workflows",
        "wxteams",
        "zulip",
    }
)
PRESETS = Path(__file__).with_name("gateways.toml")


class Sms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked of the gateway. `url`, `headers` and `body` hold words in braces: {to}, {text}, {sender}, secrets.

    `form`: how the body is written. `taken`: what an answer of success has in it (a regular expression); None: any.
    `number`: how numbers are written. `only`: the one number (E.164) that it reaches. `sign`: as OVHcloud asks.
    `ca_file`: the authorities trusted, PEM. `modem`: instead of a gateway, the folder that gammu-smsd sends from.
    """

    preset: str | None = None
    method: Literal["POST", "GET", "PUT"] = "POST"
    url: str = ""
    headers: dict[str, str] = {}
    body: str = ""
    form: Literal["json", "form"] = "json"
    taken: str | None = None
    number: Literal["e164", "e164-no-plus", "00", "national"] = "e164"
    sign: Literal["ovh"] | None = None
    sender: str | None = None
    only: str | None = None
    ca_file: str | None = None
    secrets: dict[str, str] = {}
    modem: str | None = None

    def __repr__(self) -> str:
        return f"Sms(preset={self.preset!r}, sender={self.sender!r})"


class Webhook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program that is told of calls. `secrets`: one, or the new one and the old one while it is changed."""

    name: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_-]{0,30}$")]
    url: Annotated[str, Meta(pattern=r"^https://")]
    secrets: Annotated[tuple[str, ...], Meta(min_length=1, max_length=3)]
    ca_file: str | None = None

    def __repr__(self) -> str:
        return f"Webhook(name={self.name!r})"


class Chat(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A room of a chat service, told of calls. `url`: as Apprise writes it, a secret. `lines`: of these alone."""

    name: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_-]{0,30}$")]
    url: str
    lines: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Chat(name={self.name!r})"


class CustomersAddress(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where it is asked who a caller is. `url`: https, or this machine. `token`: sent as a bearer's, a secret.

    `by`: what it is asked. `fresh_minutes`: for so long an answer is not asked for again. `ca_file`: PEM.
    """

    url: str
    token: Annotated[str, Meta(pattern=r"^[\x21-\x7e]{8,500}$")]
    by: Annotated[tuple[Literal["number", "order"], ...], Meta(min_length=1)] = ("number", "order")
    fresh_minutes: Annotated[int, Meta(ge=0, le=1440)] = 10
    ca_file: str | None = None

    def __repr__(self) -> str:
        return f"CustomersAddress(url={self.url!r}, by={self.by!r})"


def check_customers(asked: CustomersAddress) -> None:
    """ValueError, a French sentence, for an address to which no token may be sent."""
    address = urlsplit(asked.url)
    try:
        port_is_one = address.port is None or address.port > 0
    except ValueError:
        port_is_one = False
    if not address.hostname or address.username or address.query or address.fragment or not port_is_one:
        raise ValueError("url : écrivez une adresse seule, sans « ? » : https://crm.example.fr/astreinte/clients.")
    if not re.fullmatch(r"[\x21-\x7e]+", asked.url):
        raise ValueError("url : écrivez les lettres accentuées et les espaces comme un navigateur les copie (%C3%A9).")
    if address.scheme != "https" and not (address.scheme == "http" and on_this_machine(address.hostname)):
        raise ValueError("url : le jeton ne voyage pas en clair ; écrivez une adresse qui commence par https://.")
    if asked.ca_file is not None and not Path(asked.ca_file).is_file():
        raise ValueError(f"ca_file : {asked.ca_file} n'est pas un fichier ; vérifiez le chemin.")


def on_this_machine(host: str | None) -> bool:
    """Whether a host, as an address or as « localhost », is the loopback: what is said to it leaves no wire."""
    try:
        return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def check_chats(chats: Sequence[Chat]) -> None:
    """ValueError, a French sentence, for an address of no chat service that is known, or two rooms of one name."""
    names = [chat.name for chat in chats]
    if len(set(names)) != len(names):
        raise ValueError("deux portent le même nom ; donnez un nom à chacun.")
    for chat in chats:
        if chat.url.partition("://")[0] not in CHAT_SERVICES:
            known = ", ".join(sorted(CHAT_SERVICES))
            raise ValueError(f"{chat.name} : url commence par l'un de {known}, puis ://.")


def check_webhooks(hooks: Sequence[Webhook]) -> None:
    """ValueError, a French sentence, for one that could not be signed for, or two of one name."""
    names = [hook.name for hook in hooks]
    if len(set(names)) != len(names):
        raise ValueError("deux portent le même nom ; donnez un nom à chacun.")
    for hook in hooks:
        for secret in hook.secrets:
            try:
                long_enough = len(key_of(secret)) >= SHORTEST_KEY
            except ValueError:
                long_enough = False
            if not long_enough:
                raise ValueError(
                    f"{hook.name} : un secret s'écrit whsec_ suivi d'au moins {SHORTEST_KEY} octets en base64 ; "
                    "« openssl rand -base64 32 » en donne."
                )


def key_of(secret: str) -> bytes:
    """The bytes of a secret written « whsec_… ». ValueError for any other text."""
    if not secret.startswith(PREFIX):
        raise ValueError("whsec_")
    return base64.b64decode(secret.removeprefix(PREFIX), validate=True)


def settled(sms: Sms) -> Sms:
    """What is not said, as its preset says; ValueError, a French sentence, for what no SMS could be sent by."""
    if sms.modem is not None:
        if not sms.modem.startswith("/") or sms.url or sms.preset:
            raise ValueError("modem : écrivez le dossier outboxpath de gammu-smsd, seul, sans url ni preset.")
        return sms
    if sms.preset is not None:
        known = presets()
        if sms.preset not in known:
            raise ValueError(f"preset : « {sms.preset} » n'est pas connu ; choisissez parmi {', '.join(known)}.")
        said = {name for name in sms.__struct_fields__ if getattr(sms, name) != getattr(Sms(), name)}
        sms = msgspec.structs.replace(
            sms, **{name: value for name, value in known[sms.preset].items() if name not in said}
        )
    if not sms.url.startswith("https://"):
        raise ValueError("url : écrivez une adresse qui commence par https://, ou un preset.")
    texts = (sms.url, sms.body, *sms.headers.values())
    asked = {word for text in texts for word in WORD.findall(text)} | (OVH if sms.sign == "ovh" else set())
    if "basic" in asked:
        asked = asked - {"basic"} | {"login", "key"}
    if missing := sorted(asked - GIVEN - set(sms.secrets)):
        raise ValueError(f"[sms.secrets] : il manque {', '.join(missing)}.")
    if "sender" in asked and not sms.sender:
        raise ValueError("sender : écrivez qui envoie, onze lettres au plus, par exemple Astreinte.")
    if sms.only is None and not {"to"} & asked:
        raise ValueError("only : cette passerelle ne joint qu'un numéro ; écrivez lequel, par exemple +33612345601.")
    try:
        re.compile(sms.taken or "")
    except re.error as error:
        raise ValueError(f"taken : « {sms.taken} » n'est pas une expression régulière ({error.msg}).") from error
    return sms


@cache
def presets() -> dict[str, dict[str, Any]]:
    """The gateways that are known, by name."""
    found: dict[str, dict[str, Any]] = msgspec.toml.decode(PRESETS.read_bytes())
    return found
