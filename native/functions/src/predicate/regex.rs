//! Java regular expressions that mean the same in Rust, translated; all others are refused.
//!
//! Only whether a pattern is found matters, never where. Refused is what Rust lacks or reads in
//! another way (backreferences, lookaround, flags, possessive quantifiers, classes in classes,
//! boundaries, Unicode classes), and what Java's matcher treats in its own way (repeated groups that
//! may be empty, `$` behind something that may match a carriage return).

use regex::Regex;

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
}

/// The pattern in Rust's syntax, or None.
pub(super) fn translate(pattern: &str) -> Option<Regex> {
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
    };
    let facts = translation.alternatives()?;
    if translation.rest.next().is_some() || (anchored && facts.carriage_return) {
        return None;
    }
    if anchored {
        // Java's `$` also stands before a line terminator that ends the text.
        let terminator = r"(?:\r\n|[\n\r\x{85}\x{2028}\x{2029}])?\z";
        translation.output.push_str(terminator);
    }
    Regex::new(&translation.output).ok()
}

impl Translation<'_> {
    fn alternatives(&mut self) -> Option<Facts> {
        let mut facts = self.sequence()?;
        while self.rest.next_if_eq(&'|').is_some() {
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
            let mut next = self.atom()?;
            if let Some(least) = self.quantifier()? {
                if next.empty {
                    return None;
                }
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
                }
                self.output.push_str("(?:");
                facts = self.alternatives()?;
                self.rest.next_if_eq(&')')?;
                self.output.push(')');
            }
            '[' => facts.carriage_return = self.class()?,
            '.' => self.output.push_str(r"[^\n\r\x{85}\x{2028}\x{2029}]"),
            '^' => {
                facts.empty = true;
                self.output.push('^');
            }
            '\\' => {
                let (class, carriage_return) = escaped(self.rest.next()?)?;
                facts.carriage_return = carriage_return;
                self.output.push('[');
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
        // A lazy quantifier finds the same patterns.
        self.rest.next_if_eq(&'?');
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
        c if c.is_ascii_punctuation() => Some((format!("\\{c}"), false)),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::translate;

    fn found(pattern: &str, text: &str) -> bool {
        translate(pattern).unwrap().is_match(text)
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
    }

    #[test]
    fn refused() {
        for pattern in [
            "a++", "a**", "(?i)a", "(?=a)", r"\1", r"\bx", r"\p{L}", "[[a]]", "[a&&b]", "a$b",
            "(a*)*", "(a|)+", "a{,2}", "a{2", "^*", r"\s$", "[^a]$", "(a", "a)", "[]a]", "x{2,1}",
            r"\Qa\E", "[a", "\n", r"\n", "[z-a]", "a]", "[^]", r"[\w-x]", "(a$|b)",
        ] {
            assert!(translate(pattern).is_none(), "{pattern}");
        }
    }
}
