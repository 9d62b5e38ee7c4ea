"""Machine facts: one TOML file written by the installer, validated at start, one frozen object.

What the company may change (lines, planning, announcements) is in the database, not here.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from appliance.config_network import check_address, check_ports, check_prefix, check_public_address
from appliance.config_words import in_french
from appliance.gateways import (
    Chat,
    CustomersAddress,
    Sms,
    Webhook,
    check_chats,
    check_customers,
    check_webhooks,
    settled,
)
from appliance.hidden_letters import HiddenLetter, refuse_hidden_letters
from appliance.outgoing import Caps

Port = Annotated[int, Meta(ge=1, le=65535)]
Seconds = Annotated[int, Meta(ge=1)]
Name = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,30}$")]
ATOM, LABEL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-]+", r"[A-Za-z0-9\-]+"
MAIL_ADDRESS = re.compile(rf"(?=.{{1,64}}@.{{1,253}}\Z){ATOM}(?:\.{ATOM})*@{LABEL}(?:\.{LABEL})*", re.ASCII)
OWN_NUMBER = re.compile(r"\+[1-9]\d{5,14}", re.ASCII)  # of ours, E.164
PUBLIC_URL = re.compile(r"https?://[A-Za-z0-9.\-]+(:\d{1,5})?(/[A-Za-z0-9._~\-]+)*", re.ASCII)
ANSWER_SECONDS = 15  # from the moment a silent telephone is due to be asked to the moment it is judged
BoxName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9.\-]{0,62}$")]
HostPort = Annotated[str, Meta(pattern=r"^[A-Za-z0-9.\-]+(:\d{1,5})?$")]


class ConfigError(Exception):
    """The configuration file cannot be used; the message says where and what to do."""


class Trunk(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One SIP link to an operator. Trunks are tried in the order of the file."""

    name: Name
    proxy: HostPort
    transport: Literal["udp", "tcp", "tls"] = "udp"
    register: bool = False
    username: str | None = None
    password: str | None = None
    realm: str | None = None
    from_domain: str | None = None
    sources: tuple[str, ...] = ()  # CIDR prefixes from which its calls come
    called_number: Literal["ruri", "to", "p-called-party-id"] = "ruri"
    dial_format: Literal["e164", "e164-no-plus", "00", "national"] = "e164"
    presented_number: Literal["line", "caller"] = "line"
    own_number: str | None = None  # E.164: presented in the place of any line's, where the operator takes no other
    presented_in: Literal["from", "pai", "rpid"] = "from"
    diversion: bool = False
    dtmf: Literal["rfc2833", "info", "both"] = "both"  # a key that comes both ways counts once
    tones: bool = False  # its keys may be tones although its SDP says telephone-event: listen to both
    ping_seconds: Annotated[int, Meta(ge=0)] = 15  # 0: never ask the trunk whether it is there


