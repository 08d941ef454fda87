from django.db import migrations

GROUPS = ("activity_group", "conversation_group")


def verdict_of_then(activity, rules):
    """The verdict as it was computed when the report was sent: {"counts", "reasons", "warnings"}.

    Then nobody had said that it was in Norway or who led it: it followed from defaults. What was sent stays as it was.
    """
    kind, reasons = activity.kind, []
    if kind in GROUPS or kind in ("visit", "course"):
        people = activity.participants
        leader = 1 if kind in GROUPS and rules["leader_is_one"] and activity.led_by_id else 0
        if people is None:
            reasons.append("no_participants")
        elif people + leader < (rules["participants"] if kind in GROUPS else 1):
            reasons.append("too_few")
        minimum = {"visit": 0, "course": rules["course"]}.get(kind, rules["group"])
        if minimum and activity.minutes is None:
            reasons.append("no_minutes")
        elif minimum and activity.minutes < minimum:
            reasons.append("too_short")
        if kind != "course" and activity.led_by_id is None:
            reasons.append("not_led")
    else:
        reasons.append({"phone": "by_phone", "digital": "digital"}.get(kind, "no_kind"))
    if activity.in_norway is False:
        reasons.append("abroad")
    is_last_day = (activity.day.month, activity.day.day) == (12, 31)
    warnings = ["last_day"] if is_last_day and not reasons else []
    return {"counts": not reasons, "reasons": reasons, "warnings": warnings}


def rules_of(stored, year):
    """The rules that applied to a base year: those that were added, else those of 2023."""
    before = [row for row in stored if row.base_year <= year]
    if not before:
        return {"group": 45, "course": 90, "participants": 3, "leader_is_one": False}
    row = before[-1]
    group = row.kinds["conversation_group"]
    return {
        "group": group["minutes"], "course": row.kinds["course"]["minutes"], "participants": group["participants"],
        "leader_is_one": row.leader_counts_as_participant,
    }


def close_years(apps, schema_editor):
    """Close the years whose report is sent, and keep the verdicts of what was logged before that."""
    activities = apps.get_model("activities", "Activity").objects
    closed = apps.get_model("activities", "ClosedYear").objects
    stored = list(apps.get_model("activities", "CountingRules").objects.order_by("base_year"))
    sent = apps.get_model("reports", "ChapterReport").objects.filter(state__in=["sent", "approved"])
    for report in sent.select_related("year"):
        year = report.year.base_year
        closed.create(chapter_id=report.chapter_id, base_year=year, closed_at=report.received_at)
        rows = activities.filter(chapter=report.chapter_id, day__year=year, undone_at__isnull=True)
        rows = list(rows.filter(logged_at__lte=report.received_at))
        for row in rows:
            row.settled = verdict_of_then(row, rules_of(stored, year))
        activities.bulk_update(rows, ["settled"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0005_what_was_said'),
        ('reports', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(close_years, migrations.RunPython.noop, elidable=True),
    ]
