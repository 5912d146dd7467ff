"""Signatures of every number, way, algorithm and level, judged by programs that we did not write."""

from __future__ import annotations

import io
import itertools
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

import paper
from certificates import SIGNED, certificate, time_authority
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from time_service import serving

from studio.signing.cms import extract_cms
from studio.signing.identity import ALGORITHMS, OpenIdentity, PrivateKey, describe
from studio.signing.increment import Increment, add_signature
from studio.signing.verify import verify

NUMBERS = (1, 3, 12, 50)
WAYS = ("in turn", "counterparts")
KINDS = ("rsa2048", "rsa3072", "rsa4096", "p256", "p384", "p521", "ed25519")
LEVELS = ("B-B", "B-T", "B-LT")
MIXED = "mixed"
BOTH = {"digital_signature": True, "content_commitment": True}


@dataclass(frozen=True, slots=True)
class Case:
    number: int
    way: str
    algorithm: str
    level: str


@dataclass(frozen=True, slots=True)
class Judged:
    """How many signatures each program called valid, of how many."""

    case: Case
    total: int
    pyhanko: int
    pdfsig: int
    openssl: int
    ours: int


def pairwise() -> tuple[Case, ...]:
    """Cases in which every pair of values of two columns occurs; chosen greedily, so always the same."""
    columns = (NUMBERS, WAYS, (*KINDS, MIXED), LEVELS)
    every = [
        one for one in itertools.product(*columns) if not (one[1] == "counterparts" and one[3] == "B-LT")
    ]  # a counterpart gets its validation data when it is bound, not by itself
    wanted = {pair for one in every for pair in _pairs(one)}
    found = []
    while wanted:
        best = max(every, key=lambda one: len(wanted & _pairs(one)))
        wanted -= _pairs(best)
        found.append(Case(*best))
    return tuple(sorted(found, key=lambda one: (one.number, one.way, one.algorithm, one.level)))


def _pairs(values: tuple[object, ...]) -> set[tuple[int, object, int, object]]:
    return {(i, values[i], j, values[j]) for i in range(len(values)) for j in range(i + 1, len(values))}


@lru_cache(maxsize=16)
def _key(algorithm: str) -> PrivateKey:
    return ALGORITHMS[algorithm]()


def _identity(name: str, algorithm: str) -> OpenIdentity:
    own = certificate(name, _key(algorithm), usage=BOTH)
    return OpenIdentity(describe(own), _key(algorithm), own, ())


@lru_cache(maxsize=4)
def _people(number: int) -> tuple[tuple[str, str, str, str], ...]:
    return tuple((f"p{n}", f"SAMPLE Partner {n}", f"Sam Sample {n}", "Chief Executive") for n in range(1, number + 1))


@lru_cache(maxsize=4)
def _certified(number: int) -> bytes:
    step = Increment("sign.coordinator", SIGNED, certify=True)
    return add_signature(paper.unsigned(_people(number)), _identity("Chris Reed", "p256"), step)[0]


def _signers(case: Case) -> list[tuple[str, OpenIdentity]]:
    kinds = KINDS if case.algorithm == MIXED else (case.algorithm,)
    return [
        (party, _identity(person, kinds[n % len(kinds)]))
        for n, (party, _, person, _) in enumerate(_people(case.number))
    ]


def files(case: Case) -> tuple[list[bytes], list[bytes]]:
    """The signed files of a case (several for counterparts), and the certificates in them (PEM)."""
    signers = _signers(case)
    with serving(SIGNED) as address:
        tsa = address if case.level != "B-B" else None
        made = [_certified(case.number)]
        for party, identity in signers:
            before = _certified(case.number) if case.way == "counterparts" else made[-1]
            made.append(add_signature(before, identity, Increment(f"sign.{party}", SIGNED, tsa=tsa))[0])
        known = [identity.identity.certificate_pem.encode() for _, identity in signers]
        known.append(_identity_pem(_certified(case.number)))
        known.append(time_authority()[0].public_bytes(Encoding.PEM))
        result = made[1:] if case.way == "counterparts" else made[-1:]
        if case.level == "B-LT":
            from studio.signing.augment import augment

            result = [augment(result[0], tsa=address, at=SIGNED + timedelta(hours=1), trust=known).pdf]
    return result, known


def _identity_pem(pdf: bytes) -> bytes:
    from studio.signing.certificates import signer_certificate

    return signer_certificate(pdf, "sign.coordinator").encode()


def judge(case: Case, folder: Path) -> Judged:
    """The four verdicts on all signatures of a case; document time stamps are not counted."""
    made, known = files(case)
    counts = [0, 0, 0, 0, 0]
    for number, pdf in enumerate(made):
        for at, count in enumerate(_judge_file(pdf, known, folder, f"{number}.pdf")):
            counts[at] += count
    return Judged(case, *counts)


def _judge_file(pdf: bytes, known: list[bytes], folder: Path, name: str) -> Iterator[int]:
    report = verify(pdf, trust=known, at=SIGNED + timedelta(hours=2), partial=True)
    own = [one for one in report.signatures if one.field != "DocTime"]
    yield len(own)
    yield _pyhanko(pdf, known)
    path = folder / name
    path.write_bytes(pdf)
    said = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False).stdout
    yield said.count("Signature is Valid")
    yield sum(_openssl(one.cms, one.signed, known, folder) for one in extract_cms(pdf) if one.field != "DocTime")
    yield sum(one.indication == "TOTAL-PASSED" for one in own)


def _pyhanko(pdf: bytes, known: list[bytes]) -> int:
    from asn1crypto import pem, x509

    roots = [x509.Certificate.load(pem.unarmor(one)[2]) for one in known]
    context = ValidationContext(trust_roots=roots, moment=SIGNED + timedelta(hours=2), allow_fetching=False)
    reader = PdfFileReader(io.BytesIO(pdf))
    return sum(
        bool(validate_pdf_signature(one, context, ts_validation_context=context, skip_diff=True).bottom_line)
        for one in reader.embedded_regular_signatures
    )


def _openssl(cms: bytes, signed: bytes, known: list[bytes], folder: Path) -> bool:
    (folder / "known.pem").write_bytes(b"".join(known))
    (folder / "one.cms").write_bytes(cms)
    (folder / "one.bin").write_bytes(signed)
    words = ["-inform", "DER", "-in", "one.cms", "-content", "one.bin", "-binary", "-CAfile", "known.pem"]
    moment = ["-purpose", "any", "-attime", str(int(SIGNED.timestamp())), "-out", "/dev/null"]
    done = subprocess.run(
        ["openssl", "cms", "-verify", "-cades", *words, *moment], cwd=folder, capture_output=True, check=False
    )
    return done.returncode == 0
