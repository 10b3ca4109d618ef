"""Runs requests-oauthlib (the Debian package) against the service at ISSUER. Prints the results as JSON."""

import json
import os
import time

import requests
from oauthlib.oauth2 import LegacyApplicationClient
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

issuer = os.environ["ISSUER"]
metadata = requests.get(f"{issuer}/.well-known/oauth-authorization-server", timeout=10).json()
client = {"client_id": os.environ["CLIENT_ID"], "client_secret": os.environ["CLIENT_SECRET"]}
by_post = os.environ["AUTH_METHOD"] == "client_secret_post"
auth = None if by_post else HTTPBasicAuth(client["client_id"], client["client_secret"])
updates = []
session = OAuth2Session(
    client=LegacyApplicationClient(client_id=client["client_id"]),
    auto_refresh_url=metadata["token_endpoint"],
    auto_refresh_kwargs=client if by_post else {},
    token_updater=updates.append,
)
first = dict(
    session.fetch_token(
        metadata["token_endpoint"],
        username=os.environ["USERNAME"],
        password=os.environ["PASSWORD"],
        auth=auth,
        include_client_id=by_post or None,
        **({"client_secret": client["client_secret"]} if by_post else {}),
    )
)
me = session.get(f"{issuer}/me", timeout=10).json()

# Make the token look expired to the client, so that the next request refreshes it.
session.token = {**first, "expires_at": time.time() - 10}
again = session.get(f"{issuer}/me", timeout=10, **({} if by_post else client)).json()
second = updates[-1]


def ask(endpoint, token):
    form = {"token": token, **(client if by_post else {})}
    return requests.post(metadata[endpoint], data=form, auth=auth, timeout=10)


active = ask("introspection_endpoint", second["access_token"]).json()
revoked = ask("revocation_endpoint", second["refresh_token"]).status_code
print(
    json.dumps(
        {
            "issuer": metadata["issuer"],
            "names": [me["username"], again["username"]],
            "refreshes": len(updates),
            "rotated": first["refresh_token"] != second["refresh_token"],
            "active": active["active"],
            "introspected": active["username"],
            "revoked": revoked,
            "afterwards": ask("introspection_endpoint", second["access_token"]).json(),
        }
    )
)
