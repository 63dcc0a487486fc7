//! Where year.toml's pictures stand in the report.

use super::Block;
use super::inline::plain;
use crate::diagnostic::{self, Diagnostic, closest};
use crate::project::PictureFile;

/// Puts a picture behind the first paragraph under its heading; behind everything if it names none.
pub(super) fn place(
    blocks: &mut Vec<Block>,
    declared: &PictureFile,
    picture: usize,
) -> Result<(), Diagnostic> {
    let Some(after) = &declared.after else {
        blocks.push(Block::Picture { picture });
        return Ok(());
    };
    let words = |text: &str| text.split_whitespace().collect::<String>();
    let heading = |block: &Block| match block {
        Block::Heading { content, .. } => Some(plain(content)),
        _ => None,
    };
    let position = blocks
        .iter()
        .position(|block| heading(block).is_some_and(|text| words(&text) == words(after)));
    let Some(position) = position else {
        let headings: Vec<String> = blocks.iter().filter_map(heading).collect();
        let help = match closest(after, headings.iter().map(String::as_str)) {
            Some(heading) => format!("是不是“{heading}”？"),
            None => format!("报告里的标题有：{}", headings.join("；")),
        };
        let message = format!(
            "图片“{}”要放在“{after}”下，报告里没有这个标题",
            declared.file
        );
        return Err(Diagnostic::new(diagnostic::UNKNOWN_HEADING, message)
            .at(declared.after_place.clone())
            .help(help));
    };
    let mut at = position + 1;
    let paragraph = blocks[at..]
        .iter()
        .position(|block| matches!(block, Block::Paragraph { .. }));
    let level = |block: &Block| {
        if let Block::Heading { level, .. } = block {
            *level
        } else {
            9
        }
    };
    let own = level(&blocks[position]);
    let section = blocks[at..].iter().position(|block| level(block) <= own);
    if let Some(paragraph) = paragraph.filter(|index| section.is_none_or(|end| *index < end)) {
        at += paragraph + 1;
    }
    while matches!(blocks.get(at), Some(Block::Picture { .. })) {
        at += 1;
    }
    blocks.insert(at, Block::Picture { picture });
    Ok(())
}
