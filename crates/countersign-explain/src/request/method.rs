use alloc::format;

use crate::request::Scene;
use crate::{Code, Finding, Part, Place};

/// The methods whose names may be shown.
const KNOWN: [&str; 9] = [
    "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT",
];

// = RFC6749-3.2-4
pub(super) fn check(scene: &mut Scene<'_>) {
    let method = scene.request.method();
    if method == "POST" {
        return;
    }
    let place = Place::new(Part::Method, 0..method.len());
    let finding = Finding::new(Code::METHOD_NOT_POST, place.clone());
    scene.push(
        match KNOWN.iter().find(|known| known.eq_ignore_ascii_case(method)) {
            Some(&"POST") => finding
                .title("the method is POST in another case; methods are compared exactly")
                .mend("write POST in capital letters"),
            Some(known) => finding.title(format!("the method is {known}; a token request is a POST")),
            None => finding,
        },
    );
    let body = scene.request.body();
    if !body.is_empty() && matches!(method, "GET" | "HEAD" | "DELETE" | "OPTIONS") {
        scene.push(
            Finding::new(Code::BODY_WITHOUT_POST, super::in_body(0..body.len())).see(place, "the method"),
        );
    }
}
