//! `Content-Length`, `Transfer-Encoding` and `Content-Encoding`, as far as the capture shows them.

use alloc::format;

use crate::capture::{named, trimmed};
use crate::request::Scene;
use crate::{Code, Finding, Part, Place};

// = RFC9110-2.2-1
pub(super) fn check(scene: &mut Scene<'_>) {
    let request = scene.request;
    let coding = named(request.headers(), "transfer-encoding").next();
    let captured = request.body().len();
    for (index, value) in named(request.headers(), "content-length") {
        let (start, value) = trimmed(value);
        let place = |name| {
            Place::new(
                Part::Header { index, name },
                start..start.saturating_add(value.len()),
            )
        };
        let place = place("Content-Length");
        if let Some((index, value)) = coding {
            let other = Place::new(
                Part::Header {
                    index,
                    name: "Transfer-Encoding",
                },
                0..value.len(),
            );
            scene.push(Finding::new(Code::FRAMING_AMBIGUOUS, place).see(other, "the other one"));
            continue;
        }
        let Some(declared) = number(value) else {
            scene.push(Finding::new(Code::CONTENT_LENGTH_MALFORMED, place));
            continue;
        };
        if declared != captured {
            let title =
                format!("Content-Length is {declared}, and the body as captured has {captured} octets");
            let finding = Finding::new(Code::CONTENT_LENGTH_DIFFERS, place).title(title);
            scene.push(match line_end(request.body(), declared) {
                Some(mend) => finding.mend(mend),
                None => finding,
            });
        }
    }
    for (index, value) in named(request.headers(), "content-encoding") {
        let (start, value) = trimmed(value);
        if !value.is_empty() && !value.eq_ignore_ascii_case(b"identity") {
            let octets = start..start.saturating_add(value.len());
            let part = Part::Header {
                index,
                name: "Content-Encoding",
            };
            scene.push(Finding::new(Code::CONTENT_ENCODED, Place::new(part, octets)));
        }
    }
}

fn number(value: &[u8]) -> Option<usize> {
    let digits = core::str::from_utf8(value).ok()?;
    digits
        .bytes()
        .all(|octet| octet.is_ascii_digit())
        .then(|| digits.parse().ok())?
}

fn line_end(body: &[u8], declared: usize) -> Option<&'static str> {
    let rest = body.get(declared..)?;
    rest.iter()
        .all(|octet| matches!(octet, b'\r' | b'\n'))
        .then_some("the difference is a line end after the body: the capture or an editor may have added it")
}
