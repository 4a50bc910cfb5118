import os

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

import time

from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import ClientSecretJWT

from harness import Kept, answer, granted, refused


def signing(question):
    claims = question["lifetime"] and {"exp": int(time.time()) + question["lifetime"]}
    # What it calls the token endpoint becomes the audience.
    return ClientSecretJWT(question["audience"], claims=claims, alg=question["algorithm"])


def ask(question):
    kept = Kept()
    with OAuth2Session(
        question["client_id"],
        question["client_secret"],
        token_endpoint_auth_method=question["method"],
        scope=question["scope"],
    ) as session:
        if question["method"] == ClientSecretJWT.name:
            session.register_client_auth_method(signing(question))
        session.register_compliance_hook("access_token_response", kept)
        try:
            token = session.fetch_token(question["url"], grant_type="client_credentials")
            return {**granted(token), **kept.sent()}
        except OAuthError as error:
            return {**refused(kept.response, error.error), **kept.sent()}


answer(ask)
