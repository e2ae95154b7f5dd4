//! How long requests take while something is wrong with the database (FR-518).

mod wire;

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use rustix::process::Signal;
use serde::Serialize;
use serde_json::json;

use self::wire::Wire;
use super::{
    ground::Ground,
    load::{Pgbench, new_task},
    subject,
};
use crate::{
    failure::{Failure, Outcome},
    ports::Ports,
    probe, signals,
};

/// Whose requests are in their own way, and who has nothing to do with it.
const ANN: u32 = 0;
const BOB: u32 = 1;
/// How often a process is frozen: it is not in the middle of a transaction each time.
const FREEZES: usize = 5;
/// Until something is under way for certain.
const MOMENT: Duration = Duration::from_secs(1);

/// What one request came to.
#[derive(Debug, Serialize)]
pub struct Figure {
    fault: &'static str,
    request: &'static str,
    status: u16,
    took_ms: f64,
}

/// Brings each fault about, and asks.
///
/// # Errors
/// When a function does not answer at all.
pub fn run(ground: &Ground, ports: &mut Ports) -> Outcome<Vec<Figure>> {
    let mut figures = locked(ground, ports)?;
    figures.push(frozen(ground, ports)?);
    figures.extend(silent(ground, ports)?);
    Ok(figures)
}

/// A request of one person, with the key if there is one.
struct Ask<'a> {
    port: u16,
    bearer: &'a str,
    key: Option<&'a str>,
}

impl Ask<'_> {
    fn list(&self) -> Option<u16> {
        let headers = [("Authorization", self.bearer)];
        let (status, _) = probe::get(self.port, "/api/tasks?limit=50", &headers)?;
        Some(status)
    }

    /// Gives the person's first task another title: unlike a new task, that is more than one message to Postgres.
    fn rename(&self, title: u32) -> Option<u16> {
        let headers = [("Authorization", self.bearer)];
        let patch = json!({"id": 1, "patch": {"title": format!("Title {title}")}});
        let body = json!({"operations": [{"update": patch}], "atomic": true}).to_string();
        let (status, _) = probe::post(self.port, "/api/batch", &headers, &body)?;
        Some(status)
    }

    fn create(&self) -> Option<u16> {
        let mut headers = vec![("Authorization", self.bearer)];
        headers.extend(self.key.map(|key| ("Idempotency-Key", key)));
        let (status, _) = probe::post(self.port, "/api/tasks", &headers, &new_task())?;
        Some(status)
    }
}

fn timed(
    fault: &'static str,
    request: &'static str,
    ask: impl FnOnce() -> Option<u16>,
) -> Outcome<Figure> {
    let begun = Instant::now();
    let status = ask().ok_or_else(|| Failure::Told(format!("{fault}: {request}: no answer")))?;
    Ok(Figure {
        fault,
        request,
        status,
        took_ms: begun.elapsed().as_secs_f64() * 1000.0,
    })
}

fn bearer(ground: &Ground, person: u32) -> Outcome<String> {
    Ok(format!("Bearer {}", ground.issuer.token(person)?))
}

/// Ann's counter is locked, five of her writes wait, and Bob asks.
fn locked(ground: &Ground, ports: &mut Ports) -> Outcome<Vec<Figure>> {
    const FAULT: &str = "one locked person";
    let subject = ground.subject("tasks", "todo", ports)?;
    let mut function = subject::start(&subject)?;
    let (ann, bob) = (bearer(ground, ANN)?, bearer(ground, BOB)?);
    let of = |bearer| Ask {
        port: subject.port,
        bearer,
        key: None,
    };
    let (ann, bob) = (of(&*ann), of(&*bob));
    timed(FAULT, "before", || ann.create())?;
    let pgbench = Pgbench::find(ground)?;
    let figures = thread::scope(|scope| {
        let lock = scope.spawn(|| {
            let hold = format!(
                "begin;\nselect from todo.user_counter where user_id = '{ANN}' for update;\n\\sleep 8 s\ncommit;\n"
            );
            pgbench.superuser("lock", "todo", &hold)
        });
        signals::pause(MOMENT)?;
        let waiting: Vec<_> = (0..5)
            .map(|_| scope.spawn(|| timed(FAULT, "her own write", || ann.create())))
            .collect();
        signals::pause(MOMENT)?;
        let mut figures = vec![
            timed(FAULT, "another person's list", || bob.list())?,
            timed(FAULT, "another person's write", || bob.create())?,
        ];
        for write in waiting {
            figures.push(
                write
                    .join()
                    .map_err(|_| Failure::from("a thread broke"))??,
            );
        }
        lock.join().map_err(|_| Failure::from("a thread broke"))??;
        Ok(figures)
    });
    function.stop(Signal::TERM);
    figures
}

