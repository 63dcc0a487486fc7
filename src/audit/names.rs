//! The names in rows, found in texts.

use std::collections::VecDeque;
use std::ops::Range;

use super::characters::Characters;
use crate::numeral::letters::Letters;
use crate::numeral::spelling::Spelling;

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
        let second = |node: &Node| {
            let followers = nodes[node.followers.clone()].iter();
            let known = node.name.map_or(Letters::NONE, |_| Letters::ANY);
            followers.fold(known, |all, next| all.with(next.character))
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

    /// Where names stand in a text, and which they are; one may stand in another.
    pub fn find_in(&self, text: &Spelling) -> Vec<(Range<usize>, usize)> {
        let mut found = Vec::new();
        let characters = text.characters();
        for (place, first) in characters.iter().enumerate() {
            let Some(node) = self.firsts.number(*first) else {
                continue;
            };
            // Few second characters go with a first one.
            let second = characters.get(place + 1).copied().unwrap_or('\0');
            if self.seconds[node].may_hold_letter(second) {
                self.walk(text, place, node, &mut found);
            }
        }
        found
    }

    /// Adds the names that stand at a place, whose first character is that of a node.
    fn walk(
        &self,
        text: &Spelling,
        place: usize,
        first: usize,
        found: &mut Vec<(Range<usize>, usize)>,
    ) {
        let mut node = &self.nodes[first];
        for end in place + 1.. {
            if let Some(name) = node.name {
                found.push((text.starts()[place]..text.starts()[end], name));
            }
            let Some(next) = text.characters().get(end) else {
                return;
            };
            let followers = &self.nodes[node.followers.clone()];
            let follower = followers.binary_search_by_key(next, |node| node.character);
            let Ok(follower) = follower else { return };
            node = &followers[follower];
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
            let mut found = table.find_in(&Spelling::of(text));
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
        assert!(Names::of(&[]).find_in(&Spelling::of("东海")).is_empty());
    }
}
