//! What the secret does: it stands somewhere in the request, or it signs an assertion.

use countersign_client::{Algorithm, AssertionProfile, ClientAuthentication, SecretPlacement};
use countersign_grammar::basic::BasicEscape;
use countersign_grammar::{AbsoluteUri, ClientId};
use countersign_secret::Secret;

use super::discovery::Found;
use crate::args::{TokenArgs, TokenAuth};
use crate::exit::Failure;

/// By which method the client proves itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Means {
    /// The secret itself is sent.
    Sent(SecretPlacement),
    /// An assertion is, which the secret signs.
    Signing,
}

/// Basic, with the escape that most servers read.
impl Default for Means {
    fn default() -> Self {
        Self::Sent(SecretPlacement::default())
    }
}

impl Means {
    /// What the arguments and the provider say; nothing if neither does.
    pub(super) fn of(arguments: &TokenArgs) -> Result<Option<Self>, Failure> {
        let provided = arguments.provider.and_then(|known| known.placement());
        let encoding = arguments.basic_encoding.map(BasicEscape::from);
        let sent = |placement| Ok(Some(Self::Sent(placement)));
        match (arguments.auth, encoding) {
            (Some(TokenAuth::Post), Some(_)) => {
                Err(Failure::usage("--basic-encoding says nothing with --auth post"))
            }
            (Some(TokenAuth::SecretJwt), Some(_)) => Err(Failure::usage(
                "--basic-encoding says nothing with --auth secret-jwt",
            )),
            (Some(TokenAuth::Post), None) => sent(SecretPlacement::Body),
            (Some(TokenAuth::SecretJwt), None) => Ok(Some(Self::Signing)),
            (_, Some(encoding)) => sent(SecretPlacement::Basic(encoding)),
            (Some(TokenAuth::Basic), None) => match provided {
                Some(basic @ SecretPlacement::Basic(_)) => sent(basic),
                Some(SecretPlacement::Body) | None => sent(SecretPlacement::default()),
            },
            (None, None) => Ok(provided.map(Self::Sent)),
        }
    }
}

/// How an assertion is to be written, as far as the arguments say it.
#[derive(Debug)]
pub(super) struct Signing {
    audience: Option<AbsoluteUri<'static>>,
    algorithm: Option<Algorithm>,
    key_id: Option<String>,
}

impl Signing {
    pub(super) fn of(arguments: &TokenArgs) -> Result<Self, Failure> {
        let told = &arguments.assertion;
        if arguments.auth != Some(TokenAuth::SecretJwt) {
            let options = [
                ("--audience", told.audience.is_some()),
                ("--algorithm", told.algorithm.is_some()),
                ("--key-id", told.key_id.is_some()),
            ];
            if let Some((option, _)) = options.into_iter().find(|(_, given)| *given) {
                return Err(Failure::usage(format_args!(
                    "{option} says nothing without --auth secret-jwt"
                )));
            }
        }
        let audience = |text: &String| {
            AbsoluteUri::parse(text.clone()).map_err(|error| {
                Failure::usage(format_args!(
                    "--audience: it is an absolute URI without fragment: {error}"
                ))
            })
        };
        Ok(Self {
            audience: told.audience.as_ref().map(audience).transpose()?,
            algorithm: told.algorithm.map(Algorithm::from),
            key_id: told.key_id.clone(),
        })
    }

    /// A client that signs with this secret, for the server that was found.
    // = RFC7523BIS-4-1
    // = RFC7523BIS-4-2
    pub(super) fn client(
        self,
        id: ClientId<'static>,
        secret: Secret,
        found: &Found,
    ) -> Result<ClientAuthentication, Failure> {
        let audience = self.audience.or_else(|| found.issuer.clone()).ok_or_else(|| {
            Failure::usage("--auth secret-jwt: --audience says whom the assertion is for, or --issuer does")
        })?;
        let profile = if audience.as_str() == found.endpoint.as_str() {
            AssertionProfile::legacy(audience)
        } else {
            AssertionProfile::strict(audience)
        };
        let profile = match self.key_id {
            Some(key_id) => profile.with_key_id(key_id),
            None => profile,
        };
        let algorithm = self.algorithm.or(found.algorithm).unwrap_or(Algorithm::Hs256);
        ClientAuthentication::secret_jwt(id, secret, algorithm, profile).map_err(|error| {
            Failure::usage(format_args!(
                "the secret is too short to sign: {error} [{}]",
                error.clause().id()
            ))
        })
    }
}
