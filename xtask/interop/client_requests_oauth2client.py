from requests_oauth2client import (
    ClientSecretBasic,
    ClientSecretPost,
    EndpointError,
    OAuth2Client,
)

from harness import answer, granted, refused

METHODS = {"client_secret_basic": ClientSecretBasic, "client_secret_post": ClientSecretPost}


def ask(question):
    method = METHODS[question["method"]](question["client_id"], question["client_secret"])
    # `testing` allows an endpoint without TLS.
    client = OAuth2Client(question["url"], auth=method, testing=True)
    try:
        return granted(client.client_credentials(scope=question["scope"]).as_dict())
    except EndpointError as error:
        return refused(error.response, error.error)


answer(ask)
