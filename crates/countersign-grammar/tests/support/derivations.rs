//! `#challenge` transcribed from RFC 9110 section 11.6.1, as the set of everything that a text can mean.
//!
//! A production maps a place to every end with every meaning of the text up to it, so that an ambiguity of the grammar
//! shows itself as two meanings. Built on the ends of [`abnf`](crate::abnf); nothing is shared with the parser.

use std::collections::BTreeSet;

use crate::abnf;

/// A scheme, a `token68`, and parameters.
pub(crate) type Meant = (String, Option<String>, Vec<(String, String)>);

/// Where a production can end, and what the text is then.
type Derived<T> = BTreeSet<(usize, T)>;

/// Everything that `WWW-Authenticate: text` can mean: nothing if it is no `#challenge`.
pub(crate) fn challenges(text: &[u8]) -> BTreeSet<Vec<Meant>> {
    list(text, 0, &challenge)
        .into_iter()
        .filter(|(end, _)| *end == text.len())
        .map(|(_, meant)| meant)
        .collect()
}

/// `[ element ] *( OWS "," OWS [ element ] )`
fn list<T: Clone + Ord>(
    text: &[u8],
    at: usize,
    element: &dyn Fn(&[u8], usize) -> Derived<T>,
) -> Derived<Vec<T>> {
    let optional = |at: usize, before: &[T]| {
        let mut derived = Derived::from([(at, before.to_vec())]);
        derived.extend(
            element(text, at)
                .into_iter()
                .map(|(end, one)| (end, [before, &[one]].concat())),
        );
        derived
    };
    let mut all = optional(at, &[]);
    let mut fresh = all.clone();
    while !fresh.is_empty() {
        let mut next = Derived::new();
        for (at, before) in &fresh {
            for comma in abnf::ows(text, *at) {
                if text.get(comma) == Some(&b',') {
                    for start in abnf::ows(text, comma + 1) {
                        next.extend(optional(start, before));
                    }
                }
            }
        }
        fresh = next.difference(&all).cloned().collect();
        all.extend(next);
    }
    all
}

/// `challenge = auth-scheme [ 1*SP ( token68 / #auth-param ) ]`
fn challenge(text: &[u8], at: usize) -> Derived<Meant> {
    let mut derived = Derived::new();
    for end in abnf::token(text, at) {
        let scheme = piece(text, at, end);
        derived.insert((end, (scheme.clone(), None, Vec::new())));
        let mut data = end;
        while text.get(data) == Some(&b' ') {
            data += 1;
            for end in abnf::token68(text, data) {
                derived.insert((end, (scheme.clone(), Some(piece(text, data, end)), Vec::new())));
            }
            for (end, params) in list(text, data, &auth_param) {
                derived.insert((end, (scheme.clone(), None, params)));
            }
        }
    }
    derived
}

/// `auth-param = token BWS "=" BWS ( token / quoted-string )`
fn auth_param(text: &[u8], at: usize) -> Derived<(String, String)> {
    let mut derived = Derived::new();
    for name in abnf::token(text, at) {
        for equals in abnf::ows(text, name) {
            if text.get(equals) != Some(&b'=') {
                continue;
            }
            for value in abnf::ows(text, equals + 1) {
                for end in abnf::token(text, value) {
                    derived.insert((end, (piece(text, at, name), piece(text, value, end))));
                }
                for end in abnf::quoted_string(text, value) {
                    let inside = piece(text, value + 1, end - 1);
                    derived.insert((end, (piece(text, at, name), unescaped(&inside))));
                }
            }
        }
    }
    derived
}

fn piece(text: &[u8], from: usize, to: usize) -> String {
    String::from_utf8_lossy(text.get(from..to).unwrap()).into_owned()
}

fn unescaped(inside: &str) -> String {
    let mut plain = String::new();
    let mut chars = inside.chars();
    while let Some(char) = chars.next() {
        plain.push(if char == '\\' { chars.next().unwrap() } else { char });
    }
    plain
}
