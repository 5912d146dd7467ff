"""prepare, sign, verify: signatures."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from studio.cli import authorities
from studio.cli.common import (
    answer,
    command,
    file_argument,
    force_option,
    moment_of,
    now,
    path_option,
    style_of,
    style_option,
)
from studio.cli.credentials import credential_of, credential_options
from studio.steps import signatures
from studio.steps.files import read_file, write_new

COMMANDS = ("prepare", "sign", "verify")


def add(commands: Any) -> None:
    example = "prepare facts.yaml --template isa-multi-agency --certify coordinator.p12 --out sign.pdf"
    made = command(commands, "prepare", "make the file to be signed and certify it", example, prepare)
    file_argument(made, "facts", "facts file (YAML)")
    made.add_argument("--template", required=True, metavar="ID")
    credential_options(made, "--certify")
    path_option(made, "--out", required=True, metavar="FILE.pdf")
    style_option(made)
    force_option(made)
    _add_sign(commands)
    _add_verify(commands)


def _add_sign(commands: Any) -> None:
    example = "sign final.pdf --field sign.ash --identity ali.p12 --out final-signed.pdf"
    made = command(commands, "sign", "sign one field of a copy of a PDF", example, sign)
    file_argument(made, "file", "the PDF; it is not changed")
    made.add_argument("--field", required=True, metavar="NAME")
    credential_options(made)
    path_option(made, "--out", required=True, metavar="OUT")
    made.add_argument(
        "--tsa", metavar="URL", help="time stamp service; one that is down costs the level, not the signature"
    )
    force_option(made)


def _add_verify(commands: Any) -> None:
    made = command(
        commands, "verify", "judge a signed PDF", "verify final-signed.pdf --trust ali.pem --sent final.pdf", verify
    )
    file_argument(made, "file", "the PDF")
    path_option(
        made, "--trust", action="append", default=[], metavar="CERT", help="a confirmed certificate; once for each"
    )
    authorities.verify_options(made)
    path_option(made, "--sent", metavar="PDF", help="the file that was sent: the signed one must begin with its bytes")
    made.add_argument("--at", type=moment_of, metavar="TIME", help="judge as at this time (UTC)")
    made.add_argument("--partial", action="store_true", help="not all need have signed yet")
    path_option(made, "--report", metavar="OUT", help="also write the verdict as .pdf or .xml")
    force_option(made)


def prepare(options: argparse.Namespace) -> int:
    from studio.cli.assembly import _facts
    from studio.steps import loose
    from studio.steps.house import in_house

    _, text = _facts(options.facts)
    credential = credential_of(options)
    with in_house(style_of(options)):
        made = loose.prepare(text, options.template, credential, now(options))
    write_new(options.out, made.pdf, force=options.force)
    fields = {
        "sha256": made.sha256,
        "text_sha256": made.text_sha256,
        "docx_sha256": made.docx_sha256,
        "fields": list(made.fields),
    }
    lines = "\n".join(f"  {each['name']}: {each['person']}, {each['office']}" for each in made.fields)
    answer(
        options, "prepare", fields, f"{options.out} is certified and ready for {len(made.fields)} signatures:\n{lines}"
    )
    return 0


def sign(options: argparse.Namespace) -> int:
    signatures.make_ready()
    made = signatures.sign(
        options.file,
        options.field,
        credential_of(options),
        options.out,
        tsa=options.tsa,
        at=now(options),
        force=options.force,
    )
    fields = {"field": made.field, "level": made.level, "sha256": made.sha256, "signer": made.signer}
    note = f" {made.note}" if made.note else ""
    answer(
        options,
        "sign",
        {**fields, "note": made.note},
        f"{made.signer} has signed {made.field} ({made.level}).{note}",
    )
    return 0


def verify(options: argparse.Namespace) -> int:
    from studio.signing.report_json import report_object
    from studio.signing.verify import accepted

    moment = options.at or options.date
    trust = signatures.trust_from(options.trust, options.authority, options.trust_list, moment)
    found = signatures.verify(options.file, trust, options.sent, moment, partial=options.partial)
    if options.report:
        write_new(options.report, _report(options, found), force=options.force)
    lines = [found.sentence, *(f"  {each.field}: {each.sentence}" for each in found.signatures)]
    lines += [f"  {each.code}: {each.sentence}" for each in found.problems]
    fields = {name: value for name, value in report_object(found).items() if name != "schema"}
    copies = signatures.counterparts(options.file, trust, moment)
    lines += [f"  {each.name}: {each.sentence}" for each in copies]
    fields |= {"counterparts": [asdict(each) for each in copies]} if copies else {}
    answer(options, "verify", fields, "\n".join(lines))
    good = all(each.indication == "TOTAL-PASSED" for each in copies)
    return 0 if good and accepted(found, partial=options.partial) else 1


def _report(options: argparse.Namespace, found: Any) -> bytes:
    from hashlib import sha256

    from studio.errors import WrongUse

    kind, digest = options.report.suffix.lower(), sha256(read_file(options.file)).hexdigest()
    at = options.at or now(options)
    if kind == ".xml":
        from studio.signing.report_xml import write_xml

        return write_xml(found, pdf_sha256=digest, at=at)
    if kind == ".pdf":
        from studio.signing.report_pdf import write_report_pdf

        return write_report_pdf(found, name=options.file.name, pdf_sha256=digest, at=at, sample=_is_sample(options))
    raise WrongUse("A report is written as .pdf or .xml.", "Give it one of these endings.")


def _is_sample(options: argparse.Namespace) -> bool:
    """Whether the judged file says that it is a sample. A file that cannot be read says nothing."""
    from studio.errors import StudioError

    try:
        return signatures.plan(options.file).sample
    except StudioError:
        return False
