use countersign_scope::{RegisteredScope, Scope, ScopeSet, ScopeState, Strategy};

/// Four readings of one text agree: the fold of the transition function, the ABNF by splitting, the parser and the
/// evaluation against a registration; and a set is what its printed form parses to.
pub fn scope(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let folded = data
        .iter()
        .fold(ScopeState::Start, |state, octet| state.step(*octet))
        .accepts();
    let nqchar = |octet: u8| matches!(octet, 0x21 | 0x23..=0x5B | 0x5D..=0x7E);
    let split = text
        .split(' ')
        .all(|token| !token.is_empty() && token.bytes().all(nqchar));
    assert_eq!(folded, split, "{text:?}");
    assert_eq!(folded, countersign_scope::check(text).is_ok(), "{text:?}");
    let registered = ScopeSet::parse("read write a.b * x:y").expect("a scope");
    match Scope::parse(text) {
        Ok(scope) => {
            assert!(folded);
            let set = scope.to_set();
            assert_eq!(
                set.to_scope_string().map(|text| ScopeSet::parse(&text)),
                Some(Ok(set.clone()))
            );
            assert_eq!(
                set,
                ScopeSet::parse_normalising(&format!(" {text}  ")).expect("normalised")
            );
            for strategy in [Strategy::Exact, Strategy::Hierarchic, Strategy::Wildcard] {
                let registered = RegisteredScope::new(registered.clone(), strategy);
                let covered = set.iter().all(|token| registered.covers(token.as_str()));
                let evaluated = registered.evaluate(text, usize::MAX);
                assert_eq!(evaluated.is_ok(), covered, "{text:?}");
                let narrowed = registered.narrow(&set);
                assert!(
                    narrowed.is_subset(&set)
                        && narrowed.iter().all(|token| registered.covers(token.as_str()))
                );
                assert_eq!(narrowed == set, covered);
                if let Ok(selection) = evaluated {
                    assert_eq!(selection.to_set(&registered), set);
                }
            }
        }
        Err(error) => {
            assert!(!folded);
            assert!(error.at() <= text.len(), "{error}");
            let registered = RegisteredScope::new(registered, Strategy::Exact);
            assert!(registered.evaluate(text, usize::MAX).is_err());
        }
    }
}
