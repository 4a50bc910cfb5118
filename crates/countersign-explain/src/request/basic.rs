use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use countersign_grammar::basic::BasicEncoding;
use countersign_grammar::{SyntaxErrorKind, base64, chars};
use zeroize::Zeroizing;

use crate::request::Scene;
use crate::{Code, Finding, Place};

/// Identifier and secret.
pub(super) type Pair = (Zeroizing<String>, Zeroizing<String>);

/// The two halves of Basic credentials, line ends at their end dropped.
pub(super) struct Halves {
    /// As the server reads them; none if they are no text.
    pub(super) read: Option<Pair>,
    /// In the other reading, if that differs.
    pub(super) otherwise: Option<Pair>,
}

/// Everything that is wrong with a Basic credential; its halves as far as they can be made out.
pub(super) fn check(scene: &mut Scene<'_>, token68: &str, data: &Place) -> Option<Halves> {
    let at = |octets: Range<usize>| {
        let base = data.octets.start;
        Place::new(
            data.part,
            octets.start.saturating_add(base)..octets.end.saturating_add(base),
        )
    };
    base64_faults(scene, token68, at);
    let octets = mended(token68)?;
    let within = |octets: Range<usize>| at(characters(&octets, token68.len()));

    let kept = octets
        .iter()
        .rposition(|octet| !matches!(octet, b'\r' | b'\n'))
        .map_or(0, |last| last.saturating_add(1));
    if kept < octets.len() {
        scene.push(Finding::new(Code::BASIC_LINE_END, within(kept..octets.len())));
    }
    let text = octets.get(..kept).unwrap_or_default();
    // = RFC7617-2-8
    let Some(colon) = text.iter().position(|octet| *octet == b':') else {
        let finding = Finding::new(Code::BASIC_NO_COLON, data.clone());
        let twice = core::str::from_utf8(text)
            .ok()
            .and_then(mended)
            .is_some_and(|octets| octets.contains(&b':'));
        scene.push(if twice {
            finding
                .title("the Basic credentials are base64 of base64")
                .mend("encode client_id:client_secret once")
        } else {
            finding
        });
        return None;
    };
    let encoding = scene.explainer.encoding();
    let (id, rest) = text.split_at_checked(colon)?;
    let secret = rest.get(1..).unwrap_or_default();
    let offset = colon.saturating_add(1);
    half(scene, encoding, id, within);
    half(scene, encoding, secret, |octets| {
        within(octets.start.saturating_add(offset)..octets.end.saturating_add(offset))
    });
    let raw = pair(Zeroizing::new(id.to_vec()), Zeroizing::new(secret.to_vec()));
    let form = pair(unescaped(id), unescaped(secret));
    let differ = text.iter().any(|octet| matches!(octet, b'%' | b'+'));
    // = RFC6749-2.3.1-1
    if differ && !scene.out.has(Code::BASIC_PERCENT_ESCAPE) {
        scene.push(Finding::new(Code::BASIC_READINGS_DIFFER, data.clone()));
    }
    let (read, otherwise) = if encoding == BasicEncoding::Raw {
        (raw, form)
    } else {
        (form, raw)
    };
    Some(Halves {
        read,
        otherwise: otherwise.filter(|_| differ),
    })
}

/// The secret in the data of an `Authorization` field, if there is one.
pub(crate) fn secret(data: &[u8]) -> Option<Zeroizing<String>> {
    let octets = mended(core::str::from_utf8(data.trim_ascii()).ok()?)?;
    let colon = octets.iter().position(|octet| *octet == b':')?;
    text(octets.get(colon.checked_add(1)?..)?)
}

/// What is wrong with the base64 text as such.
// = RFC4648-3.3-1
// = RFC4648-3.2-1
// = RFC4648-3.5-2
fn base64_faults(scene: &mut Scene<'_>, token68: &str, at: impl Fn(Range<usize>) -> Place) {
    let body = token68.trim_end_matches('=');
    let foreign = |octet: u8| !(octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'/'));
    if let Some(first) = body.bytes().position(foreign) {
        let url = body
            .bytes()
            .all(|octet| !foreign(octet) || matches!(octet, b'-' | b'_'));
        let place = at(first..first.saturating_add(1));
        scene.push(if url {
            Finding::new(Code::BASIC_BASE64URL, place)
        } else if body.bytes().filter(|octet| *octet == b'.').count() == 2 {
            Finding::new(Code::BASIC_BASE64, place)
                .title("what follows Basic looks like a token in three parts, not like client credentials")
        } else {
            Finding::new(Code::BASIC_BASE64, place)
        });
        if !url {
            return;
        }
    }
    let padding = token68.len().saturating_sub(body.len());
    let wanted = match body.len() % 4 {
        1 => {
            let place = at(body.len()..token68.len());
            scene.push(
                Finding::new(Code::BASIC_BASE64, place)
                    .title("the base64 text of the Basic credentials is cut: one character is left over"),
            );
            return;
        }
        2 => 2,
        3 => 1,
        _ => 0,
    };
    if padding != wanted {
        let finding = Finding::new(Code::BASIC_PADDING, at(body.len()..token68.len()));
        scene.push(if padding < wanted {
            finding.title("the padding of the Basic credentials is missing")
        } else {
            finding.title("the Basic credentials have more padding than they need")
        });
    }
    if let Err(error) = base64::decode(&repaired(token68))
        && error.kind() == SyntaxErrorKind::BadBase64TrailingBits
    {
        let last = body.len().saturating_sub(1);
        scene.push(Finding::new(Code::BASIC_TRAILING_BITS, at(last..body.len())));
    }
}

