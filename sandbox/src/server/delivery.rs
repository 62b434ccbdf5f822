//! Posts notices to the merchant in the background: a few times, with growing pauses of real time.

use std::sync::Weak;
use std::thread;
use std::time::{Duration, Instant};

use super::State;
use crate::atarapay::Outgoing;

/// How often to look for new notices: whoever holds the sandbox can make one, not only a request.
const GLANCE: Duration = Duration::from_millis(20);
/// How long a merchant may take to reply.
const PATIENCE: Duration = Duration::from_secs(5);

/// A notice that was not taken, and when to try again.
struct Again {
    due: Instant,
    tries: usize,
    notice: Outgoing,
}

/// Delivers for as long as the sandbox lives. New notices go out in order; a failed one does not hold up the others.
pub(crate) fn deliver(state: &Weak<State>) {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(None)
        .timeout_global(Some(PATIENCE))
        .build()
        .into();
    let mut waiting: Vec<Again> = Vec::new();
    loop {
        let Some(shared) = state.upgrade() else { return };
        let new = shared.lock().take_notices();
        drop(shared);
        let now = Instant::now();
        waiting.extend(new.into_iter().map(|notice| Again { due: now, tries: 0, notice }));
        let (due, later): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|again| again.due <= now);
        waiting = later;
        for Again { tries, notice, .. } in due {
            let reply = post(&agent, &notice);
            let taken = reply.as_ref().is_ok_and(|status| (200..300).contains(status));
            let Some(shared) = state.upgrade() else { return };
            shared.notice_tried(notice.number, reply);
            if let (false, Some(pause)) = (taken, notice.pauses_ms.get(tries)) {
                waiting.push(Again { due: Instant::now() + Duration::from_millis(*pause), tries: tries + 1, notice });
            }
        }
        thread::sleep(GLANCE);
    }
}

fn post(agent: &ureq::Agent, notice: &Outgoing) -> Result<u16, String> {
    let request =
        notice.headers.iter().fold(agent.post(&notice.url), |request, (name, value)| request.header(name, value));
    let reply = request.send(&notice.body).map_err(|error| error.to_string())?;
    Ok(reply.status().as_u16())
}
