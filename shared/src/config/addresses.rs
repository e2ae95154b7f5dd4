//! Which addresses a function calls without TLS (FR-447). The chart has the same rule in `_checks.tpl`.

use std::net::IpAddr;

use reqwest::Url;

use super::{environment::Environment, url};

/// What Kubernetes calls its domain unless it was told otherwise.
const CLUSTER_DOMAIN: &str = "cluster.local";

/// Whether a host is this machine.
pub(super) fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host
            .trim_matches(['[', ']'])
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// The parser of addresses that tokens, keys and what people write travel to: HTTPS, or HTTP to this machine, to a name without
/// a dot, which only a network of one's own resolves, or to a Service of the cluster. `CLUSTER_DOMAIN` names the cluster's
/// domain where it is not cluster.local.
pub fn service_url(environment: &mut Environment) -> impl Fn(&str) -> Result<Url, String> + use<> {
    let domain = environment.optional("CLUSTER_DOMAIN", |value| {
        let is_name = value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte));
        let is_name = is_name && !value.starts_with('.') && !value.ends_with('.');
        is_name
            .then(|| value.to_ascii_lowercase())
            .ok_or_else(|| format!("not a domain, such as {CLUSTER_DOMAIN}"))
    });
    let domain = domain.unwrap_or_else(|| CLUSTER_DOMAIN.to_owned());
    move |value| {
        let address = url(value)?;
        let host = address.host_str().unwrap_or_default();
        if address.scheme() == "https" || is_near(host, &domain) {
            Ok(address)
        } else {
            Err(format!(
                "neither HTTPS nor HTTP to a loopback address, a name without a dot or a Service (*.svc, \
                 *.svc.{domain})"
            ))
        }
    }
}

fn is_near(host: &str, domain: &str) -> bool {
    let is_bare = !host.contains(['.', ':']);
    let is_service = [
        ".svc".to_owned(),
        format!(".svc.{CLUSTER_DOMAIN}"),
        format!(".svc.{domain}"),
    ]
    .iter()
    .any(|end| host.len() > end.len() && host.ends_with(end.as_str()));
    is_loopback(host) || is_bare || is_service
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-447.
    #[test]
    fn plain_http_stays_near() {
        let mut environment = Environment::from_pairs([("CLUSTER_DOMAIN", "k8s.example.net")]);
        let own = service_url(&mut environment);
        let usual = service_url(&mut Environment::default());
        for good in [
            "https://models.example.com/v1",
            "https://10.0.0.7",
            "http://localhost:11434/v1",
            "http://127.0.0.1:8082/mcp",
            "http://127.1.2.3",
            "http://[::1]:8082/mcp",
            "http://ollama:11434/v1",
            "http://OLLAMA",
            "http://todo-mcp.todo.svc/mcp",
            "http://todo-mcp.todo.svc.cluster.local/mcp",
        ] {
            assert!(usual(good).is_ok() && own(good).is_ok(), "{good}");
        }
        for bad in [
            "http://models.example.com/v1",
            "http://10.0.0.7:11434/v1",
            "http://192.168.0.7",
            "http://[fd00::7]:8082",
            "http://169.254.169.254",
            "http://2130706433.example.com",
            "http://evil.com/.svc",
            "http://evil.com#.svc",
            "http://svc.cluster.local.evil.com",
            "http://evilsvc.cluster.local",
            "http://todo-mcp.todo",
            "http://todo-mcp.todo.svc.evil.net",
            "http://127.0.0.1.evil.com",
            "ftp://localhost",
        ] {
            assert!(usual(bad).is_err() && own(bad).is_err(), "{bad}");
        }
        let only_there = "http://todo-mcp.todo.svc.k8s.example.net/mcp";
        assert!(own(only_there).is_ok() && usual(only_there).is_err());
    }

    /// FR-447, FR-412.
    #[test]
    fn a_domain_that_is_none_is_named() {
        for bad in ["a b", ".local", "local.", "http://local"] {
            let mut environment = Environment::from_pairs([("CLUSTER_DOMAIN", bad)]);
            let parse = service_url(&mut environment);
            let config = parse("https://example.com").ok();
            let problems = environment.finish(config).unwrap_err().to_string();
            assert!(problems.contains("CLUSTER_DOMAIN"), "{problems}");
        }
    }
}
