"""Consents, partners and referrals. Ids are random; nothing here tells of her."""

from django.urls import URLPattern, path

from tayanch.desk.views import consents, packets, partners, referrals

CASE = "cases/<slug:reference>/"
CONSENT = CASE + "consents/<uuid:consent_id>/"
PARTNER = "partners/<uuid:partner_id>/"
REFERRAL = "referrals/<uuid:referral_id>/"
STEP = REFERRAL + "steps/<uuid:step_id>/"

# For other installations: without a language in its path and without a sign-in.
machines: list[URLPattern] = [path("packets/", packets.packets, name="packets")]

urlpatterns: list[URLPattern] = [
    path(CASE + "consents/", consents.consents, name="consents"),
    path(CASE + "consents/read/", consents.consent_read, name="consent-read"),
    path(CASE + "consents/give/", consents.consent_give, name="consent-give"),
    path(CONSENT, consents.consent, name="consent"),
    path(CONSENT + "pdf/", consents.consent_pdf, name="consent-pdf"),
    path(CONSENT + "withdraw/", consents.consent_withdraw, name="consent-withdraw"),
    path(CASE + "referrals/", referrals.case_referrals, name="case-referrals"),
    path(CASE + "referrals/<uuid:consent_id>/", referrals.referral_prepare, name="referral-prepare"),
    path("referrals/", referrals.referrals, name="referrals"),
    path("referrals/take-in/", referrals.referral_import, name="referral-import"),
    path(REFERRAL, referrals.referral, name="referral"),
    path(REFERRAL + "accept/", referrals.referral_accept, name="referral-accept"),
    path(REFERRAL + "decline/", referrals.referral_decline, name="referral-decline"),
    path(REFERRAL + "status/", referrals.referral_status, name="referral-status"),
    path(REFERRAL + "outcome/", referrals.referral_outcome, name="referral-outcome"),
    path(REFERRAL + "keep/", referrals.referral_keep, name="referral-keep"),
    path(REFERRAL + "gone/", referrals.referral_gone, name="referral-gone"),
    path(REFERRAL + "recall/", referrals.referral_recall, name="referral-recall"),
    path(STEP, referrals.step_file, name="step-file"),
    path(STEP + "send/", referrals.step_send, name="step-send"),
    path("partners/", partners.partners, name="partners"),
    path("partners/own/", partners.partner_own, name="partner-own"),
    path("partners/own/new/", partners.partner_new_keys, name="partner-new-keys"),
    path("partners/own/card/", partners.partner_card, name="partner-card"),
    path("partners/add/", partners.partner_add, name="partner-add"),
    path(PARTNER, partners.partner, name="partner"),
    path(PARTNER + "compare/", partners.partner_compare, name="partner-compare"),
    path(PARTNER + "next/", partners.partner_next, name="partner-next"),
    path(PARTNER + "refuse/", partners.partner_refuse, name="partner-refuse"),
    path(PARTNER + "end/", partners.partner_end, name="partner-end"),
    path(PARTNER + "tell/", partners.partner_tell_keys, name="partner-tell-keys"),
]
