"""The size of a member by year: entered by hand, where it does not come by the yearly declaration."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.base.doors import allow
from networks.base.forms import PlainForm
from networks.base.texts import load_versions
from networks.network.membership.models import Figure, FigureUnit, FigureValue, Terms
from networks.network.membership.pages.member import organisation_of
from networks.network.membership.rules.figures import standard_figures
from networks.network.membership.rules.organisations import put_figures
from networks.people.permissions import keeps

BACK = 8  # years


class FiguresForm(PlainForm):
    """One number a figure; empty is not known."""

    def __init__(self, *args, figures, values, reader, **kwargs):
        super().__init__(*args, **kwargs)
        for figure in figures:
            whole = figure.unit in (FigureUnit.PERSONS, FigureUnit.ORGANISATIONS)
            value = values.get(figure.pk)
            amount = value.amount if value else None
            field = forms.DecimalField(
                label=str(figure.version_for("name", reader)),
                help_text=" ".join(
                    part
                    for part in (
                        str(figure.version_for("definition", reader)),
                        value.currency if value else "",
                    )
                    if part
                ),
                required=False,
                min_value=0,
                max_digits=14 if whole else 16,
                decimal_places=0 if whole else 2,
                initial=int(amount) if amount is not None and amount == amount.to_integral() else amount,
            )
            self.fields[figure.key] = field


@allow(keeps, of=organisation_of)
def figures(request, found):
    """Turnover, staff, workers as a head count, of one year."""
    this_year = timezone.localdate().year
    years = list(range(this_year, this_year - BACK, -1))
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 and int(asked) in years else this_year - 1
    rows = list(Figure.objects.filter(retired_at=None).order_by("position", "pk"))
    load_versions(rows)
    values = {
        value.figure_id: value
        for value in FigureValue.objects.filter(organisation=found, figure__in=rows, year=year)
    }
    form = FiguresForm(request.POST or None, figures=rows, values=values, reader=request.actor.reader)
    if request.method == "POST":
        if not rows:
            standard_figures(request.network)
            return redirect(request.get_full_path())
        if form.is_valid():
            put_figures(
                found,
                year,
                {figure: form.cleaned_data[figure.key] for figure in rows},
                currency=Terms.current().currency,
                source="entered" if request.actor.is_coordinator else "declared",
                by=request.actor.person,
            )
            messages.success(request, _("Saved."))
            return redirect("member-change", network=request.network.slug, key=found.pk)
    return render(
        request,
        "membership/register/figures.html",
        {"organisation": found, "year": year, "years": years, "form": form, "none": not rows},
        status=422 if form.errors else 200,
    )
