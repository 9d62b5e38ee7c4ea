"""The facts of this machine, written for FreeSWITCH: variables, gateways, who may call, how their calls are read.

The rest of the configuration is shipped and the same everywhere. Files appear whole or not at all, and are
readable by their owner alone: they hold secrets.
"""

from __future__ import annotations

import ipaddress
import re
import ssl
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

from appliance.config import Config, ConfigError, Sip, Trunk
from appliance.switch.browser_profile import browser_profile
from appliance.switch.fallback_sounds import ensure_sounds
from appliance.whole_file import write_whole

AUTHORITIES = "cafile.pem"  # where sofia looks for them, beside its own certificate
SAFE = re.compile(r"[A-Za-z0-9_./:@+\-]*")  # in `$${...}` FreeSWITCH puts a value where it stands, unquoted
LEGS_PER_CALLER = 4  # never fewer, whatever the ports
MOST_LEGS_PER_CALLER = 12  # with ten telephones of an office, or of a team, ringing together
SPARE_LEGS = 6  # FreeSWITCH admits one less than it is told; a test call and a hang-up in course need some too
CALLED_NUMBER = {"ruri": "${sip_req_user}", "to": "${sip_to_user}", "p-called-party-id": "${sip_h_P-Called-Party-ID}"}
# A number, bare or in the URI of a header, which a display name may go before (RFC 3261, 25.1, name-addr).
DIGITS = r'^(?:(?:"[^"]*" *|[^"<:]*)<)?(?:sips?:|tel:)?(\+?[0-9]{2,20})(?:[;@>].*)?$'
NO_NUMBER = "unreadable"  # a caller whose number is none: for `numbers.caller_seen`, any text without digits
NOBODY = "nobody"  # `sip_from_user` where a From has no user, with no number unless another header shows one
_RPID_PRIVACY = r';\s*privacy\s*=\s*"?(?:full|uri|name|number|yes)\b'
# How a caller asks for their number to be told to nobody. Tokens of headers have no case (RFC 3261, 7.3.1).
PRIVATE = {
    "${sip_Privacy}": r"\b(?:id|user|header|full)\b",  # RFC 3323, RFC 3325
    "${sip_Remote-Party-ID}": _RPID_PRIVACY,
    "${sip_h_RPID-Privacy}": _RPID_PRIVACY,  # of the drafts before it
    "${sip_from_user}": r"^(?:anonymous|restricted|private)$",
    "${sip_from_host}": r"(?:^|\.)anonymous\.invalid$",
    "${sip_from_display}": r'^"?anonymous"?$',
}
TLS_POLICY = {"name": "subjects_out", "authority": "out", "none": "none"}  # of sofia's tls-verify-policy
KEYS = {"rfc2833": "dtmf_type=rfc2833", "info": "dtmf_type=info", "both": "rtp_liberal_dtmf=true"}


def shipped_configuration() -> Path:
    """The folder of the XML files that we ship: in `appliance` once installed, beside it in a checkout."""
    installed = Path(__file__).parents[1] / "freeswitch_conf"
    checkout = Path(__file__).parents[2] / "freeswitch"
    for folder in (installed, checkout):
        if (folder / "freeswitch.xml").is_file():
            return folder
    raise ConfigError("La configuration de FreeSWITCH manque dans l'installation ; réinstallez astreinte.")


def prepare(config: Config, conf_dir: Path) -> None:
    """Make `conf_dir` a folder that FreeSWITCH can be started on, and the folders that it writes to.

    ConfigError, one sentence, for a fact that cannot be written down or a folder that cannot be made.
    """
    try:
        for folder in (conf_dir, config.cdr_dir, config.recordings_dir, config.fallback_dir, log_dir(config)):
            folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        for name, text in documents(config, conf_dir).items():
            write_whole(conf_dir / name, text)
        (conf_dir / "tls").mkdir(exist_ok=True, mode=0o700)
        if over_tls(config):
            write_whole(conf_dir / "tls" / AUTHORITIES, authorities(config.sip))
        if config.switch.browser_port is not None:
            from appliance.switch.browser_certificate import keep_certificate  # heavy, and for these machines alone

            keep_certificate(conf_dir / "tls", datetime.now(UTC))
        ensure_sounds(config.fallback_dir)
    except OSError as error:
        raise ConfigError(
            f"{error.filename or conf_dir} : écriture impossible ({error.strerror}) ; vérifiez les droits et le disque."
        ) from error


