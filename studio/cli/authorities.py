"""workspace …: authorities of partners, imported lists of them, and who confirmed them; the same for `verify`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from studio.cli.common import answer, file_argument, path_option
from studio.cli.opening import opened
from studio.steps.files import read_file


def verify_options(made: argparse.ArgumentParser) -> None:
    """The options of `verify` beside --trust."""
    made.add_argument(
        "--authority",
        action="append",
        nargs=2,
        default=[],
        metavar=("CERT", "ORGANISATION"),
        help="a partner's own authority and its legal name; it vouches for that partner's expected signatory alone",
    )
    path_option(
        made,
        "--trust-list",
        action="append",
        default=[],
        metavar="FILE",
        help="a list of authorities: PEM, or an ETSI trusted list (XML)",
    )


def add_steps(step: Callable[..., Any], said: Callable[..., int], the_agreement: Callable[..., str]) -> None:
    def enrol(options: argparse.Namespace) -> int:
        from studio.steps import authorities

        with opened(options) as ws:
            name, data = the_agreement(ws, options.agreement), read_file(options.certificate)
            told = (options.first, options.last, options.by)
            return said(options, authorities.enrol_authority(ws, name, options.party, data, *told))

    def take_list(options: argparse.Namespace) -> int:
        from studio.steps import authorities

        with opened(options) as ws:
            name = the_agreement(ws, options.agreement)
            return said(options, authorities.import_list(ws, name, read_file(options.file), options.by))

    def drop(options: argparse.Namespace) -> int:
        from studio.steps import authorities

        with opened(options) as ws:
            name = the_agreement(ws, options.agreement)
            return said(options, authorities.drop_authorities(ws, name, options.party, options.reason))

    def show(options: argparse.Namespace) -> int:
        from studio.steps import authorities

        with opened(options, reading=True) as ws:
            rows = authorities.authorities(ws, the_agreement(ws, options.agreement))
        fields = [
            {"sha256": each.certificate_sha256, "party": each.party, "source": authorities.said_of(each)}
            for each in rows
        ]
        lines = [f"{each.party or 'list'}: {each.certificate_sha256}, {authorities.said_of(each)}" for each in rows]
        answer(
            options, "workspace-authorities", {"authorities": fields}, "\n".join(lines) or "No authority is relied on."
        )
        return 0

    made = step("enrol-authority", "rely on a partner's own certification authority", enrol)
    made.add_argument("--party", required=True, metavar="ID")
    path_option(made, "--certificate", required=True, metavar="CERT")
    made.add_argument("--first", required=True, metavar="WORDS", help="the first four words of its fingerprint")
    made.add_argument("--last", required=True, metavar="WORDS", help="the last four words")
    made.add_argument("--by", required=True, metavar="NAME", help="who telephoned")
    made = step("import-list", "rely on a list of authorities (PEM, or an ETSI trusted list)", take_list)
    file_argument(made, "file", "the list")
    made.add_argument("--by", required=True, metavar="NAME", help="who imports it, and answers for where it came from")
    made = step("drop-authorities", "rely no longer on a partner's authority, or on the list", drop)
    made.add_argument("--party", default="", metavar="ID", help="without it: the imported list")
    made.add_argument("--reason", required=True)
    step("authorities", "the authorities that are relied on, and by whose word", show)
