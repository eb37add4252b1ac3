"""What the desk keeps. Free texts and whatever points at her are sealed; the rest are concepts, dates and sums."""

from tayanch.desk.models.cases import Case, CaseNote, CasePerson, Employer, EmployerToken, Episode, Violation
from tayanch.desk.models.claims import Claim, LedgerEntry, WagePayment, WagePeriod, WorkEntry
from tayanch.desk.models.consultations import Consultation, ConsultationTopic
from tayanch.desk.models.documents import Document
from tayanch.desk.models.law import ClaimChange, LawImport, RuleExample, SignOff
from tayanch.desk.models.panels import Panel
from tayanch.desk.models.promises import Deadline, Promise
from tayanch.desk.models.safety import SafetyCard

__all__ = [
    "Case",
    "CaseNote",
    "CasePerson",
    "Claim",
    "ClaimChange",
    "Consultation",
    "ConsultationTopic",
    "Deadline",
    "Document",
    "Employer",
    "EmployerToken",
    "Episode",
    "LawImport",
    "LedgerEntry",
    "Panel",
    "Promise",
    "RuleExample",
    "SafetyCard",
    "SignOff",
    "Violation",
    "WagePayment",
    "WagePeriod",
    "WorkEntry",
]
