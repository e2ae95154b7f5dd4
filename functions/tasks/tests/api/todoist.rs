//! What Todoist exports.

use axum::http::StatusCode;
use serde_json::{Value, json};
use shared::testing::now_in_utc;

use crate::support::{Answer, Function};

/// A project with all that such files have been seen to hold.
const SAMPLE: &str = "\u{feff}TYPE,CONTENT,DESCRIPTION,IS_COLLAPSED,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE,DURATION,DURATION_UNIT,DEADLINE,DEADLINE_LANG\r
meta,view_style=list,,,,,,,,,\r
task,Water the plants @home @Garden,Not the cactus,false,1,1,Sam (1),,every day at 9am,en,Europe/Berlin,30,minute,,\r
note,\"First line\r
second \"\"line\"\"\",,,,,Sam (1),,,,,,,,\r
,,,,,,,,,,,,,,\r
task,Fill the can,,,4,2,Sam (1),,2026-12-01,en,,None,None,,\r
task,Find the can,,,,3,,,,,,,,,\r
task,Ask Lee,,,2,2,,Lee (2),someday soon,en,,,,2026-12-24,en\r
section,Repairs,,,,,,,,,,,,,\r
task,@bike,,,3,1,,,1 Dec,en,,,,,\r
task,Straighten the wheel,,,4,2,,,2026-12-01 10:30,en,America/New_York,,,,\r
";

async fn import(function: &Function, query: &str, table: impl Into<Vec<u8>>) -> Answer {
    let path = format!("/api/import?format=todoist{query}");
    let body: Vec<u8> = table.into();
    function
        .upload("ann", &path, "text/csv; charset=utf-8", body)
        .await
}

/// FR-905.
#[tokio::test]
async fn a_project_of_todoist_keeps_all_that_it_says() {
    let function = Function::start().await;
    let answer = import(&function, "&project=Flat", SAMPLE).await;
    assert_eq!(answer.status, StatusCode::OK, "{:#}", answer.json());
    let body = answer.json();
    let results = body["results"].as_array().unwrap();
    let rows: Vec<&Value> = results.iter().map(|result| &result["row"]).collect();
    assert_eq!(rows, [3, 6, 7, 8, 9, 10, 11]);
    let task = |place: usize| &results[place]["task"];
    let plants = task(0);
    assert_eq!(plants["title"], "Water the plants");
    assert_eq!(plants["tags"], json!(["home", "Garden"]));
    assert_eq!(
        (&plants["priority"], &plants["project"]),
        (&json!("p1"), &json!("Flat"))
    );
    assert_eq!(
        plants["notes"],
        "Not the cactus\n\nDuration: 30 minute\n\nFirst line\r\nsecond \"line\""
    );
    assert_eq!(results[0]["warnings"].as_array().unwrap().len(), 1);
    assert_eq!(plants["recurrence"], "FREQ=DAILY");
    assert!(
        plants["due"].as_str().unwrap().contains("T09:00:00+"),
        "{plants}"
    );
    let can = task(1);
    assert_eq!(
        (&can["parent_id"], &can["due"], &can["priority"]),
        (&plants["id"], &json!("2026-12-01"), &json!("p4"))
    );
    assert_eq!(results[1].get("warnings"), None);
    assert_eq!(task(2)["parent_id"], can["id"]);
    let lee = task(3);
    assert_eq!(lee["parent_id"], plants["id"]);
    assert_eq!(
        lee["notes"],
        "Date: someday soon\n\nDeadline: 2026-12-24\n\nResponsible: Lee (2)"
    );
    assert_eq!(results[3]["warnings"].as_array().unwrap().len(), 3);
    assert!(
        results[4].get("task").is_none()
            && results[4]["warnings"][0]
                .as_str()
                .unwrap()
                .contains("Repairs")
    );
    let bike = task(5);
    assert_eq!(
        (&bike["title"], &bike["tags"]),
        (&json!("@bike"), &json!(["Repairs", "bike"]))
    );
    assert!(bike["due"].as_str().unwrap().ends_with("-12-01"));
    let wheel = task(6);
    assert_eq!(wheel["due"], "2026-12-01T10:30:00-05:00[America/New_York]");
    assert_eq!(
        (&wheel["parent_id"], &wheel["tags"]),
        (&bike["id"], &json!(["Repairs"]))
    );
}

