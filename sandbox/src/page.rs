//! What people see in a browser.

use crate::http::Answer;

/// A page on which a person decides what becomes of a payment.
pub(crate) struct Sheet {
    pub(crate) gateway: &'static str,
    pub(crate) title: &'static str,
    pub(crate) amount: String,
    /// What is paid, line by line.
    pub(crate) rows: Vec<(&'static str, String)>,
    /// An SVG of the sandbox's own.
    pub(crate) picture: Option<String>,
    /// What went wrong before; empty where nothing did.
    pub(crate) notice: String,
    pub(crate) buttons: Vec<Button>,
}

/// A button that posts.
pub(crate) struct Button {
    pub(crate) action: String,
    pub(crate) words: &'static str,
    /// Whether it is the one that most people want.
    pub(crate) main: bool,
}

/// The whole page.
pub(crate) fn sheet(sheet: &Sheet) -> String {
    let rows: String = sheet
        .rows
        .iter()
        .map(|(name, value)| format!("<div><dt>{}</dt><dd>{}</dd></div>", escape(name), escape(value)))
        .collect();
    let buttons: String = sheet
        .buttons
        .iter()
        .map(|Button { action, words, main }| {
            let class = if *main { " class=pay" } else { "" };
            format!("<form method=post action=\"{}\"><button{class}>{}</button></form>", escape(action), escape(words))
        })
        .collect();
    let picture = sheet.picture.as_ref().map(|svg| format!("<div class=code>{svg}</div>")).unwrap_or_default();
    let notice = match sheet.notice.as_str() {
        "" => String::new(),
        words => format!("<p class=notice role=alert>{}</p>", escape(words)),
    };
    let body = format!(
        "<p class=gateway>{}</p><p class=amount>{}</p>{notice}{picture}<dl>{rows}</dl>{buttons}",
        escape(sheet.gateway),
        escape(&sheet.amount)
    );
    document(sheet.title, &body)
}

/// The payment page of AT MOON, before anyone has paid.
pub(crate) fn checkout(token: &str, name: &str, rupees: &str, reference: &str) -> Answer {
    let button = |what: &str, words, main| Button { action: format!("/pg/payment/{token}/{what}"), words, main };
    let page = sheet(&Sheet {
        gateway: "AT MOON DPS",
        title: "Payment",
        amount: format!("INR {rupees}"),
        rows: vec![("Payer", name.to_owned()), ("Reference", reference.to_owned())],
        picture: None,
        notice: String::new(),
        buttons: vec![button("pay", "Pay", true), button("cancel", "Cancel", false)],
    });
    Answer::html(200, page)
}

/// A page with a heading and one sentence, as text.
pub(crate) fn plain(title: &str, sentence: &str) -> String {
    document(title, &format!("<p>{}</p>", escape(sentence)))
}

/// An amount in minor units as people write it: `4,500.00`.
pub(crate) fn grouped(minor: u64) -> String {
    let whole = (minor / 100).to_string();
    let mut text = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{text}.{:02}", minor % 100)
}

fn document(title: &str, body: &str) -> String {
    let title = escape(title);
    format!(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\">\
         <meta name=color-scheme content=\"light dark\"><title>{title}</title><style>{STYLE}</style>\
         <main><h1>{title}</h1>{body}</main><footer>Sandbox: no money moves here.</footer></html>"
    )
}

/// In the colours that the browser prefers, and at any width.
const STYLE: &str = r"
    :root { color-scheme: light dark; --page: #f3f1ec; --card: #fffefb; --ink: #1c2030; --soft: #5c6072; --line: #dcd8ce;
        --pay: #20613f; --on-pay: #fff; --bad: #9c2a1c; --bad-wash: #fbe7e2 }
    @media (prefers-color-scheme: dark) { :root { --page: #12141c; --card: #1b1e29; --ink: #eceaf2; --soft: #a5a8b8;
        --line: #343849; --pay: #7fd6a6; --on-pay: #08210f; --bad: #ffa596; --bad-wash: #42221d } }
    * { box-sizing: border-box }
    body { margin: 0; padding: clamp(1rem, 8vh, 5rem) 1rem; background: var(--page); color: var(--ink);
        font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif }
    main { max-width: 25rem; margin: auto; padding: 1.6rem; background: var(--card); border: 1px solid var(--line);
        border-radius: 1rem; box-shadow: 0 12px 32px -16px rgb(20 16 0 / 25%) }
    h1 { margin: 0; font-size: 1rem; color: var(--soft); font-weight: 600 }
    .gateway { float: right; margin: -1.5rem 0 0; font-size: .85rem; color: var(--soft) }
    .amount { margin: .2rem 0 1rem; font-size: 2.1rem; line-height: 1.15; font-weight: 650;
        font-variant-numeric: tabular-nums }
    .notice { margin: 0 0 1rem; padding: .6rem .8rem; border-radius: .6rem; background: var(--bad-wash); color: var(--bad) }
    .code { margin: 0 auto 1rem; padding: .7rem; background: #fff; border: 1px solid var(--line); border-radius: .8rem;
        width: fit-content }
    .code svg { display: block; width: 14.5rem; height: 14.5rem }
    dl { margin: 0 0 1.1rem; border-top: 1px solid var(--line) }
    dl div { display: flex; justify-content: space-between; gap: 1rem; padding: .45rem 0;
        border-bottom: 1px solid var(--line); font-size: .93rem }
    dt { color: var(--soft) }
    dd { margin: 0; text-align: right; overflow-wrap: anywhere; font-variant-numeric: tabular-nums }
    button { width: 100%; margin-top: .6rem; padding: .8rem; border: 1px solid var(--line); border-radius: .7rem;
        background: none; color: inherit; font: inherit; font-weight: 600; cursor: pointer }
    button:hover { border-color: var(--soft) }
    .pay { background: var(--pay); border-color: transparent; color: var(--on-pay) }
    :focus-visible { outline: 3px solid var(--pay); outline-offset: 2px }
    footer { margin: 1rem auto; text-align: center; color: var(--soft); font-size: .85rem }
";

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_given_becomes_markup() {
        let hostile = "<script>alert('&\"')</script>";
        let Answer::Reply { body, .. } = checkout(hostile, hostile, hostile, hostile) else { panic!("a page") };
        assert!(!body.contains("<script"));
        assert_eq!(body.matches("&lt;script&gt;alert(&#39;&amp;&quot;&#39;)&lt;/script&gt;").count(), 5);
        assert!(!plain("t", hostile).contains("<script"));
    }

    #[test]
    fn amounts_are_grouped_as_people_write_them() {
        assert_eq!(
            [0, 5, 99_999, 100_000, 123_456_789].map(grouped),
            ["0.00", "0.05", "999.99", "1,000.00", "1,234,567.89"]
        );
    }
}
