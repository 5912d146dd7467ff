"""Signed files altered in their own bytes: regions, byte ranges, containers, and revisions cut or put elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable

from asn1crypto import cms, core

_CONTENTS = re.compile(rb"/Contents\s*<([0-9a-fA-F]{200,})>")
_RANGE = re.compile(rb"/ByteRange\s*\[([\d ]+)\]")


def swapped(pdf: bytes, old: bytes, new: bytes, *, last: bool = False) -> bytes:
    """The file with one stretch replaced by another of the same length."""
    at = pdf.rfind(old) if last else pdf.find(old)
    if at < 0 or len(old) != len(new):
        raise ValueError(f"{old!r} cannot be replaced")
    return pdf[:at] + new + pdf[at + len(old) :]


def version_in_header(pdf: bytes) -> bytes:
    return swapped(pdf, b"%PDF-1.7", b"%PDF-1.4")


def byte_of_an_attachment(pdf: bytes) -> bytes:
    return swapped(pdf, b"2 What we promise", b"2 What we forgave")


def byte_of_a_stamp(pdf: bytes) -> bytes:
    """In the picture of a signature that a later one covers."""
    return swapped(pdf, b"/Stamp Do", b"/Stamp Dx")


def place_of_a_field(pdf: bytes) -> bytes:
    return swapped(pdf, b"/Rect [ 72 ", b"/Rect [ 12 ")


def identity_of_the_file(pdf: bytes) -> bytes:
    at = pdf.index(b"/ID [ <") + 7
    return pdf[:at] + (b"0" if pdf[at : at + 1] != b"0" else b"1") + pdf[at + 1 :]


def end_of_the_file(pdf: bytes) -> bytes:
    return swapped(pdf, b"%%EOF", b"%%EOX", last=True)


def offset_of_the_last_table(pdf: bytes) -> bytes:
    at = pdf.rfind(b"startxref") + 10
    return pdf[:at] + b"9" + pdf[at + 1 :]


def offset_of_an_object(pdf: bytes) -> bytes:
    """The last revision's table sends its reader to another place."""
    rows = list(re.finditer(rb"\d{10} 00000 n", pdf))
    at = rows[-1].start()
    return pdf[:at] + b"0000000017" + pdf[at + 10 :]


# -- the container


def _in_container(pdf: bytes, change: Callable[[cms.ContentInfo], None]) -> bytes:
    """The last signature's container after `change`, with as many digits as before."""
    one = list(_CONTENTS.finditer(pdf))[-1]
    info = cms.ContentInfo.load(bytes.fromhex(one.group(1).decode()))
    change(info)
    digits = info.dump(force=True).hex().encode().ljust(len(one.group(1)), b"0")
    return pdf[: one.start(1)] + digits[: len(one.group(1))] + pdf[one.end(1) :]


def _signer(info: cms.ContentInfo) -> cms.SignerInfo:
    return info["content"]["signer_infos"][0]


def certificates_in_the_time_stamp(pdf: bytes, change: Callable[[bytes], bytes], *, beside: bool = False) -> bytes:
    """The certificates inside the time stamp of the last signature altered, or altered copies put beside them."""
    from asn1crypto import x509

    def alter(info: cms.ContentInfo) -> None:
        token = _signer(info)["unsigned_attrs"][0]["values"][0]["content"]
        held = [one.chosen.dump() for one in token["certificates"]]
        token["certificates"] = [x509.Certificate.load(one) for one in [*(held if beside else ()), *map(change, held)]]

    return _in_container(pdf, alter)


def value_of_a_certificate(certificate: bytes) -> bytes:
    """In the issuer's signature, at its end; made smaller, so that the copy stands before the honest one in a SET."""
    at = max(place for place, byte in enumerate(certificate) if byte > 0)
    return certificate[:at] + bytes([certificate[at] - 1]) + certificate[at + 1 :]


def value_of_the_signature(pdf: bytes) -> bytes:
    def change(info: cms.ContentInfo) -> None:
        value = bytearray(_signer(info)["signature"].native)
        value[-1] ^= 1
        _signer(info)["signature"] = bytes(value)

    return _in_container(pdf, change)


def digest_in_the_signature(pdf: bytes) -> bytes:
    def change(info: cms.ContentInfo) -> None:
        for attribute in _signer(info)["signed_attrs"]:
            if attribute["type"].native == "message_digest":
                attribute["values"] = [bytes(32)]

    return _in_container(pdf, change)


def other_certificate_put_in(pdf: bytes, certificate: bytes) -> bytes:
    """The signer's certificate exchanged for that of somebody else."""
    from asn1crypto import x509

    def change(info: cms.ContentInfo) -> None:
        info["content"]["certificates"] = [x509.Certificate.load(certificate)]

    return _in_container(pdf, change)


def certificate_added(pdf: bytes, certificate: bytes) -> bytes:
    from asn1crypto import x509

    def change(info: cms.ContentInfo) -> None:
        info["content"]["certificates"].append(
            cms.CertificateChoices("certificate", x509.Certificate.load(certificate))
        )

    return _in_container(pdf, change)


