"""What the desk keeps. Free texts and whatever points at her are sealed; the rest are concepts, dates and sums."""

from tayanch.desk.models.answers import LetterAnswers
from tayanch.desk.models.assessments import Assessment, Checklist, ChecklistStep, HouseholdPart
from tayanch.desk.models.attachments import Attachment, AttachmentFile, Bundle
from tayanch.desk.models.cases import Case, CaseNote, CasePerson, Employer, EmployerToken, Episode, Violation
from tayanch.desk.models.channels import ChannelSetting, MessageRules
from tayanch.desk.models.claims import Claim, LedgerEntry, WagePayment, WagePeriod, WorkEntry
from tayanch.desk.models.consents import Consent
from tayanch.desk.models.consultations import Consultation, ConsultationTopic
from tayanch.desk.models.documents import Document
from tayanch.desk.models.doubles import Merge, PairDecision
from tayanch.desk.models.exports import NamedExport
from tayanch.desk.models.facts import FactChange, FactPart
from tayanch.desk.models.field import HandedIn
from tayanch.desk.models.filters import SavedView
from tayanch.desk.models.firms import FirmToken, JoinQuestion, Recruiter
from tayanch.desk.models.groups import CaseShare, Group, GroupMember, GroupPayment, GroupShare
from tayanch.desk.models.imports import ImportedLine, ImportFile, ImportMapping, ImportRun
from tayanch.desk.models.law import ClaimChange, LawImport, RuleExample, SignOff
from tayanch.desk.models.messages import Arrival, Message, ReplyAddress, SeenMessage
from tayanch.desk.models.panels import Panel
from tayanch.desk.models.partners import OwnIdentity, Partner, SeenPacket
from tayanch.desk.models.promises import Deadline, Promise
from tayanch.desk.models.referrals import Referral, ReferralStep
from tayanch.desk.models.retention import ForgetWarning, RetentionHold, RetentionRule
from tayanch.desk.models.reveals import Reveal
from tayanch.desk.models.reviews import Review, ReviewTopic
from tayanch.desk.models.safety import SafetyCard
from tayanch.desk.models.shifts import HandedItem, ShiftEnd
from tayanch.desk.models.tasks import Task
from tayanch.desk.models.templates import LetterTemplate
from tayanch.desk.models.watch import Alert, Allowance, Canary, Opening

__all__ = [
    "Alert",
    "Allowance",
    "Arrival",
    "Assessment",
    "Attachment",
    "AttachmentFile",
    "Bundle",
    "Canary",
    "Case",
    "CaseNote",
    "CasePerson",
    "CaseShare",
    "ChannelSetting",
    "Checklist",
    "ChecklistStep",
    "Claim",
    "ClaimChange",
    "Consent",
    "Consultation",
    "ConsultationTopic",
    "Deadline",
    "Document",
    "Employer",
    "EmployerToken",
    "Episode",
    "FactChange",
    "FactPart",
    "FirmToken",
    "ForgetWarning",
    "Group",
    "GroupMember",
    "GroupPayment",
    "GroupShare",
    "HandedIn",
    "HandedItem",
    "HouseholdPart",
    "ImportFile",
    "ImportMapping",
    "ImportRun",
    "ImportedLine",
    "JoinQuestion",
    "LawImport",
    "LedgerEntry",
    "LetterAnswers",
    "LetterTemplate",
    "Merge",
    "Message",
    "MessageRules",
    "NamedExport",
    "Opening",
    "OwnIdentity",
    "PairDecision",
    "Panel",
    "Partner",
    "Promise",
    "Recruiter",
    "Referral",
    "ReferralStep",
    "ReplyAddress",
    "RetentionHold",
    "RetentionRule",
    "Reveal",
    "Review",
    "ReviewTopic",
    "RuleExample",
    "SafetyCard",
    "SavedView",
    "SeenMessage",
    "SeenPacket",
    "ShiftEnd",
    "SignOff",
    "Task",
    "Violation",
    "WagePayment",
    "WagePeriod",
    "WorkEntry",
]
