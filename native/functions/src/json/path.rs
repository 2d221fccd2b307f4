//! `get_json_object` (`GetJsonObjectEvaluator`) for constant paths of names and indexes.

use std::sync::Arc;

use datafusion_common::{Result, internal_err};

use super::copy::copy;
use super::scanner::{Scanner, Token};
use super::texts;
use crate::argument::Text;
use crate::deciding::DecidingKernel;
use crate::table::Call;

#[derive(Debug, PartialEq)]
enum Step {
    Name(String),
    Index(u32),
}

pub fn get_json_object(_call: &Call) -> Result<DecidingKernel> {
    Ok(Arc::new(|args, rows| {
        let Text::Constant(Some(path)) = Text::new(&args[1])? else {
            return internal_err!("a JSON path that is no constant");
        };
        let Some(path) = steps(&path) else {
            return internal_err!("a JSON path of other steps than names and indexes: {path}");
        };
        let json = Text::new(&args[0])?;
        texts(&json, rows, json.bytes() / 4, |document, out| {
            let mut scanner = Scanner::new(document)?;
            let token = scanner.value()?;
            let found = find(&mut scanner, token, &path, out)?;
            scanner.end()?;
            Some(found)
        })
    }))
}

/// `$` and then `.name`, `['name']` and `[0]`, as the JVM side has checked.
fn steps(path: &str) -> Option<Vec<Step>> {
    let mut rest = path.strip_prefix('$')?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        let step;
        if let Some(name) = rest.strip_prefix('.') {
            let end = name.find(['.', '[']).unwrap_or(name.len());
            (step, rest) = (Step::Name(name[..end].to_string()), &name[end..]);
        } else if let Some(name) = rest.strip_prefix("['") {
            let (name, behind) = name.split_once("']")?;
            (step, rest) = (Step::Name(name.to_string()), behind);
        } else {
            let (index, behind) = rest.strip_prefix('[')?.split_once(']')?;
            (step, rest) = (Step::Index(index.parse().ok()?), behind);
        }
        steps.push(step);
    }
    Some(steps)
}

/// Appends the first value at `path` that is not the NULL of a name. What follows must still be valid.
fn find(scanner: &mut Scanner, token: Token, path: &[Step], out: &mut String) -> Option<bool> {
    let mut found = false;
    match (path.split_first(), token) {
        (None, Token::String(text)) => {
            text.write_raw(out)?;
            found = true;
        }
        (None, token) => {
            copy(scanner, token, out)?;
            found = true;
        }
        (Some((Step::Name(name), path)), Token::Object) => {
            while let Some(of) = scanner.name()? {
                let value = scanner.value()?;
                if !found && !matches!(value, Token::Null) && of.is(name) {
                    found = find(scanner, value, path, out)?;
                } else {
                    scanner.skip(value)?;
                }
            }
        }
        (Some((Step::Index(index), path)), Token::Array) => {
            let mut place = 0;
            while scanner.element()? {
                let value = scanner.value()?;
                if place == *index {
                    found = find(scanner, value, path, out)?;
                } else {
                    scanner.skip(value)?;
                }
                place += 1;
            }
        }
        (Some(_), token) => scanner.skip(token)?,
    }
    Some(found)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use arrow::array::{ArrayRef, AsArray, DictionaryArray};
    use arrow::datatypes::Int32Type;
    use datafusion_expr::ColumnarValue;

    use super::*;
    use crate::string::testing::{call, column, scalar};

    fn get(json: ColumnarValue, path: &str, rows: usize) -> (Vec<Option<String>>, Vec<u32>) {
        let kernel = get_json_object(&call()).unwrap();
        let decided = kernel(&[json, scalar(path)], rows).unwrap();
        let values = decided.values.as_string::<i32>().iter();
        (
            values.map(|v| v.map(str::to_string)).collect(),
            decided.undecided,
        )
    }

    fn one(json: &str, path: &str) -> Option<String> {
        let (values, undecided) = get(column(&[Some(json)]), path, 1);
        assert!(undecided.is_empty(), "{json}");
        values.into_iter().next().unwrap()
    }

    #[test]
    fn values_at_paths() {
        for (json, path, expected) in [
            (
                "{\"a\":{\"b\":[1,\"x\\ny\",{\"c\":null}]}}",
                "$.a.b[1]",
                Some("x\ny"),
            ),
            (
                "{\"a\":{\"b\":[1,\"x\\ny\",{\"c\":null}]}}",
                "$['a'].b",
                Some("[1,\"x\\ny\",{\"c\":null}]"),
            ),
            ("{\"a\":null,\"a\":5,\"a\":6}", "$.a", Some("5")),
            ("{\"a\":1,\"a\":{\"b\":2}}", "$.a.b", Some("2")),
            ("[null]", "$[0]", Some("null")),
            ("[1]", "$[1]", None),
            ("[1]", "$.a", None),
            ("{\"a\":1}", "$[0]", None),
            ("null", "$", Some("null")),
            ("\"😀\\ud83d\\ude00\"", "$", Some("😀😀")),
            ("{\"a.b\":1,\"\\u0061\":2}", "$.a", Some("2")),
            ("{\"a.b\":1}", "$['a.b']", Some("1")),
            ("{\"a\":[[1,2],[3]]}", "$.a[0][01]", Some("2")),
            ("5", "$.a", None),
        ] {
            assert_eq!(one(json, path).as_deref(), expected, "{json} {path}");
        }
    }

    #[test]
    fn rows_that_are_not_certain() {
        let json = [
            Some("{\"a\":1}"),
            Some("{\"a\":1} 2"),
            None,
            Some("{\"a\":1e3}"),
            Some("{\"b\":1e3}"),
        ];
        let (values, undecided) = get(column(&json), "$.a", 5);
        assert_eq!(values, [Some("1".to_string()), None, None, None, None]);
        assert_eq!(undecided, [1, 3]);
    }

    #[test]
    fn slices_and_dictionaries() {
        let dictionary: DictionaryArray<Int32Type> =
            vec![Some("{\"a\":1}"), None, Some("{"), Some("{\"a\":1}")]
                .into_iter()
                .collect();
        let sliced: ArrayRef = Arc::new(dictionary.slice(1, 3));
        let (values, undecided) = get(ColumnarValue::Array(sliced), "$.a", 3);
        assert_eq!(values, [None, None, Some("1".to_string())]);
        assert_eq!(undecided, [1]);
        assert_eq!(get(scalar("[5]"), "$[0]", 2).0.len(), 2);
    }
}
