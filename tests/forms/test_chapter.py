"""What a chapter tells the public."""

import pytest

from forms.chapter import ChapterForm


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({}, []),
        ({"about_nb": "Vi møtes.", "about_en": "We meet."}, []),
        ({"about_en": "We meet."}, ["about"]),
        ({"about_nb": "x" * 5001}, ["about"]),
        ({"website": "www.example.no"}, []),
        ({"website": "javascript:alert(1)"}, ["website"]),
        ({"website": "https://" + "x" * 200 + ".no"}, ["website"]),
    ],
)
def test_a_description_is_written_in_bokmal_first(answers, errors):
    assert list(ChapterForm(answers).errors) == errors


def test_the_answers_are_a_wording_and_a_whole_address():
    form = ChapterForm({"about_nb": "Vi møtes.", "about_nn": "", "about_en": "We meet.", "website": "example.no"})

    assert form.is_valid()
    assert form.cleaned_data == {"about": {"nb": "Vi møtes.", "en": "We meet."}, "website": "https://example.no"}
