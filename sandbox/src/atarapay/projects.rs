//! Projects and their milestones: `/docs/createproject`, `/docs/updateproject`, `/docs/getproject`.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{AtaraPay, INVALID_AUTHTOKEN, SELLER, admit, error, no_project, one_or_list, order, success};
use crate::World;
use crate::clock::timestamp;
use crate::fault::{Fault, Malformation};
use crate::http::{Answer, Fields, Request};

/// A project, whose milestones are orders.
#[derive(Serialize, Deserialize)]
pub(super) struct Project {
    pub(super) id: u64,
    pub(super) project_name: String,
    description: String,
    created_at: String,
    updated_at: String,
}

impl AtaraPay {
    /// `atarapay.projects.create`
    pub(crate) fn create_project(&mut self, world: &mut World, request: &Request) -> Answer {
        let fields = Fields::form(&request.body);
        let required = ["authtoken", "project_name", "description", "customer_email", "customer_phone"];
        if let Err(refusal) = admit(&fields, &required) {
            return refusal;
        }
        let (name, description) = (fields.text("project_name"), fields.text("description"));
        let fault = Fault::of_name(name);
        if fault == Some(Fault::Refused) {
            return error(INVALID_AUTHTOKEN);
        }
        let (id, now) = (self.projects.len() as u64 + 1, timestamp(world.now));
        self.projects.push(Project {
            id,
            project_name: name.to_owned(),
            description: description.to_owned(),
            created_at: now.clone(),
            updated_at: now.clone(),
        });
        let another = fault == Some(Fault::WrongId);
        let body = success(
            "project_created",
            &json!({
                "project_name": if another { "Escrow payment" } else { name },
                "description": description,
                "started_by": null,
                "seller_id": SELLER,
                "customer_id": order::BUYER,
                "updated_at": now,
                "created_at": now,
                "id": if another { id + 1 } else { id },
            }),
        );
        world.strikes.deliver(fault, "atarapay.projects.create", Malformation::Cut, &body)
    }

    /// `atarapay.projects.update`
    pub(crate) fn update_project(&mut self, world: &mut World, request: &Request, id: &str) -> Answer {
        let fields = Fields::form(&request.body);
        if let Err(refusal) = admit(&fields, &["authtoken", "project_name", "description"]) {
            return refusal;
        }
        let fault = Fault::of_name(fields.text("project_name"));
        if fault == Some(Fault::Refused) {
            return error(INVALID_AUTHTOKEN);
        }
        let Some(index) = self.projects.iter().position(|project| project.id.to_string() == id) else {
            return error(&no_project(id));
        };
        let project = &mut self.projects[index];
        fields.text("project_name").clone_into(&mut project.project_name);
        fields.text("description").clone_into(&mut project.description);
        project.updated_at = timestamp(world.now);
        let mut told = self.told_project(&self.projects[index]);
        if fault == Some(Fault::WrongId) {
            told["id"] = (self.projects[index].id + 1).into();
        }
        let body = success("project_updated", &told);
        world.strikes.deliver(fault, &format!("atarapay.projects.update {id}"), Malformation::Cut, &body)
    }

    /// `atarapay.projects.list`
    pub(crate) fn list_projects(&self, world: &mut World, request: &Request) -> Answer {
        if let Err(refusal) = admit(&Fields::form(&request.body), &["authtoken"]) {
            return refusal;
        }
        let told = self.projects.iter().map(|project| self.told_project(project)).collect();
        let fault = self.projects.last().and_then(|newest| Fault::of_name(&newest.project_name));
        let body = success("project_data", &one_or_list(told));
        world.strikes.deliver(fault, "atarapay.projects.list", Malformation::Cut, &body)
    }

    fn told_project(&self, project: &Project) -> Value {
        let milestones = self.orders.iter().filter(|order| order.project_id == Some(project.id));
        json!({
            "id": project.id,
            "seller_id": SELLER,
            "customer_id": order::BUYER,
            "project_name": project.project_name,
            "description": project.description,
            "started_by": null,
            "status": 0,
            "created_at": project.created_at,
            "updated_at": project.updated_at,
            "transaction": milestones.map(order::Order::told).collect::<Vec<_>>(),
        })
    }
}
