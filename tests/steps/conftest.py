"""York Pathways in real workspaces: each stage is played once, and every test works on a copy of its file."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from steps_york import SIGNATORIES, WORDS, Case, Clock, Stages

from studio.signing.identity import new_identity
from studio.steps.workspace import open_workspace


@pytest.fixture(scope="session")
def coordinator() -> bytes:
    return new_identity("Mo Sample", "Together SAMPLE", WORDS, at=datetime(2026, 10, 1, tzinfo=UTC), sample=True)


@pytest.fixture(scope="session")
def identities() -> dict[str, bytes]:
    """Three signatories' own identities."""
    at = datetime(2026, 10, 1, tzinfo=UTC)
    return {
        party: new_identity(name, organisation, WORDS, at=at, sample=True)
        for party, (name, organisation) in SIGNATORIES.items()
    }


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory, coordinator: bytes) -> Stages:
    return Stages(tmp_path_factory.mktemp("stages"), coordinator)


@pytest.fixture
def at_stage(stages: Stages, tmp_path: Path) -> Iterator[Callable[..., Case]]:
    """`at_stage("returned", "2026-10-19")`: a copy of that stage's workspace, open, on that day."""
    cases: list[Case] = []

    def opened(stage: str, day: str = "2026-10-02") -> Case:
        path = tmp_path / f"york-{len(cases)}.agreements"
        shutil.copyfile(stages.file(stage), path)
        clock = Clock()
        clock.day(day)
        cases.append(Case(open_workspace(path, WORDS, clock), clock))
        return cases[-1]

    yield opened
    for case in cases:
        case.ws.close()
