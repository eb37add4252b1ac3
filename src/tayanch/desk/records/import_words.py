"""The words of bringing records in: what a column can be, what is wrong with a cell, why something is refused."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = Promise | str

GROUPS: dict[str, Text] = {
    "record": _("The line"),
    "woman": _("Who she is"),
    "talk": _("The conversation"),
    "case": _("Her case"),
    "money": _("What she is owed"),
}
TARGETS: dict[str, Text] = {
    "original": _("Number of the line in the list"),
    "day": _("Day of the conversation"),
    "name": _("Whole name"),
    "surname": _("Surname"),
    "given": _("First name"),
    "patronymic": _("Patronymic"),
    "birth_date": _("Birth date"),
    "document": _("Passport or card number"),
    "address": _("Address"),
    "phone": _("Phone"),
    "phone_relation": _("Whose phone"),
    "person_number": _("Her number in the list"),
    "topics": _("Topic"),
    "place": _("City or country"),
    "channel": _("How she came to us"),
    "language": _("Language"),
    "stage": _("Stage of migration"),
    "target_group": _("Target group"),
    "sector": _("Kind of work"),
    "sex": _("Sex"),
    "said": _("What she said"),
    "advice": _("What we advised"),
    "case_number": _("Number of the case"),
    "note": _("Note"),
    "employer_name": _("Employer"),
    "employer_tax": _("Employer's tax number"),
    "employer_contact": _("Employer's phone"),
    "outcome": _("Outcome"),
    "closed_on": _("Day of closing"),
    "month": _("Month that is owed"),
    "period_first": _("First day of the period"),
    "period_last": _("Last day of the period"),
    "agreed": _("Sum that was due"),
    "paid": _("Sum that was paid"),
    "paid_on": _("Day of the payment"),
    "currency": _("Currency"),
}
# Code of a problem: what is wrong, and what to do.
PROBLEMS: dict[str, tuple[Text, Text]] = {
    "not-a-day": (_("This is no day."), _("Write it as 31.12.2025.")),
    "not-a-month": (_("This is no month."), _("Write it as 12.2025.")),
    "no-day": (_("The line has no day."), _("Write the day, or say one day for all such lines.")),
    "future": (_("This day is in the future."), _("Check the year.")),
    "too-early": (_("This day is too long ago."), _("Check the year.")),
    "not-a-sum": (_("This is no sum."), _("Write digits only, as 45000,50.")),
    "two-meanings": (_("This sum can be read in two ways."), _("Write 45000 or 45,00.")),
    "not-a-phone": (_("This is no full phone number."), _("Write it with + and the code of the country.")),
    "phone-several-countries": (
        _("This number exists in several countries."),
        _("Write it with + and the code of the country."),
    ),
    "phone-rounded": (
        _("The sheet has rounded this number: its last digits are lost."),
        _("Make the column text in the sheet, and save the file again."),
    ),
    "not-a-document": (_("This is no document number."), _("Write the series and the digits as printed.")),
    "nameless": (_("There are details of a woman, but no name."), _("Write the name, or leave the details out.")),
    "overpaid": (_("More was paid than was due."), _("Check both sums.")),
    "period-reversed": (_("The period ends before it begins."), _("Check both days.")),
    "overlap": (_("This period was there already in the same case."), _("Check the months. It stays in a note.")),
    "same-original": (_("This number is in the list twice."), _("Give each line its own number.")),
    "same-line": (
        _("This line is in the list twice, word for word."),
        _("Is it one conversation? Remove one of them."),
    ),
    "birth-year": (_("Only the birth year is known."), _("It stays in the words of the conversation.")),
    "no-topic": (_("The line has no topic."), _("It is counted as “other”. You can change it later.")),
    "sum-without-period": (_("For which months is this sum?"), _("It stays in the words. Add a wage claim later.")),
    "other-currency": (_("This is not the currency of that country."), _("It stays in the words.")),
    "no-law": (_("We do not know where she worked, so nothing can be counted."), _("It stays in a note.")),
}
REFUSALS: dict[str, Text] = {
    "empty": _("This file is empty."),
    "too-large": _("This file is too large. Bring it in parts."),
    "damaged": _("This file is damaged. Open it, save it again, and bring it again."),
    "not-a-table": _("This is no table. Bring an XLSX or CSV file, or a ZIP of CSV files."),
    "old-excel": _("This is an old Excel file. Save it as XLSX and bring it again."),
    "password": _("This file has a password. Type it below."),
    "quotes": _("A quotation mark never closes in this file. Save it as XLSX and bring it again."),
    "too-many-rows": _("This sheet has too many rows. Bring it in parts."),
    "too-many-columns": _("This sheet has too many columns. Remove those nobody needs."),
    "no-header": _("These rows hold no headings. Say which rows do."),
    "no-lines": _("Below these headings there is nothing. Say which rows hold the headings."),
    "not-a-form": _("This is no XLSForm: it has no sheet “survey”."),
    "same-file": _("This very file was brought in already. Take that back first, if it must be done again."),
    "same-file-waits": _("This very file is on its way in already. Go on with it, or throw it away."),
    "gone": _("The file is not here any more. Bring it again."),
    "not-now": _("This is not possible now. Load the page again."),
    "not-checked": _("Look at every line first."),
    "column-twice": _("Two columns cannot be the same thing. Choose again."),
    "no-columns": _("Say of at least one column what it is."),
    "no-such-word": _("Choose one from the list."),
    "undecided": _("Some lines still need your decision. Nothing was brought in."),
    "broken": _("Something went wrong. Nothing was brought in. You can try again."),
    "touched": _("Some records were changed since. Nothing was taken back."),
    "too-late": _("It is too late to take this back: too much time has passed."),
    # joining and parting two records
    "sealed": _("One of them is sealed to named workers. Such records are not joined."),
    "same": _("This is one and the same record."),
    "elsewhere": _("One of them is not here any more. Load the page again."),
    "both-have": _("Both have something that one woman can have once only. Remove one of the two first."),
    "later-first": _("Records were joined again later. Part those first."),
    "written-since": _("What was joined was changed since. So the two cannot be parted."),
}
REASONS: dict[str, Text] = {
    "document": _("the same document"),
    "name-birth": _("the same name and birth date"),
    "phone": _("the same phone"),
    "phone-name": _("the same phone and name"),
    "name": _("a name that sounds alike"),
}
LEFT_OUT: dict[str, Text] = {
    "header": _("headings again"),
    "total": _("a total"),
    "repeat": _("belongs to no line"),
}
MADE: dict[str, Text] = {
    "consultation": _("Consultations"),
    "person": _("Women"),
    "personcontact": _("Phones"),
    "case": _("Cases"),
    "claim": _("Wage claims"),
    "wageperiod": _("Pay periods"),
    "employer": _("Employers"),
    "updated": _("Brought up to date"),
}
ROWS: dict[str, Text] = {
    "vault.Person": _("her details"),
    "vault.PersonContact": _("her phones"),
    "desk.CasePerson": _("who is in a case"),
    "desk.Case": _("a case"),
    "desk.Consultation": _("a conversation"),
    "desk.Claim": _("a wage claim"),
    "desk.SafetyCard": _("her safety card"),
    "desk.CaseNote": _("a note"),
    "desk.Promise": _("a promise"),
    "desk.Document": _("a paper"),
    "desk.LedgerEntry": _("money"),
}


def refusal(code: str) -> Text:
    """What a refusal says to the person."""
    return REFUSALS.get(code, REFUSALS["broken"])


def row(label: str) -> Text:
    """What a kind of row is called."""
    return ROWS.get(label, _("other parts of the record"))
