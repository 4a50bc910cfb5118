use std::collections::BTreeSet;

use countersign_grammar::authorization::{Authorization, Credentials};
use countersign_grammar::basic::{self, BasicEncoding, BasicEscape};
use countersign_grammar::form::{self, EscapeSet};
use countersign_grammar::media_type::MediaType;
use countersign_grammar::{Limits, json as strict, quoted};

/// What the strict parser accepts, the lenient one reads the same way, every printer gives back, and no name repeats;
/// what it refuses, it refuses at an octet of the input.
pub fn form(data: &[u8]) {
    let limits = Limits::DEFAULT;
    let parsed = match form::parse(data, &limits) {
        Ok(parsed) => parsed,
        Err(error) => return assert!(error.at() <= data.len(), "{error}"),
    };
    let texts: Vec<(String, String)> = parsed
        .iter()
        .map(|pair| (pair.name.decode().into_owned(), pair.value.decode().into_owned()))
        .collect();
    assert_eq!(form::parse_lossy(data), texts);
    for pair in &parsed {
        assert_eq!(
            data.get(pair.at..pair.at + pair.name.raw().len()),
            Some(pair.name.raw().as_bytes())
        );
        assert!(pair.value.octets().eq(pair.value.decode().bytes()));
        assert!(pair.value.eq_str(&pair.value.decode()));
    }
    let names: BTreeSet<&str> = texts
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| !exempt(name))
        .collect();
    assert_eq!(
        names.len(),
        texts.iter().filter(|(name, _)| !exempt(name)).count()
    );
    for set in [
        EscapeSet::Whatwg,
        EscapeSet::Html4,
        EscapeSet::Minimal,
        EscapeSet::Rfc3986,
    ] {
        let pairs = texts.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let printed = form::serialize(pairs, set);
        if printed.len() <= limits.body {
            let again = form::parse(printed.as_bytes(), &limits).expect("what is printed can be parsed");
            let again: Vec<(String, String)> = again
                .iter()
                .map(|pair| (pair.name.decode().into_owned(), pair.value.decode().into_owned()))
                .collect();
            assert_eq!(again, texts);
        }
    }
}

fn exempt(name: &str) -> bool {
    matches!(name, "resource" | "audience")
}

/// What is decoded is encoded back to the same halves, the user-id of the raw reading has no colon, and neither half
/// has a control character.
pub fn basic(data: &[u8]) {
    let mut buffer = vec![0; data.len()];
    for (encoding, escape) in [
        (BasicEncoding::Form, BasicEscape::Form(EscapeSet::Whatwg)),
        (BasicEncoding::Raw, BasicEscape::Raw),
    ] {
        let Ok(Some(credentials)) = basic::parse_field(data, encoding, &mut buffer) else {
            continue;
        };
        let (id, password) = (
            credentials.user_id().to_owned(),
            credentials.password().to_owned(),
        );
        assert!(!format!("{credentials:?}").contains(&password) || password.len() < 4);
        assert!(
            !id.bytes()
                .chain(password.bytes())
                .any(|octet| octet.is_ascii_control())
        );
        let field = basic::encode(&id, &password, escape).expect("what was decoded can be encoded");
        let mut again = vec![0; field.len()];
        let decoded = basic::parse_field(field.as_bytes(), encoding, &mut again);
        let decoded = decoded.expect("well-formed").expect("Basic");
        assert_eq!(
            (decoded.user_id(), decoded.password()),
            (id.as_str(), password.as_str())
        );
        assert!(encoding == BasicEncoding::Form || !id.contains(':'));
    }
}

