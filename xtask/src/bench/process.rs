//! What a process has used, as Linux tells it.

use std::{fs, time::Duration};

/// User and system time of a process so far.
#[must_use]
pub fn cpu(process: u32) -> Option<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    cpu_of(&stat, rustix::param::clock_ticks_per_second())
}

/// The fields `utime` and `stime` of `/proc/…/stat`, which are in ticks.
fn cpu_of(stat: &str, ticks_per_second: u64) -> Option<Duration> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    let tick = Duration::from_secs(1).checked_div(u32::try_from(ticks_per_second).ok()?)?;
    tick.checked_mul(u32::try_from(user + system).ok()?)
}

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

    /// FR-626.
    #[test]
    fn processor_time_is_user_and_system_time_of_the_process() {
        let stat = "7 (a b) c) S 1 7 7 0 -1 4 1 0 0 0 250 50 9 9 20 0 1 0 4711 99 9";
        assert_eq!(cpu_of(stat, 100), Some(Duration::from_secs(3)));
        assert_eq!(cpu_of("nonsense", 100), None);
        assert_eq!(cpu_of(stat, 0), None);
    }

    #[test]
    fn fr_514_memory_is_read_in_bytes() {
        let status = "Name:\ttasks\nVmHWM:\t    7000 kB\nVmRSS:\t    6900 kB\n";
        assert_eq!(memory_of(status), Some((6900 * 1024, 7000 * 1024)));
        assert_eq!(memory_of("Name:\ttasks\n"), None);
    }
}
