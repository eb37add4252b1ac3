"""Addresses of the interviews' pages. They name a study or an interview by a random id."""

from __future__ import annotations

from django.urls import URLPattern, path

from tayanch.evidence.later import views_of

later = views_of("tayanch.evidence.interviews.views")
app_name = "interviews"
STUDY = "<uuid:study_id>/"
INTERVIEW = "interview/<uuid:interview_id>/"
WAITING = "waiting/<uuid:waiting_id>/"
NOTE = "note/<uuid:fieldnote_id>/"

# --- studies and who works in them -----------------------------------------------------------------------------------
STUDIES = [
    path("", later("studies.studies"), name="studies"),
    path(STUDY, later("studies.board"), name="study"),
    path(f"{STUDY}about/", later("studies.about"), name="study-about"),
    path(f"{STUDY}delete/", later("studies.delete"), name="study-delete"),
    path(f"{STUDY}people/", later("studies.people"), name="people"),
    path(f"{STUDY}people/part/", later("studies.part"), name="people-part"),
    path(f"{STUDY}people/look-up/", later("studies.look_up"), name="people-look-up"),
    path(f"{STUDY}people/leave/", later("studies.leave"), name="people-leave"),
]
# --- transcripts that are brought, and wait for a decision -----------------------------------------------------------
BRINGING = [
    path(f"{STUDY}bring/", later("bringing.bring"), name="bring"),
    path(f"{STUDY}bring/keep/", later("bringing.keep"), name="bring-keep"),
    path(f"{STUDY}attributes/", later("bringing.attributes"), name="attributes"),
    path(WAITING, later("bringing.waiting"), name="waiting"),
    path(f"{WAITING}drop/", later("bringing.drop"), name="waiting-drop"),
]
# --- one interview ---------------------------------------------------------------------------------------------------
INTERVIEWS = [
    path(INTERVIEW, later("interviews.interview"), name="interview"),
    path(f"{INTERVIEW}about/", later("interviews.about"), name="interview-about"),
    path(f"{INTERVIEW}consent/", later("interviews.consent"), name="consent"),
    path(f"{INTERVIEW}withdraw/", later("interviews.withdraw"), name="withdraw"),
    path(f"{INTERVIEW}speakers/", later("interviews.speakers"), name="speakers"),
    path(f"{INTERVIEW}speakers/join/", later("interviews.join"), name="speakers-join"),
    path(f"{INTERVIEW}correct/", later("interviews.correct"), name="correct"),
    path(f"{INTERVIEW}give/", later("interviews.give"), name="give"),
    path(f"{INTERVIEW}take-back/", later("interviews.take_back"), name="take-back"),
    path(f"{INTERVIEW}release/", later("interviews.release"), name="release"),
    path(f"{INTERVIEW}hold/", later("interviews.hold"), name="hold"),
    path("family/<uuid:family_id>/", later("interviews.family"), name="family"),
]
# --- fieldwork -------------------------------------------------------------------------------------------------------
FIELDWORK = [
    path(f"{STUDY}plan/", later("fieldwork.plan"), name="plan"),
    path(f"{STUDY}log/", later("fieldwork.log"), name="log"),
    path(f"{NOTE}", later("fieldwork.note"), name="note"),
    path(f"{NOTE}done/", later("fieldwork.done"), name="note-done"),
    path(f"{NOTE}delete/", later("fieldwork.delete"), name="note-delete"),
]
# --- reading and coding ----------------------------------------------------------------------------------------------
READING = [
    path(f"{INTERVIEW}read/", later("coding.read"), name="read"),
    path(f"{INTERVIEW}read/print/", later("coding.printed"), name="read-print"),
    path(f"{INTERVIEW}read/codings/", later("coding.codings"), name="codings"),
    path(f"{INTERVIEW}read/acts/", later("coding.acts"), name="acts"),
    path(f"{INTERVIEW}read/turn/", later("coding.code_turn"), name="code-turn"),
    path(f"{INTERVIEW}read/through/", later("coding.through"), name="through"),
]
# --- comparing coders, settling --------------------------------------------------------------------------------------
COMPARING = [
    path(f"{INTERVIEW}compare/", later("comparing.compare"), name="compare"),
    path(f"{INTERVIEW}settle/", later("comparing.settle"), name="settle"),
    path(f"{INTERVIEW}settle/decide/", later("comparing.decide"), name="settle-decide"),
    path(f"{INTERVIEW}settle/undo/", later("comparing.undo"), name="settle-undo"),
]
# --- memos -----------------------------------------------------------------------------------------------------------
MEMOS = [
    path(f"{STUDY}memos/", later("memos.memos"), name="memos"),
    path(f"{STUDY}memos/new/", later("memos.new"), name="memo-new"),
    path("memo/<uuid:memo_id>/", later("memos.memo"), name="memo"),
    path("memo/<uuid:memo_id>/delete/", later("memos.delete"), name="memo-delete"),
]
# --- codebook --------------------------------------------------------------------------------------------------------
CODEBOOK = [
    path(f"{STUDY}codebook/", later("codebooks.codebook"), name="codebook"),
    path(f"{STUDY}codebook/add/", later("codebooks.add"), name="codebook-add"),
    path(f"{STUDY}codebook/change/", later("codebooks.change"), name="codebook-change"),
    path(f"{STUDY}codebook/act/", later("codebooks.act"), name="codebook-act"),
]
# --- names and stand-ins ---------------------------------------------------------------------------------------------
NAMES = [
    path(f"{INTERVIEW}names/", later("naming.take_out"), name="take-names-out"),
    path(f"{STUDY}names/", later("naming.names"), name="names"),
    path(f"{STUDY}names/look-up/", later("naming.look_up"), name="look-up"),
]
# --- quotes ----------------------------------------------------------------------------------------------------------
QUOTES = [
    path(f"{STUDY}groups/", later("groups.groups"), name="groups"),
    path(f"{STUDY}groups/chart/", later("groups.chart"), name="groups-chart"),
    path(f"{STUDY}find/", later("finding.find"), name="find"),
    path(f"{STUDY}quotes/", later("quotes.bank"), name="quotes"),
    path(f"{STUDY}quotes/new/", later("quotes.new"), name="quote-new"),
    path(f"{STUDY}quotes/file/", later("quotes.file"), name="quotes-file"),
    path("quote/<uuid:quote_id>/", later("quotes.quote"), name="quote"),
    path("quote/<uuid:quote_id>/act/", later("quotes.act"), name="quote-act"),
]
# --- agreement -------------------------------------------------------------------------------------------------------
AGREEMENT = [
    path(f"{STUDY}agreement/", later("agreement.agreement"), name="agreement"),
    path(f"{STUDY}agreement/file/", later("agreement.file"), name="agreement-file"),
]
# --- exchange with other tools ---------------------------------------------------------------------------------------
EXCHANGE = [
    path("bring-project/", later("exchange.bring"), name="bring-project"),
    path("project/<uuid:package_id>/", later("exchange.package"), name="package"),
    path("project/<uuid:package_id>/drop/", later("exchange.drop"), name="package-drop"),
    path(f"{STUDY}exchange/", later("exchange.exchange"), name="exchange"),
    path(f"{STUDY}codebook/file/", later("exchange.codebook_file"), name="codebook-file"),
    path(f"{STUDY}codebook/bring/", later("exchange.bring_codebook"), name="codebook-bring"),
]

urlpatterns: list[URLPattern] = [
    *STUDIES,
    *BRINGING,
    *INTERVIEWS,
    *FIELDWORK,
    *READING,
    *COMPARING,
    *MEMOS,
    *CODEBOOK,
    *NAMES,
    *QUOTES,
    *AGREEMENT,
    *EXCHANGE,
]
