//! Every introspection response that can be written is read as it was written.
#![allow(clippy::unwrap_used)]

use countersign_grammar::{ClientId, Limits, TokenType, UnixTime};
use countersign_message::{ExtraValue, IntrospectedToken, IntrospectionResponse};
use countersign_scope::Scope;
use proptest::prelude::*;

fn written(response: &IntrospectionResponse<'_>) -> String {
    let mut body = String::new();
    response.write_json(&mut body);
    body
}

fn token() -> impl Strategy<Value = String> {
    let text = || prop::option::of("[ -~\u{e9}\u{1f600}\"\\\\]{0,8}");
    let time = || prop::option::of(any::<u64>());
    let names = (
        prop::option::of("[ -~]{0,8}"),
        prop::option::of("[a-z]{1,5}( [a-z]{1,5}){0,3}"),
    );
    (
        names,
        (text(), text(), text(), text()),
        (time(), time(), time()),
        prop::collection::vec("\\PC{0,6}", 0..4),
    )
        .prop_map(
            |((client_id, scope), (username, sub, iss, jti), (exp, iat, nbf), aud)| {
                let mut token = IntrospectedToken::new();
                if let Some(client_id) = client_id {
                    token = token.with_client_id(ClientId::parse(client_id).unwrap());
                }
                if let Some(scope) = scope {
                    token = token.with_scope(Scope::parse(scope).unwrap());
                }
                token = username.into_iter().fold(token, IntrospectedToken::with_username);
                token = sub.into_iter().fold(token, IntrospectedToken::with_sub);
                token = iss.into_iter().fold(token, IntrospectedToken::with_iss);
                token = jti.into_iter().fold(token, IntrospectedToken::with_jti);
                token = exp
                    .map(UnixTime::from_secs)
                    .into_iter()
                    .fold(token, IntrospectedToken::with_exp);
                token = iat
                    .map(UnixTime::from_secs)
                    .into_iter()
                    .fold(token, IntrospectedToken::with_iat);
                token = nbf
                    .map(UnixTime::from_secs)
                    .into_iter()
                    .fold(token, IntrospectedToken::with_nbf);
                token = aud.into_iter().fold(token, IntrospectedToken::with_aud);
                token = token.with_token_type(TokenType::parse("Bearer").unwrap());
                token = token.with_extra("x", ExtraValue::Text("\u{e9}\"")).unwrap();
                written(&IntrospectionResponse::Active(token))
            },
        )
}

proptest! {
    #[test]
    fn what_is_written_is_read(body in token()) {
        let parsed = IntrospectionResponse::parse(body.as_bytes(), &Limits::DEFAULT).unwrap();
        prop_assert_eq!(written(&parsed), body);
    }
}
