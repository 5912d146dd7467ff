"""Background work: results arrive on the screen thread, cancelling leaves nothing, faults are not lost."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QWidget

from studio.desk.jobs import Jobs
from studio.desk.widgets.bars import ProgressLine
from studio.errors import StudioError


def _never(error: Exception) -> None:
    raise AssertionError(error)


def test_work_runs_elsewhere_and_its_result_arrives_on_the_screen_thread(qtbot) -> None:
    jobs, owner, seen = Jobs(), QObject(), []
    jobs.start("Work", lambda _report: threading.get_ident(), owner=owner, failed=_never,
               then=lambda there: seen.append((there, threading.get_ident())))  # fmt: skip
    qtbot.waitUntil(lambda: bool(seen) and not jobs.busy())
    assert seen[0][0] != seen[0][1]
    assert seen[0][1] == threading.main_thread().ident


def test_a_refusal_reaches_the_page(qtbot) -> None:
    jobs, owner, seen = Jobs(), QObject(), []

    def work(_report: object) -> None:
        raise StudioError("The disk is full.", "Free some space.")

    jobs.start("Work", work, owner=owner, failed=seen.append)
    qtbot.waitUntil(lambda: bool(seen) and not jobs.busy())
    assert str(seen[0]) == "The disk is full. Free some space."


def test_cancelled_work_gives_neither_result_nor_error(qtbot) -> None:
    jobs, owner, gate, seen = Jobs(), QObject(), threading.Event(), []

    def work(report) -> str:
        gate.wait(5)
        report(1, 2, "half way")
        return "done"

    job = jobs.start("Work", work, owner=owner, then=seen.append, failed=seen.append)
    job.cancel()
    gate.set()
    qtbot.waitUntil(lambda: not jobs.busy())
    assert seen == []


def test_a_result_for_a_page_that_is_gone_is_dropped(qtbot) -> None:
    jobs, owner, gate, seen = Jobs(), QWidget(), threading.Event(), []
    jobs.start("Work", lambda _report: gate.wait(5), owner=owner, then=seen.append, failed=_never)
    owner.deleteLater()
    qtbot.wait(1)
    gate.set()
    qtbot.waitUntil(lambda: not jobs.busy())
    assert seen == []


def test_quick_work_shows_no_progress_and_slow_work_does(qtbot) -> None:
    jobs, owner, line, gate = Jobs(), QWidget(), ProgressLine(), threading.Event()
    qtbot.addWidget(line)
    qtbot.addWidget(owner)
    jobs.started.connect(line.follow)
    jobs.ended.connect(line.ended)
    jobs.start("Reading", lambda _report: gate.wait(10), owner=owner, failed=_never)
    assert line.isHidden()
    qtbot.waitUntil(lambda: not line.isHidden(), timeout=3000)
    gate.set()
    qtbot.waitUntil(lambda: not jobs.busy() and line.isHidden())


def test_the_store_pool_has_one_thread_so_that_steps_follow_each_other(qtbot) -> None:
    jobs, owner, order = Jobs(), QObject(), []
    for number in range(5):
        jobs.start(
            "Step",
            lambda _report, n=number: order.append((n, QThread.currentThread() is not None)),
            owner=owner,
            failed=_never,
        )
    qtbot.waitUntil(lambda: not jobs.busy())
    assert [number for number, _there in order] == [0, 1, 2, 3, 4]
