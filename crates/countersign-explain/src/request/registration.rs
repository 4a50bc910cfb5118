use alloc::string::String;
use alloc::sync::Arc;

use countersign_auth::{AuthMethod, AuthReason, ClientRecord, ClientType};
use countersign_grammar::{base64, chars};
use zeroize::Zeroizing;

use super::credentials::Claim;
use crate::request::Scene;
use crate::{Code, Explainer, Finding, Place};

/// Holds the claim against what is registered; the record, if there is one.
pub(super) fn check<'s>(scene: &mut Scene<'s>, claim: &Claim) -> Option<&'s Arc<ClientRecord>> {
    let explainer = scene.explainer;
    let known = explainer.clients.is_some();
    let id = claim.id.as_ref();
    let record = id.and_then(|id| explainer.record(id));
    if claim.method == Some(AuthMethod::ClientSecretPost)
        && record.is_none_or(|record| record.methods().contains(AuthMethod::ClientSecretBasic))
        && record.is_none_or(|record| record.methods().contains(AuthMethod::ClientSecretPost))
        && let Some(place) = claim.secret_place.clone()
    {
        scene.push(Finding::new(Code::SECRET_IN_BODY, place));
    }
    let (true, Some(id)) = (known, id) else {
        return None;
    };
    let place = claim.id_place.clone().unwrap_or_else(Place::whole);
    let Some(record) = record else {
        scene.push(unknown(explainer, claim, id, place));
        return None;
    };
    // = RFC6749-4.4-1
    if record.client_type() == ClientType::Public {
        scene.push(Finding::new(Code::CLIENT_PUBLIC, place));
        return Some(record);
    }
    if let Some(method) = claim.method.filter(|method| !record.methods().contains(*method)) {
        scene.push(not_registered(
            record,
            method,
            claim.secret_place.clone().unwrap_or(place.clone()),
        ));
    }
    // = RFC6749-5.2-10
    if !record.client_credentials_allowed() {
        scene.push(Finding::new(Code::CLIENT_CREDENTIALS_NOT_ALLOWED, place.clone()));
    }
    if let Some(secret) = &claim.secret {
        verify(scene, record, claim, id, secret);
    }
    Some(record)
}

// = RFC6749-5.2-7
fn unknown(explainer: &Explainer<'_>, claim: &Claim, id: &str, place: Place) -> Finding {
    let finding = Finding::new(Code::CLIENT_UNKNOWN, place);
    let registered = |id: &str| explainer.record(id).is_some();
    let records = explainer.clients.unwrap_or_default();
    if registered(id.trim()) {
        finding
            .title("no client with this client_id is registered; without the white space around it, one is")
            .mend("send client_id without white space")
    } else if registered(unquoted(id)) {
        finding
            .title(
                "no client with this client_id is registered; without the quotation marks around it, one is",
            )
            .mend("send client_id without quotation marks")
    } else if claim.otherwise.as_ref().is_some_and(|(id, _)| registered(id)) {
        finding.title(OTHER_READING_ID).mend(OTHER_READING_MEND)
    } else if claim.secret.as_ref().is_some_and(|secret| registered(secret)) {
        finding
            .title("no client with this client_id is registered; the other half is a client_id: the two look swapped")
            .mend("client_id comes first and client_secret second; treat the secret as leaked, because client_id is logged")
    } else if records
        .iter()
        .any(|record| record.client_id().eq_ignore_ascii_case(id))
    {
        finding
            .title("no client with this client_id is registered; in another case, one is")
            .mend("write client_id as it is registered: capital and small letters differ")
    } else {
        finding
    }
}

const OTHER_READING_ID: &str =
    "no client with this client_id is registered; in the other reading of the Basic credentials, one is";
const OTHER_READING_MEND: &str =
    "client and server disagree about form encoding: RFC 6749 form-encodes both halves before base64";

fn not_registered(record: &ClientRecord, method: AuthMethod, place: Place) -> Finding {
    let finding = Finding::new(Code::METHOD_NOT_REGISTERED, place);
    let has = |method| record.methods().contains(method);
    match method {
        AuthMethod::ClientSecretPost if has(AuthMethod::ClientSecretBasic) => finding
            .title(
                "credentials were sent in the body, and this client is registered for client_secret_basic: \
                 send them in the Authorization header",
            )
            .mend("send Authorization: Basic with the base64 of client_id:client_secret, each form-encoded"),
        AuthMethod::ClientSecretBasic if has(AuthMethod::ClientSecretPost) => finding
            .title(
                "credentials were sent in the Authorization header, and this client is registered for \
                 client_secret_post: send them in the body",
            )
            .mend("send client_id and client_secret as parameters of the body"),
        _ => finding.title("this client is registered for no way to authenticate with a secret"),
    }
}

