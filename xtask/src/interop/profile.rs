use super::scenario::Host;

/// How a server signs, and what its tokens say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Profile {
    pub(super) algorithm: &'static str,
    pub(super) typ: &'static str,
    pub(super) key_id: Option<&'static str>,
    pub(super) issuer: &'static str,
    pub(super) audience: &'static str,
    /// In seconds.
    pub(super) lifetime: u64,
}

impl Profile {
    /// That of a server; each signs in another way.
    pub(super) const fn of(host: Host) -> Self {
        let demonstration = Self {
            algorithm: "HS256",
            typ: "JWT",
            key_id: None,
            issuer: "https://auth.example.com",
            audience: "https://api.example.com",
            lifetime: 3600,
        };
        match host {
            Host::Demonstration => demonstration,
            Host::Form => Self {
                algorithm: "HS384",
                typ: "at+jwt",
                issuer: "https://issuer.example/form",
                lifetime: 600,
                ..demonstration
            },
            Host::Raw => Self {
                algorithm: "HS512",
                typ: "at+jwt",
                key_id: Some("interop"),
                issuer: "https://issuer.example/raw",
                lifetime: 900,
                ..demonstration
            },
            Host::Strict => Self {
                typ: "at+jwt",
                issuer: "https://issuer.example/strict",
                lifetime: 300,
                ..demonstration
            },
            Host::Legacy => Self {
                algorithm: "HS512",
                issuer: "https://issuer.example/legacy",
                lifetime: 1200,
                ..demonstration
            },
        }
    }
}
