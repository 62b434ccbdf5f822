//! What people see in a browser.

use crate::http::Answer;

/// The payment page of AT MOON, before anyone has paid.
pub(crate) fn checkout(token: &str, name: &str, rupees: &str, reference: &str) -> Answer {
    let (token, name, rupees, reference) = (escape(token), escape(name), escape(rupees), escape(reference));
    let body = format!(
        "<p class=amount>INR {rupees}</p><p>{name}<br><small>{reference}</small></p>\
         <form method=post action=\"/pg/payment/{token}/pay\"><button class=pay>Pay</button></form>\
         <form method=post action=\"/pg/payment/{token}/cancel\"><button>Cancel</button></form>"
    );
    Answer::html(200, document("Payment", &body))
}

/// A page with a heading and one sentence, as text.
pub(crate) fn plain(title: &str, sentence: &str) -> String {
    document(title, &format!("<p>{}</p>", escape(sentence)))
}

/// What a browser finds at the root.
pub(crate) fn front() -> Answer {
    let body = "<p>This stands in for AtaraPay and AT MOON DPS. No money moves here.</p>\
                <p><a href=\"/sandbox/truth\">What is true</a>: every order and payment, and where its money is.</p>";
    Answer::html(200, document("Payment sandbox", body))
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
    :root { color-scheme: light dark; --page: #eef1f0; --card: #fff; --ink: #17201c; --soft: #5a645f; --line: #d5dcd8;
        --pay: #146c43; --on-pay: #fff }
    @media (prefers-color-scheme: dark) { :root { --page: #101513; --card: #1a211e; --ink: #e9efec; --soft: #a0aca6;
        --line: #38423d; --pay: #6fd3a0; --on-pay: #08210f } }
    * { box-sizing: border-box }
    body { margin: 0; padding: clamp(1rem, 8vh, 5rem) 1rem; background: var(--page); color: var(--ink);
        font: 1rem/1.5 system-ui, sans-serif }
    main { max-width: 24rem; margin: auto; padding: 1.5rem; background: var(--card); border: 1px solid var(--line);
        border-radius: 1rem }
    h1 { margin: 0; font-size: 1rem; color: var(--soft) }
    .amount { margin: 0; font-size: 2.2rem; font-weight: 650 }
    small { color: var(--soft) }
    button { width: 100%; margin-top: .7rem; padding: .8rem; border: 1px solid var(--line); border-radius: .7rem;
        background: none; color: inherit; font: inherit; font-weight: 600; cursor: pointer }
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
}
