//! `cargo xtask bench [--json]`: the functions as in production, from exec to their first answer (FR-514).

mod issuer;
mod measure;
mod report;

use std::{
    fs,
    process::{Command, ExitCode},
};

use self::{
    issuer::Issuer,
    measure::{Request, Subject},
};
use crate::{
    env,
    failure::{At, Outcome},
    files,
    places::{self, Checkout, State},
    ports::Ports,
    postgres::{Binaries, Cluster, Durability, Server},
    production::{self, Built, Profile},
    random, say, step, tools,
};

const RUNS: usize = 20;
const FUNCTIONS: [&str; 3] = ["tasks", "mcp", "chat"];

/// Builds, measures, prints.
///
/// # Errors
/// When something cannot be built or does not answer.
pub fn run(checkout: &Checkout, json: bool) -> Outcome<ExitCode> {
    tools::node()?;
    let state = State::open(
        &checkout
            .cache()
            .join(format!("bench-{}", std::process::id())),
    )?;
    let result = measured(checkout, &state);
    files::remove_folder(&places::for_postgres(&state.folder, "postgres")?)?;
    places::forget(&state.folder)?;
    files::remove_folder(&state.folder)?;
    let figures = result?;
    say::line(if json {
        report::json(&figures)?
    } else {
        report::table(&figures)
    });
    Ok(ExitCode::SUCCESS)
}

fn measured(checkout: &Checkout, state: &State) -> Outcome<Vec<report::Figures>> {
    let preparing = checkout.preparing()?;
    let binaries = Binaries::install(checkout)?;
    let built = production::build(checkout, state, Profile::Release)?;
    drop(preparing);
    let cluster = Cluster::of(&state.folder, binaries, Durability::Durable)?;
    cluster.prepare()?;
    let mut ports = Ports::default();
    let mut server = cluster.start(
        ports.choose("BENCH_POSTGRES_PORT", None)?,
        &state.log("postgres"),
    )?;
    let figures = all(&built, state, &mut ports, &server);
    server.stop();
    figures
}

fn all(
    built: &Built,
    state: &State,
    ports: &mut Ports,
    server: &Server,
) -> Outcome<Vec<report::Figures>> {
    let password = random::hex(24)?;
    let migrate = |arguments: &[&str]| {
        let mut command = Command::new(built.program("migrate"));
        command
            .args(arguments)
            .env_clear()
            .envs(env::essentials())
            .env("MIGRATE_DATABASE_URL", server.superuser_url("todo"))
            .env("LOGIN_PASSWORD", &password);
        step::run("database: migrate", &state.log("migrate"), &mut command)
    };
    migrate(&[])?;
    migrate(&["login", "todo_app"])?;
    let issuer = Issuer::start()?;
    let mut figures = Vec::new();
    for name in FUNCTIONS {
        let program = built.program(name);
        let size = fs::metadata(&program).at(&program)?.len();
        let port = ports.choose("BENCH_PORT", None)?;
        let subject = Subject {
            program,
            port,
            environment: vec![
                ("PORT".to_owned(), port.to_string()),
                (
                    "DATABASE_URL".to_owned(),
                    server.url("todo_app", &password, "todo"),
                ),
                ("AUTH_JWKS_URL".to_owned(), issuer.jwks_url()),
                ("AUTH_ISSUER".to_owned(), issuer.origin()),
                ("AUTH_AUDIENCE".to_owned(), issuer::AUDIENCE.to_owned()),
                ("LOG_LEVEL".to_owned(), "warn".to_owned()),
                // Listing conversations calls no tool; the address only has to be there.
                ("MCP_URL".to_owned(), format!("http://127.0.0.1:{port}/mcp")),
            ],
            log: state.log(name),
            request: request(name),
            token: issuer.token().to_owned(),
        };
        let runs = step::timed(&format!("{name}: {RUNS} starts"), || {
            (0..RUNS)
                .map(|_| measure::once(&subject))
                .collect::<Outcome<Vec<_>>>()
        })?;
        figures.push(report::Figures::of(name, size, &runs));
    }
    Ok(figures)
}

/// The first authenticated list of each function.
fn request(function: &str) -> Request {
    match function {
        "mcp" => Request::Post(
            "/mcp",
            r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_tasks","arguments":{}}}"#,
        ),
        "chat" => Request::Get("/api/conversations"),
        _ => Request::Get("/api/tasks"),
    }
}
