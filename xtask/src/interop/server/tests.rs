#![cfg(unix)]

use super::*;

fn shell(script: &str) -> Server {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    Server::start(&mut command, "settings\n").unwrap()
}

/// The process ends by itself only when its standard input does.
const STAY: &str = "read end";

fn is(wanted: &'static str) -> impl Fn(&str) -> Option<String> {
    move |line| (line == wanted).then(|| line.to_owned())
}

#[test]
fn finds_the_first_line_that_is_looked_for_and_then_the_next() {
    let server = shell(&format!("echo a; echo b; echo a; {STAY}; {STAY}"));
    assert_eq!(server.printed("b", is("b")).unwrap(), "b");
    // What came before was read.
    assert_eq!(server.printed("a", is("a")).unwrap(), "a");
}

#[test]
fn a_server_is_given_its_input_and_keeps_it_open() {
    let server = shell(&format!("read first; echo got $first; {STAY}; echo the end"));
    assert_eq!(
        server.printed("its input", is("got settings")).unwrap(),
        "got settings"
    );
    assert!(server.printed.try_recv().is_err());
}

#[test]
fn one_that_ends_before_it_says_so_is_an_error() {
    let error = shell("echo other")
        .printed("its address", is("wanted"))
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the server ended before it printed its address"
    );
    let error = shell("echo why >&2; exit 3").ready("its address", is("wanted"));
    let text = error.err().unwrap().to_string();
    assert!(text.contains("its address") && text.contains("why"), "{text}");
}

#[test]
fn one_that_says_so_is_ready_with_what_was_found() {
    let (server, port) = shell(&format!("echo at 17; {STAY}; {STAY}"))
        .ready("its port", |line| line.strip_prefix("at ")?.parse::<u16>().ok())
        .unwrap();
    assert_eq!(port, 17);
    assert_eq!(server.end(), "");
}

#[test]
fn its_end_gives_what_it_wrote_to_standard_error() {
    let (server, _) = shell(&format!(
        "echo first >&2; echo second >&2; echo ready; {STAY}; {STAY}"
    ))
    .ready("ready", is("ready"))
    .unwrap();
    assert_eq!(server.end(), "first\nsecond\n");
}

/// More than a pipe holds, on both streams, while nobody listens.
#[test]
fn a_server_that_says_much_is_never_held_up() {
    let much = "i=0; while [ $i -lt 4000 ]; do echo 'a line that is not looked for, of some length'; i=$((i+1)); done";
    let (server, _) = shell(&format!("{{ {much}; }} >&2; {much}; echo ready; {STAY}; {STAY}"))
        .ready("ready", is("ready"))
        .unwrap();
    assert_eq!(server.end().lines().count(), 4000);
}
