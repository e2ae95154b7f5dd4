//! Names: what is one, and which two are the same.

use language::{Invalid, Priority, ProjectName, Tag};

fn tag(text: &str) -> Result<Tag, Invalid> {
    text.parse()
}

/// FR-610.
#[test]
fn tags_keep_their_spelling_and_are_bounded() {
    assert_eq!(tag("Home").unwrap().key(), tag(" hOME ").unwrap().key());
    assert_eq!(tag("Zürich  West").unwrap().as_str(), "Zürich West");
    assert!(tag(&"é".repeat(50)).is_ok());
    for wrong in [
        String::new(),
        " \u{a0} ".to_owned(),
        "é".repeat(51),
        "a\tb".to_owned(),
        "nul\0".to_owned(),
    ] {
        assert!(tag(&wrong).is_err(), "{wrong:?}");
    }
    assert_eq!(
        serde_json::to_string(&tag("Home").unwrap()).unwrap(),
        "\"Home\""
    );
    assert!(serde_json::from_str::<Tag>("\"\"").is_err());
}

/// FR-610.
#[test]
fn projects_keep_their_spelling_and_are_found_in_any_other() {
    let project = |text: &str| text.parse::<ProjectName>().unwrap();
    assert_eq!(project(" Big  Project ").as_str(), "Big Project");
    assert_eq!(project("BIG project").key(), project("Big Project").key());
    assert!("x".repeat(101).parse::<ProjectName>().is_err());
    assert!("two\nlines".parse::<ProjectName>().is_err());
}

/// FR-601.
#[test]
fn priorities_are_four_words() {
    let all = [Priority::P1, Priority::P2, Priority::P3, Priority::P4];
    let words: Vec<&str> = all.iter().map(|priority| priority.as_str()).collect();
    assert_eq!(words, ["p1", "p2", "p3", "p4"]);
    assert_eq!(
        serde_json::from_str::<Priority>("\"p2\"").unwrap(),
        Priority::P2
    );
    assert!("p5".parse::<Priority>().is_err());
}
