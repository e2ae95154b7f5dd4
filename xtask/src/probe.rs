//! Plain HTTP requests to programs on this machine.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, TcpStream},
    time::Duration,
};

/// Longer than a function may take (five seconds).
const PATIENCE: Duration = Duration::from_secs(15);

/// The status of `GET path` at an address and port of this machine, if an HTTP server answers there.
#[must_use]
pub fn status(address: Ipv4Addr, port: u16, path: &str) -> Option<u16> {
    let head = format!("GET {path} HTTP/1.1\r\n{}\r\n", header_lines(port, &[]));
    exchange(address, port, &head).map(|(status, _)| status)
}

/// Status and body of `GET path`.
#[must_use]
pub fn get(port: u16, path: &str, headers: &[(&str, &str)]) -> Option<(u16, String)> {
    let head = format!("GET {path} HTTP/1.1\r\n{}", header_lines(port, headers));
    exchange(Ipv4Addr::LOCALHOST, port, &format!("{head}\r\n"))
}

/// Status and body of `POST path` with a JSON body.
#[must_use]
pub fn post(port: u16, path: &str, headers: &[(&str, &str)], body: &str) -> Option<(u16, String)> {
    let head = format!("POST {path} HTTP/1.1\r\n{}", header_lines(port, headers));
    exchange(
        Ipv4Addr::LOCALHOST,
        port,
        &format!(
            "{head}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ),
    )
}

fn header_lines(port: u16, headers: &[(&str, &str)]) -> String {
    let fixed = format!("Host: 127.0.0.1:{port}\r\nConnection: close\r\n");
    headers.iter().fold(fixed, |lines, (name, value)| {
        format!("{lines}{name}: {value}\r\n")
    })
}

fn exchange(address: Ipv4Addr, port: u16, request: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect((address, port)).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    parse(&String::from_utf8_lossy(&answer))
}

fn parse(answer: &str) -> Option<(u16, String)> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head
        .strip_prefix("HTTP/1.")?
        .split_whitespace()
        .nth(1)?
        .parse()
        .ok()?;
    Some((status, body.to_owned()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn status_and_body_are_told_apart() {
        let answer = "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno";
        assert_eq!(super::parse(answer), Some((404, "no".to_owned())));
        assert_eq!(super::parse("SSH-2.0-OpenSSH"), None);
    }
}
