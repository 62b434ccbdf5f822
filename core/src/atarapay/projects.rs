//! Projects: escrow payments in milestones (`/docs/milestonepayment`). Only the buyer adds milestones, each by paying.

use serde::{Deserialize, Serialize};

use super::Account;
use super::envelope::{ABOUT_SOMETHING, ANY, many, refusal, success, unrecognised};
use crate::check::{Id, Problems};
use crate::http::{Method, Request};
use crate::json::Json;
use crate::operation::{Effect, Operation, ask_again};
use crate::outcome::{AFTER_DOUBT_SECONDS, Funds, Next, Outcome};
use crate::page::{Comparison, Page};

/// Creates a project, whose milestones a buyer then pays one by one.
///
/// `POST /api/project/createProject` (`/docs/createproject`). Moves no money. AtaraPay prints no way to tell a
/// repeated request from a new one, so after a doubt look whether `atarapay.projects.list` has it already.
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

/// Changes a project's name and description.
///
/// `PUT /api/project/updateProject/{project_id}` (`/docs/updateproject`).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayProjectsUpdate"))]
#[serde(deny_unknown_fields)]
pub struct Update {
    /// AtaraPay's id of the project.
    pub project_id: Id,
    /// Its name from now on.
    pub project_name: String,
    /// What it is, from now on.
    pub description: String,
}

/// Lists the merchant's projects.
///
/// `POST /api/project/getExternalProjects` (`/docs/getproject`). The page prints a single project though it speaks of
/// several; one, a list and none are all read.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayProjectsList"))]
#[serde(deny_unknown_fields)]
pub struct List {}

/// The merchant's projects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AtaraPayProjects"))]
pub struct Projects {
    /// All of them, in AtaraPay's order.
    pub projects: Vec<Project>,
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

/// What AtaraPay made of a project is what was asked: every echo must say so.
fn compare(project: &Project, project_name: &str, description: &str) -> Comparison {
    let mut comparison = Comparison::default();
    let trimmed = |text: &Option<String>| text.as_deref().map(|text| text.trim().to_owned());
    comparison.text("project_name", project_name.trim(), trimmed(&project.project_name));
    comparison.text("description", description.trim(), trimmed(&project.description));
    comparison
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
        if let Some(reason) = refusal(page, &ANY) {
            return self.refused(reason);
        }
        let Some(project) = success(page, "project_created").and_then(Project::read) else {
            return self.unknown(unrecognised(page));
        };
        match compare(&project, &self.project_name, &self.description).differences() {
            Some(differences) => self.unknown_for_review(page.mismatch(differences)),
            None => Outcome::done(Funds::Untouched, project, Next::Nothing),
        }
    }

    fn after_doubt(&self) -> Next {
        Next::ask(&List {}, AFTER_DOUBT_SECONDS)
    }
}

impl Operation for Update {
    type Account = Account;
    type Value = Project;

    const NAME: &'static str = "atarapay.projects.update";
    const SUMMARY: &'static str = "Changes a project's name and description.";
    const EFFECT: Effect = Effect::Change;

    fn check(&self, _: &Account, problems: &mut Problems) {
        problems.path_segment("project_id", self.project_id.as_str());
        problems.text("project_name", &self.project_name);
        problems.text("description", &self.description);
    }

    fn request(&self, account: &Account) -> Request {
        let project_id = self.project_id.as_str();
        // The page lists the id as a field too, where its sample leaves it out; in both places it does no harm.
        let fields =
            [("project_id", project_id), ("project_name", &self.project_name), ("description", &self.description)];
        account.form(Self::NAME, Method::Put, &format!("/api/project/updateProject/{project_id}"), &fields)
    }

    fn conclude(&self, _: &Account, page: &Page<'_>) -> Outcome<Project> {
        if let Some(reason) = refusal(page, &ABOUT_SOMETHING) {
            return self.refused(reason);
        }
        let Some(project) = success(page, "project_updated").and_then(Project::read) else {
            return self.unknown(unrecognised(page));
        };
        let mut comparison = compare(&project, &self.project_name, &self.description);
        comparison.id("id", &self.project_id, Some(project.id.clone()));
        match comparison.differences() {
            Some(differences) => self.unknown_for_review(page.mismatch(differences)),
            None => Outcome::done(Funds::Untouched, project, Next::Nothing),
        }
    }

    fn after_doubt(&self) -> Next {
        Next::ask(&List {}, AFTER_DOUBT_SECONDS)
    }
}

impl Operation for List {
    type Account = Account;
    type Value = Projects;

    const NAME: &'static str = "atarapay.projects.list";
    const SUMMARY: &'static str = "Lists the merchant's projects.";
    const EFFECT: Effect = Effect::Lookup;

    fn check(&self, _: &Account, _: &mut Problems) {}

    fn request(&self, account: &Account) -> Request {
        account.form(Self::NAME, Method::Post, "/api/project/getExternalProjects", &[])
    }

    fn conclude(&self, _: &Account, page: &Page<'_>) -> Outcome<Projects> {
        if let Some(reason) = refusal(page, &ANY) {
            return self.refused(reason);
        }
        let listed = success(page, "project_data").and_then(many);
        match listed.and_then(|items| items.into_iter().map(Project::read).collect()) {
            Some(projects) => Outcome::done(Funds::Untouched, Projects { projects }, Next::Nothing),
            None => self.unknown(unrecognised(page)),
        }
    }

    fn after_doubt(&self) -> Next {
        ask_again(self)
    }
}
