//! The list of fuzz targets is read from their manifest.

#[test]
fn targets_are_the_binaries_of_the_manifest() {
    let manifest =
        "[package]\nname = \"f\"\n[[bin]]\nname = \"basic\"\npath = \"x\"\n[[bin]]\nname = \"form\"\n";
    assert_eq!(xtask::fuzz::targets(manifest).unwrap(), ["basic", "form"]);
}

#[test]
fn a_manifest_without_targets_is_an_error() {
    assert!(xtask::fuzz::targets("[package]\nname = \"f\"\n").is_err());
    assert!(xtask::fuzz::targets("not toml").is_err());
}

#[test]
fn a_run_without_time_is_refused() {
    assert!(xtask::fuzz::smoke(0).is_err());
}
