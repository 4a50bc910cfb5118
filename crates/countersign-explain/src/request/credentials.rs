use alloc::string::String;

use countersign_auth::AuthMethod;
use countersign_grammar::chars;
use zeroize::Zeroizing;

use super::authorization::Header;
use super::basic::Pair;
use super::parameters::{Parameter, Parameters};
use crate::request::Scene;
use crate::{Code, Finding, Place};

/// Who the client says it is, and what it shows for it.
#[derive(Default)]
pub(super) struct Claim {
    pub(super) id: Option<Zeroizing<String>>,
    pub(super) secret: Option<Zeroizing<String>>,
    pub(super) id_place: Option<Place>,
    pub(super) secret_place: Option<Place>,
    /// How, if it is a way at all.
    pub(super) method: Option<AuthMethod>,
    /// The same credentials in other readings, each with what would make it the right one.
    pub(super) otherwise: Option<Pair>,
    /// The secret with each decoded plus sign put back.
    pub(super) with_plus: Option<Zeroizing<String>>,
}

/// What the body, or failing that the query, shows.
struct Shown<'p> {
    list: &'p Parameters,
    id: Option<&'p Parameter>,
    secret: Option<&'p Parameter>,
    assertion: Option<&'p Parameter>,
}

impl<'p> Shown<'p> {
    fn of(list: &'p Parameters) -> Self {
        Self {
            list,
            id: list.find("client_id"),
            secret: list.find("client_secret"),
            assertion: list
                .find("client_assertion")
                .or_else(|| list.find("client_assertion_type")),
        }
    }

    const fn is_nothing(&self) -> bool {
        self.id.is_none() && self.secret.is_none() && self.assertion.is_none()
    }
}

pub(super) fn check(scene: &mut Scene<'_>, header: Header, body: &Parameters, query: &Parameters) -> Claim {
    let shown = Shown::of(body);
    multiple(scene, &header, &shown);
    let (id, with_plus_id) = text(
        scene,
        body,
        shown.id,
        Code::CLIENT_ID_MALFORMED,
        Code::CLIENT_ID_LINE_END,
    );
    let (secret, with_plus) = text(
        scene,
        body,
        shown.secret,
        Code::CLIENT_SECRET_MALFORMED,
        Code::CLIENT_SECRET_LINE_END,
    );
    drop(with_plus_id);

    match header {
        Header::Basic { place, halves } => {
            let (read_id, read_secret) = halves.read.unzip();
            if read_id.as_ref().is_some_and(|id| id.is_empty()) {
                scene.push(Finding::new(Code::CLIENT_ID_EMPTY, place.clone()));
            }
            // = RFC6749-3.2.1-2
            if let (Some(basic), Some(id), Some(parameter)) = (&read_id, &id, shown.id)
                && basic != id
            {
                let finding = Finding::new(Code::CLIENT_ID_MISMATCH, body.place_of_value(parameter));
                scene.push(finding.see(place.clone(), "the Basic credentials"));
            }
            let claim = Claim {
                id: read_id.filter(|id| !id.is_empty()),
                secret: read_secret,
                id_place: Some(place.clone()),
                secret_place: Some(place),
                method: Some(AuthMethod::ClientSecretBasic),
                otherwise: halves.otherwise,
                with_plus: None,
            };
            white_space(scene, &claim);
            claim
        }
        Header::Unusable(_) => Claim::default(),
        Header::Absent => {
            let from_body = !shown.is_nothing() || body.is_opaque();
            let shown = if from_body { shown } else { Shown::of(query) };
            alone(scene, &shown, from_body);
            let read = |parameter: Option<&Parameter>| {
                Some(Zeroizing::new(String::from(
                    parameter?.value()?.trim_end_matches(['\r', '\n']),
                )))
            };
            let place = |parameter: Option<&Parameter>| {
                parameter.map(|parameter| shown.list.place_of_value(parameter))
            };
            let both = shown.id.is_some() && shown.secret.is_some() && shown.assertion.is_none();
            let claim = Claim {
                id: if from_body { id } else { read(shown.id) },
                secret: if from_body { secret } else { read(shown.secret) },
                id_place: place(shown.id),
                secret_place: place(shown.secret),
                method: (from_body && both).then_some(AuthMethod::ClientSecretPost),
                otherwise: None,
                with_plus,
            };
            white_space(scene, &claim);
            claim
        }
    }
}

