"""workspace …: the coordinator's steps on an encrypted workspace, one command a step."""

from __future__ import annotations

import argparse
from functools import partial
from typing import TYPE_CHECKING, Any

from studio.cli import answering, augment, authorities, signatories, wording
from studio.cli.common import answer, command, day_of, file_argument, force_option, path_option
from studio.cli.credentials import credential_of, credential_options
from studio.cli.opening import opened
from studio.errors import WrongUse
from studio.steps.files import read_file, read_text, write_new

if TYPE_CHECKING:
    from studio.steps.views import Decided, MergeView
    from studio.steps.workspace import Workspace

COMMANDS = ("workspace",)


def add(commands: Any) -> None:
    top = commands.add_parser(
        "workspace",
        help="the coordinator's steps on a workspace",
        epilog="Example: agreement-studio workspace new w.agreements",
    )
    inner = top.add_subparsers(dest="action", required=True, metavar="STEP")
    _step(inner, "new", "make an empty workspace", new)
    made = _step(inner, "start", "take a facts file in as a new agreement", start)
    file_argument(made, "facts", "facts file")
    made.add_argument("--template", default="isa-multi-agency", metavar="ID", help="the document it leads to")
    _step(inner, "show", "what waits, and where each agreement stands", show)
    made = _agreement_step(inner, "issue", "circulate the working draft", issue)
    made.add_argument("--due", type=day_of, required=True, metavar="D")
    path_option(made, "--out", required=True, metavar="DIR")
    force_option(made)
    made = _agreement_step(
        inner, "receive", "file what came back: a DOCX, or a mail (.eml) with one or with words", receive
    )
    file_argument(made, "file", "the returned file")
    made.add_argument("--recipient", metavar="ID", help="whose copy it is, where its marks are gone (see `origin`)")
    made.add_argument("--draft", type=int, metavar="N", help="and which draft it must be")
    made = _step(inner, "origin", "which draft a file answers and whose copy it is, and how surely", origin)
    file_argument(made, "file", "the returned file")
    for name, text, run in (
        ("remind", "write a reminder", remind),
        ("no-response", "record that a partner never answered", no_response),
        ("note", "note what a partner said on the telephone", note),
    ):
        made = _agreement_step(inner, name, text, run)
        made.add_argument("--party", required=True, metavar="ID")
        if name == "remind":
            path_option(made, "--out", required=True, metavar="FILE.eml")
            force_option(made)
        if name == "note":
            made.add_argument("--text", required=True)
            made.add_argument("--agrees", action="store_true", help="the partner agrees to the draft")
    _decision_steps(inner)
    _signing_steps(inner)
    answering.add(partial(_agreement_step, inner), the_agreement)
    augment.add_steps(partial(_agreement_step, inner), _said, the_agreement)
    authorities.add_steps(partial(_agreement_step, inner), _said, the_agreement)
    signatories.Steps(partial(_agreement_step, inner), _said, the_agreement)
    wording.add(partial(_step, inner), partial(_agreement_step, inner), _said, the_agreement)


def _type_option(made: Any) -> None:
    made.add_argument(
        "--type", default="", metavar="TYPE", help="the comment type, where the suggested one is not right"
    )


def _decision_steps(inner: Any) -> None:
    _agreement_step(inner, "changes", "list what is to be decided", changes)
    made = _agreement_step(inner, "decide", "decide changes, with a reason for all partners", decide)
    made.add_argument("changes", nargs="*", metavar="ID")
    path_option(
        made,
        "--file",
        metavar="F",
        help="YAML with many: id: {decision, reason, text, type}; comments by their ids too",
    )
    made.add_argument("--decision", choices=("accept", "reject", "amend", "defer", "discuss"))
    made.add_argument("--reason")
    made.add_argument("--text", help="the words of an amendment")
    _type_option(made)
    made.add_argument("--words-only", action="store_true", help="change the words, not the fact behind them")
    made = _agreement_step(inner, "answer", "answer a comment", answer_comment)
    made.add_argument("comment", metavar="ID")
    made.add_argument("--decision", default="accept", choices=("accept", "reject", "defer", "discuss"))
    _type_option(made)
    made.add_argument("--reason", required=True)
    made = _agreement_step(inner, "finish", "close the round: next draft, redline, answers", finish)
    path_option(made, "--out", required=True, metavar="DIR")
    force_option(made)
    made = _agreement_step(inner, "compare", "two drafts as one Word file with tracked changes", compare)
    made.add_argument("old", type=int, metavar="OLD", help="number of the older draft")
    made.add_argument("new", type=int, metavar="NEW", help="number of the newer draft")
    path_option(made, "--out", required=True, metavar="FILE.docx")
    force_option(made)
    made = _agreement_step(inner, "fact", "change one fact", fact)
    made.add_argument("pointer", metavar="POINTER", help="JSON Pointer, for example /parties/1/legal_name")
    made.add_argument("value", metavar="VALUE")


