"""The figures that have a budget, measured in one run: `make bench`, or with `--json` as one JSON object.

Everything is a median. The start of the desk and the writing of documents are ratios to something measured in the same
run, because a bare number says more about the machine than about the program.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from bench_documents import documents
from bench_library import assembly_cold, changed_with_findings, largest, search
from bench_merge import BUDGET_MS as MERGE_BUDGET_MS
from bench_merge import WHAT as MERGING
from bench_merge import merging
from bench_returns import RETURNS, against_walk, many
from bench_signing import signing_lines

from studio.documents.diagram import draft_pictures
from studio.drafting.draft import Draft, DraftStatus
from studio.drafting.render import Assembler
from studio.facts.model import Facts
from studio.facts.read import read_facts
from studio.facts.write import set_fact
from studio.library.read import load_library
from studio.returns.docx_read import read_return
from studio.signing.certify import certify
from studio.signing.identity import new_identity, read_identity
from studio.signing.sign import sign_field
from studio.signing.verify import accepted, verify
from studio.steps.drafting import preview
from studio.steps.issuing import Circular, issue_copies
from studio.steps.signing import signing_file

ROOT = Path(__file__).resolve().parent.parent
CASE = ROOT / "templates" / "cases" / "york-pathways.yaml"
TEMPLATE, ON, AT = "isa-multi-agency", date(2026, 11, 23), datetime(2027, 1, 11, 12, tzinfo=UTC)
START_RUNS, CHANGE_RUNS, WRITE_RUNS = 7, 9, 3
START_BUDGET, CHANGE_BUDGET_MS, COLD_BUDGET, SEARCH_BUDGET_MS, READ_BUDGET = 2.0, 50.0, 3.0, 20.0, 2.0
# what a coordinator changes most, by the part of the facts it stands in
CHANGED = (
    ("a flow's frequency", "/flows/0/frequency", "once a week"),
    ("a party's short name", "/parties/1/short_name", "the Force"),
    ("a party's registered name", "/parties/0/legal_name", "Together for Mental Wellbeing Limited"),
    ("a data item's label", "/data_items/0/label", "Full name and any other name used"),
    ("a contact's telephone number", "/contacts/0/phone", "01904 496 0999"),
    ("the agreement's title", "/agreement/title", "York Pathways and Partners"),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; None where there is nothing to compare with or nothing was measured.

    `processor_ms` is the time that the processor gave to it: on a busy machine the wall clock counts others' work too.
    """

    what: str
    median_ms: float
    processor_ms: float | None = None
    against_ms: float | None = None
    ratio: float | None = None
    budget: str = ""
    kept: bool | None = None


