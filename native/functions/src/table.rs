//! The registry: from Spark's SQL name and argument types to a kernel, and from a kernel to DataFusion.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::datatypes::{DataType, FieldRef};
use datafusion_common::{Result, internal_err};
use datafusion_expr::{
    ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature,
    Volatility,
};

use crate::EvalMode;

/// One use of a function in a plan. All that a kernel may specialise on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Call {
    /// Spark's SQL name, lower case.
    pub name: String,
    pub arg_types: Vec<DataType>,
    /// Spark's type and nullability of the result.
    pub return_field: FieldRef,
    pub mode: EvalMode,
    /// `spark.sql.session.timeZone`, as the user wrote it.
    pub time_zone: Arc<str>,
}

/// A kernel bound to one call: arguments and the number of rows in, one value out. All-scalar
/// arguments may give a scalar.
pub type Kernel = Arc<dyn Fn(&[ColumnarValue], usize) -> Result<ColumnarValue> + Send + Sync>;

/// A row of a family's table.
pub struct Function {
    pub name: &'static str,
    /// Chooses the kernel for the argument types; an internal error if there is none (the JVM side
    /// checks the same limits before it sends a call).
    pub bind: fn(&Call) -> Result<Kernel>,
}

/// All families. A function's name is unique among them.
pub const FAMILIES: &[&[Function]] = &[
    crate::array::FUNCTIONS,
    crate::bitwise::FUNCTIONS,
    crate::datetime::FUNCTIONS,
    crate::decimal::FUNCTIONS,
    crate::hash::FUNCTIONS,
    crate::map::FUNCTIONS,
    crate::math::FUNCTIONS,
    crate::predicate::FUNCTIONS,
    crate::string::FUNCTIONS,
];

/// The kernel for `call`.
pub fn bind(call: &Call) -> Result<Kernel> {
    let Some(function) = FAMILIES
        .iter()
        .flat_map(|family| family.iter())
        .find(|function| function.name == call.name)
    else {
        return internal_err!("no native function {}", call.name);
    };
    (function.bind)(call)
}

/// Wraps a kernel for DataFusion.
pub fn scalar_udf(call: Call, kernel: Kernel) -> Arc<ScalarUDF> {
    Arc::new(ScalarUDF::new_from_impl(SparkFunction {
        call,
        kernel,
        signature: Signature::variadic_any(Volatility::Immutable),
    }))
}

struct SparkFunction {
    call: Call,
    kernel: Kernel,
    signature: Signature,
}

impl fmt::Debug for SparkFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.call.fmt(f)
    }
}

impl PartialEq for SparkFunction {
    fn eq(&self, other: &Self) -> bool {
        self.call == other.call
    }
}

impl Eq for SparkFunction {}

impl Hash for SparkFunction {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.call.hash(state);
    }
}

impl ScalarUDFImpl for SparkFunction {
    fn name(&self) -> &str {
        &self.call.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arg_types: &[DataType]) -> Result<DataType> {
        Ok(self.call.return_field.data_type().clone())
    }

    fn return_field_from_args(&self, _args: ReturnFieldArgs) -> Result<FieldRef> {
        Ok(Arc::clone(&self.call.return_field))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        (self.kernel)(&args.args, args.number_rows)
    }
}
