//! Languages that texts are read in, and their lexicons.

use std::sync::OnceLock;

use super::lexicon::Lexicon;

/// A language that texts are read in. One text is read in exactly one: "so", "do", "die" and "mar" mean other things
/// elsewhere.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "a language is its name")]
pub enum Language {
    #[default]
    English,
    German,
    Spanish,
    French,
    Italian,
    Portuguese,
    Dutch,
}

impl Language {
    /// Every language there is a lexicon for.
    pub const ALL: [Self; 7] = [
        Self::English,
        Self::German,
        Self::Spanish,
        Self::French,
        Self::Italian,
        Self::Portuguese,
        Self::Dutch,
    ];

    /// The language's subtag of BCP 47: `en`, `de`, `es`, `fr`, `it`, `pt`, `nl`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Spanish => "es",
            Self::French => "fr",
            Self::Italian => "it",
            Self::Portuguese => "pt",
            Self::Dutch => "nl",
        }
    }

    /// The language of a tag of BCP 47, such as `de-AT`; none if there is no lexicon for it.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().trim();
        Self::ALL
            .into_iter()
            .find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// The first of the languages that a browser asks for (`Accept-Language` of RFC 9110) that there is a lexicon for,
    /// English if there is none.
    #[must_use]
    pub fn accepted(header: &str) -> Self {
        let mut best: Option<(f32, Self)> = None;
        for part in header.split(',').take(32) {
            let mut fields = part.split(';');
            let language = fields.next().and_then(|tag| Self::of_tag(tag.trim()));
            let quality = fields
                .find_map(|field| field.trim().strip_prefix("q="))
                .map_or(Some(1.0), |quality| quality.parse::<f32>().ok())
                .unwrap_or(0.0);
            if let Some(language) = language.filter(|_| quality > 0.0)
                && best.is_none_or(|(known, _)| quality > known)
            {
                best = Some((quality, language));
            }
        }
        best.map_or(Self::English, |(_, language)| language)
    }

    pub(super) fn file(self) -> &'static str {
        match self {
            Self::English => include_str!("lexicons/en.txt"),
            Self::German => include_str!("lexicons/de.txt"),
            Self::Spanish => include_str!("lexicons/es.txt"),
            Self::French => include_str!("lexicons/fr.txt"),
            Self::Italian => include_str!("lexicons/it.txt"),
            Self::Portuguese => include_str!("lexicons/pt.txt"),
            Self::Dutch => include_str!("lexicons/nl.txt"),
        }
    }

    /// Its lexicon, read the first time that it is asked for.
    pub(super) fn lexicon(self) -> &'static Lexicon {
        static LEXICONS: [OnceLock<Lexicon>; 7] = [const { OnceLock::new() }; 7];
        LEXICONS[self as usize].get_or_init(|| Lexicon::read(self.file()))
    }
}