/// FR-905: what breaks a rule is named by its row and column, and nothing is written.
#[tokio::test]
async fn rows_that_cannot_be_read_are_named() {
    let function = Function::start().await;
    let table = [
        b"TYPE,CONTENT,PRIORITY,INDENT\n".as_slice(),
        b"task,Good,1,1\n",
        b"task,\xff,1,1\n",
        b"task,Too few\n",
        b"task,Too,1,1,many\n",
        b"chore,What,1,1\n",
        b"task,,1,1\n",
        b"task,Priority,9,1\n",
        b"task,Indent,1,x\n",
        b"task,Part,1,2\n",
        b"task,\"Never closed,1,1\n",
    ]
    .concat();
    let answer = import(&function, "", table.clone()).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problem = answer.json();
    let errors = problem["errors"].as_array().unwrap();
    let pointers: Vec<&str> = errors
        .iter()
        .map(|error| error["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(
        pointers,
        [
            "/rows/3/CONTENT",
            "/rows/5",
            "/rows/6/TYPE",
            "/rows/7/CONTENT",
            "/rows/8/PRIORITY",
            "/rows/9/INDENT",
            "/rows/10/INDENT",
            "/rows/11",
        ],
        "{problem:#}"
    );
    let dry = import(&function, "&dry_run=true", table).await;
    assert_eq!(dry.status, StatusCode::OK);
    assert_eq!(dry.json()["results"][0]["task"]["title"], "Good");
    let list = function.call("ann", "GET", "/api/tasks", None).await;
    assert_eq!(list.json(), json!({"tasks": []}));
    for (table, word) in [
        ("", "TYPE"),
        ("TYPE\n", "CONTENT"),
        ("a;b\n", "TYPE"),
        ("TYPE,CONTENT,TYPE\n", "twice"),
        ("TYPE,\u{0}\n", "CONTENT"),
    ] {
        let answer = import(&function, "", table).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{table:?}");
        let problem = answer.json();
        assert_eq!(problem["errors"][0]["pointer"], "/rows/1");
        assert!(
            problem["detail"].as_str().unwrap().contains(word),
            "{problem}"
        );
    }
}

/// FR-905: what is too long or too much for its field is kept in another, and the row says so.
#[tokio::test]
async fn what_does_not_fit_is_kept() {
    let function = Function::start().await;
    let long = "word ".repeat(60);
    let labels: Vec<String> = (1..=22).map(|number| format!("@l{number}")).collect();
    let table = format!(
        "TYPE,CONTENT,DESCRIPTION,INDENT,DATE,DATE_LANG,TIMEZONE,NEW\nnote,Lost,,,,,,\ntask,{long},Below,3,明日,ja,,New\ntask,Many {},,,tomorrow,en,Mars/Base,\n",
        labels.join(" ")
    );
    let answer = import(&function, "&dry_run=true", table).await;
    let body = answer.json();
    let results = body["results"].as_array().unwrap();
    let warning = results[0]["warnings"][0].as_str().unwrap();
    assert!(warning.ends_with(": Lost"), "{warning}");
    let task = &results[1]["task"];
    assert_eq!(task["title"].as_str().unwrap(), "word ".repeat(39) + "word");
    assert_eq!(
        task["notes"],
        format!("{}\n\nBelow\n\nDate: 明日\n\nNew: New", long.trim())
    );
    assert_eq!(
        results[1]["warnings"].as_array().unwrap().len(),
        4,
        "{body:#}"
    );
    let task = &results[2]["task"];
    assert_eq!(task["tags"].as_array().unwrap().len(), 20);
    assert_eq!(
        (&task["title"], &task["notes"]),
        (&json!("Many @l21 @l22"), &json!("Date: tomorrow Mars/Base"))
    );
}

/// FR-921, FR-922, FR-923: nothing is refused for its length, and what is cut or guessed is told.
#[tokio::test]
async fn what_is_cut_or_guessed_is_told() {
    let function = Function::start().await;
    let today = now_in_utc().now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let past = today.yesterday().unwrap();
    let table = format!(
        "TYPE,CONTENT,DESCRIPTION,INDENT,DATE\ntask,Long,{},1,\nnote,{},,,\nnote,Last,,,\ntask,Filter,,1,every! 3 months\ntask,Past,,1,{}\n",
        "d".repeat(16_383),
        "c".repeat(5_000),
        past.strftime("%-d %b"),
    );
    let answer = import(&function, "", table).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
    let body = answer.json();
    let results = body["results"].as_array().unwrap();
    let notes = results[0]["task"]["notes"].as_str().unwrap();
    assert_eq!(notes.len(), 10_000);
    assert!(notes.ends_with(&format!("\n\n{}\n\nLast", "c".repeat(5_000))));
    let missing = 16_383 - notes.matches('d').count();
    let warnings = results[0]["warnings"].as_array().unwrap();
    assert_eq!(warnings.len(), 1);
    let said = format!("the last {missing} of the description are missing");
    assert!(
        warnings[0].as_str().unwrap().contains(&said),
        "{warnings:?}"
    );
    let filter = &results[1]["task"];
    assert_eq!(
        (&filter["recurrence"], &filter["recurrence_from"]),
        (&json!("FREQ=MONTHLY;INTERVAL=3"), &json!("completion"))
    );
    if past.year() == today.year() {
        assert_eq!(results[2]["task"]["due"], past.to_string());
        assert_eq!(results[2]["warnings"].as_array().unwrap().len(), 1);
    }
}

/// FR-905: as other programs and spreadsheets save it: another delimiter or encoding, names of columns of an older day, empty
/// fields behind the last column, and last ones that are left out.
#[tokio::test]
async fn tables_are_read_as_they_are_really_saved() {
    let function = Function::start().await;
    let due = "2026-12-01";
    let with = |delimiter: &str, table: &str| table.replace(',', delimiter).into_bytes();
    let usual = format!("TYPE,CONTENT,PRIORITY,INDENT,DATE\ntask,Grüße,1,1,{due}\n");
    let utf16 = |mark: &[u8], bytes: fn(u16) -> [u8; 2]| {
        let units = usual.encode_utf16().flat_map(bytes);
        mark.iter().copied().chain(units).collect::<Vec<u8>>()
    };
    let tables = [
        usual.clone().into_bytes(),
        with(";", &usual),
        with("\t", &usual),
        [b"sep=;\r\n".to_vec(), with(";", &usual)].concat(),
        utf16(b"\xFF\xFE", u16::to_le_bytes),
        utf16(b"\xFE\xFF", u16::to_be_bytes),
        format!("TYPE,CONTENT,PRIORITY,INDENT,DUE_DATE,DUE_DATE_LANG\ntask,Grüße,1,1,{due},en\n")
            .into_bytes(),
        format!("TYPE,CONTENT,PRIORITY,INDENT,DATE\ntask,Grüße,1,1,{due},,, \n").into_bytes(),
        format!("TYPE,CONTENT,PRIORITY,INDENT,DATE,DATE_LANG,TIMEZONE\ntask,Grüße,1,1,{due}\n")
            .into_bytes(),
    ];
    for (number, table) in tables.into_iter().enumerate() {
        let answer = import(&function, "&dry_run=true", table).await;
        let results = answer.json()["results"].clone();
        assert_eq!(
            results.as_array().map(Vec::len),
            Some(1),
            "{number}: {results}"
        );
        let task = &results[0]["task"];
        let said = (&task["title"], &task["priority"], &task["due"]);
        assert_eq!(
            said,
            (&json!("Grüße"), &json!("p1"), &json!(due)),
            "{number}"
        );
        assert_eq!(results[0]["warnings"], Value::Null, "{number}");
    }
    let comment = "TYPE,CONTENT\nproject_note,Context\ntask,One\nproject_note,More\nnote,Mine\n";
    let answer = import(&function, "", comment).await;
    assert_eq!(answer.status, StatusCode::OK);
    let body = answer.json();
    let results = body["results"].as_array().unwrap();
    assert_eq!(results.len(), 3, "{body:#}");
    for (place, text) in [(0, "Context"), (2, "More")] {
        let warning = results[place]["warnings"][0].as_str().unwrap();
        assert!(warning.contains(text), "{warning}");
    }
    assert_eq!(results[1]["task"]["notes"], "Mine");
}
