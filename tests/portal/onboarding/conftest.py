import pytest


@pytest.fixture
def applying(kari, bergen, rolf, client_of):
    """Kari has begun; her browser."""
    client = client_of(kari)
    client.post("/soknad/start/")
    return client
