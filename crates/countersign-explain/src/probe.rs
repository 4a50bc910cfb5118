//! Asks the token endpoint itself: the verdict on a request, and whether a secret is right.
//!
//! Nothing is decided here a second time. The machine of `countersign-server` runs, with the records that are known.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec;

use countersign_auth::{AuthMethod, AuthReason};
use countersign_grammar::basic::{self, BasicEncoding, BasicEscape};
use countersign_grammar::form::{self, EscapeSet};
use countersign_server::{Parts, Reason, Reply, Step, VerifySecret};
use zeroize::Zeroizing;

use crate::{CapturedRequest, Explainer, Verdict};

/// Where driving the machine ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum End {
    /// The client is authenticated and gets what it asks for.
    Granted,
    /// A reply for this reason.
    Refused { reason: Reason, status: u16 },
    /// The registry would be asked, and it is not known.
    Undecided,
}

/// What the machine made of a request.
#[derive(Debug)]
pub(crate) struct Driven {
    /// The identifier that it looked up.
    pub(crate) claimed: Option<String>,
    /// Whether a replay store would have been asked: the answer was taken to be that the assertion is new.
    pub(crate) assumes_first_use: bool,
    pub(crate) end: End,
}

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

impl Explainer<'_> {
    /// The verdict on the request as captured.
    pub(crate) fn verdict(&self, request: &CapturedRequest<'_>) -> (Verdict, Driven) {
        let parts = request.headers().iter().fold(
            Parts::new(request.method(), request.target(), request.body()),
            |parts, header| parts.header(header.name, header.value),
        );
        let driven = self.drive(parts);
        let verdict = match &driven.end {
            End::Granted => Verdict::Granted,
            End::Undecided => Verdict::Undecided,
            End::Refused { reason, status } => Verdict::Refused {
                status: *status,
                error: String::from(reason.error_code().as_str()),
                reason: reason.describe(),
                clause: reason.clause(),
            },
        };
        (verdict, driven)
    }

    /// How the server reads Basic credentials: shown to it, `%41` is either `A` or itself.
    pub(crate) fn encoding(&self) -> BasicEncoding {
        let parts = Parts::new("POST", "/", BODY.as_bytes())
            .header("content-type", FORM.as_bytes())
            .header("authorization", b"Basic JTQxOng=");
        match self.drive(parts).claimed.as_deref() {
            Some("%41") => BasicEncoding::Raw,
            _ => BasicEncoding::Form,
        }
    }

    /// Whether the server takes client assertions at all: shown one that is none, it says so, or that it takes none.
    pub(crate) fn takes_assertions(&self) -> bool {
        let body = "grant_type=client_credentials&client_assertion=a&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth\
                    %3Aclient-assertion-type%3Ajwt-bearer";
        let parts = Parts::new("POST", "/", body.as_bytes()).header("content-type", FORM.as_bytes());
        matches!(
            self.drive(parts).end,
            End::Refused {
                reason: Reason::Authentication(AuthReason::AssertionMalformed),
                ..
            }
        )
    }

    /// Whether this secret authenticates this client by this method, and why not; none if it cannot be told.
    pub(crate) fn authenticate(
        &self,
        method: AuthMethod,
        client_id: &str,
        secret: &str,
    ) -> Option<Result<(), AuthReason>> {
        let mut body = Zeroizing::new(String::from(BODY));
        let mut field = Zeroizing::new(String::new());
        match method {
            AuthMethod::ClientSecretPost => {
                let pairs = [("client_id", client_id), ("client_secret", secret)];
                body.push('&');
                body.push_str(&Zeroizing::new(form::serialize(pairs, EscapeSet::Whatwg)));
            }
            _ => {
                let escape = match self.encoding() {
                    BasicEncoding::Raw => BasicEscape::Raw,
                    _ => BasicEscape::Form(EscapeSet::Whatwg),
                };
                *field = basic::encode(client_id, secret, escape).ok()?;
            }
        }
        let mut parts = Parts::new("POST", "/", body.as_bytes()).header("content-type", FORM.as_bytes());
        if !field.is_empty() {
            parts = parts.header("authorization", field.as_bytes());
        }
        match self.drive(parts).end {
            End::Granted
            | End::Refused {
                reason: Reason::Grant(_),
                ..
            } => Some(Ok(())),
            End::Refused {
                reason: Reason::Authentication(reason),
                ..
            } => Some(Err(reason)),
            End::Refused {
                reason: Reason::Request(_),
                ..
            }
            | End::Undecided => None,
        }
    }

    fn drive(&self, parts: Parts<'_>) -> Driven {
        let (mut claimed, mut assumes_first_use) = (None, false);
        let mut step = self.server().receive(parts, self.now);
        loop {
            step = match step {
                Step::LookUpClient(ask) => {
                    let client_id = String::from(ask.client_id());
                    let record = self.record(&client_id);
                    claimed = Some(client_id);
                    match (self.clients, record) {
                        (None, _) => {
                            return Driven {
                                claimed,
                                assumes_first_use,
                                end: End::Undecided,
                            };
                        }
                        (Some(_), Some(record)) => ask.found(Arc::clone(record)),
                        (Some(_), None) => ask.unknown(),
                    }
                }
                Step::VerifySecret(ask) => match self.verify(ask) {
                    Some(step) => step,
                    None => {
                        return Driven {
                            claimed,
                            assumes_first_use,
                            end: End::Undecided,
                        };
                    }
                },
                // Whether an assertion was used before is not in a capture.
                Step::ClaimOnce(ask) => {
                    assumes_first_use = true;
                    ask.first_use()
                }
                Step::Authorize(_) | Step::Issue(_) => {
                    return Driven {
                        claimed,
                        assumes_first_use,
                        end: End::Granted,
                    };
                }
                Step::Reply(reply) => {
                    return Driven {
                        claimed,
                        assumes_first_use,
                        end: End::of(&reply),
                    };
                }
            };
        }
    }

    /// None if it takes a verifier to tell, and there is none.
    fn verify<'r>(&self, ask: VerifySecret<'r>) -> Option<Step<'r>> {
        let Some(verifier) = self.verifier else {
            let step = ask.differs();
            let undecided = matches!(&step, Step::Reply(reply)
                if reply.verdict().reason() == Some(Reason::Authentication(AuthReason::WrongSecret)));
            return (!undecided).then_some(step);
        };
        let mut matching = vec![];
        for (candidate, hash) in ask.candidates() {
            if verifier(ask.presented(), hash) {
                matching.push(candidate);
            }
        }
        Some(match matching.first() {
            Some(candidate) => ask.matches(*candidate),
            None => ask.differs(),
        })
    }
}

const BODY: &str = "grant_type=client_credentials";

impl End {
    fn of(reply: &Reply<'_>) -> Self {
        reply
            .verdict()
            .reason()
            .map_or(Self::Granted, |reason| Self::Refused {
                reason,
                status: reply.status(),
            })
    }

    /// The reason of a refusal.
    pub(crate) const fn reason(&self) -> Option<Reason> {
        match self {
            Self::Refused { reason, .. } => Some(*reason),
            Self::Granted | Self::Undecided => None,
        }
    }
}
