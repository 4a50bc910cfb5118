use alloc::format;

use super::parameters::Parameters;
use crate::names::Name;
use crate::request::Scene;
use crate::{Code, Finding, Part, Place};

pub(super) fn check(scene: &mut Scene<'_>) {
    let target = scene.request.target();
    let limit = scene.explainer.limits().header;
    if target.len() > limit {
        scene.push(Finding::new(
            Code::TARGET_TOO_LONG,
            Place::new(Part::Target, limit..target.len()),
        ));
    }
    // = RFC6749-3.2-2
    if let Some(at) = target.find('#') {
        scene.push(Finding::new(
            Code::FRAGMENT_IN_TARGET,
            Place::new(Part::Target, at..target.len()),
        ));
    }
}

// = RFC6749-2.3.1-9
// = OAUTH21-2.4.1-4
pub(super) fn check_parameters(scene: &mut Scene<'_>, query: &Parameters) {
    let mut first = None;
    for parameter in query.iter() {
        if parameter.is_empty() {
            continue;
        }
        let code = match parameter.name {
            Name::Own("client_secret" | "client_assertion" | "client_assertion_type") => {
                Code::CREDENTIALS_IN_QUERY
            }
            Name::Foreign(
                "password" | "access_token" | "refresh_token" | "code" | "assertion" | "device_code",
            )
            | Name::Near("client_secret" | "client_assertion") => Code::SECRET_IN_QUERY,
            Name::Own(_) => {
                first = first.or(Some(query.place_of_all(parameter)));
                continue;
            }
            Name::Foreign(_) | Name::Near(_) | Name::Other => continue,
        };
        let finding = Finding::new(code, query.place_of_all(parameter));
        scene.push(match parameter.name {
            Name::Own("client_secret") => {
                finding.title("a client secret must not appear in the URL: treat it as leaked")
            }
            Name::Own(name @ ("client_assertion" | "client_assertion_type")) => finding.title(format!(
                "{name} must not appear in the URL: treat the assertion as leaked"
            )),
            _ => finding,
        });
    }
    if let Some(place) = first {
        scene.push(Finding::new(Code::PARAMETERS_IN_QUERY, place));
    }
}
