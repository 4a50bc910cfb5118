//! The profiles by name, each with its evidence.
//!
//! "Rows" are those of `docs/spec/cases/token_response.jsonl` and `token_error.jsonl` with this provider; each of them
//! names its source. "Measured" is the named package, asked on loopback. What is not shown by either is not here.

use countersign_grammar::basic::BasicEscape;
use countersign_grammar::form::EscapeSet;
use countersign_message::Tolerance as T;

use super::Provider;
use crate::SecretPlacement;

/// Escaped as section 2.3.1 of RFC 6749 has it, and no more than that.
const BASIC: SecretPlacement = SecretPlacement::Basic(BasicEscape::Form(EscapeSet::Minimal));
/// As it is.
const RAW: SecretPlacement = SecretPlacement::Basic(BasicEscape::Raw);
const BODY: SecretPlacement = SecretPlacement::Body;

pub(super) const ALL: &[Provider] = &[
    // Body: every client of api.amazon.com/auth/o2/token that the index of public files shows. Rows: scope "" and tokens
    // with "|", as in developer.amazon.com/docs/login-with-amazon/access-token.html.
    Provider::new("amazon-lwa", "Login with Amazon")
        .with_secret(BODY)
        .tolerating(&[T::ScopeEmpty])
        .with_wide_tokens(),
    // Rows: lifetimes in quotation marks, `ErrorCode` and `Error`, and the type BearerToken.
    Provider::new("apigee", "Apigee")
        .tolerating(&[T::ExpiresInString, T::RenamedError])
        .calling_bearer(&["BearerToken"]),
    // Measured, Authlib 1.9.9: it unescapes %20 and leaves + as it is.
    Provider::new("authlib", "Authlib").with_secret(BASIC),
    // Basic, base64 of client_id:client_secret: docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html.
    // Rows: nothing to tolerate.
    Provider::new("cognito", "Amazon Cognito").with_secret(RAW),
    // Measured, django-oauth-toolkit 3.4.1: it unescapes both halves.
    Provider::new("django-oauth-toolkit", "Django OAuth Toolkit").with_secret(BASIC),
    // Measured, Doorkeeper 5.5.0: it takes both halves as they are.
    Provider::new("doorkeeper", "Doorkeeper").with_secret(RAW),
    // Basic: developer.ebay.com/api-docs/static/oauth-client-credentials-grant.html. Rows: the type
    // "Application Access Token", and tokens with "^" and "#".
    Provider::new("ebay", "eBay")
        .with_secret(BASIC)
        .tolerating(&[T::OddTokenType])
        .with_wide_tokens(),
    // Body: the Microsoft Graph page that row azure-v1 quotes. Rows: lifetimes in quotation marks (the v1 endpoint), CR
    // and LF in descriptions (v2).
    Provider::new("entra-id", "Microsoft Entra ID")
        .with_secret(BODY)
        .tolerating(&[T::CrlfInDescription, T::ExpiresInString]),
    // Rows: `error` as an object.
    Provider::new("facebook", "Facebook").tolerating(&[T::NestedError]),
    // Rows: `errors` as an array.
    Provider::new("fitbit", "Fitbit").tolerating(&[T::NestedError]),
    // Body: the page of GitHub's documentation on authorizing OAuth apps, which the rows quote. Rows: form data unless
    // JSON is asked for, scope tokens after commas, errors under 200. It has no client credentials grant; the profile
    // reads its answers to other grants.
    Provider::new("github", "GitHub").with_secret(BODY).tolerating(&[
        T::ErrorWithStatus200,
        T::FormBody,
        T::ScopeCommaList,
    ]),
    // Measured, glewlwyd 2.7.5: it takes both halves as they are; 403 without a body for every failed authentication.
    Provider::new("glewlwyd", "Glewlwyd")
        .with_secret(RAW)
        .tolerating(&[T::EmptyBody]),
    // Rows: nothing to tolerate.
    Provider::new("google", "Google"),
    // Rows: a text in `status` is the code.
    Provider::new("hubspot", "HubSpot").tolerating(&[T::RenamedError]),
    // Measured, idpyoidc 5.0.0: it takes both halves as they are; the type of its tokens is "access_token".
    Provider::new("idpyoidc", "idpyoidc")
        .with_secret(RAW)
        .calling_bearer(&["access_token"]),
    // Rows: `error_type` and `error_message`, alone or in `meta`.
    Provider::new("instagram", "Instagram").tolerating(&[T::NestedError, T::RenamedError]),
    // Measured, @jmondi/oauth2-server 4.3.7: it takes both halves as they are; scope "" where there is none.
    Provider::new("jmondi", "@jmondi/oauth2-server")
        .with_secret(RAW)
        .tolerating(&[T::ScopeEmpty]),
    // Basic, escaped: keycloak/keycloak reads it with BasicAuthHelper.RFC6749. Rows: nothing to tolerate.
    Provider::new("keycloak", "Keycloak").with_secret(BASIC),
    // Measured, @node-oauth/oauth2-server 5.3.0: it takes both halves as they are.
    Provider::new("node-oauth2-server", "@node-oauth/oauth2-server").with_secret(RAW),
    // Measured, oauth2orize 1.12 with passport: it takes both halves as they are; 401 text/plain "Unauthorized".
    Provider::new("oauth2orize", "oauth2orize")
        .with_secret(RAW)
        .tolerating(&[T::OpaqueBody]),
    // Measured, oidc-provider 9.13.3: it unescapes both halves.
    Provider::new("oidc-provider", "oidc-provider").with_secret(BASIC),
    // Basic: developer.okta.com/docs/guides/implement-client-creds. Rows: `errorCode` and `errorSummary`.
    Provider::new("okta", "Okta")
        .with_secret(BASIC)
        .tolerating(&[T::RenamedError]),
    // Measured, oxide-auth 0.6.1: it takes both halves as they are.
    Provider::new("oxide-auth", "oxide-auth").with_secret(RAW),
    // Basic: the sandbox findings that row paypal-2020 comes from. Rows: older answers have lifetimes in quotation marks.
    Provider::new("paypal", "PayPal")
        .with_secret(BASIC)
        .tolerating(&[T::ExpiresInString]),
    // Body: developer.salesforce.com, Connect REST API, step three of the quick start. Rows: older answers have no
    // token_type; tokens with "!".
    Provider::new("salesforce", "Salesforce")
        .with_secret(BODY)
        .tolerating(&[T::MissingTokenType])
        .with_wide_tokens(),
    // Basic, if possible: docs.slack.dev/reference/methods/oauth.v2.access. Rows: errors under 200, scope tokens after
    // commas, the type "bot". It has no client credentials grant; the profile reads its answers to other grants.
    Provider::new("slack", "Slack")
        .with_secret(BASIC)
        .tolerating(&[T::ErrorWithStatus200, T::ScopeCommaList])
        .calling_bearer(&["bot"]),
    // Basic: developer.spotify.com/documentation/web-api/tutorials/client-credentials-flow. Rows: `error` as an object
    // with a message and no code.
    Provider::new("spotify", "Spotify")
        .with_secret(BASIC)
        .tolerating(&[T::MissingError, T::NestedError]),
    // Body: dev.twitch.tv, getting tokens, as the sources of row twitch quote it. Rows: scope as an array, errors with a
    // message and no code.
    Provider::new("twitch", "Twitch").with_secret(BODY).tolerating(&[
        T::MissingError,
        T::RenamedError,
        T::ScopeArray,
    ]),
    // Basic, key and secret escaped: gist.github.com/anova/6fea7f59046b4cf6c5fc, after dev.twitter.com, application-only
    // authentication. Rows: `errors` as an array.
    Provider::new("twitter", "Twitter")
        .with_secret(BASIC)
        .tolerating(&[T::NestedError]),
    // Rows: documented with status 201.
    Provider::new("zendesk", "Zendesk").tolerating(&[T::Status201]),
];
