"""Papers that were brought, bundles of them, and letters from the organisation's own templates."""

from django.urls import URLPattern, path

from tayanch.desk.views import bundles, documents, own_letters, templates

CASE = "cases/<slug:reference>/"
PAPER = CASE + "papers/<uuid:document_id>/"
PHOTO = CASE + "papers/<uuid:photo_id>/"
TEMPLATE = "templates/<uuid:template_id>/"

urlpatterns: list[URLPattern] = [
    path(CASE + "evidence/", documents.gallery, name="evidence"),
    path(CASE + "evidence/add/", documents.evidence_add, name="evidence-add"),
    path(PAPER + "about/", documents.document_about, name="document-about"),
    path(PHOTO + "turn/", documents.document_turn, name="document-turn"),
    path(PHOTO + "original/", documents.original, name="document-original"),
    path(PHOTO + "picture/<int:number>/", documents.picture, name="document-picture"),
    path(CASE + "bundle/", bundles.bundle, name="bundle"),
    path(CASE + "bundle/<uuid:bundle_id>/copy/", bundles.bundle_protect, name="bundle-copy"),
    path(CASE + "own-letters/<uuid:template_id>/", own_letters.own_letter, name="own-letter"),
    path("templates/", templates.templates, name="templates"),
    path("templates/variables/", templates.variables, name="template-variables"),
    path(TEMPLATE, templates.template, name="template"),
    path(TEMPLATE + "file/", templates.download, name="template-file"),
    path(TEMPLATE + "example/", templates.example, name="template-example"),
    path(TEMPLATE + "<slug:act>/", templates.act, name="template-act"),
]
