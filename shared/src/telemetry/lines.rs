//! Log lines that hold nobody up: a thread of their own writes them, and while nobody reads what it wrote, requests are
//! answered all the same (FR-445).

use std::{
    io::{self, Write},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
    time::Duration,
};

/// So many lines wait to be written; what comes on top is lost, and counted.
const WAITING: usize = 1024;
/// A thread that writes lines needs little.
const STACK_BYTES: usize = 128 * 1024;
/// The end of the process waits for its last lines no longer than this.
const LAST_LINES: Duration = Duration::from_secs(1);

enum Message {
    Line(Vec<u8>),
    /// To be answered once everything before it is written.
    Flush(SyncSender<()>),
}

/// Where lines are handed over.
#[derive(Clone)]
pub(super) struct Lines {
    sender: SyncSender<Message>,
    lost: Arc<AtomicU64>,
}

impl Lines {
    /// Lines for this output.
    ///
    /// # Errors
    /// When there is no thread to be had.
    pub(super) fn to(output: impl Write + Send + 'static) -> io::Result<Self> {
        let (sender, receiver) = sync_channel(WAITING);
        let lost = Arc::new(AtomicU64::new(0));
        let counted = lost.clone();
        thread::Builder::new()
            .name("logs".to_owned())
            .stack_size(STACK_BYTES)
            .spawn(move || write(output, &receiver, &counted))?;
        Ok(Self { sender, lost })
    }

    /// Waits until the lines so far are written, or for as long as that is worth.
    pub(super) fn flush(&self) {
        let (done, written) = sync_channel(1);
        // A queue that is full is one that nobody reads.
        if self.sender.try_send(Message::Flush(done)).is_ok() {
            written.recv_timeout(LAST_LINES).ok();
        }
    }
}

/// The formatter writes each line at once.
impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.sender.try_send(Message::Line(line.to_vec())).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn write(mut output: impl Write, messages: &Receiver<Message>, lost: &AtomicU64) {
    for message in messages {
        // An output that is closed takes nothing any more, and there is nobody to tell.
        let outcome = match message {
            Message::Line(line) => {
                let lost = lost.swap(0, Ordering::Relaxed);
                tell_of_lost(&mut output, lost).and_then(|()| output.write_all(&line))
            }
            Message::Flush(done) => output.flush().inspect(|()| {
                done.try_send(()).ok();
            }),
        };
        drop(outcome);
    }
}

fn tell_of_lost(output: &mut impl Write, lost: u64) -> io::Result<()> {
    if lost == 0 {
        return Ok(());
    }
    writeln!(
        output,
        r#"{{"level":"WARN","message":"log lines were lost: nobody read them in time","lost":{lost},"target":"shared::telemetry"}}"#
    )
}

#[cfg(test)]
mod tests {
    use std::sync::{Mutex, mpsc::channel};

    use super::*;

    /// An output that takes nothing until it is told to.
    struct Blocked {
        opened: Receiver<()>,
        taken: Arc<Mutex<Vec<u8>>>,
    }

    impl Write for Blocked {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.opened.recv().ok();
            self.taken.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// FR-445: writing returns although nothing is taken; what was lost is told once something is.
    #[test]
    fn lines_wait_for_nobody_and_lost_ones_are_counted() {
        let (open, opened) = channel();
        let taken = Arc::new(Mutex::new(Vec::new()));
        let output = Blocked {
            opened,
            taken: taken.clone(),
        };
        let mut lines = Lines::to(output).unwrap();
        let surplus = 10;
        // One more may be in the hands of the thread.
        for number in 0..=WAITING + surplus {
            lines.write_all(format!("{number}\n").as_bytes()).unwrap();
        }
        drop(open);
        let (done, written) = sync_channel(1);
        lines.sender.send(Message::Flush(done)).unwrap();
        written.recv().unwrap();
        let text = String::from_utf8(taken.lock().unwrap().clone()).unwrap();
        let (told, kept): (Vec<_>, Vec<_>) = text.lines().partition(|line| line.starts_with('{'));
        let lost = told.first().and_then(|line| {
            let line: serde_json::Value = serde_json::from_str(line).ok()?;
            line["lost"].as_u64()
        });
        let lost = usize::try_from(lost.unwrap()).unwrap();
        assert!((surplus..=surplus + 1).contains(&lost), "{lost}");
        assert_eq!(told.len(), 1);
        assert_eq!(kept.len() + lost, WAITING + surplus + 1);
        assert!(kept.windows(2).all(|two| two[0].len() <= two[1].len()));
    }
}
