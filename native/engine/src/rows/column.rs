//! A column as rows need it: by the width that its values have there.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::buffer::{BooleanBuffer, Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::compute::cast;
use arrow::datatypes::{ArrowNativeType, DataType, Decimal128Type};
use datafusion_common::{Result, internal_err};

/// `Decimal.MAX_LONG_DIGITS`.
const LONG_DIGITS: u8 = 18;

pub struct Column {
    nulls: Option<NullBuffer>,
    pub values: Values,
}

pub enum Values {
    Null,
    Boolean(BooleanBuffer),
    One(ScalarBuffer<u8>),
    Two(ScalarBuffer<u16>),
    Four(ScalarBuffer<u32>),
    Eight(ScalarBuffer<u64>),
    /// Decimals that a long holds, and those that need bytes.
    SmallDecimal(ScalarBuffer<i128>),
    Decimal(ScalarBuffer<i128>),
    Bytes(OffsetBuffer<i32>, Buffer),
    Struct(Vec<Column>),
    List(OffsetBuffer<i32>, Box<Column>),
    Map(OffsetBuffer<i32>, Box<Column>, Box<Column>),
}

impl Column {
    pub fn new(array: &ArrayRef) -> Result<Self> {
        use DataType::*;
        let values = match array.data_type() {
            Null => Values::Null,
            Boolean => Values::Boolean(array.as_boolean().values().clone()),
            Int8 => Values::One(numbers(array)),
            Int16 => Values::Two(numbers(array)),
            Int32 | Float32 | Date32 | Interval(arrow::datatypes::IntervalUnit::YearMonth) => {
                Values::Four(numbers(array))
            }
            Int64 | Float64 | Timestamp(..) | Duration(_) => Values::Eight(numbers(array)),
            Decimal128(precision, _) => {
                let unscaled = array.as_primitive::<Decimal128Type>().values().clone();
                match *precision <= LONG_DIGITS {
                    true => Values::SmallDecimal(unscaled),
                    false => Values::Decimal(unscaled),
                }
            }
            Utf8 => {
                let strings = array.as_string::<i32>();
                Values::Bytes(strings.offsets().clone(), strings.values().clone())
            }
            Binary => {
                let bytes = array.as_binary::<i32>();
                Values::Bytes(bytes.offsets().clone(), bytes.values().clone())
            }
            Dictionary(_, of) => return Self::new(&cast(array, of)?),
            Utf8View | LargeUtf8 => return Self::new(&cast(array, &Utf8)?),
            BinaryView | LargeBinary => return Self::new(&cast(array, &Binary)?),
            Struct(_) => {
                let fields = array.as_struct().columns().iter().map(Self::new);
                Values::Struct(fields.collect::<Result<_>>()?)
            }
            List(_) => {
                let list = array.as_list::<i32>();
                let elements = Box::new(Self::new(list.values())?);
                Values::List(list.offsets().clone(), elements)
            }
            Map(..) => {
                let map = array.as_map();
                let (keys, values) = (Self::new(map.keys())?, Self::new(map.values())?);
                Values::Map(map.offsets().clone(), Box::new(keys), Box::new(values))
            }
            other => return internal_err!("{other} has no form in a row of Spark"),
        };
        let nulls = array.logical_nulls().filter(|nulls| nulls.null_count() > 0);
        Ok(Self { nulls, values })
    }

    pub fn is_null(&self, i: usize) -> bool {
        self.nulls.as_ref().is_some_and(|nulls| nulls.is_null(i))
    }

    pub fn has_nulls(&self) -> bool {
        self.nulls.is_some()
    }
}

/// The values of a primitive array as numbers of the same width.
fn numbers<T: ArrowNativeType>(array: &ArrayRef) -> ScalarBuffer<T> {
    let data = array.to_data();
    ScalarBuffer::new(data.buffers()[0].clone(), data.offset(), data.len())
}
