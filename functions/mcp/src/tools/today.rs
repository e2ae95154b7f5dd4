//! What a model is told that sent no date: which day it is (FR-262).

use shared::db::settings;

use super::{answer::Failure, run::Call};

impl Call<'_> {
    /// The failure; one about a due also says which day it is where the person is, to count from.
    pub(super) async fn with_today(&self, mut failure: Failure) -> Failure {
        if is_about_a_due(&failure)
            && let Some(today) = self.today().await
        {
            failure.message.push_str(&today);
        }
        failure
    }

    /// Nothing if it cannot be told: the failure is the better answer then.
    async fn today(&self) -> Option<String> {
        let user = self.identity.user();
        let zone = if let Some(zone) = self.zone().ok()? {
            zone
        } else {
            let mut transaction = self.database.read(user).await.ok()?;
            transaction.end_with_next();
            let zone = settings::time_zone(&mut transaction, user).await;
            transaction.end(zone).await.ok()?
        };
        let day = zone.today(self.clock.now());
        let weekday = day.strftime("%A");
        Some(format!(
            " A date is YYYY-MM-DD; today is {weekday}, {day}, in {zone}."
        ))
    }
}

fn is_about_a_due(failure: &Failure) -> bool {
    let several = failure.problems.iter().map(|problem| &problem.path);
    let mut paths = several.chain(&failure.path);
    failure.code == "invalid_parameters" && paths.any(|path| path.strip_suffix(".due").is_some())
}
