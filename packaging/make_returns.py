"""Make the five York returns anew: issue draft 1, let LibreOffice edit the copies, keep what it saved.

    .venv/bin/python packaging/make_returns.py

Needs LibreOffice Writer and the system's python3 with `uno`. Reads `templates/cases/york-pathways/returns/edits.yaml`,
writes `<party>.docx` and `returns.json` beside it. Stops with a sentence if an edit no longer finds its words.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from studio.documents.diagram import draft_pictures
from studio.documents.docx_body import bookmark_names
from studio.drafting.draft import Block, Draft
from studio.drafting.render import render
from studio.facts.read import read_facts
from studio.library.read import load_library
from studio.steps.issuing import Circular, IssuedCopy, issue_copies

ROOT = Path(__file__).resolve().parent.parent
CASE = ROOT / "templates" / "cases" / "york-pathways.yaml"
RETURNS = ROOT / "templates" / "cases" / "york-pathways" / "returns"
DAYS = YAML(typ="safe").load((ROOT / "templates" / "cases" / "york-pathways" / "story.yaml").read_text("utf-8"))["days"]
TEMPLATE, ON, DUE = "isa-multi-agency", date.fromisoformat(DAYS["start"]), date.fromisoformat(DAYS["due"])
KINDS = {
    "replace": "replaced", "insert": "added", "new_after": "new", "remove": "removed", "split": "split",
    "join": "joined",
    "move": "moved", "row_in": "row-added", "row_out": "row-removed", "bold": "bold", "comment": "comment",
}  # fmt: skip


def issued() -> tuple[Draft, dict[str, IssuedCopy]]:
    """Draft 1 and, by party, the copy of its first reviewer, without a history head: each workspace has its own."""
    facts = read_facts(CASE.read_text(encoding="utf-8")).facts
    if facts is None:
        sys.exit(f"{CASE} cannot be read.")
    draft = render(facts, load_library(None), TEMPLATE, number=1, on=ON)
    copies = issue_copies(facts, draft, Circular(1, DUE, ON, ""), draft_pictures(facts))
    return draft, {copy.party: copy for copy in reversed(copies)}


def block_of(draft: Draft, clause: str, words: str) -> Block:
    """The one paragraph of the clause that holds the words; `{row:ID}` is the first cell of that row."""
    if words.startswith("{row:"):
        wanted = f"/{words[5:-1]}.c1"
        found = [b for b in draft.walk() if b.clause == clause and b.key.endswith(wanted)]
    else:
        found = [b for b in draft.walk() if b.clause == clause and words in b.text]
    if len(found) != 1:
        sys.exit(f"{len(found)} paragraphs of clause {clause} hold {words!r}: the wording has moved; mend edits.yaml.")
    return found[0]


def steps_of(draft: Draft, edits: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Each edit as the office's step, and what it should be found as."""
    names = bookmark_names(draft)
    tracked = True
    for edit in edits:
        if edit["do"] == "track":
            tracked = bool(edit["on"])
            yield dict(edit), None
            continue
        block = block_of(draft, edit["clause"], edit["in"])
        words = edit.get("words") or ""
        if words not in block.text:
            sys.exit(f"Clause {edit['clause']}: {words!r} is not in the paragraph of {edit['in']!r}.")
        step = {"do": edit["do"], "mark": names[block.key]}
        step |= {name: edit[name] for name in ("words", "text", "cells") if name in edit}
        if edit["do"] == "move":
            step["after"] = names[block_of(draft, edit["clause"], edit["after"]).key]
        yield step, _expected(edit, block, words, tracked=tracked)


def _expected(edit: dict[str, Any], block: Block, words: str, *, tracked: bool) -> dict[str, Any]:
    kind = edit["do"]
    before = {"replace": words, "remove": block.text, "move": block.text, "bold": words, "comment": words}.get(kind, "")
    after = edit.get("text", "\t".join(edit.get("cells", [])))
    if kind == "split":
        after = block.text[block.text.index(words) :]
    return {
        "kind": KINDS[kind], "clause": edit["clause"], "block": block.key, "before": before, "after": after,
        "tracked": tracked,
    }  # fmt: skip


def main() -> None:
    draft, copies = issued()
    plan = YAML(typ="safe").load((RETURNS / "edits.yaml").read_text(encoding="utf-8"))
    text = sha256(draft.text().encode()).hexdigest()
    record: dict[str, Any] = {
        "agreement": draft.info.ref,
        "draft": 1,
        "text_sha256": text,
        "due": DUE.isoformat(),
        "returns": {},
    }
    with tempfile.TemporaryDirectory(prefix="returns-") as folder:
        jobs = []
        for party, edits in plan.items():
            copy = copies[party]
            source = Path(folder) / copy.file
            source.write_bytes(copy.docx)
            pairs = list(steps_of(draft, edits))
            given, _, family = copy.contact.rpartition(" ")
            jobs.append({"source": str(source), "target": str(Path(folder) / f"{party}.docx"), "given": given,
                         "family": family, "edits": [step for step, _ in pairs]})  # fmt: skip
            record["returns"][party] = {"recipient": copy.id, "reviewer": copy.contact,
                                        "expected": [found for _, found in pairs if found]}  # fmt: skip
        said = _office({"profile": f"{folder}/profile", "jobs": jobs})
        for party, heard in zip(plan, said, strict=True):
            record["returns"][party]["libreoffice"] = heard
            data = (Path(folder) / f"{party}.docx").read_bytes()
            (RETURNS / f"{party}.docx").write_bytes(data)
            print(f"{party}.docx  {len(data):,} bytes  {len(record['returns'][party]['expected'])} edits")
    (RETURNS / "returns.json").write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _office(plan: dict[str, Any]) -> list[dict[str, Any]]:
    done = subprocess.run(
        ["/usr/bin/python3", str(ROOT / "packaging" / "uno_edit.py")],
        input=json.dumps(plan), capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"LibreOffice did not make the returns:\n{done.stderr}")
    heard: list[dict[str, Any]] = json.loads(done.stdout)
    return heard


if __name__ == "__main__":
    main()
