"""Every sentence that a call may play is in the prompt store, whole and audible."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from appliance.calls.spoken import fixed_sentences
from appliance.checks.finding import Finding, error
from appliance.company.model import Company
from appliance.prompts.build import Fault, check
from appliance.prompts.prompt_store import PromptStore
from appliance.prompts.speech import quoted


def check_sentences(company: Company, prompt_store: PromptStore) -> Iterator[Finding]:
    """Missing and spoilt files, one finding for each kind of fault. Listens to every file, once in a process."""
    faults: dict[str, list[Fault]] = defaultdict(list)
    for fault in check(prompt_store, fixed_sentences(company)):
        faults[fault.problem].append(fault)
    for problem, some in faults.items():
        more = f", et {len(some) - 1} de plus" if len(some) > 1 else ""
        sentence = f"{problem.rstrip('.')} ({quoted(some[0].sentence.text)}{more})."
        yield replace(error("prompt", "Phrases", sentence), number=len(some), command="astreinte prompts build")
