//! What reading lines costs, for `cargo xtask bench language`: a line of figures per language.
//!
//! `tag nanoseconds-per-100-characters growth`; growth is how many times as long a character takes in a text of 100,000 of
//! them as in one of 1,000, for the worst of some texts that look like dates all along.

use std::{hint::black_box, time::Duration};

use language::{Language, QuickTask, Setting};

/// A line of some 100 characters in each language, with a date, marks and words that are nearly dates.
const LINES: [(Language, &str); 7] = [
    (
        Language::English,
        "Pay the second rent to May and call the March office about it next friday at half past nine p1 #Home @money",
    ),
    (
        Language::German,
        "Die zweite Miete an Mai zahlen und so das Büro wegen März anrufen nächsten Freitag um halb zehn p1 #Haus",
    ),
    (
        Language::Spanish,
        "Pagar el segundo alquiler y llamar a la oficina de mar por la tarde el próximo viernes a las nueve p1 #Casa",
    ),
    (
        Language::French,
        "Payer le second loyer et appeler le bureau de mars pour la mer vendredi prochain à neuf heures p1 #Maison",
    ),
    (
        Language::Italian,
        "Pagare il secondo affitto e chiamare l'ufficio del mar per la sera venerdì prossimo alle nove p1 #Casa",
    ),
    (
        Language::Portuguese,
        "Pagar o segundo aluguel e ligar para o escritório de mar à tarde na próxima sexta às nove p1 #Casa @conta",
    ),
    (
        Language::Dutch,
        "De tweede huur van mei betalen en het kantoor over maart bellen volgende vrijdag om half tien p1 #Huis",
    ),
];

/// Texts that look like dates all along.
const HOSTILE: [&str; 8] = [
    "2 days after ",
    "1-",
    "the first of ",
    "every 2 weeks on monday and ",
    "from 9 to 10 ",
    "a \\b ",
    "#a @b ",
    "half past ",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let now = "2026-11-26T10:00:00+01:00".parse()?;
    for (language, line) in LINES {
        let setting = Setting {
            language,
            ..Setting::new(now, "Europe/Berlin".parse()?)
        };
        let characters = u32::try_from(line.chars().count())?;
        let whole = least(200, 9, || read(line, &setting));
        let of_100 = whole * 100 / characters;
        let mut growth = 0.0_f64;
        for part in HOSTILE {
            let text = |length| part.repeat(length / part.len());
            let (short, long) = (text(1_000), text(100_000));
            let short = least(20, 5, || read(&short, &setting));
            let long = least(1, 3, || read(&long, &setting));
            growth = growth.max(long.as_secs_f64() / short.as_secs_f64() / 100.0);
        }
        let nanoseconds = of_100.as_nanos();
        #[expect(clippy::print_stdout, reason = "its answer")]
        {
            println!("{} {nanoseconds} {growth:.2}", language.tag());
        }
    }
    Ok(())
}

fn read(line: &str, setting: &Setting) {
    let _ = black_box(QuickTask::read(black_box(line), setting));
}

/// How long it takes once, at best of some rounds.
#[expect(clippy::disallowed_methods, reason = "it measures")]
fn least(times: u32, rounds: u32, work: impl Fn()) -> Duration {
    let round = || {
        let start = std::time::Instant::now();
        (0..times).for_each(|_| work());
        start.elapsed() / times
    };
    round();
    (0..rounds).map(|_| round()).min().unwrap_or_default()
}
