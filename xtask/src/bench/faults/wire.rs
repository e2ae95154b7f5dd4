//! A way to Postgres that can fall silent without a word, as a forgotten NAT entry or a dead node does.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use crate::failure::{Failure, Outcome};

/// The way, which is there until the process ends.
pub struct Wire {
    port: u16,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    /// Whether new connections are silent.
    is_dead: AtomicBool,
    /// Whether each connection is.
    connections: Mutex<Vec<Arc<AtomicBool>>>,
}

impl Wire {
    /// A way to a port of this machine.
    ///
    /// # Errors
    /// When no port is free.
    pub fn to(server: u16) -> Outcome<Self> {
        let told = |error: std::io::Error| Failure::Told(format!("the way to Postgres: {error}"));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(told)?;
        let port = listener.local_addr().map_err(told)?.port();
        let state = Arc::<State>::default();
        let own = state.clone();
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let is_silent = Arc::new(AtomicBool::new(own.is_dead.load(Ordering::SeqCst)));
                own.all().push(is_silent.clone());
                if let Ok(server) = TcpStream::connect((Ipv4Addr::LOCALHOST, server)) {
                    carry(&client, &server, &is_silent);
                }
            }
        });
        Ok(Self { port, state })
    }

    /// The port it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Has the connections that are there fall silent.
    pub fn cut(&self) {
        for is_silent in self.state.all().iter() {
            is_silent.store(true, Ordering::SeqCst);
        }
    }

    /// Has those to come be silent, too.
    pub fn stop(&self) {
        self.state.is_dead.store(true, Ordering::SeqCst);
        self.cut();
    }
}

impl State {
    fn all(&self) -> std::sync::MutexGuard<'_, Vec<Arc<AtomicBool>>> {
        self.connections
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Passes on what comes from either side, until the connection is silent or ends.
fn carry(client: &TcpStream, server: &TcpStream, is_silent: &Arc<AtomicBool>) {
    for (from, to) in [(client, server), (server, client)] {
        let (Ok(mut from), Ok(mut to)) = (from.try_clone(), to.try_clone()) else {
            return;
        };
        let is_silent = is_silent.clone();
        thread::spawn(move || {
            let mut buffer = vec![0; 64 * 1024];
            while let Ok(length @ 1..) = from.read(&mut buffer) {
                if is_silent.load(Ordering::SeqCst) {
                    // Neither side learns of anything.
                    loop {
                        thread::park();
                    }
                }
                if to
                    .write_all(buffer.get(..length).unwrap_or_default())
                    .is_err()
                {
                    break;
                }
            }
            drop(to.shutdown(std::net::Shutdown::Both));
        });
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// FR-518: what was cut neither answers nor ends.
    #[test]
    fn what_was_cut_says_nothing() {
        let server = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let wire = Wire::to(server.local_addr().unwrap().port()).unwrap();
        let mut client = TcpStream::connect((Ipv4Addr::LOCALHOST, wire.port())).unwrap();
        let (mut other, _) = server.accept().unwrap();
        let mut byte = [0];
        client.write_all(b"a").unwrap();
        other.read_exact(&mut byte).unwrap();
        assert_eq!(&byte, b"a");
        wire.cut();
        client.write_all(b"b").unwrap();
        other.set_nonblocking(true).unwrap();
        client
            .set_read_timeout(Some(Duration::from_millis(50)))
            .unwrap();
        assert!(client.read(&mut byte).is_err());
        assert!(other.read(&mut byte).is_err());
    }
}
