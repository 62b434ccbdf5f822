//! A file in blocks of whole lines, however long each line is.

use std::io::{self, Read};

use sanspay::door::MAX_QUESTION;

/// How much is read at once.
const SIZE: usize = 1 << 20;

/// Some lines of the file.
pub struct Block {
    /// Which block it is, from 0.
    pub number: u64,
    /// Whole lines; the last of the file may lack its end.
    pub text: Vec<u8>,
    /// Whether this is the beginning of one line that is longer than any question, its rest left out.
    pub too_long: bool,
    /// How many bytes of the file it stands for.
    pub bytes: u64,
}

/// Reads them one after the other.
pub struct Blocks<R> {
    input: R,
    number: u64,
    rest: Vec<u8>,
    ended: bool,
}

impl<R: Read> Blocks<R> {
    pub fn new(input: R) -> Self {
        Self { input, number: 0, rest: Vec::new(), ended: false }
    }

    fn fill(&mut self) -> io::Result<()> {
        let before = self.rest.len();
        let wanted = u64::try_from(SIZE).unwrap_or(u64::MAX);
        self.rest.reserve(SIZE);
        self.input.by_ref().take(wanted).read_to_end(&mut self.rest)?;
        self.ended = self.rest.len() == before;
        Ok(())
    }

    fn block(&mut self) -> io::Result<Option<Block>> {
        // What was looked at holds no end of a line.
        let mut looked = 0;
        while !self.ended {
            if let Some(at) = self.rest[looked..].iter().rposition(|byte| *byte == b'\n') {
                let rest = self.rest.split_off(looked + at + 1);
                return Ok(Some(self.take(rest, 0)));
            }
            looked = self.rest.len();
            if looked > MAX_QUESTION {
                let rest = self.skip()?;
                return Ok(Some(rest));
            }
            self.fill()?;
        }
        Ok((!self.rest.is_empty()).then(|| self.take(Vec::new(), 0)))
    }

    /// The whole of what is there, but this rest.
    fn take(&mut self, rest: Vec<u8>, skipped: u64) -> Block {
        let text = std::mem::replace(&mut self.rest, rest);
        let bytes = skipped + u64::try_from(text.len()).unwrap_or(u64::MAX);
        self.number += 1;
        Block { number: self.number - 1, text, too_long: false, bytes }
    }

    /// Leaves out the rest of a line that is too long.
    fn skip(&mut self) -> io::Result<Block> {
        let beginning: Vec<u8> = self.rest.drain(..).take(64).collect();
        let mut skipped = u64::try_from(MAX_QUESTION).unwrap_or(u64::MAX);
        loop {
            self.fill()?;
            if let Some(at) = self.rest.iter().position(|byte| *byte == b'\n') {
                self.rest.drain(..=at);
                break;
            }
            skipped += u64::try_from(self.rest.len()).unwrap_or(u64::MAX);
            self.rest.clear();
            if self.ended {
                break;
            }
        }
        self.number += 1;
        Ok(Block { number: self.number - 1, text: beginning, too_long: true, bytes: skipped })
    }
}

impl<R: Read> Iterator for Blocks<R> {
    type Item = io::Result<Block>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty()
            && !self.ended
            && let Err(error) = self.fill()
        {
            return Some(Err(error));
        }
        self.block().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_in_one_block_whole() {
        let text: String =
            (0..200_000).map(|number| format!("{{\"line\":{number}}}\n")).collect::<String>() + "the end";
        let blocks: Vec<Block> = Blocks::new(text.as_bytes()).map(|block| block.expect("it is read")).collect();
        assert!(blocks.len() > 2);
        let (last, before) = blocks.split_last().expect("some");
        assert!(before.iter().all(|block| block.text.ends_with(b"\n")) && last.text.ends_with(b"the end"));
        assert_eq!(blocks.iter().flat_map(|block| block.text.clone()).collect::<Vec<u8>>(), text.as_bytes());
    }

    #[test]
    fn a_line_longer_than_any_question_is_left_out() {
        let long = vec![b'x'; MAX_QUESTION + 3 * SIZE];
        let text = [b"before\n", long.as_slice(), b"\nafter\n"].concat();
        let blocks: Vec<Block> = Blocks::new(text.as_slice()).map(|block| block.expect("it is read")).collect();
        let told: Vec<(&[u8], bool)> = blocks.iter().map(|block| (&block.text[..5], block.too_long)).collect();
        assert_eq!(told, [(&b"befor"[..], false), (b"xxxxx", true), (b"after", false)]);
    }
}
