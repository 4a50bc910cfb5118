//! The catalogue, the crate generated from it, and the markers in the code.

use std::collections::BTreeSet;

use xtask::catalogue::{self, Entry};
use xtask::clauses::{Exceptions, Marker, Markers, Matrix, generate};

const NONE: [&str; 0] = [];

#[test]
fn the_generated_files_are_current() {
    generate::check().unwrap();
}

#[test]
fn ids_map_injectively_to_rust_names() {
    let entries = catalogue::load().unwrap();
    let ids: BTreeSet<_> = entries.iter().map(|entry| &entry.id).collect();
    let names: BTreeSet<_> = entries.iter().map(Entry::rust_name).collect();
    assert_eq!(ids.len(), entries.len());
    assert_eq!(names.len(), entries.len());
    for name in names {
        assert!(name.starts_with(|c: char| c.is_ascii_uppercase()), "{name}");
        assert!(
            name.chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'),
            "{name}"
        );
    }
}

#[test]
fn every_clause_is_generated_once() {
    let entries = catalogue::load().unwrap();
    let source: String = generate::files(&entries).into_values().collect();
    for entry in &entries {
        let declaration = format!("pub static {}: Clause = Clause {{", entry.rust_name());
        assert_eq!(source.matches(&declaration).count(), 1, "{}", entry.id);
    }
}

#[test]
fn every_marker_names_a_clause() {
    let (entries, exceptions) = (catalogue::load().unwrap(), Exceptions::load().unwrap());
    Matrix::new(&entries, &Markers::scan().unwrap(), &exceptions).unwrap();
}

#[test]
fn a_bad_catalogue_is_refused() {
    catalogue::parse(&clause("RFC1-1-1", "MUST")).unwrap();
    for (bad, why) in [
        (
            clause("RFC1-1-1", "MUST") + &clause("RFC1-1-1", "MUST"),
            "stands twice",
        ),
        (
            clause("RFC1-1.2-1", "MUST") + &clause("RFC1-1-2-1", "MUST"),
            "same Rust name",
        ),
        (
            clause("RFC1-a.2-1", "MUST") + &clause("RFC1-A.2-1", "MUST"),
            "same Rust name",
        ),
        (clause("RFC1-1", "MUST"), "is not a clause id"),
        (clause("rfc1-1-1", "MUST"), "is not a clause id"),
        (clause("RFC1-1-x", "MUST"), "is not a clause id"),
        (clause("RFC1--1", "MUST"), "is not a clause id"),
        (clause("RFC1-1-1", "SHALL"), "unknown level"),
        (
            clause("RFC1-1-1", "MUST").replace("related = []", "related = [\"RFC2-1-1\"]"),
            "does not exist",
        ),
        (
            clause("RFC1-1-1", "MUST").replace("text = \"Text.\"", "text = \" \""),
            "text is empty",
        ),
        (clause("RFC1-1-1", "MUST") + "colour = \"red\"\n", "unknown field"),
    ] {
        let error = catalogue::parse(&bad).unwrap_err().to_string();
        assert!(error.contains(why), "{error:?} does not say {why:?}");
    }
}

#[test]
fn a_marker_is_a_whole_comment() {
    let code = Marker {
        id: "RFC6749-3.2-5",
        test: false,
    };
    assert_eq!(Marker::of_line("    // = RFC6749-3.2-5").unwrap(), Some(code));
    assert_eq!(
        Marker::of_line("// = RFC6749-3.2-5 (test)").unwrap(),
        Some(Marker { test: true, ..code })
    );
    for other in [
        "",
        "// RFC6749-3.2-5",
        "// == 1 ==",
        "/// = RFC6749-3.2-5",
        "let x = 1; // = 2",
    ] {
        assert_eq!(Marker::of_line(other).unwrap(), None, "{other}");
    }
    for broken in [
        "// = RFC6749-3.2",
        "// = RFC6749-3.2-5(test)",
        "// = RFC6749-3.2-5, RFC6749-3.2-6",
        "// = x",
    ] {
        assert!(Marker::of_line(broken).is_err(), "{broken}");
    }
}

