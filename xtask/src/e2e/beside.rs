//! What runs beside the cluster, on the one address that pods reach: Postgres, the web app, a model.

use std::{
    net::{Ipv4Addr, TcpStream},
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Map, Value, json};

use super::{model::Model, target::Target};
use crate::{
    env,
    failure::Outcome,
    kube::{FUNCTIONS, Kube},
    places::{Checkout, State},
    ports::Ports,
    postgres::{Binaries, Cluster, Durability, Server},
    random, step, tools,
    up::{self, Register, Services, WebApp},
};

const WEB_LOGIN: &str = "todo_web";
/// What pods call it.
const NAME: &str = "beside";

/// Everything that runs beside.
pub struct Beside {
    /// The web app's origin, which issues the tokens.
    pub web: String,
    /// The model that a release may be told to use.
    pub model: Model,
    address: Ipv4Addr,
    migrate: PathBuf,
    database: Database,
    web_port: u16,
    services: Services,
    embedded: Option<(Cluster, Server)>,
}

struct Database {
    /// The login of each function.
    urls: Vec<(&'static str, String)>,
    migrate_url: String,
    web_url: String,
    /// Of the functions' logins, if they are ours to make.
    password: Option<String>,
}

impl Beside {
    /// Starts all of it.
    ///
    /// # Errors
    /// When something does not come up.
    pub fn start(
        checkout: &Checkout,
        state: &State,
        target: &Target,
        register: &mut Register,
        migrate: &Path,
    ) -> Outcome<Self> {
        let mut ports = Ports::default();
        let web_password = random::hex(24)?;
        let _preparing = checkout.preparing()?;
        let web_folder = up::build_web(checkout, state)?;
        let (database, embedded) = if let Some(url) = env::variable("DATABASE_URL") {
            (Database::given(url), None)
        } else {
            let (database, cluster, server) =
                Database::embedded(checkout, state, target, &mut ports, &web_password)?;
            register.add("postgres", server.group.id())?;
            (database, Some((cluster, server)))
        };
        let web_port = ports.any()?;
        let web = format!("http://{}:{web_port}", target.address);
        let mut beside = Self {
            model: Model::start(target.address)?,
            address: target.address,
            migrate: migrate.to_owned(),
            database,
            web_port,
            services: Services::default(),
            embedded,
            web: web.clone(),
        };
        if beside.embedded.is_some() {
            beside.login(state, &["web-login", WEB_LOGIN], &web_password)?;
        }
        beside.logins(state)?;
        up::migrate_web(checkout, state, &beside.database.web_url)?;
        // As in the cluster: no scenario goes through the web app to a function, and it takes no other name without TLS.
        let function = |name| format!("http://todo-{name}.{}.svc", target.kube.namespace);
        let app = WebApp {
            folder: web_folder,
            address: target.address,
            port: web_port,
            origin: web,
            database_url: beside.database.web_url.clone(),
            auth_secret: random::hex(32)?,
            tasks_url: function("tasks"),
            chat_url: function("chat"),
            mcp_url: format!("{}/mcp", function("mcp")),
            // The cluster's addresses are neither HTTPS nor loopback.
            mcp_resource: None,
        };
        beside.services.start(app.service(), state, register)?;
        step::timed("web app: ready", || beside.services.ready(state))?;
        Ok(beside)
    }

    /// What the chart is told of all this.
    #[must_use]
    pub fn values(&self) -> Value {
        let port = self
            .embedded
            .as_ref()
            .map_or(5432, |(_, server)| server.port());
        let urls = self.database.urls.iter();
        let urls: Map<_, _> = urls
            .map(|(name, url)| ((*name).to_owned(), json!(url)))
            .collect();
        json!({
            "auth": {"jwksUrl": format!("http://{NAME}:{}/api/auth/jwks", self.web_port)},
            "web": {"enabled": false, "url": self.web},
            "database": {
                "url": self.database.web_url,
                "migrateUrl": self.database.migrate_url,
                "urls": urls,
                "port": port,
            },
            "networkPolicy": {"egressPorts": [self.web_port, self.model.port()]},
        })
    }