// = RFC6749-4.4.2-5
fn verify(scene: &mut Scene<'_>, record: &Arc<ClientRecord>, claim: &Claim, id: &str, secret: &str) {
    let ways = [AuthMethod::ClientSecretBasic, AuthMethod::ClientSecretPost];
    let used = claim.method.filter(|method| record.methods().contains(*method));
    // A secret shown by another way than the registered one is still right or wrong.
    let Some(method) = used.or_else(|| ways.into_iter().find(|way| record.methods().contains(*way))) else {
        return;
    };
    if !secret.bytes().all(chars::is_vschar) {
        return;
    }
    let explainer = scene.explainer;
    let place = claim.secret_place.clone().unwrap_or_else(Place::whole);
    let right = |id: &str, secret: &str| explainer.authenticate(method, id, secret) == Some(Ok(()));
    let code = match explainer.authenticate(method, id, secret) {
        Some(Ok(())) => return,
        Some(Err(AuthReason::CredentialExpired)) => Code::SECRET_EXPIRED,
        Some(Err(AuthReason::CredentialNotYetValid)) => Code::SECRET_NOT_YET_VALID,
        Some(Err(AuthReason::RecordUnusable)) => Code::RECORD_UNUSABLE,
        Some(Err(AuthReason::WrongSecret | AuthReason::NoCredentials)) => Code::WRONG_SECRET,
        Some(Err(_)) => return,
        None => Code::SECRET_UNVERIFIED,
    };
    let finding = Finding::new(code, place);
    let cause = if code == Code::WRONG_SECRET {
        cause(claim, id, secret, right)
    } else {
        None
    };
    scene.push(match cause {
        Some((title, mend)) => finding.title(title).mend(mend),
        None => finding,
    });
}

/// What was done to the right secret.
fn cause(
    claim: &Claim,
    id: &str,
    secret: &str,
    right: impl Fn(&str, &str) -> bool,
) -> Option<(&'static str, &'static str)> {
    let wiped = |text: Option<String>| text.map(Zeroizing::new);
    let decoded = base64::decode(secret)
        .ok()
        .and_then(|octets| String::from_utf8(octets).ok());
    let unescaped = wiped(
        countersign_grammar::form::lossy_pairs(secret.as_bytes())
            .next()
            .map(|(name, _)| name),
    );
    let tries = [
        (
            Some(secret.trim()),
            "the secret is wrong as it stands, and right without the white space around it",
            "send the secret without white space: it was copied or read with some",
        ),
        (
            Some(unquoted(secret)),
            "the secret is wrong as it stands, and right without the quotation marks around it",
            "send the secret without quotation marks",
        ),
        (
            claim.with_plus.as_ref().map(|text| text.as_str()),
            "the secret is wrong as it stands, and right if each plus sign is meant as one",
            "form-encode the secret: a plus sign is %2B",
        ),
        (
            unescaped
                .as_ref()
                .map(|text| text.as_str())
                .filter(|text| *text != secret),
            "the secret is wrong as it stands, and right once it is form-decoded: it was encoded twice",
            "form-encode the secret once",
        ),
    ];
    for (text, title, mend) in tries {
        if text.is_some_and(|text| text != secret && right(id, text)) {
            return Some((title, mend));
        }
    }
    let decoded = wiped(decoded);
    if decoded
        .as_ref()
        .is_some_and(|text| right(id, text.trim_end_matches(['\r', '\n'])))
    {
        return Some((
            "the secret is wrong as it stands, and right once it is decoded from base64",
            "decode the secret first: a store such as a Kubernetes Secret shows it in base64",
        ));
    }
    let (other_id, secret) = claim.otherwise.as_ref()?;
    (right(id, secret) || right(other_id, secret)).then_some((
        "the secret is wrong as the server reads it, and right in the other reading of the Basic credentials",
        OTHER_READING_MEND,
    ))
}

fn unquoted(text: &str) -> &str {
    let inside = |mark| text.strip_prefix(mark).and_then(|text| text.strip_suffix(mark));
    inside('"').or_else(|| inside('\'')).unwrap_or(text)
}
