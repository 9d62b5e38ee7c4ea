"""An agent at their menu: what they are told, what they are asked, whether they have proved who they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from appliance.calls.agents_desk import Problem
from appliance.calls.agents_entry import has_proved
from appliance.calls.call_context import CallContext
from appliance.calls.leg import CallerLeg
from appliance.calls.told import telling_in
from appliance.company.model import Agent, Company
from appliance.prompts.catalogue import Sentence, told

MOST_CHOICES = 9
ANSWER_SECONDS = 6.0
ROUNDS = 20
SILENCES = 2
BACK = "*"


def on_to_the_next() -> bool:
    """An end of `served` that does nothing."""
    return True


class AgentAtMenu:
    """Who is here, and their leg. `proved`: they have typed their code already. `words`: their language's."""

    def __init__(self, caller: CallerLeg, visit: CallContext, agent: Agent, proved: bool) -> None:
        self.caller, self.visit, self.agent, self._proved = caller, visit.for_an_agent(agent.language), agent, proved
        self.words = telling_in(agent.language)

    def may_change(self) -> bool:
        """Whether they have typed their code, asked once a call."""
        self._proved = self._proved or has_proved(self.caller, self.visit, self.agent)
        return self._proved

    def chosen(self, names: list[str]) -> int | None:
        """The place of the name chosen by its key; None, told so, where none is."""
        names = names[:MOST_CHOICES]
        key = self.key(self.told(self.words.choices(names)))
        if key.isdecimal() and 1 <= int(key) <= len(names):
            return int(key) - 1
        self.say("agents_unchanged")
        return None

    def confirmed(self, text: str) -> bool:
        """Whether they say yes by key 1; told that nothing is changed else."""
        if self.key(self.told(text)) == "1":
            return True
        self.say("agents_unchanged")
        return False

    def served(
        self, question: str, acts: Mapping[str, Callable[[], object]], ends: Mapping[str, Callable[[], bool]]
    ) -> bool:
        """Ask what to do with one thing of several, again after each of `acts`; True: on to the next thing.

        `ends`: acts after which there is nothing more to do with it, where they say so. False: back to the menu.
        """
        silences = 0
        for _ in range(ROUNDS):
            key = self.key(self.visit.say(question))
            silences = 0 if key else silences + 1
            if key == BACK or silences == SILENCES:
                return False
            if key in ends and ends[key]():
                return True
            if key in acts:
                acts[key]()
            elif key and key not in ends:
                self.caller.let_finish_typing()
                self.say("menu_unknown_key")
        return False

    def settled(self, problem: Problem | None, done: str) -> bool:
        """Tell what is wrong with a change, or that it is made; whether it is."""
        self.explain(problem) if problem else self.say(done)
        return problem is None

    def explain(self, problem: Problem) -> None:
        """Tell what is wrong."""
        self.tell(self.words.problem(problem))

    def key(self, *sentences: Sentence) -> str:
        return self.caller.ask_digits(*sentences, max_digits=1, first_digit_seconds=ANSWER_SECONDS, terminator="")

    def say(self, name: str) -> None:
        self.caller.play(self.visit.say(name))

    def tell(self, text: str) -> None:
        self.caller.play(self.told(text), until_key=True)

    def told(self, text: str) -> Sentence:
        """What is said to them besides the catalogue."""
        return told(text, language=self.agent.language)

    @property
    def company(self) -> Company:
        return self.visit.newest() or self.visit.company
