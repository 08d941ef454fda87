"""An OpenID Connect provider on this machine, which can also answer as one should not."""

import base64
import hashlib
import json
import threading
import time
from contextlib import contextmanager
from functools import cached_property
from urllib.parse import parse_qs, urlsplit

import flask
import oidc_provider_mock
import requests
from joserfc import jwt
from joserfc.jwk import import_key
from werkzeug.serving import make_server

HIGH, SUBSTANTIAL = "urn:bankid:bid;LOA=4", "urn:bankid:bis;LOA=3"
CLIENT, SECRET = "likeperson", "a-secret-of-the-client"
TOKEN, AUTHORIZE = "/oauth2/token", "/oauth2/authorize"


class Provider:
    """``claims`` changes what the next ID tokens say: ``{name: value}``, None for what is to be left out.

    ``header`` and ``key`` are what they are signed with, ``token`` changes the whole answer, ``pages`` replaces what an
    address answers. ``asked`` are the authorization requests, as dicts.
    """

    def __init__(self):
        self.app = oidc_provider_mock.app(require_nonce=True)
        self.app.before_request(self._before)
        self.app.after_request(self._after)
        self.server = make_server("localhost", 0, self.app, threaded=True)
        self.issuer = f"http://localhost:{self.server.server_port}"
        self.begin()

    def begin(self):
        """Answer as one should."""
        self.claims, self.header, self.key, self.token, self.pages, self.asked = (
            {},
            {"alg": "RS256"},
            None,
            None,
            {},
            [],
        )

    def settings(self):
        return {
            "IDENTITY_ISSUER": self.issuer, "IDENTITY_CLIENT_ID": CLIENT, "IDENTITY_CLIENT_SECRET": SECRET,
            "IDENTITY_NAME": "BankID", "IDENTITY_HIGH": HIGH,
        }  # fmt: skip

    def give(self, address, sub="a-pairwise-reference", **form):
        """Be the person in front of the provider's page at this address. Returns where the browser is sent on to."""
        answer = requests.post(address, data={"sub": sub, **form}, allow_redirects=False, timeout=10)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    @cached_property
    def _own_key(self):
        return import_key(flask.g.oidc_provider_mock_storage.jwk.as_dict(is_private=True))

    def _before(self):
        request = flask.request
        if request.path in self.pages:
            return self.pages[request.path]
        if request.path == AUTHORIZE and request.method == "GET":
            return None
        if request.path == AUTHORIZE:
            self.asked.append(request.args.to_dict())
        if request.path == TOKEN:
            # The library does not look at PKCE, nor at the client.
            digest = hashlib.sha256(request.form["code_verifier"].encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
            assert challenge in [asked["code_challenge"] for asked in self.asked]
            assert (request.authorization.username, request.authorization.password) == (CLIENT, SECRET)
        return None

    def _after(self, response):
        place = response.headers.get("Location", "")
        if flask.request.path == AUTHORIZE and "error=" in place and "state=" not in place:
            response.headers["Location"] = f"{place}&state={flask.request.args['state']}"
        if flask.request.path == TOKEN and response.status_code == 200 and TOKEN not in self.pages:
            answer = response.get_json()
            said = payload_of(answer["id_token"])
            asked = next(one for one in self.asked if one["nonce"] == said["nonce"])
            said |= {"acr": asked["acr_values"].split()[0], "auth_time": int(time.time()), **self.claims}
            key = self.key or self._own_key
            header = {**jwt_header(answer["id_token"]), **self.header}
            said = {name: value for name, value in said.items() if value is not None}
            answer["id_token"] = jwt.encode(header, said, key, algorithms=[header["alg"]])
            response.set_data(json.dumps(self.token(answer) if self.token else answer))
        return response


def payload_of(token):
    return json.loads(_decoded(token.split(".")[1]))


def jwt_header(token):
    return json.loads(_decoded(token.split(".")[0]))


def _decoded(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def state_in(address):
    return parse_qs(urlsplit(address).query)["state"][0]


@contextmanager
def running():
    provider = Provider()
    thread = threading.Thread(target=provider.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.server.shutdown()
        provider.server.server_close()
        thread.join(5)
