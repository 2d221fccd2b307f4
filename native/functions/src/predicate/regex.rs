//! Java regular expressions that mean the same in Rust, translated; all others are refused.
//!
//! Refused is what Rust lacks or reads in another way (backreferences, lookaround, flags, possessive
//! quantifiers, classes in classes, boundaries, Unicode classes), and what Java's matcher treats in its
//! own way (repeated groups that may be empty, `$` behind something that may match a carriage return).
//! Both matchers prefer the first alternative and the leftmost match, so matches that are not empty
//! are in the same places; behind an empty one Java goes on by UTF-16 units.

use regex::{CaptureLocations, Regex};
use regex_syntax::hir::HirKind;

/// What a part of a pattern may match.
#[derive(Debug, Clone, Copy, Default)]
struct Facts {
    /// The empty string.
    empty: bool,
    /// A carriage return.
    carriage_return: bool,
}

struct Translation<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    output: String,
    /// Groups that are open, and all so far that capture.
    depth: usize,
    groups: usize,
    /// Whether there are alternatives outside of groups, and repeated groups that capture.
    has_alternatives: bool,
    repeats_groups: bool,
}

/// A Java pattern as one of Rust's.
#[derive(Debug)]
pub(crate) struct JavaRegex {
    regex: Regex,
    groups: usize,
    /// Whether matches are in the same places as Java's, and so are groups.
    has_places: bool,
    has_group_places: bool,
    /// The match is the first group: behind it is what makes up for `$`.
    is_wrapped: bool,
    /// The pattern is one group, whose place is the match's.
    is_group: bool,
}

impl JavaRegex {
    pub(crate) fn new(pattern: &str) -> Option<Self> {
        let (body, anchored) = match pattern.strip_suffix('$') {
            // An even number of backslashes before it leaves the `$` an anchor.
            Some(body) if body.chars().rev().take_while(|c| *c == '\\').count() % 2 == 0 => {
                (body, true)
            }
            _ => (pattern, false),
        };
        let mut translation = Translation {
            rest: body.chars().peekable(),
            output: String::new(),
            depth: 0,
            groups: 0,
            has_alternatives: false,
            repeats_groups: false,
        };
        let facts = translation.alternatives()?;
        if translation.rest.next().is_some() || (anchored && facts.carriage_return) {
            return None;
        }
        let is_wrapped = anchored && !translation.has_alternatives;
        let mut output = translation.output;
        if is_wrapped {
            output = format!("({output})");
        }
        if anchored {
            // Java's `$` also stands before a line terminator that ends the text.
            output.push_str(r"(?:\r\n|[\n\r\x{85}\x{2028}\x{2029}])?\z");
        }
        let has_places = !facts.empty && is_wrapped == anchored;
        let whole = regex_syntax::parse(&output).ok()?;
        let is_group = matches!(whole.kind(), HirKind::Capture(group) if group.index == 1);
        Some(Self {
            regex: Regex::new(&output).ok()?,
            groups: translation.groups,
            has_places,
            has_group_places: has_places && !translation.repeats_groups,
            is_wrapped,
            is_group,
        })
    }

    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }

    pub(crate) fn groups(&self) -> usize {
        self.groups
    }

    pub(crate) fn has_places(&self) -> bool {
        self.has_places
    }

    pub(crate) fn has_group_places(&self) -> bool {
        self.has_group_places
    }

    /// The group with the same places as `group` that is found soonest.
    pub(crate) fn soonest(&self, group: usize) -> usize {
        if group == 1 && self.is_group {
            0
        } else {
            group
        }
    }

    /// Room for the places of one match.
    pub(crate) fn locations(&self) -> CaptureLocations {
        self.regex.capture_locations()
    }

    /// The first match from the byte `from` on.
    #[inline]
    pub(crate) fn find(
        &self,
        text: &str,
        from: usize,
        locations: &mut CaptureLocations,
    ) -> Option<(usize, usize)> {
        if self.is_wrapped {
            return self.find_groups(text, from, locations);
        }
        let found = self.regex.find_at(text, from)?;
        Some((found.start(), found.end()))
    }

    /// As `find`, and its groups into `locations`.
    pub(crate) fn find_groups(
        &self,
        text: &str,
        from: usize,
        locations: &mut CaptureLocations,
    ) -> Option<(usize, usize)> {
        self.regex.captures_read_at(locations, text, from)?;
        self.group(0, locations)
    }

    /// A group of the match; None if nothing was matched by it.
    pub(crate) fn group(
        &self,
        group: usize,
        locations: &CaptureLocations,
    ) -> Option<(usize, usize)> {
        locations.get(group + usize::from(self.is_wrapped))
    }
}

