"""What a command signs with: an identity file, or a token seen by its maker's PKCS#11 module."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from studio.cli.common import passphrase, path_option
from studio.errors import WrongUse
from studio.steps.files import read_file

if TYPE_CHECKING:
    from studio.signing.credential import Credential


def credential_options(
    parser: argparse.ArgumentParser, name: str = "--identity", *, asked_by: str = "--passphrase-file"
) -> None:
    """`name` or --pkcs11-module, and where passphrase or PIN come from."""
    path_option(parser, name, dest="identity", metavar="P12", help="an identity file")
    path_option(parser, "--pkcs11-module", metavar="MODULE", help="or a token: the module of its maker (.so, .dll)")
    parser.add_argument("--token", default="", metavar="LABEL", help="which token, if several are plugged in")
    parser.add_argument(
        "--token-certificate", default="", metavar="WHICH", help="its label or the start of its SHA-256"
    )
    parser.add_argument("--last-try", action="store_true", help="try the PIN although a wrong one would lock the token")
    parser.add_argument(
        asked_by, dest="secret_file", metavar="F", help="passphrase of the identity, or PIN; - for standard input"
    )


def credential_of(options: argparse.Namespace) -> Credential:
    """What the options name; asks for the secret on a terminal. Raises WrongUse unless exactly one way is named."""
    from studio.signing.credential import FileCredential, TokenCredential

    if (options.identity is None) == (options.pkcs11_module is None):
        raise WrongUse("Say what to sign with.", "Name either an identity file (P12) or --pkcs11-module MODULE.")
    if options.identity is not None:
        words = passphrase(options.secret_file, options.identity.name)
        return FileCredential(read_file(options.identity), words)
    from studio.steps.identities import refuse_locked

    refuse_locked(options.pkcs11_module, options.token, last_try=options.last_try)  # before anything is typed
    pin = passphrase(options.secret_file, options.token or "the token")
    return TokenCredential(options.pkcs11_module, pin, options.token, options.token_certificate, options.last_try)
