//! Statistics of floating-point columns that hold NaN say nothing (parquet.thrift, `TypeDefinedOrder`), so
//! that readers ignore them: parquet-mr's `Statistics.Builder` and `ColumnIndexBuilder`.

use std::sync::Arc;

use parquet::basic::Type;
use parquet::errors::Result;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData, RowGroupMetaData};
use parquet::file::page_index::column_index::ColumnIndexMetaData;
use parquet::file::statistics::Statistics;

/// `metadata` without bounds that are NaN.
pub fn without_nan(metadata: Arc<ParquetMetaData>) -> Result<Arc<ParquetMetaData>> {
    let columns = metadata.file_metadata().schema_descr().columns();
    let is_float = |i: &usize| matches!(columns[*i].physical_type(), Type::FLOAT | Type::DOUBLE);
    let floats: Vec<usize> = (0..columns.len()).filter(is_float).collect();
    let of_chunks = metadata
        .row_groups()
        .iter()
        .any(|group| floats.iter().any(|i| chunk_has_nan(group.column(*i))));
    let pages = |group: &Vec<ColumnIndexMetaData>| {
        floats
            .iter()
            .any(|i| group.get(*i).is_some_and(pages_have_nan))
    };
    let of_pages = metadata
        .column_index()
        .is_some_and(|index| index.iter().any(pages));
    if !of_chunks && !of_pages {
        return Ok(metadata);
    }
    let mut builder = ParquetMetaData::clone(&metadata).into_builder();
    let groups = builder.take_row_groups().into_iter().map(without_chunks);
    let groups = groups.collect::<Result<Vec<_>>>()?;
    let index = builder.take_column_index().map(|mut index| {
        for column in index.iter_mut().flatten().filter(|c| pages_have_nan(c)) {
            *column = ColumnIndexMetaData::NONE;
        }
        index
    });
    let builder = builder.set_row_groups(groups).set_column_index(index);
    Ok(Arc::new(builder.build()))
}

fn without_chunks(group: RowGroupMetaData) -> Result<RowGroupMetaData> {
    let columns = group.columns().iter().map(|column| {
        let builder = column.clone().into_builder();
        match chunk_has_nan(column) {
            true => builder.clear_statistics().build(),
            false => builder.build(),
        }
    });
    let columns = columns.collect::<Result<Vec<_>>>()?;
    group.into_builder().set_column_metadata(columns).build()
}

fn chunk_has_nan(column: &ColumnChunkMetaData) -> bool {
    match column.statistics() {
        Some(Statistics::Float(s)) => [s.min_opt(), s.max_opt()]
            .into_iter()
            .flatten()
            .any(|v| v.is_nan()),
        Some(Statistics::Double(s)) => [s.min_opt(), s.max_opt()]
            .into_iter()
            .flatten()
            .any(|v| v.is_nan()),
        _ => false,
    }
}

fn pages_have_nan(column: &ColumnIndexMetaData) -> bool {
    match column {
        ColumnIndexMetaData::FLOAT(index) => {
            let mut bounds = index
                .min_values_iter()
                .chain(index.max_values_iter())
                .flatten();
            bounds.any(|v| v.is_nan())
        }
        ColumnIndexMetaData::DOUBLE(index) => {
            let mut bounds = index
                .min_values_iter()
                .chain(index.max_values_iter())
                .flatten();
            bounds.any(|v| v.is_nan())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use parquet::basic::Repetition;
    use parquet::file::metadata::{FileMetaData, ParquetMetaDataBuilder};
    use parquet::schema::types::{SchemaDescriptor, Type as SchemaType};

    use super::*;

    fn metadata(min: f64, max: f64) -> Arc<ParquetMetaData> {
        let column = SchemaType::primitive_type_builder("x", Type::DOUBLE)
            .with_repetition(Repetition::OPTIONAL);
        let fields = vec![Arc::new(column.build().unwrap())];
        let schema = SchemaType::group_type_builder("schema").with_fields(fields);
        let schema = Arc::new(SchemaDescriptor::new(Arc::new(schema.build().unwrap())));
        let statistics = Statistics::double(Some(min), Some(max), None, Some(0), false);
        let chunk = ColumnChunkMetaData::builder(schema.column(0)).set_statistics(statistics);
        let group = RowGroupMetaData::builder(Arc::clone(&schema))
            .set_column_metadata(vec![chunk.build().unwrap()])
            .build();
        let file = FileMetaData::new(1, 1, None, None, schema, None);
        let builder = ParquetMetaDataBuilder::new(file).set_row_groups(vec![group.unwrap()]);
        Arc::new(builder.build())
    }

    #[test]
    fn bounds_that_are_nan_are_none() {
        for (min, max, known) in [
            (1.0, 2.0, true),
            (f64::NEG_INFINITY, f64::INFINITY, true),
            (f64::NAN, 2.0, false),
            (1.0, -f64::NAN, false),
        ] {
            let read = without_nan(metadata(min, max)).unwrap();
            assert_eq!(read.row_group(0).column(0).statistics().is_some(), known);
        }
    }
}
