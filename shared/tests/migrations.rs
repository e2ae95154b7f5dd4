//! The schema's history (FR-408) and the logins that `migrate` makes (FR-406, FR-508, FR-803).

use std::time::Duration;

use shared::{
    config::{DatabaseConfig, Secret},
    db::{
        Role,
        migrations::{self, MigrationError},
    },
    testing::{TestDatabase, free_port},
};
use tokio_postgres::Client;

async fn log_in(
    config: &DatabaseConfig,
    name: &str,
    password: &Secret,
) -> Result<Client, tokio_postgres::Error> {
    let mut config = config.postgres.clone();
    config.user(name).password(password.expose());
    let (client, connection) = config.connect(tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// FR-408.
#[tokio::test]
async fn migrations_apply_once_even_when_two_run_at_the_same_time() {
    let test = TestDatabase::empty().await;
    let config = test.owner_config();
    let run = || async {
        let mut client = migrations::connect(&config).await.unwrap();
        migrations::apply(&mut client).await.unwrap().len()
    };
    let (first, second) = tokio::join!(run(), run());
    assert_eq!(
        first.min(second),
        0,
        "one of the two had nothing left to do"
    );
    assert!(first.max(second) > 0);
    assert_eq!(run().await, 0);
}

/// FR-408.
#[tokio::test]
async fn a_changed_file_is_refused() {
    let test = TestDatabase::new().await;
    let owner = test.owner().await;
    owner
        .batch_execute("update todo_migrations.applied set sha256 = '\\x00'")
        .await
        .unwrap();
    let mut client = migrations::connect(&test.owner_config()).await.unwrap();
    let refused = migrations::apply(&mut client).await;
    assert!(matches!(refused, Err(MigrationError::Changed(name)) if name.starts_with("0001")));
}

/// FR-406, FR-508: the web app's login owns schema `auth` and sees nothing of ours, and the other way round.
#[tokio::test]
async fn the_logins_see_only_their_own() {
    let test = TestDatabase::new().await;
    let client = migrations::connect(&test.owner_config()).await.unwrap();
    let password = Secret::from("it's \"quoted\" \\ twice".to_owned());
    migrations::ensure_web_login(&client, "todo_web_test", &password)
        .await
        .unwrap();
    migrations::ensure_web_login(&client, "todo_web_test", &password)
        .await
        .unwrap();
    let web = log_in(&test.config(), "todo_web_test", &password)
        .await
        .unwrap();
    web.batch_execute("create table auth.account_probe (secret text)")
        .await
        .unwrap();
    assert!(web.query("select 1 from todo.task", &[]).await.is_err());
    let (functions, connection) = test
        .config()
        .postgres
        .connect(tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    assert!(
        functions
            .query("select 1 from auth.account_probe", &[])
            .await
            .is_err()
    );
}

/// FR-803: a login for one function may not act as another one, also when it could before.
#[tokio::test]
async fn a_login_of_one_function_has_its_role_alone() {
    let test = TestDatabase::new().await;
    let owner = migrations::connect(&test.owner_config()).await.unwrap();
    let password = Secret::from("long enough to be one".to_owned());
    for roles in [&Role::ALL[..], &[Role::Chat][..]] {
        migrations::ensure_login(&owner, "todo_chat_test", &password, roles)
            .await
            .unwrap();
        let chat = log_in(&test.config(), "todo_chat_test", &password)
            .await
            .unwrap();
        for role in Role::ALL {
            let become_it = chat
                .batch_execute(&format!("set role {}", role.as_str()))
                .await;
            assert_eq!(become_it.is_ok(), roles.contains(&role), "{role:?}");
        }
    }
}

/// FR-801: a migration that starts before its database waits for it, and says so once.
#[tokio::test]
async fn a_migration_waits_for_the_database() {
    let test = TestDatabase::new().await;
    let mut config = test.owner_config();
    let real = config.postgres.get_ports().first().copied().unwrap_or(5432);
    let late = free_port();
    let mut address = tokio_postgres::Config::new();
    address
        .host("127.0.0.1")
        .port(late)
        .user(config.postgres.get_user().unwrap())
        .dbname(config.postgres.get_dbname().unwrap())
        .ssl_mode(tokio_postgres::config::SslMode::Disable);
    if let Some(password) = config.postgres.get_password() {
        address.password(password);
    }
    config.postgres = address;
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(700)).await;
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", late))
            .await
            .unwrap();
        let (mut near, _) = listener.accept().await.unwrap();
        let mut far = tokio::net::TcpStream::connect(("127.0.0.1", real))
            .await
            .unwrap();
        let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
    });
    let mut told = Vec::new();
    let client = migrations::connect_when_ready(&config, Duration::from_mins(1), |error| {
        told.push(error.to_string());
    })
    .await
    .unwrap();
    client.query_one("select 1", &[]).await.unwrap();
    assert_eq!(told.len(), 1, "{told:?}");
}

