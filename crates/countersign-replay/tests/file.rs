//! The file of a store: who may have it, what ends it survives, and what it refuses to be.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::panic
)]

mod common;

use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::{Command, Output};
use std::{env, fs, process};

use common::{Disk, NOW, at, key};
use countersign_auth::Claim;
use countersign_grammar::UnixTime;
use countersign_replay::{DiskStore, OpenError, ReplayStore};

/// The file of the other process: set for the one that these tests start of themselves.
const FILE: &str = "COUNTERSIGN_REPLAY_TEST_FILE";

fn another_process(file: &Path) -> Output {
    Command::new(env::current_exe().expect("this test"))
        .args([
            "--exact",
            "what_was_answered_is_known_after_a_crash",
            "--nocapture",
        ])
        .env(FILE, file)
        .output()
        .expect("another process")
}

/// Claims, says so after each, and dies without closing anything.
fn claim_and_die(file: &Path) -> ! {
    let mut out = std::io::stderr();
    match DiskStore::open(file, 1000) {
        Ok(store) => {
            for number in 0..20 {
                assert_eq!(store.claim(&key(number), UnixTime::MAX, NOW), Ok(Claim::First));
                writeln!(out, "first {number}").expect("written");
            }
            process::abort()
        }
        Err(error) => {
            writeln!(out, "open: {error:?}").expect("written");
            process::abort()
        }
    }
}

// = RFC7523-3-12 (test)
#[test]
fn what_was_answered_is_known_after_a_crash() {
    if let Some(file) = env::var_os(FILE) {
        claim_and_die(Path::new(&file));
    }
    let folder = Disk::new();
    let output = another_process(&folder.path("store"));
    assert!(!output.status.success(), "it was aborted");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        said.lines().filter(|line| line.starts_with("first ")).count(),
        20,
        "{said}"
    );
    let store = folder.open("store", 1000);
    for number in 0..20 {
        assert_eq!(store.claim(&key(number), UnixTime::MAX, NOW), Ok(Claim::Seen));
    }
    assert_eq!(store.claim(&key(20), UnixTime::MAX, NOW), Ok(Claim::First));
}

/// The file as it was after each claim, as if the machine had lost its power there.
#[test]
fn every_moment_between_claims_can_be_opened() {
    let folder = Disk::new();
    let store = folder.open("store", 1000);
    for number in 0..10 {
        assert_eq!(store.claim(&key(number), at(60), NOW), Ok(Claim::First));
        let name = format!("copy {number}");
        fs::copy(folder.path("store"), folder.path(&name)).expect("a copy");
        let copy = folder.open(&name, 1000);
        for earlier in 0..=number {
            assert_eq!(copy.claim(&key(earlier), at(60), NOW), Ok(Claim::Seen));
        }
        assert_eq!(copy.held(), Ok(number as u64 + 1));
    }
}

