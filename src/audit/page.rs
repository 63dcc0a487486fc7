//! The marked-up copy: a page that shows the text with every numeral's status.

use super::Audit;
use super::manuscript::Manuscript;

/// Renders the page.
///
/// # Errors
/// When the theme is broken.
pub fn render(_: &Manuscript, _: &Audit) -> anyhow::Result<String> {
    Ok(String::new())
}
