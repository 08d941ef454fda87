"""Files where several machines reach them: a service that speaks S3. The only module that imports django-storages.

Chosen by ``FILES_S3_BUCKET``; see ``STORAGES`` in the settings. A service that does not answer raises
``files.Unreachable``, and the page says so with status 503.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from storages.backends.s3 import S3File, S3Storage

from portal.files import Unreachable

NOT_FOUND = ("404", "NoSuchKey")


def reaching(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, with ``Unreachable`` for what the service, or the way to it, does. A file that is not there stays
    a ``FileNotFoundError``."""

    @wraps(function)
    def reached(*args: Any, **values: Any) -> Any:
        try:
            return function(*args, **values)
        except ClientError as fault:
            if fault.response.get("Error", {}).get("Code") in NOT_FOUND:
                raise FileNotFoundError("no such file") from None
            raise Unreachable(f"the store of files refused ({type(fault).__name__})") from None
        except (BotoCoreError, Boto3Error) as fault:
            raise Unreachable(f"the store of files does not answer ({type(fault).__name__})") from None

    return reached


class _File(S3File):
    _get_file = reaching(S3File._get_file)  # noqa: SLF001  where the file is fetched
    file = property(_get_file, S3File._set_file)  # noqa: SLF001  the same


class _Shared(S3Storage):
    def _open(self, name: str, mode: str = "rb") -> Any:
        file = super()._open(name, mode)
        file.__class__ = _File
        return file

    _open = reaching(_open)
    _save = reaching(S3Storage._save)  # noqa: SLF001  what Django calls
    exists = reaching(S3Storage.exists)
    delete = reaching(S3Storage.delete)
    listdir = reaching(S3Storage.listdir)
    size = reaching(S3Storage.size)
    get_modified_time = reaching(S3Storage.get_modified_time)


class SharedPrivate(_Shared):
    """The private files. Nobody but the site reads them: they have no address."""

    def url(self, name: str, *args: Any, **values: Any) -> str:
        raise ValueError("a private file has no address")


class SharedMedia(_Shared):
    """Pictures and documents of the CMS. Readers get pictures from the site itself, at the same addresses as ever."""

    def url(self, name: str, *args: Any, **values: Any) -> str:
        return f"{settings.MEDIA_URL}{name}"
