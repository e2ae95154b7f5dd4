//! Requests that may take long, may break off, and end when a signal comes.

use std::{
    io::Read,
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    failure::{Failure, Outcome},
    signals,
};

const PATIENCE: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(20);

/// A whole answer, or why there is none.
pub type Exchange = Result<Reply, String>;

/// A request to be sent.
#[derive(Debug, Clone)]
pub struct Request {
    method: &'static str,
    url: String,
    headers: Vec<(&'static str, String)>,
    body: Option<String>,
}

/// An answer that was read to its end.
#[derive(Debug)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// Its body.
    pub body: String,
    /// The cookies that it sets, as a `Cookie` header has them.
    pub cookies: String,
    /// From sending until the first byte of the body.
    pub first_byte: Duration,
    /// From sending until the end.
    pub took: Duration,
}

/// A request under way.
pub struct Pending(Receiver<Exchange>);

impl Request {
    /// A request without a body.
    pub fn new(method: &'static str, url: &str) -> Self {
        Self {
            method,
            url: url.to_owned(),
            headers: Vec::new(),
            body: None,
        }
    }

    /// Adds a header.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Adds a JSON body.
    pub fn json(mut self, body: &Value) -> Self {
        self.body = Some(body.to_string());
        self.with("content-type", "application/json")
    }

    /// Sends it without waiting.
    pub fn start(self) -> Pending {
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            // Nobody waits when the run ends meanwhile.
            let _ = sender.send(self.exchange());
        });
        Pending(receiver)
    }

    /// Sends it and waits.
    ///
    /// # Errors
    /// When a signal comes.
    pub fn send(self) -> Outcome<Exchange> {
        self.start().wait()
    }

    fn exchange(self) -> Exchange {
        // A connection of its own each time: what is kept open may lead to a pod that is gone.
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .build()
            .new_agent();
        let mut request = ureq::http::Request::builder()
            .method(self.method)
            .uri(&self.url);
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let request = request
            .body(self.body.unwrap_or_default())
            .map_err(|error| error.to_string())?;
        let started = Instant::now();
        let answer = agent.run(request).map_err(|error| error.to_string())?;
        let (head, body) = answer.into_parts();
        let mut reader = body.into_reader();
        let mut bytes = Vec::new();
        let mut piece = [0; 4096];
        let mut first_byte = None;
        loop {
            let read = reader.read(&mut piece).map_err(|error| error.to_string())?;
            first_byte.get_or_insert_with(|| started.elapsed());
            if read == 0 {
                break;
            }
            bytes.extend_from_slice(&piece[..read]);
        }
        let cookies = head.headers.get_all("set-cookie").iter();
        let cookies = cookies.filter_map(|cookie| cookie.to_str().ok()?.split(';').next());
        Ok(Reply {
            status: head.status.as_u16(),
            body: String::from_utf8_lossy(&bytes).into_owned(),
            cookies: cookies.collect::<Vec<_>>().join("; "),
            first_byte: first_byte.unwrap_or_default(),
            took: started.elapsed(),
        })
    }
}

impl Pending {
    /// Waits for the answer.
    ///
    /// # Errors
    /// When a signal comes.
    pub fn wait(self) -> Outcome<Exchange> {
        loop {
            match self.0.recv_timeout(PAUSE) {
                Ok(exchange) => return Ok(exchange),
                Err(RecvTimeoutError::Disconnected) => {
                    return Ok(Err("the request ended without an answer".to_owned()));
                }
                Err(RecvTimeoutError::Timeout) if signals::stopped() => {
                    return Err(Failure::Stopped);
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}

impl Reply {
    /// The JSON in it, when it has the expected status.
    ///
    /// # Errors
    /// What came instead.
    pub fn expect(&self, status: u16) -> Result<Value, String> {
        if self.status != status {
            return Err(format!("{} {}", self.status, self.body.trim()));
        }
        serde_json::from_str(&self.body).map_err(|error| format!("{error}: {}", self.body))
    }
}

/// What became of a request that was repeated until it worked.
pub struct Mended<T> {
    /// What it came to in the end.
    pub value: T,
    /// Why each attempt before failed.
    pub failures: Vec<String>,
    /// How long it took in all.
    pub took: Duration,
}

/// Repeats an attempt until it works.
///
/// # Errors
/// When it does not in time, or a signal comes.
pub fn mended<T>(
    patience: Duration,
    mut attempt: impl FnMut() -> Outcome<Result<T, String>>,
) -> Outcome<Mended<T>> {
    let started = Instant::now();
    let mut failures = Vec::new();
    loop {
        match attempt()? {
            Ok(value) => {
                return Ok(Mended {
                    value,
                    failures,
                    took: started.elapsed(),
                });
            }
            Err(why) if started.elapsed() > patience => {
                let attempts = failures.len() + 1;
                return Err(Failure::Told(format!(
                    "{attempts} attempts in {} s, the last: {why}",
                    patience.as_secs()
                )));
            }
            Err(why) => failures.push(why),
        }
        signals::pause(PAUSE * 10)?;
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::Write,
        net::{Ipv4Addr, TcpListener},
    };

    use super::*;

    /// Answers one request with these bytes.
    fn server(answer: &'static str) -> String {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut head = [0; 4096];
            let read = stream.read(&mut head).unwrap();
            assert!(String::from_utf8_lossy(&head[..read]).contains("host: todo.test\r\n"));
            stream.write_all(answer.as_bytes()).unwrap();
        });
        url
    }

    fn ask(answer: &'static str) -> Exchange {
        let request = Request::new("GET", &server(answer)).with("host", "todo.test");
        request.send().unwrap()
    }

    #[test]
    fn fr_819_an_answer_that_breaks_off_is_none() {
        let whole = "HTTP/1.1 201 Created\r\nset-cookie: a=b; Path=/\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
        let reply = ask(whole).unwrap();
        assert_eq!(reply.cookies, "a=b");
        assert!(reply.expect(201).is_ok() && reply.expect(200).is_err());
        assert!(ask("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n").is_err());
        assert!(ask("").is_err());
    }

    #[test]
    fn fr_819_what_is_repeated_ends_with_success_or_patience() {
        let mut left = 2;
        let mended = mended(Duration::from_secs(5), || {
            left -= 1;
            Ok(if left == 0 {
                Ok("done")
            } else {
                Err("not yet".to_owned())
            })
        });
        let done = mended.unwrap();
        assert_eq!((done.value, done.failures.len()), ("done", 1));
        let never = super::mended::<()>(Duration::ZERO, || Ok(Err("no".to_owned())));
        assert!(never.err().unwrap().to_string().contains("the last: no"));
    }
}
