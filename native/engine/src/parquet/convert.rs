//! How a file's column becomes the one that Spark asks for: by `ParquetVectorUpdaterFactory` at the
//! leaves, and by name in structs.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, ListArray, MapArray, StructArray, make_array,
    new_null_array,
};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{
    DataType, FieldRef, Fields, Int8Type, Int16Type, Int32Type, IntervalUnit, TimeUnit,
};
use datafusion_common::{DataFusionError, Result, exec_datafusion_err};
use thermite_functions::SparkError;

/// What a scan asks of a file's columns.
#[derive(Debug, Clone, Copy)]
pub struct Reading {
    pub case_sensitive: bool,
    /// Whether a struct none of whose fields is in the file is null
    /// (spark.sql.legacy.parquet.returnNullStructIfAllFieldsMissing).
    pub null_structs: bool,
}

/// The conversion of one column.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    Keep,
    /// Arrow's cast, which fails where a value does not fit.
    Cast(DataType),
    /// What is stored as a 32-bit integer: the value, its low bits, or the same bits.
    Int32(DataType),
    /// The same bits as another type.
    Bits(DataType),
    /// By field: its place in the file, if it is there.
    Struct(Fields, Vec<Option<(usize, Step)>>),
    /// A struct of whose fields the file has none.
    Null(DataType),
    List(FieldRef, Box<Step>),
    /// The entries' field; keys and values.
    Map(FieldRef, Box<Step>, Box<Step>),
}

impl Reading {
    /// The place of a field among `fields`. Spark's `ParquetReadSupport` names the fields that match
    /// where case does not count and more than one does.
    pub fn find(&self, name: &str, fields: &Fields) -> Result<Option<usize>> {
        if self.case_sensitive {
            return Ok(fields.iter().position(|f| f.name() == name));
        }
        let wanted = name.to_lowercase();
        let found: Vec<usize> = (0..fields.len())
            .filter(|i| fields[*i].name().to_lowercase() == wanted)
            .collect();
        match found[..] {
            [] => Ok(None),
            [one] => Ok(Some(one)),
            _ => {
                let names: Vec<&str> = found.iter().map(|i| fields[*i].name().as_str()).collect();
                Err(SparkError::new("FAILED_READ_FILE._LEGACY_ERROR_TEMP_2093")
                    .with("requiredFieldName", name)
                    .with("matchedOrcFields", format!("[{}]", names.join(", ")))
                    .into())
            }
        }
    }

    /// How `file` is read as `wanted`; an error that names `column` if Spark does not read it so.
    pub fn step(&self, column: &str, file: &DataType, wanted: &DataType) -> Result<Step> {
        use DataType::*;
        if file == wanted {
            return Ok(Step::Keep);
        }
        Ok(match (file, wanted) {
            (Struct(from), Struct(to)) => self.structs(column, from, to)?,
            (List(from), List(to)) => Step::List(
                Arc::clone(to),
                Box::new(self.step(column, from.data_type(), to.data_type())?),
            ),
            (Map(from, _), Map(to, _)) => match (from.data_type(), to.data_type()) {
                (Struct(f), Struct(t)) if f.len() == 2 && t.len() == 2 => Step::Map(
                    Arc::clone(to),
                    Box::new(self.step(column, f[0].data_type(), t[0].data_type())?),
                    Box::new(self.step(column, f[1].data_type(), t[1].data_type())?),
                ),
                _ => return Err(mismatch(column, file, wanted)),
            },
            _ => leaf(file, wanted).ok_or_else(|| mismatch(column, file, wanted))?,
        })
    }

    fn structs(&self, column: &str, from: &Fields, to: &Fields) -> Result<Step> {
        let mut fields = Vec::with_capacity(to.len());
        for field in to {
            let place = self.find(field.name(), from)?;
            fields.push(match place {
                Some(i) => {
                    let path = format!("{column}, {}", field.name());
                    let step = self.step(&path, from[i].data_type(), field.data_type())?;
                    Some((i, step))
                }
                None => None,
            });
        }
        if self.null_structs && fields.iter().all(Option::is_none) {
            return Ok(Step::Null(DataType::Struct(to.clone())));
        }
        Ok(Step::Struct(to.clone(), fields))
    }
}

/// `ParquetVectorUpdaterFactory.getUpdater`, by the Arrow types that stand for Parquet's.
fn leaf(file: &DataType, wanted: &DataType) -> Option<Step> {
    use DataType::*;
    let cast = || Some(Step::Cast(wanted.clone()));
    match (file, wanted) {
        (UInt32, Int64) => cast(),
        (
            Int8 | Int16 | Int32 | UInt8 | UInt16 | UInt32 | Date32,
            Int8 | Int16 | Int32 | Int64 | Float64 | Date32 | Interval(IntervalUnit::YearMonth),
        ) => Some(Step::Int32(wanted.clone())),
        (Int8 | Int16 | Int32, Decimal128(p, s)) if i16::from(*p) - i16::from(*s) >= 10 => cast(),
        (Int64, Decimal128(p, s)) if i16::from(*p) - i16::from(*s) >= 20 => cast(),
        (UInt64, Decimal128(20, 0)) => cast(),
        (Int64 | Timestamp(_, None), Int64 | Duration(TimeUnit::Microsecond)) => {
            Some(Step::Bits(wanted.clone()))
        }
        (Timestamp(unit, _), Timestamp(..)) if *unit != TimeUnit::Nanosecond => cast(),
        (Date32, Timestamp(_, None)) => cast(),
        (Float32, Float64) => cast(),
        (Decimal128(p1, s1), Decimal128(p2, s2)) => {
            let (scale, precision) = (s2 - s1, i16::from(*p2) - i16::from(*p1));
            (scale >= 0 && precision >= i16::from(scale)).then(|| Step::Cast(wanted.clone()))
        }
        (Utf8 | LargeUtf8 | Utf8View | Binary | LargeBinary | BinaryView, Utf8 | Binary) => cast(),
        (FixedSizeBinary(_), Binary) => cast(),
        (Dictionary(_, values), _) if **values == *wanted => cast(),
        _ => None,
    }
}

