"""The forms for one file: what each refuses before the file is looked into."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from forms import uploads


def filled_in(form, *files):
    return form({}, MultiValueDict({"file": list(files)}), words={"what": "Regnskap"})


@pytest.mark.parametrize("form", [uploads.PdfForm, uploads.PictureForm])
def test_one_file_is_taken_and_the_label_says_what_it_is(form):
    found = filled_in(form, SimpleUploadedFile("x.pdf", b"x"))

    assert found.is_valid()
    assert "Regnskap" in str(found["file"].label)


@pytest.mark.parametrize("form", [uploads.PdfForm, uploads.PictureForm])
def test_none_several_and_empty_ones_are_refused_each_with_a_sentence(form):
    several = [SimpleUploadedFile(f"{number}.pdf", b"x") for number in range(30)]
    large = SimpleUploadedFile("x.pdf", b"x")
    large.size = uploads.MAX_SIZE + 1
    sentences = [
        filled_in(form, *files).errors["file"][0]
        for files in ([], several, [SimpleUploadedFile("x.pdf", b"")], [large])
    ]

    assert len(set(sentences)) == 4
    assert sentences[1] == uploads.ONE_AT_A_TIME
    assert sentences[3] == uploads.TOO_LARGE
