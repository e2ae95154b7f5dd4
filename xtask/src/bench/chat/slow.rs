//! A Postgres that is far away: what is sent to it arrives later. It knows which connections are within a transaction.

use std::{
    collections::HashMap,
    io::{Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
    time::{Duration, Instant},
};

use crate::failure::{Failure, Outcome};

/// The message by which Postgres says that it is ready; its one byte tells of the transaction.
const READY: u8 = b'Z';

/// A running proxy; it ends with the process.
pub struct SlowDatabase {
    port: u16,
    open: Arc<Mutex<HashMap<usize, u8>>>,
}

impl SlowDatabase {
    /// Passes connections on to this port, each thing that is sent so much later.
    ///
    /// # Errors
    /// When no port is free.
    pub fn start(server: u16, delay: Duration) -> Outcome<Self> {
        let told = |error: std::io::Error| Failure::Told(format!("the slow database: {error}"));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(told)?;
        let port = listener.local_addr().map_err(told)?.port();
        let open = Arc::new(Mutex::new(HashMap::new()));
        let states = Arc::clone(&open);
        thread::spawn(move || {
            for (number, client) in listener.incoming().flatten().enumerate() {
                if let Ok(server) = TcpStream::connect((Ipv4Addr::LOCALHOST, server)) {
                    // A connection that breaks has its own error to show.
                    let _ = pass(client, server, delay, number, Arc::clone(&states));
                }
            }
        });
        Ok(Self { port, open })
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// How many connections are within a transaction.
    pub fn transactions(&self) -> usize {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.values().filter(|state| **state != b'I').count()
    }
}

fn pass(
    client: TcpStream,
    server: TcpStream,
    delay: Duration,
    number: usize,
    states: Arc<Mutex<HashMap<usize, u8>>>,
) -> std::io::Result<()> {
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (sender, receiver) = mpsc::channel::<(Instant, Vec<u8>)>();
    let (mut from_client, mut to_server) = (client.try_clone()?, server.try_clone()?);
    thread::spawn(move || {
        let mut chunk = vec![0; 16 * 1024];
        while let Ok(read @ 1..) = from_client.read(&mut chunk) {
            let piece = chunk.get(..read).unwrap_or_default().to_vec();
            if sender.send((Instant::now() + delay, piece)).is_err() {
                break;
            }
        }
    });
    thread::spawn(move || {
        for (due, piece) in receiver {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            if to_server.write_all(&piece).is_err() {
                break;
            }
        }
        // What the client closed is closed on this side too.
        let _ = to_server.shutdown(std::net::Shutdown::Both);
    });
    let (mut from_server, mut to_client) = (server, client);
    thread::spawn(move || {
        let mut frames = Frames::default();
        let mut chunk = vec![0; 16 * 1024];
        while let Ok(read @ 1..) = from_server.read(&mut chunk) {
            let piece = chunk.get(..read).unwrap_or_default();
            if let Some(state) = frames.push(piece) {
                states
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert(number, state);
            }
            if to_client.write_all(piece).is_err() {
                break;
            }
        }
        states
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&number);
        let _ = to_client.shutdown(std::net::Shutdown::Both);
    });
    Ok(())
}

/// The messages of a server: a letter, a length that counts itself, and so many bytes.
#[derive(Default)]
struct Frames {
    held: Vec<u8>,
}

impl Frames {
    /// The state that the last whole message of readiness in these bytes tells.
    fn push(&mut self, bytes: &[u8]) -> Option<u8> {
        self.held.extend_from_slice(bytes);
        let mut state = None;
        let mut at = 0;
        while let Some([kind, length @ ..]) = self.held.get(at..at + 5) {
            let length = <[u8; 4]>::try_from(length).map_or(0, u32::from_be_bytes);
            let end = at
                + 1
                + usize::try_from(length)
                    .unwrap_or(usize::MAX - at - 1)
                    .max(4);
            let Some(message) = self.held.get(at + 5..end) else {
                break;
            };
            if *kind == READY {
                state = message.first().copied();
            }
            at = end;
        }
        self.held.drain(..at);
        state
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-371.
    #[test]
    fn the_state_is_read_however_the_bytes_come() {
        let bytes = [
            b"D\0\0\0\x06ab".as_slice(),
            b"Z\0\0\0\x05T",
            b"Z\0\0\0\x05I",
        ]
        .concat();
        assert_eq!(Frames::default().push(&bytes), Some(b'I'));
        let mut frames = Frames::default();
        let states: Vec<u8> = bytes
            .iter()
            .filter_map(|byte| frames.push(&[*byte]))
            .collect();
        assert_eq!(states, [b'T', b'I']);
    }
}
