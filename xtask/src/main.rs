//! `cargo xtask VERB`: the one tool a developer runs.

mod bench;
mod child;
mod doctor;
mod env;
mod failure;
mod files;
mod images;
mod places;
mod ports;
mod postgres;
mod probe;
mod random;
mod say;
mod signals;
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

  up [--fresh] [--no-web] [--state FOLDER]
      the whole platform on this machine, until Ctrl-C; --fresh removes the data of earlier runs,
      --state keeps data, logs and addresses elsewhere than in .dev
  bench [--json]
      size, start, first answer and memory of the functions, built as in production
  doctor
      what is missing on this machine, and how to get it
  images [--tag TAG] [--save FOLDER] [--sbom FOLDER] [NAME ...]
      the container images, or the named ones, loaded into Minikube if it runs; --save writes archives,
      --sbom bills of materials
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
        ["bench"] => bench::run(&checkout, false),
        ["bench", "--json"] => bench::run(&checkout, true),
        ["doctor"] => doctor::run(&checkout),
        ["images", options @ ..] => images::run(&checkout, &images::Options::parse(options)?),
        ["test", steps @ ..] => test::run(&checkout, steps),
        _ => {
            say::error(format_args!("{USAGE}{}", test::steps()));
            Ok(ExitCode::from(2))
        }
    }
}
