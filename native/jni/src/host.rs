//! The JVM as the engine's host: calls of `TaskHost`. Its methods never throw: they keep the exception
//! and return -1 (`FAILED`), so that it can be rethrown unchanged on the JVM.

use std::ffi::c_void;
use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;

use arrow::array::{
    Array, ArrayData, ArrayRef, RecordBatch, RecordBatchOptions, StructArray, make_array,
};
use arrow::compute::concat;
use arrow::datatypes::{DataType, FieldRef, Fields, SchemaRef};
use arrow::ffi::{FFI_ArrowArray, from_ffi_and_data_type};
use datafusion_common::{DataFusionError, Result, exec_datafusion_err, internal_datafusion_err};
use jni::objects::{Global, JObject, JValue};
use jni::signature::MethodSignature;
use jni::strings::JNIStr;
use jni::{JavaVM, jni_sig, jni_str};
use thermite_engine::broadcast::Broadcast;
use thermite_engine::host::{GeneratedRows, Host, HostAggregate};

const FAILED: i64 = -1;

/// A callback threw; the JVM has the exception.
#[derive(Debug)]
pub struct HostFailed;

impl fmt::Display for HostFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a callback into the JVM failed")
    }
}

impl std::error::Error for HostFailed {}

#[derive(Clone)]
pub struct JvmHost {
    host: Arc<Global<JObject<'static>>>,
}

impl fmt::Debug for JvmHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JvmHost")
    }
}

impl JvmHost {
    pub fn new(host: Global<JObject<'static>>) -> Self {
        Self {
            host: Arc::new(host),
        }
    }

    /// Calls a method of `TaskHost` that returns a long.
    fn call(
        &self,
        name: &'static JNIStr,
        signature: MethodSignature<'static, 'static>,
        args: &[JValue],
    ) -> Result<i64> {
        let vm = JavaVM::singleton().map_err(external)?;
        let value = vm
            .attach_current_thread(|env| -> jni::errors::Result<i64> {
                env.call_method(self.host.as_ref(), name, signature, args)?
                    .j()
            })
            .map_err(external)?;
        if value == FAILED {
            return Err(DataFusionError::External(Box::new(HostFailed)));
        }
        Ok(value)
    }
}

fn external(error: jni::errors::Error) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}

impl Host for JvmHost {
    fn is_cancelled(&self) -> bool {
        self.call(jni_str!("isCancelled"), jni_sig!("()J"), &[])
            .is_ok_and(|v| v != 0)
    }

