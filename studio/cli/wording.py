"""workspace …: the library of a workspace, its own checks and law, findings accepted, and the assurance report."""

from __future__ import annotations

import argparse
from typing import Any

from studio.cli.common import answer, file_argument, force_option, path_option
from studio.cli.opening import opened
from studio.steps.files import read_text, write_new


def add(step: Any, agreement_step: Any, said: Any, the_agreement: Any) -> None:
    """Add the steps to `workspace`; the helpers are those of its other steps."""
    made = step("word", "word a clause anew in this workspace", _on(said, _word))
    made.add_argument("clause", metavar="CLAUSE")
    file_argument(made, "file", "the new text, with or without the header")
    made.add_argument("--reason", required=True, help="kept with the version")
    made = step("restore", "go back to the shipped text of a clause", _on(said, _restore))
    made.add_argument("clause", metavar="CLAUSE")
    made = step("welsh", "keep the Welsh of a clause; with --confirmed-by it may be issued", _on(said, _welsh))
    made.add_argument("clause", metavar="CLAUSE")
    made.add_argument("--title", required=True, help="its heading in Welsh")
    file_argument(made, "file", "the Welsh text")
    made.add_argument("--confirmed-by", default="", metavar="NAME", help="the translator who answers for it")
    made = step("add-check", "add checks to this workspace", _on(said, _add_check))
    file_argument(made, "file", "YAML in the form of clauses/checks")
    made = step("add-law", "add a power in law to this workspace", _on(said, _add_law))
    file_argument(made, "file", "YAML in the form of clauses/law/powers.yaml, with checked_by and checked_on")
    made = step(
        "style", "keep a house style in the workspace; without a file, go back to the plain design", _on(said, _style)
    )
    path_option(made, "file", nargs="?", metavar="FILE", help="house style (YAML)")
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

    return library.edit_clause(ws, options.clause, read_text(options.file), options.reason)


def _restore(ws: Any, options: argparse.Namespace) -> Any:
    from studio.steps import library

    return library.restore(ws, options.clause)


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