// = RFC6749-2.3-3
// = RFC6749-5.2-5
fn multiple(scene: &mut Scene<'_>, header: &Header, shown: &Shown<'_>) {
    let first = match header {
        Header::Absent => None,
        Header::Unusable(place) | Header::Basic { place, .. } => Some(place.clone()),
    };
    let place =
        |parameter: Option<&Parameter>| parameter.map(|parameter| shown.list.place_of_name(parameter));
    let mut places = [first, place(shown.secret), place(shown.assertion)]
        .into_iter()
        .flatten();
    if let (Some(first), Some(second)) = (places.next(), places.next()) {
        // = RFC7521-4.2.1-2
        let code = match shown.assertion {
            Some(_) => Code::ASSERTION_NOT_ALONE,
            None => Code::MULTIPLE_METHODS,
        };
        scene.push(Finding::new(code, second).see(first, "the first way"));
    }
}

/// What is missing when there is no `Authorization` field.
// = RFC6749-4.4.2-4
// = RFC6749-2.3.1-5
fn alone(scene: &mut Scene<'_>, shown: &Shown<'_>, from_body: bool) {
    if shown.list.is_opaque() || scene.out.has(Code::CREDENTIALS_IN_QUERY) && shown.is_nothing() {
        return;
    }
    let at = |parameter: &Parameter| shown.list.place_of_all(parameter);
    scene.push(match (shown.assertion, shown.id, shown.secret) {
        // What is wrong with an assertion, the server finds one by one.
        (Some(assertion), id, _) => {
            let code = if scene.explainer.takes_assertions() {
                // Of a client_id beside it the registration says whether it is known, but not by which method.
                let said = |code: &Code| id.is_some() && *code != Code::METHOD_NOT_REGISTERED;
                let named = |reason| Code::of_named_client(reason).filter(|code| !said(code));
                let code = |reason| Code::of_assertion(reason).or_else(|| named(reason));
                scene.refusal.and_then(code)
            } else {
                Some(Code::ASSERTION_UNSUPPORTED)
            };
            match code {
                Some(code) => Finding::new(code, shown.list.place_of_name(assertion)),
                None => return,
            }
        }
        (None, Some(_), Some(_)) => {
            if !from_body && !scene.out.has(Code::CREDENTIALS_IN_QUERY) {
                scene.push(Finding::new(
                    Code::NO_CREDENTIALS,
                    Place::new(crate::Part::Headers, 0..0),
                ));
            }
            return;
        }
        (None, Some(id), None) => Finding::new(Code::CLIENT_ID_ALONE, at(id)),
        (None, None, Some(secret)) => Finding::new(Code::CLIENT_SECRET_ALONE, at(secret)),
        (None, None, None) => Finding::new(Code::NO_CREDENTIALS, Place::new(crate::Part::Headers, 0..0)),
    });
}

/// The value of a parameter of the body, its faults told: as it is meant, and with each plus sign meant as one.
// = RFC6749-10.14-1
fn text(
    scene: &mut Scene<'_>,
    list: &Parameters,
    parameter: Option<&Parameter>,
    malformed: Code,
    line_end: Code,
) -> (Option<Zeroizing<String>>, Option<Zeroizing<String>>) {
    let Some((parameter, value)) = parameter.and_then(|parameter| Some((parameter, parameter.value()?)))
    else {
        return (None, None);
    };
    let place = list.place_of_value(parameter);
    let meant = value.trim_end_matches(['\r', '\n']);
    if meant.len() < value.len() {
        scene.push(Finding::new(line_end, place.clone()));
    }
    if !meant.bytes().all(chars::is_vschar) {
        scene.push(Finding::new(malformed, place.clone()));
    }
    let raw = scene
        .request
        .body()
        .get(parameter.value_octets.clone())
        .unwrap_or_default();
    let plus = raw.contains(&b'+') && meant.contains(' ');
    if plus {
        scene.push(Finding::new(Code::PLUS_IS_SPACE, place));
    }
    let with_plus = plus.then(|| Zeroizing::new(meant.replace(' ', "+")));
    (Some(Zeroizing::new(String::from(meant))), with_plus)
}

fn white_space(scene: &mut Scene<'_>, claim: &Claim) {
    for (text, place, code) in [
        (&claim.id, &claim.id_place, Code::CLIENT_ID_WHITE_SPACE),
        (
            &claim.secret,
            &claim.secret_place,
            Code::CLIENT_SECRET_WHITE_SPACE,
        ),
    ] {
        if let (Some(text), Some(place)) = (text, place)
            && text.trim_matches(' ').len() < text.len()
        {
            scene.push(Finding::new(code, place.clone()));
        }
    }
}
