"""A plain-language version of a report is confirmed in each of its languages. Those of a report that nobody confirmed stay drafts."""

from django.db import migrations


def stay_drafts(apps, schema_editor):
    Report, TextVersion = apps.get_model("meet_sessions", "Report"), apps.get_model("base", "TextVersion")
    drafts = Report.objects.filter(plain_confirmed_at=None).values("pk")
    TextVersion.objects.filter(about="meet_sessions.report", field="plain_text", about_id__in=drafts).update(
        checked_by=None
    )


class Migration(migrations.Migration):
    dependencies = [("meet_sessions", "0001_initial"), ("base", "0001_initial")]

    operations = [migrations.RunPython(stay_drafts, migrations.RunPython.noop)]
