//! Kernels that know what they do not know: exact for the rows that they decide, and Spark's own code
//! evaluates the function for the others.

use std::sync::Arc;

use arrow::array::ArrayRef;
use datafusion_common::{Result, internal_err};
use datafusion_expr::ColumnarValue;

use crate::table::Call;

/// The values of all rows, and in ascending order the rows whose value means nothing.
#[derive(Debug)]
pub struct Decided {
    pub values: ArrayRef,
    pub undecided: Vec<u32>,
}

/// A kernel bound to one call: arguments and the number of rows in.
pub type DecidingKernel = Arc<dyn Fn(&[ColumnarValue], usize) -> Result<Decided> + Send + Sync>;

/// A row of a family's table.
pub struct DecidingFunction {
    pub name: &'static str,
    /// An internal error for arguments that the JVM side does not send.
    pub bind: fn(&Call) -> Result<DecidingKernel>,
}

/// All families. A function's name is unique among them.
pub const FAMILIES: &[&[DecidingFunction]] = &[crate::json::FUNCTIONS];

/// The kernel for `call`.
pub fn bind(call: &Call) -> Result<DecidingKernel> {
    let Some(function) = FAMILIES
        .iter()
        .flat_map(|family| family.iter())
        .find(|function| function.name == call.name)
    else {
        return internal_err!("no native function {} that decides", call.name);
    };
    (function.bind)(call)
}
