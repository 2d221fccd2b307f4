//! The parts of a URI, and which texts are URIs, as `java.net.URI` has it: RFC 2396 with characters of
//! other scripts, without an authority where a path follows, and with names as authorities.

/// What is no URI.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed;

type Result<T> = std::result::Result<T, Malformed>;

/// None is a part that the URI does not have; a path may be empty.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Uri<'a> {
    pub(super) scheme: Option<&'a str>,
    pub(super) authority: Option<&'a str>,
    pub(super) user_info: Option<&'a str>,
    pub(super) host: Option<&'a str>,
    pub(super) path: Option<&'a str>,
    pub(super) query: Option<&'a str>,
    pub(super) fragment: Option<&'a str>,
}

/// Bits of a character: the sets that it is in.
type Set = u8;
const SCHEME: Set = 2;
const URIC: Set = 4;
const PATH: Set = 8;
const USER_INFO: Set = 16;
const NAME: Set = 32;
const SERVER: Set = 64;
const SCOPE: Set = 128;

/// These have escaped characters and characters of other scripts, too.
const ESCAPED: Set = URIC | PATH | USER_INFO | NAME | SERVER;

const SETS: [Set; 128] = {
    let mut sets = [0; 128];
    add(&mut sets, b"abcdefghijklmnopqrstuvwxyz", 0xff);
    add(&mut sets, b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", 0xff);
    add(&mut sets, b"0123456789", 0xff);
    add(&mut sets, b"-_.!~*'()", ESCAPED);
    add(&mut sets, b"+-.", SCHEME);
    add(&mut sets, b"_.", SCOPE);
    add(&mut sets, b";/?:@&=+$,[]", URIC);
    add(&mut sets, b":@&=+$,;/", PATH);
    add(&mut sets, b";:&=+$,", USER_INFO | NAME | SERVER);
    add(&mut sets, b"@", NAME | SERVER);
    add(&mut sets, b"[]", SERVER);
    sets
};

const fn add(sets: &mut [Set; 128], characters: &[u8], set: Set) {
    let mut i = 0;
    while i < characters.len() {
        sets[characters[i] as usize] |= set;
        i += 1;
    }
}

fn is_in(byte: u8, set: Set) -> bool {
    SETS.get(usize::from(byte))
        .is_some_and(|sets| sets & set != 0)
}

/// `Character.isSpaceChar` and `isISOControl` beyond ASCII.
fn is_space_or_control(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{2029}'
        | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// The length of the characters of `set` at the start of `text`; an error if a percent sign among them
/// begins no escape. `percent` says that it stands for itself.
fn span(text: &str, set: Set, percent: bool) -> Result<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if is_in(*byte, set) || (percent && *byte == b'%') {
            at += 1;
        } else if set & ESCAPED == 0 {
            break;
        } else if *byte == b'%' {
            match bytes.get(at + 1..at + 3) {
                Some(digits) if digits.iter().all(u8::is_ascii_hexdigit) => at += 3,
                _ => return Err(Malformed),
            }
        } else {
            match text[at..].chars().next() {
                Some(c) if !c.is_ascii() && !is_space_or_control(c) => at += c.len_utf8(),
                _ => break,
            }
        }
    }
    Ok(at)
}

fn all(text: &str, set: Set) -> Result<()> {
    match span(text, set, false)? == text.len() {
        true => Ok(()),
        false => Err(Malformed),
    }
}

/// `text` up to the first of some characters.
fn until<'a>(text: &'a str, stops: &[char]) -> &'a str {
    text.find(stops).map_or(text, |at| &text[..at])
}

