//! pgbench, with the same database, login, kind of socket and number of connections as the function's clients.

use std::{fs, path::PathBuf, process::Command, time::Duration};

use crate::{
    bench::ground::{Ground, LOGIN},
    child, env,
    failure::{At, Failure, Outcome},
    files, tools,
};

/// A pgbench that can be run.
pub struct Pgbench<'a> {
    ground: &'a Ground<'a>,
    program: PathBuf,
}

impl<'a> Pgbench<'a> {
    /// The one on this machine.
    ///
    /// # Errors
    /// When there is none.
    pub fn find(ground: &'a Ground<'a>) -> Outcome<Self> {
        Ok(Self {
            ground,
            program: tools::pgbench()?,
        })
    }

    /// Writes a script to a file.
    ///
    /// # Errors
    /// When that fails.
    pub fn keep(&self, name: &str, text: &str) -> Outcome<PathBuf> {
        let path = self.ground.state.path(&format!("{name}.sql"));
        files::replace(&path, text)?;
        Ok(path)
    }

    /// Transactions per second of a script that each of some connections repeats.
    ///
    /// # Errors
    /// When one fails.
    pub fn measure(
        &self,
        database: &str,
        script: &str,
        clients: u32,
        lasting: Duration,
    ) -> Outcome<f64> {
        let mut command = self.command(LOGIN, &self.ground.password, database);
        command
            .args(["--protocol", "extended", "--jobs", "1"])
            .args(["--client", &clients.to_string()])
            .args(["--time", &lasting.as_secs().max(1).to_string()])
            .arg("--file")
            .arg(self.keep(database, script)?);
        let (said, _) = ran(&mut command)?;
        rate(&said).ok_or_else(|| Failure::from("pgbench: no transaction ended in time"))
    }

    /// How long each transaction of a script took, in microseconds, that some connections repeat.
    ///
    /// # Errors
    /// When one fails.
    pub fn latencies(
        &self,
        database: &str,
        script: &str,
        clients: u32,
        lasting: Duration,
    ) -> Outcome<Vec<u64>> {
        let prefix = self.ground.state.path("latencies");
        let mut command = self.command(LOGIN, &self.ground.password, database);
        command
            .args(["--protocol", "extended", "--jobs", "1", "--log"])
            .arg("--log-prefix")
            .arg(&prefix)
            .args(["--client", &clients.to_string()])
            .args(["--time", &lasting.as_secs().max(1).to_string()])
            .arg("--file")
            .arg(self.keep(database, script)?);
        ran(&mut command)?;
        let mut latencies = Vec::new();
        for entry in fs::read_dir(&self.ground.state.folder).at(&self.ground.state.folder)? {
            let path = entry.at(&self.ground.state.folder)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with("latencies.") {
                let log = fs::read_to_string(&path).at(&path)?;
                latencies.extend(log.lines().filter_map(latency));
                fs::remove_file(&path).at(&path)?;
            }
        }
        Ok(latencies)
    }

    /// Runs statements once, as the superuser.
    ///
    /// # Errors
    /// When one fails.
    pub fn superuser(&self, name: &str, database: &str, statements: &str) -> Outcome<()> {
        self.notices(name, database, statements).map(drop)
    }

    /// The same, and gives the notices of the server.
    ///
    /// # Errors
    /// When one fails.
    pub fn notices(&self, name: &str, database: &str, statements: &str) -> Outcome<String> {
        let (login, password) = self.ground.server.superuser();
        let mut command = self.command(login, password, database);
        command
            .args(["--client", "1", "--transactions", "1", "--file"])
            .arg(self.keep(name, statements)?);
        ran(&mut command).map(|(_, notices)| notices)
    }

    /// The server's main process.
    #[must_use]
    pub fn server(&self) -> u32 {
        self.ground.server.group.id()
    }

    /// The server's log so far.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn log(&self) -> Outcome<String> {
        let log = self.ground.state.log("postgres");
        fs::read_to_string(&log).at(&log)
    }

    fn command(&self, login: &str, password: &str, database: &str) -> Command {
        let mut command = Command::new(&self.program);
        command
            .env_clear()
            .envs(env::essentials())
            .env("PGPASSWORD", password)
            .args(["--no-vacuum", "--host", "127.0.0.1"])
            .args(["--port", &self.ground.server.port().to_string()])
            .args(["--username", login])
            .arg(database);
        command
    }
}

/// What it wrote to both of its outputs.
fn ran(command: &mut Command) -> Outcome<(String, String)> {
    let output = child::output(command, "")?;
    let [out, said] =
        [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    if output.status.success() {
        return Ok((out, said));
    }
    // Each connection says the same.
    let first = said.lines().next().unwrap_or_default();
    Err(Failure::Told(format!("pgbench: {first}")))
}

/// The time of a transaction, the third number of its line in the log.
fn latency(line: &str) -> Option<u64> {
    line.split_whitespace().nth(2)?.parse().ok()
}

/// The rate without the time that connecting took.
fn rate(said: &str) -> Option<f64> {
    let line = said.lines().find_map(|line| line.strip_prefix("tps = "))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    /// FR-627.
    #[test]
    fn the_rate_is_found_among_what_pgbench_says() {
        let said = "number of failed transactions: 0 (0.000%)\nlatency average = 2.4 ms\ntps = 12943.52 (without initial connection time)\n";
        assert_eq!(super::rate(said), Some(12943.52));
        assert_eq!(super::rate("tps?"), None);
        assert_eq!(super::latency("0 199 2241 0 1175850568 995598"), Some(2241));
        assert_eq!(super::latency(""), None);
    }
}
