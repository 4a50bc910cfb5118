use alloc::sync::Arc;

use countersign_auth::ClientRecord;
use countersign_grammar::AbsoluteUri;

use super::parameters::Parameters;
use crate::request::Scene;
use crate::{Code, Finding};

// = RFC8707-2-1
// = RFC8707-2-2
pub(super) fn check_syntax(scene: &mut Scene<'_>, asked: &Parameters) {
    for resource in asked.all("resource") {
        let Some(text) = resource.value().filter(|text| AbsoluteUri::parse(*text).is_err()) else {
            continue;
        };
        let finding = Finding::new(Code::RESOURCE_MALFORMED, asked.place_of_value(resource));
        scene.push(if text.contains('#') {
            finding
                .title("resource has a fragment, and must have none")
                .mend("leave # and what follows it away")
        } else if !text.contains(':') {
            finding.title("resource is not an absolute URI: it has no scheme such as https:")
        } else {
            finding
        });
    }
    if let Some(second) = asked.all("resource").nth(1) {
        scene.push(Finding::new(Code::RESOURCE_MANY, asked.place_of_all(second)));
    }
}

// = RFC8707-2-7
pub(super) fn check_registered(scene: &mut Scene<'_>, record: &Arc<ClientRecord>, asked: &Parameters) {
    for resource in asked.all("resource") {
        let Some(uri) = resource.value().and_then(|text| AbsoluteUri::parse(text).ok()) else {
            continue;
        };
        if record
            .resources()
            .iter()
            .any(|known| known.as_str() == uri.as_str())
        {
            continue;
        }
        let finding = Finding::new(Code::RESOURCE_NOT_REGISTERED, asked.place_of_value(resource));
        let bare = |uri: &str| alloc::string::String::from(uri.trim_end_matches('/'));
        let nearly = record
            .resources()
            .iter()
            .any(|known| bare(known.as_str()).eq_ignore_ascii_case(&bare(uri.as_str())));
        scene.push(if nearly {
            finding.mend(
                "write it as it is registered: a slash at the end, and capital and small letters, count",
            )
        } else {
            finding
        });
    }
}
