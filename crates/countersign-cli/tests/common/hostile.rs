//! A server that answers what it likes.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use super::{Ran, Token};

/// The secret of every request.
pub const SECRET: &str = "CaNaRy7sEcReT";

/// A server that does the same to every connection, and keeps what it was sent.
pub struct Hostile {
    pub address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Hostile {
    pub fn doing(act: impl Fn(&mut TcpStream, &str, SocketAddr) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let request = read(&mut stream);
                kept.lock().unwrap().push(request.clone());
                act(&mut stream, &request, address);
            }
        });
        Self { address, requests }
    }

    pub fn answering(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::doing(move |stream, _, _| {
            // Whoever has heard enough goes away.
            let _ = stream.write_all(&answer);
        })
    }

    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    pub fn ask(&self, arguments: &[&str]) -> Ran {
        let endpoint = format!("http://{}/token", self.address);
        Token::of("abc123")
            .input(SECRET)
            .arguments(&["--allow-loopback-http", "--endpoint", &endpoint])
            .arguments(arguments)
            .run()
    }
}

/// A request with its whole body.
fn read(stream: &mut TcpStream) -> String {
    let mut read = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&read).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return text;
            }
        }
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return text,
            Ok(len) => read.extend_from_slice(&buffer[..len]),
        }
    }
}

/// An answer with these header lines, each ending in CR LF.
pub fn answer(status: u16, fields: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status} X\r\n{fields}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

pub fn json(status: u16, body: &str) -> String {
    answer(status, "Content-Type: application/json\r\n", body)
}
