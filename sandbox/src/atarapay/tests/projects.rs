//! Projects and their milestones.

use super::*;

#[test]
fn a_project_is_made_and_told_as_documented() {
    let mut sandbox = Sandbox::new(1);
    let expected = r#"{"status":"success","message":"project_created","data":{"project_name":"Eko","description":"Milestones.","started_by":null,"seller_id":120,"customer_id":278,"updated_at":"2024-01-30 06:08:27","created_at":"2024-01-30 06:08:27","id":1}}"#;
    assert_eq!(text(&project(&mut sandbox, "Eko")), (200, expected));
    assert_eq!(json(&project(&mut sandbox, "Ibeju"))["data"]["id"], 2);
    assert_eq!(sandbox.truth().atarapay.projects[1].project_name, "Ibeju");
}

#[test]
fn every_fault_of_projects_is_what_the_table_says() {
    for row in &FAULTS {
        let mut sandbox = Sandbox::new(1);
        let name = format!("Eko {}", row.amount);
        let answer = project(&mut sandbox, &name);
        let usual = json(&project(&mut Sandbox::new(1), "Eko"))["data"]["id"].clone();
        match row.fault {
            Fault::Refused => assert_eq!(json(&answer)["message"], "Invalid authtoken. Does not match any record."),
            Fault::Pending | Fault::Failed | Fault::WrongAmount => {
                assert_eq!(row.named, "");
                assert_eq!(
                    (&json(&answer)["data"]["id"], &json(&answer)["data"]["project_name"]),
                    (&usual, &Value::from(name))
                );
            }
            Fault::ServerError => assert_eq!(text(&answer).0, 500),
            Fault::NoAnswer => assert_eq!(answer, Answer::Silence),
            Fault::WrongId => assert_eq!(json(&answer)["data"]["project_name"], "Escrow payment"),
            Fault::HtmlPage => assert!(text(&answer).1.starts_with("<!doctype html>")),
            Fault::Malformed => {
                assert!(text(&answer).1.starts_with(r#"{"status":"success""#) && !text(&answer).1.ends_with('}'));
            }
        }
        assert_eq!(sandbox.truth().atarapay.projects.is_empty(), row.fault == Fault::Refused);
    }
}

#[test]
fn a_project_is_updated_and_listed_as_documented() {
    let mut sandbox = Sandbox::new(1);
    project(&mut sandbox, "Eko");
    sandbox.advance(60);
    let fields = [("project_name", "Eko Atlantic city"), ("description", "A building project.")];
    let told = r#"{"id":1,"seller_id":120,"customer_id":278,"project_name":"Eko Atlantic city","description":"A building project.","started_by":null,"status":0,"created_at":"2024-01-30 06:08:27","updated_at":"2024-01-30 06:09:27","transaction":[]}"#;
    let updated = call(&mut sandbox, "PUT", "/api/project/updateProject/1", &fields);
    assert_eq!(text(&updated).1, format!(r#"{{"status":"success","message":"project_updated","data":{told}}}"#));
    let list = |sandbox: &mut Sandbox| call(sandbox, "POST", "/api/project/getExternalProjects", &[]);
    assert_eq!(
        text(&list(&mut sandbox)).1,
        format!(r#"{{"status":"success","message":"project_data","data":{told}}}"#)
    );
    project(&mut sandbox, "Ibeju");
    assert_eq!(json(&list(&mut sandbox))["data"][1]["project_name"], "Ibeju");
    assert_eq!(json(&list(&mut Sandbox::new(1)))["data"], serde_json::json!([]));
    for id in ["3", "01", "x"] {
        let refused = call(&mut sandbox, "PUT", &format!("/api/project/updateProject/{id}"), &fields);
        assert_eq!(message(&refused), format!("Project with id ({id}) does not exist"));
    }
    let missing = call(&mut sandbox, "PUT", "/api/project/updateProject/1", &fields[..1]);
    assert_eq!(message(&missing), "The description field is required.");
}

#[test]
fn milestones_are_the_orders_paid_for_a_project_one_after_another() {
    let mut sandbox = Sandbox::new(1);
    project(&mut sandbox, "Eko");
    let milestone = [form("400000"), vec![("project_id", "1")]].concat();
    assert_eq!(text(&post(&mut sandbox, "/", &milestone)).0, 303);
    assert_eq!(truth(&sandbox).project_id, Some(1));
    let refused = post(&mut sandbox, "/", &milestone);
    assert!(text(&refused).1.contains("The milestone before this one is not complete."), "{refused:?}");
    merchant(&mut sandbox, "cancelled");
    assert_eq!(text(&post(&mut sandbox, "/", &milestone)).0, 303);
    let listed = json(&call(&mut sandbox, "POST", "/api/project/getExternalProjects", &[]));
    let ids: Vec<_> = listed["data"]["transaction"].as_array().expect("orders").iter().map(|one| &one["id"]).collect();
    assert_eq!(ids, [3021, 3022]);
    let nowhere = [form("400000"), vec![("project_id", "2")]].concat();
    assert!(text(&post(&mut sandbox, "/", &nowhere)).1.contains("Project with id (2) does not exist."));
}

#[test]
fn every_fault_of_updating_and_listing_projects_is_what_the_table_says() {
    for row in &FAULTS {
        let mut sandbox = Sandbox::new(1);
        project(&mut sandbox, "Eko");
        let name = format!("Eko {}", row.amount);
        let fields = [("project_name", name.as_str()), ("description", "b")];
        let answer = call(&mut sandbox, "PUT", "/api/project/updateProject/1", &fields);
        let done = sandbox.truth().atarapay.projects[0].project_name == name;
        assert_eq!(done, row.fault != Fault::Refused);
        if !is_fault_of_transport(row, &answer) {
            match row.fault {
                Fault::Refused => assert_eq!(message(&answer), "Invalid authtoken. Does not match any record."),
                Fault::WrongId => assert_eq!(json(&answer)["data"]["id"], 2),
                _ => assert_eq!(json(&answer)["data"]["id"], 1),
            }
        }
        let listed = call(&mut sandbox, "POST", "/api/project/getExternalProjects", &[]);
        if !is_fault_of_transport(row, &listed) {
            assert_eq!(json(&listed)["data"]["id"], 1);
        }
    }
}