def documents(config: Config, conf_dir: Path) -> dict[str, str]:
    """The XML files of `conf_dir`, by name: those that we ship, and the five that tell this machine. ConfigError."""
    shipped = sorted(shipped_configuration().glob("*.xml"))
    return {path.name: path.read_text(encoding="utf-8") for path in shipped} | {
        "machine.xml": machine_variables(config, conf_dir),
        "gateways.xml": _included([_gateway(trunk) for trunk in config.trunks], secret=True),
        "acl.xml": _included(_access_lists(config.trunks, config.sip)),
        "trunks.xml": _included(_arrivals(config.trunks)),
        "browsers.xml": _included(browser_profile(config)),
    }


def over_tls(config: Config) -> bool:
    """Whether a trunk is reached over TLS."""
    return any(trunk.transport == "tls" for trunk in config.trunks)


def authorities(sip: Sip) -> str:
    """The certificates, PEM, that sign those of our operators. ConfigError for a file that has none."""
    try:
        text = Path(sip.tls_authorities).read_text(encoding="utf-8")
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=text or "vide")
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise ConfigError(
            f"sip.tls_authorities : {sip.tls_authorities} ne donne aucune autorité de certification ({error}) ; "
            "installez ca-certificates, ou indiquez le fichier PEM de votre opérateur."
        ) from None
    return text


def most_legs(sip: Sip) -> int:
    """Legs at a time: as many as the ports of the voice allow (two a leg), within what our callers may need."""
    ports = (sip.rtp_ports[1] - sip.rtp_ports[0] + 1) // 2
    least, most = (legs * sip.max_callers + SPARE_LEGS for legs in (LEGS_PER_CALLER, MOST_LEGS_PER_CALLER))
    return max(least, min(most, ports))


def log_dir(config: Config) -> Path:
    """Where FreeSWITCH writes its log."""
    return config.state_dir / "log"


def machine_variables(config: Config, conf_dir: Path) -> str:
    """The text of machine.xml: one `$${variable}` a line."""
    lines = ["<include>"]
    for name, value in _facts(config, conf_dir).items():
        if not SAFE.fullmatch(value):
            raise ConfigError(
                f"« {value} » ne peut pas être donné à FreeSWITCH ({name}) : "
                "n'utilisez que des lettres sans accent, des chiffres et _ . / : @ + -."
            )
        lines.append(f'  <X-PRE-PROCESS cmd="set" data="{name}={value}"/>')
    return "\n".join([*lines, "</include>", ""])


def _facts(config: Config, conf_dir: Path) -> dict[str, str]:
    sip, switch = config.sip, config.switch
    return {
        "sip_ip": sip.ip,
        "sip_port": str(sip.port),
        "tls": str(over_tls(config)).lower(),
        "tls_policy": TLS_POLICY[sip.tls_check],
        "tls_port": str(sip.port + 1),
        "tls_folder": str(conf_dir / "tls"),
        "ext_sip_ip": sip.ext_sip_ip or sip.ip,
        "ext_rtp_ip": sip.ext_rtp_ip or sip.ext_sip_ip or sip.ip,
        "rtp_first_port": str(sip.rtp_ports[0] + sip.rtp_ports[0] % 2),
        "rtp_last_port": str(sip.rtp_ports[1] - sip.rtp_ports[1] % 2),
        "max_callers": str(sip.max_callers),
        "max_legs": str(most_legs(sip)),
        "max_call_seconds": str(sip.max_call_seconds),
        "joined_media_timeout_ms": str(1000 * sip.joined_media_timeout_seconds),
        "telephone_event": str(sip.telephone_event),
        "esl_port": str(switch.esl_port),
        "esl_secret": switch.esl_secret,
        "socket_port_1": str(switch.socket_ports[0]),
        "socket_port_2": str(switch.socket_ports[1]),
        "log_folder": str(log_dir(config).absolute()),
        "cdr_folder": str(config.cdr_dir.absolute()),
        "recordings_folder": str(config.recordings_dir.absolute()),
        "fallback_folder": str(config.fallback_dir.absolute()),
    }


