//! The tasks binary as a process: what a platform sees of it.

mod lambda;
mod lifecycle;
mod support;
