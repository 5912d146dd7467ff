"""Background work with progress and cancel: one thread for the store, a few for the rest."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal

from studio.errors import Cancelled

Report = Callable[[int, int, str], None]
Work = Callable[[Report], Any]


class Job(QObject):
    """One piece of background work; lives on the screen thread."""

    progress = Signal(int, int, str)  # done, total, what is being done
    succeeded = Signal(object)
    failed = Signal(object)
    finished = Signal(object)  # always, and last; the job itself

    def __init__(self, title: str, parent: QObject) -> None:
        super().__init__(parent)
        self.title = title
        self._stop = threading.Event()
        self._stopped = threading.Event()

    def cancel(self) -> None:
        self._stop.set()

    def cancelled(self) -> bool:
        return self._stop.is_set()

    def stopped(self) -> bool:
        """Whether the work gave up because it was cancelled; False where the wish came after its end."""
        return self._stopped.is_set()

    def give_up(self) -> None:
        self._stopped.set()

    def report(self, done: int, total: int, what: str) -> None:
        """Say how far the work is; raises Cancelled when the user has stopped it."""
        if self._stop.is_set():
            raise Cancelled
        self.progress.emit(done, total, what)


class _Run(QRunnable):
    def __init__(self, job: Job, work: Work) -> None:
        super().__init__()
        self._job, self._work = job, work

    def run(self) -> None:
        try:
            self._job.report(0, 0, self._job.title)
            result = self._work(self._job.report)
        except Cancelled:
            self._job.give_up()
        except Exception as error:  # noqa: BLE001 - the one broad catch: it hands the error to the user
            self._job.failed.emit(error)
        else:
            self._job.succeeded.emit(result)
        finally:
            self._job.finished.emit(self._job)


class _Hand(QObject):
    """Receives a job's outcome on the screen thread and passes it on, unless the page that asked is gone."""

    def __init__(
        self, job: Job, owner: QObject, then: Callable[[Any], None], failed: Callable[[Exception], None]
    ) -> None:
        super().__init__(job)
        self._owner, self._then, self._failed = owner, then, failed
        job.succeeded.connect(self.deliver, Qt.ConnectionType.QueuedConnection)
        job.failed.connect(self.refuse, Qt.ConnectionType.QueuedConnection)

    def deliver(self, result: object) -> None:
        if shiboken6.isValid(self._owner):
            self._then(result)

    def refuse(self, error: Exception) -> None:
        if shiboken6.isValid(self._owner):
            self._failed(error)


class Jobs(QObject):
    """Starts work and keeps it alive until it has finished. `started` and `ended` let a window show progress."""

    started = Signal(object)
    ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pools = {"store": QThreadPool(self), "free": QThreadPool(self)}
        self._pools["store"].setMaxThreadCount(1)
        self._live: list[Job] = []

    def start(
        self,
        title: str,
        work: Work,
        *,
        owner: QObject,
        then: Callable[[Any], None] = lambda _result: None,
        failed: Callable[[Exception], None],
        pool: str = "store",
    ) -> Job:
        """Run `work(report)` in the pool; its result goes to `then` on the screen thread, an error to `failed`."""
        job = Job(title, self)
        _Hand(job, owner, then, failed)
        self._live.append(job)
        job.finished.connect(self._finish, Qt.ConnectionType.QueuedConnection)
        self.started.emit(job)
        self._pools[pool].start(_Run(job, work))
        return job

    def _finish(self, job: Job) -> None:
        if job in self._live:
            self._live.remove(job)
            self.ended.emit(job)
            job.deleteLater()

    def busy(self) -> bool:
        return bool(self._live)

    def close(self) -> None:
        """Cancel all and wait: nothing runs in the store after this."""
        for job in self._live:
            job.cancel()
        for pool in self._pools.values():
            pool.waitForDone()
