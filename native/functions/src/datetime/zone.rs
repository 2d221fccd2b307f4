//! Time zones of a fixed offset from UTC. Others follow the JVM's own rules, of which there is no
//! native copy, and are refused.

use arrow::datatypes::DataType;
use datafusion_common::{Result, internal_err};

use crate::cast::fixed_offset;
use crate::table::Call;

/// The offset for a timestamp argument: the session's, or none for a timestamp without time zone.
pub(super) fn offset(call: &Call, timestamp: Option<&DataType>) -> Result<i64> {
    if let Some(DataType::Timestamp(_, None)) = timestamp {
        return Ok(0);
    }
    match fixed_offset(&call.time_zone) {
        Some(seconds) => Ok(i64::from(seconds)),
        None => internal_err!("time zone {} has no fixed offset", call.time_zone),
    }
}
