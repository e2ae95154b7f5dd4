//! Processor time out of `/proc`: of one process, and of a server with all that it starts (Linux only).

use std::{fs, time::Duration};

/// What one process has used, and what its children had that have ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Used {
    parent: u32,
    own: u64,
    of_ended: u64,
}

/// User and system time of a process so far.
#[must_use]
pub fn of_process(process: u32) -> Option<Duration> {
    duration(read(process)?.own)
}

/// User and system time so far of a server, of the processes that it has started, and of those among them that have ended.
#[must_use]
pub fn of_server(server: u32) -> Option<Duration> {
    let main = read(server)?;
    let mut ticks = main.own + main.of_ended;
    for entry in fs::read_dir("/proc").ok()?.flatten() {
        let process = entry.file_name().to_string_lossy().parse().ok();
        // One that ends meanwhile is among the ended ones next time.
        let used = process.and_then(read);
        ticks += used
            .filter(|used| used.parent == server)
            .map_or(0, |used| used.own);
    }
    duration(ticks)
}

fn read(process: u32) -> Option<Used> {
    parse(&fs::read_to_string(format!("/proc/{process}/stat")).ok()?)
}

/// The fields `ppid`, `utime`, `stime`, `cutime` and `cstime` of `/proc/…/stat`; times are in ticks.
fn parse(stat: &str) -> Option<Used> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(1);
    let parent = fields.next()?.parse().ok()?;
    let mut ticks = fields.skip(9).map(str::parse::<u64>);
    let mut next = || ticks.next()?.ok();
    Some(Used {
        parent,
        own: next()? + next()?,
        of_ended: next()? + next()?,
    })
}

fn duration(ticks: u64) -> Option<Duration> {
    let per_second = u32::try_from(rustix::param::clock_ticks_per_second()).ok()?;
    let tick = Duration::from_secs(1).checked_div(per_second)?;
    tick.checked_mul(u32::try_from(ticks).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-626, FR-516.
    #[test]
    fn processor_time_is_user_and_system_time_of_a_process() {
        let stat = "7 (a b) c) S 1 7 7 0 -1 4 1 0 0 0 250 50 9 8 20 0 1 0 4711 99 9";
        let used = Used {
            parent: 1,
            own: 300,
            of_ended: 17,
        };
        assert_eq!(parse(stat), Some(used));
        assert_eq!(parse("nonsense"), None);
    }

    /// FR-516.
    #[test]
    fn a_server_has_used_no_less_than_its_main_process() {
        let own = std::process::id();
        assert!(of_server(own) >= of_process(own));
        assert_eq!(of_server(0), None);
    }
}