/// A process that writes is frozen; how long its person's next write over another one takes, at worst.
fn frozen(ground: &Ground, ports: &mut Ports) -> Outcome<Figure> {
    const FAULT: &str = "a process frozen in a transaction";
    let subjects = [
        ground.subject("tasks", "todo", ports)?,
        ground.subject("tasks", "todo", ports)?,
    ];
    let mut functions = [subject::start(&subjects[0])?, subject::start(&subjects[1])?];
    let ann = bearer(ground, ANN)?;
    let asks = [&subjects[0], &subjects[1]].map(|subject| Ask {
        port: subject.port,
        bearer: &ann,
        key: None,
    });
    let mut worst: Option<Figure> = None;
    timed(FAULT, "before", || asks[0].create())?;
    for _ in 0..FREEZES {
        let stopped = AtomicBool::new(false);
        let figure = thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let mut title = 0;
                    while !stopped.load(Ordering::Relaxed) {
                        title += 1;
                        asks[0].rename(title);
                    }
                });
            }
            let paused = signals::pause(MOMENT);
            functions[0].signal(Signal::STOP);
            let figure = timed(FAULT, "the person's write elsewhere", || {
                let mut status = asks[1].create()?;
                while status == 503 {
                    status = asks[1].create()?;
                }
                Some(status)
            });
            stopped.store(true, Ordering::Relaxed);
            functions[0].signal(Signal::CONT);
            paused.and(figure)
        })?;
        if worst
            .as_ref()
            .is_none_or(|worst| worst.took_ms < figure.took_ms)
        {
            worst = Some(figure);
        }
    }
    for function in &mut functions {
        function.stop(Signal::TERM);
    }
    worst.ok_or_else(|| Failure::from("nothing was frozen"))
}

/// The way to the database falls silent, then the database itself.
fn silent(ground: &Ground, ports: &mut Ports) -> Outcome<Vec<Figure>> {
    const SOCKET: &str = "a silent socket";
    const SERVER: &str = "a stopped Postgres";
    let wire = Wire::to(ground.server.port())?;
    let subject = ground.subject_through(wire.port(), "tasks", "todo", ports)?;
    let mut function = subject::start(&subject)?;
    let bearer = bearer(ground, ANN)?;
    let ask = |key| Ask {
        port: subject.port,
        bearer: &bearer,
        key,
    };
    timed(SOCKET, "before", || ask(None).list())?;
    let mut figures = Vec::new();
    wire.cut();
    figures.push(timed(SOCKET, "a list", || ask(None).list())?);
    wire.cut();
    figures.push(timed(SOCKET, "a write with a key", || {
        ask(Some("socket")).create()
    })?);
    wire.cut();
    figures.push(timed(SOCKET, "a write without a key", || {
        ask(None).create()
    })?);
    wire.stop();
    figures.push(timed(SERVER, "a list", || ask(None).list())?);
    figures.push(timed(SERVER, "a write with a key", || {
        ask(Some("server")).create()
    })?);
    function.stop(Signal::TERM);
    Ok(figures)
}

/// A table.
#[must_use]
pub fn table(figures: &[Figure]) -> String {
    let row = |cells: [&str; 4]| {
        let [fault, request, status, took] = cells;
        format!("{fault:<34} {request:<30} {status:>6} {took:>9}")
    };
    let mut lines = vec![
        String::new(),
        row(["fault", "request", "answer", "after, ms"]),
    ];
    lines.extend(figures.iter().map(|figure| {
        row([
            figure.fault,
            figure.request,
            &figure.status.to_string(),
            &format!("{:.0}", figure.took_ms),
        ])
    }));
    lines.push(format!(
        "the worst of {FREEZES} freezes; bounds are the defaults (a request 5 s, Postgres silent 3 s, a lock 2.5 s)"
    ));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-518.
    #[test]
    fn each_request_has_a_line() {
        let figure = timed("a silent socket", "a list", || Some(200)).unwrap();
        let text = table(&[figure]);
        assert!(text.contains("a silent socket"), "{text}");
        assert!(text.contains("   200 "), "{text}");
        assert!(timed("a silent socket", "a list", || None).is_err());
    }
}