def unsigned_attribute_added(pdf: bytes) -> bytes:
    def change(info: cms.ContentInfo) -> None:
        note = cms.CMSAttribute({"type": "1.2.3.4.5", "values": [core.OctetString(b"not agreed")]})
        _signer(info)["unsigned_attrs"] = cms.CMSAttributes([note])

    return _in_container(pdf, change)


def second_signer_added(pdf: bytes) -> bytes:
    def change(info: cms.ContentInfo) -> None:
        info["content"]["signer_infos"].append(_signer(info).copy())

    return _in_container(pdf, change)


def content_put_in(pdf: bytes) -> bytes:
    def change(info: cms.ContentInfo) -> None:
        info["content"]["encap_content_info"]["content"] = b"another text"

    return _in_container(pdf, change)


def container_emptied(pdf: bytes) -> bytes:
    one = list(_CONTENTS.finditer(pdf))[-1]
    return pdf[: one.start(1)] + b"0" * len(one.group(1)) + pdf[one.end(1) :]


def container_of_another_field(pdf: bytes) -> bytes:
    """One partner's container where another's stands."""
    first, second = list(_CONTENTS.finditer(pdf))[-2:]
    return (
        pdf[: second.start(1)]
        + first.group(1)[: len(second.group(1))].ljust(len(second.group(1)), b"0")
        + pdf[second.end(1) :]
    )


def objects_in_the_gap(pdf: bytes) -> bytes:
    """Signature wrapping: the unsigned room behind the container holds a second text."""
    one = list(_CONTENTS.finditer(pdf))[-1]
    digits = one.group(1).rstrip(b"0")
    digits += b"0" * (len(digits) % 2)
    hidden = b"> /Note (Referrals are kept for 9 years.) /Room <"
    room = len(one.group(1)) - len(digits) - len(hidden)
    return pdf[: one.start(1)] + digits + hidden + b"0" * room + pdf[one.end(1) :]


# -- byte ranges


def _range(pdf: bytes, change: Callable[[list[int]], list[int]]) -> bytes:
    """The last /ByteRange as `change` has it, padded to the length that it had."""
    one = list(_RANGE.finditer(pdf))[-1]
    after = pdf[one.end() :]
    room = len(one.group(0)) + len(after) - len(after.lstrip(b" "))
    numbers = b" ".join(b"%d" % number for number in change([int(n) for n in one.group(1).split()]))
    new = (b"/ByteRange [%s]" % numbers).ljust(room)
    return pdf[: one.start()] + new + pdf[one.start() + len(new) :] if len(new) == room else _refuse()


def _refuse() -> bytes:
    raise ValueError("no room for this byte range")


def range_that_begins_later(pdf: bytes) -> bytes:
    return _range(pdf, lambda r: [9, r[1] - 9, r[2], r[3]])


def range_that_ends_earlier(pdf: bytes) -> bytes:
    return _range(pdf, lambda r: [r[0], r[1], r[2], r[3] - 90])


def range_with_a_wider_gap(pdf: bytes) -> bytes:
    return _range(pdf, lambda r: [r[0], r[1] - 100, r[2], r[3]])


def range_of_nothing(pdf: bytes) -> bytes:
    return _range(pdf, lambda _: [0, 0, 0, 0])


def range_beyond_the_end(pdf: bytes) -> bytes:
    return _range(pdf, lambda r: [r[0], r[1], r[2], r[3] + 5000])


def range_of_one_part(pdf: bytes) -> bytes:
    return _range(pdf, lambda r: [0, r[1]])


# -- revisions cut and put elsewhere


def _revisions(pdf: bytes) -> list[bytes]:
    ends = [match.end() for match in re.finditer(rb"%%EOF\n?", pdf)]
    return [pdf[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def revisions_in_other_order(pdf: bytes) -> bytes:
    *before, one, other = _revisions(pdf)
    return b"".join([*before, other, one])


def revision_taken_out_of_the_middle(pdf: bytes) -> bytes:
    *before, _, last = _revisions(pdf)
    return b"".join([*before, last])


def half_a_revision_cut(pdf: bytes) -> bytes:
    return pdf[: len(pdf) - len(_revisions(pdf)[-1]) // 2]


def revision_of_another_agreement(pdf: bytes, other: bytes) -> bytes:
    """A signature under another agreement, put behind this one."""
    return b"".join(_revisions(pdf)[:-1]) + _revisions(other)[-1]


def replayed_container(pdf: bytes, other: bytes) -> bytes:
    """The same person's container from another agreement."""
    theirs, own = list(_CONTENTS.finditer(other))[-1], list(_CONTENTS.finditer(pdf))[-1]
    digits = theirs.group(1)[: len(own.group(1))].ljust(len(own.group(1)), b"0")
    return pdf[: own.start(1)] + digits + pdf[own.end(1) :]
