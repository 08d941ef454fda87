"""What the tests of fields share."""

from django.core.exceptions import ValidationError

OTHER_DIGITS = "٠١٢٣٤٥٦٧٨٩۶०१२３４５𝟔"


def clean(field, value):
    """The cleaned value, or the sentences of the error in a list."""
    try:
        return field.clean(value)
    except ValidationError as refused:
        assert all(str(message).strip() for message in refused.messages)
        return refused.messages