class Sip(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The one SIP profile. `ext_*`: the public address when the box is behind NAT.

    Silence is no end: a leg that sends no sound is asked whether it is there after `silence_asked_seconds`, and stays
    if it answers. `joined_media_timeout_seconds` of silence end a leg, whatever it is and on hold or not, though it
    answers with the SDP that it had: for when nobody asks (no controller), and for questions that prove nothing.
    `tls_check`: what a trunk's certificate must be when we call it, signed by one of `tls_authorities` (a PEM file)
    and made out to the name of its proxy, or the first alone, or nothing at all.
    """

    ip: str = "127.0.0.1"
    port: Port = 5060
    rtp_ports: tuple[Port, Port] = (16384, 16583)
    ext_sip_ip: str | None = None
    ext_rtp_ip: str | None = None
    max_callers: Annotated[int, Meta(ge=1, le=500)] = 10
    max_call_seconds: Seconds = 7200
    silence_asked_seconds: Annotated[int, Meta(ge=5)] = 15
    joined_media_timeout_seconds: Seconds = 600
    telephone_event: Annotated[int, Meta(ge=96, le=127)] = 101  # the RTP payload of the keys that we offer
    tls_check: Literal["name", "authority", "none"] = "name"
    tls_authorities: str = "/etc/ssl/certs/ca-certificates.crt"
    fronts: tuple[str, ...] = ()  # CIDR prefixes of the proxies before us, believed when they say who calls


class Switch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the controller and FreeSWITCH meet, on loopback.

    `browser_port`: where FreeSWITCH takes the calls of agents who answer in the pages, from the web server in front of
    them alone; None: nobody does.
    """

    esl_port: Port = 8021
    esl_secret: Annotated[str, Meta(min_length=16, pattern=r"^[A-Za-z0-9_\-]+$")]
    socket_ports: tuple[Port, Port] = (8084, 8085)
    browser_port: Port | None = None


class Web(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the pages listen. `language`: that of the site, which has a catalogue (web/texts); `fr`, None: French."""

    host: str = "127.0.0.1"
    port: Port = 8080
    language: Annotated[str, Meta(pattern=r"^[a-z]{2,3}(_[A-Z]{2})?$")] | None = None


class Mail(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The server that takes our mail. `sender`: the address it comes from. `ca_file`: the authorities trusted, PEM."""

    host: Annotated[str, Meta(pattern=r"^[A-Za-z0-9.\-:\[\]]+$")]
    port: Port = 587
    tls: Literal["none", "starttls", "tls"] = "starttls"
    username: str | None = None
    password: str | None = None
    sender: str
    ca_file: str | None = None

    def __repr__(self) -> str:
        return f"Mail(host={self.host!r}, port={self.port}, tls={self.tls!r}, sender={self.sender!r})"


class Transcription(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Messages written down on this machine. `model`: the folder of the weights, as CTranslate2 reads them.

    `most_minutes`: of sound, longer messages being left alone; `most_seconds`: of work on one message;
    `most_megabytes`: of memory. `vocabulary`: what callers may say, places and products first.
    """

    model: Annotated[str, Meta(min_length=1)]
    most_minutes: Annotated[int, Meta(ge=1, le=60)] = 5
    most_seconds: Annotated[int, Meta(ge=10, le=3600)] = 300
    most_megabytes: Annotated[int, Meta(ge=200)] = 1600  # reserved, most of it never touched
    vocabulary: tuple[str, ...] = ()


NO_SWITCH = Switch(esl_secret="")


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything true of this machine. `clock_offset_seconds` moves the company's clock (lab only).

    `state` alone is enough for the pages and for most commands; calls also want `switch` and `trunks`.
    """

    state: str
    box: BoxName | None = None  # its name, of its own among the boxes of its database; None: the host's
    switch: Switch = NO_SWITCH
    sip: Sip = Sip()
    web: Web = Web()
    mail: Mail | None = None  # None: mails wait in the outbox
    sms: Sms | None = None  # None: nobody is told by SMS
    webhooks: tuple[Webhook, ...] = ()
    chats: tuple[Chat, ...] = ()
    customers: CustomersAddress | None = None  # None: who callers are is asked of the company's list alone
    transcription: Transcription | None = None  # None: messages are heard, and not read
    public_url: str | None = None  # where the agents' browsers find the pages: https://astreinte.example.fr
    caps: Caps = Caps()  # of what goes out
    trunks: tuple[Trunk, ...] = ()
    database: str | None = None  # a peewee db_url; None: SQLite under `state`
    speech_engine: Literal["pico", "gtts"] = "pico"
    country: Annotated[str, Meta(pattern=r"^[A-Z]{2}$")] = "FR"
    forget_months: Annotated[int, Meta(ge=1, le=120)] = 6  # after which a call no longer says who called
    clock_offset_seconds: float = 0.0

    @property
    def takes_calls(self) -> bool:
        """Whether there is a switch and an operator to take calls from."""
        return bool(self.switch.esl_secret and self.trunks)

    @property
    def box_name(self) -> str:
        return self.box or socket.gethostname()

    @property
    def state_dir(self) -> Path:
        return Path(self.state)

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.state_dir / 'astreinte.db'}"

    @property
    def prompts_dir(self) -> Path:
        """WAV files of the sentences, readable by FreeSWITCH."""
        return self.state_dir / "prompts"

    @property
    def recordings_dir(self) -> Path:
        """Messages left by callers, written by FreeSWITCH."""
        return self.state_dir / "recordings"

    @property
    def fallback_dir(self) -> Path:
        """The exported on-call list, as dialplan XML, for when no controller is there."""
        return self.state_dir / "fallback"

    @property
    def cdr_dir(self) -> Path:
        """Call detail records written by FreeSWITCH, deleted once imported."""
        return self.state_dir / "cdr"

    @property
    def pages_dir(self) -> Path:
        """What the pages keep for themselves: the key that signs their cookies."""
        return self.state_dir / "pages"

    @property
    def settings_copy(self) -> Path:
        """The settings that the controller took in last, for when the database cannot be reached."""
        return self.state_dir / "db" / "settings.json"

    @property
    def spool_dir(self) -> Path:
        """What could not be written to the database yet."""
        return self.state_dir / "spool"


def load(path: Path) -> Config:
    """Read and validate the file, or raise ConfigError with one sentence."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: fichier introuvable ; vérifiez le chemin.") from error
    except IsADirectoryError as error:
        raise ConfigError(f"{path}: c'est un dossier ; donnez le chemin du fichier.") from error
    except OSError as error:
        raise ConfigError(f"{path}: fichier illisible ({error.strerror}) ; vérifiez ses droits.") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: ce n'est pas du texte en UTF-8 ; enregistrez-le de nouveau ainsi.") from error
    try:
        config = msgspec.toml.decode(text, type=Config)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise ConfigError(f"{path}: {in_french(str(error))}") from error
    for place, said in _texts(msgspec.to_builtins(config)):
        try:
            refuse_hidden_letters(place, said)
        except HiddenLetter as error:
            raise ConfigError(f"{path}: {error}") from None
    _check(config, path)
    return config if config.sms is None else msgspec.structs.replace(config, sms=_gateway(config.sms, path))


def load_for_calls(path: Path) -> Config:
    """The same, for what FreeSWITCH and an operator are needed for. ConfigError says which of the two is missing."""
    config = load(path)
    if not config.switch.esl_secret:
        raise ConfigError(
            f"{path}: il manque la section [switch], avec esl_secret, par quoi on parle à FreeSWITCH ; sans elle, "
            "seules les pages et les commandes qui n'appellent personne fonctionnent."
        )
    if not config.trunks:
        raise ConfigError(
            f"{path}: il manque une section [[trunks]], avec name et proxy : l'opérateur par qui passent les appels."
        )
    return config


def _texts(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Each text of the file, and the name of its key: « mail.sender », « trunks.0.name »."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict | list | tuple):
        named = value.items() if isinstance(value, dict) else enumerate(value)
        for name, one in named:
            yield from _texts(one, f"{place}.{name}" if place else str(name))


def _check(config: Config, path: Path) -> None:
    try:
        _check_network(config)
    except ValueError as error:
        raise ConfigError(f"{path}: {error}") from error
    names = [trunk.name for trunk in config.trunks]
    if len(set(names)) != len(names):
        raise ConfigError(f"{path}: deux trunks portent le même nom ; donnez un nom à chacun.")
    for trunk in config.trunks:
        if trunk.register and not (trunk.username and trunk.password):
            raise ConfigError(f"{path}: trunk {trunk.name} : register demande username et password.")
        if trunk.own_number is not None and not OWN_NUMBER.fullmatch(trunk.own_number):
            raise ConfigError(
                f"{path}: trunk {trunk.name} : own_number : « {trunk.own_number} » n'est pas un numéro complet ; "
                "écrivez par exemple +33972000001."
            )
    if config.mail is not None:
        _check_mail(config.mail, path)
    for address in config.caps.tell:
        if not MAIL_ADDRESS.fullmatch(address):
            raise ConfigError(
                f"{path}: caps.tell : « {address} » n'est pas une adresse ; écrivez par exemple it@example.fr."
            )
    try:
        check_webhooks(config.webhooks)
    except ValueError as error:
        raise ConfigError(f"{path}: webhooks : {error}") from error
    try:
        check_chats(config.chats)
    except ValueError as error:
        raise ConfigError(f"{path}: chats : {error}") from error
    try:
        if config.customers is not None:
            check_customers(config.customers)
    except ValueError as error:
        raise ConfigError(f"{path}: customers : {error}") from error
    if config.public_url is not None and not PUBLIC_URL.fullmatch(config.public_url):
        raise ConfigError(
            f"{path}: public_url : « {config.public_url} » n'est pas une adresse de site ; "
            "écrivez par exemple https://astreinte.example.fr, sans barre à la fin."
        )
    if config.sip.joined_media_timeout_seconds < config.sip.silence_asked_seconds + ANSWER_SECONDS:
        raise ConfigError(
            f"{path}: sip.joined_media_timeout_seconds est trop court : un téléphone silencieux serait coupé "
            f"avant d'avoir pu répondre ; écrivez au moins {config.sip.silence_asked_seconds + ANSWER_SECONDS}."
        )
    low, high = config.sip.rtp_ports
    if high - low < 4 * config.sip.max_callers * 2:
        raise ConfigError(
            f"{path}: sip.rtp_ports est trop étroit ; "
            f"il faut au moins {8 * config.sip.max_callers} ports pour {config.sip.max_callers} appelants."
        )


def _check_network(config: Config) -> None:
    """ValueError with one sentence."""
    sip, switch = config.sip, config.switch
    check_address("sip.ip", sip.ip)
    for name, written in (("sip.ext_sip_ip", sip.ext_sip_ip), ("sip.ext_rtp_ip", sip.ext_rtp_ip)):
        if written is not None:
            check_public_address(name, written)
    for front in sip.fronts:
        check_prefix("sip.fronts", front)
    for trunk in config.trunks:
        for source in trunk.sources:
            check_prefix(f"trunk {trunk.name}", source)
    if sip.rtp_ports[0] <= sip.port <= sip.rtp_ports[1]:
        raise ValueError(f"sip.port, {sip.port}, est parmi ceux des voix, sip.rtp_ports ; écrivez-en un autre.")
    if switch.esl_secret:
        first, second = switch.socket_ports
        page = {"switch.browser_port": switch.browser_port} if switch.browser_port is not None else {}
        ours = {"switch.esl_port": switch.esl_port, "switch.socket_ports 1": first, "switch.socket_ports 2": second}
        check_ports({**ours, **page, "web.port": config.web.port})


def _gateway(sms: Sms, path: Path) -> Sms:
    try:
        return settled(sms)
    except ValueError as error:
        raise ConfigError(f"{path}: sms : {error}") from error


def _check_mail(mail: Mail, path: Path) -> None:
    if not MAIL_ADDRESS.fullmatch(mail.sender):
        raise ConfigError(
            f"{path}: mail.sender : « {mail.sender} » n'est pas une adresse ; écrivez par exemple astreinte@example.fr."
        )
    if (mail.username is None) != (mail.password is None):
        raise ConfigError(f"{path}: mail : username et password vont ensemble ; écrivez les deux, ou aucun.")
    if mail.username is not None and mail.tls == "none":
        raise ConfigError(
            f'{path}: mail : un mot de passe ne voyage pas en clair ; écrivez tls = "starttls" ou tls = "tls".'
        )
    if mail.ca_file is not None and not Path(mail.ca_file).is_file():
        raise ConfigError(f"{path}: mail.ca_file : {mail.ca_file} n'est pas un fichier ; vérifiez le chemin.")
