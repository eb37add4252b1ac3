"""The front page of evidence, and the page of a topic."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from tayanch.accounts.access import StaffRequest
from tayanch.evidence.access import for_readers
from tayanch.evidence.topics import catalogue, gathering
from tayanch.evidence.topics.doors import WORKING, doors_for


@require_GET
@for_readers
def evidence(request: StaffRequest) -> HttpResponse:
    """Everything that is known, by topic and by kind."""
    language = get_language() or "en"
    topics = [
        {"id": one.id, "name": one.name.get(language), "lead": one.lead.get(language)} for one in catalogue.topics()
    ]
    return render(request, "topics/evidence.html", {"topics": topics, "doors": doors_for(request.user)})


@require_GET
@for_readers
def topic(request: StaffRequest, topic_id: str) -> HttpResponse:
    """One topic: the rule, who helps, cases and money, surveys, voices, figures, recommendations."""
    try:
        found = catalogue.topic(topic_id)
    except catalogue.NoSuchTopic as missing:
        raise Http404 from missing
    language = get_language() or "en"
    context = gathering.page(request.user, found, language, timezone.localdate())
    return render(request, "topics/topic.html", {**context, "may_work": request.user.role in WORKING})
