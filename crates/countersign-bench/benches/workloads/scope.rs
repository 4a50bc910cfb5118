//! W7: a requested scope against a registered one.

use std::collections::HashSet;
use std::hint::black_box;

use countersign_bench::{Case, Gate, Role, Workload};
use countersign_scope::{RegisteredScope, ScopeSet, Strategy};
use oxide_auth::primitives::scope::Scope;

pub(crate) const REGISTERED: &str = "read write delete admin openid profile email address phone offline_access \
    orders:read orders:write invoices:read invoices:write users:read users:write reports:read metrics:read \
    webhooks:manage audit:read";
const REQUESTED: &str =
    "read delete reports:read orders:read orders:write invoices:read users:write webhooks:manage";

const VEC: &str = "Vec of scopes and contains, as with oauth2 5.0";
const OXIDE: &str = "oxide-auth Scope";

pub(crate) fn workload() -> Workload {
    let set = ScopeSet::parse(REGISTERED).expect("a sound scope");
    assert_eq!(set.len(), 20);
    let registered = RegisteredScope::new(set, Strategy::Exact);
    let selection = registered
        .evaluate(REQUESTED, 128)
        .expect("all of it is registered");
    assert_eq!(selection.len(), 8);
    assert!(registered.evaluate(&format!("{REQUESTED} other"), 128).is_err());

    let mut copy = [0; 256];
    let limit = move || {
        let text = black_box(REQUESTED).as_bytes();
        let copy = black_box(&mut copy[..text.len()]);
        copy.copy_from_slice(text);
        memchr::memchr_iter(b' ', copy).fold(0, |sum, at| sum ^ at)
    };
    let hashed: HashSet<String> = REGISTERED.split(' ').map(String::from).collect();
    let hashed = move || {
        black_box(REQUESTED)
            .split(' ')
            .all(|token| hashed.contains(token))
    };
    let listed: Vec<String> = REGISTERED.split(' ').map(String::from).collect();
    let listed = move || {
        let requested: Vec<String> = black_box(REQUESTED).split(' ').map(String::from).collect();
        requested.iter().all(|token| listed.contains(token))
    };
    let allowed: Scope = REGISTERED.parse().expect("a sound scope");
    let oxide = move || {
        let requested: Scope = black_box(REQUESTED).parse().expect("a sound scope");
        requested <= allowed
    };
    assert!(hashed() && listed() && oxide());
    Workload {
        name: "W7",
        about: "8 requested scope tokens, 91 octets, checked against 20 registered",
        cases: vec![
            Case::new(Role::Limit, "copy and one memchr pass", limit),
            Case::new(Role::Ours, "RegisteredScope::evaluate", move || {
                registered
                    .evaluate(black_box(REQUESTED), 128)
                    .expect("all of it is registered")
            })
            .gate(Gate::Limit {
                gate: 3.0,
                target: 2.4,
            })
            .gate(Gate::Peer {
                name: VEC,
                gate: 1.0,
                target: 3.5,
            })
            .gate(Gate::Peer {
                name: OXIDE,
                gate: 1.0,
                target: 8.0,
            })
            .gate(Gate::Allocations(0)),
            Case::new(
                Role::Peer,
                "split and HashSet::contains, no check of characters",
                hashed,
            ),
            Case::new(Role::Peer, VEC, listed),
            Case::new(Role::Peer, OXIDE, oxide),
        ],
    }
}