#[test]
fn a_code_marker_in_a_test_file_is_refused() {
    let mut markers = Markers::default();
    assert_eq!(markers.add("crates/a/src/lib.rs", "// = RFC1-1-1").len(), 0);
    assert_eq!(markers.add("crates/a/src/b/tests.rs", "// = RFC1-1-1").len(), 1);
    assert_eq!(markers.add("crates/a/tests/b.rs", "// = RFC1-1-1").len(), 1);
    assert_eq!(
        markers.add("crates/a/tests/b.rs", "// = RFC1-1-1 (test)").len(),
        0
    );
    assert_eq!(markers.code.len(), 1);
    assert_eq!(markers.tests.len(), 1);
}

#[test]
fn an_unknown_id_is_refused() {
    let entries = catalogue::parse(&clause("RFC1-1-1", "MUST")).unwrap();
    for line in ["// = RFC1-1-2", "// = RFC1-1-2 (test)"] {
        let mut markers = Markers::default();
        assert_eq!(markers.add("crates/a/src/lib.rs", line).len(), 0);
        let error = Matrix::new(&entries, &markers, &Exceptions::default())
            .unwrap_err()
            .to_string();
        assert_eq!(error, "RFC1-1-2 is no clause; it is named in crates/a/src/lib.rs");
    }
    let exceptions = Exceptions::parse(&exception("RFC1-1-2")).unwrap();
    assert!(Matrix::new(&entries, &Markers::default(), &exceptions).is_err());
}

#[test]
fn a_clause_is_open_until_somebody_answers_for_it() {
    let catalogue = ["MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY"];
    let catalogue: String = (1..)
        .zip(catalogue)
        .map(|(number, level)| clause(&format!("RFC1-1-{number}"), level))
        .collect();
    let entries = catalogue::parse(&catalogue).unwrap();
    let open = |lines: &str, exceptions: &Exceptions| {
        let mut markers = Markers::default();
        assert_eq!(markers.add("crates/a/src/lib.rs", lines).len(), 0);
        let matrix = Matrix::new(&entries, &markers, exceptions).unwrap();
        let open: Vec<_> = matrix.open().into_iter().map(str::to_owned).collect();
        assert_eq!(matrix.to_markdown().matches("| **open** |").count(), open.len());
        open
    };
    let none = Exceptions::default();
    assert_eq!(open("", &none), ["RFC1-1-1", "RFC1-1-2"]);
    assert_eq!(open("// = RFC1-1-1", &none), ["RFC1-1-2"]);
    assert_eq!(open("// = RFC1-1-2 (test)", &none), ["RFC1-1-1"]);
    assert_eq!(
        open("", &Exceptions::parse(&exception("RFC1-1-1")).unwrap()),
        ["RFC1-1-2"]
    );
}

#[test]
fn an_extension_is_never_open() {
    let text = clause("RFC1-1-1", "MUST").replace("tier = \"core\"", "tier = \"extension\"");
    let entries = catalogue::parse(&text).unwrap();
    let (markers, exceptions) = (Markers::default(), Exceptions::default());
    assert_eq!(Matrix::new(&entries, &markers, &exceptions).unwrap().open(), NONE);
}

#[test]
fn an_exception_needs_an_argument_and_a_need() {
    let short = "[[exception]]\nids = [\"RFC1-1-1\"]\nreason = \"No.\"\n";
    assert!(Exceptions::parse(short).is_err());
    assert!(Exceptions::parse(&exception("RFC1-1-1").repeat(2)).is_err());

    let entries = catalogue::parse(&clause("RFC1-1-1", "MUST")).unwrap();
    let mut markers = Markers::default();
    assert_eq!(
        markers
            .add("crates/a/src/lib.rs", "// = RFC1-1-1\n// = RFC1-1-1 (test)")
            .len(),
        0
    );
    let exceptions = Exceptions::parse(&exception("RFC1-1-1")).unwrap();
    let error = Matrix::new(&entries, &markers, &exceptions)
        .unwrap_err()
        .to_string();
    assert!(error.contains("needs no exception"), "{error}");
}

fn clause(id: &str, level: &str) -> String {
    format!(
        "[[clause]]\nid = \"{id}\"\nspec = \"RFC 1\"\nsection = \"1\"\nlevel = \"{level}\"\nrole = \"any\"\n\
         topic = \"grammar\"\nbasis = \"prose\"\ntext = \"Text.\"\ncheck = \"Check.\"\ntier = \"core\"\n\
         related = []\nrestates = false\nverified = true\nsource = \"RFC text\"\n"
    )
}

fn exception(id: &str) -> String {
    format!("[[exception]]\nids = [\"{id}\"]\nreason = \"The transport under the host does this.\"\n")
}
