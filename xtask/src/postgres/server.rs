//! A running Postgres server and the ways to it.

use std::net::Ipv4Addr;

use rustix::process::Signal;

use crate::child::Group;

/// The login that owns everything.
pub(super) const SUPERUSER: &str = "postgres";

/// A running server. Dropping it kills it; [`Server::stop`] is the orderly end.
#[derive(Debug)]
pub struct Server {
    /// The server's process.
    pub group: Group,
    pub(super) address: Ipv4Addr,
    pub(super) port: u16,
    pub(super) password: String,
}

impl Server {
    /// The superuser's way to a database.
    #[must_use]
    pub fn superuser_url(&self, database: &str) -> String {
        self.url(SUPERUSER, &self.password, database)
    }

    /// A login's way to a database. Both texts need no escaping.
    #[must_use]
    pub fn url(&self, login: &str, password: &str, database: &str) -> String {
        format!(
            "postgres://{login}:{password}@{}:{}/{database}",
            self.address, self.port
        )
    }

    /// The superuser's login and password.
    #[must_use]
    pub fn superuser(&self) -> (&str, &str) {
        (SUPERUSER, &self.password)
    }

    /// The TCP port it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Ends the server; open sessions are cut off.
    pub fn stop(&mut self) {
        self.group.stop(Signal::INT);
    }
}
