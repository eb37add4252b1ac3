"""Claims, their letters and the money ledger, below the case they belong to."""

from django.urls import URLPattern, path

from tayanch.desk.views import claims, ledger, letters

CLAIM = "cases/<str:reference>/claims/<int:number>/"

urlpatterns: list[URLPattern] = [
    path("cases/<str:reference>/claims/", claims.start, name="claim-start"),
    path(CLAIM, claims.claim, name="claim"),
    path(f"{CLAIM}terms/", claims.terms, name="claim-terms"),
    path(f"{CLAIM}pay/", claims.pay, name="claim-pay"),
    path(f"{CLAIM}entries/", claims.add_entry, name="claim-add-entry"),
    path(f"{CLAIM}entries/<int:work>/remove/", claims.remove_entry, name="claim-remove-entry"),
    path(f"{CLAIM}periods/make/", claims.make_periods, name="claim-make-periods"),
    path(f"{CLAIM}periods/", claims.save_periods, name="claim-periods"),
    path(f"{CLAIM}periods/<int:period>/remove/", claims.remove_period, name="claim-remove-period"),
    path(
        f"{CLAIM}periods/<int:period>/payments/<int:payment>/remove/",
        claims.remove_payment,
        name="claim-remove-payment",
    ),
    path(f"{CLAIM}letters/<slug:kind>/", letters.letter, name="letter"),
    path(f"{CLAIM}letters/<slug:kind>/sent/", letters.sent, name="letter-sent"),
    path("cases/<str:reference>/ledger/", ledger.ledger, name="ledger"),
    path("cases/<str:reference>/ledger/enter/", ledger.enter, name="ledger-enter"),
    path("cases/<str:reference>/ledger/<uuid:entry>/reverse/", ledger.reverse, name="ledger-reverse"),
]
