//! How much a server has written to its write-ahead log.

use super::pgbench::Pgbench;
use crate::failure::{Failure, Outcome};

/// What the server's log says of it.
const SAID: &str = "LOG:  write-ahead log: ";

/// The bytes that were written since the server was made.
///
/// # Errors
/// When it cannot be asked.
pub fn written(pgbench: &Pgbench) -> Outcome<u64> {
    pgbench.superuser(
        "wal",
        "todo",
        "do $$ begin raise log 'write-ahead log: %', pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0'); end $$;\n",
    )?;
    last(&pgbench.log()?)
        .ok_or_else(|| Failure::from("the server does not say what it has written"))
}

fn last(log: &str) -> Option<u64> {
    let said = log.lines().rev().find_map(|line| line.split_once(SAID));
    said?.1.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    /// FR-516.
    #[test]
    fn the_last_line_counts() {
        let log = "2026-11-27 UTC [7] LOG:  write-ahead log: 1\n2026-11-27 UTC [7] LOG:  write-ahead log: 4711\n2026-11-27 UTC [7] CONTEXT:  x\n";
        assert_eq!(super::last(log), Some(4711));
        assert_eq!(super::last("2026-11-27 UTC [7] LOG:  checkpoint"), None);
    }
}
