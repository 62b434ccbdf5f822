//! Server-sent events: one whenever something has changed, and no more than a few a second.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Weak;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame};
use tokio::sync::mpsc;

use super::State;

/// How often to look.
const GLANCE: Duration = Duration::from_millis(250);
/// After how many looks in vain something is sent all the same, to learn whether anyone is still there.
const PATIENCE: u32 = 60;

/// A body that does not end.
pub(crate) struct Events(mpsc::Receiver<Bytes>);

impl Events {
    pub(crate) fn new(state: Weak<State>) -> Self {
        let (send, receive) = mpsc::channel(1);
        tokio::spawn(async move {
            let (mut told, mut in_vain) = (None, 0);
            loop {
                let Some(changes) = state.upgrade().map(|state| state.changes()) else { return };
                let line = if told != Some(changes) {
                    format!("data: {changes}\n\n")
                } else if in_vain == PATIENCE {
                    ":\n\n".to_owned()
                } else {
                    String::new()
                };
                if line.is_empty() {
                    in_vain += 1;
                } else {
                    (told, in_vain) = (Some(changes), 0);
                    if send.send(Bytes::from(line)).await.is_err() {
                        return;
                    }
                }
                tokio::time::sleep(GLANCE).await;
            }
        });
        Self(receive)
    }
}

impl Body for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(context).map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes))))
    }
}
