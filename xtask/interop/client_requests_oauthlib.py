import os

os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"

from oauthlib.oauth2 import BackendApplicationClient, OAuth2Error
from requests_oauthlib import OAuth2Session

from harness import Kept, answer, granted, refused


def ask(question):
    kept = Kept()
    client = BackendApplicationClient(question["client_id"], scope=question["scope"])
    in_body = {"client_secret_basic": None, "client_secret_post": True}[question["method"]]
    with OAuth2Session(client=client) as session:
        session.register_compliance_hook("access_token_response", kept)
        try:
            token = session.fetch_token(
                question["url"],
                client_secret=question["client_secret"],
                include_client_id=in_body,
            )
            return granted(token)
        except OAuth2Error as error:
            return refused(kept.response, error.error)


answer(ask)
