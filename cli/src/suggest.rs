//! "Did you mean …?": what is nearly a given name, or nothing where that would be a guess.

/// How many are named at most: where more are equally near, none of them is what was meant.
const AT_MOST: usize = 3;
/// How far off each wrong letter is.
const SLIP: usize = 3;
/// A name that goes on after what was given: nearer than two wrong letters.
const BEGINNING: usize = 4;
/// A name in which what was given is a word.
const WORD: usize = 5;

/// " (did you mean …?)" where some of these are near.
pub fn suggestion<'n>(given: &str, known: impl Iterator<Item = &'n str>) -> String {
    let near: Vec<String> = nearest(given, known).iter().map(|name| format!("`{name}`")).collect();
    if near.is_empty() { String::new() } else { format!(" (did you mean {}?)", near.join(" or ")) }
}

/// The names that are nearest, all of them equally.
pub fn nearest<'n>(given: &str, known: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let mut near: Vec<(usize, &str)> = known.filter_map(|name| Some((distance(given, name)?, name))).collect();
    let least = near.iter().map(|(distance, _)| *distance).min();
    near.retain(|(distance, _)| Some(*distance) == least);
    let names: Vec<&str> = near.into_iter().map(|(_, name)| name).collect();
    if names.len() > AT_MOST { Vec::new() } else { names }
}

/// How far a name is from what was given; None where it is something else. The words between the dots are compared one
/// by one, so that `payouts.create` is not taken for `projects.create`, and the first of them may be left out.
fn distance(given: &str, name: &str) -> Option<usize> {
    if letters(given) == letters(name) {
        return Some(0);
    }
    let (given, name): (Vec<&str>, Vec<&str>) = (given.split('.').collect(), name.split('.').collect());
    let left_out = name.len().checked_sub(given.len())?;
    given.iter().zip(&name[left_out..]).map(|(given, name)| between(given, name)).sum()
}

/// Whether letters are small or large, or words are joined in one way or another, is no difference.
fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn between(given: &str, name: &str) -> Option<usize> {
    let part = given.to_lowercase();
    let slips = strsim::damerau_levenshtein(&letters(given), &letters(name));
    // The shorter a word, the fewer of its letters can be wrong.
    let slips = (slips <= (given.chars().count() / 3).min(2)).then_some(slips * SLIP);
    let begins = (part.len() > 2 && name.starts_with(&part)).then_some(BEGINNING);
    let within = (part.len() > 2 && name.split('_').any(|word| word == part)).then_some(WORD);
    [slips, begins, within].into_iter().flatten().min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference;

    fn operation(given: &str) -> Vec<&'static str> {
        nearest(given, reference::operations().map(|operation| operation.name))
    }

    #[test]
    fn the_right_operation_is_suggested_or_none() {
        for (given, meant) in [
            ("atmoon.payout.verfy", "atmoon.payout.verify"),
            ("payout.verify", "atmoon.payout.verify"),
            ("payot.verfy", "atmoon.payout.verify"),
            ("atarapay.order.status", "atarapay.orders.status"),
            ("orders.verify", "atarapay.orders.verify_payment"),
            ("ATMOON.PG.VERIFY", "atmoon.pg.verify"),
            ("atmoon_pg_verify", "atmoon.pg.verify"),
            ("atmoonPgVerify", "atmoon.pg.verify"),
            ("initate", "atmoon.pg.initiate"),
        ] {
            assert_eq!(operation(given), [meant], "{given}");
        }
        assert_eq!(operation("verify"), ["atmoon.pg.verify", "atmoon.payout.verify"]);
        for given in
            ["", ".", "bananas", "create", "atarapay.payout.create", "atmoon.bananas.verify", "a.b.c.d", "\u{20b9}"]
        {
            assert_eq!(operation(given), [""; 0], "{given}");
        }
    }

    #[test]
    fn the_right_field_is_suggested_or_none() {
        let verify = reference::operation("atmoon.payout.verify").ok().expect("there is one");
        let field = |given| suggestion(given, verify.fields().map(|(field, ..)| field));
        for given in ["payment_ref_no", "payment_refer", "paymentReferNo", "payment-refer-no"] {
            assert_eq!(field(given), " (did you mean `payment_refer_no`?)", "{given}");
        }
        assert_eq!(field("account"), " (did you mean `beneficiary_account`?)");
        assert_eq!((field("utr"), field("no"), field("id")), Default::default());
        let order = ["amount_payed", "amount_net", "additional_service_amount"];
        assert_eq!(nearest("amount", order.into_iter()), ["amount_payed", "amount_net"]);
        let near = nearest("SANSPAY_ATMOON_UTR", ["SANSPAY_ATMOON_UTOKEN", "SANSPAY_ATMOON_USER_ID"].into_iter());
        assert_eq!(near, [""; 0]);
    }
}
