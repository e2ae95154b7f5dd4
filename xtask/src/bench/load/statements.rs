//! What a request sends to the database, read from the server's own log, as a script of pgbench's (FR-627).

use crate::failure::{Failure, Outcome};

/// The person of a connection, in a script.
const PERSON: &str = ":person::text";

/// A statement with its parameters; one without a value is none.
#[derive(Debug, PartialEq, Eq)]
pub struct Statement {
    sql: String,
    parameters: Vec<Option<String>>,
}

/// The statements in a piece of the server's log. A line that belongs to the one before begins with a tab.
///
/// # Errors
/// When there is none.
pub fn of_log(log: &str) -> Outcome<Vec<Statement>> {
    let mut statements: Vec<Statement> = Vec::new();
    for entry in log.replace("\n\t", "\u{0}").lines() {
        let entry = entry.replace('\u{0}', "\n");
        if let Some((_, message)) = entry.split_once(" LOG:  ") {
            let sql = message.strip_prefix("statement: ").or_else(|| {
                let (_, sql) = message.strip_prefix("execute ")?.split_once(": ")?;
                Some(sql)
            });
            statements.extend(sql.map(|sql| Statement {
                sql: sql.trim().to_owned(),
                parameters: Vec::new(),
            }));
        } else if let Some((_, values)) = entry.split_once(" DETAIL:  Parameters: ")
            && let Some(last) = statements.last_mut()
        {
            last.parameters = parameters(values);
        }
    }
    if statements.is_empty() {
        return Err(Failure::from("the server's log has no statement"));
    }
    Ok(statements)
}

/// `$1 = 'text', $2 = NULL`, in the order of their numbers.
fn parameters(text: &str) -> Vec<Option<String>> {
    let mut values = Vec::new();
    let mut rest = text;
    while let Some((_, value)) = rest.split_once(" = ") {
        let Some(quoted) = value.strip_prefix('\'') else {
            values.push(None);
            rest = value;
            continue;
        };
        let (mut found, mut behind) = (String::new(), quoted);
        while let Some((part, after)) = behind.split_once('\'') {
            found.push_str(part);
            behind = after;
            match behind.strip_prefix('\'') {
                Some(after) => {
                    found.push('\'');
                    behind = after;
                }
                None => break,
            }
        }
        values.push(Some(found));
        rest = behind;
    }
    values
}

/// The same statements with the same values, but for the person, who is another one on each connection.
///
/// The person is a parameter. pgbench makes a parameter of its own of each place where a variable stands, and knows no
/// type of any, so what has other types, or none, is written out.
#[must_use]
pub fn script(statements: &[Statement], person: &str, people: u32) -> String {
    let mut script = format!("\\set person :client_id % {people}\n");
    for statement in statements {
        // What opens the transaction has the person written out.
        let mut sql = statement.sql.replace(&format!("'{person}'"), PERSON);
        // From the end, so that $1 is not taken for the beginning of $10.
        for (index, value) in statement.parameters.iter().enumerate().rev() {
            let with = match value {
                None => "null".to_owned(),
                Some(value) if value == person => PERSON.to_owned(),
                Some(value) => literal(value),
            };
            sql = sql.replace(&format!("${}", index + 1), &with);
        }
        script.push_str(&sql);
        script.push_str(";\n");
    }
    script
}

/// A literal in which pgbench finds no variable.
fn literal(value: &str) -> String {
    let value = value.replace('\\', r"\\").replace('\'', r"\'");
    format!("E'{}'", value.replace(':', r"\x3a").replace('$', r"\x24"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "\
2026-11-27 14:15:50.123 UTC [7] LOG:  statement: begin; select set_config('app.user_id', '4711', true)
2026-11-27 14:15:50.124 UTC [7] LOG:  execute <unnamed>: select set_config('role', $1, true)
2026-11-27 14:15:50.124 UTC [7] DETAIL:  Parameters: $1 = 'todo_tasks'
2026-11-27 14:15:50.124 UTC [7] LOG:  duration: 0.1 ms
2026-11-27 14:15:50.125 UTC [7] LOG:  execute <unnamed>: insert into t
\t\t       values ($1, $2, $3, $10)
2026-11-27 14:15:50.125 UTC [7] DETAIL:  Parameters: $1 = '4711', $2 = 'it''s, $1 = ''x''', $3 = NULL, $4 = 'a
\tb', $5 = '', $6 = '6', $7 = '7', $8 = '8', $9 = '9', $10 = '10'
2026-11-27 14:15:50.126 UTC [7] LOG:  statement: commit
";

    /// FR-627.
    #[test]
    fn statements_and_parameters_are_read_from_the_log() {
        let statements = of_log(LOG).unwrap();
        let sql: Vec<&str> = statements.iter().map(|one| one.sql.as_str()).collect();
        let insert = "insert into t\n\t       values ($1, $2, $3, $10)";
        let preamble = "select set_config('role', $1, true)";
        let begin = "begin; select set_config('app.user_id', '4711', true)";
        assert_eq!(sql, [begin, preamble, insert, "commit"]);
        let values = &statements[2].parameters;
        assert_eq!(values.len(), 10);
        assert_eq!(values[1].as_deref(), Some("it's, $1 = 'x'"));
        assert_eq!(values[2], None);
        assert_eq!(values[3].as_deref(), Some("a\nb"));
        assert_eq!(values[4].as_deref(), Some(""));
        assert!(of_log("2026-11-27 UTC [7] LOG:  checkpoint complete\n").is_err());
    }

    /// FR-627.
    #[test]
    fn a_script_sends_the_same_for_other_people() {
        let script = script(&of_log(LOG).unwrap(), "4711", 20);
        let expected = r"\set person :client_id % 20
begin; select set_config('app.user_id', :person::text, true);
select set_config('role', E'todo_tasks', true);
insert into t
	       values (:person::text, E'it\'s, \x241 = \'x\'', null, E'10');
commit;
";
        assert_eq!(script, expected);
        assert_eq!(literal(r"a\b:c"), r"E'a\\b\x3ac'");
    }
}
