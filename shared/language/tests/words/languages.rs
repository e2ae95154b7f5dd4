//! Sentences in the other languages, and which language a text is in.

use language::Language;

use crate::support::{setting, wrong};

/// FR-1007: each language reads its own sentences.
#[test]
fn fr_1007_sentences_say_when_in_every_language() {
    let tables = [
        (Language::German, include_str!("data/de.tsv")),
        (Language::Spanish, include_str!("data/es.tsv")),
        (Language::French, include_str!("data/fr.tsv")),
        (Language::Italian, include_str!("data/it.tsv")),
        (Language::Portuguese, include_str!("data/pt.tsv")),
        (Language::Dutch, include_str!("data/nl.tsv")),
    ];
    let wrong: Vec<String> = tables
        .into_iter()
        .flat_map(|(language, table)| {
            let (number, wrong) = wrong(table, language);
            assert!(number > 40, "{}", language.tag());
            wrong
        })
        .collect();
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

/// FR-1007: no language reads the words of another.
#[test]
fn fr_1007_lexicons_never_mix() {
    for (text, own) in [
        ("morgen", [Language::German, Language::Dutch].as_slice()),
        ("tomorrow", &[Language::English]),
        ("demain", &[Language::French]),
        ("domani", &[Language::Italian]),
        ("amanhã", &[Language::Portuguese]),
        ("hoje", &[Language::Portuguese]),
        ("ayer", &[Language::Spanish]),
    ] {
        for language in Language::ALL {
            let is_read = setting(language).read(text).is_ok();
            assert_eq!(
                is_read,
                own.contains(&language),
                "{text} in {}",
                language.tag()
            );
        }
    }
}

/// FR-1008: a browser's languages name the first one that there is a lexicon for.
#[test]
fn fr_1008_accept_language_names_the_language() {
    for (header, language) in [
        ("de-AT,de;q=0.9,en;q=0.5", Language::German),
        ("ja,fr;q=0.4,es;q=0.6", Language::Spanish),
        ("ja", Language::English),
        ("", Language::English),
        ("nl;q=0, it;q=0.1", Language::Italian),
        ("PT-br", Language::Portuguese),
        ("*;q=x,;;", Language::English),
    ] {
        assert_eq!(Language::accepted(header), language, "{header}");
    }
}
