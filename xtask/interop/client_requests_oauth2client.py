from requests import Session
from requests_oauth2client import (
    ClientSecretBasic,
    ClientSecretJwt,
    ClientSecretPost,
    EndpointError,
    OAuth2Client,
)

from harness import Kept, answer, granted, refused

METHODS = {"client_secret_basic": ClientSecretBasic, "client_secret_post": ClientSecretPost}


def authentication(question):
    client = question["client_id"], question["client_secret"]
    if question["method"] == "client_secret_jwt":
        return ClientSecretJwt(*client, alg=question["algorithm"], aud=question["audience"])
    return METHODS[question["method"]](*client)


def ask(question):
    kept = Kept()
    with Session() as session:
        session.hooks["response"].append(kept)
        # `testing` allows an endpoint without TLS.
        client = OAuth2Client(question["url"], auth=authentication(question), session=session, testing=True)
        try:
            return {**granted(client.client_credentials(scope=question["scope"]).as_dict()), **kept.sent()}
        except EndpointError as error:
            return {**refused(error.response, error.error), **kept.sent()}


answer(ask)
