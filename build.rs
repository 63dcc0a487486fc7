//! How the program is linked.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let target = |what: &str| std::env::var(format!("CARGO_CFG_TARGET_{what}")).unwrap_or_default();
    if target("OS") == "linux" && target("ENV") == "gnu" {
        // A program that may stand anywhere in memory has its tables of addresses written anew each
        // time it starts: with Typst 1.6 MiB of them, a fifth of a small command's time. One with a place of
        // its own is mapped as it lies.
        println!("cargo:rustc-link-arg-bins=-no-pie");
    }
}
