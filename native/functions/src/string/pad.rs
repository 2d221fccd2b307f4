//! `lpad` and `rpad` to a number of code points (`UTF8String`), `repeat` and `space`.

use std::sync::Arc;

use datafusion_common::{DataFusionError, Result, exec_datafusion_err};
use datafusion_expr::ColumnarValue;

use super::substring::head;
use crate::argument::{Ints, Text, strings};
use crate::table::{Call, Kernel};

pub fn lpad(_call: &Call) -> Result<Kernel> {
    padding(|out, text, pad| {
        pad(out);
        out.push_str(text);
    })
}

pub fn rpad(_call: &Call) -> Result<Kernel> {
    padding(|out, text, pad| {
        out.push_str(text);
        pad(out);
    })
}

/// Writes a text and, where it is due, the padding that the function appends.
type Place = fn(&mut String, &str, &dyn Fn(&mut String));

fn padding(place: Place) -> Result<Kernel> {
    Ok(Arc::new(move |args, rows| {
        let (text, len, pad) = (
            Text::new(&args[0])?,
            Ints::new(&args[1])?,
            Text::new(&args[2])?,
        );
        sized(rows, |row, out| {
            let (text, len, pad) = (text.get(row)?, len.get(row)?, pad.get(row)?);
            // Java's subtraction: the least lengths wrap around to more than fits.
            let spaces = len.wrapping_sub(text.chars().count() as i32);
            if spaces <= 0 || pad.is_empty() {
                out.push_str(head(text, len));
                return Some(Ok(()));
            }
            let chars = pad.chars().count() as i32;
            let (whole, rest) = ((spaces / chars) as usize, head(pad, spaces % chars));
            if let Err(error) = fits(text.len() + whole * pad.len() + rest.len()) {
                return Some(Err(error));
            }
            place(out, text, &|out| {
                (0..whole).for_each(|_| out.push_str(pad));
                out.push_str(rest);
            });
            Some(Ok(()))
        })
    }))
}

/// Nothing for times below 1.
pub fn repeat(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let (text, times) = (Text::new(&args[0])?, Ints::new(&args[1])?);
        sized(rows, |row, out| {
            let (text, times) = (text.get(row)?, times.get(row)?.max(0) as usize);
            Some(fits(text.len() * times).map(|()| {
                if !text.is_empty() {
                    (0..times).for_each(|_| out.push_str(text));
                }
            }))
        })
    }))
}

pub fn space(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let len = Ints::new(&args[0])?;
        sized(rows, |row, out| {
            out.extend(std::iter::repeat_n(' ', len.get(row)?.max(0) as usize));
            Some(Ok(()))
        })
    }))
}

fn fits(bytes: usize) -> Result<()> {
    match i32::try_from(bytes) {
        Ok(_) => Ok(()),
        Err(_) => Err(exec_datafusion_err!("integer overflow")),
    }
}

/// `strings` whose rows may fail; the first failure is the result.
fn sized(
    rows: usize,
    mut write: impl FnMut(usize, &mut String) -> Option<Result<()>>,
) -> Result<ColumnarValue> {
    let mut failure: Option<DataFusionError> = None;
    let output = strings(rows, 0, |row, out| {
        if failure.is_some() {
            return None;
        }
        write(row, out)?.map_err(|error| failure = Some(error)).ok()
    });
    failure.map_or(output, Err)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::string::testing::{call, column, eval, int, scalar};

    #[test]
    fn pads_to_code_points() {
        let texts = column(&[Some("hi"), Some("h\u{e9}llo"), None, Some("")]);
        let args = [texts.clone(), int(4), scalar("?\u{e9}x")];
        assert_eq!(
            eval(lpad, &args, 4),
            ["?\u{e9}hi", "h\u{e9}ll", "NULL", "?\u{e9}x?"]
        );
        assert_eq!(
            eval(rpad, &args, 4),
            ["hi?\u{e9}", "h\u{e9}ll", "NULL", "?\u{e9}x?"]
        );
        assert_eq!(eval(lpad, &[texts.clone(), int(4), scalar("")], 1), ["hi"]);
        assert_eq!(eval(rpad, &[texts.clone(), int(-1), scalar("x")], 1), [""]);
        let overflow = [texts, int(i32::MIN), scalar("x")];
        assert!(lpad(&call()).unwrap()(&overflow, 1).is_err());
    }

    #[test]
    fn repeats() {
        let texts = column(&[Some("ab"), None, Some("")]);
        assert_eq!(
            eval(repeat, &[texts.clone(), int(2)], 3),
            ["abab", "NULL", ""]
        );
        assert_eq!(eval(repeat, &[texts.clone(), int(-2)], 3), ["", "NULL", ""]);
        assert!(repeat(&call()).unwrap()(&[texts, int(i32::MAX)], 3).is_err());
        assert_eq!(eval(repeat, &[scalar(""), int(i32::MAX)], 1), [""]);
        assert_eq!(eval(space, &[int(2)], 1), ["  "]);
        assert_eq!(eval(space, &[int(-2)], 1), [""]);
    }
}
