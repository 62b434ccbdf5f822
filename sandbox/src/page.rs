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
         <title>{title}</title><style>body{{font:1rem/1.5 system-ui,sans-serif;max-width:24rem;margin:3rem auto;padding:0 1rem}}\
         .amount{{font-size:2rem;margin:0}}button{{font:inherit;width:100%;padding:.7rem;margin:.3rem 0}}\
         .pay{{background:#146c43;color:#fff;border:0}}footer{{margin-top:2rem;color:#555}}</style>\
         <h1>{title}</h1>{body}<footer><small>Sandbox: no money moves here.</small></footer></html>"
    )
}

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
