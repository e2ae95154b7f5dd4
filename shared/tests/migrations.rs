//! The schema's history (FR-408) and the logins that `migrate` makes (FR-406, FR-508).

use shared::{
    config::Secret,
    db::migrations::{self, MigrationError},
    testing::TestDatabase,
};

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
    let mut config = test.config().postgres;
    config
        .user("todo_web_test")
        .password("it's \"quoted\" \\ twice");
    let (web, connection) = config.connect(tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
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
