//! Holds the guide to embedding against the two hosts that run every vector: it prints them as they are.

use std::fs;

use crate::tools::root;

const GUIDE: &str = "docs/embedding.md";
const HOSTS: [(&str, &str); 2] = [("js", "npm/src/bare.mjs"), ("python", "bindings-plain/host.py")];

#[test]
fn the_guide_prints_the_hosts_that_are_tested() {
    let read = |path: &str| fs::read_to_string(root().join(path)).expect(path);
    let guide = read(GUIDE);
    for (language, path) in HOSTS {
        let host = read(path);
        assert!(guide.contains(&format!("```{language}\n{host}```\n")), "{GUIDE} does not print {path} as it is");
        assert!(host.lines().count() < 40, "{path} is no short example any more");
    }
}
