//! A strict reader of JSON text, token by token; None is "not certain", for good.

use super::text::Quoted;

/// Within Jackson's `StreamReadConstraints`, and without deep recursion.
const MOST_DEPTH: u32 = 100;
const LONGEST_DOCUMENT: usize = 4 << 20;
const LONGEST_NAME: usize = 10_000;
const LONGEST_NUMBER: usize = 100;

#[derive(Debug, Clone, Copy)]
pub(crate) enum Token<'a> {
    /// The beginning of one; `name` follows.
    Object,
    /// The beginning of one; `element` follows.
    Array,
    String(Quoted<'a>),
    Integer(&'a str),
    /// A number with a fraction or an exponent.
    Float(&'a str),
    Boolean(bool),
    Null,
}

#[derive(Debug)]
pub(crate) struct Scanner<'a> {
    text: &'a str,
    at: usize,
    depth: u32,
    /// Whether an object or an array has just begun.
    begun: bool,
}

impl<'a> Scanner<'a> {
    #[inline]
    pub(crate) fn new(text: &'a str) -> Option<Self> {
        (text.len() <= LONGEST_DOCUMENT).then_some(Self {
            text,
            at: 0,
            depth: 0,
            begun: false,
        })
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline]
    fn space(&mut self) -> Option<u8> {
        loop {
            match self.peek()? {
                b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                other => return Some(other),
            }
        }
    }

    /// Nothing but space follows.
    pub(crate) fn end(&mut self) -> Option<()> {
        self.space().is_none().then_some(())
    }

    /// A value, or its beginning.
    #[inline]
    pub(crate) fn value(&mut self) -> Option<Token<'a>> {
        let first = self.space()?;
        match first {
            b'"' => {
                self.at += 1;
                self.string().map(Token::String)
            }
            b'{' => self.begin(Token::Object),
            b'[' => self.begin(Token::Array),
            b't' => self.word("true", Token::Boolean(true)),
            b'f' => self.word("false", Token::Boolean(false)),
            b'n' => self.word("null", Token::Null),
            _ => self.number(),
        }
    }

    fn begin(&mut self, token: Token<'a>) -> Option<Token<'a>> {
        self.at += 1;
        self.depth += 1;
        self.begun = true;
        (self.depth <= MOST_DEPTH).then_some(token)
    }

    #[inline]
    fn word(&mut self, word: &str, token: Token<'a>) -> Option<Token<'a>> {
        let is_word = self.text.as_bytes()[self.at..].starts_with(word.as_bytes());
        self.at += word.len();
        // A longer word is no JSON, and the next token says so.
        is_word.then_some(token)
    }

    /// Whether another member follows in what ends with `close`.
    #[inline]
    fn next(&mut self, close: u8) -> Option<bool> {
        let first = self.space()?;
        let begun = std::mem::take(&mut self.begun);
        if first == close {
            self.at += 1;
            self.depth -= 1;
            return Some(false);
        }
        if !begun {
            if first != b',' {
                return None;
            }
            self.at += 1;
        }
        Some(true)
    }

    /// The next name of an object, before its value; `Some(None)` at the object's end.
    #[inline]
    pub(crate) fn name(&mut self) -> Option<Option<Quoted<'a>>> {
        if !self.next(b'}')? {
            return Some(None);
        }
        if self.space()? != b'"' {
            return None;
        }
        self.at += 1;
        let name = self.string()?;
        if self.space()? != b':' || name.raw.len() > LONGEST_NAME {
            return None;
        }
        self.at += 1;
        Some(Some(name))
    }

    /// Whether another element of an array follows.
    #[inline]
    pub(crate) fn element(&mut self) -> Option<bool> {
        self.next(b']')
    }

    /// Over the rest of the value that begins with `token`.
    pub(crate) fn skip(&mut self, token: Token) -> Option<()> {
        match token {
            Token::Object => {
                while self.name()?.is_some() {
                    let value = self.value()?;
                    self.skip(value)?;
                }
            }
            Token::Array => {
                while self.element()? {
                    let value = self.value()?;
                    self.skip(value)?;
                }
            }
            _ => {}
        }
        Some(())
    }

    /// The rest of a string, behind its first quote.
    #[inline]
    fn string(&mut self) -> Option<Quoted<'a>> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let mut escaped = false;
        loop {
            self.at = special(bytes, self.at)?;
            match bytes[self.at] {
                b'"' => break,
                b'\\' => {
                    escaped = true;
                    self.escape()?;
                }
                _ => return None,
            }
        }
        let raw = &self.text[start..self.at];
        self.at += 1;
        Some(Quoted { raw, escaped })
    }

    fn escape(&mut self) -> Option<()> {
        let bytes = self.text.as_bytes();
        match bytes.get(self.at + 1)? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.at += 2,
            b'u' => match self.unit()? {
                0xD800..0xDC00 => {
                    let follows = bytes.get(self.at..self.at + 2)? == b"\\u";
                    let second = follows.then(|| self.unit())??;
                    return (0xDC00..0xE000).contains(&second).then_some(());
                }
                0xDC00..0xE000 => return None,
                _ => {}
            },
            _ => return None,
        }
        Some(())
    }

    /// The four digits of the escape that stands here, "\u".
    fn unit(&mut self) -> Option<u32> {
        let digits = self.text.as_bytes().get(self.at + 2..self.at + 6)?;
        self.at += 6;
        let add = |unit: u32, digit: &u8| Some(unit << 4 | char::from(*digit).to_digit(16)?);
        digits.iter().try_fold(0, add)
    }

    fn number(&mut self) -> Option<Token<'a>> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let first = self.at;
        let whole = self.digits()?;
        if whole > 1 && self.text.as_bytes()[first] == b'0' {
            return None;
        }
        let mut is_float = false;
        if self.peek() == Some(b'.') {
            is_float = true;
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            is_float = true;
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        let number = &self.text[start..self.at];
        if number.len() > LONGEST_NUMBER {
            return None;
        }
        Some(if is_float {
            Token::Float(number)
        } else {
            Token::Integer(number)
        })
    }

    /// At least one.
    fn digits(&mut self) -> Option<usize> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(self.at - start)
    }
}