/// With the standard alphabet and the right padding.
fn repaired(token68: &str) -> Zeroizing<String> {
    let body = token68.trim_end_matches('=');
    let mut text: Zeroizing<String> = Zeroizing::new(String::with_capacity(body.len().saturating_add(2)));
    text.extend(body.chars().map(|char| match char {
        '-' => '+',
        '_' => '/',
        char => char,
    }));
    text.push_str(match body.len() % 4 {
        2 => "==",
        3 => "=",
        _ => "",
    });
    text
}

/// What a base64 text decodes to once alphabet and padding are mended.
pub(super) fn mended(token68: &str) -> Option<Zeroizing<Vec<u8>>> {
    base64::decode(&repaired(token68)).ok().map(Zeroizing::new)
}

/// The characters of a base64 text that hold these octets.
fn characters(octets: &Range<usize>, most: usize) -> Range<usize> {
    let first = octets.start.saturating_mul(8) / 6;
    let end = octets.end.saturating_mul(8).div_ceil(6);
    first.min(most)..end.min(most)
}

/// What is wrong with one half, as the server reads it.
// = RFC6749-2.3.1-3
// = RFC7617-2-6
// = RFC6749-10.14-1
fn half(scene: &mut Scene<'_>, encoding: BasicEncoding, half: &[u8], at: impl Fn(Range<usize>) -> Place) {
    let one = |position: usize| at(position..position.saturating_add(1));
    if let Some(position) = half.iter().position(|octet| chars::is_ctl(*octet)) {
        scene.push(Finding::new(Code::BASIC_CONTROL, one(position)));
    }
    if encoding == BasicEncoding::Raw {
        match core::str::from_utf8(half) {
            Err(error) => scene.push(Finding::new(Code::BASIC_NOT_UTF_8, one(error.valid_up_to()))),
            Ok(_) if !half.is_ascii() => scene.push(Finding::new(Code::BASIC_NOT_ASCII, at(0..half.len()))),
            Ok(_) => {}
        }
        return;
    }
    if let Some(position) = half.iter().position(|octet| *octet == b' ' || !octet.is_ascii()) {
        scene.push(Finding::new(Code::BASIC_UNESCAPED, one(position)));
    }
    if let Some(position) = bad_escape(half) {
        scene.push(Finding::new(Code::BASIC_PERCENT_ESCAPE, one(position)));
    }
    if !half.contains(&b'%') {
        return;
    }
    let decoded = unescaped(half);
    let finding = |code| Finding::new(code, at(0..half.len()));
    match core::str::from_utf8(&decoded) {
        Err(_) if half.is_ascii() => scene.push(finding(Code::BASIC_NOT_UTF_8)),
        Ok(text) if text.ends_with(['\r', '\n']) => scene.push(finding(Code::BASIC_LINE_END)),
        Ok(text) if text.bytes().any(chars::is_ctl) && !half.iter().copied().any(chars::is_ctl) => {
            scene.push(finding(Code::BASIC_CONTROL));
        }
        Ok(text) if !text.is_ascii() && half.is_ascii() => scene.push(finding(Code::BASIC_NOT_ASCII)),
        Ok(_) | Err(_) => {}
    }
}

fn bad_escape(half: &[u8]) -> Option<usize> {
    (0..half.len()).find(|at| half.get(*at) == Some(&b'%') && escaped(half, *at).is_none())
}

fn escaped(half: &[u8], at: usize) -> Option<u8> {
    let digits = half.get(at.checked_add(1)?..at.checked_add(3)?)?;
    let digits = core::str::from_utf8(digits)
        .ok()
        .filter(|digits| digits.bytes().all(|octet| octet.is_ascii_hexdigit()))?;
    u8::from_str_radix(digits, 16).ok()
}

/// Form decoding that leaves bad escapes as they are.
fn unescaped(half: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut octets = Zeroizing::new(Vec::with_capacity(half.len()));
    let mut at = 0_usize;
    while let Some(octet) = half.get(at) {
        let (octet, len) = match (octet, escaped(half, at)) {
            (b'%', Some(octet)) => (octet, 3),
            (b'+', _) => (b' ', 1),
            (octet, _) => (*octet, 1),
        };
        octets.push(octet);
        at = at.saturating_add(len);
    }
    octets
}

fn pair(id: Zeroizing<Vec<u8>>, secret: Zeroizing<Vec<u8>>) -> Option<Pair> {
    Some((text(&id)?, text(&secret)?))
}

fn text(octets: &[u8]) -> Option<Zeroizing<String>> {
    let text = core::str::from_utf8(octets).ok()?;
    Some(Zeroizing::new(String::from(text.trim_end_matches(['\r', '\n']))))
}
