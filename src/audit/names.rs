//! The names in rows, found in texts.

use std::collections::VecDeque;
use std::ops::Range;

use super::characters::Characters;
use crate::numeral::letters::Letters;

/// Names as a tree: each character leads on to those that come after it in some name.
#[derive(Debug)]
pub(super) struct Names {
    /// All names, one a line.
    text: String,
    firsts: Characters,
    /// For each first character those that come second, by a bit that they may share with others; all, where it is
    /// a name itself.
    seconds: Vec<Letters>,
    /// The first characters in order, and after them each character's followers, side by side and in order.
    nodes: Vec<Node>,
}

/// A character of names that begin alike.
#[derive(Debug)]
struct Node {
    character: char,
    /// The name that ends with it.
    name: Option<usize>,
    /// Where its followers stand.
    followers: Range<usize>,
}

impl Names {
    /// Takes names in byte order, each once and each of a character or more.
    pub fn of(names: &[&str]) -> Self {
        let mut nodes: Vec<Node> = Vec::new();
        // Names that begin alike: which, up to which byte, and whose followers they tell.
        let mut alike: VecDeque<(Range<usize>, usize, Option<usize>)> = VecDeque::new();
        alike.push_back((0..names.len(), 0, None));
        while let Some((range, length, parent)) = alike.pop_front() {
            let begin = nodes.len();
            let mut start = range.start;
            while start < range.end {
                let next = |name: usize| names[name][length..].chars().next();
                let Some(character) = next(start) else {
                    // It has ended with its parent, and is the first of those that begin so.
                    if let Some(parent) = parent {
                        nodes[parent].name = Some(start);
                    }
                    start += 1;
                    continue;
                };
                let rest = start..range.end;
                let count = rest
                    .take_while(|name| next(*name) == Some(character))
                    .count();
                alike.push_back((
                    start..start + count,
                    length + character.len_utf8(),
                    Some(nodes.len()),
                ));
                nodes.push(Node {
                    character,
                    name: None,
                    followers: 0..0,
                });
                start += count;
            }
            if let Some(parent) = parent {
                nodes[parent].followers = begin..nodes.len();
            }
        }
        let mut firsts: Vec<char> = names
            .iter()
            .filter_map(|name| name.chars().next())
            .collect();
        firsts.dedup();
        let second = |node: &Node| match node.name {
            Some(_) => Letters::ANY,
            None => {
                let followers = nodes[node.followers.clone()].iter();
                followers.fold(Letters::NONE, |all, next| all.with(next.character))
            }
        };
        Self {
            seconds: nodes[..firsts.len()].iter().map(second).collect(),
            text: names.join("\n"),
            firsts: Characters::of(firsts.into_iter()),
            nodes,
        }
    }

    /// Whether `part` is a name, or stands in one: 东海公司 in 东海公司工会.
    pub fn hold(&self, part: &str) -> bool {
        self.text.contains(part)
    }

    /// Where names stand in `text`, and which they are; one may stand in another.
    pub fn find_in(&self, text: &str) -> Vec<(Range<usize>, usize)> {
        let mut found = Vec::new();
        // Where a name may have begun one character before.
        let mut begun: Option<(usize, usize)> = None;
        for (start, next) in text.char_indices().chain([(text.len(), '\0')]) {
            if let Some((start, node)) = begun
                && self.seconds[node].may_hold_letter(next)
            {
                self.walk(text, start, node, &mut found);
            }
            begun = self.firsts.number(next).map(|node| (start, node));
        }
        found
    }

    /// Adds the names that stand at `start`, whose first character is that of a node.
    fn walk(&self, text: &str, start: usize, first: usize, found: &mut Vec<(Range<usize>, usize)>) {
        let mut node = &self.nodes[first];
        let mut end = start + node.character.len_utf8();
        let mut rest = text[end..].chars();
        loop {
            if let Some(name) = node.name {
                found.push((start..end, name));
            }
            let followers = &self.nodes[node.followers.clone()];
            let Some(next) = rest.next() else { return };
            let follower = followers.binary_search_by_key(&next, |node| node.character);
            let Ok(follower) = follower else { return };
            node = &followers[follower];
            end += next.len_utf8();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_wherever_they_stand_and_in_one_another() {
        let mut names = [
            "东海",
            "东海公司",
            "东海公司工会",
            "东海厂",
            "公司工会",
            "工会",
            "北港",
            "𠮷野家",
            "港",
        ];
        names.sort_unstable();
        let table = Names::of(&names);
        for text in [
            "",
            "东",
            "东海公司工会和东海公司、东海厂，北港、东海",
            "𠮷野家在东海公",
            "海东海东海厂工会",
        ] {
            let mut found = table.find_in(text);
            found.sort_by_key(|(span, index)| (span.start, span.end, *index));
            let mut expected = Vec::new();
            for (start, _) in text.char_indices() {
                let at = |(_, name): &(usize, &&str)| text[start..].starts_with(**name);
                let here = names.iter().enumerate().filter(at);
                let mut here: Vec<_> = here
                    .map(|(index, name)| (start..start + name.len(), index))
                    .collect();
                here.sort_by_key(|(span, _)| span.end);
                expected.extend(here);
            }
            assert_eq!(found, expected, "{text}");
        }
        assert!(table.hold("海公司") && !table.hold("厂东"));
        assert!(Names::of(&[]).find_in("东海").is_empty());
    }
}
