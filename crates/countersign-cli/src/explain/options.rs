//! The options of curl, as far as a request depends on them.

/// What an option does to the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Takes a value and changes the request.
    Value(Effect),
    /// Takes no value and changes the request.
    Flag(Effect),
    /// Takes a value that has nothing to do with the request.
    OtherValue,
    /// Takes no value and has nothing to do with the request.
    OtherFlag,
    /// Not known: what belongs to it may be anything.
    Unknown,
}

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    Bearer,
    Cookie,
    Data,
    DataRaw,
    DataUrlencode,
    Form,
    Get,
    Head,
    Header,
    Insecure,
    Json,
    Method,
    Next,
    Referer,
    Upload,
    Url,
    UrlQuery,
    User,
    UserAgent,
}

use Effect::{
    Bearer, Cookie, Data, DataRaw, DataUrlencode, Form, Get, Head, Header, Insecure, Json, Method, Next,
    Referer, Upload, Url, UrlQuery, User, UserAgent,
};
use Kind::{Flag, OtherFlag, OtherValue, Unknown, Value};

const LONG: [(&str, Kind); 22] = [
    ("cookie", Value(Cookie)),
    ("data", Value(Data)),
    ("data-ascii", Value(Data)),
    ("data-binary", Value(Data)),
    ("data-raw", Value(DataRaw)),
    ("data-urlencode", Value(DataUrlencode)),
    ("form", Value(Form)),
    ("form-string", Value(Form)),
    ("get", Flag(Get)),
    ("head", Flag(Head)),
    ("header", Value(Header)),
    ("insecure", Flag(Insecure)),
    ("json", Value(Json)),
    ("next", Flag(Next)),
    ("oauth2-bearer", Value(Bearer)),
    ("referer", Value(Referer)),
    ("request", Value(Method)),
    ("upload-file", Value(Upload)),
    ("url", Value(Url)),
    ("url-query", Value(UrlQuery)),
    ("user", Value(User)),
    ("user-agent", Value(UserAgent)),
];

/// Long options that take a value and do not matter here.
const LONG_VALUES: [&str; 84] = [
    "abstract-unix-socket",
    "alt-svc",
    "aws-sigv4",
    "cacert",
    "capath",
    "cert",
    "cert-type",
    "ciphers",
    "config",
    "connect-timeout",
    "connect-to",
    "continue-at",
    "cookie-jar",
    "create-file-mode",
    "crlfile",
    "curves",
    "delegation",
    "dns-interface",
    "dns-servers",
    "doh-url",
    "dump-header",
    "ech",
    "egd-file",
    "engine",
    "etag-compare",
    "etag-save",
    "expect100-timeout",
    "happy-eyeballs-timeout-ms",
    "hostpubmd5",
    "hostpubsha256",
    "hsts",
    "interface",
    "ip-tos",
    "ipfs-gateway",
    "keepalive-cnt",
    "keepalive-time",
    "key",
    "key-type",
    "krb",
    "libcurl",
    "limit-rate",
    "local-port",
    "login-options",
    "max-filesize",
    "max-redirs",
    "max-time",
    "netrc-file",
    "noproxy",
    "output",
    "output-dir",
    "parallel-max",
    "pass",
    "pinnedpubkey",
    "preproxy",
    "proto",
    "proto-default",
    "proto-redir",
    "proxy",
    "proxy-cacert",
    "proxy-cert",
    "proxy-ciphers",
    "proxy-header",
    "proxy-key",
    "proxy-pass",
    "proxy-user",
    "pubkey",
    "range",
    "rate",
    "request-target",
    "resolve",
    "retry",
    "retry-delay",
    "retry-max-time",
    "service-name",
    "socks5",
    "socks5-hostname",
    "speed-limit",
    "speed-time",
    "stderr",
    "tls-max",
    "trace",
    "trace-ascii",
    "unix-socket",
    "write-out",
];

/// Long options that take no value and do not matter here; those that begin with `no-` are the same.
const LONG_FLAGS: [&str; 42] = [
    "anyauth",
    "basic",
    "compressed",
    "create-dirs",
    "digest",
    "disable",
    "fail",
    "fail-early",
    "fail-with-body",
    "globoff",
    "http0.9",
    "http1.0",
    "http1.1",
    "http2",
    "http2-prior-knowledge",
    "http3",
    "include",
    "ipv4",
    "ipv6",
    "junk-session-cookies",
    "location",
    "location-trusted",
    "negotiate",
    "netrc",
    "ntlm",
    "parallel",
    "path-as-is",
    "progress-bar",
    "proxytunnel",
    "raw",
    "remote-name",
    "remote-time",
    "show-error",
    "show-headers",
    "silent",
    "ssl-reqd",
    "tcp-nodelay",
    "tlsv1",
    "tlsv1.2",
    "tlsv1.3",
    "tr-encoding",
    "verbose",
];

/// The option with this name, after `--`.
pub(super) fn long(name: &str) -> Kind {
    if let Some((_, kind)) = LONG.iter().find(|(known, _)| *known == name) {
        return *kind;
    }
    if LONG_VALUES.contains(&name) {
        OtherValue
    } else if LONG_FLAGS.contains(&name) || name.starts_with("no-") {
        OtherFlag
    } else {
        Unknown
    }
}

/// The option with this letter, after `-`.
pub(super) fn short(letter: u8) -> Kind {
    match letter {
        b'A' => Value(UserAgent),
        b'b' => Value(Cookie),
        b'd' => Value(Data),
        b'e' => Value(Referer),
        b'F' => Value(Form),
        b'G' => Flag(Get),
        b'H' => Value(Header),
        b'I' => Flag(Head),
        b'k' => Flag(Insecure),
        b':' => Flag(Next),
        b'T' => Value(Upload),
        b'u' => Value(User),
        b'X' => Value(Method),
        b'c' | b'C' | b'D' | b'E' | b'K' | b'm' | b'o' | b'P' | b'Q' | b'r' | b't' | b'U' | b'w' | b'x'
        | b'y' | b'Y' | b'z' => OtherValue,
        _ => OtherFlag,
    }
}
