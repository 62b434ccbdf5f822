//! Where things are kept: found by their keys at once however many there are, and the oldest forgotten where a limit is
//! set, so that a sandbox under load for hours stays as large as it is. What is forgotten stays in the sums.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Index, IndexMut};

use serde::{Deserialize, Serialize};

use crate::truth::Money;

/// What a shelf needs to know of its things.
pub(crate) trait Kept {
    /// Up to two keys, each among its own kind; an empty one is none. They never change.
    fn keys(&self) -> [String; 2];
    /// Whether it may be forgotten. What holds money must not be.
    fn may_go(&self) -> bool {
        true
    }
    /// Whether something is still to happen to it by itself.
    fn is_waiting(&self) -> bool {
        false
    }
    /// Where its money is in the end, and how much.
    fn stake(&self) -> (Money, u64) {
        (Money::Untouched, 0)
    }
}

/// What is left of the forgotten.
#[derive(Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct Forgotten {
    pub(crate) count: u64,
    pub(crate) settled: u64,
    pub(crate) returned: u64,
}

/// Things in the order they were made, each at a place of its own for ever.
#[derive(Serialize, Deserialize)]
#[serde(from = "Saved<T>", bound(deserialize = "T: Kept + Deserialize<'de>"))]
pub(crate) struct Shelf<T> {
    made: usize,
    things: BTreeMap<usize, T>,
    forgotten: Forgotten,
    #[serde(skip)]
    places: [BTreeMap<String, usize>; 2],
    #[serde(skip)]
    waiting: BTreeSet<usize>,
    /// How many there may be before the oldest are looked through again.
    sweep_at: usize,
}

/// A shelf without what follows from the rest.
#[derive(Deserialize)]
struct Saved<T> {
    made: usize,
    things: BTreeMap<usize, T>,
    forgotten: Forgotten,
    sweep_at: usize,
}

impl<T: Kept> From<Saved<T>> for Shelf<T> {
    fn from(saved: Saved<T>) -> Self {
        let Saved { made, things, forgotten, sweep_at } = saved;
        let mut shelf = Self { made, forgotten, sweep_at, ..Self::default() };
        for (place, thing) in things {
            shelf.put(place, thing);
        }
        shelf
    }
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self {
            made: 0,
            things: BTreeMap::new(),
            forgotten: Forgotten::default(),
            places: Default::default(),
            waiting: BTreeSet::new(),
            sweep_at: 0,
        }
    }
}

impl<T: Kept> Shelf<T> {
    /// Adds one, and forgets some of the oldest where there are more than `keep`.
    pub(crate) fn push(&mut self, thing: T, keep: usize) {
        self.put(self.made, thing);
        self.made += 1;
        if self.things.len() > keep.max(self.sweep_at) {
            self.sweep(keep);
        }
    }

    /// The first with this key of the first kind (0) or the second (1).
    pub(crate) fn find(&self, kind: usize, key: &str) -> Option<&T> {
        self.things.get(&self.place(kind, key)?)
    }

    pub(crate) fn find_mut(&mut self, kind: usize, key: &str) -> Option<&mut T> {
        self.things.get_mut(&self.place(kind, key)?)
    }

    pub(crate) fn place(&self, kind: usize, key: &str) -> Option<usize> {
        self.places[kind].get(key).copied().filter(|_| !key.is_empty())
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.things.values()
    }

    /// Lets something happen to those that are waiting, in order. Those that are no longer waiting then are not asked again.
    pub(crate) fn each_waiting(&mut self, mut happens: impl FnMut(&mut T)) {
        let things = &mut self.things;
        self.waiting.retain(|place| {
            things.get_mut(place).is_some_and(|thing| {
                happens(thing);
                thing.is_waiting()
            })
        });
    }

    /// That it is waiting again, or now.
    pub(crate) fn await_again(&mut self, kind: usize, key: &str) {
        self.waiting.extend(self.place(kind, key));
    }

    /// How many there ever were.
    pub(crate) fn made(&self) -> usize {
        self.made
    }

    pub(crate) fn places(&self) -> Vec<usize> {
        self.things.keys().copied().collect()
    }

    pub(crate) fn forgotten(&self) -> Forgotten {
        self.forgotten
    }

    fn put(&mut self, place: usize, thing: T) {
        for (places, key) in self.places.iter_mut().zip(thing.keys()) {
            if !key.is_empty() {
                places.entry(key).or_insert(place);
            }
        }
        if thing.is_waiting() {
            self.waiting.insert(place);
        }
        self.things.insert(place, thing);
    }

