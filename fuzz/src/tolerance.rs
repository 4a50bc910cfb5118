use countersign_grammar::media_type::MediaType;
use countersign_grammar::{Limits, SyntaxErrorKind};
use countersign_message::{
    ErrorResponse, ReceivedResponse, Response, ResponseError, ResponseErrorKind, Tolerance, Tolerances,
    parse_response, parse_response_with,
};
use countersign_scope::ScopeErrorKind;

/// Under every set of tolerances: no tolerance is used that is not allowed, each that is used is needed, none takes away
/// what was accepted without it, and without any it is the strict parse after a check of the media type.
pub fn tolerant_response(data: &[u8]) {
    let Some(answer) = Answer::of(data, &[200, 200, 200, 201, 400, 401, 204, 302]) else {
        return;
    };
    answer.check();
}

/// The same under statuses for errors: there is never a token, and what comes out is within the grammar, on one line.
pub fn tolerant_error(data: &[u8]) {
    let Some(answer) = Answer::of(data, &[400, 400, 401, 403, 429, 500, 502, 503]) else {
        return;
    };
    if let Ok((Said::Token(_), _)) = answer.read(Tolerances::ALL) {
        panic!("a token under status {}", answer.status);
    }
    answer.check();
    // Whatever stands in the body, the code is one, and in the end nothing but the limits and a broken object refuses.
    if let Err(error) = answer.read(Tolerances::ALL) {
        assert!(
            matches!(
                error.kind(),
                ResponseErrorKind::BodyTooLong
                    | ResponseErrorKind::MalformedValue(_)
                    | ResponseErrorKind::NotJson(SyntaxErrorKind::TooDeep)
                    | ResponseErrorKind::Repeated
                    | ResponseErrorKind::TooManyMembers
                    | ResponseErrorKind::WrongType
            ),
            "{error}"
        );
    }
}

/// Status, media type, tolerances and body, taken from the octets in this order.
struct Answer<'a> {
    status: u16,
    content_type: Option<&'static str>,
    allowed: Tolerances,
    body: &'a [u8],
}

const MEDIA_TYPES: &[Option<&str>] = &[
    Some("application/json"),
    Some("application/json; charset=utf-8"),
    Some("application/x-www-form-urlencoded"),
    Some("text/html"),
    Some("application/json;"),
    Some("application/json; a"),
    Some(""),
    None,
];

#[derive(Debug, Clone, PartialEq, Eq)]
enum Said {
    /// What is written of it, its scope and whether a refresh token came along.
    Token((String, String, bool)),
    Error(ErrorResponse<'static>),
}

impl<'a> Answer<'a> {
    fn of(data: &'a [u8], statuses: &[u16]) -> Option<Self> {
        let ([first, second, mask @ ..], body) = data.split_first_chunk::<6>()?;
        let chosen = |octet: u8, of: usize| usize::from(octet) % of;
        let mask = u32::from_le_bytes(*mask);
        let number = |tolerance: &Tolerance| Tolerance::ALL.iter().position(|other| other == tolerance);
        Some(Self {
            status: *statuses.get(chosen(*first, statuses.len()))?,
            content_type: *MEDIA_TYPES.get(chosen(*second, MEDIA_TYPES.len()))?,
            allowed: Tolerance::ALL
                .iter()
                .filter(|tolerance| number(tolerance).is_some_and(|number| mask >> number & 1 == 1))
                .copied()
                .collect(),
            body,
        })
    }

    fn read(&self, tolerances: Tolerances) -> Result<(Said, Tolerances), ResponseError> {
        let received = ReceivedResponse {
            status: self.status,
            content_type: self.content_type.map(str::as_bytes),
            body: self.body,
        };
        let response = parse_response_with(received, tolerances, &Limits::DEFAULT)?;
        let used = response.used();
        Ok((said(response.into_value()), used))
    }

    fn check(&self) {
        self.check_strict();
        for allowed in [self.allowed, Tolerances::ALL] {
            match self.read(allowed) {
                Err(error) => assert!(error.at() <= self.body.len()),
                Ok((value, used)) => self.check_used(allowed, &value, used),
            }
        }
    }

    fn check_strict(&self) {
        let read = self.read(Tolerances::NONE);
        let media = MediaType::parse(self.content_type.unwrap_or_default().as_bytes());
        if !media.is_ok_and(|media| media.essence_is("application/json")) {
            let kind = read.expect_err("the media type is another").kind();
            return assert_eq!(kind, ResponseErrorKind::ContentType);
        }
        let strict = parse_response(self.status, self.body, &Limits::DEFAULT).map(said);
        assert_eq!(read, strict.map(|value| (value, Tolerances::NONE)));
    }

    fn check_used(&self, allowed: Tolerances, value: &Said, used: Tolerances) {
        assert!(used.is_subset(allowed), "{used} of {allowed}");
        assert_eq!(self.read(used), Ok((value.clone(), used)));
        for tolerance in used.iter() {
            let without = self.read(used.without(tolerance));
            assert!(
                without.is_err() || without.is_ok_and(|(other, _)| other != *value),
                "{tolerance} is not needed"
            );
        }
        for tolerance in Tolerance::ALL {
            if let Err(error) = self.read(allowed.with(*tolerance)) {
                let kind = ResponseErrorKind::MalformedScope(ScopeErrorKind::TooManyTokens);
                assert_eq!(error.kind(), kind, "{tolerance} takes away");
            }
        }
        match value {
            Said::Token(_) => assert!(matches!(self.status, 200 | 201)),
            Said::Error(error) => {
                let nqschar = |octet: u8| matches!(octet, 0x20..=0x21 | 0x23..=0x5B | 0x5D..=0x7E);
                assert!(error.error().as_str().bytes().all(nqschar));
                assert!(
                    error
                        .description()
                        .is_none_or(|text| text.as_str().bytes().all(nqschar))
                );
            }
        }
    }
}

fn said(response: Response<'_>) -> Said {
    match response {
        Response::Success(response) => {
            let mut json = String::new();
            response.write_json(&mut json);
            let scope = format!("{:?}", response.scope());
            Said::Token((json, scope, response.had_refresh_token()))
        }
        Response::Error(error) => Said::Error(error.into_owned()),
    }
}
