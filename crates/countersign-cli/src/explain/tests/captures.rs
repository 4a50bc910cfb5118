//! Raw messages.

use countersign_explain::Scheme;

use super::super::capture::{Capture, Message};
use super::{codes, explain};

const HEAD: &str = "POST /token HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nAuthorization: Basic YTpi\r\n";

fn body(source: &str) -> (Vec<u8>, Vec<String>) {
    let (capture, _) = explain(source.as_bytes(), None);
    let Message::Request(request) = &capture.message else {
        panic!("no request")
    };
    (request.body.octets().to_vec(), capture.notes)
}

#[test]
fn a_good_request_has_no_finding() {
    let (capture, explained) = explain(
        format!("{HEAD}\r\ngrant_type=client_credentials").as_bytes(),
        None,
    );
    assert_eq!((codes(&explained), capture.notes.len()), (vec![], 0));
}

#[test]
fn line_ends_of_a_paste() {
    let pasted = format!("{HEAD}\r\ngrant_type=client_credentials").replace("\r\n", "\n");
    assert_eq!(
        body(&pasted),
        (
            b"grant_type=client_credentials".to_vec(),
            vec![
                "lines end in LF alone; HTTP/1.1 ends them in CR LF, so the capture was probably pasted"
                    .into()
            ]
        )
    );
    // An editor ends the file in a line end; that is no part of the body.
    assert_eq!(body(&(pasted.clone() + "\n")).0, b"grant_type=client_credentials");
    assert_eq!(body(&(pasted + "\n\n")).0, b"grant_type=client_credentials\n");
    // On the wire it is one.
    assert_eq!(body(&format!("{HEAD}\r\na=b\n")).0, b"a=b\n");
    // Unless Content-Length says otherwise.
    assert_eq!(body(&format!("{HEAD}Content-Length: 3\r\n\r\na=b\n")).0, b"a=b");
    assert_eq!(body(&format!("{HEAD}Content-Length: 3\r\n\r\na=bc")).0, b"a=bc");
}

#[test]
fn chunks_are_put_together() {
    let chunked = format!(
        "{HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\ngrant\r\n18;x=y\r\n_type=client_credentials\r\n0\r\n\r\n"
    );
    let (octets, notes) = body(&chunked);
    assert_eq!(octets, b"grant_type=client_credentials");
    assert_eq!(notes.len(), 1);
    let (capture, explained) = explain(chunked.replace("client_", "Client_").as_bytes(), None);
    assert_eq!(codes(&explained), ["grant-type-misspelt"]);
    let range = capture.locate(explained.findings()[0].place()).unwrap();
    assert_eq!(&chunked[range], "client_credentials");
    // Chunks that are cut stay as they are.
    assert!(
        body(&format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n50\r\ngrant"))
            .0
            .starts_with(b"50")
    );
}

#[test]
fn a_head_alone_and_malformed_lines() {
    for end in ["", "\r\n", "\r\n\r\n"] {
        let (_, explained) = explain(format!("{}{end}", HEAD.trim_end()).as_bytes(), None);
        assert_eq!(codes(&explained), ["grant-type-missing"], "{end:?}");
    }
    let (capture, explained) = explain(
        format!("{HEAD}this is no field\r\n\r\ngrant_type=client_credentials").as_bytes(),
        None,
    );
    assert_eq!(codes(&explained), Vec::<&str>::new());
    assert_eq!(
        capture.notes,
        ["a line among the header fields is none, and was left out"]
    );
}

#[test]
fn http_2() {
    let source = b":method: POST\n:path: /token?client_secret=abcd\n:scheme: http\n:authority: as.example\ncontent-type: application/x-www-form-urlencoded\n\ngrant_type=client_credentials";
    let (capture, explained) = explain(source, None);
    assert_eq!(
        codes(&explained),
        [
            "credentials-in-query",
            "client-secret-alone",
            "endpoint-not-https"
        ]
    );
    let range = capture.locate(explained.findings()[0].place()).unwrap();
    assert_eq!(&source[range], b"client_secret=abcd");
}

#[test]
fn the_scheme_can_be_told() {
    let source = format!("{HEAD}Host: as.example\r\n\r\ngrant_type=client_credentials");
    let found = |scheme| codes(&explain(source.as_bytes(), scheme).1);
    assert_eq!(found(None), Vec::<&str>::new());
    assert_eq!(found(Some(Scheme::Https)), Vec::<&str>::new());
    assert_eq!(found(Some(Scheme::Http)), ["endpoint-not-https"]);
}

#[test]
fn responses() {
    let source =
        b"HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\n\r\n{\"error\":\"invalid_client\"}";
    let (capture, explained) = explain(source, None);
    assert_eq!(codes(&explained), ["challenge-missing"]);
    let related = &explained.findings()[0].related()[0];
    assert_eq!(&source[capture.locate(&related.place).unwrap()], b"401");
    assert!(capture.secrets().is_empty());
}

#[test]
fn what_cannot_be_explained() {
    for source in [
        "",
        " \n",
        "hello",
        "curl",
        "curl -d a=b",
        "curl -X",
        "curl x -d @file",
        "curl 'x",
        ":path: /\n",
        "POST /",
        "\0\0",
    ] {
        assert!(Capture::read(source.as_bytes(), None).is_err(), "{source:?}");
    }
}

#[test]
fn lines_that_are_no_fields_are_hidden() {
    let source = format!("{HEAD}X:\r\nthis is no field\r\nY: 1\r\n\r\n");
    let (capture, _) = explain(source.as_bytes(), None);
    let hidden: Vec<_> = capture
        .hidden
        .iter()
        .map(|range| &source[range.clone()])
        .collect();
    assert_eq!(hidden, ["this is no field\r\n"]);
    let (capture, _) = explain(b":method: GET\n:path: /\n:unheard-of: x\na: b\n\nbody", None);
    assert_eq!(capture.hidden, []);
}
