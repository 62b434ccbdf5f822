//! What is told of an order's changes to the merchant's callback address: `/docs/status` and the pages under it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::callback::{Callback, Content, Encoding};
use super::life::{Event, Move, Stage};
use super::order::{Order, WrongMove};
use super::{AtaraPay, PRIVATE_KEY, PUBLIC_KEY};
use crate::World;

/// The pause before each further try of a notice that was not taken. Nothing is known of when AtaraPay tries again.
const PAUSES_MS: [u64; 3] = [100, 500, 3000];
/// How often a notice is tried.
const MOST_TRIES: usize = 1 + PAUSES_MS.len();

/// A request to post to the merchant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Outgoing {
    /// Which notice it is, for telling the sandbox what became of it.
    pub number: u64,
    /// Where it goes: an address on this machine.
    pub url: String,
    /// Name and value of each header.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
    /// How long to wait before each further try where it is not taken, in milliseconds.
    pub pauses_ms: Vec<u64>,
}

/// A notice, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Notice {
    /// Which notice it is, from 1.
    pub number: u64,
    /// AtaraPay's number of the order; 0 for a call of AT MOON's.
    pub order: u64,
    /// `genuine`, `atmoon_callback`, or which kind of false notice was asked for.
    pub kind: String,
    /// Where it goes.
    pub url: String,
    /// How it is written.
    pub content_type: String,
    /// The body.
    pub body: String,
    /// Whether it waits for someone to send it.
    pub held: bool,
    /// Every try to deliver it so far.
    pub tries: Vec<Try>,
}

/// A try to deliver a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Try {
    /// The HTTP status of the reply; null where there was none.
    pub status: Option<u16>,
    /// Why there was no reply; null where there was one.
    pub error: Option<String>,
}

/// Every notice so far, or the newest of them where a limit is set.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Notices {
    callback: Option<Callback>,
    /// Whether new ones stay here until someone sends them.
    on_hold: bool,
    /// What was told of each order's changes, in order.
    told: Vec<(u64, Content)>,
    log: Vec<Notice>,
    made: u64,
    /// The numbers of those to be posted next.
    ready: Vec<u64>,
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
        let ready = std::mem::take(&mut self.ready);
        let outgoing = |notice: &Notice| Outgoing {
            number: notice.number,
            url: notice.url.clone(),
            headers: vec![("content-type".to_owned(), notice.content_type.clone())],
            body: notice.body.clone(),
            pauses_ms: PAUSES_MS.to_vec(),
        };
        ready.into_iter().filter_map(|number| self.find(number)).map(outgoing).collect()
    }

    /// Where notices go now, if anywhere, and how they are written.
    pub(crate) fn address(&self) -> Option<(&str, Encoding)> {
        self.callback.as_ref().map(|callback| (callback.url.as_str(), callback.encoding))
    }

    pub(crate) fn is_on_hold(&self) -> bool {
        self.on_hold
    }

    /// Holds new notices back, or sends them again as they come. Those that are held stay held.
    pub(crate) fn hold(&mut self, on: bool) {
        self.on_hold = on;
    }

    /// Sends a notice, for the first time or once more.
    pub(crate) fn send(&mut self, number: u64) -> Option<&Notice> {
        let notice = self.log.iter_mut().find(|notice| notice.number == number)?;
        notice.held = false;
        self.ready.push(number);
        Some(notice)
    }

    /// After a restart: whatever no merchant has taken yet is posted again.
    pub(crate) fn resume(&mut self) {
        let is_taken = |one: &Try| one.status.is_some_and(|status| (200..300).contains(&status));
        let open = self
            .log
            .iter()
            .filter(|notice| !notice.held && notice.tries.len() < MOST_TRIES && !notice.tries.iter().any(is_taken));
        self.ready = open.map(|notice| notice.number).collect();
    }

    fn find(&self, number: u64) -> Option<&Notice> {
        self.log.iter().find(|notice| notice.number == number)
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
        let url = callback.url.clone();
        self.queue_written(world, order, kind, url, content_type, body);
    }

    /// The same of what is written already, to an address on this machine.
    pub(crate) fn queue_written(
        &mut self,
        world: &World,
        order: u64,
        kind: &str,
        url: String,
        content_type: String,
        body: String,
    ) {
        self.made += 1;
        if !self.on_hold {
            self.ready.push(self.made);
        }
        // Notices are large: a tenth of what is kept of anything else, but enough to see what has just been sent.
        let keep = (world.keep / 10).max(100);
        if self.log.len() >= keep.saturating_mul(2) {
            self.log.drain(..keep);
            self.told.drain(..self.told.len().saturating_sub(keep));
        }
        self.log.push(Notice {
            held: self.on_hold,
            number: self.made,
            order,
            kind: kind.to_owned(),
            url,
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
        let event = order.go(doing, world)?;
        self.escrow.pay_out(order);
        if let Some(event) = event {
            self.notices.tell(world, order, &event);
        }
        Ok(())
    }

    /// What happens by itself when time has passed.
    pub(crate) fn pass_time(&mut self, world: &mut World) {
        for index in self.orders.places() {
            if self.orders[index].dispute_ends(world.now) {
                for doing in [Move::ResolveForSeller, Move::Complete] {
                    self.go(world, index, doing).expect("a dispute can be resolved and completed");
                }
            }
        }
    }
}
