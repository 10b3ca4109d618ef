"""Runs Authlib (the Debian package) against the service at ISSUER. Prints the results as JSON."""

import json
import os
import time

import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc8414 import get_well_known_url

issuer = os.environ["ISSUER"]
metadata = requests.get(get_well_known_url(issuer, external=True), timeout=10).json()
updates = []


def update_token(token, refresh_token=None, access_token=None):
    updates.append(token)


session = OAuth2Session(
    os.environ["CLIENT_ID"],
    os.environ["CLIENT_SECRET"],
    token_endpoint_auth_method=os.environ["AUTH_METHOD"],
    revocation_endpoint_auth_method=os.environ["AUTH_METHOD"],
    token_endpoint=metadata["token_endpoint"],
    update_token=update_token,
)
first = dict(session.fetch_token(username=os.environ["USERNAME"], password=os.environ["PASSWORD"]))
me = session.get(f"{issuer}/me", timeout=10).json()

# Make the token look expired to the client, so that the next request refreshes it.
session.token["expires_at"] = int(time.time()) - 10
again = session.get(f"{issuer}/me", timeout=10).json()
second = updates[-1]


def introspect(token):
    return session.introspect_token(metadata["introspection_endpoint"], token=token["access_token"]).json()


active = introspect(second)
revoked = session.revoke_token(metadata["revocation_endpoint"], token=second["refresh_token"]).status_code
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
            "afterwards": introspect(second),
        }
    )
)