    /// Gives it a name in the run's namespace: without TLS, functions call none but Services.
    ///
    /// # Errors
    /// When the cluster refuses.
    pub fn name(&self, kube: &Kube) -> Outcome<()> {
        let ports = json!([
            {"name": "web", "port": self.web_port},
            {"name": "model", "port": self.model.port()},
        ]);
        let list = json!({"apiVersion": "v1", "kind": "List", "items": [
            {
                "apiVersion": "v1", "kind": "Service", "metadata": {"name": NAME},
                "spec": {"clusterIP": "None", "ports": ports},
            },
            {
                "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
                "metadata": {"name": NAME, "labels": {"kubernetes.io/service-name": NAME}},
                "addressType": "IPv4",
                "endpoints": [{"addresses": [self.address.to_string()], "conditions": {"ready": true}}],
                "ports": ports,
            },
        ]});
        kube.kubectl_given(&["apply", "--filename", "-"], &list.to_string())
            .map(drop)
    }

    /// What the release is told of the model.
    #[must_use]
    pub fn model_url(&self) -> String {
        format!("http://{NAME}:{}/v1", self.model.port())
    }

    /// What of this no longer answers: then the cluster is not to blame.
    #[must_use]
    pub fn away(&self) -> Vec<&'static str> {
        let postgres = self.embedded.as_ref().map(|(_, server)| server.port());
        let parts = [("Postgres", postgres), ("the web app", Some(self.web_port))];
        let silent = |port: &u16| TcpStream::connect((self.address, *port)).is_err();
        let away = parts
            .into_iter()
            .filter(|(_, port)| port.as_ref().is_some_and(silent));
        away.map(|(name, _)| name).collect()
    }

    /// Makes the functions' logins: an installation looks whether they work.
    fn logins(&self, state: &State) -> Outcome<()> {
        let Some(password) = &self.database.password else {
            return Ok(());
        };
        FUNCTIONS.into_iter().try_for_each(|function| {
            let login = login_of(function);
            self.login(state, &["login", &login, function], password)
        })
    }

    fn login(&self, state: &State, arguments: &[&str], password: &str) -> Outcome<()> {
        let mut command = Command::new(&self.migrate);
        command
            .args(arguments)
            .env_clear()
            .envs(env::essentials())
            .env("MIGRATE_DATABASE_URL", &self.database.migrate_url)
            .env("LOGIN_PASSWORD", password);
        let name = format!("database: migrate {}", arguments.join(" "));
        step::run(&name, &state.log("login"), &mut command)
    }

    /// Stops all of it and removes the data.
    ///
    /// # Errors
    /// When data stays.
    pub fn stop(&mut self) -> Outcome<()> {
        self.services.stop();
        if let Some((cluster, server)) = &mut self.embedded {
            server.stop();
            cluster.erase()?;
        }
        Ok(())
    }
}

/// A wall between the functions: each is a member of its own role only.
fn login_of(function: &str) -> String {
    format!("{function}_login")
}

impl Database {
    /// The caller's, with the logins that it has.
    fn given(url: String) -> Self {
        Self {
            migrate_url: env::variable("MIGRATE_DATABASE_URL").unwrap_or_else(|| url.clone()),
            web_url: url,
            urls: Vec::new(),
            password: None,
        }
    }

    /// A new and empty one.
    fn embedded(
        checkout: &Checkout,
        state: &State,
        target: &Target,
        ports: &mut Ports,
        web_password: &str,
    ) -> Outcome<(Self, Cluster, Server)> {
        tools::node()?;
        let binaries = Binaries::install(checkout)?;
        let cluster = Cluster::of(&state.folder, binaries, Durability::ThrowAway)?
            .listening_on(target.address);
        cluster.erase()?;
        cluster.prepare()?;
        let port = ports.any()?;
        let server = step::timed("Postgres: start", || {
            cluster.start(port, &state.log("postgres"))
        })?;
        let password = random::hex(24)?;
        let url = |function| server.url(&login_of(function), &password, "todo");
        let database = Self {
            urls: FUNCTIONS.map(|function| (function, url(function))).into(),
            web_url: server.url(WEB_LOGIN, web_password, "todo"),
            migrate_url: server.superuser_url("todo"),
            password: Some(password),
        };
        Ok((database, cluster, server))
    }
}
