"""What the machine's file decides, told with the lines to change in it; never a secret."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from appliance.company.voice import OFFLINE, ChosenVoice
from appliance.config import Config, Mail, Trunk
from appliance.notify.outgoing_letters import grouped
from appliance.outgoing import Caps
from appliance.prompts.neural import kokoro

TRANSPORTS = {"udp": "UDP", "tcp": "TCP", "tls": "TLS, chiffré"}
GOOGLE = (
    "La voix de Google. Le texte des annonces lui est envoyé au moment où vous les enregistrez, jamais pendant "
    "un appel. S'il ne répond pas, la voix hors ligne prend le relais."
)

VOICE_WORDS = {"gtts": GOOGLE, "pico": "Une voix hors ligne : rien ne quitte la machine."}
NEURAL_WORDS = (
    "Kokoro, une voix plus naturelle, pour vos textes, redits hors des appels ; Pico d'ici là, et pour les numéros et "
    "les heures. Rien ne quitte la machine."
)
SENTENCE_WORDS = {True: "déjà enregistrées, d'une voix plus naturelle", False: "dites par la voix des annonces"}


@dataclass(frozen=True)
class MachineFact:
    """`said`: as it is now; `lines`: of the file, as they would be written; `variable`: of Ansible."""

    name: str
    said: tuple[str, ...]
    lines: str
    variable: str


def voice_words(chosen: ChosenVoice) -> str:
    """Which engine says the company's texts on this machine."""
    neural = chosen.neural and chosen.engine == OFFLINE and kokoro.installed()
    return NEURAL_WORDS if neural else VOICE_WORDS[chosen.engine]


def machine_facts(config: Config) -> list[MachineFact]:
    """In the order of the page."""
    return list(_facts(config))


def _facts(config: Config) -> Iterator[MachineFact]:
    yield MachineFact(
        "Liens vers les opérateurs, dans l'ordre où ils sont essayés",
        tuple(map(trunk_words, config.trunks)),
        "\n\n".join(f'[[trunks]]\nname = "{one.name}"\nproxy = "{one.proxy}"' for one in config.trunks),
        "astreinte_trunks",
    )
    voice = VOICE_WORDS[config.speech_engine]
    other = "pico" if config.speech_engine == "gtts" else "gtts"
    yield MachineFact(
        "Voix des annonces",
        (voice,),
        f'speech_engine = "{config.speech_engine}"   # ou "{other}"',
        "astreinte_speech_engine",
    )
    yield MachineFact("Courriel", (mail_words(config.mail),), mail_lines(config.mail), "astreinte_mail")
    told = "Une passerelle de SMS est réglée." if config.sms else "Aucune passerelle de SMS : personne n'en reçoit."
    preset = (config.sms.preset if config.sms else None) or "brevo"
    yield MachineFact("SMS", (told,), f'[sms]\npreset = "{preset}"', "astreinte_sms")
    if config.webhooks:
        named = ", ".join(one.name for one in config.webhooks)
        told, lines = f"Prévenus : {named}.", f'[[webhooks]]\nname = "{config.webhooks[0].name}"'
        yield MachineFact("Programmes prévenus", (told,), lines, "astreinte_webhooks")
    if config.chats:
        rooms = ", ".join(one.name for one in config.chats)
        lines = f'[[chats]]\nname = "{config.chats[0].name}"'
        yield MachineFact("Salons prévenus", (f"Prévenus : {rooms}.",), lines, "astreinte_chats")
    read = "Transcrits, hors des appels, par un programme de la machine : rien n'en sort."
    told = read if config.transcription else "Écoutés, et non transcrits."
    model = config.transcription.model if config.transcription else "/opt/astreinte/transcription"
    yield MachineFact("Messages", (told,), f'[transcription]\nmodel = "{model}"', "astreinte_transcription_weights")
    yield caps_fact(config.caps)
    address = config.public_url
    where = (
        f"Les liens des courriels mènent à {address}." if address else "Aucune : les courriels ne portent aucun lien."
    )
    line = f'public_url = "{address or "https://astreinte.example.fr"}"'
    yield MachineFact("Adresse du site", (where,), line, "astreinte_web_name")
    yield MachineFact(
        "Conservation, pour une entreprise qui ne la dit pas",
        (f"{config.forget_months} mois.",),
        f"forget_months = {config.forget_months}",
        "astreinte_forget_months",
    )


def caps_fact(caps: Caps) -> MachineFact:
    """The caps of what goes out: a page shows them, and cannot raise them."""
    said = tuple(
        f"{grouped(legs)} appels sortants et {grouped(minutes)} minutes {over}."
        for over, legs, minutes in (
            ("par appel reçu", caps.legs_per_call, caps.minutes_per_call),
            ("en une heure", caps.legs_per_hour, caps.minutes_per_hour),
            ("en 24 heures", caps.legs_per_day, caps.minutes_per_day),
            ("en 31 jours", caps.legs_per_month, caps.minutes_per_month),
        )
    )
    lines = f"[caps]\nlegs_per_day = {caps.legs_per_day}\nminutes_per_day = {caps.minutes_per_day}"
    return MachineFact("Plafonds des appels sortants", said, lines, "astreinte_caps")


def trunk_words(trunk: Trunk) -> str:
    """« ovh : sip.ovh.example, UDP, par enregistrement »."""
    known = "par enregistrement" if trunk.register else "par son adresse"
    return f"{trunk.name} : {trunk.proxy}, {TRANSPORTS[trunk.transport]}, {known}"


def mail_words(mail: Mail | None) -> str:
    if mail is None:
        return "Aucun serveur de courriel n'est réglé : ce qui doit partir attend dans la boîte d'envoi."
    return f"Les courriels sont confiés à {mail.host}, expédiés par {mail.sender}."


def mail_lines(mail: Mail | None) -> str:
    """As they are, or as they could be."""
    host, sender = (mail.host, mail.sender) if mail else ("smtp.example.fr", "astreinte@example.fr")
    return f'[mail]\nhost = "{host}"\nsender = "{sender}"'
