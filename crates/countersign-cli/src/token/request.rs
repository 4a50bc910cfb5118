//! From the arguments to the request.

use countersign_client::{ClientAuthentication, Provider, RequestSpec, SpecError};
use countersign_grammar::{AbsoluteUri, ClientId};
use countersign_message::{BuildErrorKind, Tolerances};
use countersign_scope::ScopeSet;
use countersign_secret::Secret;

use super::discovery::Found;
use super::means::{Means, Signing};
use crate::args::TokenArgs;
use crate::exit::Failure;

/// A request without its endpoint and its secret.
pub(super) struct Wanted {
    client_id: ClientId<'static>,
    means: Option<Means>,
    signing: Signing,
    beyond_vschar: bool,
    scope: ScopeSet,
    resources: Vec<AbsoluteUri<'static>>,
    parameters: Vec<(String, String)>,
    provider: Option<&'static Provider>,
    tolerances: Tolerances,
}

impl Wanted {
    pub(super) fn of(arguments: &TokenArgs) -> Result<Self, Failure> {
        let client_id = ClientId::parse(arguments.client_id.clone())
            .ok()
            .filter(|id| !id.as_str().is_empty())
            .ok_or_else(|| Failure::usage("--client-id: it is one or more characters of printable ASCII"))?;
        let scope = match &arguments.scope {
            Some(text) => ScopeSet::parse(text).map_err(|error| {
                Failure::usage(format_args!("--scope: {error} [{}]", error.clause().id()))
            })?,
            None => ScopeSet::new(),
        };
        let resource = |text: &String| {
            AbsoluteUri::parse(text.clone()).map_err(|error| {
                Failure::usage(format_args!(
                    "--resource: it is an absolute URI without fragment: {error}"
                ))
            })
        };
        let provided = arguments
            .provider
            .map_or(Tolerances::NONE, |known| known.tolerances());
        Ok(Self {
            client_id,
            means: Means::of(arguments)?,
            signing: Signing::of(arguments)?,
            beyond_vschar: arguments.allow_secret_beyond_vschar,
            scope,
            resources: arguments
                .resource
                .iter()
                .map(resource)
                .collect::<Result<_, _>>()?,
            parameters: arguments
                .parameter
                .iter()
                .map(|text| parameter(text))
                .collect::<Result<_, _>>()?,
            provider: arguments.provider,
            tolerances: arguments
                .tolerate
                .iter()
                .copied()
                .collect::<Tolerances>()
                .union(provided),
        })
    }

    pub(super) fn client_id(&self) -> &str {
        self.client_id.as_str()
    }

    pub(super) fn at(self, found: Found, secret: Secret) -> Result<RequestSpec, Failure> {
        let mut client = match self.means.or(found.means).unwrap_or_default() {
            Means::Sent(placement) => ClientAuthentication::secret(self.client_id, secret, placement),
            Means::Signing => self.signing.client(self.client_id, secret, &found)?,
        };
        if self.beyond_vschar {
            client = client.allowing_secret_beyond_vschar();
        }
        let mut request = RequestSpec::builder(found.endpoint, client).scope(self.scope);
        if let Some(provider) = self.provider {
            request = request.provider(provider);
        }
        request = request.tolerances(self.tolerances);
        for resource in self.resources {
            request = request.resource(resource);
        }
        for (name, value) in self.parameters {
            request = request.extra(name, value);
        }
        request.build().map_err(unusable)
    }
}

/// Names the argument that is to blame, where the request knows it, and what helps.
fn unusable(error: SpecError) -> Failure {
    let (argument, help) = match error {
        SpecError::BadSecret => (
            "",
            "; --allow-secret-beyond-vschar allows what is printable beyond ASCII",
        ),
        SpecError::Parameter(error) => match error.kind() {
            BuildErrorKind::ReservedName => (
                "--parameter: ",
                "; what the grant itself needs has options of its own",
            ),
            BuildErrorKind::BadName | BuildErrorKind::NameRepeated => ("--parameter: ", ""),
            _ => ("", ""),
        },
        _ => ("", ""),
    };
    Failure::usage(format_args!("{argument}{error} [{}]{help}", error.clause().id()))
}

fn parameter(text: &str) -> Result<(String, String), Failure> {
    text.split_once('=')
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .ok_or_else(|| Failure::usage("--parameter: it is like NAME=VALUE"))
}