const ONES: u64 = u64::MAX / 255;
const HIGH: u64 = ONES << 7;

/// Where the next quote, backslash or control character is; None if there is none.
#[inline]
pub(crate) fn special(bytes: &[u8], from: usize) -> Option<usize> {
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word;
    let mut at = from;
    while let Some(chunk) = bytes.get(at..at + 8) {
        let mut word = [0; 8];
        word.copy_from_slice(chunk);
        let word = u64::from_le_bytes(word);
        // The lowest byte that is marked is one of them; those above it may be marked by a borrow.
        let marked = (zeros(word ^ (ONES * u64::from(b'"')))
            | zeros(word ^ (ONES * u64::from(b'\\')))
            | (word.wrapping_sub(ONES * 0x20) & !word))
            & HIGH;
        if marked != 0 {
            return Some(at + (marked.trailing_zeros() / 8) as usize);
        }
        at += 8;
    }
    let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
    let rest = bytes.get(at..)?.iter().position(is_special)?;
    Some(at + rest)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn is_decided(text: &str) -> bool {
        let mut scanner = Scanner::new(text).unwrap();
        let value = scanner.value();
        value
            .and_then(|token| scanner.skip(token))
            .and_then(|()| scanner.end())
            .is_some()
    }

    #[test]
    fn strict_documents_are_decided() {
        for text in [
            "{}",
            "[]",
            " [ ] ",
            "{\"a\":1}",
            "\t{ \"a\" : [1 , -2.5e+3, true,false , null] }\r\n",
            "\"\"",
            "\"\\u00e9\\ud83d\\uDE00\\/\\b\\f\\n\\r\\t\\\"\\\\\"",
            "0",
            "-0",
            "-0.0",
            "1E5",
            "\"éééééééé😀\u{7f}\"",
            "[[[]],{\"\":{}}]",
            "\"0123456789abcdef\"",
        ] {
            assert!(is_decided(text), "{text}");
        }
    }

    #[test]
    fn others_are_not() {
        let deep = "[".repeat(101) + &"]".repeat(101);
        let number = "1".repeat(101);
        for text in [
            "",
            " ",
            "{",
            "}",
            "{]",
            "[}",
            "[1,]",
            "[,1]",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{a:1}",
            "{'a':1}",
            "{\"a\":1} x",
            "[1 2]",
            "01",
            "-",
            "+1",
            ".5",
            "1.",
            "1e",
            "1e+",
            "NaN",
            "truex",
            "[truefalse]",
            "tru",
            "nul",
            "\"",
            "\"a",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\u12g4\"",
            "\"\\ud83d\"",
            "\"\\ude00\"",
            "\"\\ud83d\\u0041\"",
            "\"\\ud83dx\\u0041\"",
            "\"a\nb\"",
            "\"0123456789\u{1}\"",
            "\u{feff}{}",
            "{\"a\":1 \"b\":2}",
            "\u{a0}1",
            "1/**/",
            &deep,
            &number,
            "\"\\",
            "\"\\u",
            "-a",
        ] {
            assert!(!is_decided(text), "{text}");
        }
    }

    #[test]
    fn specials_are_found_wherever_they_are() {
        for special_byte in [b'"', b'\\', 0, 0x1f, b'\n'] {
            for at in 0..40 {
                for other in ["x", "\u{7f}", "!", " ", "é", "😀"] {
                    let mut bytes = other.repeat(40).into_bytes();
                    bytes[at] = special_byte;
                    assert_eq!(special(&bytes, 0), Some(at));
                    assert_eq!(special(&bytes, at + 1), None);
                }
            }
        }
    }
}
