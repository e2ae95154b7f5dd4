//! The same program as `without_words`, which reads lines in every language too.

use language::{Due, Language, QuickTask, Setting, Zone};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = std::env::args().nth(1).unwrap_or_default();
    let zone: Zone = "Europe/Berlin".parse()?;
    let due: Due = text.parse()?;
    #[expect(clippy::print_stdout, reason = "its answer")]
    {
        println!("{due} {zone}");
    }
    for language in Language::ALL {
        let now = "2026-11-26T10:00:00+01:00".parse()?;
        let setting = Setting {
            language,
            ..Setting::new(now, zone.clone())
        };
        let task = QuickTask::read(&text, &setting)?;
        #[expect(clippy::print_stdout, reason = "its answer")]
        {
            println!("{}", task.line(&setting));
        }
    }
    Ok(())
}