impl<'a> Uri<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self> {
        let mut uri = Self::default();
        let mut rest = text;
        let first = until(text, &['/', '?', '#', ':']);
        if text[first.len()..].starts_with(':') {
            if !first.starts_with(|c: char| c.is_ascii_alphabetic()) {
                return Err(Malformed);
            }
            all(first, SCHEME)?;
            uri.scheme = Some(first);
            rest = &text[first.len() + 1..];
        }
        if uri.scheme.is_some() && !rest.starts_with('/') {
            let opaque = until(rest, &['#']);
            if opaque.is_empty() {
                return Err(Malformed);
            }
            all(opaque, URIC)?;
            rest = &rest[opaque.len()..];
        } else {
            rest = uri.hierarchical(rest)?;
        }
        if let Some(fragment) = rest.strip_prefix('#') {
            all(fragment, URIC)?;
            uri.fragment = Some(fragment);
        }
        Ok(uri)
    }

    /// An authority, a path and a query; what is left begins with `#`.
    fn hierarchical(&mut self, mut rest: &'a str) -> Result<&'a str> {
        if let Some(behind) = rest.strip_prefix("//") {
            let authority = until(behind, &['/', '?', '#']);
            if !authority.is_empty() {
                self.authority(authority)?;
            } else if behind.is_empty() {
                return Err(Malformed);
            }
            rest = &behind[authority.len()..];
        }
        let path = until(rest, &['?', '#']);
        all(path, PATH)?;
        self.path = Some(path);
        rest = &rest[path.len()..];
        if let Some(behind) = rest.strip_prefix('?') {
            let query = until(behind, &['#']);
            all(query, URIC)?;
            self.query = Some(query);
            rest = &behind[query.len()..];
        }
        Ok(rest)
    }

    /// A server, or else a name.
    fn authority(&mut self, text: &'a str) -> Result<()> {
        // An address between brackets may have a percent sign.
        let brackets = until(text, &[']']);
        let is_server = span(
            text,
            SERVER,
            !brackets.is_empty() && brackets.len() <= text.len(),
        )?;
        let is_server = is_server == text.len();
        let is_name = span(text, NAME, false)? == text.len();
        self.authority = Some(text);
        if is_server && let Ok((user_info, host)) = server(text) {
            (self.user_info, self.host) = (user_info, host);
            return Ok(());
        }
        if is_name { Ok(()) } else { Err(Malformed) }
    }
}

/// The user info and the host of a whole authority.
fn server(text: &str) -> Result<(Option<&str>, Option<&str>)> {
    let mut rest = text;
    let mut user_info = None;
    if let Some((user, behind)) = text.split_once('@') {
        all(user, USER_INFO)?;
        user_info = Some(user);
        rest = behind;
    }
    let host = if let Some(behind) = rest.strip_prefix('[') {
        let Some((address, _)) = behind.split_once(']') else {
            return Err(Malformed);
        };
        match address.split_once('%') {
            Some((address, scope)) if !address.is_empty() => {
                ip_v6(address)?;
                if scope.is_empty() {
                    return Err(Malformed);
                }
                all(scope, SCOPE)?;
            }
            _ => ip_v6(address)?,
        }
        &rest[..address.len() + 2]
    } else {
        match ip_v4_prefix(rest) {
            Some(len) if matches!(rest.as_bytes().get(len), None | Some(b':')) => &rest[..len],
            _ => host_name(rest)?,
        }
    };
    match rest[host.len()..].strip_prefix(':') {
        Some("") => {}
        // `Integer.parseInt`
        Some(port) if port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<i32>().is_ok() => {}
        None if host.len() == rest.len() => {}
        _ => return Err(Malformed),
    }
    Ok((user_info, Some(host)))
}

/// The length of an address at the start of `text`: the characters of addresses there are one.
fn ip_v4_prefix(text: &str) -> Option<usize> {
    let len = text
        .bytes()
        .take_while(|b| b.is_ascii_digit() || *b == b'.')
        .count();
    is_ip_v4(&text[..len]).then_some(len)
}

fn is_ip_v4(text: &str) -> bool {
    let mut numbers = 0;
    let all = text.split('.').all(|number| {
        numbers += 1;
        let digits = number.trim_start_matches('0');
        !number.is_empty()
            && number.bytes().all(|b| b.is_ascii_digit())
            && (digits.len() < 3 || digits.parse::<u8>().is_ok())
    });
    all && numbers == 4
}

