//! What only people do, in AtaraPay's dashboard or app: the sandbox's own requests.

use super::AtaraPay;
use super::callback::Encoding;
use super::life::BY_PEOPLE;
use super::order::WrongMove;
use crate::World;
use crate::http::{Answer, Request};

impl AtaraPay {
    /// Someone does something with an order.
    pub(crate) fn by_people(&mut self, world: &mut World, order: &str, name: &str) -> Answer {
        let Some(&(_, doing)) = BY_PEOPLE.iter().find(|(known, _)| *known == name) else {
            return no_such("request", name, BY_PEOPLE.map(|(name, _)| name).as_slice());
        };
        let Some(index) = self.position(order) else { return no_order(order) };
        match self.go(world, index, doing) {
            Ok(()) => Answer::json(200, &self.orders[index].truth()),
            Err(WrongMove) => {
                let (title, when) = (self.orders[index].stage.title(), doing.possible_when());
                Answer::text(409, &format!("Order {order} is {title}; {name} takes one that is {when}.\n"))
            }
        }
    }

    /// The merchant sets the callback address.
    pub(crate) fn set_callback(&mut self, request: &Request) -> Answer {
        let encoding = match request.query("encoding").as_deref() {
            None | Some("json") => Encoding::Json,
            Some("multipart") => Encoding::Multipart,
            Some(other) => {
                return Answer::text(400, &format!("The encoding {other:?} is not known; json and multipart are.\n"));
            }
        };
        match self.notices.send_to(&request.query("url").unwrap_or_default(), encoding) {
            Ok(()) => Answer::text(200, "Notices of every change of an order go there now.\n"),
            Err(words) => Answer::text(400, &words),
        }
    }

    /// The merchant sets for how long after payment a buyer may cancel.
    pub(crate) fn set_refund_limit(&mut self, request: &Request) -> Answer {
        let Some(seconds) = request.query("seconds").and_then(|seconds| seconds.parse().ok()) else {
            return Answer::text(
                400,
                "Say for how long, in whole seconds: POST /sandbox/atarapay/refund_limit?seconds=3600\n",
            );
        };
        self.buyer_may_cancel_for = seconds;
        Answer::text(200, &format!("A buyer may cancel for {seconds} seconds after paying.\n"))
    }
}

pub(super) fn no_order(id: &str) -> Answer {
    Answer::text(404, &format!("There is no order {id}. GET /sandbox/truth lists those there are.\n"))
}

pub(super) fn no_such(what: &str, name: &str, known: &[&str]) -> Answer {
    Answer::text(404, &format!("There is no {what} {name}; there are {}.\n", known.join(", ")))
}
