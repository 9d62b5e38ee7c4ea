"""By which voice a company's sentences are said. Pure."""

from __future__ import annotations

from typing import NamedTuple

from appliance.company.model import Company

OFFLINE = "pico"


class ChosenVoice(NamedTuple):
    """`engine`: what speaks; `neural`: whether the recordings that ship are heard first."""

    engine: str
    neural: bool = False


def voice_kept(company: Company | None, machine: str) -> ChosenVoice:
    """`machine`: the voice of the machine's file; the one that sends nothing away, for a company that wants it so."""
    if company is None:
        return ChosenVoice(machine)
    return ChosenVoice(OFFLINE if company.offline_voice else machine, company.neural_sentences)
