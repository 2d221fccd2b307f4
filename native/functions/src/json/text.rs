//! Strings of a JSON document.

/// What stands between the quotes of a string; its escapes are valid, and all surrogates are in pairs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quoted<'a> {
    pub raw: &'a str,
    pub escaped: bool,
}

/// Longer texts of characters beyond the first plane are left to Jackson, which writes pieces.
const MOST_SURROGATES: usize = 1000;

const HEX: &[u8; 16] = b"0123456789ABCDEF";

impl Quoted<'_> {
    pub(crate) fn is(&self, text: &str) -> bool {
        if self.escaped {
            // No escape is shorter than its character.
            self.raw.len() >= text.len() && self.to_text() == text
        } else {
            self.raw == text
        }
    }

    fn to_text(self) -> String {
        let mut text = String::with_capacity(self.raw.len());
        self.unescape(&mut text);
        text
    }

    /// Appends the text that it means.
    #[inline]
    pub(crate) fn unescape(&self, out: &mut String) {
        if self.escaped {
            self.pieces(out, |c, out| out.push(c));
        } else {
            out.push_str(self.raw);
        }
    }

    /// The text as `JsonGenerator.writeRaw` gives it.
    #[inline]
    pub(crate) fn write_raw(&self, out: &mut String) -> Option<()> {
        if self.raw.len() > MOST_SURROGATES && self.has_surrogates() {
            return None;
        }
        self.unescape(out);
        Some(())
    }

    fn has_surrogates(&self) -> bool {
        let escaped = || self.raw.contains("\\uD") || self.raw.contains("\\ud");
        self.raw.bytes().any(|byte| byte >= 0xF0) || (self.escaped && escaped())
    }

    /// The string with quotes as `UTF8JsonGenerator.writeString` gives it; characters of two
    /// surrogates are written in a way that depends on Jackson's version.
    pub(crate) fn write_quoted(&self, out: &mut String) -> Option<()> {
        if self.has_surrogates() {
            return None;
        }
        out.push('"');
        if self.escaped {
            self.pieces(out, escape);
        } else {
            out.push_str(self.raw);
        }
        out.push('"');
        Some(())
    }

    /// Appends what needs no escape, and has `write` append each character that was escaped.
    fn pieces(&self, out: &mut String, mut write: impl FnMut(char, &mut String)) {
        let mut rest = self.raw;
        while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
            out.push_str(&rest[..at]);
            let (c, behind) = escaped(&rest[at + 1..]);
            write(c, out);
            rest = behind;
        }
        out.push_str(rest);
    }
}

/// The character of a valid escape, behind its backslash, and what follows it.
fn escaped(escape: &str) -> (char, &str) {
    let Some(letter) = escape.bytes().next() else {
        return (char::REPLACEMENT_CHARACTER, "");
    };
    let c = match letter {
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode(&escape[1..]),
        other => char::from(other),
    };
    (c, &escape[1..])
}

fn unicode(digits: &str) -> (char, &str) {
    let unit = |from: usize| {
        digits
            .get(from..from + 4)
            .and_then(|d| u32::from_str_radix(d, 16).ok())
    };
    let first = unit(0).unwrap_or_default();
    let (code, length) = if (0xD800..0xDC00).contains(&first) {
        // The second one is behind "\u".
        let second = unit(6).unwrap_or_default();
        (0x10000 + ((first - 0xD800) << 10) + (second & 0x3FF), 10)
    } else {
        (first, 4)
    };
    let c = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
    (c, &digits[length..])
}

/// Appends a character of the text of a string as Jackson writes it by default.
pub(crate) fn escape(c: char, out: &mut String) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\u{8}' => out.push_str("\\b"),
        '\u{c}' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        control if control < ' ' => {
            let code = control as usize;
            out.push_str("\\u00");
            out.push(char::from(HEX[code >> 4]));
            out.push(char::from(HEX[code & 15]));
        }
        other => out.push(other),
    }
}
