use countersign_grammar::{Limits, form};
use countersign_message::{ErrorResponse, TokenRequest, TokenResponse};

/// A request that is accepted repeats no parameter but those that may be, shows no empty one, and holds what the
/// lenient reading of the form holds under the same names.
pub fn token_request(data: &[u8]) {
    let limits = Limits::DEFAULT;
    let request = match TokenRequest::parse(data, &limits) {
        Ok(request) => request,
        Err(error) => return assert!(error.at() <= data.len(), "{error}"),
    };
    let lenient = form::parse_lossy(data);
    for (name, parameter) in [
        ("grant_type", request.grant_type()),
        ("client_id", request.client_id()),
        ("client_secret", request.client_secret()),
        ("scope", request.scope()),
        ("client_assertion_type", request.client_assertion_type()),
        ("client_assertion", request.client_assertion()),
    ] {
        let other: Vec<&str> = lenient
            .iter()
            .filter(|(other, value)| other == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
            .collect();
        match parameter {
            Some(parameter) => {
                assert_eq!(other, [parameter.text.decode().as_ref()], "{name}");
                assert!(parameter.value_at > parameter.at && parameter.value_at < data.len());
            }
            None => assert!(other.is_empty(), "{name}"),
        }
    }
    let resources = lenient
        .iter()
        .filter(|(name, value)| name == "resource" && !value.is_empty());
    assert!(
        request
            .resources()
            .map(|resource| resource.text.decode().into_owned())
            .eq(resources.map(|(_, v)| v.clone()))
    );
    let mut named: Vec<&str> = lenient
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, _)| name.as_str())
        .collect();
    named.retain(|name| !matches!(*name, "resource" | "audience"));
    let total = named.len();
    named.sort_unstable();
    named.dedup();
    assert_eq!(named.len(), total, "a parameter is repeated");
}

/// A token response that is accepted is printed canonically, and parses to the same again; its token is VSCHAR.
pub fn token_response(data: &[u8]) {
    let limits = Limits::DEFAULT;
    let response = match TokenResponse::parse(data, &limits) {
        Ok(response) => response,
        Err(error) => return assert!(error.at() <= data.len(), "{error}"),
    };
    let token = response.access_token().expose();
    assert!(!token.is_empty() && token.bytes().all(|octet| (0x20..=0x7E).contains(&octet)));
    // Whatever else stands in the response may be shown, and may hold the same text.
    let elsewhere = String::from_utf8_lossy(data).matches(token).count() > 1;
    assert!(token.len() < 8 || elsewhere || !format!("{response:?}").contains(token));
    let mut printed = String::new();
    response.write_json(&mut printed);
    if printed.len() > limits.body {
        return;
    }
    let again = TokenResponse::parse(printed.as_bytes(), &limits).expect("what is printed can be parsed");
    assert_eq!(again.access_token().expose(), token);
    assert_eq!(again.token_type().as_str(), response.token_type().as_str());
    assert_eq!(again.expires_in(), response.expires_in());
    assert_eq!(again.scope_set(), response.scope_set());
    let mut twice = String::new();
    again.write_json(&mut twice);
    assert_eq!(twice, printed);
}

/// An error response that is accepted has a code and texts within their grammar, and parses to the same when printed.
pub fn error_response(data: &[u8]) {
    let limits = Limits::DEFAULT;
    let response = match ErrorResponse::parse(data, &limits) {
        Ok(response) => response,
        Err(error) => return assert!(error.at() <= data.len(), "{error}"),
    };
    let nqschar = |octet: u8| matches!(octet, 0x20..=0x21 | 0x23..=0x5B | 0x5D..=0x7E);
    let code = response.error().as_str();
    assert!(!code.is_empty() && code.bytes().all(nqschar));
    if let Some(description) = response.description() {
        assert!(!description.as_str().is_empty() && description.as_str().bytes().all(nqschar));
    }
    let mut printed = String::new();
    response.write_json(&mut printed);
    if printed.len() <= limits.body {
        assert_eq!(
            ErrorResponse::parse(printed.as_bytes(), &limits).expect("printed"),
            response
        );
    }
}
