//! `cargo xtask VERB`: the one tool a developer runs.

mod bench;
mod child;
mod doctor;
mod e2e;
mod env;
mod failure;
mod files;
mod images;
mod kube;
mod minikube;
mod mutants;
mod pgbouncer;
mod places;
mod ports;
mod postgres;
mod probe;
mod production;
mod random;
mod say;
mod signals;
mod simulate;
mod statements;
mod step;
mod test;
mod tools;
mod up;

use std::process::ExitCode;

use crate::{
    failure::{Failure, Outcome},
    places::Checkout,
};

const USAGE: &str = "\
usage: cargo xtask VERB

  up [--fresh] [--no-web] [--pooler] [--state FOLDER]
      the whole platform on this machine, until Ctrl-C; --fresh removes the data of earlier runs,
      --pooler has the functions reach Postgres through PgBouncer, --state keeps data, logs and
      addresses elsewhere than in .dev
  bench [--json] [start|load|faults ...]
      of the functions, built as in production: size, start, first answer, directly and through a pooler,
      and memory (start); requests per second, latency and processor time of tasks, beside pgbench with
      the same statements (load); how long answers take while something is wrong (faults)
  doctor [--llm | --cluster [NAMESPACE]]
      what is missing on this machine, and how to get it; --llm has the configured models call a tool,
      --cluster looks at the release on kubectl's cluster instead: drift, failed revisions, policies,
      connections
  e2e [--short | SCENARIO ...]
      the platform on the Knative cluster that kubectl is set up for: installed from nothing, scaled to
      zero and back, killed, removed; --short leaves out the killing
  images [--tag TAG] [--save FOLDER] [--sbom FOLDER] [NAME ...]
      the container images, or the named ones, loaded into Minikube if it runs; --save writes archives,
      --sbom bills of materials
  minikube [--delete]
      Minikube with Knative and the platform, in a profile of its own; --delete takes it back
  mutants [--seed N] [--sample N] [CRATE ...]
      plants faults in functions and libraries, and tells which of them no test catches; those of named
      crates are tried with the tests of these crates alone
  simulate [--seed N] [--turns N]
      turns of the agent in memory, under every fault, until so many have begun; a seed plays the same again
  statements
      records what this version asks of the database, for the tests of later schemas
  test [STEP ...]
      every check there is, or the named ones; `test rust ARGUMENTS` passes them to cargo test
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(code) => code,
        Err(Failure::Stopped) => ExitCode::from(130),
        Err(Failure::Told(text)) => {
            say::error(text);
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Outcome<ExitCode> {
    signals::install().map_err(|error| Failure::Told(error.to_string()))?;
    let checkout = Checkout::find();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["up", options @ ..] => up::run(&checkout, &up::Options::parse(options)?),
        ["bench", options @ ..] => bench::run(&checkout, &bench::Options::parse(options)?),
        ["doctor", options @ ..] => doctor::run(&checkout, &doctor::Options::parse(options)?),
        ["e2e", options @ ..] => e2e::run(&checkout, &e2e::Options::parse(options)?),
        ["images", options @ ..] => images::run(&checkout, &images::Options::parse(options)?),
        ["minikube", options @ ..] => minikube::run(&checkout, minikube::Options::parse(options)?),
        ["mutants", options @ ..] => mutants::run(&checkout, &mutants::Options::parse(options)?),
        ["simulate", options @ ..] => simulate::run(&checkout, &simulate::Options::parse(options)?),
        ["statements"] => statements::run(&checkout),
        ["test", steps @ ..] => test::run(&checkout, steps),
        _ => {
            say::error(format_args!("{USAGE}{}", test::steps()));
            Ok(ExitCode::from(2))
        }
    }
}
