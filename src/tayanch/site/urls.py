"""All addresses. The language is the first part of every path, except where machines ask."""

from allauth.account import views as account_views
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from tayanch.desk.urls import public, referrals
from tayanch.directory.opendata import urls as open_data
from tayanch.guide.urls import machines as guide_machines
from tayanch.site import beginning, views
from tayanch.site.safekeeping import safekeeping

site_patterns = (
    [
        path("", views.home, name="home"),
        path("begin/", beginning.begin, name="begin"),
        path("recovery/", beginning.recovery_sheet, name="recovery-sheet"),
        path("recovery/typed/", beginning.recovery_confirm, name="recovery-confirm"),
        path("unlock/", views.unlock, name="unlock"),
        path("lock/", views.lock, name="lock"),
        path("awake/", views.awake, name="awake"),
        path("safekeeping/", safekeeping, name="safekeeping"),
    ],
    "site",
)

urlpatterns = [
    path("health", views.health, name="health"),
    *public.machines,
    *referrals.machines,
    *guide_machines,
    path("open/evidence/", include("tayanch.evidence.releases.public_urls")),
    path("open/", include(open_data)),
    *i18n_patterns(
        path("", include(site_patterns)),
        path("sign-in/", account_views.login, name="account_login"),
        path("sign-out/", account_views.logout, name="account_logout"),
        path("confirm/", account_views.reauthenticate, name="account_reauthenticate"),
        path("second-factor/", include("allauth.mfa.urls")),
        path("staff/", include("tayanch.accounts.urls")),
        path("desk/", include("tayanch.desk.urls")),
        path("directory/", include("tayanch.directory.keeping.urls")),
        *public.pages,
        path("g/", include("tayanch.guide.urls")),
        path("guide-cards/", include("tayanch.guide.editing.urls")),
        path("evidence/surveys/", include("tayanch.evidence.urls")),
        path("evidence/interviews/", include("tayanch.evidence.interviews.urls")),
        path("evidence/figures/", include("tayanch.evidence.figures.urls")),
        path("evidence/indicators/", include("tayanch.evidence.indicators.urls")),
        path("evidence/policy/", include("tayanch.evidence.policy.urls")),
        path("evidence/reports/", include("tayanch.evidence.reports.urls")),
        path("evidence/releases/", include("tayanch.evidence.releases.urls")),
        path("evidence/dashboard/", include("tayanch.evidence.releases.board_urls")),
        path("evidence/", include("tayanch.evidence.topics.urls")),
    ),
]
