//! The keys that texts are compared by: names, and what a search finds.

#![expect(
    clippy::unwrap_used,
    reason = "a test whose set-up fails must stop there"
)]

use icu_casemap::CaseMapper;
use language::{ProjectName, SearchText, Tag, Terms, is_visible, name_key, search_key};
use proptest::prelude::*;

fn finds(search: &str, text: &str) -> bool {
    let search: SearchText = search.parse().unwrap();
    Terms::of(text).hold(&search.terms())
}

/// FR-610: canonically equal texts in any letter case, with or without what nobody sees.
#[test]
fn names_that_look_the_same_are_the_same() {
    for (one, other) in [
        ("Café", "Cafe\u{301}"),
        ("Straße", "STRASSE"),
        ("Straße", "STRAẞE"),
        ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
        ("Ångström", "A\u{30a}ngstro\u{308}m"),
        ("Å", "\u{212b}"),
        ("한국", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}"),
        ("が", "か\u{3099}"),
        ("ﬁx", "FIX"),
        ("❤", "❤\u{fe0f}"),
        ("Work", "Wo\u{200b}rk\u{feff}"),
        ("ΰ", "υ\u{308}\u{301}"),
        ("ά\u{345}", "Α\u{345}\u{301}"),
    ] {
        assert_eq!(name_key(one), name_key(other), "{one:?} {other:?}");
        let (tag, same) = (one.parse::<Tag>().unwrap(), other.parse::<Tag>().unwrap());
        assert_eq!(tag.key(), same.key());
        assert_eq!(same.as_str(), other, "the spelling stays");
        let project: ProjectName = one.parse().unwrap();
        assert_eq!(project.key(), other.parse::<ProjectName>().unwrap().key());
    }
    for (one, other) in [
        ("resume", "résumé"),
        ("か", "が"),
        ("Lodz", "Łódź"),
        ("①", "1"),
        ("ｗork", "work"),
    ] {
        assert_ne!(name_key(one), name_key(other), "{one:?} {other:?}");
    }
}

/// FR-640.
#[test]
fn a_search_finds_what_people_mean() {
    for (search, text) in [
        ("café", "Cafe\u{301} au lait"),
        ("cafe\u{301}", "Café au lait"),
        ("resume facade", "Résumé naïve façade"),
        ("résumé", "my resume"),
        ("zazolc gesla", "Zażółć gęślą"),
        ("Łódź", "trip to lodz"),
        ("smorrebrod", "Smørrebrød"),
        ("dakovo", "Đakovo"),
        ("STRASSE", "straße fegen"),
        ("straße", "STRASSE"),
        ("istanbul", "İstanbul"),
        ("diyarbakir", "Diyarbakır"),
        ("ναι", "ΝΑΊ"),
        ("ежик", "ёжик"),
        ("fix", "ﬁx it"),
        ("abc 12", "ＡＢＣ １２"),
        ("tagesordnung", "Tages\u{ad}ordnung"),
        ("שלום", "שָׁלוֹם"),
        ("احمد", "أَحْمَد"),
        ("हिन्दी", "हिन्दी सीखना"),
        ("tieng viet", "Tiếng Việt"),
        ("行く", "買い物に行く"),
        ("買い物", "買い物に行く"),
        ("世界", "你好世界"),
        ("好", "你好世界"),
        ("界", "你好世界"),
        ("ラーメン", "カップラーメン"),
        ("ﾗｰﾒﾝ", "カップラーメン"),
        ("กล้วย", "ซื้อกล้วยหอม"),
        ("ទឹក", "ទិញទឹក"),
        ("iphone 修理", "iPhoneを修理"),
        ("🎉", "Party 🎉🎂"),
        ("🎂", "Party 🎉🎂"),
        ("👨\u{200d}👩", "👨\u{200d}👩\u{200d}👧 zoo"),
        ("❤", "I ❤\u{fe0f} it"),
        ("👍", "👍🏽 ok"),
        ("100 €", "Pay 100€"),
        ("meet*", "Meeting"),
    ] {
        assert!(finds(search, text), "{search:?} in {text:?}");
    }
    for (search, text) in [
        ("ilk", "milk"),
        ("が", "か"),
        ("世好", "你好世界"),
        // Both pairs are there, and not next to each other.
        ("世界大", "界大 世界"),
        ("resumes", "résumé"),
        ("🎂🎉", "Party 🎉🎂"),
    ] {
        assert!(!finds(search, text), "{search:?} not in {text:?}");
    }
    for nothing in ["", "   ", "\u{200b}", "…", "*", "- -"] {
        assert!(nothing.parse::<SearchText>().is_err(), "{nothing:?}");
    }
}

/// FR-642.
#[test]
fn a_name_that_nobody_sees_is_none() {
    for unseen in [
        "\u{200b}",
        "\u{feff} \u{2060}",
        "\u{3164}",
        "\u{ad}",
        "\u{e0041}",
        "\u{2800}",
    ] {
        assert!(!is_visible(unseen), "{unseen:?}");
        assert!(unseen.parse::<Tag>().is_err(), "{unseen:?}");
        assert!(unseen.parse::<ProjectName>().is_err(), "{unseen:?}");
    }
}

proptest! {
    /// FR-610, FR-640: a key is its own key, and upper case has the same.
    #[test]
    fn keys_are_their_own(text in r"\PC{0,30}|[a-zA-ZäßÉİıŁσς日本ก🎉]{0,20}") {
        let name = name_key(&text);
        prop_assert_eq!(name_key(&name), name.clone());
        let search = search_key(&text);
        prop_assert_eq!(search_key(&search), search.clone());
        let folded = CaseMapper::new().fold_string(&text).into_owned();
        prop_assert_eq!(search_key(&folded), search);
        prop_assert_eq!(name_key(&folded), name);
    }

    /// FR-640: what holds a search has the entries that the search asks the index for; whoever has its entries and its runs
    /// holds it.
    #[test]
    fn the_index_finds_what_is_there(text in r"[a-cé日本界 🎉ก]{0,12}", search in r"[a-c日本界 🎉ก]{1,4}") {
        let (text, search) = (Terms::of(&text), Terms::of(&search));
        let entries = text.entries();
        let indexed = search.prefixes().iter().all(|prefix| entries.iter().any(|entry| entry.starts_with(prefix)));
        let joined = text.joined_runs();
        let stands = search.runs().iter().all(|run| joined.contains(run.as_str()));
        prop_assert_eq!(text.hold(&search), indexed && stands);
    }
}
