use countersign_grammar::SyntaxErrorKind;

use super::content_type::Declared;
use super::parameters::{self, Fault, Parameters, is_form, is_multipart, is_object};
use crate::request::{Scene, in_body};
use crate::{Code, Finding};

/// Reads the parameters out of the body, in the form that it has rather than the one that it claims.
pub(super) fn read(scene: &mut Scene<'_>, declared: Declared) -> Parameters {
    let body = scene.request.body();
    let limit = scene.explainer.limits().body;
    // = COUNTERSIGN-LIMITS-1
    if body.len() > limit {
        scene.push(Finding::new(Code::BODY_TOO_LONG, in_body(limit..body.len())));
    }
    if is_object(body)
        && let Some(parameters) = parameters::json(body)
    {
        if declared == Declared::Form {
            swallowed(scene, Code::BODY_IS_JSON);
        }
        return parameters;
    }
    if is_multipart(body) {
        if declared == Declared::Form {
            swallowed(scene, Code::BODY_IS_MULTIPART);
        }
        return Parameters::opaque(body.len());
    }
    match declared {
        Declared::Form | Declared::Nothing => form(scene, body),
        _ if body.is_empty() || is_form(body) => form(scene, body),
        Declared::Json | Declared::Multipart | Declared::Other => Parameters::opaque(body.len()),
    }
}

/// A body of another format under the name of a form: the server meets it as some fault of a form.
fn swallowed(scene: &mut Scene<'_>, code: Code) {
    let finding = Finding::new(code, in_body(0..scene.request.body().len()));
    scene.push(match scene.body_refusal() {
        Some(reason) => finding.clause_of(reason.clause()),
        None => finding,
    });
}

// = RFC6749-4.4.2-1
// = COUNTERSIGN-STRICT-1
fn form(scene: &mut Scene<'_>, body: &[u8]) -> Parameters {
    let most = scene.explainer.limits().parameters;
    let mut pieces = body
        .split(|octet| *octet == b'&')
        .filter(|piece| !piece.is_empty());
    let surplus = pieces.by_ref().nth(most);
    if surplus.is_some() {
        let count = most.saturating_add(1).saturating_add(pieces.count());
        let title = alloc::format!("there are {count} parameters, and the server takes {most}");
        scene.push(Finding::new(Code::TOO_MANY_PARAMETERS, in_body(0..body.len())).title(title));
    }
    let text = match body.iter().rposition(|octet| !matches!(octet, b'\r' | b'\n')) {
        Some(last) => body.get(..=last).unwrap_or(body),
        None => &[],
    };
    if text.len() < body.len() {
        scene.push(Finding::new(Code::BODY_LINE_END, in_body(text.len()..body.len())));
    }
    parameters::form(text, |fault| scene.push(finding(&fault, text)))
}

fn finding(fault: &Fault, text: &[u8]) -> Finding {
    let at = fault.error.at();
    let rest = text.get(at..).unwrap_or_default();
    let (code, len) = match fault.error.kind() {
        SyntaxErrorKind::BadPercentEscape => (Code::FORM_PERCENT_ESCAPE, escape_len(rest)),
        SyntaxErrorKind::InvalidUtf8 => (Code::FORM_NOT_UTF_8, 3),
        SyntaxErrorKind::UnexpectedOctet => (Code::FORM_OCTET, 1),
        _ => (Code::FORM_MALFORMED, 1),
    };
    let end = at.saturating_add(len).min(text.len());
    let finding = Finding::new(code, in_body(at..end).of(fault.parameter));
    match rest.first() {
        Some(b' ') if code == Code::FORM_OCTET => finding
            .title("a space in the body stands there unescaped")
            .mend("write + or %20 for a space"),
        Some(b'\r' | b'\n') if code == Code::FORM_OCTET => finding
            .title("a line end stands within the body")
            .mend("write all parameters on one line, joined by &"),
        Some(0x80..) if code == Code::FORM_OCTET => finding
            .title("a character outside ASCII stands in the body unescaped")
            .mend("encode it as UTF-8 and then escape each octet with a percent sign"),
        _ => finding,
    }
}

/// The percent sign and the hexadecimal digits after it.
fn escape_len(rest: &[u8]) -> usize {
    match rest {
        [_, digit, ..] if digit.is_ascii_hexdigit() => 2,
        _ => 1,
    }
}
