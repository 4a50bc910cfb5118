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
        [1.7, 1.3],
    )
}

/// 1,024 of the clients ask in turn.
pub(crate) fn in_turn() -> Workload {
    workload(
        "W5 in turn",
        "the same; 1,024 of the 10,000 clients in turn",
        1024,
        [1.7, 1.45],
    )
}

fn workload(name: &'static str, about: &'static str, askers: usize, [gate, target]: [f64; 2]) -> Workload {
    let clients = clients::all();
    // A stride that is coprime to their number, so that the askers lie all over the registry.
    let askers: Vec<Client> = (0..askers)
        .map(|turn| clients[(turn * 4_931 + 7) % CLIENTS].clone())
        .collect();
    let (blocks, limit) = limit::case(&askers);
    let gates = |case: Case, allocations| {
        case.gate(Gate::Limit { gate, target })
            .gate(Gate::Peer {
                name: HAND,
                gate: 3.0,
                target: 3.8,
            })
            .gate(Gate::Peer {
                name: TOKEN_MAP,
                gate: 9.0,
                target: 11.0,
            })
            .gate(Gate::Peer {
                name: TOKEN_SIGNER,
                gate: 9.0,
                target: 11.0,
            })
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
            gates(
                ours("endpoint and JwtAccessTokens", ours::Variant::Plain, blocks.whole),
                1,
            ),
            gates(
                ours(
                    "the same, reply in a buffer of the caller",
                    ours::Variant::Reused,
                    blocks.whole,
                ),
                0,
            ),
            gates(
                ours(
                    "the same, claims of the client prepared",
                    ours::Variant::Prepared,
                    blocks.prepared,
                ),
                0,
            ),
            Case::new(Role::Peer, HAND, hand::operation(&clients, askers.clone()))
                .compressions(blocks.rekeyed),
            oxide::token_map(TOKEN_MAP, &clients, askers.clone()),
            oxide::token_signer(TOKEN_SIGNER, &clients, askers.clone()),
        ],
    }
}
