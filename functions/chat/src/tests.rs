//! Tests that reach behind the routes.

mod sequences;