/// `SchemaColumnConvertNotSupportedException`.
fn mismatch(column: &str, file: &DataType, wanted: &DataType) -> DataFusionError {
    SparkError::new("FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH")
        .with("column", format!("[{column}]"))
        .with("expectedType", spark_name(wanted))
        .with("actualType", parquet_name(file))
        .into()
}

/// `DataType.catalogString`.
fn spark_name(data_type: &DataType) -> String {
    match data_type {
        DataType::Int8 => "tinyint".into(),
        DataType::Int16 => "smallint".into(),
        DataType::Int32 => "int".into(),
        DataType::Int64 => "bigint".into(),
        DataType::Float32 => "float".into(),
        DataType::Float64 => "double".into(),
        DataType::Decimal128(precision, scale) => format!("decimal({precision},{scale})"),
        DataType::Utf8 => "string".into(),
        DataType::Date32 => "date".into(),
        DataType::Timestamp(_, Some(_)) => "timestamp".into(),
        DataType::Timestamp(_, None) => "timestamp_ntz".into(),
        other => other.to_string().to_lowercase(),
    }
}

/// The physical type that usually holds such values.
fn parquet_name(data_type: &DataType) -> String {
    use DataType::*;
    match data_type {
        Boolean => "BOOLEAN",
        Int8 | Int16 | Int32 | UInt8 | UInt16 | UInt32 | Date32 | Time32(_) => "INT32",
        Decimal128(precision, _) if *precision <= 9 => "INT32",
        Decimal128(precision, _) if *precision <= 18 => "INT64",
        Int64 | UInt64 | Timestamp(..) | Time64(_) => "INT64",
        Float32 => "FLOAT",
        Float64 => "DOUBLE",
        Utf8 | LargeUtf8 | Utf8View | Binary | LargeBinary | BinaryView => "BINARY",
        FixedSizeBinary(_) | Decimal128(..) => "FIXED_LEN_BYTE_ARRAY",
        other => return other.to_string(),
    }
    .to_string()
}

/// `array` of a file as Spark wants it.
pub fn convert(step: &Step, array: &ArrayRef) -> Result<ArrayRef> {
    Ok(match step {
        Step::Keep => Arc::clone(array),
        Step::Cast(to) => cast(array, to)?,
        Step::Int32(to) => int32(array, to)?,
        Step::Bits(to) => bits(array, to)?,
        Step::Null(to) => new_null_array(to, array.len()),
        Step::Struct(fields, steps) => {
            let from = array.as_struct();
            let columns = fields.iter().zip(steps).map(|(field, step)| match step {
                Some((i, step)) => convert(step, from.column(*i)),
                None => Ok(new_null_array(field.data_type(), from.len())),
            });
            let columns = columns.collect::<Result<Vec<_>>>()?;
            Arc::new(StructArray::try_new(
                fields.clone(),
                columns,
                from.nulls().cloned(),
            )?)
        }
        Step::List(element, step) => {
            let from = array.as_list::<i32>();
            Arc::new(ListArray::try_new(
                Arc::clone(element),
                from.offsets().clone(),
                convert(step, from.values())?,
                from.nulls().cloned(),
            )?)
        }
        Step::Map(entries, keys, values) => {
            let from = array.as_map();
            let DataType::Struct(fields) = entries.data_type() else {
                return Err(exec_datafusion_err!("a map's entries are a struct"));
            };
            let columns = vec![convert(keys, from.keys())?, convert(values, from.values())?];
            Arc::new(MapArray::try_new(
                Arc::clone(entries),
                from.offsets().clone(),
                StructArray::try_new(fields.clone(), columns, None)?,
                from.nulls().cloned(),
                false,
            )?)
        }
    })
}

fn cast(array: &ArrayRef, to: &DataType) -> Result<ArrayRef> {
    let options = CastOptions {
        safe: false,
        ..CastOptions::default()
    };
    if let (DataType::FixedSizeBinary(_), DataType::Binary) = (array.data_type(), to) {
        let values: BinaryArray = array.as_fixed_size_binary().iter().collect();
        return Ok(Arc::new(values));
    }
    Ok(cast_with_options(array, to, &options)?)
}

fn int32(array: &ArrayRef, to: &DataType) -> Result<ArrayRef> {
    let stored = match array.data_type() {
        DataType::UInt32 | DataType::Date32 => bits(array, &DataType::Int32)?,
        _ => cast(array, &DataType::Int32)?,
    };
    let values = stored.as_primitive::<Int32Type>();
    Ok(match to {
        DataType::Int8 => Arc::new(values.unary::<_, Int8Type>(|v| v as i8)),
        DataType::Int16 => Arc::new(values.unary::<_, Int16Type>(|v| v as i16)),
        DataType::Int64 | DataType::Float64 => cast(&stored, to)?,
        _ => bits(&stored, to)?,
    })
}

fn bits(array: &ArrayRef, to: &DataType) -> Result<ArrayRef> {
    let data = array.to_data().into_builder().data_type(to.clone());
    Ok(make_array(data.build()?))
}
