"""read-return, merge, compare: what came back."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from studio.cli.common import answer, command, file_argument, force_option, now, path_option
from studio.errors import StudioError, WrongUse
from studio.steps.files import read_file, read_text, write_new

COMMANDS = ("read-return", "merge", "compare")


def add(commands: Any) -> None:
    made = command(
        commands, "read-return", "read a returned DOCX", "read-return back.docx --against sent.docx", read_return
    )
    file_argument(made, "file", "the returned file")
    path_option(
        made, "--against", metavar="SENT.docx", help="the file that was sent: finds changes made without tracking"
    )
    made.add_argument(
        "--as", dest="mode", choices=("accepted", "rejected"), help="print that reading of the text instead"
    )
    made.add_argument("--story", choices=("main", "all"), default="main")
    path_option(made, "--workspace", metavar="W", help="file the return in this workspace")
    made.add_argument("--agreement", metavar="ID", help="which agreement of the workspace (default: the file says)")
    made.add_argument("--recipient", metavar="ID", help="whose copy it is, where the file's marks are gone")
    made.add_argument("--passphrase-file", metavar="F", help="the workspace's passphrase; - for standard input")
    example = "merge sent.docx back-1.docx back-2.docx --facts facts.yaml --out merged"
    made = command(commands, "merge", "merge returns against the file that was sent", example, merge)
    file_argument(made, "sent", "the DOCX that was sent")
    made.add_argument("returns", nargs="+", metavar="RETURN", help="returned files")
    path_option(made, "--facts", metavar="FACTS", help="the facts the draft was issued from")
    path_option(made, "--decisions", metavar="F", help="YAML: id: {decision, reason, text}")
    path_option(made, "--out", required=True, metavar="DIR")
    force_option(made)
    made = command(
        commands,
        "compare",
        "write a redline of two DOCX files",
        "compare old.docx new.docx --docx redline.docx",
        compare,
    )
    file_argument(made, "old", "the earlier file")
    file_argument(made, "new", "the later file")
    path_option(made, "--docx", required=True, metavar="OUT")
    force_option(made)


def read_return(options: argparse.Namespace) -> int:
    from studio.returns import docx_read

    data = read_file(options.file)
    if options.mode:
        lines = docx_read.reading(data, options.mode, options.story)
        answer(options, "read-return", {"lines": lines}, "\n".join(lines))
        return 0
    if options.workspace:
        return _receive(options, data)
    try:
        found = docx_read.read_return(data, read_file(options.against) if options.against else None)
    except StudioError as error:
        return _refused(options, error)
    answer(options, "read-return", return_fields(found), _return_text(found))
    return 1 if found.unread else 0


def _refused(options: argparse.Namespace, error: StudioError) -> int:
    """A refused file has an answer too: nothing was read, and why."""
    nothing = {"agreement": None, "draft": None, "recipient": None, "certainty": "none"}
    unread = [{"part": options.file.name, "element": "file", "reason": str(error)}]
    proof = {"rejected_equals_sent": None}
    if options.json:
        answer(
            options,
            "read-return",
            {"pack": nothing, "changes": [], "comments": [], "unread": unread, "proof": proof},
            "",
        )
    print(error, file=sys.stderr)
    return 1


def return_fields(found: Any) -> dict[str, Any]:
    """The fields of `read-return --json`."""
    from studio.steps.loose import plain

    whole = plain(found)
    for written, change in zip(whole["changes"], found.changes, strict=True):
        written["effect"] = {"is": type(change.effect).__name__, **written["effect"]}
    return {
        "pack": whole["pack"],
        "changes": whole["changes"],
        "comments": whole["comments"],
        "unread": whole["unread"],
        "proof": {"rejected_equals_sent": found.rejected_equals_sent, "differences": whole["differences"]},
    }


def _return_text(found: Any) -> str:
    lines = [
        f"Agreement {found.pack.agreement or 'unknown'}, draft {found.pack.draft or '?'}, from {found.pack.recipient or '?'}"
    ]
    for each in found.changes:
        who = each.author or "unnamed"
        lines.append(
            f"{each.id:>5} {each.kind:9} {each.clause or '-':24} {each.certainty:8} {who}: “{each.before}” → “{each.after}”"
        )
    lines += [
        f"{each.id:>5} comment   {each.clause or '-':24} {each.author}: {each.text} (on “{each.quoted}”)"
        for each in found.comments
    ]
    lines += [f"      unread    {each.part}: {each.element}: {each.reason}" for each in found.unread]
    proof = {True: "Undoing all of it gives exactly what was sent.", None: "There was no sent copy to compare with."}
    lines.append(
        proof.get(
            found.rejected_equals_sent, "Undoing all of it does NOT give what was sent: " + "; ".join(found.differences)
        )
    )
    return "\n".join(lines)


def _receive(options: argparse.Namespace, data: bytes) -> int:
    from studio.cli.opening import opened
    from studio.cli.work import the_agreement
    from studio.steps import circulation

    with opened(options) as ws:
        name, confirmed = the_agreement(ws, options.agreement), options.recipient or ""
        received = circulation.receive_return(ws, name, data, options.file.name, recipient=confirmed)
    fields = {
        "recipient": received.recipient,
        "changes": received.changes,
        "comments": received.comments,
        "unread": received.unread,
        "certainty": received.certainty,
    }
    answer(options, "read-return", fields, received.sentence)
    return 1 if received.unread else 0


def merge(options: argparse.Namespace) -> int:
    from studio.steps import loose, merging

    facts = read_text(options.facts) if options.facts else None
    returns = [read_file(Path(each)) for each in options.returns]
    merged = merging.merge_files(read_file(options.sent), returns, facts)
    decisions = merging.decided(merged, read_decisions(options.decisions)) if options.decisions else {}
    undecided = [each.id for each in merged.proposals if each.id not in decisions]
    fields = {
        "changes": [merging.proposal_fields(each) for each in merged.proposals],
        "clashes": merging.clash_groups(merged.proposals),
        "fact_changes": [
            {"pointer": e.fact.pointer, "before": e.fact.before, "after": e.fact.after}
            for e in merged.proposals
            if e.fact
        ],
        "undecided": undecided,
        "proof": merged.proof,
    }
    files = {"merge.json": (json.dumps(fields, ensure_ascii=False, indent=1, default=str) + "\n").encode()}
    if options.decisions and not undecided and facts is not None:
        files |= merging.outcome_files(merged, decisions, facts, now(options).date())
    loose.write_all(files, options.out, force=options.force)
    text = "\n".join(
        f"{each.id} {each.kind:11} {each.clause or '-':24} {', '.join(each.reviewers)}" for each in merged.proposals
    )
    answer(options, "merge", fields, f"{text}\n{len(merged.proposals)} changes, {len(undecided)} undecided.")
    return 1 if undecided else 0


def read_decisions(path: Path) -> dict[str, Any]:
    """Decisions by id from a YAML file. Raises StudioError if it is no YAML, WrongUse if it holds none."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        found = YAML(typ="safe", pure=True).load(read_text(path))
    except YAMLError as error:
        raise StudioError(f"{path} is no YAML: {error}", "Write id: {decision: accept, reason: …}.") from error
    if not isinstance(found, dict) or not all(isinstance(each, dict) for each in found.values()):
        raise WrongUse(f"{path} holds no decisions.", "Write id: {decision: accept, reason: …} on each line.")
    return found


def compare(options: argparse.Namespace) -> int:
    from studio.documents.docx_compare import compare_docx

    made = compare_docx(read_file(options.old), read_file(options.new), now(options).date())
    write_new(options.docx, made.docx, force=options.force)
    from studio.steps.loose import plain

    proof = {"accepted_equals_new": made.accepted_equals_new, "rejected_equals_old": made.rejected_equals_old}
    fields = {"changes": [plain(each) for each in made.changes], "proof": proof}
    answer(options, "compare", fields, f"{len(made.changes)} changes in {options.docx}.")
    return 0 if all(proof.values()) else 1
