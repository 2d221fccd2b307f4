//! Generate: rows made for each input row, by elements of a collection or by the JVM.

use std::sync::Arc;

use datafusion_common::{Result, internal_err};
use thermite_proto as proto;
use thermite_proto::generate::Generator as Kind;

use super::PlanRef;
use crate::operator::generate::{GenerateExec, Generator};
use crate::plan::{PlanContext, expr, types};

pub fn build(generate: &proto::Generate, input: PlanRef, ctx: &PlanContext) -> Result<PlanRef> {
    let schema = input.schema();
    let generator = match &generate.generator {
        Some(Kind::Explode(explode)) => {
            let Some(collection) = &explode.collection else {
                return internal_err!("an explode without a collection");
            };
            Generator::Explode {
                collection: expr::build(collection, &schema, ctx)?,
                position: explode.position,
                inline: explode.inline,
                outer: explode.outer,
            }
        }
        Some(Kind::Jvm(jvm)) => Generator::Jvm {
            index: jvm.index,
            args: expr::build_all(&jvm.args, &schema, ctx)?,
            host: Arc::clone(&ctx.host),
        },
        None => return internal_err!("a generate without a generator"),
    };
    let kept = generate.kept.iter().map(|i| *i as usize).collect();
    let output = types::schema(&generate.schema)?;
    Ok(Arc::new(GenerateExec::new(
        generator,
        Arc::new(kept),
        output,
        input,
    )))
}
