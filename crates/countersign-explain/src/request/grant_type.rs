use alloc::format;

use super::parameters::{Parameter, Parameters};
use crate::names::{Name, distance, plain};
use crate::request::Scene;
use crate::{Code, Finding};

const WANTED: &str = "client_credentials";

/// Grant types that may be shown, and what they are.
const OTHERS: [(&str, &str); 8] = [
    (
        "authorization_code",
        "it exchanges a code that a user's browser brought",
    ),
    (
        "refresh_token",
        "it exchanges a refresh token, and this grant issues none",
    ),
    ("password", "it needs a user's password and must not be used"),
    ("implicit", "it does not use the token endpoint"),
    (
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "it exchanges an assertion",
    ),
    (
        "urn:ietf:params:oauth:grant-type:saml2-bearer",
        "it exchanges an assertion",
    ),
    (
        "urn:ietf:params:oauth:grant-type:device_code",
        "it exchanges the code of a device",
    ),
    (
        "urn:ietf:params:oauth:grant-type:token-exchange",
        "it exchanges a token",
    ),
];

// = RFC6749-4.4.2-2
pub(super) fn check(scene: &mut Scene<'_>, body: &Parameters, query: &Parameters, asked: &Parameters) {
    if let Some(grant_type) = asked.find("grant_type") {
        value(scene, asked, grant_type);
    }
    if body.is_opaque() || body.find("grant_type").is_some() {
        return;
    }
    // = RFC6749-5.2-3
    let named = |wanted: fn(&Parameter) -> bool| body.iter().find(|parameter| wanted(parameter));
    let finding = if let Some(elsewhere) = query.find("grant_type") {
        Finding::new(Code::GRANT_TYPE_IN_QUERY, query.place_of_all(elsewhere))
    } else if let Some(empty) = named(|parameter| parameter.name.is_own("grant_type")) {
        Finding::new(Code::GRANT_TYPE_EMPTY, body.place_of_all(empty))
    } else if let Some(near) = named(|parameter| parameter.name == Name::Near("grant_type")) {
        Finding::new(Code::GRANT_TYPE_MISNAMED, body.place_of_name(near))
    } else {
        Finding::new(Code::GRANT_TYPE_MISSING, body.place_of_end())
    };
    scene.push(finding);
}

// = RFC6749-5.2-11
fn value(scene: &mut Scene<'_>, asked: &Parameters, grant_type: &Parameter) {
    let Some(text) = grant_type.value().filter(|text| *text != WANTED) else {
        return;
    };
    let place = asked.place_of_value(grant_type);
    scene.push(
        if let Some((name, what)) = OTHERS.iter().find(|(name, _)| *name == text) {
            Finding::new(Code::GRANT_TYPE_UNSUPPORTED, place).title(format!(
                "the grant type is {name}: {what}; this endpoint serves client_credentials"
            ))
        } else if is_near(text) {
            Finding::new(Code::GRANT_TYPE_MISSPELT, place)
        } else {
            Finding::new(Code::GRANT_TYPE_UNSUPPORTED, place)
        },
    );
}

/// The longest text that is compared with the name.
const LONGEST: usize = 40;

fn is_near(text: &str) -> bool {
    if text.len() > LONGEST {
        return false;
    }
    let plain = plain(text);
    distance(&plain, "clientcredentials") <= 3
}
