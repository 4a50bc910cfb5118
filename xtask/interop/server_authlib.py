import os

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

import secrets
import time

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, TokenMixin, list_to_scope, scope_to_list
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from authlib.oauth2.rfc7662 import IntrospectionEndpoint
from flask import Flask, request
from joserfc.jwk import OctKey

from serving import serve, settings


class Client(ClientMixin):
    def __init__(self, registration):
        self.id = registration["id"]
        self.secret = registration["secret"]
        self.method = registration["method"]
        self.scope = registration["scope"]

    def get_client_id(self):
        return self.id

    def get_allowed_scope(self, scope):
        registered = scope_to_list(self.scope)
        return list_to_scope([token for token in scope_to_list(scope or "") if token in registered])

    def check_client_secret(self, client_secret):
        return secrets.compare_digest(self.secret.encode(), client_secret.encode())

    def check_endpoint_auth_method(self, method, endpoint):
        return method == self.method

    def check_grant_type(self, grant_type):
        return grant_type == "client_credentials"


class Token(TokenMixin):
    def __init__(self, members, client):
        self.members = members
        self.client = client
        self.issued = int(time.time())

    def is_expired(self):
        return time.time() > self.issued + self.members["expires_in"]

    def is_revoked(self):
        return False


class Grant(ClientCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post", "client_secret_jwt"]


class Assertion(JWTBearerClientAssertion):
    CLIENT_AUTH_METHOD = "client_secret_jwt"

    def get_audiences(self):
        return [request.url_root.rstrip("/"), request.base_url]

    def validate_jti(self, claims, jti):
        use = claims["sub"], jti
        first = use not in used
        used.add(use)
        return first

    def resolve_client_public_key(self, client):
        return OctKey.import_key(client.secret)


class Introspection(IntrospectionEndpoint):
    def check_permission(self, token, client, request):
        return token.client is client

    def query_token(self, token_string, token_type_hint):
        return tokens.get(token_string)

    def introspect_token(self, token):
        return {
            "client_id": token.client.id,
            "exp": token.issued + token.members["expires_in"],
            "iat": token.issued,
            "scope": token.members.get("scope", ""),
            "token_type": token.members["token_type"],
        }


clients = {registration["id"]: Client(registration) for registration in settings()["clients"]}
tokens = {}
used = set()


def save_token(token, request):
    tokens[token["access_token"]] = Token(token, request.client)


app = Flask(__name__)
app.config["OAUTH2_SCOPES_SUPPORTED"] = ["read", "write"]
app.config["OAUTH2_TOKEN_EXPIRES_IN"] = {"client_credentials": 600}
server = AuthorizationServer(app, query_client=clients.get, save_token=save_token)
server.register_grant(Grant)
server.register_client_auth_method(Assertion.CLIENT_AUTH_METHOD, Assertion())
server.register_endpoint(Introspection)
app.post("/token", endpoint="token")(server.create_token_response)
app.post("/introspect", endpoint="introspect")(
    lambda: server.create_endpoint_response(Introspection.ENDPOINT_NAME)
)

serve(app, "/token", "/introspect")
