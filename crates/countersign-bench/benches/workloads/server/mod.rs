//! W5: a token endpoint in memory, from the header fields and the body to the JSON reply.

mod clients;
mod limit;
mod ours;

use countersign_bench::{Case, Gate, Role, Workload};

use crate::peers::{hand, oxide};
use clients::CLIENTS;

pub(crate) use clients::{Client, SCOPE_BODY};

pub(crate) const ISSUER: &str = "https://as.example.com";
pub(crate) const AUDIENCE: &str = "https://api.example.com";
pub(crate) const KEY: [u8; 32] = *b"0123456789abcdef0123456789ABCDEF";
pub(crate) const NOW: u64 = 1_700_000_000;
pub(crate) const LIFETIME: u64 = 3600;

const HAND: &str = "hand stack: jsonwebtoken (RustCrypto), form_urlencoded, serde_json";
const TOKEN_MAP: &str = "oxide-auth, TokenMap";
const TOKEN_SIGNER: &str = "oxide-auth, TokenSigner";

/// One client asks again and again.
pub(crate) fn hot() -> Workload {
    workload(
        "W5",
        "a token endpoint in memory, 10,000 clients, 20 registered scopes, HS256; one hot client",
        1,
        &Gates {
            prepared: 1.3,
            limit_kept_at: 2.05,
            hand_kept_at: 2.5,
            oxide_kept_at: 5.8,
        },
    )
}

/// 1,024 of the clients ask in turn.
pub(crate) fn in_turn() -> Workload {
    workload(
        "W5 in turn",
        "the same; 1,024 of the 10,000 clients in turn",
        1024,
        // Mostly a wait for memory, which depends on who else uses it.
        &Gates {
            prepared: 1.45,
            limit_kept_at: 5.5,
            hand_kept_at: 1.4,
            oxide_kept_at: 4.0,
        },
    )
}

/// What the two workloads differ in. Where a gate is missed, the ratio is kept where it is, with a margin for the machine;
/// `docs/perf.md` says how far it is.
struct Gates {
    /// Where prepared clients should be, as a multiple of the limit.
    prepared: f64,
    limit_kept_at: f64,
    hand_kept_at: f64,
    oxide_kept_at: f64,
}

fn workload(name: &'static str, about: &'static str, askers: usize, gates: &Gates) -> Workload {
    let clients = clients::all();
    // A stride that is coprime to their number, so that the askers lie all over the registry.
    let askers: Vec<Client> = (0..askers)
        .map(|turn| clients[(turn * 4_931 + 7) % CLIENTS].clone())
        .collect();
    let (blocks, limit) = limit::case(&askers);
    let gated = |case: Case, target, allocations| {
        let peer = |name, gate, target| Gate::Peer { name, gate, target };
        case.gate_kept_at(Gate::Limit { gate: 1.7, target }, gates.limit_kept_at)
            .gate_kept_at(peer(HAND, 3.0, 3.8), gates.hand_kept_at)
            .gate_kept_at(peer(TOKEN_MAP, 9.0, 11.0), gates.oxide_kept_at)
            .gate_kept_at(peer(TOKEN_SIGNER, 9.0, 11.0), gates.oxide_kept_at)
            .gate(Gate::Allocations(allocations))
    };
    let ours = |name, variant, blocks| {
        Case::new(
            Role::Ours,
            name,
            ours::operation(&clients, askers.clone(), variant),
        )
        .compressions(blocks)
    };
    Workload {
        name,
        about,
        cases: vec![
            limit,
            gated(
                ours(
                    "endpoint and JwtAccessTokens",
                    ours::Variant::Plain,
                    blocks.common,
                ),
                1.5,
                1,
            ),
            gated(
                ours(
                    "the same, reply in a buffer of the caller",
                    ours::Variant::Reused,
                    blocks.common,
                ),
                1.5,
                0,
            ),
            gated(
                ours(
                    "the same, client and usual scope prepared",
                    ours::Variant::Prepared,
                    blocks.prepared,
                ),
                gates.prepared,
                0,
            ),
            Case::new(Role::Peer, HAND, hand::operation(&clients, askers.clone()))
                .compressions(blocks.rekeyed),
            oxide::token_map(TOKEN_MAP, &clients, askers.clone()),
            oxide::token_signer(TOKEN_SIGNER, &clients, askers.clone()),
        ],
    }
}
