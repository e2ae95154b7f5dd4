//! The wire to Postgres: passes messages on, counts how often a client waits for an answer, and falls silent when told to.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};
use tokio_postgres::config::Host;

use super::TestDatabase;
use crate::config::DatabaseConfig;

/// A wire to a test's database.
pub struct Wire {
    address: SocketAddr,
    state: Arc<State>,
}

/// What went over a wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Traffic {
    /// How often clients waited for answers: what is sent together is one wait.
    pub waits: usize,
    /// How many questions were sent, each a statement or several in one text.
    pub questions: usize,
}

#[derive(Default)]
struct State {
    waits: AtomicUsize,
    questions: AtomicUsize,
    /// At which question from now on a connection's answers stop; at none while it is zero.
    stops_at: AtomicUsize,
    /// Whether new connections are silent.
    is_dead: AtomicBool,
    connections: Mutex<Vec<Silence>>,
}

/// In which directions a connection is silent.
#[derive(Clone, Default)]
struct Silence {
    forth: Arc<AtomicBool>,
    back: Arc<AtomicBool>,
}

impl Wire {
    /// A wire to this database.
    ///
    /// # Panics
    /// When the run's Postgres is not on TCP.
    pub async fn to(database: &TestDatabase) -> Self {
        let config = database.config().postgres;
        let Some(Host::Tcp(host)) = config.get_hosts().first() else {
            panic!("TEST_DATABASE_URL names a TCP host")
        };
        let port = config.get_ports().first().copied().unwrap_or(5432);
        let target = format!("{host}:{port}");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::<State>::default();
        tokio::spawn({
            let state = state.clone();
            async move {
                while let Ok((client, _)) = listener.accept().await {
                    tokio::spawn(state.clone().carry(client, target.clone()));
                }
            }
        });
        Self { address, state }
    }

    /// The functions' configuration for the database at the other end.
    #[must_use]
    pub fn config(&self, database: &TestDatabase) -> DatabaseConfig {
        let mut config = database.config();
        let mut postgres = tokio_postgres::Config::new();
        postgres
            .host(self.address.ip().to_string())
            .port(self.address.port())
            .ssl_mode(tokio_postgres::config::SslMode::Disable);
        postgres.user(config.postgres.get_user().unwrap_or_default());
        postgres.password(config.postgres.get_password().unwrap_or_default());
        postgres.dbname(config.postgres.get_dbname().unwrap_or_default());
        config.postgres = postgres;
        config
    }

    /// What went over the wire since this was asked last.
    #[must_use]
    pub fn traffic(&self) -> Traffic {
        Traffic {
            waits: self.state.waits.swap(0, Ordering::SeqCst),
            questions: self.state.questions.swap(0, Ordering::SeqCst),
        }
    }

    /// Has the connections that are there fall silent: nothing comes through, and nobody is told.
    pub fn cut(&self) {
        let connections = self.state.connections.lock();
        for silence in connections.unwrap_or_else(PoisonError::into_inner).iter() {
            silence.fall();
        }
    }

    /// Has the connection that gets so many more answers fall silent to its client behind them, while the server hears all.
    pub fn cut_answers_after(&self, answers: usize) {
        self.state.stops_at.store(answers + 1, Ordering::SeqCst);
    }

    /// Has connections to come be as silent, as those to a server that was stopped.
    pub fn stop(&self) {
        self.state.is_dead.store(true, Ordering::SeqCst);
        self.cut();
    }
}

impl Silence {
    fn fall(&self) {
        self.forth.store(true, Ordering::SeqCst);
        self.back.store(true, Ordering::SeqCst);
    }
}

impl State {
    /// Whether the question that comes now is the one whose answer stays out.
    fn stops(&self) -> bool {
        let next = |stops_at: usize| stops_at.checked_sub(1);
        let stops = self
            .stops_at
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, next);
        stops == Ok(1)
    }

    async fn carry(self: Arc<Self>, client: TcpStream, target: String) {
        let silence = Silence::default();
        if self.is_dead.load(Ordering::SeqCst) {
            silence.fall();
        }
        self.connections
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(silence.clone());
        let server = TcpStream::connect(target).await.expect("Postgres answers");
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = server.into_split();
        let asked = Arc::new(Mutex::new(Asked::default()));
        let forth = {
            let (state, asked, back) = (self, asked.clone(), silence.back.clone());
            pass(from_client, to_server, silence.forth, move |bytes| {
                let mut asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
                let (questions, waits) = asked.questions(bytes);
                state.questions.fetch_add(questions, Ordering::SeqCst);
                if waits {
                    state.waits.fetch_add(1, Ordering::SeqCst);
                    back.fetch_or(state.stops(), Ordering::SeqCst);
                }
            })
        };
        let back = pass(from_server, to_client, silence.back, move |bytes| {
            asked
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .answers(bytes);
        });
        // Whichever side ends, the other one learns of it.
        tokio::select! {
            () = forth => {}
            () = back => {}
        }
    }
}

/// Passes on what comes, after a look at it.
async fn pass(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    is_silent: Arc<AtomicBool>,
    mut look: impl FnMut(&[u8]),
) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        if is_silent.load(Ordering::SeqCst) {
            // The other side's end does not come through either.
            std::future::pending::<()>().await;
        }
        let bytes = buffer.get(..length).unwrap_or_default();
        look(bytes);
        if to.write_all(bytes).await.is_err() {
            break;
        }
    }
}

/// What a client has asked and was not answered yet.
#[derive(Default)]
struct Asked {
    open: usize,
    forth: Messages,
    back: Messages,
}

impl Asked {
    /// How much of what the client sends is questions, and whether it begins to wait with them.
    fn questions(&mut self, bytes: &[u8]) -> (usize, bool) {
        // Simple queries, and the ends of extended ones.
        let asked = self.forth.count(bytes, b"QS");
        let waits = self.open == 0 && asked > 0;
        self.open += asked;
        (asked, waits)
    }

    /// What the server sends: ready for more, once for each question.
    fn answers(&mut self, bytes: &[u8]) {
        self.open = self.open.saturating_sub(self.back.count(bytes, b"Z"));
    }
}

/// Messages in one direction, of which the last may be incomplete.
#[derive(Default)]
struct Messages {
    rest: Vec<u8>,
    begun: bool,
}

impl Messages {
    /// How many messages of these kinds end in these bytes.
    fn count(&mut self, bytes: &[u8], kinds: &[u8]) -> usize {
        self.rest.extend_from_slice(bytes);
        let mut count = 0;
        loop {
            // A client's first message has no kind; nor do we ask for TLS.
            let is_first = !self.begun && kinds.contains(&b'Q');
            let (kind, start) = if is_first { (0, 0) } else { (1, 1) };
            let Some(length) = self.rest.get(start..start + 4) else {
                return count;
            };
            let length: [u8; 4] = length.try_into().unwrap_or_default();
            let end = start + usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
            if self.rest.len() < end {
                return count;
            }
            let is_one = self.rest.first().is_some_and(|first| kinds.contains(first));
            count += usize::from(kind == 1 && is_one);
            self.rest.drain(..end);
            self.begun = true;
        }
    }
}