    fn next_batch(&self, operator_id: u32, schema: &SchemaRef) -> Result<Option<RecordBatch>> {
        let address = self.call(
            jni_str!("nextBatch"),
            jni_sig!("(I)J"),
            &[JValue::Int(operator_id as i32)],
        )?;
        if address == 0 {
            return Ok(None);
        }
        // SAFETY: TaskHost.nextBatch returns such an address.
        let (columns, rows) = unsafe { imported(address, schema.fields()) }?;
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        let batch = RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options)?;
        Ok(Some(batch))
    }

    fn next_native(&self, operator_id: u32, schema: &SchemaRef) -> Result<Option<RecordBatch>> {
        let address = self.call(
            jni_str!("nextNative"),
            jni_sig!("(I)J"),
            &[JValue::Int(operator_id as i32)],
        )?;
        if address == 0 {
            return Ok(None);
        }
        // SAFETY: TaskHost.nextNative returns such a handle, of `Native.readCached`, and forgets it.
        let array = unsafe { crate::handle::take::<FFI_ArrowArray>(address) }?;
        let data_type = DataType::Struct(schema.fields().clone());
        // SAFETY: the array was exported by this process from columns of the schema's types.
        let batch = StructArray::from(unsafe { from_ffi_and_data_type(array, data_type) }?);
        let options = RecordBatchOptions::new().with_row_count(Some(batch.len()));
        let (_, columns, _) = batch.into_parts();
        let batch = RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options)?;
        Ok(Some(batch))
    }

    fn next_stream(&self, operator_id: u32) -> Result<Option<Box<dyn Read + Send>>> {
        let more = self.call(
            jni_str!("nextStream"),
            jni_sig!("(I)J"),
            &[JValue::Int(operator_id as i32)],
        )?;
        Ok((more != 0).then(|| {
            let stream = JvmStream {
                host: self.clone(),
                operator_id,
            };
            Box::new(stream) as Box<dyn Read + Send>
        }))
    }

    fn broadcast(&self, operator_id: u32) -> Result<Arc<Broadcast>> {
        let handle = self.call(
            jni_str!("broadcast"),
            jni_sig!("(I)J"),
            &[JValue::Int(operator_id as i32)],
        )?;
        // SAFETY: TaskHost.broadcast returns a handle of `Native.decodeBroadcast`, which the JVM keeps
        // alive while the task runs; it is only read.
        let broadcast = unsafe { crate::handle::borrow::<Arc<Broadcast>>(handle) }?;
        Ok(Arc::clone(broadcast))
    }

    fn call_function(&self, index: u32, args: StructArray, field: &FieldRef) -> Result<ArrayRef> {
        let args = FFI_ArrowArray::new(&args.into_data());
        let address = self.call(
            jni_str!("callFunction"),
            jni_sig!("(IJ)J"),
            &[
                JValue::Int(index as i32),
                JValue::Long(&raw const args as i64),
            ],
        )?;
        // SAFETY: TaskHost.callFunction returns such an address.
        let (values, _) = unsafe { copied(address, &Fields::from([Arc::clone(field)])) }?;
        let first = values.into_iter().next();
        first.ok_or_else(|| internal_datafusion_err!("function {index} gave no values"))
    }

    fn generate(&self, index: u32, args: StructArray, fields: &Fields) -> Result<GeneratedRows> {
        // In its place for as long as the JVM reads it.
        let args = Box::new(FFI_ArrowArray::new(&args.into_data()));
        self.call(
            jni_str!("startGenerator"),
            jni_sig!("(IJ)J"),
            &[
                JValue::Int(index as i32),
                JValue::Long(&raw const *args as i64),
            ],
        )?;
        Ok(Box::new(Generated {
            host: self.clone(),
            index,
            fields: fields.clone(),
            _args: args,
        }))
    }

    fn aggregate(&self, index: u32) -> Result<Box<dyn HostAggregate>> {
        let id = self.call(
            jni_str!("openAggregate"),
            jni_sig!("(I)J"),
            &[JValue::Int(index as i32)],
        )?;
        Ok(Box::new(JvmAggregate {
            host: self.clone(),
            id: id as i32,
        }))
    }

    fn acquire_memory(&self, bytes: usize) -> Result<usize> {
        let granted = self.call(
            jni_str!("acquireMemory"),
            jni_sig!("(J)J"),
            &[JValue::Long(bytes as i64)],
        )?;
        Ok(granted as usize)
    }

    fn release_memory(&self, bytes: usize) {
        // Called while operators are dropped, where nothing can be reported; the JVM frees what a
        // task still holds when it ends.
        let _ = self.call(
            jni_str!("releaseMemory"),
            jni_sig!("(J)J"),
            &[JValue::Long(bytes as i64)],
        );
    }
}

/// Copies of the columns, and the rows, of the JVM's batch at `address`.
///
/// # Safety
/// At `address` is an ArrowArray of a struct of `fields` that follows the C Data Interface and stays
/// valid until the next call into the JVM; its release does nothing.
unsafe fn copied(address: i64, fields: &Fields) -> Result<(Vec<ArrayRef>, usize)> {
    // SAFETY: the caller's promise; the columns are copied here.
    let array = unsafe { FFI_ArrowArray::from_raw(address as *mut FFI_ArrowArray) };
    let data_type = DataType::Struct(fields.clone());
    // SAFETY: as above.
    let batch = StructArray::from(unsafe { from_ffi_and_data_type(array, data_type) }?);
    let copies = batch.columns().iter().map(copy);
    Ok((copies.collect::<Result<_>>()?, batch.len()))
}

fn copy(column: &ArrayRef) -> Result<ArrayRef> {
    // Kernels trust that strings are UTF-8, which those of the JVM need not be.
    column.to_data().validate_full().map_err(|e| {
        exec_datafusion_err!("native operators cannot hold a value of the JVM: {e}")
    })?;
    // `concat` of one array would share its buffers.
    let empty = make_array(ArrayData::new_empty(column.data_type()));
    Ok(concat(&[column.as_ref(), empty.as_ref()])?)
}

