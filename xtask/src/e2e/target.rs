//! The cluster that is tested, and how it and this machine reach each other.

use std::{
    fmt,
    net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket},
};

use crate::{
    env,
    failure::{Failure, Outcome},
    kube::Kube,
};

const NAMESPACE: &str = "todo-e2e";

/// A cluster with Knative Serving.
pub struct Target {
    /// The cluster, and the namespace that is made for the run.
    pub kube: Kube,
    /// Where its ingress takes requests.
    pub ingress: String,
    /// The domain of its functions.
    pub domain: String,
    /// The address of this machine at which pods reach it.
    pub address: Ipv4Addr,
    serving: String,
}

impl Target {
    /// Asks the cluster that kubectl is set up for.
    ///
    /// # Errors
    /// What is missing, and what to do about it.
    pub fn find() -> Outcome<Self> {
        let namespace = env::variable("E2E_NAMESPACE").unwrap_or_else(|| NAMESPACE.to_owned());
        let kube = Kube::current(&namespace)?;
        let node = kube.node_address()?;
        let serving = kube.serving_version()?.ok_or(
            "Knative Serving is not in this cluster: https://knative.dev/docs/install, then knative/apply",
        )?;
        let target = Self {
            ingress: match env::variable("INGRESS_URL") {
                Some(given) => given.trim_end_matches('/').to_owned(),
                None => kube.kourier(node)?,
            },
            domain: kube.domain()?,
            address: match env::variable("E2E_HOST_ADDRESS") {
                Some(given) => given.parse().map_err(|_| {
                    Failure::Told(format!("E2E_HOST_ADDRESS={given} is not an IPv4 address"))
                })?,
                None => toward(node)?,
            },
            kube,
            serving,
        };
        target.reachable()
    }

    /// The host name of a function, as the cluster gives it out.
    #[must_use]
    pub fn host(&self, function: &str) -> String {
        format!("todo-{function}.{}.{}", self.kube.namespace, self.domain)
    }

    fn reachable(self) -> Outcome<Self> {
        TcpListener::bind((self.address, 0)).map_err(|error| {
            Failure::Told(format!(
                "nothing can listen on {}: {error}; set E2E_HOST_ADDRESS to an address of this machine that pods reach",
                self.address
            ))
        })?;
        Ok(self)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "Knative Serving {}, namespace {}, ingress {}, domain {}, this machine is {} to the pods",
            self.serving, self.kube.namespace, self.ingress, self.domain, self.address
        )
    }
}

/// The address from which this machine would send to that one. Nothing is sent.
fn toward(node: Ipv4Addr) -> Outcome<Ipv4Addr> {
    let local = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).and_then(|socket| {
        socket.connect((node, 9))?;
        socket.local_addr()
    });
    match local {
        Ok(SocketAddr::V4(local)) => Ok(*local.ip()),
        _ => Err(Failure::Told(format!(
            "there is no way to the node {node}: set E2E_HOST_ADDRESS to an address of this machine that pods reach"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fr_817_the_address_is_that_of_the_way_to_the_node() {
        assert_eq!(toward(Ipv4Addr::LOCALHOST).unwrap(), Ipv4Addr::LOCALHOST);
    }
}
