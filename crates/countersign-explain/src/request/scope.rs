use alloc::format;
use alloc::sync::Arc;
use core::ops::Range;

use countersign_auth::ClientRecord;
use countersign_scope::{ScopeErrorKind, ScopeState};

use super::parameters::Parameters;
use crate::request::{Scene, ordinal};
use crate::{Code, Finding, Part};

// = RFC6749-3.3-3
// = RFC6749-A.4-1
pub(super) fn check_syntax(scene: &mut Scene<'_>, asked: &Parameters) {
    let Some((scope, text)) = asked
        .find("scope")
        .and_then(|scope| Some((scope, scope.value()?)))
    else {
        return;
    };
    let raw = raw(scene, asked);
    let place = |octets| asked.place_within(scope, raw, octets);
    faults(text, |kind, octets| {
        scene.out.push_with(Code::SCOPE_MALFORMED, || {
            Finding::new(Code::SCOPE_MALFORMED, place(octets))
                .title(format!("scope is malformed: {}", kind.describe()))
        });
    });
    let most = scene.explainer.limits().scope_tokens;
    if let Some((token, at)) = tokens(text).nth(most) {
        let octets = at..at.saturating_add(token.len());
        let finding = Finding::new(Code::SCOPE_TOO_MANY, place(octets));
        scene.push(finding.title(format!("scope has more than {most} tokens")));
    }
    let mut seen = alloc::collections::BTreeSet::new();
    for (token, at) in tokens(text) {
        let octets = at..at.saturating_add(token.len());
        let code = if !seen.insert(token) {
            Code::SCOPE_TOKEN_REPEATED
        } else if token.contains(',') && !token.contains("://") {
            Code::SCOPE_COMMA
        } else {
            continue;
        };
        scene.out.push_with(code, || Finding::new(code, place(octets)));
    }
}

/// Each token that is not registered; or that there is no scope and no default.
// = RFC6749-5.2-12
// = RFC6749-3.3-6
pub(super) fn check_registered(
    scene: &mut Scene<'_>,
    record: &Arc<ClientRecord>,
    asked: &Parameters,
    body: &Parameters,
    query: &Parameters,
) {
    let Some(scope) = asked.find("scope") else {
        if record.default_selection().is_some() || asked.is_opaque() {
            return;
        }
        let finding = match query.find("scope") {
            Some(elsewhere) => Finding::new(Code::SCOPE_MISSING, query.place_of_all(elsewhere))
                .title("scope stands in the URL, where the server does not read it, and the client has no default scope")
                .mend("move scope into the body"),
            None => Finding::new(Code::SCOPE_MISSING, body.place_of_end()),
        };
        scene.push(finding);
        return;
    };
    let Some(text) = scope.value() else {
        return;
    };
    let raw = raw(scene, asked);
    for (number, (token, at)) in (1_usize..).zip(tokens(text)) {
        if record.scope().covers(token) || countersign_scope::check(token).is_err() {
            continue;
        }
        scene.out.push_with(Code::SCOPE_NOT_REGISTERED, || {
            let octets = at..at.saturating_add(token.len());
            let finding = Finding::new(Code::SCOPE_NOT_REGISTERED, asked.place_within(scope, raw, octets))
                .title(format!(
                    "the {} scope token is not registered for this client",
                    ordinal(number)
                ));
            let other_case = record
                .scope()
                .set()
                .iter()
                .any(|known| known.as_str().eq_ignore_ascii_case(token));
            if other_case {
                // = RFC6749-3.3-1
                finding.mend("write it as it is registered: capital and small letters differ")
            } else {
                finding
            }
        });
    }
}

/// The part in which the parameters stand, as captured.
fn raw<'s>(scene: &Scene<'s>, asked: &Parameters) -> &'s [u8] {
    match asked.place_of_end().part {
        Part::Target => scene.request.target().as_bytes(),
        _ => scene.request.body(),
    }
}

/// The tokens between spaces, with their offsets.
fn tokens(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let mut at = 0_usize;
    text.split(' ').filter_map(move |token| {
        let start = at;
        at = at.saturating_add(token.len()).saturating_add(1);
        (!token.is_empty()).then_some((token, start))
    })
}

/// Every fault of a scope string: the machine starts anew after each.
fn faults(text: &str, mut fault: impl FnMut(ScopeErrorKind, Range<usize>)) {
    let octets = text.as_bytes();
    let mut state = ScopeState::Start;
    let mut at = 0_usize;
    while let Some(octet) = octets.get(at) {
        let next = at.saturating_add(1);
        let stepped = state.step(*octet);
        if stepped != ScopeState::Invalid {
            (state, at) = (stepped, next);
            continue;
        }
        if *octet == b' ' {
            let end = octets.iter().skip(at).position(|octet| *octet != b' ');
            let end = end.map_or(octets.len(), |len| at.saturating_add(len));
            let kind = match state {
                ScopeState::Start => ScopeErrorKind::LeadingSpace,
                _ if end == octets.len() => ScopeErrorKind::TrailingSpace,
                _ => ScopeErrorKind::DoubledSpace,
            };
            let start = if kind == ScopeErrorKind::TrailingSpace {
                at.saturating_sub(1)
            } else {
                at
            };
            fault(kind, start..end);
            if end == octets.len() {
                return;
            }
            (state, at) = (ScopeState::Space, end);
        } else {
            let len = text
                .get(at..)
                .and_then(|rest| rest.chars().next())
                .map_or(1, char::len_utf8);
            let end = at.saturating_add(len);
            fault(ScopeErrorKind::UnexpectedOctet, at..end);
            (state, at) = (ScopeState::Token, end);
        }
    }
    if state == ScopeState::Space {
        fault(
            ScopeErrorKind::TrailingSpace,
            octets.len().saturating_sub(1)..octets.len(),
        );
    }
}

#[cfg(test)]
mod tests;
