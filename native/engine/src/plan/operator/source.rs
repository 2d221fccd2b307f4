//! Leaves whose rows come from the host: JVM batches, shuffle blocks, broadcasts.

use std::sync::Arc;

use arrow::array::{Int64Array, RecordBatch};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion_common::{Result, internal_err};
use futures::stream::{self, StreamExt};
use thermite_proto as proto;
use thermite_proto::leaf_input::Kind;

use super::PlanRef;
use crate::operator::source::{BatchIterator, SourceExec};
use crate::plan::{PlanContext, types};
use crate::shuffle::source::ShuffleBatches;

pub fn input(id: u32, input: &proto::Input, ctx: &PlanContext) -> Result<PlanRef> {
    let schema = types::schema(&input.schema)?;
    let host = Arc::clone(&ctx.host);
    let batches_schema = Arc::clone(&schema);
    let is_native = matches!(&ctx.input(id)?.kind, Some(Kind::Batches(b)) if b.is_native);
    let open = move || {
        let host = Arc::clone(&host);
        let schema = Arc::clone(&batches_schema);
        let batches = std::iter::from_fn(move || {
            let next = if is_native {
                host.next_native(id, &schema)
            } else {
                host.next_batch(id, &schema)
            };
            next.transpose()
        });
        let batches: BatchIterator = Box::new(batches);
        Ok(stream::iter(batches).boxed())
    };
    Ok(Arc::new(SourceExec::new("NativeInput", schema, open)))
}

pub fn shuffle_read(id: u32, read: &proto::ShuffleRead, ctx: &PlanContext) -> Result<PlanRef> {
    let schema = types::schema(&read.schema)?;
    let Some(Kind::Segments(segments)) = &ctx.input(id)?.kind else {
        return internal_err!("shuffle read {id} without segments");
    };
    let segments = segments.clone();
    let host = Arc::clone(&ctx.host);
    let batch_size = ctx.options.execution.batch_size.into();
    let batches_schema = Arc::clone(&schema);
    let open = move || {
        let batches = ShuffleBatches::new(
            id,
            segments.clone(),
            Arc::clone(&host),
            Arc::clone(&batches_schema),
            batch_size,
        );
        Ok(stream::iter(batches).boxed())
    };
    Ok(Arc::new(SourceExec::new("NativeShuffleRead", schema, open)))
}

pub fn range(id: u32, range: &proto::NumberRange, ctx: &PlanContext) -> Result<PlanRef> {
    let field = Field::new(&range.name, DataType::Int64, false);
    let schema: SchemaRef = Arc::new(Schema::new(vec![field]));
    let Some(Kind::Numbers(numbers)) = &ctx.input(id)?.kind else {
        return internal_err!("range {id} without numbers");
    };
    let numbers = *numbers;
    let batch_size: usize = ctx.options.execution.batch_size.into();
    let batches_schema = Arc::clone(&schema);
    let open = move || {
        let schema = Arc::clone(&batches_schema);
        let batches = (0..numbers.count).step_by(batch_size).map(move |start| {
            let end = numbers.count.min(start + batch_size as u64);
            let values = (start..end).map(|i| {
                let offset = (i as i64).wrapping_mul(numbers.step);
                numbers.first.wrapping_add(offset)
            });
            let values = Int64Array::from_iter_values(values);
            Ok(RecordBatch::try_new(
                Arc::clone(&schema),
                vec![Arc::new(values)],
            )?)
        });
        Ok(stream::iter(batches).boxed())
    };
    Ok(Arc::new(SourceExec::new("NativeRange", schema, open)))
}

pub fn broadcast_read(id: u32, read: &proto::BroadcastRead, ctx: &PlanContext) -> Result<PlanRef> {
    let schema = types::schema(&read.schema)?;
    let host = Arc::clone(&ctx.host);
    let batch_size: usize = ctx.options.execution.batch_size.into();
    let open = move || {
        let rows = host.broadcast(id)?.rows().clone();
        let starts = (0..rows.num_rows()).step_by(batch_size);
        let slices =
            starts.map(move |start| Ok(rows.slice(start, batch_size.min(rows.num_rows() - start))));
        Ok(stream::iter(slices).boxed())
    };
    Ok(Arc::new(SourceExec::new(
        "NativeBroadcastRead",
        schema,
        open,
    )))
}
