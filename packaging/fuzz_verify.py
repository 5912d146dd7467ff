"""Coverage-guided fuzzing of `verify`: `make fuzz-verify`, or `MINUTES=1 make fuzz-verify`.

Mutates signed files: an object written anew in a revision of its own (most), the signature container, the store of
validation data, stretches of bytes. An input that reaches a new pair of lines in `studio/signing` is kept and mutated
further. Nothing but a verdict may come out, and never a good one for a file that nobody signed in this form; anything else
is written to `build/fuzz-verify/`, one for each place.
"""

from __future__ import annotations

import random
import re
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import paper
from certificates import PASSPHRASE, SIGNED, der, identity_for, pem
from fuzzing import Edges, Found, command
from issuer_service import issuing

from studio.errors import StudioError
from studio.signing.augment import augment
from studio.signing.fields import read_fields, read_plan
from studio.signing.identity import open_identity
from studio.signing.increment import Increment, add_signature
from studio.signing.report import Indication
from studio.signing.report_json import verification_json
from studio.signing.sign import sign_field
from studio.signing.verify import verify

ROOT = Path(__file__).resolve().parent.parent
JUDGE = ROOT / "studio" / "signing"
SLOW_S = 10.0  # of the processor, traced: about three times what it takes otherwise
AT = SIGNED + timedelta(days=1)
_OBJECT = re.compile(rb"(?<![0-9])(\d+) 0 obj\b(.*?)endobj", re.DOTALL)
_TOKEN = re.compile(rb"\d+ 0 R|/[A-Za-z.]+|-?\d+\.?\d*|\([^()]*\)|<[0-9a-fA-F]*>|true|false|null")
_END = b"%%EOF"
_VALUES = (
    *(b"null", b"0", b"-1", b"99999999999999999999", b"1.5", b"true", b"[]", b"<<>>", b"()", b"<>", b"<00>", b"/X"),
    *(b"[[[[]]]]", b"9999 0 R", b"1 0 R", b"(\xfe\xff\xd8)", b"<< /Kids [1 0 R] >>"),
)
_KEYS = (
    *(b"/V", b"/AP", b"/N", b"/Kids", b"/Parent", b"/FT", b"/T", b"/Rect", b"/P", b"/Annots", b"/Type", b"/ByteRange"),
    *(b"/Contents", b"/SubFilter", b"/Filter", b"/Reference", b"/TransformParams", b"/Fields", b"/DSS", b"/Certs"),
    *(b"/OCSPs", b"/CRLs", b"/VRI", b"/Perms", b"/DocMDP", b"/Lock", b"/SV", b"/Names", b"/EmbeddedFiles", b"/Info"),
    *(b"/Root", b"/Size", b"/M", b"/StructParent", b"/K", b"/Pages", b"/Count", b"/AcroForm", b"/SigFlags", b"/Length"),
    *(b"/DecodeParms", b"/Changes"),
)


def seeds() -> tuple[list[bytes], list[bytes]]:
    """Signed files of several makers and levels, and the certificates that are trusted."""
    foreign = identity_for("Ana Foreign", "Elsewhere")
    other = paper.unsigned(here=False, text_field=True)
    files = [paper.signed(1), paper.signed(2), paper.signed(3)]
    files.append(add_signature(other, open_identity(foreign, PASSPHRASE), Increment("sign.together", SIGNED))[0])
    with issuing() as issuer:
        p12 = issuer.identity("Linda Bryant SAMPLE", "Together for Mental Wellbeing")
        timed = sign_field(
            paper.certified(), "sign.together", p12, PASSPHRASE, at=SIGNED, tsa=f"{issuer.address}/time"
        ).pdf
        lasting = augment(timed, tsa=f"{issuer.address}/time", at=SIGNED, partial=True).pdf
        files += [timed, lasting, augment(lasting, tsa=f"{issuer.address}/time", at=SIGNED, partial=True).pdf]
        trust = [*paper.trust(), pem(foreign), pem(p12), der(issuer.time_certificate())]
    return files, trust


# -- mutations


