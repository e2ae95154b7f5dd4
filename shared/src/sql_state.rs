//! What Postgres's refusals mean for a caller: each class of SQLSTATE has one meaning, and some codes have another than
//! their class (FR-443).

/// What a caller is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// The server cannot do this now, or not here, and the same statement may work in a moment (503).
    Away,
    /// A lock or a statement took longer than its bound (503, FR-460).
    Busy,
    /// The transaction lost against another one, and nothing of it was done (503).
    Again,
    /// The attempt at a turn that asked may not go on (409, FR-284).
    TurnOver,
    /// A statement of ours is wrong, or what is stored is (500).
    Defect,
}

use Meaning::{Again, Away, Busy, Defect, TurnOver};

/// The classes of PostgreSQL 18 (documentation, appendix A), and codes that differ from theirs.
const MEANINGS: [(&str, Meaning); 56] = [
    ("00", Defect),      // successful completion
    ("01", Defect),      // warning
    ("02", Defect),      // no data
    ("03", Defect),      // SQL statement not yet complete
    ("08", Away),        // connection exception
    ("09", Defect),      // triggered action exception
    ("0A", Defect),      // feature not supported
    ("0B", Defect),      // invalid transaction initiation
    ("0F", Defect),      // locator exception
    ("0L", Defect),      // invalid grantor
    ("0P", Defect),      // invalid role specification
    ("0Z", Defect),      // diagnostics exception
    ("10", Defect),      // XQuery error
    ("20", Defect),      // case not found
    ("21", Defect),      // cardinality violation
    ("22", Defect),      // data exception: what comes from outside was parsed before
    ("22023", Away),     // the role is not there yet (ADR 0035)
    ("23", Defect),      // integrity constraint violation, likewise
    ("24", Defect),      // invalid cursor state
    ("25", Defect),      // invalid transaction state
    ("25006", Away),     // read only: a standby, or a primary that is one no more
    ("25P03", Away),     // the server gave the idle transaction up
    ("25P04", Away),     // the server gave the long transaction up
    ("26", Defect),      // invalid SQL statement name
    ("27", Defect),      // triggered data change violation
    ("28", Away),        // invalid authorization: a login that an operator is changing
    ("2B", Defect),      // dependent privilege descriptors still exist
    ("2D", Defect),      // invalid transaction termination
    ("2F", Defect),      // SQL routine exception
    ("34", Defect),      // invalid cursor name
    ("38", Defect),      // external routine exception
    ("39", Defect),      // external routine invocation exception
    ("3B", Defect),      // savepoint exception
    ("3D", Away),        // invalid catalog name: a database that is not there yet, or no more
    ("3F", Away),        // invalid schema name: the schema is not there yet (ADR 0035)
    ("40", Again),       // transaction rollback: deadlock, serialization failure
    ("40002", Defect),   // a constraint that was checked at the commit
    ("42", Defect),      // syntax error or access rule violation
    ("42703", Away),     // a column of a schema that is not there yet (ADR 0035)
    ("42883", Away),     // a function, likewise
    ("42P01", Away),     // a table, likewise
    ("44", Defect),      // WITH CHECK OPTION violation
    ("53", Away),        // insufficient resources: disk, memory, connections
    ("54", Defect),      // program limit exceeded
    ("55", Defect),      // object not in prerequisite state
    ("55006", Away),     // in use
    ("55P03", Busy),     // a lock that could not be had in time
    ("57", Away),        // operator intervention: shutdown, starting up
    ("57014", Busy),     // cancelled, by us or by a bound
    ("58", Away),        // system error: input and output
    ("72", Defect),      // snapshot failure
    ("F0", Away),        // configuration file error
    ("HV", Defect),      // foreign data wrapper error
    ("P0", Defect),      // PL/pgSQL error
    ("XX", Defect),      // internal error
    ("TODO1", TurnOver), // of `todo.hold_turn`: ours
];

/// What a code means: as itself, or else as one of its class. An unknown class is a defect of ours: nobody thought of it.
pub(crate) fn meaning(code: &str) -> Meaning {
    let of = |name: &str| MEANINGS.iter().find(|(known, _)| *known == name);
    of(code)
        .or_else(|| of(code.get(..2)?))
        .map_or(Defect, |(_, meaning)| *meaning)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use tokio_postgres::error::SqlState;

    use super::*;

    /// The classes in the documentation of PostgreSQL 18.
    const CLASSES: &str = "00 01 02 03 08 09 0A 0B 0F 0L 0P 0Z 10 20 21 22 23 24 25 26 27 28 2B 2D 2F 34 38 39 3B 3D 3F 40 \
                           42 44 53 54 55 57 58 72 F0 HV P0 XX";

    /// FR-443: each class has one meaning, and each code with another is one of a class with its own.
    #[test]
    fn each_class_is_declared_once() {
        let names: Vec<&str> = MEANINGS.iter().map(|(name, _)| *name).collect();
        let declared: BTreeSet<&str> = names.iter().copied().collect();
        assert_eq!(declared.len(), names.len(), "twice");
        let (classes, codes): (BTreeSet<_>, BTreeSet<_>) =
            declared.iter().copied().partition(|name| name.len() == 2);
        assert_eq!(classes, CLASSES.split(' ').collect());
        for code in codes {
            assert_eq!(code.len(), 5);
            assert_ne!(meaning(code), meaning(&code[..2]), "{code} needs no line");
        }
    }

    /// FR-443.
    #[test]
    fn what_passes_is_told_from_what_is_wrong() {
        for (code, means) in [
            (SqlState::READ_ONLY_SQL_TRANSACTION, Away),
            (SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT, Away),
            (SqlState::DISK_FULL, Away),
            (SqlState::OUT_OF_MEMORY, Away),
            (SqlState::TOO_MANY_CONNECTIONS, Away),
            (SqlState::ADMIN_SHUTDOWN, Away),
            (SqlState::CRASH_SHUTDOWN, Away),
            (SqlState::CANNOT_CONNECT_NOW, Away),
            (SqlState::QUERY_CANCELED, Busy),
            (SqlState::LOCK_NOT_AVAILABLE, Busy),
            (SqlState::CONNECTION_FAILURE, Away),
            (SqlState::INVALID_PASSWORD, Away),
            (SqlState::IO_ERROR, Away),
            (SqlState::T_R_DEADLOCK_DETECTED, Again),
            (SqlState::T_R_SERIALIZATION_FAILURE, Again),
            (SqlState::T_R_INTEGRITY_CONSTRAINT_VIOLATION, Defect),
            (SqlState::UNIQUE_VIOLATION, Defect),
            (SqlState::UNDEFINED_TABLE, Away),
            (SqlState::UNDEFINED_COLUMN, Away),
            (SqlState::UNDEFINED_FUNCTION, Away),
            (SqlState::INVALID_SCHEMA_NAME, Away),
            (SqlState::INVALID_PARAMETER_VALUE, Away),
            (SqlState::SYNTAX_ERROR, Defect),
            (SqlState::INSUFFICIENT_PRIVILEGE, Defect),
            (SqlState::IN_FAILED_SQL_TRANSACTION, Defect),
            (SqlState::DATA_CORRUPTED, Defect),
        ] {
            assert_eq!(meaning(code.code()), means, "{}", code.code());
        }
        for unknown in ["", "4", "ZZ000", "Ü"] {
            assert_eq!(meaning(unknown), Defect, "{unknown}");
        }
    }
}
