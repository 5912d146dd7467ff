"""What may be done to a file prepared here, each with the verdict it must get though every signer is trusted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import attacks
import manipulate_bytes as in_bytes
import manipulate_revisions as late
import manipulate_store as data
import paper
from certificates import PASSPHRASE, SIGNED, der, identity_for, time_authority
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from time_service import serving

from studio.signing.certify import certify
from studio.signing.identity import open_identity
from studio.signing.increment import Increment, add_signature
from studio.signing.sign import sign_field

FAILED, UNSURE = "TOTAL-FAILED", "INDETERMINATE"
FORMAT, HASH, CRYPTO = "FORMAT_FAILURE", "HASH_FAILURE", "SIG_CRYPTO_FAILURE"


@dataclass(frozen=True)
class Manipulation:
    """`base` makes the honest file, `change` alters it; `code` must be among the problems, with this very sentence."""

    family: str
    name: str
    change: Callable[[bytes], bytes]
    code: str
    indication: str
    sub_indication: str | None
    base: Callable[[], bytes] = paper.signed
    sentence: str = ""


def one(family: str, name: str, change: Callable[[bytes], bytes], code: str, verdict: tuple[str, str | None] = (FAILED, FORMAT),
        base: Callable[[], bytes] = paper.signed) -> Manipulation:  # fmt: skip
    return Manipulation(family, name, change, code, *verdict, base)


def two_signed() -> bytes:
    return paper.signed(2)


@lru_cache(maxsize=1)
def lasting() -> bytes:
    """With a store of validation data (the time service's own certificate) and a time stamp."""
    filled = data.store(Certs=[certificate_of(person, legal) for _, legal, person, _ in paper.PEOPLE])(paper.signed())
    return data.stamped_in("DocTime")(filled)


@lru_cache(maxsize=1)
def stamped_inside() -> bytes:
    """A signature with its time stamp in it (PAdES-B-T)."""
    _, legal, person, _ = paper.PEOPLE[0]
    with serving(SIGNED) as address:
        done = sign_field(
            paper.certified(), "sign.together", identity_for(person, legal), PASSPHRASE, at=SIGNED, tsa=address
        )
    return done.pdf


def certificate_of(person: str, legal: str) -> bytes:
    return der(open_identity(identity_for(person, legal), PASSPHRASE).certificate)


@lru_cache(maxsize=1)
def hiding() -> bytes:
    """Certified and signed by one, with a second text for page 1 ready in an attachment."""
    whole = certify(late.with_hidden_text(paper.unsigned()), identity_for("Chris Reed"), PASSPHRASE, SIGNED)
    _, legal, person, _ = paper.PEOPLE[0]
    return add_signature(
        whole, open_identity(identity_for(person, legal), PASSPHRASE), Increment("sign.together", SIGNED)
    )[0]


def other_agreement() -> bytes:
    return paper.signed(3, paper.PEOPLE, "Selby Pathways")


UNREADABLE = (UNSURE, None)
UNKNOWN = (UNSURE, "NO_CERTIFICATE_CHAIN_FOUND")
OTHER = (UNSURE, "SIG_CONSTRAINTS_FAILURE")
LINDA = identity_for(paper.PEOPLE[0][2], paper.PEOPLE[0][1])

BYTES = (
    one("byte flips", "the text of a page", attacks.byte_in_a_page, "signed-bytes-changed", (FAILED, HASH)),
    one("byte flips", "the version in the header", in_bytes.version_in_header, "signed-bytes-changed", (FAILED, HASH)),
    one("byte flips", "an attachment", in_bytes.byte_of_an_attachment, "signed-bytes-changed", (FAILED, HASH)),
    one("byte flips", "the picture of a signature", in_bytes.byte_of_a_stamp, "signed-bytes-changed", (FAILED, HASH)),
    one("byte flips", "the place of a field", in_bytes.place_of_a_field, "signed-bytes-changed", (FAILED, HASH)),
    one("byte flips", "the identity of the file", in_bytes.identity_of_the_file, "signed-bytes-changed"),
    one("byte flips", "the end mark of the file", in_bytes.end_of_the_file, "unreadable", UNREADABLE),
    one("byte flips", "the place of the last table", in_bytes.offset_of_the_last_table, "unreadable", UNREADABLE),
    one("byte flips", "the place of an object", in_bytes.offset_of_an_object, "unreadable", UNREADABLE),
    one("byte flips", "the value of the signature", in_bytes.value_of_the_signature, "signature-broken", (FAILED, CRYPTO)),
    one("byte flips", "the digest in the signature", in_bytes.digest_in_the_signature, "signed-bytes-changed", (FAILED, HASH)),
    one("unsigned bytes", "the room behind the container", attacks.padding_filled, "container-padding"),
    one("unsigned bytes", "a digit in the other case", attacks.digits_in_other_case, "container-bytes"),
    one("unsigned bytes", "an unsigned attribute", in_bytes.unsigned_attribute_added, "container-extra"),
    one("unsigned bytes", "a certificate added", lambda pdf: in_bytes.certificate_added(pdf, data.stranger()),
        "container-certificates"),
    one("unsigned bytes", "a certificate in the time stamp", lambda pdf: in_bytes.certificates_in_the_time_stamp(
        pdf, lambda _: data.stranger(), beside=True), "container-certificates", base=stamped_inside),
    one("unsigned bytes", "an altered certificate in the time stamp", lambda pdf: in_bytes.certificates_in_the_time_stamp(
        pdf, in_bytes.value_of_a_certificate, beside=True), "container-certificates", base=stamped_inside),
    one("unsigned bytes", "the certificate of the time stamp altered", lambda pdf: in_bytes.certificates_in_the_time_stamp(
        pdf, in_bytes.value_of_a_certificate), "unreadable", UNREADABLE, base=stamped_inside),
    one("unsigned bytes", "a second signer in the container", in_bytes.second_signer_added, "unreadable", UNREADABLE),
    one("unsigned bytes", "content in the container", in_bytes.content_put_in, "unreadable", UNREADABLE),
    one("unsigned bytes", "behind the end of the file", attacks.garbage_behind, "trailing-bytes"),
    one("unsigned bytes", "a second file behind the first", attacks.second_file_behind, "trailing-bytes"),
    one("signature wrapping", "objects in the gap", in_bytes.objects_in_the_gap, "container-bytes"),
    one("signature wrapping", "the container emptied", in_bytes.container_emptied, "unreadable", UNREADABLE),
    one("signature wrapping", "another partner's container", in_bytes.container_of_another_field,
        "signed-bytes-changed", (FAILED, HASH)),
    one("byte ranges", "begins later", in_bytes.range_that_begins_later, "byte-range", (FAILED, HASH)),
    one("byte ranges", "ends earlier", in_bytes.range_that_ends_earlier, "signature-covers-part"),
    one("byte ranges", "a wider gap", in_bytes.range_with_a_wider_gap, "container-bytes", (FAILED, HASH)),
    one("byte ranges", "nothing", in_bytes.range_of_nothing, "signature-covers-part"),
    one("byte ranges", "beyond the end", in_bytes.range_beyond_the_end, "signed-bytes-changed", (FAILED, HASH)),
    one("byte ranges", "one part only", in_bytes.range_of_one_part, "byte-range", (FAILED, HASH)),
    one("revisions", "in another order", in_bytes.revisions_in_other_order, "unreadable", UNREADABLE),
    one("revisions", "one taken out of the middle", in_bytes.revision_taken_out_of_the_middle, "unreadable", UNREADABLE),
    one("revisions", "half of the last cut off", in_bytes.half_a_revision_cut, "unreadable", UNREADABLE),
)  # fmt: skip

CHANGED = (
    one("pages", "the text written anew", attacks.page_rewritten, "page-changed"),
    one("pages", "two exchanged", attacks.pages_swapped, "page-changed"),
    one("pages", "one more", late.page_appended, "page-changed"),
    one("pages", "one fewer", late.page_removed, "page-changed"),
    one("pages", "turned", late.on_page(late.put("/Rotate", generic.NumberObject(180))), "page-changed"),
    one("pages", "cropped", late.on_page(late.put("/CropBox", late.numbers(0, 0, 10, 10))), "page-changed"),
    one("pages", "white laid over the text", late.on_page(late.content_added), "page-changed"),
    one("pages", "an action on opening one", late.on_page(late.put("/AA", late.dictionary())), "page-changed"),
    one("pages", "the text freed", late.object_freed, "revision-removed-object"),
    one("pages", "another font", late.font_exchanged, "page-changed"),
    one("overlays", "a note", attacks.note_added, "page-changed"),
    one("overlays", "a stamp with words", late.overlay, "page-changed"),
    one("overlays", "a link", late.annotation("/Link"), "page-changed"),
    one("overlays", "free text", late.annotation("/FreeText", Contents=generic.pdf_string("60 years")), "page-changed"),
    one("overlays",
        "words struck out", late.annotation("/StrikeOut", QuadPoints=late.numbers(72, 730, 300, 730, 72, 745, 300, 745)),
        "page-changed"),
    one("shadow", "hide: a layer switched off", late.on_root(late.layer_hidden), "catalog-changed"),
    one("shadow", "replace: a field's label", late.name_of_a_person_changed, "field-changed", base=two_signed),
    one("shadow", "hide and replace: a table leads to a hidden text", late.switched_to_hidden, "page-changed", base=hiding),
    one("catalog", "an action on opening", attacks.action_added, "action-added"),
    one("catalog", "an action on closing", late.on_root(late.put("/AA", late.dictionary())), "action-added"),
    one("catalog", "the language", late.on_root(late.put("/Lang", generic.pdf_string("de"))), "catalog-changed"),
    one("catalog", "how it opens", late.on_root(late.put("/PageMode", pdf_name("/UseAttachments"))), "catalog-changed"),
    one("catalog", "the permissions removed", late.on_root(late.drop("/Perms")), "catalog-changed"),
    one("catalog", "tags said to be none", attacks.marks_removed, "structure-changed"),
    one("catalog", "the reading order removed", late.on_root(late.drop("/StructTreeRoot")), "structure-changed"),
    one("catalog", "what a screen reader says", late.alternative_text_changed, "structure-changed"),
    one("catalog", "the title", attacks.title_changed, "info-changed"),
    one("attachments", "exchanged", attacks.attachment_swapped, "attachment-changed"),
    one("attachments", "one more", late.attachment_added, "attachment-changed"),
    one("attachments", "all removed", late.on_root(late.attachments_removed), "attachment-changed"),
    one("form", "pictures to be drawn anew", attacks.need_appearances, "form-changed"),
    one("form", "an XFA form", late.on_form(late.put("/XFA", generic.pdf_string("x"))), "form-changed"),
    one("form", "said to hold no signatures", late.on_form(late.put("/SigFlags", generic.NumberObject(0))), "form-changed"),
    one("form", "all fields removed", late.on_form(late.put("/Fields", generic.ArrayObject())), "form-changed"),
    one("form", "a field added", attacks.field_added, "field-added"),
    one("form", "an empty field moved", late.on_field("sign.council", late.put("/Rect", late.numbers(0, 0, 500, 700))),
        "field-changed", base=two_signed),
    one("form",
        "an empty field hidden", late.on_field("sign.council", late.put("/F", generic.NumberObject(2))), "field-changed",
        base=two_signed),
    one("form",
        "an empty field renamed", late.on_field("sign.council", late.put("/T", generic.pdf_string("other"))), "field-changed",
        base=two_signed),
    one("form",
        "a signed field renamed", late.on_field("sign.council", late.put("/T", generic.pdf_string("other"))), "field-added"),
    one("form", "the picture of a signature", attacks.stamp_replaced, "field-changed"),
    one("form", "the picture of the certification", attacks.certification_stamp_replaced, "field-changed"),
    one("signatures", "the last one undone", attacks.last_signature_undone, "signature-removed"),
    one("signatures", "one removed from the middle", late.on_field("sign.police", late.drop("/V")), "signature-removed"),
    one("signatures", "without its byte range", late.on_signature("sign.police", late.drop("/ByteRange")),
        "unreadable", UNREADABLE),
    one("signatures", "without its container", late.on_signature("sign.police", late.drop("/Contents")),
        "unreadable", UNREADABLE),
    one("signatures", "the container null", late.on_signature("sign.police", late.put("/Contents", generic.NullObject())),
        "unreadable", UNREADABLE),
    one("signatures", "the name beside it", late.on_signature("sign.police", late.put("/Name", generic.pdf_string("Mallory"))),
        "signature-replaced"),
    one("signatures", "its kind", late.on_signature("sign.police", late.put("/SubFilter", pdf_name("/adbe.pkcs7.detached"))),
        "signature-replaced"),
    one("revisions", "an object that belongs nowhere", attacks.orphan_added, "revision-unexpected"),
    one("revisions", "an empty one", attacks.empty_revision, "revision-unexpected"),
)  # fmt: skip

FROM_ELSEWHERE = (
    one("validation data", "no data at all", data.store(Certs=[b"another text"]), "validation-data-unrelated"),
    one("validation data", "a stranger's certificate", data.store(Certs=[data.stranger()]), "validation-data-unrelated"),
    one("validation data", "an answer that is none", data.store(OCSPs=[b"\x30\x03\x0a\x01\x00"]), "validation-data-unrelated"),
    one("validation data", "another key in the store", data.store_with("/Note", generic.pdf_string("x")),
        "validation-data-unrelated"),
    one("validation data", "a note beside a stream", data.note_beside_a_stream, "validation-data-unrelated"),
    one("validation data", "a page among it", data.store_with("/Certs", generic.NumberObject(4)), "unreadable", UNREADABLE),
    one("validation data", "emptied", data.store_emptied, "validation-data-removed", base=lasting),
    one("validation data", "removed", data.store_removed, "validation-data-removed", base=lasting),
    one("validation data", "an entry exchanged", data.entry_of_the_store_exchanged, "revision-unexpected", base=lasting),
    one("time stamps", "in a partner's place", data.stamped_in("sign.council"), "field-of-other-kind", base=two_signed),
    one("time stamps", "a signature in its place", data.signed_in("DocTime", LINDA), "field-of-other-kind", base=two_signed),
    one("signers", "another's certificate put in", lambda pdf: in_bytes.other_certificate_put_in(pdf, data.stranger()),
        "unreadable", UNREADABLE),
    one("signers",
        "a stranger in a partner's place", data.signed_in("sign.council", data.stranger_identity()), "trust-unknown-certificate",
        UNKNOWN, two_signed),
    one("signers", "a namesake's own certificate", data.signed_in("sign.council", data.namesake("Grace Okafor SAMPLE")),
        "trust-unknown-certificate", UNKNOWN, two_signed),
    one("signers", "a partner in another's place", data.signed_in("sign.council", LINDA),
        "trust-other-person", OTHER, two_signed),
    one("replay", "a container from another agreement", lambda pdf: in_bytes.replayed_container(pdf, other_agreement()),
        "signed-bytes-changed", (FAILED, HASH)),
    one("replay",
        "a revision from another agreement", lambda pdf: in_bytes.revision_of_another_agreement(pdf, other_agreement()),
        "unreadable", UNREADABLE),
)  # fmt: skip

ALL = (*BYTES, *CHANGED, *FROM_ELSEWHERE)


def trust() -> list[bytes]:
    """Everybody who signs honestly here, and the time service."""
    return [*paper.trust(), der(time_authority()[0])]
