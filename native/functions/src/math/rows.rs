//! One pass over one or two columns of fixed-width values, with a flag for the rows that fail.

use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray, PrimitiveArray};
use arrow::buffer::{BooleanBuffer, NullBuffer};
use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::ColumnarValue;

use crate::SparkError;

/// An argument: a column, or a constant as a column of one row.
pub struct Operand<T: ArrowPrimitiveType> {
    array: PrimitiveArray<T>,
    constant: bool,
}

impl<T: ArrowPrimitiveType> Operand<T> {
    pub fn new(arg: &ColumnarValue) -> Result<Self> {
        let (array, constant) = match arg {
            ColumnarValue::Array(array) => (ArrayRef::clone(array), false),
            ColumnarValue::Scalar(scalar) => (scalar.to_array_of_size(1)?, true),
        };
        match array.as_primitive_opt::<T>() {
            Some(array) => Ok(Self {
                array: array.clone(),
                constant,
            }),
            None => internal_err!("{} where {} is due", array.data_type(), T::DATA_TYPE),
        }
    }

    /// All values, those below nulls too.
    pub fn values(&self) -> &[T::Native] {
        self.array.values()
    }

    fn constant(&self) -> Option<T::Native> {
        self.constant.then(|| self.array.value(0))
    }

    fn is_null_constant(&self) -> bool {
        self.constant && self.array.is_null(0)
    }

    fn nulls(&self) -> Option<&NullBuffer> {
        if self.constant {
            None
        } else {
            self.array.nulls()
        }
    }

    fn value(&self, row: usize) -> T::Native {
        self.array.value(if self.constant { 0 } else { row })
    }
}

/// What becomes of a row that fails.
pub enum Failure<E> {
    Null,
    Raise(E),
}

/// `f` of every row, nulls included (so `f` must be total); its flag marks a row that fails.
pub fn binary<L, R, O>(
    args: &[ColumnarValue],
    rows: usize,
    failure: &Failure<impl Fn(L::Native, R::Native) -> SparkError>,
    f: impl Fn(L::Native, R::Native) -> (O::Native, bool),
) -> Result<PrimitiveArray<O>>
where
    L: ArrowPrimitiveType,
    R: ArrowPrimitiveType,
    O: ArrowPrimitiveType,
{
    let [left, right] = args else {
        return internal_err!("{} arguments where 2 are due", args.len());
    };
    let (left, right) = (Operand::<L>::new(left)?, Operand::<R>::new(right)?);
    if left.is_null_constant() || right.is_null_constant() {
        return Ok(PrimitiveArray::new_null(rows));
    }
    let mut failed = false;
    let mut run = |a, b| {
        let (value, fails) = f(a, b);
        failed |= fails;
        value
    };
    let values: Vec<O::Native> = match (left.constant(), right.constant()) {
        (None, None) => {
            let pairs = left.values().iter().zip(right.values());
            pairs.map(|(a, b)| run(*a, *b)).collect()
        }
        (None, Some(b)) => left.values().iter().map(|a| run(*a, b)).collect(),
        (Some(a), None) => right.values().iter().map(|b| run(a, *b)).collect(),
        (Some(a), Some(b)) => vec![run(a, b); rows],
    };
    let mut nulls = NullBuffer::union(left.nulls(), right.nulls());
    if failed {
        nulls = without(nulls, rows, failure, |row| {
            let (a, b) = (left.value(row), right.value(row));
            (f(a, b).1, (a, b))
        })?;
    }
    Ok(PrimitiveArray::new(values.into(), nulls))
}

/// As `binary`, of one argument.
pub fn unary<T, O>(
    args: &[ColumnarValue],
    rows: usize,
    failure: &Failure<impl Fn(T::Native) -> SparkError>,
    f: impl Fn(T::Native) -> (O::Native, bool),
) -> Result<PrimitiveArray<O>>
where
    T: ArrowPrimitiveType,
    O: ArrowPrimitiveType,
{
    let [arg] = args else {
        return internal_err!("{} arguments where 1 is due", args.len());
    };
    let operand = Operand::<T>::new(arg)?;
    if operand.is_null_constant() {
        return Ok(PrimitiveArray::new_null(rows));
    }
    let mut failed = false;
    let mut run = |a| {
        let (value, fails) = f(a);
        failed |= fails;
        value
    };
    let values: Vec<O::Native> = match operand.constant() {
        None => operand.values().iter().map(|a| run(*a)).collect(),
        Some(a) => vec![run(a); rows],
    };
    let mut nulls = operand.nulls().cloned();
    if failed {
        let raise = match failure {
            Failure::Null => Failure::Null,
            Failure::Raise(error) => Failure::Raise(|a, ()| error(a)),
        };
        nulls = without(nulls, rows, &raise, |row| {
            let a = operand.value(row);
            (f(a).1, (a, ()))
        })?;
    }
    Ok(PrimitiveArray::new(values.into(), nulls))
}

/// The nulls with the failed rows, or the error of the first of them.
fn without<A, B>(
    nulls: Option<NullBuffer>,
    rows: usize,
    failure: &Failure<impl Fn(A, B) -> SparkError>,
    fails: impl Fn(usize) -> (bool, (A, B)),
) -> Result<Option<NullBuffer>> {
    let is_valid = |row| nulls.as_ref().is_none_or(|n| n.is_valid(row));
    if let Failure::Raise(error) = failure {
        for row in (0..rows).filter(|row| is_valid(*row)) {
            if let (true, (a, b)) = fails(row) {
                return Err(error(a, b).into());
            }
        }
        return Ok(nulls);
    }
    let valid = BooleanBuffer::collect_bool(rows, |row| is_valid(row) && !fails(row).0);
    Ok(Some(NullBuffer::new(valid)))
}

/// The result as a value: a scalar if all arguments are.
pub fn finish(output: ArrayRef, args: &[ColumnarValue]) -> Result<ColumnarValue> {
    let constant = args.iter().all(|a| matches!(a, ColumnarValue::Scalar(_)));
    if constant && !output.is_empty() {
        return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(
            &output, 0,
        )?));
    }
    Ok(ColumnarValue::Array(output))
}
