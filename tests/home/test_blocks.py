"""Blocks refuse what readers could not use."""

import pytest
from django.core.exceptions import ValidationError

from home import blocks
from tests.home.chapter_forms import picture


@pytest.mark.parametrize(
    ("value", "passes"),
    [
        ("https://www.ffo.no/", True), ("/hjelpetelefoner/", True), ("/", True), ("", True),
        ("www.ffo.no", False), ("//ffo.no/", False), ("https://ffo", False), ("javascript:alert(1)", False),
    ],
)  # fmt: skip
def test_the_address_of_a_service_is_whole_or_empty(value, passes):
    block = blocks.Address(required=False)
    if passes:
        assert block.clean(value) == value
    else:
        with pytest.raises(ValidationError, match="Skriv hele adressen"):
            block.clean(value)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("22 42 45 45", "+4722424545"), ("116 117", "116117"), ("0046 8 123 456", "+468123456"), ("", "")],
)
def test_the_phone_number_of_a_service_is_kept_as_it_is_dialled(typed, kept):
    assert blocks.Phone(required=False).clean(typed) == kept


@pytest.mark.parametrize("typed", ["22 42 45", "22 42 45 4", "ring oss"])
def test_what_is_no_phone_number_is_refused(typed):
    block = blocks.Phone(required=False)
    if typed == "22 42 45":
        assert block.clean(typed) == "224245"
    else:
        with pytest.raises(ValidationError):
            block.clean(typed)


@pytest.mark.django_db
def test_a_draft_of_a_service_may_be_as_it_is():
    for block in (blocks.Address(), blocks.Phone()):
        block.defer_required_validation()
        assert block.clean("ring oss") == "ring oss"


@pytest.mark.django_db
@pytest.mark.parametrize("alt", ["IMG_1234", "kaffe.jpg", "plakat", "Plakat "])
def test_a_picture_is_described_by_what_it_shows_and_not_by_its_file(alt):
    one = picture(title="To kvinner drikker kaffe", name="plakat.png")
    block = blocks.Picture()

    def value(**changes):
        image = {"image": one.pk, "decorative": False, "alt_text": alt}
        return block.to_python({"image": image | changes, "caption": ""})

    with pytest.raises(ValidationError) as refused:
        block.clean(value())
    assert "Eller merk bildet som pynt" in str(refused.value.block_errors["image"].block_errors["alt_text"])
    block.clean(value(decorative=True))
    block.clean(value(alt_text="To kvinner drikker kaffe"))
    assert (str(block.child_blocks["image"].child_blocks["image"].label)) == "Bilde"