def _signing_steps(inner: Any) -> None:
    _agreement_step(inner, "freeze", "freeze the agreed text", freeze)
    made = _agreement_step(inner, "prepare", "make and certify the file to be signed", prepare)
    credential_options(made, "--certify", asked_by="--identity-passphrase-file")
    path_option(made, "--out", required=True, metavar="FILE.pdf")
    force_option(made)
    made = _agreement_step(inner, "receive-signed", "take a signed file in", receive_signed)
    file_argument(made, "file", "the signed PDF")
    made = _agreement_step(inner, "enrol", "confirm a certificate by words read out over the telephone", enrol)
    made.add_argument("--party", required=True, metavar="ID")
    made.add_argument("--certificate", required=True, metavar="SHA256")
    made.add_argument("--first", required=True, metavar="WORDS", help="the first four words")
    made.add_argument("--last", required=True, metavar="WORDS", help="the last four words")
    made.add_argument("--by", required=True, metavar="NAME", help="who telephoned")
    _agreement_step(inner, "enter", "enter the executed agreement in the register", enter)


def _step(inner: Any, name: str, text: str, run: Any) -> argparse.ArgumentParser:
    made = command(inner, name, text, f"workspace {name} w.agreements --passphrase-file words.txt", run)
    file_argument(made, "workspace", "the workspace file")
    made.add_argument("--passphrase-file", metavar="F", help="its passphrase; - for standard input")
    return made


def _agreement_step(inner: Any, name: str, text: str, run: Any) -> argparse.ArgumentParser:
    made = _step(inner, name, text, run)
    made.add_argument("--agreement", metavar="ID", help="which one, if there are several")
    return made


def the_agreement(ws: Workspace, wanted: str | None) -> str:
    """The agreement a command means: the named one, or the only one. Raises WrongUse if that is not clear."""
    from studio.steps.look import agreement_ids

    ids = agreement_ids(ws)
    if wanted in ids:
        return str(wanted)
    if wanted is None and len(ids) == 1:
        return ids[0]
    raise WrongUse(f"Say which agreement: {', '.join(ids) or 'there is none'}.", "Use --agreement ID.")


def _said(options: argparse.Namespace, changed: Any, **fields: Any) -> int:
    answer(options, f"workspace-{options.action}", {"said": changed.said, **fields}, changed.said)
    return 0


def compare(options: argparse.Namespace) -> int:
    from studio.steps import comparing

    with opened(options, reading=True) as ws:
        made = comparing.compare_drafts(ws, the_agreement(ws, options.agreement), options.old, options.new)
    write_new(options.out, made, force=options.force)
    said = f"Draft {options.new} against draft {options.old}: {options.out.name}."
    answer(options, "workspace-compare", {"old": options.old, "new": options.new, "file": str(options.out)}, said)
    return 0


def new(options: argparse.Namespace) -> int:
    with opened(options, new=True):
        answer(options, "workspace-new", {"workspace": str(options.workspace)}, f"{options.workspace} is ready.")
    return 0


def start(options: argparse.Namespace) -> int:
    from studio.steps import drafting

    with opened(options) as ws:
        name, changed = drafting.start(ws, read_text(options.facts), options.template)
    return _said(options, changed, agreement=name)


