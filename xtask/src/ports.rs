//! Which TCP ports a run uses.

use std::net::{Ipv4Addr, TcpListener};

use crate::{
    env,
    failure::{Failure, Outcome},
};

/// Chooses ports, none twice.
#[derive(Debug, Default)]
pub struct Ports {
    taken: Vec<u16>,
}

impl Ports {
    /// The port that `variable` names, else the preferred one if it is free, else any free one.
    ///
    /// # Errors
    /// When the variable's port is no port or in use.
    pub fn choose(&mut self, variable: &str, preferred: Option<u16>) -> Outcome<u16> {
        let port = match env::variable(variable) {
            Some(text) => self.asked_for(variable, &text)?,
            None => preferred
                .filter(|port| self.free(*port))
                .map_or_else(|| self.unused(), Ok)?,
        };
        self.taken.push(port);
        Ok(port)
    }

    /// Any free port.
    ///
    /// # Errors
    /// When there is none.
    pub fn any(&mut self) -> Outcome<u16> {
        let port = self.unused()?;
        self.taken.push(port);
        Ok(port)
    }

    fn asked_for(&self, variable: &str, text: &str) -> Outcome<u16> {
        let port = text
            .parse::<u16>()
            .ok()
            .filter(|port| *port > 0)
            .ok_or_else(|| Failure::Told(format!("{variable}={text} is not a port")))?;
        if self.free(port) {
            Ok(port)
        } else {
            Err(Failure::Told(format!(
                "{variable}={port} is in use by another program"
            )))
        }
    }

    /// Functions listen on all addresses, so all have to be free.
    fn free(&self, port: u16) -> bool {
        !self.taken.contains(&port)
            && [Ipv4Addr::UNSPECIFIED, Ipv4Addr::LOCALHOST]
                .into_iter()
                .all(|address| TcpListener::bind((address, port)).is_ok())
    }

    fn unused(&self) -> Outcome<u16> {
        let port = || {
            let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
            Some(listener.local_addr().ok()?.port())
        };
        std::iter::repeat_with(port)
            .take(100)
            .flatten()
            .find(|port| !self.taken.contains(port))
            .ok_or_else(|| "no free TCP port".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_in_use_is_passed_over() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let used = listener.local_addr().unwrap().port();
        let mut ports = Ports::default();
        let chosen = ports
            .choose("A_VARIABLE_THAT_NOBODY_SETS", Some(used))
            .unwrap();
        assert_ne!(chosen, used);
    }

    #[test]
    fn no_port_is_given_twice() {
        let mut ports = Ports::default();
        let first = ports.choose("A_VARIABLE_THAT_NOBODY_SETS", None).unwrap();
        let second = ports
            .choose("A_VARIABLE_THAT_NOBODY_SETS", Some(first))
            .unwrap();
        assert_ne!(first, second);
    }

    #[test]
    fn a_port_asked_for_must_be_free() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let used = listener.local_addr().unwrap().port();
        let ports = Ports::default();
        let refusal = ports.asked_for("WEB_PORT", &used.to_string()).unwrap_err();
        assert!(refusal.to_string().contains("in use"));
        assert!(ports.asked_for("WEB_PORT", "http").is_err());
    }
}