/// A field that is accepted starts with its scheme, names no parameter twice, and means the same when printed anew.
pub fn authorization(data: &[u8]) {
    let limits = Limits::DEFAULT;
    let field = match Authorization::parse(data, &limits) {
        Ok(field) => field,
        Err(error) => return assert!(error.at() <= data.len(), "{error}"),
    };
    assert!(quoted::is_token(field.scheme()));
    assert!(data.trim_ascii_start().starts_with(field.scheme().as_bytes()));
    assert!(field.scheme_is(&field.scheme().to_ascii_uppercase()));
    let mut printed = field.scheme().to_owned();
    match field.data() {
        Credentials::None => {}
        Credentials::Token68(token) => printed.push_str(&format!(" {token}")),
        // A list of empty elements holds as much as no list at all, and cannot be printed otherwise.
        Credentials::Params(params) if params.is_empty() => return,
        Credentials::Params(params) => {
            let names: BTreeSet<String> = params.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
            assert_eq!(names.len(), params.len());
            let params: Option<Vec<String>> = params
                .iter()
                .map(|(name, value)| Some(format!("{name}={}", quoted::emit_quoted(&value).ok()?)))
                .collect();
            let Some(params) = params else {
                return assert!(!data.is_ascii(), "an ASCII value that was parsed can be quoted");
            };
            printed.push_str(&format!(" {}", params.join(", ")));
        }
    }
    if printed.len() > limits.header {
        return;
    }
    let again = Authorization::parse(printed.as_bytes(), &limits).expect("what is printed can be parsed");
    assert_eq!(again.scheme(), field.scheme());
    match (field.data(), again.data()) {
        (Credentials::Params(old), Credentials::Params(new)) => assert!(old.iter().eq(new.iter())),
        (Credentials::Token68(old), Credentials::Token68(new)) => assert_eq!(old, new),
        (old, new) => assert_eq!(std::mem::discriminant(old), std::mem::discriminant(new)),
    }
}

/// A media type that is accepted names no parameter twice and means the same when every value is quoted.
pub fn media_type(data: &[u8]) {
    let media_type = match MediaType::parse(data) {
        Ok(media_type) => media_type,
        Err(error) => return assert!(error.at() <= data.len(), "{error}"),
    };
    let essence = format!("{}/{}", media_type.type_(), media_type.subtype());
    assert!(media_type.essence_is(&essence.to_ascii_uppercase()));
    let mut printed = essence;
    let mut names = BTreeSet::new();
    for parameter in media_type.parameters() {
        assert!(names.insert(parameter.name().to_ascii_lowercase()));
        let value = parameter.value().decode();
        let Ok(value) = quoted::emit_quoted(&value) else {
            return assert!(!value.is_ascii(), "an ASCII value that was parsed can be quoted");
        };
        printed.push_str(&format!("; {}={value}", parameter.name()));
    }
    let Ok(again) = MediaType::parse(printed.as_bytes()) else {
        return assert!(
            printed.len() > Limits::DEFAULT.header,
            "what is printed can be parsed"
        );
    };
    for name in names {
        assert_eq!(again.parameter(&name), media_type.parameter(&name));
    }
}

/// What the strict reader accepts, serde_json reads with the same values; what it refuses though serde_json accepts it
/// has a repeated member, a lone surrogate, or is over a limit.
pub fn json(data: &[u8]) {
    let limits = Limits::DEFAULT;
    let foreign = serde_json::from_slice::<serde_json::Value>(data);
    match strict::parse_object(data, &limits) {
        Ok(object) => {
            let foreign = match foreign {
                Ok(foreign) => foreign,
                // It reads numbers into machine types, which hold none that large.
                Err(error) => return assert!(error.to_string().contains("number out of range"), "{error}"),
            };
            let foreign = foreign.as_object().expect("an object");
            assert_eq!(foreign.len(), object.len());
            for member in object.members() {
                let other = foreign.get(member.name()).expect("the same names");
                if let Ok(text) = member.value().as_str() {
                    assert_eq!(other.as_str(), Some(text));
                }
                if let Ok(number) = member.value().as_number()
                    && let Some(number) = number.as_u64()
                {
                    assert_eq!(other.as_u64(), Some(number));
                }
            }
        }
        Err(error) => assert!(error.at() <= data.len(), "{error}"),
    }
}
