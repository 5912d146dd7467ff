"""The facts of an agreement, under the names of the facts file (domain note, section 0).

Every value is frozen and hashable. A text left out is None, a list left out is empty, a boolean left out is false.
`Field.title` is the label on forms and in messages, `description` the help beside it.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from studio.facts import kinds as k
from studio.facts.values import (
    Date,
    DateByParty,
    Flag,
    FlagByParty,
    FrozenMap,
    Id,
    Ids,
    Number,
    Record,
    Text,
    TextByParty,
    Texts,
    TextsByParty,
    by_party,
    fixed,
    flag,
    many,
    may,
    must,
    one_of,
)

_ROUTE = one_of(k.ConfidentialityRoute, legal_permission_setting_it_aside="legal_permission",
                best_interests_lacks_capacity="best_interests")  # fmt: skip
Route = Annotated[k.ConfidentialityRoute, BeforeValidator(_ROUTE)]
_TOOL = one_of(k.TransferTool, adequacy="adequacy_regulations", regulations="adequacy_regulations",
               addendum="uk_addendum", bcr="binding_corporate_rules")  # fmt: skip
Tool = Annotated[k.TransferTool, BeforeValidator(_TOOL)]
_KIND = one_of(k.SpecialKind, ethnicity="race", religion="belief", sexual_orientation="orientation",
               sexual_life="sex_life", trade_union="union", mental_health="health")  # fmt: skip
Special = Annotated[k.SpecialKind, BeforeValidator(_KIND)]


class Change(Record):
    version: Text = must("Version")
    date: Date = must("Date")
    author: Text = must("Who made the change")
    summary: Text = must("What changed")


class Variation(Record):
    no: Text = must("Variation number")
    dated: Date | None = may("Date of the variation")
    major: Flag = flag("Major", "Touches parties, purposes, data, basis, retention, security or flows")
    reason: Text | None = may("Why it was varied")
    clauses: Texts = many("Clauses changed")


class Agreement(Record):
    title: Text = must("Title", "Information sharing agreement: <purpose> between <group>")
    ref: Text = must("Reference", "A reference that begins with SAMPLE marks invented people and numbers on every page")
    version: Text = must("Version", "Two numbers with a point between them, for example 0.1", pattern=r"^\d+\.\d+$")
    status: k.Status = must("Where the agreement stands")
    nations: tuple[k.Nation, ...] = many("Nations where it works", "England EN, Wales WA, Scotland SC, N. Ireland NI")
    lead_party: Id = must("Lead partner")
    coordinator: Id = must("Coordinator", "The one person who keeps the agreement moving")
    start_date: Date | None = may("Start date", "No information moves before this day")
    review_date: Date | None = may("Review date")
    expiry_date: Date | None = may("Expiry date")
    review_months: Number | None = may("Months between reviews")
    review_triggers: Texts = many("What brings a review forward")
    last_review_on: Date | None = may("Last reviewed on")
    exec_form: k.ExecForm = fixed("Simple contract or deed", k.ExecForm.SIMPLE)
    binding: Flag = flag("Legally binding")
    languages: tuple[k.Language, ...] = many("Languages")
    urgent: Flag = flag("Urgent")
    supersedes: Text | None = may("Agreement that this one replaces")
    change_log: tuple[Change, ...] = many("Change log")
    variations: tuple[Variation, ...] = many("Variations")


class Party(Record):
    id: Id = must("Id")
    legal_name: Text | None = may("Legal name", "The body that can sign, as registered; not a team or a partnership")
    short_name: Text | None = may("Short name")
    address: Text | None = may("Address")
    type: k.PartyType = must("Kind of organisation")
    nation: k.Nation | None = may("Nation")
    company_no: Text | None = may("Company number")
    charity_no: Text | None = may("Charity number")
    ods_code: Text | None = may("NHS organisation code (ODS)")
    ico_reg_no: Text | None = may("Data protection fee registration number")
    ico_reg_expiry: Date | None = may("Registration runs to")
    ico_exempt_reason: Text | None = may("Why no registration is needed")
    is_public_authority: Flag = must("Public authority", "Data Protection Act 2018, section 7")
    is_competent_authority: Flag = flag("Competent authority for law enforcement", "DPA 2018, section 30, Schedule 7")
    dspt_status: Text | None = may("Data Security and Protection Toolkit result")
    dspt_date: Date | None = may("Toolkit published on")
    cyber_essentials: Text | None = may("Cyber Essentials")
    iso27001: Text | None = may("ISO 27001")
    other_assurance: Text | None = may("Other proof of security")
    assurance_until: Date | None = may("Other proof runs to")
    uses_volunteers: Flag = flag("Uses volunteers in this work")
    welsh_standards: Flag = flag("Under Welsh language standards")
    status: k.PartyStatus = must("Where this partner stands")
    status_reason: Text | None = may("Reason for that")
    joined_on: Date | None = may("Joined on")
    left_on: Date | None = may("Left on")

    @property
    def name(self) -> str:
        """How the partner is called in running text and on screens."""
        return self.short_name or self.legal_name or self.id


class Contact(Record):
    id: Id = must("Id")
    party: Id = must("Partner")
    roles: tuple[k.ContactRole, ...] = many("Answers as")
    name: Text | None = may("Name")
    job_title: Text | None = may("Job title")
    email: Text | None = may("E-mail address")
    phone: Text | None = may("Telephone")


class Purpose(Record):
    id: Id = must("Id")
    text: Text | None = may("Why information is shared", "In words that a member of the public would understand")
    objectives: Texts = many("What it should achieve")
    benefit_to_subject: Text | None = may("Good done to the person")
    benefit_public: Text | None = may("Good done to the public")
    if_not_shared: Text | None = may("What would happen without sharing")
    alternatives_considered: Text | None = may("What else was considered")
    kind: k.PurposeKind = must("Kind of purpose")


class SubjectGroup(Record):
    id: Id = must("Id")
    label: Text = must("Who they are")
    age_band: k.AgeBand = must("Age band")
    vulnerable: Flag = flag("In vulnerable circumstances")
    may_lack_capacity: Flag = flag("May lack capacity to decide")
    third_party: Flag = flag("Other people in the records", "Family, carer, neighbour, alleged perpetrator")
    protection_note: Text | None = may("How they are protected and told")
    deceased: Flag = flag("Deceased")
    approx_number: Number | None = may("About how many people")


class DataItem(Record):
    id: Id = must("Id")
    label: Text = must("What it is")
    parts: Texts = many("What it holds, and so what it does not")
    category: k.Category = must("Category")
    tier: k.Tier = must("How the law treats it")
    special_kinds: tuple[Special, ...] = many("Special category kinds")
    confidential: Flag = flag("Held in confidence")
    subjects: Ids = many("Who it is about")
    holder: Id | None = may("Partner that holds it")
    justification: Text | None = may("Why it is needed")
    optional_by_consent: Flag = flag("Shared only if the person agrees")
    fact_or_opinion: Text | None = may("Fact or opinion")


class Flow(Record):
    id: Id = must("Id")
    from_: Id = must("From", alias="from")
    to: Id = must("To")
    items: Ids = many("What moves")
    purpose: Id = must("Purpose")
    trigger: Text | None = may("What starts it")
    frequency: Text | None = may("How often")
    method: k.Method | None = may("How it is sent")
    controls: tuple[k.Control, ...] = many("Security controls")
    recipient_roles: Texts = many("Roles that may see it")
    confidentiality_route: Route | None = may("How the duty of confidence is met")
    confidentiality_ref: Text | None = may("Reference for that")
    volume: Text | None = may("How much")
    dest_country: Text | None = may("Country it goes to")
    active: Flag = flag("Active", "Planned or running; false when closed")
    start: Date | None = may("Runs from")
    end: Date | None = may("Runs to")


setattr(Flow, "from", property(lambda flow: flow.from_))  # clauses say `flow.from`, as the facts file does


class PowerNotUsed(Record):
    power: Text = must("Power")
    reason: Text = must("Why it is not used")


class HraNote(Record):
    law: Text | None = may("Basis in law")
    aim: Text | None = may("Legitimate aim")
    link: Text | None = may("Link between sharing and aim")
    less: Text | None = may("Anything less intrusive")
    balance: Text | None = may("Fair balance")


class LegalRow(Record):
    """Found by (party, purpose)."""

    party: Id = must("Partner")
    purpose: Id = must("Purpose")
    regime: k.Regime = fixed("Regime", k.Regime.UK_GDPR)
    art6: k.Art6 | None = may("Lawful basis (Article 6)")
    own_task: Text | None = may("This body's own public task in law")
    annex1_para: Text | None = may("Annex 1 paragraph")
    request_ref: Text | None = may("Request that states the public task")
    lia_ref: Text | None = may("Legitimate interests assessment")
    art9: k.Art9 | None = may("Special category condition (Article 9)")
    sch1_paras: Texts = many("Schedule 1 paragraphs")
    art10_route: Text | None = may("Route for criminal offence data (Article 10)")
    s36_4_authority: Text | None = may("Law that allows use beyond law enforcement (section 36(4))")
    powers: Texts = many("Legal powers")
    powers_not_used: tuple[PowerNotUsed, ...] = many("Powers looked at and not used")
    apd_ref: Text | None = may("Appropriate policy document")
    necessity_note: Text | None = may("Why it is necessary")
    hra_note: HraNote | None = may("Human rights test")
    agreed_by: Text | None = may("Agreed by", "A contact's id, or words")


class Retention(Record):
    id: Id = must("Id")
    holder: Id = must("Partner that keeps it")
    category: k.Category = must("Category")
    trigger: Text | None = may("What starts the time")
    period: Text | None = may("How long")
    action: k.RetentionAction | None = may("Then")
    authority: Text | None = may("Schedule it follows")


class AccessRule(Record):
    id: Id = must("Id")
    party: Id = must("Partner")
    roles: Texts = many("Roles")
    staff_kind: k.StaffKind = must("Kind of staff")
    items: Ids = many("What they may see")
    limits: Texts = many("Limits")
    only_while: Text | None = may("Only while")
    supervisor: Text | None = may("Supervised by")
    undertaking_ref: Text | None = may("Signed undertaking")
    vetting: Text | None = may("Vetting")
    audit_interval: Text | None = may("Access checked every")


class Role(Record):
    """Found by (party, purpose)."""

    party: Id = must("Partner")
    purpose: Id = must("Purpose")
    value: k.RoleValue = must("Role")
    allocation: Text | None = may("Who does what, with contact point")


class Processor(Record):
    id: Id = must("Id")
    name: Text = must("Name")
    acts_for: Ids = many("Acts for")
    service: Text | None = may("Service")
    contract_ref: Text | None = may("Contract")
    country: Text | None = may("Country")
    subprocessors: Texts = many("Subprocessors")


class Transfer(Record):
    id: Id = must("Id")
    flow: Id = must("Flow")
    country: Text | None = may("Country")
    tool: Tool | None = may("Safeguard")
    test_ref: Text | None = may("Data protection test")


class ConsentForm(Record):
    template: Text = must("Form")
    kinds: tuple[k.ConsentKind, ...] = many("What it asks consent for")
    agencies: Ids = many("Partners named on it", "Left out: they follow the flows")
    categories: tuple[k.Category, ...] = many("Categories on it", "Left out: they follow the flows")
    version: Text | None = may("Version")


class ConsentModel(Record):
    used: Flag = flag("Consent is used")
    reason: Text | None = may("Why, or why not")
    kinds: tuple[k.ConsentKind, ...] = many("What consent is for")
    forms: tuple[ConsentForm, ...] = many("Forms")
    per_agency: Flag = flag("A choice for each organisation")
    per_category: Flag = flag("A choice for each kind of information")
    refusal_effect: Text | None = may("What happens when someone says no")
    fallback: Text | None = may("What is done instead")
    withdrawal_routes: Texts = many("Ways to withdraw")
    refresh_months: Number | None = may("Months before asking again")
    recorder: Text | None = may("Who records the answer")
    status_propagation: Text | None = may("How others are told of a change")


class Training(Record):
    course: Text | None = may("Course")
    interval_months: Number | None = may("Repeated every (months)")
    covers: tuple[k.StaffKind, ...] = many("Kinds of staff covered")


class TellException(Record):
    what: Text = must("What people are not told")
    exemption: Text | None = may("Exemption")
    reason: Text | None = may("Reason")


TrainingByParty = Annotated[dict[Id, Training], AfterValidator(FrozenMap)]


class Governance(Record):
    dpia_ref: Text | None = may("Impact assessment (DPIA)")
    dpia_date: Date | None = may("DPIA date")
    dpia_owner: Text | None = may("DPIA owner", "A contact's id, or words")
    dpia_triggers: tuple[k.DpiaTrigger, ...] = many("What makes a DPIA necessary")
    residual_risk: k.Risk | None = may("Risk that remains")
    consulted_regulator: Flag = flag("Regulator was consulted")
    privacy_notice_ref: TextByParty = by_party("Privacy notice of each partner")
    notice_url: TextByParty = by_party("Address of the notice")
    notice_published_on: DateByParty = by_party("Notice published on")
    notice_names: TextsByParty = by_party("Partners and categories the notice names")
    tell_who: Text | None = may("Who is told")
    tell_when: Text | None = may("When they are told")
    tell_formats: Texts = many("How they are told")
    tell_exceptions: tuple[TellException, ...] = many("When people are not told")
    art14_owner: Text | None = may("Who tells people about data from elsewhere")
    complaints_form_ref: TextByParty = by_party("Complaints form")
    ropa_updated: FlagByParty = by_party("Record of processing updated")
    training: TrainingByParty = by_party("Training")
    steering_group: Text | None = may("Group that steers the agreement")
    meeting_interval: Text | None = may("It meets every")
    dispute_steps: Texts = many("Steps in a disagreement")
    equality_note: Text | None = may("Equality")


class TargetDates(Record):
    """The coordinator's plan; not printed."""

    round_out: Date | None = may("Round goes out by")
    returns_in: Date | None = may("Returns are in by")
    final: Date | None = may("Final text by")
    signed: Date | None = may("Signed by")


