//! What a token endpoint can answer, and what that comes to by the clauses: whether there is a token, and if not, whether
//! there could be one later.

use countersign_client::{Answer, Complaint, NoAnswer, Outcome};
use countersign_grammar::{Limits, challenge::parse_challenges};
use countersign_model::source::{self, Reply};
use countersign_model::term::Time;

/// No token is taken to live longer.
pub(crate) const LONGEST_LIFETIME: Time = 8;

/// What is answered.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Said {
    /// A status, header fields as `Name: value` on a line each, and a body.
    Http(u16, &'static str, &'static str),
    /// Nothing.
    Nothing(NoAnswer),
}

/// An answer, and what it comes to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    pub(crate) said: Said,
    pub(crate) reply: Reply,
}

impl Row {
    pub(crate) fn outcome(&self) -> Outcome<'static> {
        match self.said {
            Said::Nothing(why) => Outcome::NoAnswer(why),
            Said::Http(status, fields, body) => {
                let mut answer = Answer::new(status, body.as_bytes());
                for (name, value) in fields.lines().filter_map(|field| field.split_once(": ")) {
                    answer = answer.header(name, value.as_bytes());
                }
                Outcome::Answered(answer)
            }
        }
    }
}

const fn json(status: u16, body: &'static str, reply: Reply) -> Row {
    http(status, JSON, body, reply)
}

const fn http(status: u16, fields: &'static str, body: &'static str, reply: Reply) -> Row {
    let said = Said::Http(status, fields, body);
    Row { said, reply }
}

const fn silence(why: NoAnswer) -> Row {
    let said = Said::Nothing(why);
    Row { said, reply: LATER }
}

const JSON: &str = "Content-Type: application/json";
const LATER: Reply = Reply::NotNow(None);
const GOOD: &str = r#"{"access_token":"t","token_type":"Bearer","expires_in":8}"#;

