//! The load: connections that are kept, each with one request under way, all from one thread, as pgbench has them.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, TcpStream},
    time::{Duration, Instant},
};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::{
    failure::{Failure, Outcome},
    signals,
};

/// How long all connections together may be silent.
const PATIENCE: Timespec = Timespec {
    tv_sec: 10,
    tv_nsec: 0,
};

/// What a load came to.
#[derive(Debug)]
pub struct Load {
    /// From the first request to the last answer.
    pub took: Duration,
    /// From sending a request until its answer was read, the shortest first.
    pub latencies: Vec<Duration>,
}

impl Load {
    /// The latency that this many of a hundred requests do not exceed.
    #[must_use]
    pub fn percentile(&self, percent: usize) -> Duration {
        let rank = (self.latencies.len() * percent).div_ceil(100);
        let place = rank.saturating_sub(1);
        self.latencies.get(place).copied().unwrap_or_default()
    }
}

/// Sends each request over a connection of its own, again and again.
///
/// # Errors
/// When a connection breaks, or an answer has another status.
pub fn run(port: u16, requests: &[String], status: u16, lasting: Duration) -> Outcome<Load> {
    let told = |error: std::io::Error| Failure::Told(format!("the load: {error}"));
    let streams = requests
        .iter()
        .map(|_| TcpStream::connect((Ipv4Addr::LOCALHOST, port)))
        .collect::<Result<Vec<_>, _>>()
        .map_err(told)?;
    let mut answers: Vec<Answer> = requests.iter().map(|_| Answer::default()).collect();
    let mut latencies = Vec::new();
    let mut chunk = vec![0; 64 * 1024];
    let started = Instant::now();
    let mut sent = Vec::new();
    for (mut stream, request) in streams.iter().zip(requests) {
        stream.set_nodelay(true).map_err(told)?;
        sent.push(Some(Instant::now()));
        stream.write_all(request.as_bytes()).map_err(told)?;
    }
    let mut waiting: Vec<PollFd<'_>> = streams
        .iter()
        .map(|stream| PollFd::new(stream, PollFlags::IN))
        .collect();
    while sent.iter().any(Option::is_some) {
        let ready = poll(&mut waiting, Some(&PATIENCE)).map_err(|error| told(error.into()))?;
        if ready == 0 {
            return Err(Failure::Told("the load: no answer comes".to_owned()));
        }
        if signals::stopped() {
            return Err(Failure::Stopped);
        }
        for (place, polled) in waiting.iter().enumerate() {
            if polled.revents().is_empty() {
                continue;
            }
            let mut stream = &streams[place];
            let read = stream.read(&mut chunk).map_err(told)?;
            let Some(found) = answers[place].take(&chunk[..read])? else {
                continue;
            };
            if found != status {
                return Err(Failure::Told(format!("the load: {found}, not {status}")));
            }
            let now = Instant::now();
            latencies.extend(sent[place].map(|sent| now - sent));
            // What is under way at the end is waited for: breaking it off would cost the function connections.
            sent[place] = (started.elapsed() < lasting).then_some(now);
            if sent[place].is_some() {
                let request = requests[place].as_bytes();
                stream.write_all(request).map_err(told)?;
            }
        }
    }
    let took = started.elapsed();
    latencies.sort_unstable();
    Ok(Load { took, latencies })
}

/// An answer that comes in pieces; of its body only the length counts.
#[derive(Default)]
struct Answer {
    head: Vec<u8>,
    /// The status and how much is to come, once the head is there.
    rest: Option<(u16, usize)>,
}

impl Answer {
    /// Takes a piece; gives the status when it was the last one.
    fn take(&mut self, piece: &[u8]) -> Outcome<Option<u16>> {
        if piece.is_empty() {
            return Err("the load: a connection was closed".into());
        }
        let (status, left) = if let Some((status, left)) = self.rest {
            (status, left.checked_sub(piece.len()))
        } else {
            self.head.extend_from_slice(piece);
            let end = self.head.windows(4).position(|end| end == b"\r\n\r\n");
            let Some(end) = end else { return Ok(None) };
            let (status, length) = head(&String::from_utf8_lossy(&self.head[..end]))
                .ok_or_else(|| Failure::from("the load: an answer without Content-Length"))?;
            (status, length.checked_sub(self.head.len() - end - 4))
        };
        let left = left.ok_or_else(|| Failure::from("the load: more than was asked for"))?;
        if left > 0 {
            self.rest = Some((status, left));
            return Ok(None);
        }
        *self = Self::default();
        Ok(Some(status))
    }
}

/// The status and the body's length.
fn head(text: &str) -> Option<(u16, usize)> {
    let mut lines = text.lines();
    let status = lines.next()?.split_whitespace().nth(1)?.parse().ok()?;
    let length = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_length = name.eq_ignore_ascii_case("content-length");
        is_length.then(|| value.trim().parse().ok()).flatten()
    })?;
    Some((status, length))
}

#[cfg(test)]
mod tests {
    use std::{net::TcpListener, thread};

    use super::*;

    /// FR-626.
    #[test]
    fn an_answer_is_whole_when_its_body_is() {
        let mut answer = Answer::default();
        let pieces = [
            "HTTP/1.1 201 Cre",
            "ated\r\nContent-LENGTH: 5\r\n\r",
            "\nab",
            "cde",
        ];
        let taken = pieces.map(|piece| answer.take(piece.as_bytes()).unwrap());
        assert_eq!(taken, [None, None, None, Some(201)]);
        assert!(answer.take(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
        assert!(Answer::default().take(b"").is_err());
    }

    /// FR-626.
    #[test]
    fn a_percentile_is_the_nearest_rank() {
        let load = |count| Load {
            took: Duration::ZERO,
            latencies: (1..=count).map(Duration::from_micros).collect(),
        };
        assert_eq!(load(200).percentile(50), Duration::from_micros(100));
        assert_eq!(load(200).percentile(99), Duration::from_micros(198));
        assert_eq!(load(1).percentile(99), Duration::from_micros(1));
        assert_eq!(load(0).percentile(99), Duration::ZERO);
    }

    /// FR-626.
    #[test]
    fn every_connection_is_used_again_until_the_time_is_over() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            for stream in listener.incoming() {
                thread::spawn(move || {
                    let mut stream = stream.unwrap();
                    let mut request = [0; 4];
                    while stream.read_exact(&mut request).is_ok() {
                        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
                        stream.write_all(answer).unwrap();
                    }
                });
            }
        });
        let requests = vec!["ask\n".to_owned(); 3];
        let load = run(port, &requests, 200, Duration::from_millis(50)).unwrap();
        assert!(load.latencies.len() > 6, "{}", load.latencies.len());
        assert!(load.took >= Duration::from_millis(50));
        assert!(run(port, &requests, 201, Duration::ZERO).is_err());
    }
}
