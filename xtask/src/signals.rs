//! SIGINT, SIGTERM and SIGHUP ask for an orderly end.

use std::{
    io,
    sync::{Arc, LazyLock, atomic::AtomicBool, atomic::Ordering},
    thread,
    time::Duration,
};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::failure::{Failure, Outcome};

static STOP: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// From now on the three signals set a flag and do nothing else.
///
/// # Errors
/// When the system refuses a handler.
pub fn install() -> io::Result<()> {
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(&STOP))?;
    }
    Ok(())
}

/// Whether one of them came.
#[must_use]
pub fn stopped() -> bool {
    STOP.load(Ordering::SeqCst)
}

/// Forgets the signals that came: tidying up has begun, and only another one ends it early.
pub fn forget() {
    STOP.store(false, Ordering::SeqCst);
}

/// Waits a moment.
///
/// # Errors
/// [`Failure::Stopped`] when a signal came.
pub fn pause(moment: Duration) -> Outcome<()> {
    thread::sleep(moment);
    if stopped() {
        return Err(Failure::Stopped);
    }
    Ok(())
}
