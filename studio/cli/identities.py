"""identity …: make, show, renew and keep signing identities; see the tokens that are plugged in."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from studio.cli.common import answer, command, file_argument, force_option, now, passphrase, path_option
from studio.steps import identities

COMMANDS = ("identity",)


def add(commands: Any) -> None:
    top = commands.add_parser(
        "identity", help="make or show a signing identity", epilog="Example: agreement-studio identity show me.p12"
    )
    inner = top.add_subparsers(dest="action", required=True)
    example = 'identity new --name "Ali Sample" --organisation "Ash SAMPLE" --out ali.p12'
    made = command(inner, "new", "make a key and a certificate valid six years", example, new)
    made.add_argument("--name", required=True)
    made.add_argument("--organisation", required=True)
    made.add_argument(
        "--algorithm", default="p256", metavar="A", help="p256 (as it is), p384, p521, rsa2048 …, ed25519"
    )
    path_option(made, "--out", required=True, metavar="P12")
    made.add_argument("--sample", action="store_true", help="say SAMPLE in the certificate")
    made.add_argument("--passphrase-file", metavar="F", help="the passphrase to protect it with; - for standard input")
    force_option(made)
    _with_file(inner, "show", "show a certificate and its fingerprint in words", show)
    made = _with_file(inner, "request", "ask one's own authority for a certificate (PKCS#10)", request)
    path_option(made, "--out", required=True, metavar="CSR", help="the request, PEM; the key stays in the identity")
    force_option(made)
    made = _with_file(inner, "issued", "take the certificate in that the authority issued", issued)
    file_argument(made, "certificate", "the issued certificate, with its chain if it came along")
    path_option(made, "--out", required=True, metavar="P12", help="the identity with it, under the same passphrase")
    force_option(made)
    made = _with_file(inner, "backup", "copy an identity after proving that its passphrase opens it", backup)
    path_option(made, "--out", required=True, metavar="P12")
    force_option(made)
    made = command(inner, "tokens", "the tokens that are plugged in", "identity tokens --pkcs11-module M.so", tokens)
    path_option(made, "--pkcs11-module", required=True, metavar="MODULE")


def _with_file(inner: Any, name: str, text: str, run: Any) -> argparse.ArgumentParser:
    made = command(inner, name, text, f"identity {name} ali.p12", run)
    file_argument(made, "p12", "identity (PKCS#12)")
    made.add_argument("--passphrase-file", metavar="F")
    return made


def new(options: argparse.Namespace) -> int:
    words = passphrase(options.passphrase_file, options.out.name)
    about = identities.Holder(options.name, options.organisation, options.algorithm, sample=options.sample)
    _show(options, identities.new_identity(about, words, options.out, at=now(options), force=options.force))
    return 0


def show(options: argparse.Namespace) -> int:
    _show(options, identities.show_identity(options.p12, passphrase(options.passphrase_file, options.p12.name)))
    return 0


def request(options: argparse.Namespace) -> int:
    words = passphrase(options.passphrase_file, options.p12.name)
    identities.request_certificate(options.p12, words, options.out, force=options.force)
    said = f"{options.out} is the request. Send it to your authority; keep {options.p12.name} until the answer is here."
    answer(options, "identity-request", {"file": str(options.out)}, said)
    return 0


def issued(options: argparse.Namespace) -> int:
    words = passphrase(options.passphrase_file, options.p12.name)
    _show(options, identities.take_issued(options.p12, words, options.certificate, options.out, force=options.force))
    return 0


def backup(options: argparse.Namespace) -> int:
    words = passphrase(options.passphrase_file, options.p12.name)
    _show(options, identities.back_up(options.p12, words, options.out, force=options.force))
    return 0


def tokens(options: argparse.Namespace) -> int:
    from studio.signing.token import tries_sentence

    found = identities.tokens(options.pkcs11_module)
    lines = [f"{one.label} ({one.maker}, {one.serial}). {tries_sentence(one.tries)}".rstrip() for one in found]
    fields = {"tokens": [asdict(one) for one in found]}
    answer(options, "identity-tokens", fields, "\n".join(lines) or "No token is plugged in.")
    return 0 if found else 1


def _show(options: argparse.Namespace, identity: Any) -> None:
    text = (
        f"{identity.name}, {identity.organisation} ({identity.algorithm})\n"
        f"valid from {identity.valid_from:%d.%m.%Y} to {identity.valid_to:%d.%m.%Y}\n"
        f"fingerprint {identity.sha256}\n{' '.join(identity.words)}"
    )
    fields = {
        "name": identity.name,
        "organisation": identity.organisation,
        "certificate": identity.certificate_pem,
        "sha256": identity.sha256,
        "words": list(identity.words),
        "valid_from": identity.valid_from.isoformat(),
        "valid_to": identity.valid_to.isoformat(),
        "algorithm": identity.algorithm,
    }
    answer(options, "identity", fields, text)
