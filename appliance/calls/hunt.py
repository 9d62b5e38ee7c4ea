"""The hunt as the caller lives it: music, agents rung in turn, the last resort, and `*` to leave a message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from enum import Enum, auto
from functools import partial

from appliance.calls.call_context import CallContext, Outcome
from appliance.calls.claimed_agents import Held
from appliance.calls.customers import known_caller
from appliance.calls.earlier_calls import RINGS_BACK
from appliance.calls.hand_over import MOST_HAND_OVERS, HandOver, Talker
from appliance.calls.leg import (
    Attempt,
    CallerHungUp,
    HoldEnd,
    Invitation,
    OfferEvent,
    OfferOutcome,
    OfferResult,
    RungBack,
    Sought,
    TalkEnd,
)
from appliance.calls.notes import CapReached, LeftConversation, Skipped, TookByRingingBack
from appliance.calls.orders import whisper_of
from appliance.calls.relief import Relief
from appliance.calls.ring_order import RingOrder, Wave, after
from appliance.calls.ringing_back import HuntUnderWay, TooLate
from appliance.calls.ringing_times import LAST_RESORT_SECONDS, LAST_WHISPER_SECONDS, PROGRESS_SECONDS, ROUND_SECONDS
from appliance.calls.steps import Step
from appliance.calls.talk import talk, talk_on
from appliance.calls.waiting import PLACES_TOLD
from appliance.company.model import Company, Team
from appliance.company.tongues import spoken_to
from appliance.prompts.catalogue import Sentence, place_told, wait_told, whisper_taken

LAST_RESORT = "last_resort"
BUSY_WAIT_SECONDS = 0.5  # between two looks at agents who are all in other calls


class HuntEnd(Enum):
    """How the hunt ended."""

    CONNECTED = auto()
    NOBODY = auto()
    ASKED_FOR_MESSAGE = auto()


def find_an_agent(caller: Sought, visit: CallContext, team: Team, number: str | None) -> HuntEnd:
    """Offer the call to the agents on call, then to the last resort, and stay until the conversation ends."""
    return Hunt(caller, visit, team, number).run()


class Hunt:
    """One caller's hunt through one team."""

    def __init__(self, caller: Sought, visit: CallContext, team: Team, number: str | None) -> None:
        self.caller, self.visit, self.team = caller, visit, team
        customer = known_caller(visit.customers, caller.caller.number, number)
        self._before = spoken_before(visit, caller.caller.number)
        again = self._before is not None
        self._whisper = partial(
            whisper_of,
            visit.company,
            visit.line,
            number,
            caller.caller.seen,
            customer,
            again=again,
            promised_at=visit.promised_at,
        )
        self.words = self._whisper()
        self.deadline = visit.clock() + visit.line.max_wait
        self._relief = Relief(visit, team)
        self._under_way = self._taken_by_ringing_back()
        self._skipped: set[str] = set()
        self._told_wait = False
        self._step = ExitStack()  # the hunt, as a step of the journal: over when the conversation begins
        self._handing: HandOver | None = None  # by the agent who talked to the caller, and waits for another
        self._hand_overs = 0
        self._lost: set[str] = set()  # who talked in a page that is gone: they have not left, and may be rung again

    def run(self) -> HuntEnd:
        """The hunt, then the last resort."""
        with self._step:
            self._begin()
            end = self._hunt()
            if end is HuntEnd.NOBODY and not self.visit.may_ring():
                self.visit.journal.note(CapReached())
            elif end is HuntEnd.NOBODY and self.visit.line.last_resort:
                end = self._last_resort(self.visit.line.last_resort)
        return end

    def _taken_by_ringing_back(self) -> HuntUnderWay:
        """This hunt, as agents who ring the line back find it; the telephones that it has rung so far."""
        visit, listed, words = self.visit, self._relief.listed, whisper_taken(self.words)
        claim, release = visit.claims.claim, visit.claims.release
        return HuntUnderWay(visit.call, self.caller, claim, release, words, listed, visit.words)

    def _begin(self, words: str = "hunt") -> None:
        """The first mobile rings while the caller hears that somebody is looked for."""
        rung, self._under_way = self._under_way.rung, self._taken_by_ringing_back()
        self._under_way.rung |= rung
        self._step.enter_context(self.visit.journal.step(Step.HUNT, self.team.id))
        if self._handing is None:  # whom an agent hands over waits for who is rung
            self._step.enter_context(self.visit.hunts.one_more(self._under_way))
        place = self._step.enter_context(self.visit.waiting.one_more(self.team.id))
        self.caller.begin_hold(self.visit.say(words), *self._told_once(place))

    def _told_once(self, place: int) -> list[Sentence]:
        """What is said of the wait, where the line wants it: the place in it, how soon others had an answer."""
        line, usual = self.visit.line, self.visit.usual_wait()
        if self._told_wait or not line.tell_wait:
            return []
        self._told_wait = True
        told = [place_told(place, line.language)] if place in PLACES_TOLD else []
        return [*told, wait_told(usual, line.language)] if usual is not None else told

    def _hunt(self) -> HuntEnd:
        """Rounds over the agents on call, within the line's `max_wait` and the caps of what goes out."""
        visit = self.visit
        load = visit.recent_load(self.team)
        hunt = RingOrder(self._relief.on_call, self.team.ring, load, first=self._before)
        end: HuntEnd | None = None
        while end is None and visit.clock() < self.deadline and visit.may_ring():
            began = visit.clock()
            rung, end = self._round(hunt)
            end = end or self._pause(hunt, began + ROUND_SECONDS if rung else visit.clock() + BUSY_WAIT_SECONDS)
        return self._last_listener() if end is None or end is HuntEnd.NOBODY else end

    def _last_listener(self) -> HuntEnd:
        """An agent who rang back and hears who calls is waited for, as one whose telephone was answered is."""
        until = self.visit.clock() + LAST_WHISPER_SECONDS
        while self._under_way.listening and self.visit.clock() < until:
            if (end := self._held(BUSY_WAIT_SECONDS)) is not None:
                return end
        return HuntEnd.NOBODY

    def _pause(self, hunt: RingOrder, next_round: float) -> HuntEnd | None:
        """Music until the next round, or until somebody comes on duty. NOBODY: there is nobody more to wait for."""
        seconds = next_round - self.visit.clock()
        if not self.visit.may_ring():
            return HuntEnd.NOBODY
        if hunt.over:
            relief = self._relief.seconds_to_next(hunt.may_ring)
            if relief is None:
                return HuntEnd.NOBODY
            seconds = relief
        seconds = min(seconds, self.deadline - self.visit.clock())
        return self._held(seconds) if seconds > 0 else None

    def _held(self, seconds: float) -> HuntEnd | None:
        """Music for so long. None: the hunt goes on."""
        end = self.caller.hold(seconds)
        if isinstance(end, RungBack):
            ended = search_end(self._talk_to(end))
            if ended is None:
                self._begin()
            return ended
        return HuntEnd.ASKED_FOR_MESSAGE if end is HoldEnd.ASKED_FOR_MESSAGE else None

    def _round(self, hunt: RingOrder) -> tuple[bool, HuntEnd | None]:
        """One pass: whether anybody was rung, and how the search ended, if it did."""
        rung = False
        for wave in hunt.one_round():
            if self.visit.clock() >= self.deadline or not self.visit.may_ring():
                break
            held = self._claimed(wave)
            if held:
                rung = True
                result = self._offer(held)
                for agent, outcome in result.outcomes.items():
                    hunt.ended(agent, outcome)
                if (end := search_end(result)) is not None:
                    return rung, end
        return rung, None

    def _claimed(self, wave: Wave) -> Wave:
        """The agents of a wave who are free, now held for this call; the others are noted once."""
        held = tuple(agent for agent in wave if self.visit.claims.claim(agent))
        for agent in set(wave) - set(held) - self._skipped:
            self._skipped.add(agent)
            self.visit.journal.note(Skipped(agent))
        return held

    def _offer(self, held: Wave) -> OfferResult:
        """Ring these agents, already claimed; free each of them as soon as this call needs them no more."""
        invitations = [self._relief.invited(agent, self.team.ring.seconds) for agent in held]
        return self._offer_and_talk(invitations, {agent: agent for agent in held}, self.deadline - self.visit.clock())

    def _last_resort(self, number: str) -> HuntEnd:
        """Ring the line's last resort, who takes the call with a key like any agent, and is in one call at a time."""
        agents = self.visit.company.agents.values()
        owner = next((agent.id for agent in agents if number in agent.phones), f"{LAST_RESORT}:{number}")
        if not self.visit.claims.claim(owner):
            self.visit.journal.note(Skipped(LAST_RESORT))
            return HuntEnd.NOBODY
        invitation = Invitation(LAST_RESORT, (number,), LAST_RESORT_SECONDS, spoken_to(self.visit.company, owner))
        seconds = LAST_RESORT_SECONDS + PROGRESS_SECONDS
        result = self._offer_and_talk([invitation], {LAST_RESORT: owner}, seconds)
        return search_end(result) or HuntEnd.NOBODY

    def _offer_and_talk(
        self, invitations: Sequence[Invitation], claimed: Mapping[str, str], seconds: float
    ) -> OfferResult:
        """The offer, and the conversation if there is one. An agent who is gone at once has confirmed nothing."""
        self._under_way.rung.update(claimed.values())
        with Held(claimed, self.visit.claims, self.visit.journal.attempt) as held:
            result = self.caller.offer(invitations, self.words, seconds, held.report, words=self.visit.words)
            agent, back = result.accepted_by, result.rung_back
            held.offer_over(agent if back is None else None)
            if agent is None:
                return result
            ended = self._conversation(agent, claimed[agent], held) if back is None else self._talk_to(back)
        if search_end(ended) is None:
            self._begin()
        return replace(ended, outcomes={**result.outcomes, **ended.outcomes})

    def _conversation(self, agent: str, owner: str, held: Held) -> OfferResult:
        """The hunt is over while they talk; whoever handed the caller over is told that they are taken."""
        self._under_way.end(TooLate.TAKEN)
        self._step.close()
        self._lost.discard(agent)
        handing, self._handing = self._handing, None
        if handing is not None:
            handing.taken()
        return self._talk(Talker(agent, owner, held, spoken_to(self.visit.company, owner)), handing)

    def _talk(self, talker: Talker, asked_by: HandOver | None) -> OfferResult:
        """The conversation with who accepted, and what it means for their offer. `asked_by`: for whom they came.

        Those who talk ask for another as often as they like. Of three of whom one leaves, the others go on.
        """
        accepted, three = talker.agent, asked_by is not None and asked_by.together
        may_ask = self._may_hand_over and not three
        end = talk(
            self.caller,
            self.visit,
            Outcome.CONNECTED,
            accepted,
            hands_over=may_ask,
            records=not three,
            language=talker.language,
            or_lost=asked_by is None and self.visit.promised_at is None,
        )
        if end is TalkEnd.COLLEAGUE_LEFT and asked_by is not None:
            talker.held.left(accepted)
            self.visit.journal.note(LeftConversation(accepted))
            talker = asked_by.talker
            end = self._talk_on(talker) if asked_by.goes_on() else TalkEnd.OVER
        while end in (TalkEnd.HANDS_OVER, TalkEnd.BRINGS_IN):
            handing = HandOver(self.caller, self.visit, talker, together=end is TalkEnd.BRINGS_IN)
            try:
                found = self._search_on(handing)
                if found is HuntEnd.CONNECTED:
                    handing.call_over()
                    return OfferResult(accepted, {})
                if found is HuntEnd.ASKED_FOR_MESSAGE:
                    handing.message_asked_for()
                    return OfferResult(None, {}, HoldEnd.ASKED_FOR_MESSAGE)
                back = handing.takes_back()
            except CallerHungUp:
                if handing.caller_left():
                    return OfferResult(accepted, {})
                raise
            if not back:
                self.deadline = self.visit.clock() + self.visit.line.max_wait
                if self.caller.lost_apart:
                    self._lost.add(talker.agent)
                return OfferResult(None, {} if talker.agent in self._lost else {accepted: OfferOutcome.REFUSED})
            end = self._talk_on(talker)
        if end is TalkEnd.ASKED_FOR_MESSAGE:
            return OfferResult(None, {}, HoldEnd.ASKED_FOR_MESSAGE)
        if end is TalkEnd.PAGE_LOST:
            self._lost.add(talker.agent)
            self.deadline = self.visit.clock() + self.visit.line.max_wait
            return OfferResult(None, {})
        over = end is TalkEnd.OVER
        return OfferResult(accepted if over else None, {} if over else {accepted: OfferOutcome.UNCONFIRMED})

    def _talk_on(self, talker: Talker) -> TalkEnd:
        return talk_on(
            self.caller,
            self.visit,
            talker.agent,
            hands_over=self._may_hand_over,
            records=True,
            language=talker.language,
        )

    @property
    def _may_hand_over(self) -> bool:
        return self._hand_overs < MOST_HAND_OVERS

    def _search_on(self, handing: HandOver) -> HuntEnd:
        """One round over the agents on call but this one, from the next on; and the conversation, if there is one."""
        visit, ring, talks = self.visit, self.team.ring, handing.talker.claimed
        load = visit.recent_load(self.team)
        others = RingOrder(
            lambda: after(talks, self._relief.on_call(), ring.strategy, load), replace(ring, rounds=1), load
        )
        self.words = self._whisper(asked_by=agent_called(visit.company, talks), together=handing.together)
        self.deadline = visit.clock() + visit.line.max_wait
        self._handing, self._hand_overs = handing, self._hand_overs + 1
        self._begin(words="bring_in" if handing.together else "hand_over")
        _, end = self._round(others)
        self._step.close()
        self._handing = None
        return end or HuntEnd.NOBODY

    def _talk_to(self, taker: RungBack) -> OfferResult:
        """The conversation with an agent who rang back, and holds themself for this call: as one who was rung."""
        agent, journal = taker.agent, self.visit.journal
        journal.note(TookByRingingBack(agent))
        with Held({agent: agent}, self.visit.claims, journal.attempt) as held:
            for event in (OfferEvent.DIALLED, OfferEvent.ANSWERED):
                held.report(Attempt(agent, taker.phone, event, rung_back=True))
            held.report(Attempt(agent, taker.phone, OfferEvent.ENDED, OfferOutcome.ACCEPTED, rung_back=True))
            held.offer_over(agent)
            return self._conversation(agent, agent, held)


def agent_called(company: Company, claimed: str) -> str | None:
    """The name of the agent who is held under this one; None for a last resort that is nobody's telephone."""
    agent = company.agents.get(claimed)
    return None if agent is None else agent.name


def spoken_before(visit: CallContext, number: str | None) -> str | None:
    """The agent to whom a caller who rings back has just spoken: they are rung first, if they are on call."""
    since = visit.now() - RINGS_BACK
    return None if number is None else visit.earlier.spoken_to(number, visit.line.id, since)


def search_end(result: OfferResult) -> HuntEnd | None:
    """What an offer means for the search; None: go on."""
    if result.accepted_by is not None:
        return HuntEnd.CONNECTED
    return HuntEnd.ASKED_FOR_MESSAGE if result.end is HoldEnd.ASKED_FOR_MESSAGE else None
