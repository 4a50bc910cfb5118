use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use countersign_client::{Algorithm, Provider};
use countersign_grammar::basic::BasicEscape;
use countersign_grammar::form::EscapeSet;
use countersign_message::Tolerance;

const TOKEN_HELP: &str = "Examples:
  countersign token --issuer https://as.example --client-id abc --secret-env SECRET --scope read
  countersign token --endpoint https://as.example/token --client-id abc --secret-stdin < secret
  countersign token --issuer https://as.example --client-id abc --secret-file secret --format header
  countersign token --issuer https://as.example --client-id abc --secret-env SECRET --auth post -v
  countersign token --issuer https://as.example --client-id abc --secret-stdin --auth secret-jwt

Exit status:
  0  granted: the token is on standard output
  1  refused by the server
  2  the command line or the secret cannot be used
  3  the secret's file or standard input cannot be read
  4  no usable answer: none at all, or none that a token endpoint gives";

/// The arguments of `token`.
#[derive(Debug, Args)]
#[command(after_help = TOKEN_HELP)]
pub struct TokenArgs {
    /// Whom to ask.
    #[command(flatten)]
    pub server: TokenServer,
    /// As whom.
    #[arg(long, value_name = "CLIENT_ID")]
    pub client_id: String,
    /// Where the secret is.
    #[command(flatten)]
    pub secret: SecretPlace,
    /// What the secret does in the request; otherwise what the provider or the metadata says, or else HTTP Basic.
    #[arg(long, value_name = "METHOD")]
    pub auth: Option<TokenAuth>,
    /// With `secret-jwt`: how the assertion is written.
    #[command(flatten)]
    pub assertion: TokenAssertion,
    /// How identifier and secret are escaped in HTTP Basic.
    #[arg(long, value_name = "ENCODING")]
    pub basic_encoding: Option<TokenEncoding>,
    /// Asks for these scope tokens, separated by spaces.
    #[arg(long, value_name = "SCOPE")]
    pub scope: Option<String>,
    /// Where the token will be used (RFC 8707); may be repeated.
    #[arg(long, value_name = "URI")]
    pub resource: Vec<String>,
    /// Another parameter of the request, such as `audience=https://api.example.com`; may be repeated. It is no place for a
    /// secret.
    #[arg(long, value_name = "NAME=VALUE")]
    pub parameter: Vec<String>,
    /// Asks and reads as this provider needs it.
    #[arg(long, value_name = "NAME", value_parser = provider())]
    pub provider: Option<&'static Provider>,
    /// Tolerates this deviation in an answer; may be repeated.
    #[arg(long, value_name = "NAME", value_parser = tolerance())]
    pub tolerate: Vec<Tolerance>,
    /// Allows plain HTTP, to a loopback address only.
    #[arg(long)]
    pub allow_loopback_http: bool,
    /// Allows a secret with characters outside of printable ASCII, which some servers issue; they are sent in UTF-8.
    #[arg(long)]
    pub allow_secret_beyond_vschar: bool,
    /// How long each exchange may take.
    #[arg(long, value_name = "SECONDS", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub timeout: u64,
    /// The form of the output.
    #[arg(long, value_name = "FORM", default_value = "token")]
    pub format: TokenFormat,
    /// Shows on standard error what was sent and answered, secrets and tokens masked, and what was tolerated.
    #[arg(long, short)]
    pub verbose: bool,
}

/// Whom to ask.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct TokenServer {
    /// Asks this authorization server for its metadata (RFC 8414), and gets the token at the endpoint named there.
    #[arg(long, value_name = "URL")]
    pub issuer: Option<String>,
    /// The token endpoint.
    #[arg(long, value_name = "URL")]
    pub endpoint: Option<String>,
}

/// Where the secret is. It is never an argument: other processes can read those.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct SecretPlace {
    /// The secret is in this environment variable.
    #[arg(long, value_name = "NAME")]
    pub secret_env: Option<String>,
    /// The secret is in this file: one line.
    #[arg(long, value_name = "FILE")]
    pub secret_file: Option<PathBuf>,
    /// The secret is on standard input: one line.
    #[arg(long)]
    pub secret_stdin: bool,
}

/// How an assertion is written.
#[derive(Debug, Args)]
pub struct TokenAssertion {
    /// Whom the assertion of --auth secret-jwt is for: the issuer identifier of the server, which is that of --issuer
    /// unless it is said here. The URL of an endpoint is for a server that takes nothing else.
    #[arg(long, value_name = "URI")]
    pub audience: Option<String>,
    /// What signs the assertion of --auth secret-jwt; otherwise the first of these that the metadata names, or else HS256.
    #[arg(long, value_name = "NAME")]
    pub algorithm: Option<TokenAlgorithm>,
    /// The `kid` of the assertion of --auth secret-jwt, for a server that finds the secret by it.
    #[arg(long, value_name = "KID")]
    pub key_id: Option<String>,
}

/// What the secret does in the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TokenAuth {
    /// It stands in the Authorization field: client_secret_basic.
    Basic,
    /// It stands in the body: client_secret_post.
    Post,
    /// It is not sent, but signs an assertion: client_secret_jwt.
    SecretJwt,
}

/// What signs an assertion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TokenAlgorithm {
    /// HMAC with SHA-256; the secret has at least 32 octets.
    #[value(name = "HS256")]
    Hs256,
    /// HMAC with SHA-384; the secret has at least 48 octets.
    #[value(name = "HS384")]
    Hs384,
    /// HMAC with SHA-512; the secret has at least 64 octets.
    #[value(name = "HS512")]
    Hs512,
}

impl From<TokenAlgorithm> for Algorithm {
    fn from(algorithm: TokenAlgorithm) -> Self {
        match algorithm {
            TokenAlgorithm::Hs256 => Self::Hs256,
            TokenAlgorithm::Hs384 => Self::Hs384,
            TokenAlgorithm::Hs512 => Self::Hs512,
        }
    }
}

/// How identifier and secret are escaped in HTTP Basic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TokenEncoding {
    /// As browsers encode forms: a space is `+`.
    Form,
    /// As little as every server that unescapes needs: a space is `%20`.
    Minimal,
    /// Not at all, for servers that do not unescape.
    Raw,
}

impl From<TokenEncoding> for BasicEscape {
    fn from(encoding: TokenEncoding) -> Self {
        match encoding {
            TokenEncoding::Form => Self::Form(EscapeSet::Whatwg),
            TokenEncoding::Minimal => Self::Form(EscapeSet::Minimal),
            TokenEncoding::Raw => Self::Raw,
        }
    }
}

/// The form in which a token is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum TokenFormat {
    /// The token alone.
    #[default]
    Token,
    /// One JSON object.
    Json,
    /// A header field for a request to the API.
    Header,
}

fn provider() -> impl TypedValueParser<Value = &'static Provider> {
    let names = Provider::ALL.iter();
    PossibleValuesParser::new(names.map(|known| PossibleValue::new(known.name()).help(known.title())))
        .try_map(|name| Provider::named(&name).ok_or("there is no such provider"))
}

fn tolerance() -> impl TypedValueParser<Value = Tolerance> {
    let names = Tolerance::ALL.iter();
    PossibleValuesParser::new(names.map(|known| {
        PossibleValue::new(known.as_str()).help(format!("deviates from {}", known.clause().id()))
    }))
    .try_map(|name| Tolerance::from_str(&name))
}
