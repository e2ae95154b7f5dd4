//! A container that does nothing but answer: what a start from zero costs without a function in it (FR-824).

use std::{
    env,
    io::{self, BufRead, BufReader, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::{Arc, atomic::AtomicBool},
    thread,
};

use signal_hook::{consts::SIGTERM, flag};

const ANSWER: &[u8] = b"HTTP/1.1 204 No Content\r\n\r\n";

fn main() -> io::Result<()> {
    // As process 1 it would otherwise ignore the signal.
    flag::register_conditional_shutdown(SIGTERM, 0, Arc::new(AtomicBool::new(true)))?;
    #[expect(
        clippy::disallowed_methods,
        reason = "a program of its own, with one variable"
    )]
    let port = env::var("PORT").ok().and_then(|port| port.parse().ok());
    let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, port.unwrap_or(8080)))?;
    for stream in listener.incoming().flatten() {
        thread::spawn(move || serve(stream));
    }
    Ok(())
}

/// Answers whatever is asked, for as long as the caller stays. Nobody asks with a body.
fn serve(stream: TcpStream) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    while reader.read_line(&mut line)? > 0 {
        if line == "\r\n" {
            reader.get_mut().write_all(ANSWER)?;
        }
        line.clear();
    }
    Ok(())
}
