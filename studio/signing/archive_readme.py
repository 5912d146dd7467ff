"""README.txt of the evidence export: how to check everything with other people's tools, in commands that can be copied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CheckedField:
    """One signature in one file: its CMS file, and the two stretches of bytes that it covers (ISO 32000-2, 12.8.1)."""

    file: str
    field: str
    signer: str
    cms: str
    first: tuple[int, int]
    second: tuple[int, int]
    claimed_epoch: int | None


def openssl_lines(each: CheckedField) -> tuple[str, str]:
    """Two commands for a POSIX shell: cut out what the signature covers, then check it. Run in the unpacked folder."""
    (start, length), (second, rest) = each.first, each.second
    bytes_of = each.cms.replace(".p7s", ".bin")
    parts = (f"tail -c +{at + 1} {each.file} | head -c {size}" for at, size in ((start, length), (second, rest)))
    cut = f"({'; '.join(parts)}) > {bytes_of}"
    at = f" -attime {each.claimed_epoch}" if each.claimed_epoch is not None else ""
    check = (
        f"openssl cms -verify -cades -binary -inform DER -in {each.cms} -content {bytes_of} "
        f"-CAfile certificates/all.pem -partial_chain -purpose any{at} -out /dev/null"
    )
    return cut, check


def readme(title: str, fields: Sequence[CheckedField], files: Sequence[tuple[str, str]], *, sample: bool) -> str:
    """The whole text; `files` are (name, what it is)."""
    lines = [
        f"Evidence of {title}",
        "SAMPLE: people, facts and signatures are invented." if sample else "",
        "",
        "Everything here can be checked without Agreement Studio, with OpenSSL 3, poppler (pdfsig) and a POSIX shell.",
        "Run the commands in this folder.",
        "",
        "1. No file was changed since this folder was made:",
        "",
        "     sha256sum -c hashes.txt",
        "",
        "2. Every signature in the files, by another program (it does not know these certificates, so it may say that their",
        "   issuer is unknown; whose they are is said in certificate-of-execution.pdf):",
        "",
        *[f"     pdfsig {name}" for name in sorted({each.file for each in fields})],
        "",
        "3. Each signature by itself, against the certificates that were confirmed by telephone:",
        "",
    ]
    for each in fields:
        lines += [f"   {each.field} in {each.file}, {each.signer}:", ""]
        lines += [f"     {command}" for command in openssl_lines(each)]
        lines.append("")
    lines += [
        "4. The text that was signed is agreement.txt; its SHA-256 is printed beside each signature:",
        "",
        "     sha256sum agreement.txt",
        "",
        "5. The history (history.jsonl) has one JSON object a line; each names the hash of the one before it (previous).",
        "   Of other agreements in the same workspace only number and hashes are here.",
        "   Its head at the time of signing is inside the signed file.",
        "",
        "What is here:",
        "",
        *[f"  {name}: {said}" for name, said in files],
        "",
    ]
    return "\n".join(line.rstrip() for line in lines)
