"""When a form that needs no account was shown, and the token by which a form that is sent twice is saved once."""

import datetime
import uuid
from collections.abc import Mapping
from typing import Any, Self

from django.core import signing
from django.http import HttpRequest

from portal import clock


class FormStart:
    """The token of a form and when it was shown, signed. A form sent within three seconds is taken for a robot's."""

    SALT = "Started"

    MINIMUM_TIME = datetime.timedelta(seconds=3)

    def __init__(self, token: uuid.UUID, at: datetime.datetime) -> None:
        self.token, self.at = token, at

    @classmethod
    def now(cls) -> Self:
        return cls(uuid.uuid4(), clock.now())

    @classmethod
    def read(cls, request: HttpRequest) -> Self:
        """Read it from a posted form. A missing or forged value counts as a form that is shown now."""
        try:
            token, at = signing.loads(request.POST.get("started", ""), salt=cls.SALT)
            return cls(uuid.UUID(token), datetime.datetime.fromisoformat(at))
        except signing.BadSignature:
            return cls.now()

    def signed(self) -> str:
        return signing.dumps([str(self.token), self.at.isoformat()], salt=self.SALT)

    def request_token(self, answered: Mapping[str, Any]) -> uuid.UUID:
        """The token of what is sent: the same form with the same answers gives the same token."""
        return uuid.uuid5(self.token, repr(sorted(answered.items())))

    def too_fast(self) -> bool:
        return clock.now() - self.at < self.MINIMUM_TIME
