use arbitrary::{Arbitrary, Unstructured};
use countersign_grammar::basic::{self, BasicEncoding, BasicEscape};
use countersign_grammar::form::{self, EscapeSet};
use countersign_grammar::json::{self, ObjectWriter};
use countersign_grammar::{AbsoluteUri, ClientId, Limits, base64url, quoted};
use countersign_message::{TokenRequest, TokenRequestBuilder};
use countersign_scope::{ScopeSet, ScopeToken};
use countersign_secret::{GeneratedSecret, Secret, SecretDigest};

#[derive(Arbitrary, Debug)]
struct Values<'a> {
    id: &'a str,
    secret: &'a str,
    octets: &'a [u8],
    pairs: Vec<(&'a str, &'a str)>,
    scope: Vec<&'a str>,
    resource: &'a str,
    number: u64,
}

/// Any value that its type accepts survives being written and read: Basic, form, JSON, base64url, quoted-string, scope,
/// token request and secret digest.
pub fn roundtrip(data: &[u8]) {
    let Ok(values) = Values::arbitrary_take_rest(Unstructured::new(data)) else {
        return;
    };
    basic_and_text(&values);
    containers(&values);
    request(&values);
}

fn basic_and_text(values: &Values<'_>) {
    for set in [
        EscapeSet::Whatwg,
        EscapeSet::Html4,
        EscapeSet::Minimal,
        EscapeSet::Rfc3986,
    ] {
        let Ok(field) = basic::encode(values.id, values.secret, BasicEscape::Form(set)) else {
            assert!(
                values
                    .id
                    .chars()
                    .chain(values.secret.chars())
                    .any(|char| char.is_ascii_control())
            );
            continue;
        };
        let mut buffer = vec![0; field.len()];
        let decoded = basic::parse_field(field.as_bytes(), BasicEncoding::Form, &mut buffer);
        let decoded = decoded.expect("well-formed").expect("Basic");
        assert_eq!(
            (decoded.user_id(), decoded.password()),
            (values.id, values.secret)
        );
    }
    assert_eq!(
        base64url::decode(&base64url::encode(values.octets)).as_deref(),
        Ok(values.octets)
    );
    if let Ok(quoted) = quoted::emit_quoted(values.id) {
        assert_eq!(
            quoted::quoted_string(quoted.as_bytes()).expect("a quoted-string"),
            values.id
        );
    }
    if let Ok(secret) = GeneratedSecret::asserted_by_caller(Secret::new(values.octets.to_vec())) {
        let digest = SecretDigest::sha256(&secret);
        let again = SecretDigest::parse(&digest.to_text()).expect("its own text");
        assert_eq!(again.to_text(), digest.to_text());
    }
}

fn containers(values: &Values<'_>) {
    let mut limits = Limits::DEFAULT;
    limits.body = usize::MAX;
    limits.parameters = usize::MAX;
    let pairs = values
        .pairs
        .iter()
        .filter(|(name, value)| !(name.is_empty() && value.is_empty()));
    let printed = form::serialize(pairs.clone().copied(), EscapeSet::Whatwg);
    let read: Vec<_> = form::pairs(printed.as_bytes(), &limits)
        .map(|pair| pair.expect("printed"))
        .map(|pair| (pair.name.decode().into_owned(), pair.value.decode().into_owned()))
        .collect();
    assert!(
        read.iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .eq(pairs.copied())
    );

    let mut text = String::new();
    let mut object = ObjectWriter::new(&mut text);
    object
        .member_str("id", values.id)
        .member_u64("number", values.number);
    object
        .member_strs("scope", values.scope.iter().copied())
        .member_words("words", values.scope.iter().copied());
    object.finish();
    let read = json::parse_object(text.as_bytes(), &limits).expect("printed");
    let member = |name: &str| read.member(name).expect("written");
    assert_eq!(member("id").as_str(), Ok(values.id));
    assert_eq!(
        member("number").as_number().expect("a number").as_u64(),
        Some(values.number)
    );
    assert_eq!(
        member("words").as_str().expect("a string"),
        values.scope.join(" ")
    );
}

fn request(values: &Values<'_>) {
    let scope: ScopeSet = values
        .scope
        .iter()
        .filter_map(|token| ScopeToken::parse(*token).ok())
        .collect();
    let (Ok(id), Ok(resource)) = (ClientId::parse(values.id), AbsoluteUri::parse(values.resource)) else {
        return;
    };
    let secret = Secret::from(values.secret.to_owned());
    let Ok(builder) = TokenRequestBuilder::new().body_credentials(&id, &secret) else {
        return;
    };
    let mut body = String::new();
    builder.scope(&scope).resource(&resource).write(&mut body);
    let mut limits = Limits::DEFAULT;
    limits.body = usize::MAX;
    let request = TokenRequest::parse(body.as_bytes(), &limits).expect("what is built can be parsed");
    assert!(
        request
            .grant_type()
            .expect("always")
            .text
            .eq_str("client_credentials")
    );
    assert_eq!(
        request
            .client_id()
            .map(|id| id.text.decode().into_owned())
            .unwrap_or_default(),
        values.id
    );
    assert_eq!(
        request
            .client_secret()
            .map(|secret| secret.text.decode().into_owned())
            .unwrap_or_default(),
        values.secret
    );
    assert_eq!(
        request.scope().map(|scope| scope.text.decode().into_owned()),
        scope.to_scope_string()
    );
    assert!(
        request
            .resources()
            .map(|resource| resource.text.decode().into_owned())
            .eq([values.resource.to_owned()])
    );
}
