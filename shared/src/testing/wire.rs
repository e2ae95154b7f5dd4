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

use super::{
    TestDatabase,
    database::connect,
    statements::{Recorded, record},
};
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
    /// The statements that were sent.
    statements: Mutex<Vec<Recorded>>,
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
        config.postgres = self.over(&config.postgres);
        config
    }

    /// The connection of [`TestDatabase::owner`], over the wire.
    pub(super) async fn owner(&self, database: &TestDatabase) -> tokio_postgres::Client {
        connect(&self.over(&database.admin)).await
    }

    fn over(&self, direct: &tokio_postgres::Config) -> tokio_postgres::Config {
        let mut postgres = tokio_postgres::Config::new();
        postgres
            .host(self.address.ip().to_string())
            .port(self.address.port())
            .ssl_mode(tokio_postgres::config::SslMode::Disable);
        postgres.user(direct.get_user().unwrap_or_default());
        postgres.password(direct.get_password().unwrap_or_default());
        postgres.dbname(direct.get_dbname().unwrap_or_default());
        postgres
    }

    /// The functions' connection string for the database at the other end.
    ///
    /// # Panics
    /// When the run's Postgres is not on TCP.
    #[must_use]
    pub fn url(&self, database: &TestDatabase) -> String {
        let direct = database.url();
        let (login, rest) = direct.rsplit_once('@').expect("a login");
        let (_, name) = rest.split_once('/').expect("a database");
        format!("{login}@{}/{name}", self.address)
    }

    /// What went over the wire since this was asked last.
    #[must_use]
    pub fn traffic(&self) -> Traffic {
        Traffic {
            waits: self.state.waits.swap(0, Ordering::SeqCst),
            questions: self.state.questions.swap(0, Ordering::SeqCst),
        }
    }

    /// The statements that were sent since this was asked last, in their order.
    #[must_use]
    pub fn statements(&self) -> Vec<Recorded> {
        let statements = self.state.statements.lock();
        std::mem::take(&mut *statements.unwrap_or_else(PoisonError::into_inner))
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
                let Questions {
                    number,
                    waits,
                    sent,
                } = asked.questions(bytes);
                let statements = state.statements.lock();
                record(
                    &mut statements.unwrap_or_else(PoisonError::into_inner),
                    &sent,
                );
                state.questions.fetch_add(number, Ordering::SeqCst);
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

/// What came from a client.
struct Questions {
    /// How many questions there are.
    number: usize,
    /// Whether the client begins to wait with them.
    waits: bool,
    /// All messages.
    sent: Vec<Message>,
}

impl Asked {
    fn questions(&mut self, bytes: &[u8]) -> Questions {
        let sent = self.forth.take(bytes, true);
        // Simple queries, and the ends of extended ones.
        let number = sent.iter().filter(|(kind, _)| b"QS".contains(kind)).count();
        let waits = self.open == 0 && number > 0;
        self.open += number;
        Questions {
            number,
            waits,
            sent,
        }
    }

    /// What the server sends: ready for more, once for each question.
    fn answers(&mut self, bytes: &[u8]) {
        let said = self.back.take(bytes, false);
        let ready = said.iter().filter(|(kind, _)| *kind == b'Z').count();
        self.open = self.open.saturating_sub(ready);
    }
}

/// The kind of a message, zero for a client's first one, and what it says.
type Message = (u8, Vec<u8>);

/// Messages in one direction, of which the last may be incomplete.
#[derive(Default)]
struct Messages {
    rest: Vec<u8>,
    begun: bool,
}

impl Messages {
    /// The messages that end in these bytes. A client's first one has no kind; nor do we ask for TLS.
    fn take(&mut self, bytes: &[u8], of_client: bool) -> Vec<Message> {
        self.rest.extend_from_slice(bytes);
        let mut messages = Vec::new();
        loop {
            let start = usize::from(self.begun || !of_client);
            let Some(length) = self.rest.get(start..start + 4) else {
                return messages;
            };
            let length: [u8; 4] = length.try_into().unwrap_or_default();
            let end = start + usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
            if self.rest.len() < end {
                return messages;
            }
            let message: Vec<u8> = self.rest.drain(..end).collect();
            let kind = message.first().copied().filter(|_| start == 1);
            let says = message.get(start + 4..).unwrap_or_default().to_vec();
            messages.push((kind.unwrap_or_default(), says));
            self.begun = true;
        }
    }
}