def mutated(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Another file made from one or two."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        roll = chance.random()
        if roll < 0.6:
            data = _object_anew(data, other, chance)
        elif roll < 0.72:
            data = _container(data, chance)
        elif roll < 0.85:
            data = _object_in_place(data, chance)
        else:
            data = _bytes(data, other, chance)
    return data


def _object_anew(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """One to three objects written again, changed, in a revision of their own."""
    found = list(_OBJECT.finditer(data))
    tails = re.findall(rb"trailer\s*<<(.*?)>>\s*startxref\s*(\d+)", data, re.DOTALL)
    if not found or not tails:
        return _bytes(data, other, chance)
    bodies = {int(one.group(1)): one.group(2) for one in found}
    taken = {
        number: _changed(bodies[number], chance)
        for number in chance.sample(sorted(bodies), min(len(bodies), chance.choice((1, 1, 2, 3))))
    }
    size = max(bodies) + 1
    if chance.random() < 0.5:
        taken[size] = _changed(chance.choice(list(bodies.values())), chance)
        number = chance.choice(sorted(taken))
        taken[number] = re.sub(rb"\d+ 0 R", b"%d 0 R" % size, taken[number], count=1)
    trailer = re.sub(rb"/(Prev|Size)\s+\d+", b"", tails[-1][0]) + b"/Prev " + tails[-1][1] + b"/Size %d" % (size + 1)
    return data + _section(data, taken, _changed(trailer, chance) if chance.random() < 0.1 else trailer)


def _section(data: bytes, bodies: dict[int, bytes], trailer: bytes) -> bytes:
    out, rows = b"", b""
    for number, body in bodies.items():
        rows += b"%d 1\n%010d 00000 n \n" % (number, len(data) + len(out))
        out += b"%d 0 obj%sendobj\n" % (number, body)
    at = len(data) + len(out)
    return out + b"xref\n" + rows + b"trailer\n<<" + trailer + b">>\nstartxref\n%d\n%%%%EOF\n" % at


def _changed(body: bytes, chance: random.Random) -> bytes:
    """The body with some names, values or pairs other than they were; mostly still what a parser can read."""
    head, mark, stream = body.partition(b"stream")
    for _ in range(chance.choice((0, 1, 1, 2))):
        tokens = list(_TOKEN.finditer(head))
        if not tokens:
            break
        one = chance.choice(tokens)
        roll = chance.random()
        if roll < 0.3 and (inner := [match.end() for match in re.finditer(b"<<", head)]):
            at = chance.choice(inner)
            head = head[:at] + b" " + chance.choice(_KEYS) + b" " + _value(chance) + b" " + head[at:]
        elif one.group().startswith(b"/"):
            names = [each.group() for each in tokens if each.group().startswith(b"/")]
            head = head[: one.start()] + chance.choice((*_KEYS, *names)) + b" " + head[one.end() :]
        elif roll < 0.97:
            values = [each.group() for each in tokens if not each.group().startswith(b"/")]
            new = chance.choice((_value(chance), chance.choice(values)))
            head = head[: one.start()] + b" " + new + b" " + head[one.end() :]
        else:
            head = head[: one.start()] + head[one.end() :]
    return head + mark + stream


def _value(chance: random.Random) -> bytes:
    return chance.choice((*_VALUES, *(b"%d 0 R" % chance.randrange(70) for _ in range(9))))


def _object_in_place(data: bytes, chance: random.Random) -> bytes:
    found = list(_OBJECT.finditer(data))
    if not found:
        return data
    one = chance.choice(found)
    new = _changed(one.group(2), chance)[: len(one.group(2))].ljust(len(one.group(2)))
    return data[: one.start(2)] + new + data[one.end(2) :]


def _container(data: bytes, chance: random.Random) -> bytes:
    """Bytes of a signature container changed, its digits kept digits."""
    found = list(re.finditer(rb"/Contents\s*<([0-9a-fA-F]{200,})>", data))
    if not found:
        return data
    one = chance.choice(found)
    raw = bytearray(bytes.fromhex(one.group(1).decode()[: len(one.group(1)) // 2 * 2]))
    for _ in range(chance.choice((1, 1, 2, 5))):
        at = chance.randrange(min(len(raw), 6000))
        if chance.random() < 0.7:
            raw[at] = chance.choice((0, 1, 2, 4, 5, 6, 0x30, 0x31, 0x80, 0xA0, 0xA1, 0xFF, chance.randrange(256)))
        else:
            start = chance.randrange(len(raw))
            raw[at : at + 16] = raw[start : start + 16]
    digits = raw.hex().encode()[: len(one.group(1))].ljust(len(one.group(1)), b"0")
    return data[: one.start(1)] + digits + data[one.end(1) :]


def _bytes(data: bytes, other: bytes, chance: random.Random) -> bytes:
    a, b = sorted((chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)))
    roll = chance.random()
    if roll < 0.4:
        return data[:a] + bytes([chance.randrange(256)]) + data[a + 1 :]
    if roll < 0.55:
        return data[:a]
    if roll < 0.7:
        return data[:a] + data[min(b, a + 400) :]
    if roll < 0.85:
        return data + other[a : a + chance.randrange(1, 4000)]
    return data[:a] + other[a:b] + data[a:]


# -- running


def in_capitals(data: bytes) -> bytes:
    """The file with the digits of its containers in capitals: in which case they stand, no signature says."""
    return re.sub(rb"<[0-9a-f]{200,}>", lambda one: one.group().upper(), data)


class Passed(Exception):  # noqa: N818 - a verdict, kept like a fault
    """A file that nobody signed in this form was called good."""


class _Runner:
    def __init__(self, files: list[bytes], trust: list[bytes], out: Path) -> None:
        self.trust, self.out, self.found, self.edges = trust, out, Found(), Edges(JUDGE)
        self.honest = files

    def run(self, data: bytes) -> None:
        self.found.executions += 1
        began = time.process_time()
        sys.settrace(self.edges)
        try:
            self._judge(data)
        except Exception as error:  # noqa: BLE001 - that any of them can come out is what is looked for
            self.found.keep_fault(error, data, JUDGE, self.out, "pdf")
        finally:
            sys.settrace(None)
        taken = time.process_time() - began
        self.found.slowest_s = max(self.found.slowest_s, taken)
        if taken > SLOW_S:
            self.found.keep_fault(TimeoutError(f"took {taken:.0f} seconds"), data, JUDGE, self.out, "pdf")

    def _judge(self, data: bytes) -> None:
        result = verify(data, trust=self.trust, at=AT, partial=True)
        verification_json(result)
        if result.indication is Indication.PASSED:
            # In a foreign file the standard lets objects be added that nothing refers to.
            if result.prepared_here and not self._is_honest(data):
                raise Passed(f"{self.found.executions} {result.sentence}")
        else:
            self.found.refused += 1
        for read in (read_fields, read_plan) if self.found.executions % 5 == 0 else ():
            try:
                read(data)
            except StudioError:
                continue

    def _is_honest(self, data: bytes) -> bool:
        """Whether it is a seed, an earlier state of one, or one with a line end behind it or its digits in the other case.

        Everybody may write to the store of validation data: one that is written again as it was is no change either.
        """
        plain = in_capitals(data.rstrip(b"\r\n"))
        if any(one.startswith(plain) and one[len(plain) :][:1] in {b"", b"\n", b"\r"} for one in self.honest):
            return True
        before, end, revision = plain.removesuffix(_END).rpartition(_END)
        return bool(end) and _is_store_as_it_was(before, revision) and self._is_honest(before + end)


def _is_store_as_it_was(before: bytes, revision: bytes) -> bool:
    """Whether a revision holds only stores of validation data, each with the bytes that it had, and the same trailer."""
    was = {one.group(1): one.group(2) for one in _OBJECT.finditer(before)}
    now = [(one.group(1), one.group(2)) for one in _OBJECT.finditer(revision)]
    same = _trailers(revision)[-1:] == _trailers(before)[-1:]
    return bool(now) and same and all(b"/Certs [" in body and was.get(number) == body for number, body in now)


def _trailers(pdf: bytes) -> list[list[bytes]]:
    """Each trailer's words, without where the last table stands and how many objects there are."""
    found = re.findall(rb"trailer\s*<<(.*?)>>\s*startxref", pdf, re.DOTALL)
    return [re.sub(rb"/(Prev|Size)\s+\d+", b"", one).split() for one in found]


def _stop(*_: Any) -> None:
    raise TimeoutError("did not end")


def _give_processor_time(seconds: int) -> None:
    """Processor time, not the clock's: whoever stops this process for a while has found no endless loop."""
    if hasattr(signal, "SIGVTALRM"):
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)


def fuzz(minutes: float, seed: int, out: Path) -> Found:
    """Mutate and judge until the time is up."""
    chance = random.Random(seed)
    files, trust = seeds()
    runner, queue = _Runner(files, trust, out), list(files)
    for data in files:
        runner.run(data)
    found, edges = runner.found, runner.edges
    found.edges |= edges.seen
    if hasattr(signal, "SIGVTALRM"):
        signal.signal(signal.SIGVTALRM, _stop)
    ends = time.monotonic() + minutes * 60
    while time.monotonic() < ends:
        recent = queue[-1 - chance.randrange(min(60, len(queue)))]
        data = mutated(chance.choice(files) if chance.random() < 0.5 else recent, chance.choice(queue), chance)
        edges.seen = set()
        _give_processor_time(120)
        runner.run(data)
        _give_processor_time(0)
        if not edges.seen <= found.edges:
            found.edges |= edges.seen
            found.kept += 1
            if len(data) < 400_000:
                queue.append(data)
    return found


if __name__ == "__main__":
    sys.exit(command(fuzz, ROOT / "build" / "fuzz-verify", "not good", __doc__ or ""))
