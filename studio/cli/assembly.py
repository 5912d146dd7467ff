"""schema, check, assemble, issue: from a facts file to documents and review copies."""

from __future__ import annotations

import argparse
import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.cli.common import (
    answer,
    command,
    count_of,
    day_of,
    file_argument,
    force_option,
    now,
    path_option,
    place_of,
    style_of,
    style_option,
)
from studio.errors import StudioError, WrongUse

if TYPE_CHECKING:
    from studio.steps.workspace import Workspace

COMMANDS = ("schema", "check", "assemble", "issue")


def add(commands: Any) -> None:
    command(commands, "schema", "print the JSON Schema of the facts", "schema > facts.schema.json", schema)
    made = command(commands, "check", "check a facts file against law and code", "check facts.yaml", check)
    file_argument(made, "facts", "facts file (YAML)")
    made = command(
        commands, "assemble", "make documents from facts", "assemble facts.yaml --template all --out out", assemble
    )
    file_argument(made, "facts", "facts file (YAML)")
    made.add_argument("--template", nargs="+", required=True, metavar="ID", help="template ids, or all")
    path_option(made, "--out", required=True, metavar="DIR", help="folder for the files")
    path_option(
        made, "--library", metavar="DIR", help="folder with clauses/ and templates/ (default: the shipped ones)"
    )
    style_option(made)
    made.add_argument("--party", default="", metavar="ID", help="make the documents for this partner alone")
    made.add_argument("--number", type=count_of, default=0, metavar="N", help="draft number")
    force_option(made)
    _add_issue(commands)


def _add_issue(commands: Any) -> None:
    example = "issue facts.yaml --template isa-multi-agency --round 1 --due 2026-12-11 --out round-1"
    made = command(commands, "issue", "make a review copy and a letter for every reviewer", example, issue)
    file_argument(made, "facts", "facts file (YAML)")
    made.add_argument("--template", required=True, metavar="ID")
    made.add_argument("--round", type=place_of, required=True, metavar="N")
    made.add_argument("--due", type=day_of, required=True, metavar="D", help="last day for answers")
    made.add_argument("--number", type=count_of, metavar="N", help="draft number (default: the round's)")
    path_option(made, "--out", required=True, metavar="DIR")
    style_option(made)
    path_option(made, "--workspace", metavar="W", help="record the round in this workspace, in the style that it has")
    made.add_argument("--passphrase-file", metavar="F", help="the workspace's passphrase; - for standard input")
    force_option(made)


def schema(_options: argparse.Namespace) -> int:
    """The JSON Schema itself is the answer, with or without --json."""
    from studio.facts.schema import json_schema

    print(json.dumps(json_schema(), ensure_ascii=False, indent=1))
    return 0


def check(options: argparse.Namespace) -> int:
    from studio.steps.loose import check as run_check
    from studio.steps.loose import plain

    found = run_check(options.facts, now(options).date())
    counts = {each: sum(f.severity == each for f in found) for each in ("error", "warning", "advice")}
    open_errors = any(each.blocks for each in found)
    lines = [_finding_line(each) for each in found]
    summary = f"{counts['error']} errors, {counts['warning']} warnings, {counts['advice']} pieces of advice."
    text = "\n".join([*lines, summary if found else "No gaps found by these checks."])
    fields = [{k: v for k, v in plain(each).items() if k != "acceptable"} for each in found]
    answer(options, "check", {"findings": fields, "counts": counts}, text)
    return 1 if open_errors else 0


def _finding_line(finding: Any) -> str:
    where = f"line {finding.line}" if finding.line else finding.pointer or "whole file"
    done = f" (accepted: {finding.accepted})" if finding.accepted else ""
    return f"{finding.severity:8} {finding.rule}  {where}: {finding.message} {finding.action}{done}"


def _facts(path: Path) -> tuple[Any, str]:
    from studio.steps.loose import read_facts_file

    reading, text = read_facts_file(path)
    if reading.facts is None:
        problems = "\n".join(
            f"  line {each.line}{each.field and ', '}{each.field}: {each.message}" for each in reading.problems
        )
        raise StudioError(
            f"{path.name} cannot be used; nothing was written:\n{problems}\n", "Mend these lines, then try again."
        )
    return reading.facts, text


