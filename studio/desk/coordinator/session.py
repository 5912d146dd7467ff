"""The open workspace as the pages use it: read and do through jobs, tell what has changed, say what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from studio.desk.jobs import Jobs, Report
from studio.errors import StudioError

if TYPE_CHECKING:
    from studio.desk.jobs import Job
    from studio.steps.workspace import Workspace


class Session(QObject):
    """One workspace on the screen. All reading and writing goes through the store's one thread."""

    changed = Signal(object)  # a frozenset of agreement ids; empty: any of them
    said = Signal(str, str)  # sentence, tone
    acting = Signal()  # a step is about to be carried out
    crashed = Signal(object)  # an error that is a fault of ours

    def __init__(self, ws: Workspace, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ws, self.jobs = ws, jobs
        self._doing: list[Job] = []
        jobs.ended.connect(self._ended)

    def read(
        self, owner: QObject, work: Callable[[Workspace], Any], then: Callable[[Any], None], title: str = "Reading"
    ) -> None:
        """Read a view value and give it to `then`."""
        self.jobs.start(title, lambda _report: work(self.ws), owner=owner, then=then, failed=self.fail)

    def do(
        self,
        owner: QObject,
        title: str,
        work: Callable[[Workspace, Report], Any],
        then: Callable[[Any], None] = lambda _result: None,
        failed: Callable[[Exception], None] | None = None,
    ) -> Job:
        """Carry out a step; pages hear which agreements it touched, the message bar what it said."""

        def tell(result: Any) -> None:
            then(result)
            self._tell(result)

        def cancellable(report: Report) -> Any:
            self.ws.store.before_commit = lambda: report(0, 0, title)
            try:
                return work(self.ws, report)
            finally:
                self.ws.store.before_commit = lambda: None

        self.acting.emit()
        job = self.jobs.start(title, cancellable, owner=owner, then=tell, failed=failed or self.fail)
        self._doing.append(job)
        return job

    def _ended(self, job: Job) -> None:
        """Work that was stopped may have finished a part before: every page reads anew."""
        if job not in self._doing:
            return
        self._doing.remove(job)
        if job.stopped():
            self.changed.emit(frozenset())
            self.said.emit("Stopped. What was not finished was not saved.", "neutral")

    def _tell(self, result: Any) -> None:
        found = next((part for part in _parts(result) if hasattr(part, "agreements") and hasattr(part, "said")), None)
        if found is None:
            return
        self.changed.emit(found.agreements)
        if said := getattr(result, "sentence", "") or found.said:
            self.said.emit(said, "signed")

    def fail(self, error: Exception) -> None:
        """A refusal goes to the message bar; a fault of ours to the crash dialog."""
        if isinstance(error, StudioError):
            self.said.emit(str(error), "error")
        else:
            self.crashed.emit(error)


def _parts(result: Any) -> list[Any]:
    if isinstance(result, tuple):
        return list(result)
    return [result, getattr(result, "changed", None)]