def _included(elements: list[ET.Element], *, secret: bool = False) -> str:
    """An `<include>` file. A password may hold `$${`, which FreeSWITCH would expand before it reads any XML."""
    root = ET.Element("include")
    root.extend(elements)
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode") + "\n"
    return text.replace("$", "&#36;") if secret else text


def _gateway(trunk: Trunk) -> ET.Element:
    gateway = ET.Element("gateway", name=trunk.name)
    for name, value in _gateway_parameters(trunk).items():
        if any(char in value for char in "\r\n\0"):
            raise ConfigError(
                f"trunk {trunk.name} : {name} tient sur une ligne ; corrigez le fichier de configuration."
            )
        ET.SubElement(gateway, "param", name=name, value=value)
    return gateway


def _gateway_parameters(trunk: Trunk) -> dict[str, str]:
    """`extension` auto_to_user: a registered trunk calls our contact, and names the number called in To.

    `ping-min` 0: an operator that answers no OPTIONS is still dialled (FreeSWITCH would refuse at once below the
    minimum); a mute one costs 4 s. The ping keeps NAT open, and `sofia status gateway` tells how it fares (PingState).
    """
    parameters = {
        "proxy": trunk.proxy,
        "realm": trunk.realm or trunk.proxy.partition(":")[0],
        "from-domain": trunk.from_domain or trunk.realm or trunk.proxy.partition(":")[0],
        "username": trunk.username or "astreinte",
        "password": trunk.password or "",
        "register": str(trunk.register).lower(),
        "register-transport": trunk.transport,
        "extension": "auto_to_user",
        "context": "arrivals",
        "caller-id-in-from": str(trunk.presented_in == "from").lower(),
        "cid-type": {"from": "none", "pai": "pid", "rpid": "rpid"}[trunk.presented_in],
        "retry-seconds": "5",
        "expire-seconds": "600",
    }
    if trunk.ping_seconds:
        parameters |= {"ping": str(max(5, trunk.ping_seconds)), "ping-max": "2", "ping-min": "0"}
    return parameters


def _access_lists(trunks: tuple[Trunk, ...], sip: Sip) -> list[ET.Element]:
    """One list per trunk, to tell trunks apart, and one of them all, to refuse everybody else; one of the fronts.

    The box's own address, from which its test call comes, is let in as of the last trunk: no other loses what it lists.
    A front is in no trunk's list: what it brings is judged by the address that it says (X-AUTH-IP), and no other.
    """
    everybody = ET.Element("list", {"name": "trunks", "default": "deny"})
    before_us = ET.Element("list", {"name": "fronts", "default": "deny"})
    for front in sip.fronts:
        ET.SubElement(before_us, "node", type="allow", cidr=_prefix(front))
    lists = [everybody, before_us]
    for trunk in trunks:
        own = ET.Element("list", {"name": f"trunk_{trunk.name}", "default": "deny"})
        for source in (*sources(trunk), *(_itself(sip) if trunk is trunks[-1] else ())):
            for parent in (everybody, own):
                ET.SubElement(parent, "node", type="allow", cidr=source)
        lists.append(own)
    return lists


def _itself(sip: Sip) -> tuple[str, ...]:
    """The prefix of the box's own address, if it says one: FreeSWITCH lets everybody in by 0.0.0.0/32."""
    try:
        own = ipaddress.ip_address(sip.ip)
    except ValueError:
        return ()
    return () if own.is_unspecified else (_prefix(sip.ip),)