impl Translation<'_> {
    fn alternatives(&mut self) -> Option<Facts> {
        let mut facts = self.sequence()?;
        while self.rest.next_if_eq(&'|').is_some() {
            self.has_alternatives |= self.depth == 0;
            self.output.push('|');
            let next = self.sequence()?;
            facts.empty |= next.empty;
            facts.carriage_return |= next.carriage_return;
        }
        Some(facts)
    }

    fn sequence(&mut self) -> Option<Facts> {
        let mut facts = Facts {
            empty: true,
            carriage_return: false,
        };
        while let Some(c) = self.rest.peek().copied()
            && c != '|'
            && c != ')'
        {
            let groups = self.groups;
            let mut next = self.atom()?;
            if let Some(least) = self.quantifier()? {
                if next.empty {
                    return None;
                }
                self.repeats_groups |= self.groups > groups;
                next.empty = least == 0;
            }
            facts.empty &= next.empty;
            facts.carriage_return |= next.carriage_return;
        }
        Some(facts)
    }

    fn atom(&mut self) -> Option<Facts> {
        let mut facts = Facts::default();
        match self.rest.next()? {
            '(' => {
                if self.rest.next_if_eq(&'?').is_some() {
                    self.rest.next_if_eq(&':')?;
                    self.output.push_str("(?:");
                } else {
                    self.groups += 1;
                    self.output.push('(');
                }
                self.depth += 1;
                facts = self.alternatives()?;
                self.rest.next_if_eq(&')')?;
                self.depth -= 1;
                self.output.push(')');
            }
            '[' => facts.carriage_return = self.class()?,
            '.' => self.output.push_str(r"[^\n\r\x{85}\x{2028}\x{2029}]"),
            '^' => {
                facts.empty = true;
                self.output.push('^');
            }
            '\\' => {
                let c = self.rest.next()?;
                let negated = matches!(c, 'D' | 'S' | 'W');
                let (class, carriage_return) =
                    escaped(if negated { c.to_ascii_lowercase() } else { c })?;
                facts.carriage_return = carriage_return != negated;
                self.output.push_str(if negated { "[^" } else { "[" });
                self.output.push_str(&class);
                self.output.push(']');
            }
            '*' | '+' | '?' | '{' | '}' | ']' | '$' => return None,
            c => self.output.push_str(&literal(c)?),
        }
        Some(facts)
    }

    /// The least count of a quantifier, if one stands here.
    fn quantifier(&mut self) -> Option<Option<u32>> {
        let least = match self.rest.peek() {
            Some(c @ ('*' | '+' | '?')) => {
                let least = u32::from(*c == '+');
                self.output.push(*c);
                self.rest.next();
                least
            }
            Some('{') => {
                self.rest.next();
                let least = self.number()?;
                self.output.push_str(&format!("{{{least}"));
                if self.rest.next_if_eq(&',').is_some() {
                    self.output.push(',');
                    if self.rest.peek().is_some_and(char::is_ascii_digit) {
                        let most = self.number()?;
                        self.output.push_str(&most.to_string());
                    }
                }
                self.rest.next_if_eq(&'}')?;
                self.output.push('}');
                least
            }
            _ => return Some(None),
        };
        if self.rest.next_if_eq(&'?').is_some() {
            self.output.push('?');
        }
        match self.rest.peek() {
            Some('*' | '+' | '?' | '{') => None,
            _ => Some(Some(least)),
        }
    }

    fn number(&mut self) -> Option<u32> {
        let mut digits = String::new();
        while let Some(digit) = self.rest.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        digits.parse().ok().filter(|number| *number <= 1000)
    }

    /// A class behind its `[`: whether it matches a carriage return.
    fn class(&mut self) -> Option<bool> {
        let negated = self.rest.next_if_eq(&'^').is_some();
        self.output.push_str(if negated { "[^" } else { "[" });
        let mut carriage_return = false;
        let mut first = true;
        loop {
            match self.rest.next()? {
                ']' if !first => break,
                '\\' => {
                    let (class, matches) = escaped(self.rest.next()?)?;
                    carriage_return |= matches;
                    self.output.push_str(&class);
                    // `\w-x` would be read in different ways.
                    if self.rest.peek() == Some(&'-') {
                        return None;
                    }
                }
                '-' if first || self.rest.peek() == Some(&']') => self.output.push_str(r"\-"),
                from if from.is_ascii_alphanumeric() => {
                    self.output.push(from);
                    if self.rest.next_if_eq(&'-').is_some() {
                        match self.rest.next()? {
                            to if to.is_ascii_alphanumeric() && from <= to => {
                                self.output.push('-');
                                self.output.push(to);
                            }
                            ']' => {
                                self.output.push_str(r"\-]");
                                return Some(carriage_return != negated);
                            }
                            _ => return None,
                        }
                    }
                }
                '[' | ']' | '^' | '&' | '-' => return None,
                c => {
                    self.output.push_str(&literal(c)?);
                    if self.rest.peek() == Some(&'-') {
                        return None;
                    }
                }
            }
            first = false;
        }
        self.output.push(']');
        Some(carriage_return != negated)
    }
}