def assemble(options: argparse.Namespace) -> int:
    from studio.steps import loose

    facts, text = _facts(options.facts)
    library = loose.load(options.library)
    if library.problems and options.library:
        first = library.problems[0]
        raise StudioError(
            f"The library has problems: {first.file}, line {first.line}: {first.message}", "See: library lint"
        )
    day = now(options).date()
    made = loose.assemble(facts, options.template, on=day, number=options.number, library=library, party=options.party,
                          house=style_of(options))  # fmt: skip
    manifest = loose.manifest(made, text, library)
    files = {name: data for each in made for name, data in each.files.items()}
    files["manifest.json"] = (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()
    written = loose.write_all(files, options.out, force=options.force)
    answer(options, "assemble", manifest, "\n".join(str(each) for each in written))
    return 0


def issue(options: argparse.Namespace) -> int:
    if options.workspace and options.style:
        raise WrongUse(
            "A workspace has a style of its own; nothing was issued.",
            "Leave --style out, or set it with: workspace style",
        )
    if options.workspace:
        return _issue_in_workspace(options)
    from studio.documents.diagram import draft_pictures
    from studio.steps import loose
    from studio.steps.house import in_house
    from studio.steps.issuing import Circular, issue_copies

    facts, _ = _facts(options.facts)
    at = now(options)
    if options.due <= at.date():
        raise WrongUse(f"{options.due} is not after {at.date()}.", "Choose a later day.")
    number = options.number or options.round
    draft = loose.assemble(facts, [options.template], on=at.date(), number=number, formats=("txt",))[0].draft
    with in_house(style_of(options)):
        copies = issue_copies(facts, draft, Circular(options.round, options.due, at.date(), ""), draft_pictures(facts))
    recipients = [_recipient(each) for each in copies]
    fields = issue_fields(facts.agreement.ref or "", (number, options.round), options.due, recipients, None)
    files = {each.file: each.docx for each in copies} | {each.file[:-5] + ".eml": each.eml for each in copies}
    files["issue.json"] = (json.dumps(fields, ensure_ascii=False, indent=1) + "\n").encode()
    loose.write_all(files, options.out, force=options.force)
    answer(options, "issue", fields, f"Draft {number}: {len(copies)} review copies and letters in {options.out}.")
    return 0


def _recipient(copy: Any) -> dict[str, str]:
    return {
        "id": copy.id,
        "party": copy.party,
        "role": copy.role,
        "email": copy.email,
        "file": copy.file,
        "sha256": sha256(copy.docx).hexdigest(),
    }


def issue_fields(
    ref: str, numbers: tuple[int, int], due: date, recipients: list[dict[str, str]], head: str | None
) -> dict[str, Any]:
    """The fields of `issue.json`; `numbers` are those of draft and round."""
    return {
        "agreement": ref,
        "draft": numbers[0],
        "round": numbers[1],
        "due": due.isoformat(),
        "history_head": head,
        "recipients": recipients,
    }


def _issue_in_workspace(options: argparse.Namespace) -> int:
    from studio.cli.opening import opened
    from studio.steps import circulation
    from studio.steps.reading import agreement_id

    facts, _ = _facts(options.facts)
    with opened(options) as ws:
        name = agreement_id(facts)
        changed = circulation.issue_draft(ws, name, options.due, options.template)
        fields = save_round(ws, name, options.out, force=options.force)
    answer(options, "issue", fields, changed.said)
    return 0


def save_round(ws: Workspace, name: str, folder: Path, *, force: bool) -> dict[str, Any]:
    """Write the current round's files and `issue.json` into a folder; gives the fields of the latter."""
    from studio.steps import circulation, loose
    from studio.steps.reading import current_round, recipients_of, work_of

    circulation.save_issued_files(ws, name, folder, force=force)
    with ws.store.read() as tx:
        round_ = current_round(tx, name)
        if round_ is None:
            raise StudioError("Nothing has been circulated yet.", "Send the draft to the reviewers first.")
        rows = recipients_of(tx, name, round_.number)
        ref = work_of(tx, name).facts.agreement.ref or ""
        head = [each.previous for each in tx.history(name) if each.step == "issue"][-1]
    found = [
        {"id": r.id, "party": r.party, "role": r.role, "email": r.email, "file": r.file, "sha256": r.docx_sha256}
        for r in rows
    ]
    due = date.fromisoformat(round_.due_on)
    fields = issue_fields(ref, (round_.draft, round_.number), due, found, head)
    text = json.dumps(fields, ensure_ascii=False, indent=1) + "\n"
    loose.write_all({"issue.json": text.encode()}, folder, force=force)
    return fields
