//! What stands in header fields.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use countersign_abnf::{AUTH_PARAMS, MEDIA_TYPE, Recogniser};
use countersign_grammar::authorization::{Authorization, Credentials};
use countersign_grammar::media_type::MediaType;
use countersign_grammar::{SyntaxErrorKind, challenge, quoted};

use crate::{limits, recogniser};

// = RFC9110-11.2-3 (test)
pub(crate) fn token68(text: &[u8]) -> bool {
    let Ok(field) = Authorization::parse(text, &limits()) else {
        return false;
    };
    let Credentials::Token68(token68) = field.data() else {
        return false;
    };
    let end = text
        .iter()
        .rposition(|octet| !matches!(octet, b' ' | b'\t'))
        .unwrap();
    let start = text[1..].iter().position(|octet| *octet != b' ').unwrap() + 1;
    assert_eq!(token68.as_bytes(), &text[start..=end], "{}", text.escape_ascii());
    true
}

// = RFC9110-5.6.4-1 (test)
pub(crate) fn quoted_string(text: &[u8]) -> bool {
    match quoted::quoted_string(text) {
        Ok(plain) => {
            assert_eq!(plain.as_bytes(), unquoted(text), "{}", text.escape_ascii());
            // What is outside ASCII is read and never written.
            let printed = quoted::emit_quoted(&plain);
            assert_eq!(printed.is_ok(), plain.is_ascii(), "{}", text.escape_ascii());
            if let Ok(printed) = printed {
                assert_eq!(quoted::quoted_string(printed.as_bytes()), Ok(plain));
            }
            true
        }
        Err(error) => {
            assert!(error.at() <= text.len());
            false
        }
    }
}

// = RFC9110-11.2-1 (test)
// = RFC9110-5.6.1.2-1 (test)
pub(crate) fn auth_params(text: &[u8]) -> bool {
    static LIST: LazyLock<Recogniser> = LazyLock::new(|| recogniser(&AUTH_PARAMS));
    match Authorization::parse(text, &limits()).map(Authorization::into_data) {
        Ok(Credentials::None) => true,
        Ok(Credentials::Token68(_)) => false,
        Ok(Credentials::Params(params)) => {
            let read: Vec<_> = params
                .iter()
                .map(|(name, value)| (name.as_bytes().to_vec(), value.as_bytes().to_vec()))
                .collect();
            let data = text.strip_prefix(b"x").unwrap();
            assert_eq!(read, parameters(data, b','), "{}", text.escape_ascii());
            assert!(distinct(&read), "{}", text.escape_ascii());
            // What prints it is the writer of challenges, which have the same list.
            let challenges = challenge::parse_challenges([text], &limits()).unwrap();
            let printed = challenge::emit_challenges(&challenges);
            let again = Authorization::parse(printed.as_bytes(), &limits()).unwrap();
            let written = match again.data() {
                Credentials::Params(params) => parameters_of(params),
                _ => Vec::new(),
            };
            assert_eq!(written, parameters_of(&params), "{}", text.escape_ascii());
            let challenges = challenge::parse_challenges([printed.as_bytes()], &limits()).unwrap();
            assert_eq!(challenge::emit_challenges(&challenges), printed);
            true
        }
        Err(error) if error.kind() == SyntaxErrorKind::DuplicateParameter => {
            LIST.matches(text) && !distinct(&parameters(&text[1..], b','))
        }
        Err(error) => {
            assert!(error.at() <= text.len());
            false
        }
    }
}

// = RFC9110-8.3.1-2 (test)
pub(crate) fn media_type(text: &[u8]) -> bool {
    static TYPE: LazyLock<Recogniser> = LazyLock::new(|| recogniser(&MEDIA_TYPE));
    let parameters_at = text.iter().position(|octet| *octet == b';').unwrap_or(text.len());
    match MediaType::parse_with(text, &limits()) {
        Ok(media_type) => {
            let read: Vec<_> = media_type
                .parameters()
                .map(|parameter| {
                    let value = parameter.value().decode().into_owned();
                    (parameter.name().as_bytes().to_vec(), value.into_bytes())
                })
                .collect();
            assert_eq!(
                read,
                parameters(&text[parameters_at..], b';'),
                "{}",
                text.escape_ascii()
            );
            assert!(distinct(&read), "{}", text.escape_ascii());
            let essence = format!("{}/{}", media_type.type_(), media_type.subtype());
            assert_eq!(essence.as_bytes(), text[..parameters_at].trim_ascii());
            true
        }
        Err(error) if error.kind() == SyntaxErrorKind::DuplicateParameter => {
            TYPE.matches(text) && !distinct(&parameters(&text[parameters_at..], b';'))
        }
        Err(error) => {
            assert!(error.at() <= text.len());
            false
        }
    }
}

type Named = Vec<(Vec<u8>, Vec<u8>)>;

fn parameters_of(params: &countersign_grammar::authorization::AuthParams<'_>) -> Vec<(String, String)> {
    let owned = |(name, value): (&str, std::borrow::Cow<'_, str>)| (name.to_owned(), value.into_owned());
    params.iter().map(owned).collect()
}

/// The parameters of a well-formed list, which may hold empty elements.
fn parameters(list: &[u8], separator: u8) -> Named {
    let (mut quoted, mut escaped) = (false, false);
    let elements = list.split(|octet| {
        let separates = *octet == separator && !quoted;
        match octet {
            _ if escaped => escaped = false,
            b'"' => quoted = !quoted,
            b'\\' => escaped = quoted,
            _ => {}
        }
        separates
    });
    let named = |element: &[u8]| {
        let equals = element.iter().position(|octet| *octet == b'=')?;
        let (name, value) = (element[..equals].trim_ascii(), element[equals + 1..].trim_ascii());
        let value = if value.starts_with(b"\"") {
            unquoted(value)
        } else {
            value.to_vec()
        };
        Some((name.to_vec(), value))
    };
    elements.filter_map(named).collect()
}

fn distinct(named: &Named) -> bool {
    let names: BTreeSet<_> = named.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    names.len() == named.len()
}

/// What is meant by a well-formed quoted-string, octet by octet.
fn unquoted(text: &[u8]) -> Vec<u8> {
    let mut inside = text[1..text.len() - 1].iter();
    let mut plain = Vec::new();
    while let Some(octet) = inside.next() {
        plain.push(if *octet == b'\\' {
            *inside.next().unwrap()
        } else {
            *octet
        });
    }
    plain
}
