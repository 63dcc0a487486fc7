//! How the program is linked, and the lexicon as the program reads it.
//!
//! People keep the lexicon as TOML. A program that has to read it before its first numeral reads JSON in a fifth
//! of the time, with the words in order already.

use std::error::Error;
use std::fs;
use std::path::Path;

use serde_json::json;
use toml::Table;

const LEXICON: &str = "src/numeral/lexicon";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={LEXICON}");
    let target = |what: &str| std::env::var(format!("CARGO_CFG_TARGET_{what}")).unwrap_or_default();
    if target("OS") == "linux" && target("ENV") == "gnu" {
        // A program that may stand anywhere in memory has its tables of addresses written anew each
        // time it starts: with Typst 1.6 MiB of them, a fifth of a small command's time. One with a place of
        // its own is mapped as it lies.
        println!("cargo:rustc-link-arg-bins=-no-pie");
    }
    let out = std::env::var("OUT_DIR")?;
    let write = |name: &str, json: String| fs::write(Path::new(&out).join(name), json);
    write("units.json", serde_json::to_string(&read("units")?)?)?;
    // The classes are kept in two files and are one list.
    let mut patterns = read("patterns")?;
    let more = read("numbered")?.remove("pattern");
    let all = patterns
        .get_mut("pattern")
        .and_then(toml::Value::as_array_mut);
    if let (Some(all), Some(toml::Value::Array(more))) = (all, more) {
        all.extend(more);
    }
    write("patterns.json", serde_json::to_string(&patterns)?)?;
    let words =
        words(&read("words")?).ok_or("words.toml: a class has a name, a reason and words")?;
    write("words.json", words.to_string())?;
    Ok(())
}

fn read(name: &str) -> Result<Table, Box<dyn Error>> {
    let path = format!("{LEXICON}/{name}.toml");
    let text = fs::read_to_string(&path)?;
    text.parse()
        .map_err(|error| format!("{path}: {error}").into())
}

/// The classes, and all words in byte order, each with its class's number.
fn words(data: &Table) -> Option<serde_json::Value> {
    let mut classes = Vec::new();
    let mut sorted = Vec::new();
    for (number, class) in data.get("class")?.as_array()?.iter().enumerate() {
        let text = |key: &str| class.get(key)?.as_str();
        classes.push(json!({ "name": text("name")?, "reason": text("reason")? }));
        sorted.extend(text("words")?.split_whitespace().map(|word| (word, number)));
    }
    // The sort is stable: of a word in two classes the first class counts.
    sorted.sort_by_key(|(word, _)| *word);
    Some(json!({ "class": classes, "sorted": sorted }))
}
