"""Answering a questionnaire by the ticket in a message, without an account."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language

from networks.base.doors import allow, anyone
from networks.base.rooms import describe
from networks.participation.feedback import rules
from networks.participation.feedback.forms import form_for
from networks.participation.feedback.models import Questionnaire
from networks.people.middleware import enter


@allow(anyone)
def by_ticket(request, ticket):
    """The questions of a questionnaire, for whoever has a ticket; answering again replaces the answers."""
    found = rules.read_ticket(ticket)
    questionnaire = found and Questionnaire.everywhere.filter(pk=found[0]).select_related("network").first()
    if not questionnaire:
        raise Http404
    enter(request, questionnaire.network)
    key = rules.key_from(found[1], questionnaire)
    form = form_for(
        questionnaire,
        request.POST or None,
        plain=request.actor.reader.plain,
        initial=rules.answers_of(questionnaire, key),
    )
    done = False
    if request.method == "POST" and form.is_valid():
        rules.respond(questionnaire, key, form.cleaned_data, language=get_language() or "")
        done = True
    context = {
        "form": form,
        "done": done,
        "about": describe([(questionnaire.about, questionnaire.about_id)])[
            questionnaire.about, questionnaire.about_id
        ],
        "of": questionnaire.network.name,
    }
    return render(request, "feedback/by_ticket.html", context)
