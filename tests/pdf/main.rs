//! The PDF: what stands in it, that it is a sound file, and that its bytes are always the same.
//!
//! The files stay in the target folder's `tmp/pdf/`, to be looked at.

#![cfg(feature = "pdf")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod sample;

use std::path::PathBuf;

use report::render::pdf::{Fonts, Layout, Options, Rendered, render};

/// Keeps a rendering for the eye.
fn keep(name: &str, rendered: &Rendered) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pdf");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, &rendered.bytes).unwrap();
    path
}

fn pictures() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let Ok(folder) = std::env::var("SAMPLE_PICTURES") else {
        return Vec::new();
    };
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let names = ["a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg", "f.jpg"];
    names
        .into_iter()
        .zip(files)
        .map(|(name, file)| (name, "image/jpeg", std::fs::read(file).unwrap()))
        .collect()
}

#[test]
fn both_layouts_render() {
    let document = sample::document(&pictures());
    for layout in [Layout::Yearbook, Layout::Gongwen] {
        let options = Options {
            layout,
            theme: None,
            fonts: Fonts::Embedded,
        };
        for _ in 0..3 {
            let start = std::time::Instant::now();
            let rendered = render(&document, &options).unwrap_or_else(|error| panic!("{error}"));
            eprintln!(
                "{} {:?} {} bytes {:?}",
                layout.name(),
                start.elapsed(),
                rendered.bytes.len(),
                rendered.warnings
            );
            keep(&format!("{}.pdf", layout.name()), &rendered);
        }
    }
}
