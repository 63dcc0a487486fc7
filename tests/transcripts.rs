//! The README's and the manual's transcripts: every `console` block is run, and says what it shows.
//!
//! After a change of wording, run with `TRYCMD=overwrite`, and read the difference as an editor
//! would.

#[test]
fn transcripts_show_what_the_program_does() {
    trycmd::TestCases::new()
        .register_bin("report", std::path::Path::new(env!("CARGO_BIN_EXE_report")))
        .case("README.md")
        .case("docs/*.md");
}
