"""Documents of the worked cases for tests of paper: one of each template, or all where `WORKED=all` is set."""

from __future__ import annotations

import os
from datetime import date
from functools import lru_cache

from studio.documents.diagram import Drawing, draft_pictures
from studio.drafting.draft import Draft, DraftStatus
from studio.drafting.render import Assembler
from studio.facts.model import Facts
from studio.facts.read import read_facts
from studio.library.read import load_library
from studio.library.shipped import content

ON = date(2026, 12, 1)
MADE_OF_FINDINGS = "assurance-report"  # no template alone gives it


@lru_cache(maxsize=1)
def assembler() -> Assembler:
    return Assembler(load_library())


@lru_cache(maxsize=16)
def facts_of(case: str) -> Facts:
    text = (content() / f"templates/cases/{case.removesuffix('+cy')}.yaml").read_text("utf-8")
    if case.endswith("+cy"):
        text = text.replace("languages: [en]", "languages: [en, cy]")
    reading = read_facts(text)
    assert reading.facts is not None
    return reading.facts


@lru_cache(maxsize=16)
def pictures_of(case: str) -> dict[str, Drawing]:
    return dict(draft_pictures(facts_of(case)))


def draft_of(case: str, template: str, party: str = "", status: DraftStatus = DraftStatus.DRAFT) -> Draft:
    return assembler().render(facts_of(case), template, on=ON, party=party, status=status).draft


def documents() -> list[tuple[str, str, str]]:
    """Case, template and partner of each document that is looked at; `york-pathways+cy` is York in two languages."""
    every = os.environ.get("WORKED") == "all"
    names = sorted(path.stem for path in (content() / "templates/cases").glob("*.yaml"))
    found: list[tuple[str, str, str]] = []
    seen = {MADE_OF_FINDINGS}
    for case in ("landlord-requests", *names, "york-pathways+cy"):
        for template, party in assembler().family(facts_of(case), on=ON):
            new = (case, template, party) not in found if every else template not in seen
            if new and template != MADE_OF_FINDINGS:
                seen.add(template)
                found.append((case, template, party))
    return found