def sources(trunk: Trunk) -> tuple[str, ...]:
    """The prefixes from which this trunk calls: as set, else the address of its proxy. ConfigError if neither."""
    if trunk.sources:
        return tuple(map(_prefix, trunk.sources))
    host = trunk.proxy.partition(":")[0]
    try:
        return (str(ipaddress.ip_network(host)),)
    except ValueError:
        raise ConfigError(
            f"trunk {trunk.name} : indiquez dans sources les adresses d'où l'opérateur appelle "
            f"({host} est un nom, pas une adresse)."
        ) from None


def _prefix(address: str) -> str:
    """With its length: a bare address is none for FreeSWITCH, which lets nobody in by it."""
    return str(ipaddress.ip_network(address, strict=False))


def _arrivals(trunks: tuple[Trunk, ...]) -> list[ET.Element]:
    return [*_source(), *(_arrival(trunk) for trunk in trunks), _caller_number()]


def _source() -> list[ET.Element]:
    """Who calls, by address: whoever sent the INVITE, or whom the front that sent it had it from."""
    sender = ET.Element("extension", {"name": "sender", "continue": "true"})
    _set(ET.SubElement(sender, "condition"), "astreinte_source=${sip_received_ip}")
    fronted = ET.Element("extension", {"name": "front", "continue": "true"})
    _condition(fronted, "${acl(${sip_received_ip} fronts)}", "^true$")
    _set(_condition(fronted, "${sip_h_X-AUTH-IP}", "^([0-9a-fA-F.:]+)$"), "astreinte_source=$1")
    return [sender, fronted]


def _arrival(trunk: Trunk) -> ET.Element:
    """Read a call of this trunk: by its registration or its source, the first trunk of the file first."""
    extension = ET.Element("extension", {"name": f"trunk {trunk.name}", "continue": "true"})
    _condition(extension, "${astreinte_trunk}", "^$")
    either = ET.SubElement(extension, "condition", regex="any")
    for field, expression in (
        ("${sip_gateway}", f"^{trunk.name}$"),
        (f"${{acl(${{astreinte_source}} trunk_{trunk.name})}}", "^true$"),
    ):
        ET.SubElement(either, "regex", field=field, expression=expression)
    _set(either, f"astreinte_trunk={trunk.name}")
    _set(either, KEYS[trunk.dtmf])
    _set(either, f"astreinte_tones={str(trunk.tones).lower()}")
    _set(_condition(extension, _called_field(trunk), DIGITS), "astreinte_called=$1")
    return extension


def _called_field(trunk: Trunk) -> str:
    """A registered trunk writes our contact in the R-URI: the number is then the one FreeSWITCH found in To."""
    if trunk.called_number == "ruri" and trunk.register:
        return "destination_number"
    return CALLED_NUMBER[trunk.called_number]


def _caller_number() -> ET.Element:
    """The caller's number, as raw digits; nothing where it is hidden or not there, a word for one that is no number."""
    extension = ET.Element("extension", {"name": "caller number", "continue": "true"})
    for field, asked in PRIVATE.items():
        _condition(extension, field, f"(?i){asked}").set("break", "on-true")
    nothing = ET.SubElement(extension, "condition", {"regex": "all", "break": "on-true"})
    for field, expression in (("${sip_from_user}", f"^{NOBODY}$"), ("caller_id_number", f"^(?:{NOBODY})?$")):
        ET.SubElement(nothing, "regex", field=field, expression=expression)
    read = _condition(extension, "caller_id_number", DIGITS)
    _set(read, "astreinte_caller=$1")
    ET.SubElement(read, "anti-action", application="set", data=f"astreinte_caller={NO_NUMBER}", inline="true")
    return extension


def _condition(extension: ET.Element, field: str, expression: str) -> ET.Element:
    return ET.SubElement(extension, "condition", field=field, expression=expression)


def _set(condition: ET.Element, assignment: str) -> None:
    ET.SubElement(condition, "action", application="set", data=assignment, inline="true")