/// Labels between dots, up to a port; the last one begins with a letter.
fn host_name(text: &str) -> Result<&str> {
    let name = until(text, &[':']);
    let labels = name.strip_suffix('.').unwrap_or(name);
    let mut last = "";
    for label in labels.split('.') {
        let is_label = label
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
            && !label.is_empty();
        if !is_label {
            return Err(Malformed);
        }
        last = label;
    }
    // A single label may be a number.
    if last.len() < labels.len() && !last.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Err(Malformed);
    }
    Ok(name)
}

/// Groups of hexadecimal digits, of which one run may be left out, with an address of version 4 as the
/// last two.
fn ip_v6(text: &str) -> Result<()> {
    let (head, tail) = match text.split_once("::") {
        Some((head, tail)) => (head, Some(tail)),
        None => (text, None),
    };
    let mut bytes = groups(head, tail.is_none())?;
    match tail {
        Some(tail) => {
            bytes += groups(tail, true)?;
            if bytes >= 16 { Err(Malformed) } else { Ok(()) }
        }
        None if bytes == 16 => Ok(()),
        None => Err(Malformed),
    }
}

/// The bytes of groups between colons.
fn groups(text: &str, at_the_end: bool) -> Result<usize> {
    if text.is_empty() {
        return Ok(0);
    }
    let mut bytes = 0;
    let mut parts = text.split(':').peekable();
    while let Some(part) = parts.next() {
        let is_last = parts.peek().is_none();
        if is_last && at_the_end && part.contains('.') && is_ip_v4(part) {
            bytes += 4;
        } else if (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_hexdigit()) {
            bytes += 2;
        } else {
            return Err(Malformed);
        }
    }
    Ok(bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn host(text: &str) -> Option<&str> {
        Uri::parse(text).unwrap().host
    }

    #[test]
    fn parts() {
        let uri = Uri::parse("https://u:p@example.org:80/a/b?q=1&r#f").unwrap();
        assert_eq!(uri.scheme, Some("https"));
        assert_eq!(uri.authority, Some("u:p@example.org:80"));
        assert_eq!(
            (uri.user_info, uri.host),
            (Some("u:p"), Some("example.org"))
        );
        assert_eq!((uri.path, uri.query), (Some("/a/b"), Some("q=1&r")));
        assert_eq!(uri.fragment, Some("f"));
        let uri = Uri::parse("mailto:a@b#x").unwrap();
        assert_eq!((uri.path, uri.query, uri.fragment), (None, None, Some("x")));
        let uri = Uri::parse("").unwrap();
        assert_eq!((uri.scheme, uri.path), (None, Some("")));
        assert_eq!(Uri::parse("file:///a").unwrap().authority, None);
    }

    #[test]
    fn hosts() {
        assert_eq!(host("//a.b-c.d"), Some("a.b-c.d"));
        assert_eq!(host("//a."), Some("a."));
        assert_eq!(host("//1.2.3.4:"), Some("1.2.3.4"));
        assert_eq!(host("//1.2.3.400"), None);
        assert_eq!(host("//123"), Some("123"));
        assert_eq!(host("//a_b"), None);
        assert_eq!(host("//a:b"), None);
        assert_eq!(host("//a..b"), None);
        assert_eq!(host("//\u{e9}.org"), None);
        assert_eq!(host("//[::1]:8"), Some("[::1]"));
        assert_eq!(
            host("//[1:2:3:4:5:6:1.2.3.4]"),
            Some("[1:2:3:4:5:6:1.2.3.4]")
        );
        assert_eq!(host("//[fe80::1%eth0]"), Some("[fe80::1%eth0]"));
        assert_eq!(host("//a@b@c"), None);
    }

    #[test]
    fn malformed() {
        for text in [
            ":a",
            "1a:b",
            "a:",
            "//",
            "a b",
            "%zz",
            "a%2",
            "//[::1",
            "//[1:2]",
            "//a[b]",
            "a\u{a0}",
            "a:b\\",
            "http:// x",
            "//[::1]x",
            "//[1::2::3]",
            "//[::1%]",
            "a#b#c",
            "/a[b]",
            "\u{80}",
        ] {
            assert_eq!(Uri::parse(text), Err(Malformed), "{text}");
        }
    }
}
