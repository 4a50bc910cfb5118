use super::uri_rules;
use crate::production::ip::is_address;
use countersign_exhaust::every_text;
use proptest::prelude::*;
use std::{
    format,
    net::{Ipv4Addr, Ipv6Addr},
    string::String,
    vec::Vec,
};

#[track_caller]
fn same(address: &str) {
    let literal = format!("[{address}]");
    assert_eq!(
        is_address(address.as_bytes()),
        uri_rules::ip_literal().matches(&literal),
        "{address}"
    );
}

#[test]
fn every_short_string() {
    let rule = uri_rules::ip_literal();
    every_text(
        &["1", "f", "12345", ":", "::", ".", "1.2.3.4", "v", "g"],
        4,
        &mut |address| {
            assert_eq!(
                is_address(address.as_bytes()),
                rule.matches(&format!("[{address}]")),
                "{address}"
            );
        },
    );
}

/// All numbers of groups before and after `::`, with and without IPv4 at the end, and without `::`.
#[test]
fn every_number_of_groups() {
    let groups = |count: usize| std::vec!["a1"; count].join(":");
    for before in 0..10 {
        same(&groups(before));
        same(&format!("{}:1.2.3.4", groups(before)));
        same(&format!("1.2.3.4:{}", groups(before)));
        for after in 0..10 {
            same(&format!("{}::{}", groups(before), groups(after)));
            same(&format!("{}::{}:1.2.3.4", groups(before), groups(after)));
            same(&format!("{}::{}::", groups(before), groups(after)));
            same(&format!("{}:::{}", groups(before), groups(after)));
        }
        same(&format!("{}::1.2.3.4", groups(before)));
        same(&format!("{}:1.2.3.4::", groups(before)));
    }
}

/// Another reader knows the same IPv4 addresses, number by number.
#[test]
fn every_decimal_octet() {
    let numbers = (0..1100)
        .map(|number| format!("{number}"))
        .chain(["", "00", "01", "007", "1e1", "-1", "+1"].map(String::from));
    for number in numbers {
        for address in [format!("{number}.0.0.0"), format!("0.0.0.{number}")] {
            let is_v4 = address.parse::<Ipv4Addr>().is_ok();
            assert_eq!(is_address(format!("::{address}").as_bytes()), is_v4, "{address}");
        }
    }
}

#[test]
fn future_addresses() {
    for address in ["v1.a", "V1.a", "vF0.:", "v1.a:b!$", "v1.~"] {
        assert!(is_address(address.as_bytes()), "{address}");
    }
    for address in [
        "v", "v1", "v.a", "v1.", "vg.a", "v1.[", "v1.%41", "v1.a/b", "v1.@", "1.a",
    ] {
        assert!(!is_address(address.as_bytes()), "{address}");
    }
}

proptest! {
    #[test]
    fn every_address_as_written(octets in any::<[u8; 16]>()) {
        let address = std::string::ToString::to_string(&Ipv6Addr::from(octets));
        prop_assert!(is_address(address.as_bytes()));
    }

    #[test]
    fn nearly_addresses(address in "[0-9a-f:.]{0,40}") {
        same(&address);
        // The other reader agrees on all that is an IPv6address.
        prop_assert_eq!(is_address(address.as_bytes()), address.parse::<Ipv6Addr>().is_ok());
    }

    #[test]
    fn groups_at_random(groups in proptest::collection::vec("[0-9a-f]{0,5}", 0..10)) {
        let address: Vec<&str> = groups.iter().map(String::as_str).collect();
        same(&address.join(":"));
    }
}
