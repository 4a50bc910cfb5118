//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use countersign_message::IssuerIdentifier;

mod token;

pub use token::{
    SecretPlace, TokenAlgorithm, TokenArgs, TokenAssertion, TokenAuth, TokenEncoding, TokenFormat,
    TokenServer,
};

/// OAuth 2.0 client credentials (RFC 6749 section 4.4), spoken and explained.
///
/// A secret is never an argument of this command: other processes can read those.
#[derive(Debug, Parser)]
#[command(name = "countersign", version, after_help = crate::exit::HELP)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// One variant per subcommand; its work is in the module of the same name.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serves a token endpoint over HTTP at /oauth2/token; without a configuration also an API to try a token at.
    Serve(ServeArgs),
    /// Gets an access token from any server.
    Token(Box<TokenArgs>),
    /// Makes a client id, a secret and the digest to store.
    Secret(SecretArgs),
    /// Says everything that is wrong with a captured request or response, and where.
    Explain(ExplainArgs),
    /// Asks a server the questions of a short course, calls an API with the token, over real HTTP, and checks the answers.
    Demo(DemoArgs),
}

const SERVE_HELP: &str = "Examples:
  countersign serve
  countersign serve --config countersign.toml --listen 127.0.0.1:8080 --log text

SIGTERM and SIGINT let running requests end; a second signal does not.";

/// The arguments of `serve`.
#[derive(Debug, Default, Args)]
#[command(after_help = SERVE_HELP)]
pub struct ServeArgs {
    /// The configuration; without one, a demonstration runs on the loopback interface.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The address to listen on, instead of the configured one; port 0 takes a free port.
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = crate::serve::binding::parse_address)]
    pub listen: Option<SocketAddr>,
    /// The issuer of the demonstration, instead of its own address: how others reach it through a proxy.
    #[arg(long, value_name = "URL", value_parser = issuer, conflicts_with = "config")]
    pub issuer: Option<IssuerIdentifier<'static>>,
    /// The form of the log on standard error.
    #[arg(long, value_name = "FORM", default_value = "json")]
    pub log: LogForm,
    /// Logs what happens to connections, too.
    #[arg(long, short)]
    pub verbose: bool,
}

/// The text is not quoted by the parser of the command line alone: what is wrong with it has a clause.
fn issuer(text: &str) -> Result<IssuerIdentifier<'static>, String> {
    IssuerIdentifier::parse_allowing_loopback_http(text.to_owned())
        .map_err(|error| format!("{error} [{}]", error.clause().id()))
}

/// The form of the access log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum LogForm {
    /// One JSON object to a line.
    #[default]
    Json,
    /// One line of text.
    Text,
}

/// The arguments of `demo`.
#[derive(Debug, Default, Args)]
pub struct DemoArgs {
    /// Plays another course of the same form.
    #[arg(long, value_name = "FILE")]
    pub course: Option<PathBuf>,
}

const EXPLAIN_HELP: &str = "Examples:
  countersign explain request.http
  countersign explain --config countersign.toml --format json < request.http
  countersign explain --demonstration request.http
  countersign explain < curl-command.txt

Exit status:
  0  no error among the findings
  1  at least one error
  2  the capture, the configuration or the command line cannot be used
  3  a file cannot be read";

/// The arguments of `explain`.
#[derive(Debug, Default, Args)]
#[command(after_help = EXPLAIN_HELP)]
pub struct ExplainArgs {
    /// A raw HTTP request or response, or a curl command line; `-` or nothing is standard input.
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Holds the capture against the clients and the limits of this configuration.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Holds the capture against the clients of `countersign serve` without a configuration.
    #[arg(long, conflicts_with = "config")]
    pub demonstration: bool,
    /// How the request was sent, if the capture does not say it.
    #[arg(long, value_name = "SCHEME")]
    pub scheme: Option<ExplainScheme>,
    /// The form of the output.
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub format: ExplainFormat,
}

/// How a captured request was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExplainScheme {
    /// Without TLS.
    Http,
    /// With TLS.
    Https,
}

impl From<ExplainScheme> for countersign_explain::Scheme {
    fn from(scheme: ExplainScheme) -> Self {
        match scheme {
            ExplainScheme::Http => Self::Http,
            ExplainScheme::Https => Self::Https,
        }
    }
}

/// The form of an explanation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ExplainFormat {
    /// For a person.
    #[default]
    Text,
    /// One JSON object.
    Json,
}

const SECRET_HELP: &str = "Examples:
  countersign secret --id inventory --format toml >> countersign.toml
  countersign secret --id inventory --label 2027-05 --pepper-file pepper.key";

/// The arguments of `secret`.
#[derive(Debug, Default, Args)]
#[command(after_help = SECRET_HELP)]
pub struct SecretArgs {
    /// Keeps this client id, and draws none: for a new secret of a client that exists.
    #[arg(long, value_name = "CLIENT_ID")]
    pub id: Option<String>,
    /// The label of the credential; a name for the log.
    #[arg(long, value_name = "LABEL", default_value = "first")]
    pub label: String,
    /// Digests a secret that exists, read from standard input, and draws none. It must be machine-made.
    #[arg(long)]
    pub from_stdin: bool,
    /// Makes an hmac-sha256 digest under the key in this file: at least 32 characters on one line.
    #[arg(long, value_name = "FILE")]
    pub pepper_file: Option<PathBuf>,
    /// The form of the output.
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub format: SecretFormat,
}

/// The form of a new secret.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum SecretFormat {
    /// For a person.
    #[default]
    Text,
    /// One JSON object.
    Json,
    /// A `[[clients]]` table for the server's configuration on standard output; the secret goes to standard error.
    Toml,
}
