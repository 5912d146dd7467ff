"""augment: validation data and a document time stamp over all signatures of a PDF."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from studio.cli.common import answer, command, file_argument, force_option, now, path_option
from studio.cli.opening import opened
from studio.steps.files import read_file

COMMANDS = ("augment",)


def add(commands: Any) -> None:
    example = "augment executed.pdf --tsa http://time.example/tsa --out executed-lta.pdf"
    made = command(
        commands,
        "augment",
        "add validation data and a document time stamp (PAdES-B-LTA), or renew them",
        example,
        augment,
    )
    file_argument(made, "file", "the signed PDF; it is not changed")
    made.add_argument("--tsa", required=True, metavar="URL", help="time stamp service (RFC 3161)")
    path_option(made, "--out", required=True, metavar="OUT")
    path_option(
        made, "--trust", action="append", default=[], metavar="CERT", help="an issuer's certificate that the file lacks"
    )
    made.add_argument("--partial", action="store_true", help="not all need have signed yet")
    force_option(made)


def augment(options: argparse.Namespace) -> int:
    from studio.steps import augmenting

    made = augmenting.augment_file(
        options.file,
        options.out,
        tsa=options.tsa,
        trust=options.trust,
        partial=options.partial,
        at=now(options),
        force=options.force,
    )
    fields = {
        "field": made.field,
        "level": made.level,
        "sha256": made.sha256,
        "service": made.service,
        "stamped_at": made.stamped_at,
        "note": made.note,
    }
    note = f" {made.note}" if made.note else ""
    answer(options, "augment", fields, f"{options.out} is stamped by {made.service} ({made.level}).{note}")
    return 0


def add_steps(step: Callable[..., Any], said: Callable[..., int], the_agreement: Callable[..., str]) -> None:
    """The same on a workspace: the stamp over its executed file, and whose stamps are known."""

    def stamp(options: argparse.Namespace) -> int:
        from studio.steps import augmenting

        with opened(options) as ws:
            return said(options, augmenting.add_time_stamp(ws, the_agreement(ws, options.agreement), options.tsa))

    def service(options: argparse.Namespace) -> int:
        from studio.steps import augmenting

        with opened(options) as ws:
            agreement, certificate = the_agreement(ws, options.agreement), read_file(options.certificate)
            return said(options, augmenting.confirm_time_service(ws, agreement, certificate, options.by))

    made = step("time-stamp", "stamp the file that all have signed, or renew the stamp", stamp)
    made.add_argument("--tsa", required=True, metavar="URL", help="time stamp service (RFC 3161)")
    made = step("confirm-time-service", "know a time stamp service by its published certificate", service)
    path_option(made, "--certificate", required=True, metavar="CERT")
    made.add_argument("--by", required=True, metavar="NAME", help="who compared it")
