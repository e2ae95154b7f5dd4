//! Tries the configured models, each with one tool call: `cargo xtask doctor --llm`.

use std::{process::ExitCode, sync::Arc};

use agent::{Model, OpenAi};
use clock::{Clock, SystemClock, SystemIds};
use shared::config::{Environment, TrustConfig};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match try_all().await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// Whether all of them are good.
async fn try_all() -> Result<bool, String> {
    let mut environment = Environment::of_process();
    let models = chat::models(&mut environment);
    let trust = TrustConfig::read(&mut environment);
    let (models, trust) = environment
        .finish(Some((models, trust)))
        .map_err(|problems| problems.to_string())?;
    let client = shared::http_client::build(&trust)?;
    if models.is_empty() {
        println!("  note     model: LLM_BASE_URL is not set, so the built-in model answers");
    }
    let mut good = true;
    for config in models {
        let clock = Arc::new(SystemClock);
        let now = clock.now().to_zoned(jiff::tz::TimeZone::UTC);
        let model = OpenAi::new(config, client.clone(), clock, Arc::new(SystemIds));
        match agent::probe(&model, &now).await {
            Ok(found) => println!("  ok       model {}: {found}", model.name()),
            Err(problem) => {
                good = false;
                println!("  wrong    model {}: {problem}", model.name());
            }
        }
    }
    Ok(good)
}
