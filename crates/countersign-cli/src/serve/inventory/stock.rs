use std::sync::{Mutex, MutexGuard, PoisonError};

use hyper::StatusCode;
use hyper::header::HeaderValue;
use serde::{Deserialize, Serialize};

/// How many items there can be, and how long a name, in characters.
const MOST: usize = 100;
const LONGEST: usize = 64;

/// What is in stock, in memory.
#[derive(Debug)]
pub(super) struct Stock(Mutex<Vec<Item>>);

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    item: String,
    count: u32,
}

impl Default for Stock {
    fn default() -> Self {
        let items = [("bolt", 120), ("nut", 80)].map(|(item, count)| Item {
            item: item.to_owned(),
            count,
        });
        Self(Mutex::new(items.into()))
    }
}

impl Stock {
    /// All of it, and who asked.
    pub(super) fn list(&self, client_id: Option<&str>) -> String {
        #[derive(Serialize)]
        struct List<'l> {
            client_id: Option<&'l str>,
            items: &'l [Item],
        }
        let items = self.items();
        to_text(&List {
            client_id,
            items: &items,
        })
    }

    /// Enters one item, or its new count.
    pub(super) fn enter(&self, content_type: Option<&HeaderValue>, body: &[u8]) -> (StatusCode, String) {
        let is_json =
            content_type.is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"application/json"));
        if !is_json {
            let said = fault("an item is application/json");
            return (StatusCode::UNSUPPORTED_MEDIA_TYPE, said);
        }
        let Ok(entry) = serde_json::from_slice::<Item>(body) else {
            let said = fault(r#"an item is like {"item": "washer", "count": 5}"#);
            return (StatusCode::BAD_REQUEST, said);
        };
        let name = &entry.item;
        if name.is_empty() || name.chars().count() > LONGEST || name.chars().any(char::is_control) {
            let said = fault("the name of an item is one to 64 printable characters");
            return (StatusCode::BAD_REQUEST, said);
        }
        let said = to_text(&entry);
        let mut items = self.items();
        if let Some(there) = items.iter_mut().find(|there| there.item == entry.item) {
            there.count = entry.count;
            return (StatusCode::OK, said);
        }
        if items.len() >= MOST {
            return (StatusCode::CONFLICT, fault("the inventory is full"));
        }
        items.push(entry);
        (StatusCode::CREATED, said)
    }

    fn items(&self) -> MutexGuard<'_, Vec<Item>> {
        // A poisoned lock still holds whole items.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is wrong with a request whose token is good.
pub(super) fn fault(message: &'static str) -> String {
    #[derive(Serialize)]
    struct Fault {
        message: &'static str,
    }
    to_text(&Fault { message })
}

/// Of texts and numbers, which JSON can always hold.
fn to_text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn enter(stock: &Stock, body: &str) -> u16 {
        let json = HeaderValue::from_static("application/json");
        stock.enter(Some(&json), body.as_bytes()).0.as_u16()
    }

    #[test]
    fn an_item_is_entered_once_and_counted_anew() {
        let stock = Stock::default();
        assert_eq!(enter(&stock, r#"{"item":"washer","count":5}"#), 201);
        assert_eq!(enter(&stock, r#"{"item":"washer","count":6}"#), 200);
        let listed: serde_json::Value = serde_json::from_str(&stock.list(Some("abc"))).unwrap();
        assert_eq!(listed["client_id"], "abc");
        assert_eq!(listed["items"].as_array().unwrap().len(), 3);
        assert_eq!(listed["items"][2]["count"], 6);
    }

    #[test]
    fn what_is_no_item_is_not_entered() {
        let stock = Stock::default();
        let before = stock.list(None);
        let long = format!(r#"{{"item":"{}","count":1}}"#, "x".repeat(LONGEST + 1));
        for body in [
            "",
            "{}",
            "[]",
            r#"{"item":"","count":1}"#,
            r#"{"item":"a\u0007","count":1}"#,
            r#"{"item":"a","count":-1}"#,
            r#"{"item":"a","count":1.5}"#,
            r#"{"item":"a","count":4294967296}"#,
            r#"{"item":"a","count":1,"price":2}"#,
            r#"{"item":"a","item":"b","count":1}"#,
            &long,
        ] {
            assert_eq!(enter(&stock, body), 400, "{body}");
        }
        let text = HeaderValue::from_static("text/plain");
        for content_type in [None, Some(&text)] {
            let refused = stock.enter(content_type, br#"{"item":"a","count":1}"#);
            assert_eq!(refused.0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        }
        assert_eq!(stock.list(None), before);
    }

    #[test]
    fn it_does_not_grow_without_end() {
        let stock = Stock::default();
        let full = (0..).map(|n| enter(&stock, &format!(r#"{{"item":"i{n}","count":1}}"#)));
        let statuses: Vec<_> = full.take(MOST).collect();
        assert_eq!(statuses.iter().filter(|status| **status == 201).count(), MOST - 2);
        assert_eq!(statuses.last(), Some(&409));
        assert_eq!(enter(&stock, r#"{"item":"i0","count":9}"#), 200);
    }
}