def median_ms(work: Callable[[], object], runs: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """Median of the time of `runs` calls by the clock on the wall, or by another, in milliseconds."""
    taken = []
    for _ in range(runs):
        began = clock()
        work()
        taken.append((clock() - began) * 1000)
    return statistics.median(taken)


def start_of_desk(scratch: Path) -> list[Figure]:
    """Whole processes from nothing to the first paint, in turn; the first of each only fills caches."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment |= {
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(scratch),
        "XDG_CONFIG_HOME": str(scratch),
        "PYTHONPYCACHEPREFIX": str(scratch / "compiled"),
    }
    taken: dict[str, list[float]] = {"bare": [], "desk": []}
    for turn in range(START_RUNS + 1):
        for kind, times in taken.items():
            command = [sys.executable, str(ROOT / "packaging" / "bench_start.py"), kind]
            began = time.perf_counter()
            subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, timeout=120)
            if turn:
                times.append((time.perf_counter() - began) * 1000)
    bare, desk = (statistics.median(taken[kind]) for kind in ("bare", "desk"))
    ratio = desk / bare
    what = "start of the desk to first paint, against a bare PySide6 window"
    return [Figure(what, desk, None, bare, ratio, f"at most {START_BUDGET:g} times", ratio <= START_BUDGET)]


def changed_facts(text: str, assembler: Assembler) -> list[Figure]:
    """From one changed fact to the new draft, as the desk's preview makes it; each change is new to every cache."""
    figures = []
    for what, pointer, value in CHANGED:
        count = iter(range(1000))

        def change(pointer: str = pointer, value: str = value, count: object = count) -> None:
            changed = set_fact(text, pointer, f"{value} {next(count)}")  # type: ignore[call-overload]
            preview(changed, assembler, TEMPLATE, number=1, on=ON)

        change()
        taken = median_ms(change, CHANGE_RUNS)
        kept = taken < CHANGE_BUDGET_MS
        own = median_ms(change, CHANGE_RUNS, time.process_time)
        figures.append(Figure(f"changed fact to preview: {what}", taken, own, budget="under 50 ms", kept=kept))
    return figures


def writing(draft: Draft, facts: Facts, assembler: Assembler, scratch: Path) -> list[Figure]:
    """DOCX and PDF of the agreement, and beside what else could make them."""
    figures = []
    for each in documents(facts, TEMPLATE, assembler, draft, scratch):
        ratio = each.own_ms / each.against_ms if each.against_ms else None
        kept = None if ratio is None or each.limit is None else ratio <= each.limit
        figures.append(Figure(each.what, each.own_ms, None, each.against_ms, ratio, each.budget, kept))
    return figures


def verifying(facts: Facts, draft: Draft) -> list[Figure]:
    """Certify, let every partner sign, and judge the whole file, each step timed."""
    passphrase = "bench"
    pdf, _ = signing_file(draft, facts, None)
    coordinator = new_identity("Bench Sample", "Bench", passphrase, at=AT, sample=True)
    trust = [read_identity(coordinator, passphrase).certificate_pem.encode()]
    pdf = certify(pdf, coordinator, passphrase, AT)
    rows = [row for row in facts.signatures if str(row.document) == "agreement"]
    taken = []
    for row in rows:
        party = next(each for each in facts.parties if each.id == row.party)
        organisation = party.short_name or party.legal_name[:50]  # as much as a certificate holds
        p12 = new_identity(row.person or "", organisation, passphrase, at=AT, sample=True)
        trust.append(read_identity(p12, passphrase).certificate_pem.encode())
        began = time.perf_counter()
        pdf = sign_field(pdf, f"sign.{row.party}", p12, passphrase, at=AT).pdf
        taken.append((time.perf_counter() - began) * 1000)
    verdict = verify(pdf, trust=trust, at=AT)
    if not accepted(verdict):
        sys.exit(f"The file that was signed for measuring does not verify: {verdict.sentence}")
    judged = median_ms(lambda: verify(pdf, trust=trust, at=AT), WRITE_RUNS)
    return [
        Figure("one signature", statistics.median(taken)),
        Figure(f"verification of {len(rows) + 1} signatures", judged),
    ]


def signing() -> list[Figure]:
    """Signing and verifying beside pyHanko as it comes; the verdicts are the same or there is no figure."""
    figures = []
    for each in signing_lines():
        ratio = each.own_ms / each.against_ms if each.against_ms else None
        kept = None if ratio is None or each.limit is None else ratio <= each.limit
        budget = f"at most {each.limit:g} times" if each.limit is not None else ""
        figures.append(Figure(each.what, each.own_ms, None, each.against_ms, ratio, budget, kept))
    return figures


def reading(facts: Facts, draft: Draft) -> list[Figure]:
    """The return with the most edits, beside the copy that was sent; and many returns."""
    copies = issue_copies(facts, draft, Circular(1, date(2026, 12, 7), ON, ""), draft_pictures(facts))
    folder = CASE.with_suffix("") / "returns"
    sent = {copy.party: copy.docx for copy in reversed(copies)}
    came = (folder / "police.docx").read_bytes()
    found = read_return(came, sent["police"])
    what = f"reading one return ({len(found.changes)} changes, {len(found.comments)} comments)"
    one = Figure(what, median_ms(lambda: read_return(came, sent["police"]), WRITE_RUNS))
    own, plain, changes = against_walk(many(folder, sent))
    ratio, clauses = own / plain, len({block.clause for block in draft.walk()})
    what = f"{RETURNS} returns of {clauses} clauses ({changes} changes), against parsing and walking the files"
    return [one, Figure(what, own, own, plain, ratio, f"at most {READ_BUDGET:g} times", ratio <= READ_BUDGET)]


def of_library(text: str, assembler: Assembler) -> list[Figure]:
    """The library's own budgets, on the largest case and on York Pathways."""
    library = assembler.library
    case = largest(CASE.parent)
    facts = read_facts(case).facts
    if facts is None:
        sys.exit("The largest case cannot be read.")
    what, own, plain = assembly_cold(library, facts, ON)
    ratio = own / (plain or 1)
    figures = [Figure(what, own, None, plain, ratio, f"at most {COLD_BUDGET:g} times", ratio <= COLD_BUDGET)]
    for which, facts_text in (("", text), (", largest case", case)):
        for what, taken, _ in changed_with_findings(library, facts_text, iter(CHANGED), ON):
            figures.append(Figure(what + which, taken, budget="under 50 ms", kept=taken < CHANGE_BUDGET_MS))
    what, taken, _ = search(library)
    figures.append(Figure(what, taken, budget="under 20 ms", kept=taken < SEARCH_BUDGET_MS))
    own = read_facts(text).facts
    taken = median_ms(merging(assembler, own), WRITE_RUNS) if own else 0.0
    return [*figures, Figure(MERGING, taken, budget="under a second", kept=taken < MERGE_BUDGET_MS)]


def measured() -> list[Figure]:
    text = CASE.read_text("utf-8")
    facts = read_facts(text).facts
    if facts is None:
        sys.exit(f"{CASE} cannot be read.")
    assembler = Assembler(load_library(None))
    draft = assembler.render(facts, TEMPLATE, number=1, on=ON).draft
    final = assembler.render(facts, TEMPLATE, on=ON, status=DraftStatus.FINAL).draft
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        return [
            *start_of_desk(scratch),
            *changed_facts(text, assembler),
            *of_library(text, assembler),
            *writing(draft, facts, assembler, scratch),
            *reading(facts, draft),
            *verifying(facts, final),
            *signing(),
        ]


def table(figures: list[Figure]) -> str:
    """The figures as lines of text, aligned."""
    rows = [("", "median", "processor", "against", "ratio", "budget")]
    for each in figures:
        against = f"{each.against_ms:,.0f} ms" if each.against_ms is not None else ""
        own = f"{each.processor_ms:,.0f} ms" if each.processor_ms is not None else ""
        ratio = f"{each.ratio:.2f}" if each.ratio is not None else ""
        budget = each.budget + {True: ": kept", False: ": NOT KEPT", None: ""}[each.kept]
        rows.append((each.what, f"{each.median_ms:,.0f} ms", own, against, ratio, budget))
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    return "\n".join(
        "  ".join([f"{row[0]:<{widths[0]}}", *(f"{row[n]:>{widths[n]}}" for n in range(1, 5)), row[5]]).rstrip()
        for row in rows
    )


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", action="store_true", help="one JSON object instead of the table")
    as_json = options.parse_args().json
    figures = measured()
    load = round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None
    if as_json:
        found = {"schema": "agreement-studio/bench/1", "load": load, "figures": [asdict(each) for each in figures]}
        print(json.dumps(found, indent=1))
    else:
        print(table(figures))
        print(f"\nLoad of the machine at the end: {load}; {os.cpu_count()} processors.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