class Terms(Record):
    go_live_rule: k.GoLiveRule | None = may("What must be signed before information moves")
    go_live_date: Date | None = may("Go-live date")
    target_dates: TargetDates = fixed("Plan", TargetDates())
    parent_agreement: Text | None = may("Overarching agreement")
    engagement_note: Text | None = may("Who was asked, what they said, what changed")
    best_interests_note: Text | None = may("Why this is in children's interests")
    threshold_text: Text | None = may("Threshold that starts information gathering")
    automated_decisions: Text | None = may("Automated decisions", "Say none, or describe them")
    opt_out_statement: Text | None = may("National data opt-out")
    permitted_uses: Texts = many("Permitted uses")
    prohibited_uses: Texts = many("Forbidden uses")
    onward: k.Onward | None = may("Passing on to others")
    notify_source: Flag = flag("Tell the source before passing on")
    id_matching_keys: Texts = many("How the right person is found")
    formats: Text | None = may("Formats and codes")
    sampling_interval: Text | None = may("Quality is sampled every")
    correction_notice_days: Number | None = may("Working days to pass on a correction")
    fact_opinion_marking: Text | None = may("How fact and opinion are marked")
    minutes_rule: Text | None = may("Who keeps minutes and how long")
    marking: Text | None = may("Protective marking")
    rights_model: k.RightsModel | None = may("Who answers people's requests")
    forward_within_days: Number | None = may("Working days to pass on a request")
    consult_source_before_disclosure: Flag = flag("Ask the source before disclosing")
    art19_owner: Text | None = may("Who tells recipients of a correction")
    complaints_lead_rule: Text | None = may("Who takes a complaint")
    complaints_copy_days: Number | None = may("Working days to copy a complaint to the others")
    breach_notify_hours: Number | None = may("Hours to tell partners of a breach")
    breach_lead_rule: Text | None = may("Who leads on a breach")
    breach_report_owner: Text | None = may("Who reports a breach")
    publish: Flag = flag("The agreement is published")
    redactions: Text | None = may("What is left out when published")
    publication_owner: Text | None = may("Who publishes it")
    foi_parties: Ids = many("Partners under freedom of information law")
    foi_consult_days: Number | None = may("Working days to consult on a request")
    data_on_exit: Text | None = may("What a leaver does with what it holds")
    deletion_proof: Text | None = may("Proof of deletion")
    legal_holds: Text | None = may("Legal holds")
    variation_rule: k.VariationRule | None = may("How the agreement is varied")
    accession_allowed: Flag = flag("Others may join later")
    accession_consent_rule: Text | None = may("Whose consent a joiner needs")
    exit_notice_days: Number | None = may("Days of notice to leave")
    suspension_grounds: Texts = many("Grounds for suspension")
    governing_law: k.GoverningLaw | None = may("Governing law")
    third_party_rights: Flag = flag("Others may enforce the agreement")
    counterparts: Flag = flag("May be signed in counterparts")
    precedence: Text | None = may("Which text prevails")
    liability: k.Liability | None = may("Liability")
    insurance: Text | None = may("Insurance")
    self_proving: Flag = flag("Self-proving (Scotland)")