/// One answer for each thing that an answer can come to.
pub(crate) const REPRESENTATIVE: [Row; 7] = [
    json(200, GOOD, Reply::Token(Some(8))),
    json(
        200,
        r#"{"access_token":"t","token_type":"Bearer","expires_in":0}"#,
        Reply::Token(Some(0)),
    ),
    json(
        200,
        r#"{"access_token":"t","token_type":"Bearer"}"#,
        Reply::Token(None),
    ),
    http(503, "", "", LATER),
    http(503, "Retry-After: 2", "", Reply::NotNow(Some(2))),
    http(429, "Retry-After: 9", "", Reply::NotNow(Some(9))),
    json(401, r#"{"error":"invalid_client"}"#, Reply::Never),
];

/// The answer that stands for a reply.
pub(crate) fn of(reply: Reply) -> Row {
    let short = json(
        200,
        r#"{"access_token":"t","token_type":"Bearer","expires_in":4}"#,
        Reply::Token(Some(4)),
    );
    let known = REPRESENTATIVE.into_iter().chain([short]);
    known
        .into_iter()
        .find(|row| row.reply == reply)
        .expect("a reply of the bounds")
}

/// Answers of every kind. Of a 200 that grants, RFC 6749 section 5.1; of a refusal, section 5.2; of a status, RFC 9110
/// section 15.
pub(crate) const EVERY: [Row; 60] = [
    // A token of type Bearer, in the letters of any case, with whatever else is there.
    json(200, GOOD, Reply::Token(Some(8))),
    json(
        200,
        r#"{"access_token":"t","token_type":"bearer","expires_in":4,"scope":"a b","x":[{}]}"#,
        Reply::Token(Some(4)),
    ),
    json(
        200,
        r#"{"access_token":"t","token_type":"BEARER","expires_in":86400}"#,
        Reply::Token(Some(LONGEST_LIFETIME)),
    ),
    json(
        200,
        r#"{"access_token":"t","token_type":"Bearer","expires_in":0}"#,
        Reply::Token(Some(0)),
    ),
    json(
        200,
        r#"{"access_token":"t","token_type":"Bearer","expires_in":1}"#,
        Reply::Token(Some(1)),
    ),
    json(
        200,
        r#"{"access_token":"t","token_type":"Bearer"}"#,
        Reply::Token(None),
    ),
    http(
        200,
        "Content-Type: application/json\nRetry-After: 2",
        GOOD,
        Reply::Token(Some(8)),
    ),
    // A token that is of no use to a client that asks for Bearer: another request would bring another such.
    json(
        200,
        r#"{"access_token":"t","token_type":"mac","expires_in":8}"#,
        Reply::Never,
    ),
    json(
        200,
        r#"{"access_token":"t","token_type":"DPoP","expires_in":8}"#,
        Reply::Never,
    ),
    json(
        200,
        r#"{"access_token":"a b","token_type":"Bearer","expires_in":8}"#,
        Reply::Never,
    ),
    // A success that cannot be read says nothing of the client.
    json(
        200,
        r#"{"access_token":"t","token_type":"Bearer","expires_in":"8"}"#,
        LATER,
    ),
    json(
        200,
        r#"{"access_token":"t","token_type":"Bearer","expires_in":-8}"#,
        LATER,
    ),
    json(
        200,
        r#"{"access_token":"t","token_type":"Bearer","expires_in":[8]}"#,
        LATER,
    ),
    json(
        200,
        r#"{"access_token":"t","access_token":"u","token_type":"Bearer"}"#,
        LATER,
    ),
    json(200, r#"{"access_token":8,"token_type":"Bearer"}"#, LATER),
    json(200, r#"{"access_token":"","token_type":"Bearer"}"#, LATER),
    json(200, r#"{"access_token":"t"}"#, LATER),
    json(200, r#"{"token_type":"Bearer"}"#, LATER),
    json(200, r#"{"error":"invalid_client"}"#, LATER),
    json(200, r#"{"access_token":"t","token_type":"Bear"#, LATER),
    json(200, "", LATER),
    json(200, "\u{0}\u{ff}", LATER),
    http(200, "Content-Type: text/html", "<p>Welcome", LATER),
    http(200, "Content-Type: text/plain", GOOD, LATER),
    http(200, "", GOOD, LATER),
    json(201, GOOD, LATER),
    json(204, "", LATER),
    json(100, "", LATER),
    // Nobody follows a redirect with credentials; the next request may find the server itself.
    http(301, "Location: /", "", LATER),
    http(307, "Location: https://evil.example/", GOOD, LATER),
    // The client is refused.
    json(400, r#"{"error":"invalid_request"}"#, Reply::Never),
    json(400, r#"{"error":"invalid_client"}"#, Reply::Never),
    json(400, r#"{"error":"invalid_grant"}"#, Reply::Never),
    json(400, r#"{"error":"unauthorized_client"}"#, Reply::Never),
    json(400, r#"{"error":"unsupported_grant_type"}"#, Reply::Never),
    json(400, r#"{"error":"invalid_scope"}"#, Reply::Never),
    json(400, r#"{"error":"invalid_target"}"#, Reply::Never),
    json(400, r#"{"error":"made_up"}"#, Reply::Never),
    json(400, GOOD, Reply::Never),
    http(
        401,
        "Content-Type: application/json\nWWW-Authenticate: Basic realm=\"x\"",
        r#"{"error":"invalid_client","error_description":"no"}"#,
        Reply::Never,
    ),
    http(401, "Content-Type: text/html", "<p>No", Reply::Never),
    http(403, "", "", Reply::Never),
    http(404, "Retry-After: 2", "", Reply::Never),
    http(405, "Allow: GET", "", Reply::Never),
    // What the server cannot do now, whatever the status.
    json(400, r#"{"error":"temporarily_unavailable"}"#, LATER),
    json(400, r#"{"error":"server_error"}"#, LATER),
    http(408, "", "", LATER),
    http(425, "", "", LATER),
    json(429, r#"{"error":"invalid_client"}"#, LATER),
    http(429, "Retry-After: 2", "", Reply::NotNow(Some(2))),
    json(500, r#"{"error":"invalid_client"}"#, LATER),
    http(502, "Content-Type: text/html", "<p>Bad gateway", LATER),
    http(503, "Retry-After: 4294967296", "", Reply::NotNow(Some(Time::MAX))),
    http(503, "Retry-After: soon", "", LATER),
    http(503, "Retry-After: 2\nRetry-After: 2", "", LATER),
    http(
        503,
        "Date: Tue, 14 Nov 2023 22:13:20 GMT\nRetry-After: Tue, 14 Nov 2023 22:13:22 GMT",
        "",
        Reply::NotNow(Some(2)),
    ),
    // Nobody answers.
    silence(NoAnswer::NotConnected),
    silence(NoAnswer::TimedOut),
    silence(NoAnswer::Broken),
    silence(NoAnswer::TooLong),
];

/// How a resource server complains: a status and a challenge, and whether it is about the token.
pub(crate) type Way = (u16, &'static str, source::Complaint);

/// The ways to complain.
pub(crate) const COMPLAINTS: [Way; 5] = [
    (401, r#"Bearer error="invalid_token""#, source::Complaint::Token),
    (401, "Bearer", source::Complaint::Token),
    (401, "", source::Complaint::Token),
    (
        403,
        r#"Bearer error="insufficient_scope", scope="b""#,
        source::Complaint::Other,
    ),
    (401, r#"Bearer error="invalid_request""#, source::Complaint::Other),
];

/// A complaint as it is read from its challenge.
pub(crate) fn complaint(status: u16, challenge: &str) -> Complaint {
    let fields = (!challenge.is_empty()).then_some(challenge.as_bytes());
    let challenges = parse_challenges(fields, &Limits::DEFAULT).expect("challenges");
    Complaint::read(status, &challenges).expect("a complaint")
}
