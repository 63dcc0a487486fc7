//! What stands within a block: words, marks that become figures again, emphasis, links, pictures.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Builder, Events};
use crate::diagnostic::{self, Code, Diagnostic};
use crate::document::inline::{self, plain};
use crate::document::{Inline, is_safe_address};
use crate::narrate::{Mark, mark};

impl Builder<'_> {
    pub(super) fn inlines(&mut self, events: &mut Events<'_>, end: TagEnd) -> Vec<Inline> {
        let mut content = Vec::new();
        while let Some((event, range)) = events.next() {
            match event {
                Event::End(tag) if tag == end => break,
                Event::Start(tag) => self.inline_tag(tag, range, events, &mut content),
                event => self.inline(event, range, &mut content),
            }
        }
        inline::joined(content)
    }

    pub(super) fn inline_tag(
        &mut self,
        tag: Tag<'_>,
        range: Range<usize>,
        events: &mut Events<'_>,
        into: &mut Vec<Inline>,
    ) {
        let end = tag.to_end();
        let content = self.inlines(events, end);
        match tag {
            Tag::Strong => into.push(Inline::Strong { content }),
            Tag::Emphasis => into.push(Inline::Emphasis { content }),
            Tag::Link {
                dest_url, title, ..
            } => {
                let url = dest_url.to_string();
                if !title.is_empty() {
                    let message = format!("链接的标题“{title}”不会印出来");
                    let help = "要说的话写进正文，链接只留网址";
                    self.report(diagnostic::LINK, message, help, range.start);
                } else if is_safe_address(&url) {
                    into.push(Inline::Link { url, content });
                } else {
                    let message = format!("链接“{url}”不是网址、邮箱或本文的标题");
                    let help = "只能链接到 https://…、mailto:… 或 #标题";
                    self.report(diagnostic::LINK, message, help, range.start);
                }
            }
            Tag::Image {
                dest_url, title, ..
            } => {
                let alt = plain(&content);
                match (self.read_picture)(&dest_url, &alt) {
                    Ok(mut picture) => {
                        if !title.is_empty() {
                            picture.caption = title.to_string();
                        }
                        self.pictures.push(picture);
                    }
                    Err(finding) => {
                        let place = self.place(range.start);
                        self.found.push(finding.at(place));
                    }
                }
            }
            _ => into.extend(content),
        }
    }

    pub(super) fn inline(&mut self, event: Event<'_>, range: Range<usize>, into: &mut Vec<Inline>) {
        match event {
            Event::Text(text) => self.text(&text, range.start, into),
            Event::Code(text) => into.push(Inline::Code {
                text: self.unmarked(&text),
            }),
            Event::SoftBreak => into.push(inline::soft_break()),
            Event::HardBreak => into.push(Inline::Break),
            Event::Html(html) | Event::InlineHtml(html) => {
                let trimmed = html.trim();
                // What closes a tag has been told with what opens it.
                let closes = trimmed.starts_with("</") && self.has_told(diagnostic::RAW_HTML);
                // Words behind a comment at a line's start are HTML too, and would be lost.
                let is_comment = trimmed
                    .strip_prefix("<!--")
                    .is_some_and(|rest| rest.find("-->").is_none_or(|end| end + 3 == rest.len()));
                if !trimmed.is_empty() && !is_comment && !closes {
                    let message = format!("模板里不能写 HTML：{}", first_line(trimmed));
                    let help = "用 Markdown 的写法；要显示尖括号就写 \\<";
                    self.report(diagnostic::RAW_HTML, message, help, range.start);
                }
            }
            _ => {}
        }
    }

    /// Words and marks.
    fn text(&mut self, text: &str, offset: usize, into: &mut Vec<Inline>) {
        // Markdown hands stray stars over one by one; stars that were escaped do not touch in it.
        let touches = text.starts_with('*') && self.narration.markdown[offset..].starts_with("**");
        if touches || text.contains("**") {
            self.stray_emphasis(offset);
        }
        let mut stretches = mark::split(text).into_iter().peekable();
        while let Some(stretch) = stretches.next() {
            match stretch {
                mark::Stretch::Text(text) => into.push(Inline::Text {
                    text: text.to_owned(),
                }),
                mark::Stretch::Mark(index) => match self.narration.marks.get(index) {
                    Some(Mark::Figure {
                        figure,
                        aspect,
                        text,
                    }) => {
                        let unit = self.sources.unit(*figure);
                        let goes_on = matches!(
                            stretches.peek(),
                            Some(mark::Stretch::Text(words)) if words.starts_with(unit)
                        );
                        if !unit.is_empty() && text.ends_with(unit) && goes_on {
                            let message = format!("“{text}”后面又写了一个“{unit}”");
                            let help = "数字自己带单位，删去后面写的单位；本来就是叠字的不用管";
                            self.report(diagnostic::REPEATED_UNIT, message, help, offset);
                        }
                        let source = self.sources.index(*figure, *aspect);
                        into.push(Inline::Figure {
                            source,
                            text: text.clone(),
                        });
                    }
                    Some(Mark::Cell { text }) => into.push(Inline::Cell { text: text.clone() }),
                    Some(Mark::Chart { .. }) => {
                        if self.is_alone(offset) {
                            continue;
                        }
                        let message = "图表要独占一段".to_owned();
                        let help = "把 {{ chart(…) }} 写在单独一行，前后各空一行";
                        self.report(diagnostic::FILTER, message, help, offset);
                    }
                    None => {}
                },
            }
        }
    }

    /// Whether the line at `offset` holds one mark and nothing else.
    fn is_alone(&self, offset: usize) -> bool {
        let markdown = &self.narration.markdown;
        let start = markdown[..offset].rfind("\n\n").map_or(0, |end| end + 2);
        let length = markdown[offset..]
            .find("\n\n")
            .unwrap_or(markdown.len() - offset);
        mark::split(markdown[start..offset + length].trim()).len() == 1
    }

    fn unmarked(&self, text: &str) -> String {
        let words = mark::split(text).into_iter().map(|stretch| match stretch {
            mark::Stretch::Text(text) => text,
            mark::Stretch::Mark(index) => match self.narration.marks.get(index) {
                Some(Mark::Figure { text, .. } | Mark::Cell { text }) => text,
                _ => "",
            },
        });
        words.collect()
    }

    fn has_told(&self, code: &'static Code) -> bool {
        self.found.iter().any(|finding| finding.code == code)
    }

    /// Reports stars that will be printed as stars; once a line, for they come in pairs.
    fn stray_emphasis(&mut self, offset: usize) {
        let place = self.place(offset);
        let is_told = self.found.last().is_some_and(|last| {
            let line = last.place.as_ref().map(|last| (&last.file, last.line));
            last.code == diagnostic::STRAY_EMPHASIS && line == Some((&place.file, place.line))
        });
        if is_told {
            return;
        }
        let help = "中文标点紧挨着 ** 时 Markdown 认不出来：把标点移到 ** 外面，如 **活动**。次年";
        let message = "“**”没有变成粗体，会原样印出来";
        let finding = Diagnostic::new(diagnostic::STRAY_EMPHASIS, message);
        self.found.push(finding.at(place).help(help));
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