def show(options: argparse.Namespace) -> int:
    from studio.steps import look
    from studio.steps.loose import plain

    with opened(options, reading=True) as ws:
        home = look.home(ws)
    lines = [f"{each.title}: {each.why} {each.verb}." for each in home.waiting]
    lines += [
        f"  {each.ref:16} {each.status:14} draft {each.draft}  {each.standing}  {each.plan_back}"
        for each in home.agreements
    ]
    answer(options, "workspace-show", plain(home), "\n".join(lines) or "No agreement yet.")
    return 0


def issue(options: argparse.Namespace) -> int:
    from studio.cli.assembly import save_round
    from studio.steps import circulation

    with opened(options) as ws:
        name = the_agreement(ws, options.agreement)
        changed = circulation.issue_draft(ws, name, options.due)
        fields = save_round(ws, name, options.out, force=options.force)
    return _said(options, changed, **fields)


def receive(options: argparse.Namespace) -> int:
    from studio.steps.receiving_mail import receive as take_in

    with opened(options) as ws:
        data, name = read_file(options.file), the_agreement(ws, options.agreement)
        filed = take_in(ws, name, data, options.file.name, recipient=options.recipient or "", draft=options.draft or 0)
    said = " ".join(each.sentence for each in filed)
    fields = {
        "said": said,
        "changes": sum(each.changes for each in filed),
        "comments": sum(each.comments for each in filed),
        "unread": sum(each.unread for each in filed),
    }
    answer(options, "workspace-receive", fields, said)
    return 0


def origin(options: argparse.Namespace) -> int:
    from studio.steps.identifying import what_came_back
    from studio.steps.loose import plain

    with opened(options, reading=True) as ws:
        found = what_came_back(ws, read_file(options.file), options.file.name)
    answer(options, "workspace-origin", {**plain(found), "by_marks": found.by_marks}, found.sentence)
    return 0 if found.by_marks else 1


def remind(options: argparse.Namespace) -> int:
    from studio.steps import circulation

    with opened(options) as ws:
        changed, eml = circulation.remind(ws, the_agreement(ws, options.agreement), options.party)
        write_new(options.out, eml, force=options.force)
    return _said(options, changed)


def no_response(options: argparse.Namespace) -> int:
    from studio.steps import circulation

    with opened(options) as ws:
        return _said(options, circulation.record_no_response(ws, the_agreement(ws, options.agreement), options.party))


def note(options: argparse.Namespace) -> int:
    from studio.steps import circulation

    with opened(options) as ws:
        name = the_agreement(ws, options.agreement)
        return _said(options, circulation.telephone_note(ws, name, options.party, options.text, agrees=options.agrees))


def changes(options: argparse.Namespace) -> int:
    from studio.circulation.answers import said
    from studio.circulation.deferred import history
    from studio.steps import look
    from studio.steps.loose import plain
    from studio.steps.merging import proposal_fields

    with opened(options, reading=True) as ws:
        view = look.merge(ws, the_agreement(ws, options.agreement))
    lines = [f"Already in this draft: {each.asked} {history(each)}" for each in view.there]
    for each in sorted(view.proposals, key=lambda one: one.id not in view.deferred):
        done = view.decided[each.id].decision if each.id in view.decided else "open"
        clash = f" clashes with {', '.join(each.clashes)}" if each.clashes else ""
        lines.append(f"{each.id} {done:7} {each.kind:11} {', '.join(each.reviewers)}: {said(each)}{clash}")
        lines += _put_off(view, each.id)
    for comment in sorted(view.comments, key=lambda one: one.id not in view.deferred):
        lines.append(f"{comment.id} {_answered(comment.answer)} comment: {comment.comment.text}")
        lines += _put_off(view, comment.id)
    fields = {
        "changes": [proposal_fields(each) for each in view.proposals],
        "comments": [each.id for each in view.comments],
        "deferred": {name: plain(each) for name, each in view.deferred.items()},
        "already_there": [plain(each) for each in view.there],
    }
    answer(options, "workspace-changes", fields, "\n".join(lines))
    return 0


