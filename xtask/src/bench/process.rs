//! The memory of a process, as Linux tells it.

use std::fs;

/// Resident memory of a process, and its peak, in bytes.
#[must_use]
pub fn memory(process: u32) -> Option<(u64, u64)> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    memory_of(&status)
}

/// `VmRSS` and `VmHWM` out of `/proc/…/status`, in bytes.
fn memory_of(status: &str) -> Option<(u64, u64)> {
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
        Some(kilobytes * 1024)
    };
    Some((field("VmRSS:")?, field("VmHWM:")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fr_514_memory_is_read_in_bytes() {
        let status = "Name:\ttasks\nVmHWM:\t    7000 kB\nVmRSS:\t    6900 kB\n";
        assert_eq!(memory_of(status), Some((6900 * 1024, 7000 * 1024)));
        assert_eq!(memory_of("Name:\ttasks\n"), None);
    }
}
