//! False notices on demand: what anyone could send who knows the address, or has seen one notice.

use serde_json::Value;

use super::callback::Content;
use super::life::Stage;
use super::notices::security_token;
use super::{AtaraPay, authtoken};
use crate::World;
use crate::http::{Answer, Request};

/// Every kind, with what it sends.
pub(super) const KINDS: [(&str, &str); 5] = [
    ("forge", "the last notice, with a token made without the private key"),
    ("replay", "the last notice again"),
    (
        "edit",
        "the last notice with one field changed (`?field=status`, `product_id` or `amount`, and `&value=…`), under the old token",
    ),
    ("printed_token", "the last notice with the authtoken for a token, as `/docs/validation` prints it by mistake"),
    ("out_of_order", "the last two notices, the later first"),
];

impl AtaraPay {
    /// Queues false notices of an order, made from the true ones so far.
    pub(crate) fn mislead(&mut self, world: &mut World, request: &Request, order: &str, kind: &str) -> Answer {
        let Some(index) = self.position(order) else { return super::people::no_order(order) };
        let id = self.orders[index].id;
        let told = self.notices.told_of(id);
        let too_few = |words: &str| {
            Answer::text(
                409,
                &format!("Order {id} has {words}. Set the callback address first, then change the order.\n"),
            )
        };
        let Some(last) = told.last() else { return too_few("sent no notice yet") };
        let mut content = last.clone();
        let mut false_ones = Vec::new();
        match kind {
            "forge" => content.token = security_token("a guess", &content.data),
            "replay" => {}
            "edit" => {
                if let Err(words) = edit(&mut content, request) {
                    return Answer::text(400, &words);
                }
            }
            "printed_token" => content.token = authtoken(),
            "out_of_order" => {
                let [.., before, _] = told.as_slice() else { return too_few("sent one notice only") };
                false_ones.push(content);
                content = before.clone();
            }
            _ => return super::people::no_such("notice", kind, KINDS.map(|(kind, _)| kind).as_slice()),
        }
        false_ones.push(content);
        for content in &false_ones {
            self.notices.queue(world, id, kind, content);
        }
        Answer::json(200, &self.notices.log()[self.notices.log().len() - false_ones.len()..].to_vec())
    }
}

fn edit(content: &mut Content, request: &Request) -> Result<(), String> {
    let (field, value) = (request.query("field").unwrap_or_default(), request.query("value"));
    let value = value.ok_or("Say what the field is to hold: edit?field=amount&value=1\n")?;
    match field.as_str() {
        // Whoever edits a notice edits it inside and outside alike.
        "status" => {
            if let Some(stage) = Stage::titled(&value) {
                content.data["status"] = stage.told();
            }
            content.status = value;
        }
        "product_id" => content.data["product_id"] = value.into(),
        "amount" => content.data["amount_payed"] = value.parse::<u64>().map_or_else(|_| value.into(), Value::from),
        other => return Err(format!("The field {other:?} cannot be edited; status, product_id and amount can.\n")),
    }
    Ok(())
}
