//! Names of months and days of the week. The names are the JVM's and come as an argument, separated
//! by commas.

use std::sync::Arc;

use arrow::array::{Array, AsArray, StringArray};
use arrow::buffer::{Buffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::Date32Type;
use datafusion_common::{Result, internal_err};
use datafusion_expr::ColumnarValue;

use super::calendar::{civil, weekday};
use crate::argument::Text;
use crate::table::{Call, Kernel};

fn names(count: usize, place: fn(i32) -> i32) -> Result<Kernel> {
    Ok(Arc::new(move |args, rows| {
        let Text::Constant(Some(names)) = Text::new(&args[1])? else {
            return internal_err!("no constant names");
        };
        let names: Vec<&[u8]> = names.split(',').map(str::as_bytes).collect();
        if names.len() != count {
            return internal_err!("{} names where {count} are due", names.len());
        }
        let array = args[0].to_array(rows)?;
        let Some(days) = array.as_primitive_opt::<Date32Type>() else {
            return internal_err!("a {} for a date", array.data_type());
        };
        let longest = names.iter().map(|name| name.len()).max().unwrap_or(0);
        let mut text = Vec::with_capacity(longest * rows);
        let mut offsets = Vec::with_capacity(rows + 1);
        offsets.push(0);
        // What lies below NULLs has a name too.
        for day in days.values() {
            text.extend_from_slice(names[place(*day) as usize]);
            offsets.push(text.len() as i32);
        }
        let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
        // SAFETY: each row is one whole name, and names are strings; a batch's names are far from 2 GiB.
        let output = unsafe {
            StringArray::new_unchecked(offsets, Buffer::from_vec(text), days.nulls().cloned())
        };
        Ok(ColumnarValue::Array(Arc::new(output)))
    }))
}

/// `monthname(date, names)`, January first.
pub fn monthname(_call: &Call) -> Result<Kernel> {
    names(12, |day| civil(day).1 - 1)
}

/// `dayname(date, names)`, Monday first.
pub fn dayname(_call: &Call) -> Result<Kernel> {
    names(7, weekday)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::string::testing::{eval, scalar};
    use arrow::array::Date32Array;

    #[test]
    fn days() {
        let dates = Date32Array::from(vec![Some(7), Some(0), None, Some(-1)]).slice(1, 3);
        let args = [
            ColumnarValue::Array(Arc::new(dates)),
            scalar("Mon,Tue,Wed,Thu,Fri,Sat,Sun"),
        ];
        assert_eq!(eval(dayname, &args, 3), ["Thu", "NULL", "Wed"]);
        let args = [args[0].clone(), scalar("a,b,c,d,e,f,g,h,i,j,k,é")];
        assert_eq!(eval(monthname, &args, 3), ["a", "NULL", "é"]);
    }
}
