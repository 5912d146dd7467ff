"""workspace …: what is done about each signature, and the evidence afterwards."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from studio.cli.common import day_of, file_argument, force_option, path_option
from studio.cli.credentials import credential_of, credential_options
from studio.cli.opening import opened
from studio.steps.files import read_file, write_new

SECRET = "--identity-passphrase-file"  # noqa: S105 - the name of an option


class Steps:
    """The commands, on top of the helpers that all steps of a workspace share."""

    def __init__(self, add_step: Any, said: Any, the_agreement: Any) -> None:
        self._add_step, self._said, self._which = add_step, said, the_agreement
        made = add_step("sign-order", "choose how signatures are collected", self.order)
        made.add_argument("mode", choices=("any", "order", "counterparts"))
        made.add_argument("parties", nargs="*", metavar="ID", help="with “order”: all partners, first to last")
        for name, text, run in (
            ("hand-on", "write the letter that hands the file to a signatory", self.hand_on),
            ("remind-signatory", "write a reminder to a signatory who has the file", self.remind),
        ):
            made = self._party(name, text, run)
            path_option(made, "--out", required=True, metavar="FILE.eml")
            force_option(made)
            if name == "hand-on":
                made.add_argument("--due", type=day_of, metavar="D", help="the day to sign by")
                made.add_argument("--anyway", action="store_true", help="although another partner has the file")
        made = self._party("decline", "record that a signatory will not sign", self.decline)
        made.add_argument("--reason", required=True)
        self._other_people()
        self._paper()
        self._evidence()

    def _party(self, name: str, text: str, run: Any) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = self._add_step(name, text, run)
        made.add_argument("--party", required=True, metavar="ID")
        return made

    def _other_people(self) -> None:
        made = self._party("delegate", "let somebody sign under a written delegation", self.delegate)
        for name in ("--person", "--office", "--reference"):
            made.add_argument(name, required=True)
        path_option(made, "--paper", required=True, metavar="FILE", help="the written delegation")
        made.add_argument("--from", dest="valid_from", type=day_of, metavar="D")
        made.add_argument("--until", dest="valid_to", type=day_of, metavar="D")
        made = self._party("replace-signatory", "another person has the office now", self.replace)
        for name in ("--person", "--office", "--reason"):
            made.add_argument(name, required=True)

    def _paper(self) -> None:
        made = self._party("ink", "record a page that was signed in ink", self.ink)
        path_option(made, "--scan", required=True, metavar="FILE", help="PDF or picture")
        made.add_argument("--signed-on", type=day_of, required=True, metavar="D", help="the day on the paper")
        made.add_argument("--checked-by", required=True, metavar="NAME", help="who compared it with the text")
        made = self._add_step("withdraw-signing", "take the file back from signing", self.withdraw)
        made.add_argument("--reason", required=True)

    def _evidence(self) -> None:
        for name, text, run in (
            ("bind", "bind all counterparts into one executed agreement", self.bind),
            ("certificate", "make and sign the certificate of execution", self.certificate),
        ):
            made = self._add_step(name, text, run)
            credential_options(made, "--certify", asked_by=SECRET)
            path_option(made, "--out", required=True, metavar="FILE.pdf")
            force_option(made)
        made = self._add_step("evidence", "everything needed to check it with other people's tools", self.evidence)
        path_option(made, "--out", required=True, metavar="FILE.zip")
        force_option(made)
        made = self._add_step("prepare-accession", "make the file by which a late joiner signs", self.accession)
        file_argument(made, "facts", "facts file with the joiner's rows")
        made.add_argument("--party", required=True, metavar="ID", help="who joins")
        credential_options(made, "--certify", asked_by=SECRET)
        path_option(made, "--out", required=True, metavar="FILE.pdf")
        force_option(made)
        made = self._add_step("accede", "take the signed accession in", self.accede)
        file_argument(made, "file", "the signed accession (PDF)")

    def order(self, options: argparse.Namespace) -> int:
        from studio.steps import signatories

        with opened(options) as ws:
            name = self._which(ws, options.agreement)
            changed = signatories.choose_order(ws, name, options.mode, tuple(options.parties))
        return int(self._said(options, changed))

    def hand_on(self, options: argparse.Namespace) -> int:
        from studio.steps import signatories

        with opened(options) as ws:
            name = self._which(ws, options.agreement)
            changed, eml = signatories.hand_on(ws, name, options.party, due=options.due, anyway=options.anyway)
            write_new(options.out, eml, force=options.force)
        return int(self._said(options, changed, file=str(options.out)))

    def remind(self, options: argparse.Namespace) -> int:
        from studio.steps import signatories

        with opened(options) as ws:
            changed, eml = signatories.remind_signatory(ws, self._which(ws, options.agreement), options.party)
            write_new(options.out, eml, force=options.force)
        return int(self._said(options, changed, file=str(options.out)))

    def decline(self, options: argparse.Namespace) -> int:
        from studio.steps import signatories

        with opened(options) as ws:
            name = self._which(ws, options.agreement)
            return int(self._said(options, signatories.decline(ws, name, options.party, options.reason)))

    def delegate(self, options: argparse.Namespace) -> int:
        from studio.steps import signatories

        paper, days = options.paper, (options.valid_from, options.valid_to)
        made = signatories.Delegation(
            options.person, options.office, options.reference, read_file(paper), paper.name, *days
        )
        with opened(options) as ws:
            name = self._which(ws, options.agreement)
            return int(self._said(options, signatories.delegate(ws, name, options.party, made)))

    def replace(self, options: argparse.Namespace) -> int:
        from studio.steps import signatories

        with opened(options) as ws:
            name = self._which(ws, options.agreement)
            changed = signatories.replace_signatory(
                ws, name, options.party, options.person, options.office, options.reason
            )
        return int(self._said(options, changed))

    def ink(self, options: argparse.Namespace) -> int:
        from studio.steps import signatories

        scan: Path = options.scan
        day: date = options.signed_on
        page = signatories.InkPage(read_file(scan), scan.name, day, options.checked_by)
        with opened(options) as ws:
            name = self._which(ws, options.agreement)
            return int(self._said(options, signatories.record_ink(ws, name, options.party, page)))

    def withdraw(self, options: argparse.Namespace) -> int:
        from studio.steps import signatories

        with opened(options) as ws:
            name = self._which(ws, options.agreement)
            return int(self._said(options, signatories.withdraw_signing(ws, name, options.reason)))

    def bind(self, options: argparse.Namespace) -> int:
        from studio.steps import executed

        credential = credential_of(options)
        with opened(options) as ws:
            name = self._which(ws, options.agreement)
            changed = executed.bind_counterparts(ws, name, credential)
            write_new(options.out, executed.executed_pdf(ws, name), force=options.force)
        return int(self._said(options, changed, file=str(options.out)))

    def certificate(self, options: argparse.Namespace) -> int:
        from studio.steps import execution

        credential = credential_of(options)
        with opened(options) as ws:
            name = self._which(ws, options.agreement)
            changed = execution.certify_execution(ws, name, credential)
            write_new(options.out, execution.execution_certificate(ws, name), force=options.force)
        return int(self._said(options, changed, file=str(options.out)))

    def evidence(self, options: argparse.Namespace) -> int:
        from studio.steps.changed import Changed
        from studio.steps.evidence_export import evidence_zip

        with opened(options, reading=True) as ws:
            data = evidence_zip(ws, self._which(ws, options.agreement))
        write_new(options.out, data, force=options.force)
        said = f"{options.out} holds everything that is needed to check the agreement, and how."
        return int(self._said(options, Changed(frozenset(), said), file=str(options.out)))

    def accession(self, options: argparse.Namespace) -> int:
        from studio.steps import accession
        from studio.steps.files import read_text

        credential = credential_of(options)
        with opened(options) as ws:
            name = self._which(ws, options.agreement)
            changed, pdf = accession.prepare_accession(ws, name, read_text(options.facts), options.party, credential)
            write_new(options.out, pdf, force=options.force)
        return int(self._said(options, changed, file=str(options.out)))

    def accede(self, options: argparse.Namespace) -> int:
        from studio.steps import accession

        with opened(options) as ws:
            name = self._which(ws, options.agreement)
            return int(self._said(options, accession.accede(ws, name, read_file(options.file))))
