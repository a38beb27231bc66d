from django.db import migrations, models


def narrow(apps, schema_editor):
    """What is about a person or a membership, and files, was shown to members at most: now the field says so."""
    fields = apps.get_model("network_membership", "OwnField").objects.filter(seen_by="public")
    fields.exclude(on="organisation").update(seen_by="members")
    fields.filter(kind="file").update(seen_by="members")


class Migration(migrations.Migration):
    dependencies = [("network_membership", "0016_figures_added_up")]

    operations = [
        migrations.AlterField(
            model_name="ownfield",
            name="edited_by",
            field=models.CharField(
                choices=[
                    ("coordinators", "coordinators only"),
                    ("own", "coordinators and whom it is about"),
                    ("members", "all members"),
                    ("public", "everybody"),
                ],
                default="coordinators",
                max_length=12,
                verbose_name="who changes it",
            ),
        ),
        migrations.AlterField(
            model_name="ownfield",
            name="seen_by",
            field=models.CharField(
                choices=[
                    ("coordinators", "coordinators only"),
                    ("own", "coordinators and whom it is about"),
                    ("members", "all members"),
                    ("public", "everybody"),
                ],
                default="coordinators",
                max_length=12,
                verbose_name="who sees it",
            ),
        ),
        migrations.RunPython(narrow, migrations.RunPython.noop),
    ]
