//! What is told of an order's changes to the merchant's callback address: `/docs/status` and the pages under it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::{Value, json};

use super::callback::{Callback, Content, Encoding};
use super::life::{Event, Move, Stage};
use super::order::{Order, WrongMove};
use super::{AtaraPay, PRIVATE_KEY, PUBLIC_KEY};
use crate::World;

/// A request to post to the merchant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Which notice it is, for telling the sandbox what became of it.
    pub number: u64,
    /// Where it goes: an address on this machine.
    pub url: String,
    /// Name and value of each header.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

/// A notice, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// Which notice it is, from 1.
    pub number: u64,
    /// AtaraPay's number of the order.
    pub order: u64,
    /// `genuine`, or which kind of false notice was asked for.
    pub kind: String,
    /// Where it goes.
    pub url: String,
    /// How it is written.
    pub content_type: String,
    /// The body.
    pub body: String,
    /// Every try to deliver it so far.
    pub tries: Vec<Try>,
}

/// A try to deliver a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Try {
    /// The HTTP status of the reply; null where there was none.
    pub status: Option<u16>,
    /// Why there was no reply; null where there was one.
    pub error: Option<String>,
}

/// Every notice so far.
#[derive(Default)]
pub(crate) struct Notices {
    callback: Option<Callback>,
    /// What was told of each order's changes, in order.
    told: Vec<(u64, Content)>,
    log: Vec<Notice>,
    taken: usize,
}

impl Notices {
    pub(crate) fn send_to(&mut self, url: &str, encoding: Encoding) -> Result<(), String> {
        self.callback = Some(Callback::at(url, encoding)?);
        Ok(())
    }

    pub(crate) fn log(&self) -> &[Notice] {
        &self.log
    }

    /// Those that nobody has taken yet.
    pub(crate) fn take(&mut self) -> Vec<Outgoing> {
        let waiting = &self.log[self.taken..];
        self.taken = self.log.len();
        let outgoing = |notice: &Notice| Outgoing {
            number: notice.number,
            url: notice.url.clone(),
            headers: vec![("content-type".to_owned(), notice.content_type.clone())],
            body: notice.body.clone(),
        };
        waiting.iter().map(outgoing).collect()
    }

    pub(crate) fn tried(&mut self, number: u64, reply: Result<u16, String>) {
        if let Some(notice) = self.log.iter_mut().find(|notice| notice.number == number) {
            notice.tries.push(Try { status: reply.as_ref().ok().copied(), error: reply.err() });
        }
    }

    /// What was told of an order, in order. Nothing is while no callback address is set.
    pub(super) fn told_of(&self, order: u64) -> Vec<Content> {
        self.told.iter().filter(|(of, _)| *of == order).map(|(_, content)| content.clone()).collect()
    }

    pub(super) fn queue(&mut self, world: &mut World, order: u64, kind: &str, content: &Content) {
        let Some(callback) = &self.callback else { return };
        let (content_type, body) = callback.write(content, world);
        self.log.push(Notice {
            number: self.log.len() as u64 + 1,
            order,
            kind: kind.to_owned(),
            url: callback.url.clone(),
            content_type,
            body,
            tries: Vec::new(),
        });
    }

    fn tell(&mut self, world: &mut World, order: &Order, event: &Event) {
        if self.callback.is_none() {
            return;
        }
        let content = Content::of(order, event);
        self.queue(world, order.id, "genuine", &content);
        self.told.push((order.id, content));
    }
}

impl Content {
    fn of(order: &Order, event: &Event) -> Self {
        let mut data = order.told();
        data["status"] = event.inside.told();
        if event.inside == Stage::Rejected {
            data["additional_services"] = json!([]);
        }
        let token = security_token(PRIVATE_KEY, &data);
        Self { status: event.status.to_owned(), message: event.message.to_owned(), data, token }
    }
}

/// The token of `/docs/validation`: the keys, the order's number and what was paid, and nothing else.
pub(super) fn security_token(private_key: &str, data: &Value) -> String {
    STANDARD.encode(format!("{PUBLIC_KEY}:{private_key}:{}:{}", data["id"], data["amount_payed"]))
}

impl AtaraPay {
    /// Does this to an order, and tells the merchant of it.
    pub(super) fn go(&mut self, world: &mut World, index: usize, doing: Move) -> Result<(), WrongMove> {
        let order = &mut self.orders[index];
        if let Some(event) = order.go(doing, world)? {
            self.notices.tell(world, order, &event);
        }
        Ok(())
    }

    /// What happens by itself when time has passed.
    pub(crate) fn pass_time(&mut self, world: &mut World) {
        for index in 0..self.orders.len() {
            if self.orders[index].dispute_ends(world.now) {
                for doing in [Move::ResolveForSeller, Move::Complete] {
                    self.go(world, index, doing).expect("a dispute can be resolved and completed");
                }
            }
        }
    }
}
