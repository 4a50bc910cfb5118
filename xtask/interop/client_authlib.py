import os

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session

from harness import Kept, answer, granted, refused


def ask(question):
    kept = Kept()
    with OAuth2Session(
        question["client_id"],
        question["client_secret"],
        token_endpoint_auth_method=question["method"],
        scope=question["scope"],
    ) as session:
        session.register_compliance_hook("access_token_response", kept)
        try:
            return granted(session.fetch_token(question["url"], grant_type="client_credentials"))
        except OAuthError as error:
            return refused(kept.response, error.error)


answer(ask)