/// The columns, and the rows, of the batch at `address`: those of native memory are moved out of it,
/// those of the JVM are copied.
///
/// # Safety
/// As of [`copied`], but the release of a column may be that of an array that `Native.next` gave.
unsafe fn imported(address: i64, fields: &Fields) -> Result<(Vec<ArrayRef>, usize)> {
    // SAFETY: the caller's promise.
    let batch = unsafe { &*(address as *const FFI_ArrowArray) };
    let columns = fields.iter().enumerate().map(|(i, field)| {
        let column = std::ptr::from_ref(batch.child(i)).cast_mut();
        // SAFETY: the struct has the layout of the C Data Interface.
        let release = unsafe { *column.byte_add(RELEASE).cast::<*const c_void>() };
        // SAFETY: the caller's promise; nobody else reads the column from now on.
        let array = unsafe { FFI_ArrowArray::from_raw(column) };
        let data_type = field.data_type().clone();
        // SAFETY: the caller's promise.
        let array = make_array(unsafe { from_ffi_and_data_type(array, data_type) }?);
        if std::ptr::eq(release, release_nothing as *const c_void) {
            copy(&array)
        } else {
            Ok(array)
        }
    });
    Ok((columns.collect::<Result<_>>()?, batch.len()))
}

/// Where the release callback is in an `ArrowArray`.
const RELEASE: usize = 64;

/// The release callback of arrays whose memory the JVM owns.
pub unsafe extern "C" fn release_nothing(_array: *mut c_void) {}

/// What a generator of the JVM gives for its arguments, which it reads meanwhile.
struct Generated {
    host: JvmHost,
    index: u32,
    fields: Fields,
    _args: Box<FFI_ArrowArray>,
}

impl Iterator for Generated {
    type Item = Result<Vec<ArrayRef>>;

    fn next(&mut self) -> Option<Self::Item> {
        let address = self.host.call(
            jni_str!("nextGenerated"),
            jni_sig!("(I)J"),
            &[JValue::Int(self.index as i32)],
        );
        match address {
            Ok(0) => None,
            // SAFETY: TaskHost.nextGenerated returns such an address.
            Ok(address) => Some(unsafe { copied(address, &self.fields) }.map(|(c, _)| c)),
            Err(e) => Some(Err(e)),
        }
    }
}

/// Groups that the JVM has under an id.
struct JvmAggregate {
    host: JvmHost,
    id: i32,
}

impl HostAggregate for JvmAggregate {
    fn add(&mut self, rows: StructArray, groups: usize, merge: bool) -> Result<()> {
        let rows = FFI_ArrowArray::new(&rows.into_data());
        let added = self.host.call(
            jni_str!("addToAggregate"),
            jni_sig!("(IJIZ)J"),
            &[
                JValue::Int(self.id),
                JValue::Long(&raw const rows as i64),
                JValue::Int(groups as i32),
                JValue::Bool(merge),
            ],
        );
        added.map(|_| ())
    }

    fn follow(&mut self, rows: StructArray, groups: usize) -> Result<()> {
        let rows = FFI_ArrowArray::new(&rows.into_data());
        let followed = self.host.call(
            jni_str!("followAggregate"),
            jni_sig!("(IJI)J"),
            &[
                JValue::Int(self.id),
                JValue::Long(&raw const rows as i64),
                JValue::Int(groups as i32),
            ],
        );
        followed.map(|_| ())
    }

    fn emit(&mut self, groups: usize, fields: &Fields, buffers: bool) -> Result<Vec<ArrayRef>> {
        let address = self.host.call(
            jni_str!("emitAggregate"),
            jni_sig!("(IIZ)J"),
            &[
                JValue::Int(self.id),
                JValue::Int(groups as i32),
                JValue::Bool(buffers),
            ],
        )?;
        // SAFETY: TaskHost.emitAggregate returns such an address.
        unsafe { copied(address, fields) }.map(|(columns, _)| columns)
    }

    fn bytes(&self) -> usize {
        let bytes = self.host.call(
            jni_str!("aggregateBytes"),
            jni_sig!("(I)J"),
            &[JValue::Int(self.id)],
        );
        // `GroupsAccumulator::size` cannot fail: groups whose size is not known count as nothing.
        bytes.unwrap_or(0) as usize
    }
}

impl Drop for JvmAggregate {
    fn drop(&mut self) {
        // As in `release_memory`.
        let _ = self.host.call(
            jni_str!("closeAggregate"),
            jni_sig!("(I)J"),
            &[JValue::Int(self.id)],
        );
    }
}

/// The remote shuffle stream that `TaskHost` has open for a leaf.
struct JvmStream {
    host: JvmHost,
    operator_id: u32,
}

impl Read for JvmStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let read = self.host.call(
            jni_str!("readStream"),
            jni_sig!("(IJI)J"),
            &[
                JValue::Int(self.operator_id as i32),
                JValue::Long(buffer.as_mut_ptr() as i64),
                JValue::Int(buffer.len().min(1 << 20) as i32),
            ],
        );
        read.map(|n| n as usize).map_err(io::Error::other)
    }
}
