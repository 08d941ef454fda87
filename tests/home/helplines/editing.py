"""What the tests of the CMS's pages about helplines share."""

from wagtail.test.utils.form_data import inline_formset, nested_form_data


def complaints(response):
    """``{field or prefix-number-field: sentence}`` of a form that was sent back."""
    form = response.context["form"]
    found = {name: errors[0] for name, errors in form.errors.items()}
    for prefix, formset in form.formsets.items():
        for number, row in enumerate(formset.forms):
            found |= {f"{prefix}-{number}-{name}": errors[0] for name, errors in row.errors.items()}
    return found


def day(text, **values):
    return {"date": text, "closed": "on", "opens": "", "closes": "", "note": "", **values}


NEW = {
    "name": "Nylinja", "phone": "22 00 00 00", "who": "en ny", "description": "Helt ny.", "kind": "peer", "code": "ny",
    "order": "50", "free": "", "anonymous": "", "paused_note": "", "url": "", "checked": "07.12.2026", "holidays": "",
    "easter_wednesday": "", "christmas_eve": "", "new_years_eve": "", "other_opens": "", "other_closes": "",
    **nested_form_data(
        {
            "hours": inline_formset([{"weekday": 0, "opens": "11:00", "closes": "17:00"}]),
            "exceptions": inline_formset([day("24.12.2026", note="God jul!")]),
            "seasons": inline_formset([]),
        }
    ),
}  # fmt: skip
