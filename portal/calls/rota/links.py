"""Where a shift stands on the page of the rota."""

from django.urls import reverse


def to_shift(shift):
    """The address of the rota at this shift: its week is unfolded there, and the page begins at it."""
    return f"{reverse('portal:rota')}?vakt={shift.ref}#vakt-{shift.ref}"


def to_gaps():
    """The address of the rota at the shifts that nobody has."""
    return f"{reverse('portal:rota')}#ledige"
