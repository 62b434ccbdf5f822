//! Tokens and references: a series that looks drawn at random and is decided by the seed. They keep nothing secret.

use serde::{Deserialize, Serialize};

/// The SplitMix64 series of a seed.
#[derive(Serialize, Deserialize)]
pub(crate) struct Ids(u64);

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// 40 lower-case hexadecimal digits, the shape of AT MOON's tokens.
    pub(crate) fn token(&mut self) -> String {
        let text = format!("{:016x}{:016x}{:016x}", self.next(), self.next(), self.next());
        text.chars().take(40).collect()
    }

    /// Upper-case letters and digits, the shape of AT MOON's transaction ids.
    pub(crate) fn letters(&mut self, length: usize) -> String {
        const ALPHABET: &[u8; 36] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        (0..length).map(|_| char::from(ALPHABET[(self.next() % 36) as usize])).collect()
    }

    /// Decimal digits.
    pub(crate) fn digits(&mut self, length: usize) -> String {
        (0..length).map(|_| char::from(b'0' + (self.next() % 10) as u8)).collect()
    }

    /// A number below this one.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seed_decides_and_nothing_repeats() {
        let series = |seed| {
            let mut ids = Ids::new(seed);
            [ids.token(), ids.letters(12), ids.digits(4), ids.token()]
        };
        assert_eq!(series(1), series(1));
        assert_ne!(series(1), series(2));
        let [token, letters, digits, another] = series(1);
        assert_ne!(token, another);
        assert_eq!((token.len(), letters.len(), digits.len()), (40, 12, 4));
        // The published first value of SplitMix64 for this seed.
        assert_eq!(Ids::new(1_234_567).next(), 6_457_827_717_110_365_317);
    }
}
