"""Values that no column of the models holds, and that SQLite keeps: every page about uploaded files answers."""

import datetime

import pytest
from django.db import connection

from portal import pictures, uploads
from portal.reports.attachments import services as attachment_services
from portal.reports.attachments import witness as attachment_witness
from portal.reports.measures import services as measure_services
from portal.reports.measures import witness as measure_witness
from portal.reports.models import Attachment, Measure, MeasurePicture
from tests.portal.frame.odd_rows import columns_of, garbage, written
from tests.portal.frame.small_pdf import small_pdf
from tests.portal.frame.uploaded_files import picture, uploaded

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("in_may"),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="other databases refuse such values"),
]
REPORT = "/lokalforening/bergen/rapport/2026/"
MEASURE = "/sekretariat/tiltak/2026/"
DIGITAL = f"{MEASURE}digital_exchange/"
DAY = datetime.date(2026, 3, 12)


@pytest.fixture
def what_there_is(begun, rolf, siri, settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path
    checked = uploads.check_pdf(uploaded(small_pdf()))
    values = {"in_place": True, "how": "Nyhetsbrev", "announced_on": DAY}
    measure = measure_services.describe(2026, "digital_exchange", version=0, by=siri, **values)
    shown = measure_services.add_picture(measure, pictures.check_picture(uploaded(picture())), by=siri)
    return {
        Attachment: attachment_services.add(begun, "annual_report", checked, by=rolf),
        Measure: measure,
        MeasurePicture: measure_services.confirm_picture(shown, shown_on=DAY, by=siri),
    }


@pytest.mark.slow
@pytest.mark.parametrize("which", [slice(1), pytest.param(slice(None), marks=pytest.mark.proof)], ids=["one", "all"])
@pytest.mark.parametrize(("table", "column"), columns_of(Attachment, Measure, MeasurePicture))
def test_every_page_answers_whatever_stands_in_a_column(table, column, which, what_there_is, client_of, rolf, siri):
    row, shown = what_there_is[table], what_there_is[MeasurePicture]
    attachment = f"{REPORT}vedlegg/{what_there_is[Attachment].ref}/"
    pages = [(rolf, REPORT), (rolf, f"{REPORT}vedlegg/"), (rolf, attachment), (siri, MEASURE), (siri, DIGITAL)]
    pages += [
        (siri, f"{DIGITAL}bilde/"),
        (siri, f"{DIGITAL}bilde/{shown.ref}/"),
        (siri, f"{DIGITAL}bilde/{shown.ref}/fil/"),
    ]
    clients = {rolf: client_of(rolf), siri: client_of(siri)}
    field = table._meta.get_field(column)
    for value in garbage(field)[which]:
        with written(row, field.column, value):
            answers = {path: clients[person].get(path).status_code for person, path in pages}
            assert set(answers.values()) <= {200, 302, 404}, (value, answers)
            attachment_witness.faults()
            measure_witness.faults()
