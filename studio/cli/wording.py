"""workspace …: the library of a workspace, its own checks and law, findings accepted, and the assurance report."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from studio.cli.common import answer, file_argument, force_option, path_option
from studio.cli.opening import opened
from studio.steps.files import read_text, write_new

if TYPE_CHECKING:
    from studio.library.positions import Position


def add(step: Any, agreement_step: Any, said: Any, the_agreement: Any) -> None:
    """Add the steps to `workspace`; the helpers are those of its other steps."""
    made = step("word", "word a clause anew in this workspace", _on(said, _word))
    made.add_argument("clause", metavar="CLAUSE")
    file_argument(made, "file", "the new text, with or without the header")
    made.add_argument("--reason", required=True, help="kept with the version")
    made.add_argument("--agreement", default="", metavar="ID", help="only in this one (default: in all)")
    made = step(
        "restore", "go back to the shipped text of a clause, or take a clause of your own out", _on(said, _restore)
    )
    made.add_argument("clause", metavar="CLAUSE")
    made.add_argument("--agreement", default="", metavar="ID", help="give up the wording of this one alone")
    made = step("new-clause", "write a clause of your own, as a draft that no agreement uses", _on(said, _new_clause))
    file_argument(made, "file", "its text, without a header")
    made.add_argument("--title", required=True)
    made.add_argument("--section", default="A34", metavar="S", help="A01 to A35 (default: A34)")
    made.add_argument("--reason", required=True, help="kept with the version")
    made = step("place", "approve a clause of your own and give it a place in the documents", _on(said, _place))
    made.add_argument("clause", metavar="CLAUSE")
    made.add_argument("--after", required=True, metavar="CLAUSE", help="the clause that it follows")
    made.add_argument("--approved-by", required=True, metavar="NAME", help="who answers for it")
    step("local", "list local wording, which agreements have it, and what this release offers instead", _local)
    made = step("keep", "keep local wording beside the newer shipped text", _on(said, _keep))
    made.add_argument("clause", metavar="CLAUSE")
    made.add_argument("--agreement", default="", metavar="ID", help="the one whose own wording it is")
    agreement_step(
        "alternatives", "list the points with ranked wordings, and what can be taken", _alternatives(the_agreement)
    )
    made = agreement_step(
        "take-wording", "take a wording in reserve for an agreement", _take_wording(said, the_agreement)
    )
    made.add_argument("clause", metavar="CLAUSE")
    made.add_argument("--reason", required=True, help="kept with the version; go back with: workspace restore")
    made.add_argument("--everywhere", action="store_true", help="in all agreements of the workspace, not in this alone")
    agreement_step("newest", "the next draft has the library's text of today", _newest(said, the_agreement))
    made = step("welsh", "keep the Welsh of a clause; with --confirmed-by it may be issued", _on(said, _welsh))
    made.add_argument("clause", metavar="CLAUSE")
    made.add_argument("--title", required=True, help="its heading in Welsh")
    file_argument(made, "file", "the Welsh text")
    made.add_argument("--confirmed-by", default="", metavar="NAME", help="the translator who answers for it")
    _own_steps(step, said)
    _checking_steps(agreement_step, said, the_agreement)


def _own_steps(step: Any, said: Any) -> None:
    made = step("add-check", "add checks to this workspace", _on(said, _add_check))
    file_argument(made, "file", "YAML in the form of clauses/checks")
    made = step("add-law", "add a power in law to this workspace", _on(said, _add_law))
    file_argument(made, "file", "YAML in the form of clauses/law/powers.yaml, with checked_by and checked_on")
    made = step(
        "style", "keep a house style in the workspace; without a file, go back to the plain design", _on(said, _style)
    )
    path_option(made, "file", nargs="?", metavar="FILE", help="house style (YAML)")
    made = step("take-back", "take back a check or power that was added here", _on(said, _take_back))
    made.add_argument("kind", choices=("check", "power"))
    made.add_argument("id", metavar="ID")
    made = step("offer", "put local wording into a pack, to be offered back", _on(said, _offer))
    made.add_argument("clause", metavar="CLAUSE")
    path_option(made, "--out", required=True, metavar="FILE.clauses")
    force_option(made)
    made = step("take-pack", "take in what is new in a pack; look first with: library unpack", _on(said, _take_pack))
    file_argument(made, "file", "the pack (.clauses)")


def _checking_steps(agreement_step: Any, said: Any, the_agreement: Any) -> None:
    made = agreement_step("accept", "accept a finding in a named role, with the reason", _accept(said, the_agreement))
    made.add_argument("rule", metavar="RULE")
    made.add_argument("--pointer", help="which one, where the rule has found several")
    made.add_argument("--role", required=True, help="who accepts it, for example Data protection officer")
    made.add_argument("--reason", required=True)
    made = agreement_step("report", "write the assurance report as PDF", _report(the_agreement))
    path_option(made, "--out", required=True, metavar="FILE.pdf")
    force_option(made)


def _on(said: Any, work: Any) -> Any:
    def run(options: argparse.Namespace) -> int:
        with opened(options) as ws:
            changed = work(ws, options)
        return int(said(options, changed))

    return run


def _word(ws: Any, options: argparse.Namespace) -> Any:
    from studio.steps import library

    return library.edit_clause(ws, options.clause, read_text(options.file), options.reason, options.agreement)


def _new_clause(ws: Any, options: argparse.Namespace) -> Any:
    from studio.steps import own_clause

    return own_clause.new_clause(ws, options.title, options.section, read_text(options.file), options.reason)[1]


def _place(ws: Any, options: argparse.Namespace) -> Any:
    from studio.steps import own_clause

    return own_clause.place_clause(ws, options.clause, options.after, options.approved_by)


def _restore(ws: Any, options: argparse.Namespace) -> Any:
    from studio.steps import library

    return library.restore(ws, options.clause, options.agreement)


def _local(options: argparse.Namespace) -> int:
    from studio.library.search import worded_texts
    from studio.steps import library
    from studio.steps.loose import plain

    with opened(options, reading=True) as ws:
        edits, offers = library.edits_of(ws), library.offered(ws)
        touched = {name: library.affected(ws, name) for name in dict.fromkeys(each.clause for each in edits)}
    rows = []
    for each in edits:
        alone = f", in {each.agreement} alone" if each.agreement else ""
        rows.append(f"{each.clause} {each.version} ({each.state.replace('_', ' ')}{alone}): {each.reason}")
        if each.state == "in_use" and not each.agreement:
            rows += [f"    {one.agreement}: {one.sentence}" for one in touched[each.clause]]
    for offer in offers:
        rows.append(
            f"{offer.clause}: shipped {offer.version} is newer than {offer.base_version}. Restore it, or keep yours."
        )
        rows += [f"    {change.version}: {change.reason}" for change in offer.changes]
        for part in worded_texts(offer.base, offer.shipped):
            rows += [f"    - {line}" for line in part.before] + [f"    + {line}" for line in part.after]
    fields = {
        "edits": [
            {key: getattr(each, key) for key in ("clause", "version", "state", "reason", "agreement")} for each in edits
        ],
        "offers": [plain(each) for each in offers],
        "affected": {name: [plain(one) for one in found] for name, found in touched.items()},
    }
    answer(options, "workspace-local", fields, "\n".join(rows) or "Every clause is worded as shipped.")
    return 0


def _keep(ws: Any, options: argparse.Namespace) -> Any:
    from studio.steps import library

    return library.keep_local(ws, options.clause, options.agreement)


def _alternatives(the_agreement: Any) -> Any:
    def run(options: argparse.Namespace) -> int:
        from studio.steps import alternatives
        from studio.steps.loose import plain

        with opened(options, reading=True) as ws:
            found = alternatives.points(ws, the_agreement(ws, options.agreement))
        rows = []
        for point in found:
            rows.append(f"{point.of}: {point.slot}")
            for each in point.positions:
                how = (
                    "stands"
                    if each.stands
                    else "can be taken"
                    if each.may_stand
                    else "in reserve"
                    if each.reserve
                    else "chosen by facts"
                )
                rows.append(f"    {each.rank} {each.clause} ({how}): right when {each.right_when}")
        answer(options, "workspace-alternatives", {"points": [plain(each) for each in found]}, "\n".join(rows))
        return 0

    return run


def _how(each: Position) -> str:
    if each.stands:
        return "stands"
    return "can be taken" if each.may_stand else "in reserve" if each.reserve else "chosen by facts"


def _take_wording(said: Any, the_agreement: Any) -> Any:
    def run(options: argparse.Namespace) -> int:
        from studio.steps import alternatives

        with opened(options) as ws:
            name = the_agreement(ws, options.agreement)
            changed = alternatives.take_alternative(
                ws, name, options.clause, options.reason, everywhere=options.everywhere
            )
        return int(said(options, changed))

    return run


def _newest(said: Any, the_agreement: Any) -> Any:
    def run(options: argparse.Namespace) -> int:
        from studio.steps import library

        with opened(options) as ws:
            changed = library.take_newest(ws, the_agreement(ws, options.agreement))
        return int(said(options, changed))

    return run


def _take_back(ws: Any, options: argparse.Namespace) -> Any:
    from studio.steps import library

    return library.remove_own(ws, options.kind, options.id)


def _offer(ws: Any, options: argparse.Namespace) -> Any:
    from studio.steps import library, library_pack

    library.known_clause(ws, options.clause)
    return library_pack.export(ws, [options.clause], options.out, force=options.force)


def _take_pack(ws: Any, options: argparse.Namespace) -> Any:
    from studio.steps import library_pack
    from studio.steps.files import read_file

    return library_pack.take(ws, library_pack.look_at(ws, read_file(options.file)))


def _welsh(ws: Any, options: argparse.Namespace) -> Any:
    from studio.steps.welsh import write_welsh

    return write_welsh(ws, options.clause, options.title, read_text(options.file), options.confirmed_by)


def _add_check(ws: Any, options: argparse.Namespace) -> Any:
    from studio.steps import library

    return library.add_check(ws, read_text(options.file))


def _add_law(ws: Any, options: argparse.Namespace) -> Any:
    from studio.steps import library

    return library.add_law_row(ws, read_text(options.file))


def _style(ws: Any, options: argparse.Namespace) -> Any:
    from studio.steps import house

    return house.set_house(ws, house.read_house_file(options.file)) if options.file else house.remove_house(ws)


def _accept(said: Any, the_agreement: Any) -> Any:
    def run(options: argparse.Namespace) -> int:
        from studio.errors import WrongUse
        from studio.steps import drafting

        with opened(options) as ws:
            name = the_agreement(ws, options.agreement)
            found = [
                each
                for each in drafting.findings(ws, name)
                if each.rule == options.rule
                and options.pointer in (None, each.pointer, each.place)
                and each.accepted is None
            ]
            if len(found) != 1:
                places = ", ".join(each.place or "/" for each in found)
                raise WrongUse(
                    f"{options.rule} has {'no open finding' if not found else f'several: {places}'}.",
                    "Name one that `check` shows, with --pointer where there are several.",
                )
            changed = drafting.accept_finding(ws, name, found[0], options.role, options.reason)
        return int(said(options, changed))

    return run


def _report(the_agreement: Any) -> Any:
    def run(options: argparse.Namespace) -> int:
        from studio.documents.pdf_write import write_pdf
        from studio.steps import drafting, look
        from studio.steps.checking import REPORT
        from studio.steps.house import house_kept, in_house

        with opened(options, reading=True) as ws:
            name = the_agreement(ws, options.agreement)
            view = look.agreement(ws, name)
            draft = drafting.preview_of(ws, name, view.yaml, REPORT, number=view.number)
            with in_house(house_kept(ws)):
                made = write_pdf(draft)
        path = write_new(options.out, made, force=options.force)
        answer(options, "workspace-report", {"file": str(path)}, str(path))
        return 0

    return run
