"""A small load generator: how many requests a second a server answers, over connections that are kept open."""

import http.client
import threading
import time


def per_second(port, path, *, connections=4, seconds=6, headers=None):
    """Answers a second, compressed where the server does that: every browser asks for it.

    Raises AssertionError where one of them is not 200.
    """
    headers = {"Accept-Encoding": "gzip", **(headers or {})}
    counts, faults, end = [0] * connections, [], time.monotonic() + seconds

    def ask(place):
        asked = http.client.HTTPConnection("localhost", port, timeout=20)
        while time.monotonic() < end and not faults:
            asked.request("GET", path, headers=headers)
            answer = asked.getresponse()
            answer.read()
            if answer.status != 200:
                faults.append(answer.status)
            counts[place] += 1

    threads = [threading.Thread(target=ask, args=[place]) for place in range(connections)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, (path, faults)
    return sum(counts) / (time.monotonic() - begun)
