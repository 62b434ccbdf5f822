//! Projects: escrow payments in milestones (`/docs/milestonepayment`). Only the buyer adds milestones, each by paying.

use serde::{Deserialize, Serialize};

use super::Account;
use super::envelope::{refusal, success};
use crate::check::Problems;
use crate::http::{Method, Request};
use crate::json::Json;
use crate::operation::{Effect, Operation};
use crate::outcome::{Funds, Next, Outcome, ReasonCode};
use crate::page::{Comparison, Page};

/// Creates a project, whose milestones a buyer then pays one by one.
///
/// `POST /api/project/createProject` (`/docs/createproject`). Moves no money. AtaraPay prints no way to tell a
/// repeated request from a new one, so after a doubt look in the dashboard before creating it again.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayProjectsCreate"))]
#[serde(deny_unknown_fields)]
pub struct Create {
    /// The name of the project.
    pub project_name: String,
    /// What the project is, briefly.
    pub description: String,
    /// The buyer's e-mail address.
    pub customer_email: String,
    /// The buyer's phone number, such as `+2348082094382`.
    pub customer_phone: String,
}

/// A project as AtaraPay keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayProject"))]
pub struct Project {
    /// AtaraPay's id of it: the `project_id` of a milestone's payment.
    pub id: String,
    /// Its name.
    pub project_name: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// AtaraPay's id of the merchant.
    pub seller_id: Option<String>,
    /// AtaraPay's id of the buyer.
    pub customer_id: Option<String>,
    /// When it was made: `YYYY-MM-DD HH:MM:SS`, in a time zone that AtaraPay does not state.
    pub created_at: Option<String>,
    /// When it was last changed, likewise.
    pub updated_at: Option<String>,
}

impl Project {
    fn read(data: &Json<'_>) -> Option<Self> {
        Some(Self {
            id: data.loose_number("id")?.to_string(),
            project_name: data.loose_text("project_name"),
            description: data.loose_text("description"),
            seller_id: data.loose_text("seller_id"),
            customer_id: data.loose_text("customer_id"),
            created_at: data.loose_text("created_at"),
            updated_at: data.loose_text("updated_at"),
        })
    }
}

impl Operation for Create {
    type Account = Account;
    type Value = Project;

    const NAME: &'static str = "atarapay.projects.create";
    const SUMMARY: &'static str = "Creates a project, whose milestones a buyer then pays one by one.";
    const EFFECT: Effect = Effect::Change;

    fn check(&self, _: &Account, problems: &mut Problems) {
        problems.text("project_name", &self.project_name);
        problems.text("description", &self.description);
        problems.email("customer_email", &self.customer_email);
        problems.phone("customer_phone", &self.customer_phone);
    }

    fn request(&self, account: &Account) -> Request {
        let fields = [
            ("project_name", self.project_name.as_str()),
            ("description", &self.description),
            ("customer_email", &self.customer_email),
            ("customer_phone", &self.customer_phone),
        ];
        account.form(Self::NAME, Method::Post, "/api/project/createProject", &fields)
    }

    fn conclude(&self, _: &Account, page: &Page<'_>) -> Outcome<Project> {
        if let Some(reason) = refusal(page, &[ReasonCode::CredentialsRefused, ReasonCode::InputRefused]) {
            return self.refused(reason);
        }
        let Some(project) = success(page, "project_created").and_then(Project::read) else {
            return self.unknown(
                page.reason(ReasonCode::Unrecognised, "The answer is none that AtaraPay documents for this."),
            );
        };
        let mut comparison = Comparison::default();
        let trimmed = |text: &Option<String>| text.as_deref().map(|text| text.trim().to_owned());
        comparison.text("project_name", self.project_name.trim(), trimmed(&project.project_name));
        comparison.text("description", self.description.trim(), trimmed(&project.description));
        match comparison.differences() {
            Some(differences) => self.unknown_for_review(page.mismatch(differences)),
            None => Outcome::done(Funds::Untouched, project, Next::Nothing),
        }
    }

    fn after_doubt(&self) -> Next {
        Next::Review
    }
}
