//! Who stands where. CONTRIBUTING.md shows the same table in words.

/// A core crate: `no_std`, no unsafe code, no I/O, and only these external crates as direct dependencies.
#[derive(Debug)]
pub struct Core {
    /// The name of the package.
    pub name: &'static str,
    /// The external crates it may name in its manifest, optional ones included.
    pub external: &'static [&'static str],
}

/// The layer of everything that is never published: it may use any crate, and none may use it.
pub const BEYOND: u8 = 6;

/// What only tests may name, whatever layer they stand in: it depends on nothing and is never published.
pub const TESTS_ONLY: &[&str] = &["countersign-exhaust"];

/// Each package of the workspace and its layer.
pub const LAYERS: &[(&str, u8)] = &[
    ("countersign-clause", 0),
    ("countersign-exhaust", 0),
    ("countersign-grammar", 0),
    ("countersign-secret", 0),
    ("countersign-jose", 1),
    ("countersign-scope", 1),
    ("countersign-auth", 2),
    ("countersign-message", 2),
    ("countersign-client", 3),
    ("countersign-replay", 3),
    ("countersign-resource", 3),
    ("countersign-server", 3),
    ("countersign-explain", 4),
    ("countersign-http", 4),
    ("countersign", 5),
    ("countersign-cli", 5),
    ("countersign-abnf", BEYOND),
    ("countersign-bench", BEYOND),
    ("countersign-cost", BEYOND),
    ("countersign-interop", BEYOND),
    ("countersign-model", BEYOND),
    ("xtask", BEYOND),
];

/// The core crates that exist.
pub const CORE: &[Core] = &[
    Core {
        name: "countersign-clause",
        external: &[],
    },
    Core {
        name: "countersign-grammar",
        external: &["base64", "memchr", "nom", "serde", "zeroize"],
    },
    Core {
        name: "countersign-secret",
        external: &["hmac", "sha2", "subtle", "zeroize"],
    },
    Core {
        name: "countersign-jose",
        external: &["hmac", "sha2", "subtle", "zeroize"],
    },
    Core {
        name: "countersign-scope",
        external: &["serde"],
    },
    Core {
        name: "countersign-auth",
        external: &["zeroize"],
    },
    Core {
        name: "countersign-message",
        external: &["zeroize"],
    },
    Core {
        name: "countersign-resource",
        external: &[],
    },
    Core {
        name: "countersign-client",
        external: &["zeroize"],
    },
    Core {
        name: "countersign-server",
        external: &[],
    },
    Core {
        name: "countersign-explain",
        external: &["memchr", "serde", "zeroize"],
    },
];

/// External crates that the ones above bring along, each read and found to need no operating system.
pub const SUPPORT: &[&str] = &[
    "block-buffer",
    "cfg-if",
    "cmov",
    "cpufeatures",
    "crypto-common",
    "ctutils",
    "digest",
    "hybrid-array",
    "serde_core",
    "serde_derive",
    "typenum",
    "zeroize_derive",
];