fn literal(c: char) -> Option<String> {
    (!c.is_control()).then(|| regex::escape(&c.to_string()))
}

/// The inner part of a class for an escaped character, and whether it matches a carriage return.
/// Java's classes are of ASCII.
fn escaped(c: char) -> Option<(String, bool)> {
    match c {
        'd' => Some(("0-9".to_string(), false)),
        'w' => Some(("a-zA-Z_0-9".to_string(), false)),
        's' => Some((r" \t\n\x0B\f\r".to_string(), true)),
        't' | 'n' | 'f' => Some((format!("\\{c}"), false)),
        'r' => Some((r"\r".to_string(), true)),
        c if c.is_ascii_punctuation() => Some((format!("\\{c}"), false)),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::JavaRegex;

    fn found(pattern: &str, text: &str) -> bool {
        JavaRegex::new(pattern).unwrap().is_match(text)
    }

    #[test]
    fn same_as_java() {
        assert!(found("", "x"));
        assert!(found("b+c", "abbc"));
        assert!(!found("^b+c", "abbc"));
        assert!(found("^(ab|cd){2}$", "abcd"));
        assert!(found("a.c", "a\u{1F600}c"));
        assert!(!found("a.c", "a\rc"));
        assert!(!found("a.c", "a\u{85}c"));
        assert!(found("c$", "abc\n"));
        assert!(found("c$", "abc\r\n"));
        assert!(!found("c$", "abc\n\n"));
        assert!(found(r"\$", "a$b"));
        assert!(found(r"\d{2,}-\w+", "x12-a"));
        assert!(!found(r"^\d$", "\u{663}"));
        assert!(!found(r"^\w$", "\u{e9}"));
        assert!(found("^[^a-c]$".trim_end_matches('$'), "\r"));
        assert!(found("[a-c-]x", "-x"));
        assert!(found(r"[\d.]5", ".5"));
        assert!(found("a??b", "b"));
        assert!(!found("[.]", "a"));
        assert!(found("~~|--|#", "a#"));
        assert!(found(r"a\tb\n", "a\tb\n"));
        assert!(found(r"^\D\W\S[\t]", "\u{663}\u{e9}x\t"));
        assert!(!found(r"\D|\W", "1"));
    }

    #[test]
    fn refused() {
        for pattern in [
            "a++", "a**", "(?i)a", "(?=a)", r"\1", r"\bx", r"\p{L}", "[[a]]", "[a&&b]", "a$b",
            "(a*)*", "(a|)+", "a{,2}", "a{2", "^*", r"\s$", "[^a]$", "(a", "a)", "[]a]", "x{2,1}",
            r"\Qa\E", "[a", "\n", r"\r$", r"\D$", "[z-a]", "a]", "[^]", r"[\w-x]", "(a$|b)",
        ] {
            assert!(JavaRegex::new(pattern).is_none(), "{pattern}");
        }
    }

    fn places(pattern: &str, text: &str) -> Vec<(usize, usize)> {
        let regex = JavaRegex::new(pattern).unwrap();
        assert!(regex.has_places(), "{pattern}");
        let mut locations = regex.locations();
        let mut all = vec![];
        let mut from = 0;
        while let Some((start, end)) = regex.find(text, from, &mut locations) {
            all.push((start, end));
            from = end;
        }
        all
    }

    #[test]
    fn in_the_same_places() {
        assert_eq!(places("a|ab", "abab"), [(0, 1), (2, 3)]);
        assert_eq!(places("a+?", "aaa"), [(0, 1), (1, 2), (2, 3)]);
        assert_eq!(places("^a", "aa"), [(0, 1)]);
        assert_eq!(places("a$", "aa\n"), [(1, 2)]);
        assert_eq!(places("\u{2028}$", "\u{2028}\u{2028}"), [(0, 3), (3, 6)]);
        assert_eq!(places("[^a]", "\u{1F600}a"), [(0, 4)]);
        for pattern in ["a*", "", "^", "(a|)", "a|b$"] {
            assert!(!JavaRegex::new(pattern).unwrap().has_places(), "{pattern}");
        }
    }

    #[test]
    fn groups() {
        let regex = JavaRegex::new("(a)|(?:x(b))$").unwrap();
        assert_eq!((regex.groups(), regex.has_places()), (2, false));
        let regex = JavaRegex::new("x(b|(c))$").unwrap();
        let mut locations = regex.locations();
        assert_eq!(regex.find_groups("xb\n", 0, &mut locations), Some((0, 2)));
        assert_eq!(regex.group(1, &locations), Some((1, 2)));
        assert_eq!(regex.group(2, &locations), None);
        assert!(regex.has_group_places());
        assert!(!JavaRegex::new("(?:a(b)){2}").unwrap().has_group_places());
        assert!(!JavaRegex::new("(a)?b").unwrap().has_group_places());
    }
}
