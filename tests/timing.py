"""How long the server takes for a page: the time of the processor, the database's included where that is SQLite."""

import time
from urllib.parse import urlsplit

from django.test import Client


def milliseconds(client: Client, path: str, *, rounds: int = 9) -> float:
    """The median of ``rounds`` readings of this page by this client, after a first one that does not count.

    The request goes to the server's own code. Django's test client would add what it does itself: it copies whatever a
    template knew, and tidies the page for those who read it in a test.
    """
    url, took = urlsplit(path), []
    for _round in range(rounds + 1):
        environ = client._base_environ(PATH_INFO=url.path, QUERY_STRING=url.query)  # noqa: SLF001  the way in that its own requests take
        begun = time.process_time()
        response = client.handler(environ)
        took.append((time.process_time() - begun) * 1000)
        assert response.status_code == 200
    return sorted(took[1:])[rounds // 2]