#[test]
fn a_file_is_one_stores_in_one_process() {
    let folder = Disk::new();
    let store = folder.open("store", 10);
    assert_eq!(
        DiskStore::open(&folder.path("store"), 10).err(),
        Some(OpenError::InUse)
    );
    let output = another_process(&folder.path("store"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("open: InUse"), "{said}");
    assert_eq!(store.claim(&key(1), at(60), NOW), Ok(Claim::First));
    drop(store);
    assert_eq!(
        folder.open("store", 10).claim(&key(1), at(60), NOW),
        Ok(Claim::Seen)
    );
}

#[test]
fn other_files_are_refused_and_left_alone() {
    let folder = Disk::new();
    let path = folder.path("other");
    let long = b"not a store ".repeat(1000);
    for content in [&b"x"[..], b"countersign", &long] {
        fs::write(&path, content).expect("written");
        assert_eq!(DiskStore::open(&path, 10).err(), Some(OpenError::NotAStore));
        assert_eq!(fs::read(&path).expect("read"), content);
    }
}

#[test]
fn the_database_of_another_program_is_refused() {
    const OTHER: redb::TableDefinition<'_, u64, u64> = redb::TableDefinition::new("other");
    const SAME: redb::TableDefinition<'_, &str, u64> = redb::TableDefinition::new("countersign-replay");
    const KNOWN: redb::TableDefinition<'_, u64, u64> = redb::TableDefinition::new("known");
    let folder = Disk::new();
    let make = |name: &str, fill: fn(&redb::WriteTransaction)| {
        let database = redb::Database::create(folder.path(name)).expect("a database");
        let write = database.begin_write().expect("a transaction");
        fill(&write);
        write.commit().expect("a commit");
        drop(database);
        DiskStore::open(&folder.path(name), 10).err()
    };
    let other = make("other", |write| drop(write.open_table(OTHER).expect("a table")));
    assert_eq!(other, Some(OpenError::NotAStore));
    let unnumbered = make("unnumbered", |write| {
        drop(write.open_table(SAME).expect("a table"))
    });
    assert_eq!(unnumbered, Some(OpenError::NotAStore));
    let newer = make("newer", |write| {
        let mut facts = write.open_table(SAME).expect("a table");
        facts.insert("version", 2).expect("inserted");
    });
    assert_eq!(newer, Some(OpenError::Version(2)));
    let odd = make("odd", |write| {
        let mut facts = write.open_table(SAME).expect("a table");
        facts.insert("version", 1).expect("inserted");
        drop(write.open_table(KNOWN).expect("a table"));
    });
    assert_eq!(odd, Some(OpenError::NotAStore));
}

#[test]
fn damage_is_found_when_the_file_is_opened() {
    let folder = Disk::new();
    let store = folder.open("store", 1000);
    for number in 0..20 {
        assert_eq!(store.claim(&key(number), at(60), NOW), Ok(Claim::First));
    }
    drop(store);
    let whole = fs::read(folder.path("store")).expect("read");
    let path = folder.path("damaged");
    let mut refused = 0;
    for start in (0..whole.len()).step_by(4096) {
        let mut damaged = whole.clone();
        damaged
            .iter_mut()
            .skip(start)
            .take(4096)
            .for_each(|octet| *octet ^= 0x5a);
        fs::write(&path, damaged).expect("written");
        match DiskStore::open(&path, 1000) {
            // Where nothing was, nothing can be damaged: every key has to be there.
            Ok(store) => {
                for number in 0..20 {
                    assert_eq!(store.claim(&key(number), at(60), NOW), Ok(Claim::Seen));
                }
            }
            Err(error) => {
                assert!(
                    matches!(error, OpenError::Damaged | OpenError::NotAStore),
                    "{error:?}"
                );
                refused += 1;
            }
        }
    }
    assert!(refused > 2, "{refused}");
}

#[test]
fn what_the_system_refuses_has_a_name() {
    let folder = Disk::new();
    let missing = folder.path("no such folder").join("store");
    assert_eq!(
        DiskStore::open(&missing, 10).err(),
        Some(OpenError::Io(ErrorKind::NotFound))
    );
    assert_eq!(
        DiskStore::open(&folder.path("."), 10).err(),
        Some(OpenError::Io(ErrorKind::IsADirectory))
    );
    assert_eq!(
        OpenError::InUse.to_string(),
        "the replay store is in use; one process has it at a time"
    );
}

/// What is over goes in steps of 64, and the file says no `jti`.
#[test]
fn a_purge_takes_what_is_over() {
    let folder = Disk::new();
    let store = folder.open("store", 1000);
    for number in 0..70 {
        let until = if number < 66 { at(10) } else { at(20) };
        assert_eq!(store.claim(&key(number), until, NOW), Ok(Claim::First));
    }
    assert_eq!(store.purge(at(9)), Ok(0));
    assert_eq!(store.purge(at(10)), Ok(64));
    assert_eq!(store.purge(at(10)), Ok(2));
    assert_eq!(store.purge(at(10)), Ok(0));
    assert_eq!(store.held(), Ok(4));
    assert_eq!(
        store.claim(&key(0), at(10), NOW),
        Ok(Claim::Seen),
        "the clock went back"
    );
    assert_eq!(store.claim(&key(69), at(20), at(19)), Ok(Claim::Seen));
}

#[test]
#[cfg(unix)]
fn the_file_is_for_its_owner_and_shows_no_key() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Disk::new();
    let store = folder.open("store", 10);
    let key = countersign_auth::ReplayKey::new("https://as.example", "inventory", "a-jti-to-look-for");
    assert_eq!(store.claim(&key, at(60), NOW), Ok(Claim::First));
    drop(store);
    let file = fs::metadata(folder.path("store")).expect("a file");
    assert_eq!(file.permissions().mode() & 0o777, 0o600);
    let octets = fs::read(folder.path("store")).expect("read");
    for text in ["a-jti-to-look-for", "inventory", "as.example"] {
        assert!(
            !octets.windows(text.len()).any(|window| window == text.as_bytes()),
            "{text}"
        );
    }
}
