"""Groups, the same employer, and the recruiter of a case."""

from django.urls import URLPattern, path

from tayanch.desk.views import groups, same_employer

GROUP = "groups/<slug:group>/"
CASE = "cases/<slug:reference>/"
FACT = "same-employer/<slug:fact_id>/"

urlpatterns: list[URLPattern] = [
    path("groups/", groups.groups, name="groups"),
    path(GROUP, groups.group, name="group"),
    path(f"{GROUP}members/<int:member_id>/leave/", groups.leave, name="group-leave"),
    path(f"{GROUP}payment/", groups.payment, name="group-payment"),
    path(f"{GROUP}payments/<uuid:payment_id>/back/", groups.payment_back, name="group-payment-back"),
    path(f"{CASE}group/", groups.case_group, name="case-group"),
    path(f"{CASE}group/join/", groups.join, name="case-group-join"),
    path(f"{CASE}group/questions/<uuid:question_id>/", same_employer.answer, name="join-answer"),
    path(f"{CASE}recruiter/", same_employer.recruiter, name="case-recruiter"),
    path("same-employer/", same_employer.same_employer, name="same-employer"),
    path(f"{FACT}ask/", same_employer.ask, name="same-employer-ask"),
    path(f"{FACT}join/", same_employer.join, name="same-employer-join"),
]