class Signature(Record):
    id: Id = must("Id")
    party: Id = must("Partner")
    document: k.SignatureDocument = fixed("Document", k.SignatureDocument.AGREEMENT)
    variation_no: Text | None = may("Variation number")
    person: Text | None = may("Who signs")
    office: Text | None = may("Office")
    is_chief_exec: Flag = flag("Head of the organisation", "Under whatever title")
    delegation_ref: Text | None = may("Written delegation")
    delegation_date: Date | None = may("Delegation dated")
    delegation_until: Date | None = may("Delegation runs to")
    method: k.SignatureMethod | None = may("Kind of signature")
    sent_on: Date | None = may("Sent for signature on")
    signed_on: Date | None = may("Signed on")
    doc_version: Text | None = may("Version signed")
    doc_hash: Text | None = may("SHA-256 of agreement.txt")
    witness: Text | None = may("Witness")
    declaration_of_authenticity: Flag = flag("Authenticity declared")


class Facts(Record):
    """One facts file."""

    agreement: Agreement = must("Agreement")
    parties: tuple[Party, ...] = many("Partners")
    contacts: tuple[Contact, ...] = many("Contacts")
    purposes: tuple[Purpose, ...] = many("Purposes")
    subject_groups: tuple[SubjectGroup, ...] = many("People the information is about")
    data_items: tuple[DataItem, ...] = many("Information")
    flows: tuple[Flow, ...] = many("Flows")
    legal: tuple[LegalRow, ...] = many("Legal matrix")
    retention: tuple[Retention, ...] = many("Retention")
    access_rules: tuple[AccessRule, ...] = many("Access rules")
    roles: tuple[Role, ...] = many("Controllers and processors")
    processors: tuple[Processor, ...] = many("Processors")
    transfers: tuple[Transfer, ...] = many("Transfers outside the UK")
    consent_model: ConsentModel = fixed("Consent", ConsentModel())
    governance: Governance = fixed("Governance", Governance())
    terms: Terms = fixed("Terms", Terms())
    signatures: tuple[Signature, ...] = many("Signatures")