def _put_off(view: MergeView, item: str) -> list[str]:
    """What is known of an item that an earlier round put off, line by line."""
    from studio.circulation.deferred import history

    if (known := view.deferred.get(item)) is None:
        return []
    gone = ["    Its words are no longer in the draft: amend with new ones, or reject."] if known.fate == "lost" else []
    told = [f"    {one.party}: {one.text}{f' ({one.answer})' if one.answer else ''}" for one in known.thread]
    return [f"    {history(known)}", *told, *gone]


def _answered(answer: Decided | None) -> str:
    if answer is None or answer.decision == "discuss":
        return "open    "
    return "put off " if answer.decision == "defer" else "answered"


def decide(options: argparse.Namespace) -> int:
    from studio.steps import deciding

    if options.file:
        return _decide_all(options)
    if not options.changes or not options.decision or not options.reason:
        raise WrongUse("A decision needs the change, --decision and --reason.", "Or name a file with --file.")
    with opened(options) as ws:
        name = the_agreement(ws, options.agreement)
        changed = deciding.decide(
            ws,
            name,
            options.changes,
            options.decision,
            options.reason,
            options.text,
            as_fact=not options.words_only,
            comment_type=options.type,
        )
    return _said(options, changed)


def _decide_all(options: argparse.Namespace) -> int:
    """Each decision of a file as a step of its own, in the file's order."""
    from studio.cli.returning import read_decisions
    from studio.steps import deciding
    from studio.steps.changed import Changed

    found = read_decisions(options.file)
    with opened(options) as ws:
        name = the_agreement(ws, options.agreement)
        for each, told in found.items():
            decision, reason = str(told.get("decision", "")), str(told.get("reason") or "")
            kind = str(told.get("type") or "")
            if "/" in each:
                deciding.answer_comment(ws, name, each, decision or "accept", reason, comment_type=kind)
            else:
                deciding.decide(ws, name, [each], decision, reason, told.get("text"), comment_type=kind)
    return _said(options, Changed(said=f"{len(found)} decisions are recorded."), decided=list(found))


def answer_comment(options: argparse.Namespace) -> int:
    from studio.steps import deciding

    with opened(options) as ws:
        name = the_agreement(ws, options.agreement)
        return _said(
            options,
            deciding.answer_comment(
                ws, name, options.comment, options.decision, options.reason, comment_type=options.type
            ),
        )


def finish(options: argparse.Namespace) -> int:
    from studio.steps import deciding, look

    with opened(options) as ws:
        name = the_agreement(ws, options.agreement)
        changed = deciding.finish_round(ws, name)
        latest = [each for each in look.documents(ws, name) if each[0].startswith("draft-")][-3:]
        for file, _, sha, _ in latest:
            write_new(options.out / file, look.blob(ws, sha), force=options.force)
    return _said(options, changed, files=[each[0] for each in latest])


def fact(options: argparse.Namespace) -> int:
    from studio.steps import drafting

    with opened(options) as ws:
        return _said(
            options, drafting.change_fact(ws, the_agreement(ws, options.agreement), options.pointer, options.value)
        )


def freeze(options: argparse.Namespace) -> int:
    from studio.steps import signing

    with opened(options) as ws:
        return _said(options, signing.freeze(ws, the_agreement(ws, options.agreement)))


def prepare(options: argparse.Namespace) -> int:
    from studio.steps import signing

    credential = credential_of(options)
    with opened(options) as ws:
        name = the_agreement(ws, options.agreement)
        changed = signing.prepare_signing_with(ws, name, credential)
        write_new(options.out, signing.signing_pdf(ws, name), force=options.force)
    return _said(options, changed)


def receive_signed(options: argparse.Namespace) -> int:
    from studio.steps import receiving_signed

    with opened(options) as ws:
        return _said(
            options, receiving_signed.receive_signed(ws, the_agreement(ws, options.agreement), read_file(options.file))
        )


def enrol(options: argparse.Namespace) -> int:
    from studio.steps import signing

    with opened(options) as ws:
        name = the_agreement(ws, options.agreement)
        changed = signing.enrol(ws, name, options.party, options.certificate, options.first, options.last, options.by)
    return _said(options, changed)


def enter(options: argparse.Namespace) -> int:
    from studio.steps import register

    with opened(options) as ws:
        return _said(options, register.enter(ws, the_agreement(ws, options.agreement)))
