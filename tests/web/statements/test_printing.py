"""Statements made into files by children: the pages go on meanwhile, and one account has its share and no more."""

from __future__ import annotations

import threading

import gevent
import pytest

from appliance.statements.statement_book import StatementBook
from tests.web.site_world import World
from tests.web.visit import Visit
from web.statements import printing
from web.statements.printing import SHARE, TOGETHER


def test_a_statement_is_printed_by_a_child_and_is_whole(manager: Visit) -> None:
    answer = manager.client.get("/releves/2026-10/martin.pdf")
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert answer.data.rstrip().endswith(b"%%EOF")


def test_pages_are_served_while_statements_are_printed_few_at_once(
    world: World, manager: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, let_go = [], threading.Event()

    def slow(sheets: object, form: str) -> bytes:
        begun.append(form)
        let_go.wait(20)
        return b"%PDF-"

    monkeypatch.setattr(printing, "made_by_a_child", slow)
    asked = [gevent.spawn(manager.client.get, "/releves/2026-10/martin.pdf") for _ in range(SHARE + 3)]
    with gevent.Timeout(20):
        while len(begun) < TOGETHER:
            gevent.idle()
    assert world.somebody().client.get("/connexion").status_code == 200
    assert len(begun) == TOGETHER
    let_go.set()
    gevent.joinall(asked)
    assert sorted(job.value.status_code for job in asked) == [200] * SHARE + [429] * 3


def test_what_is_beyond_the_share_is_refused_before_it_is_worked_out(
    world: World, manager: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked_out, let_go = [], threading.Event()
    drawn_up = StatementBook.__init__

    def counted(book: StatementBook, *facts: object) -> None:
        worked_out.append(facts)
        drawn_up(book, *facts)  # type: ignore[arg-type]

    def slow(sheets: object, form: str) -> bytes:
        let_go.wait(20)
        return b"%PDF-"

    monkeypatch.setattr(StatementBook, "__init__", counted)
    monkeypatch.setattr(printing, "made_by_a_child", slow)
    asked = [gevent.spawn(manager.client.get, "/releves/2026-10/martin.pdf") for _ in range(24)]
    gevent.idle()
    assert len(worked_out) == TOGETHER
    let_go.set()
    gevent.joinall(asked)
    assert len(worked_out) == SHARE


def test_a_child_that_fails_is_a_sentence(manager: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing.sys, "executable", "/bin/false")
    assert manager.client.get("/releves/2026-10/martin.pdf").status_code == 503
