//! Links the library so that it stays in a process once it is there: PHP opens and closes it with every request, and what it
//! has compiled, checked and mapped would be thrown away with it.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-link-arg-cdylib=-Wl,-z,nodelete");
}
