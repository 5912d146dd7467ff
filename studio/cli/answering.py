"""workspace answers, undo, withhold, set-aside …: what goes back to everyone, and what can be taken back."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from studio.cli.common import answer, force_option, path_option
from studio.cli.opening import opened
from studio.steps.files import write_new

Step = Callable[[str, str, Callable[[argparse.Namespace], int]], argparse.ArgumentParser]


def add(agreement_step: Step, the_agreement: Callable[[Any, str | None], str]) -> None:
    """The commands; `agreement_step` makes one, `the_agreement` gives the agreement that it means."""

    def run(work: Callable[[Any, str, argparse.Namespace], Any]) -> Callable[[argparse.Namespace], int]:
        def command(options: argparse.Namespace) -> int:
            with opened(options) as ws:
                changed = work(ws, the_agreement(ws, options.agreement), options)
            answer(options, f"workspace-{options.action}", {"said": changed.said}, changed.said)
            return 0

        return command

    def write(options: argparse.Namespace) -> int:
        return _answers(options, the_agreement)

    made = agreement_step("answers", "write the redlines (Word and PDF) and the table of answers", write)
    made.add_argument("--against", default="last", choices=("last", "first"), help="which draft to compare with")
    path_option(made, "--out", required=True, metavar="DIR")
    force_option(made)
    agreement_step("undo", "take the last decision back, one on many changes as one", run(_undo))
    made = agreement_step("withhold", "keep the words of an item from the other partners", run(_withhold))
    made.add_argument("items", nargs="+", metavar="ID", help="changes or comments")
    made.add_argument("--reason", help="told to all partners in place of the words")
    made.add_argument("--show", action="store_true", help="show them to all after all")
    made = agreement_step("decide-all", "decide every open change that is like that", run(_decide_all))
    made.add_argument("--from", dest="reviewer", default="", metavar="PARTY")
    made.add_argument("--kind", default="", metavar="KIND")
    made.add_argument("--clause", default="", metavar="ID")
    made.add_argument("--like", default="", metavar="CHANGE", help="those that want the same words")
    made.add_argument("--decision", required=True, choices=("accept", "reject", "defer", "discuss"))
    made.add_argument("--reason", required=True)
    made = agreement_step("set-aside", "carry on without a partner, with the reason", run(_set_aside))
    made.add_argument("--party", required=True, metavar="ID")
    made.add_argument("--reason", required=True)
    made = agreement_step(
        "take-back-in", "bring a partner that was set aside back among the others", run(_take_back_in)
    )
    made.add_argument("--party", required=True, metavar="ID")
    made = agreement_step("to-library", "make an accepted change the library's wording here", run(_to_library))
    made.add_argument("change", metavar="ID")
    made.add_argument("--reason", required=True)


def _answers(options: argparse.Namespace, the_agreement: Callable[[Any, str | None], str]) -> int:
    from studio.steps import answering

    with opened(options, reading=True) as ws:
        name = the_agreement(ws, options.agreement)
        made = {
            f"redline-{options.against}.docx": answering.redline_docx(ws, name, options.against),
            f"redline-{options.against}.pdf": answering.redline_pdf(ws, name, options.against),
            "you-said-we-did.docx": answering.responses(ws, name),
        }
    for file, data in made.items():
        write_new(options.out / file, data, force=options.force)
    answer(options, "workspace-answers", {"files": list(made)}, "\n".join(str(options.out / file) for file in made))
    return 0


def _undo(ws: Any, agreement: str, _options: argparse.Namespace) -> Any:
    from studio.steps.undoing import undo_last

    return undo_last(ws, agreement)


def _withhold(ws: Any, agreement: str, options: argparse.Namespace) -> Any:
    from studio.steps import withholding

    if options.show:
        return withholding.show_to_all(ws, agreement, options.items)
    return withholding.withhold(ws, agreement, options.items, options.reason or "")


def _decide_all(ws: Any, agreement: str, options: argparse.Namespace) -> Any:
    from studio.circulation.choosing import Selection
    from studio.steps import deciding

    selection = Selection(options.reviewer, options.kind, options.clause, options.like)
    return deciding.decide_matching(ws, agreement, selection, deciding.Ruling(options.decision, options.reason))


def _set_aside(ws: Any, agreement: str, options: argparse.Namespace) -> Any:
    from studio.steps import setting_aside

    return setting_aside.set_aside(ws, agreement, options.party, options.reason)


def _take_back_in(ws: Any, agreement: str, options: argparse.Namespace) -> Any:
    from studio.steps import setting_aside

    return setting_aside.take_back_in(ws, agreement, options.party)


def _to_library(ws: Any, agreement: str, options: argparse.Namespace) -> Any:
    from studio.steps.to_library import propose_to_library

    return propose_to_library(ws, agreement, options.change, options.reason)