    fn sweep(&mut self, keep: usize) {
        let excess = self.things.len() - keep;
        let going: Vec<usize> =
            self.things.iter().filter(|(_, thing)| thing.may_go()).map(|(place, _)| *place).take(excess).collect();
        for place in going {
            let Some(thing) = self.things.remove(&place) else { continue };
            for (places, key) in self.places.iter_mut().zip(thing.keys()) {
                if places.get(&key) == Some(&place) {
                    places.remove(&key);
                }
            }
            self.waiting.remove(&place);
            self.forgotten.count += 1;
            match thing.stake() {
                (Money::Settled, amount) => self.forgotten.settled += amount,
                (Money::Returned, amount) => self.forgotten.returned += amount,
                _ => {}
            }
        }
        // An eighth more before the next look: looking through them all each time would take longer than answering.
        let left = self.things.len();
        self.sweep_at = left + (left / 8).max(1);
    }
}

impl<T> Index<usize> for Shelf<T> {
    type Output = T;

    fn index(&self, place: usize) -> &T {
        &self.things[&place]
    }
}

impl<T> IndexMut<usize> for Shelf<T> {
    fn index_mut(&mut self, place: usize) -> &mut T {
        self.things.get_mut(&place).expect("a place that was found a moment ago")
    }
}

impl Shelf<String> {
    /// Whether this is there. What is used counts as new, and so is not forgotten.
    pub(crate) fn use_of(&mut self, text: &str) -> bool {
        let Some(place) = self.place(0, text) else { return false };
        // Not each time: only once it has come halfway to being the oldest.
        if self.made - place > self.things.len() / 2
            && let Some(text) = self.things.remove(&place)
        {
            self.places[0].remove(&text);
            self.put(self.made, text);
            self.made += 1;
        }
        true
    }
}

/// A text is its own key.
impl Kept for String {
    fn keys(&self) -> [String; 2] {
        [self.clone(), String::new()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize, Deserialize)]
    struct Thing(u64, bool);

    impl Kept for Thing {
        fn keys(&self) -> [String; 2] {
            [self.0.to_string(), format!("of {}", self.0 % 2)]
        }
        fn may_go(&self) -> bool {
            !self.1
        }
        fn is_waiting(&self) -> bool {
            self.1
        }
        fn stake(&self) -> (Money, u64) {
            (Money::Settled, self.0)
        }
    }

    #[test]
    fn the_oldest_go_unless_they_must_stay_and_stay_in_the_sums() {
        let mut shelf = Shelf::default();
        for number in 0..1000 {
            shelf.push(Thing(number, number == 3), 10);
        }
        assert!(shelf.iter().count() <= 12 && shelf.made() == 1000);
        assert!(shelf.find(0, "3").is_some() && shelf.find(0, "4").is_none() && shelf.find(0, "999").is_some());
        let left: u64 = shelf.iter().map(|thing| thing.0).sum();
        assert_eq!(left + shelf.forgotten().settled, 999 * 1000 / 2);
        let saved = serde_json::to_string(&shelf).expect("text");
        let mut shelf: Shelf<Thing> = serde_json::from_str(&saved).expect("a shelf");
        let mut waited = Vec::new();
        shelf.each_waiting(|thing| {
            waited.push(thing.0);
            thing.1 = false;
        });
        shelf.each_waiting(|thing| waited.push(thing.0));
        assert_eq!(waited, [3], "once");
        shelf.await_again(0, "3");
        shelf.each_waiting(|thing| waited.push(thing.0));
        assert_eq!((waited.len(), shelf.place(0, ""), shelf.made()), (2, None, 1000));
    }

    #[test]
    fn what_is_used_is_not_forgotten() {
        let mut tokens = Shelf::default();
        for number in 0..1000 {
            tokens.push(number.to_string(), 10);
            assert!(tokens.use_of("0"), "after {number}");
        }
        assert!(!tokens.use_of("500") && !tokens.use_of(""));
        assert!(tokens.iter().count() <= 12);
    }

    #[test]
    fn of_two_with_one_key_the_first_is_found() {
        let mut shelf = Shelf::default();
        for number in [2, 4, 5] {
            shelf.push(Thing(number, false), usize::MAX);
        }
        assert_eq!(shelf.find(1, "of 0").map(|thing| thing.0), Some(2));
        assert_eq!(shelf.find_mut(1, "of 1").map(|thing| thing.0), Some(5));
        assert_eq!(shelf.places(), [0, 1, 2]);
    }
}
