//! What is asked for.

use countersign_clause as clause;
use countersign_server::GrantReason as G;
use countersign_server::Reason::{Grant, Request};
use countersign_server::RequestReason as R;

use super::Basis::{Clause, Refusal};

super::codes! {
    GRANT_TYPE_MISSING = "grant-type-missing", Error, Refusal(Request(R::GrantTypeMissing));
        "grant_type is missing";
        "add grant_type=client_credentials to the body";
    GRANT_TYPE_EMPTY = "grant-type-empty", Error, Refusal(Request(R::GrantTypeMissing));
        "grant_type has no value, which counts as missing";
        "write grant_type=client_credentials";
    GRANT_TYPE_IN_QUERY = "grant-type-in-query", Error, Refusal(Request(R::GrantTypeMissing));
        "grant_type stands in the URL; the server reads it from the body";
        "move the parameters into the body";
    GRANT_TYPE_MISNAMED = "grant-type-misnamed", Error, Refusal(Request(R::GrantTypeMissing));
        "grant_type is misspelt: a parameter with nearly this name is there";
        "write grant_type=client_credentials";
    GRANT_TYPE_UNSUPPORTED = "grant-type-unsupported", Error, Refusal(Grant(G::GrantTypeUnsupported));
        "the grant type is not client_credentials";
        "write grant_type=client_credentials";
    GRANT_TYPE_MISSPELT = "grant-type-misspelt", Error, Refusal(Grant(G::GrantTypeUnsupported));
        "the grant type is nearly client_credentials, and is compared exactly";
        "write grant_type=client_credentials, in lower case and without spaces";
    CLIENT_CREDENTIALS_NOT_ALLOWED = "client-credentials-not-allowed", Error, Refusal(Grant(G::GrantTypeNotAllowed));
        "the client is not allowed to use the client credentials grant";
        "allow the grant in the registration of the client";
    RESOURCE_MALFORMED = "resource-malformed", Error, Refusal(Grant(G::ResourceMalformed));
        "resource is not an absolute URI without fragment";
        "write the whole URI of the API, such as https://api.example.com/, without #";
    RESOURCE_NOT_REGISTERED = "resource-not-registered", Error, Refusal(Grant(G::ResourceNotAllowed));
        "this resource is not registered for the client; URIs are compared character by character";
        "ask for a registered resource, spelt as it is registered";
    RESOURCE_MANY = "resource-many", Advice, Clause(&clause::RFC8707_3_1);
        "a token for several resources can be replayed from one to the other";
        "ask for one token per resource";
    SCOPE_MALFORMED = "scope-malformed", Error, Refusal(Grant(G::ScopeMalformed));
        "scope is malformed";
        "write scope tokens of printable ASCII without \" and \\, separated by single spaces";
    SCOPE_TOO_MANY = "scope-too-many", Error, Refusal(Grant(G::ScopeTooLong));
        "scope has more tokens than the server takes";
        "ask only for what is needed";
    SCOPE_NOT_REGISTERED = "scope-not-registered", Error, Refusal(Grant(G::ScopeNotAllowed));
        "a scope token is not registered for this client";
        "ask only for registered scope, or register it";
    SCOPE_MISSING = "scope-missing", Error, Refusal(Grant(G::ScopeMissing));
        "scope is missing, and the client has no default scope";
        "name the scope that the token is for";
    SCOPE_COMMA = "scope-comma", Warning, Clause(&clause::RFC6749_3_3_3);
        "a comma does not separate scope tokens: it is part of one";
        "separate scope tokens by a space, which is + or %20 in form data";
    SCOPE_TOKEN_REPEATED = "scope-token-repeated", Advice, Clause(&clause::RFC6749_3_3_2);
        "a scope token is named more than once";
        "name it once";
    REFUSED_OTHERWISE = "refused-otherwise", Error, Refusal(Request(R::BodyMalformed));
        "the server refuses the request";
        "see the verdict";
}