/// FR-801: what waiting cannot mend is said at once.
#[tokio::test]
async fn a_wrong_password_is_not_waited_for() {
    let test = TestDatabase::new().await;
    let mut config = test.config();
    config.postgres.password("not this one");
    let refused =
        migrations::connect_when_ready(&config, Duration::from_mins(1), |_| panic!("it waits"))
            .await;
    assert!(matches!(refused, Err(MigrationError::Database(_))));
}

/// FR-832: each function's login can be tried with what the function will do first.
#[tokio::test]
async fn a_check_tells_a_wrong_login_a_wrong_role_and_an_old_schema() {
    let test = TestDatabase::new().await;
    let owner = migrations::connect(&test.owner_config()).await.unwrap();
    let password = Secret::from("long enough to be one".to_owned());
    migrations::ensure_login(&owner, "todo_mcp_checked", &password, &[Role::Mcp])
        .await
        .unwrap();
    let mut config = test.config();
    config
        .postgres
        .user("todo_mcp_checked")
        .password(password.expose());
    let check = async |config: &DatabaseConfig, role| {
        let checked =
            migrations::check(config, role, Duration::from_mins(1), |_| panic!("it waits"));
        checked.await.map_err(|error| error.to_string())
    };
    check(&config, Role::Mcp).await.unwrap();
    let refused = check(&config, Role::Chat).await.unwrap_err();
    assert_eq!(
        refused,
        "the login todo_mcp_checked may not become todo_chat: make it a member with `migrate login`"
    );
    let mut wrong = config.clone();
    wrong.postgres.password("not this one");
    let refused = check(&wrong, Role::Mcp).await.unwrap_err();
    assert!(refused.contains("password"), "{refused}");

    owner
        .batch_execute("delete from todo_migrations.applied where name like '0002%'")
        .await
        .unwrap();
    let refused = check(&config, Role::Mcp).await.unwrap_err();
    assert_eq!(
        refused,
        "the schema is older than this version, it lacks 0002_task_model: migrate the database first"
    );
    owner
        .batch_execute("insert into todo_migrations.applied (name, sha256) values ('9999_of_a_later_version', ''), ('0002_task_model', '')")
        .await
        .unwrap();
    check(&config, Role::Mcp).await.unwrap();
}

/// FR-832, FR-803: logins can be made before there is a schema, and are told that there is none.
#[tokio::test]
async fn a_login_of_an_empty_database_is_told_that_it_is_empty() {
    let test = TestDatabase::empty().await;
    let owner = migrations::connect(&test.owner_config()).await.unwrap();
    let password = Secret::from("long enough to be one".to_owned());
    migrations::ensure_login(&owner, "todo_tasks_early", &password, &[Role::Tasks])
        .await
        .unwrap();
    let mut config = test.owner_config();
    config
        .postgres
        .user("todo_tasks_early")
        .password(password.expose());
    let checked = migrations::check(&config, Role::Tasks, Duration::from_mins(1), |_| {
        panic!("it waits")
    });
    assert!(matches!(checked.await, Err(MigrationError::Older(files)) if files.len() > 10));
    let mut client = migrations::connect(&test.owner_config()).await.unwrap();
    migrations::apply(&mut client).await.unwrap();
    migrations::check(&config, Role::Tasks, Duration::from_mins(1), |_| {
        panic!("it waits")
    })
    .await
    .unwrap();
}
