//! The native methods of `org.apache.spark.sql.thermite.exec.Native`.

use std::ffi::c_void;
use std::sync::Arc;

use arrow::array::{Array, RecordBatch, StructArray};
use arrow::ffi::FFI_ArrowArray;
use jni::EnvUnowned;
use jni::objects::{JByteArray, JObject, JObjectArray};
use jni::sys::{jboolean, jbyteArray, jint, jlong, jobject, jobjectArray};
use prost::Message;
use thermite_engine::broadcast::Broadcast;
use thermite_engine::cache::CacheReader;
use thermite_engine::execution::TaskExecution;
use thermite_engine::host::Host;
use thermite_engine::memory::MemorySource;
use thermite_engine::plan::types;
use thermite_engine::rows::RowBuffer;
use thermite_engine::shuffle;
use thermite_functions::predicate::pattern_support;
use thermite_proto::{Schema, Task, TimeZones};

use crate::failure::Failure;
use crate::guard::{self, guarded};
use crate::host::{JvmHost, release_nothing};
use crate::{handle, process, zones};

/// An encoded result is handed over when it has this many bytes.
const ENCODED_BYTES: usize = 4 << 20;

/// A JVM reference as a return value of [`guarded`]: null when the body failed.
struct Reference(jobject);

impl Default for Reference {
    fn default() -> Self {
        Self(std::ptr::null_mut())
    }
}

macro_rules! native {
    ($name:ident($env:ident, $this:ident $(, $arg:ident: $t:ty)*) -> $ret:ty $body:block) => {
        #[unsafe(no_mangle)]
        pub extern "system" fn $name<'local>(
            env: EnvUnowned<'local>,
            $this: JObject<'local>
            $(, $arg: $t)*
        ) -> $ret {
            guarded(env, &$this, move |$env| -> Result<$ret, Failure> { $body })
        }
    };
    ($name:ident($env:ident, $this:ident $(, $arg:ident: $t:ty)*) => bytes $body:block) => {
        #[unsafe(no_mangle)]
        pub extern "system" fn $name<'local>(
            env: EnvUnowned<'local>,
            $this: JObject<'local>
            $(, $arg: $t)*
        ) -> jbyteArray {
            guarded(env, &$this, move |$env| -> Result<Reference, Failure> {
                let bytes: Option<Vec<u8>> = $body;
                match bytes {
                    Some(bytes) => Ok(Reference($env.byte_array_from_slice(&bytes)?.into_raw())),
                    None => Ok(Reference::default()),
                }
            })
            .0
        }
    };
    ($name:ident($env:ident, $this:ident $(, $arg:ident: $t:ty)*) => objects $body:block) => {
        #[unsafe(no_mangle)]
        pub extern "system" fn $name<'local>(
            env: EnvUnowned<'local>,
            $this: JObject<'local>
            $(, $arg: $t)*
        ) -> jobjectArray {
            guarded(env, &$this, move |$env| -> Result<Reference, Failure> {
                let objects: Option<jobjectArray> = $body;
                Ok(objects.map(Reference).unwrap_or_default())
            })
            .0
        }
    };
}

native! {
    Java_org_apache_spark_sql_thermite_exec_Native_start(
        env, this, threads: jint, pool_bytes: jlong, zones: JByteArray<'local>
    ) -> () {
        guard::install_panic_hook();
        zones::install(TimeZones::decode(env.convert_byte_array(&zones)?.as_slice())?)?;
        process::start(threads.max(1) as usize, pool_bytes.max(0) as usize)?;
        Ok(())
    }
}

native! {
    Java_org_apache_spark_sql_thermite_exec_Native_open(
        env, this, block: JByteArray<'local>, task: JByteArray<'local>, host: JObject<'local>
    ) -> jlong {
        let process = process::get()?;
        let block = process.blocks.decoded(env.convert_byte_array(&block)?)?;
        let task = Task::decode(env.convert_byte_array(&task)?.as_slice())?;
        let host: Arc<dyn Host> = Arc::new(JvmHost::new(env.new_global_ref(&host)?));
        let memory = match &process.pool {
            Some(pool) => MemorySource::Process(Arc::clone(pool)),
            None => MemorySource::Host(Arc::clone(&host)),
        };
        let runtime = process.runtime.handle().clone();
        let execution = TaskExecution::open(&block, &task, host, memory, &process.context, runtime)?;
        Ok(handle::give(execution))
    }
}

native! {
    Java_org_apache_spark_sql_thermite_exec_Native_next(_env, this, task: jlong) -> jlong {
        // SAFETY: the JVM passes a handle of `open` that it has not closed, from the task's thread.
        let task = unsafe { handle::borrow::<TaskExecution>(task) }?;
        match task.next_batch().map_err(|e| in_task(e, task))? {
            Some(batch) => Ok(handle::give(exported(batch))),
            None => Ok(0),
        }
    }
}

native! {
    Java_org_apache_spark_sql_thermite_exec_Native_openRows(_env, this) -> jlong {
        Ok(handle::give(RowBuffer::default()))
    }
}

native! {
    Java_org_apache_spark_sql_thermite_exec_Native_nextRows(
        _env, this, task: jlong, rows: jlong
    ) -> jlong {
        // SAFETY: as in `next`.
        let task = unsafe { handle::borrow::<TaskExecution>(task) }?;
        // SAFETY: the JVM passes a handle of `openRows` that it has not given back.
        let rows = unsafe { handle::borrow::<RowBuffer>(rows) }?;
        loop {
            if let Some(chunk) = rows.chunk()? {
                return Ok(std::ptr::from_ref(chunk) as jlong);
            }
            match task.next_batch().map_err(|e| in_task(e, task))? {
                Some(batch) => rows.start(&batch)?,
                None => return Ok(0),
            }
        }
    }
}

native! {
    Java_org_apache_spark_sql_thermite_exec_Native_releaseRows(_env, this, rows: jlong) -> () {
        // SAFETY: the JVM passes a handle of `openRows` and forgets it.
        drop(unsafe { handle::take::<RowBuffer>(rows) }?);
        Ok(())
    }
}

native! {
    Java_org_apache_spark_sql_thermite_exec_Native_nextEncoded(env, this, task: jlong) => bytes {
        // SAFETY: as in `next`.
        let task = unsafe { handle::borrow::<TaskExecution>(task) }?;
        let mut batches = Vec::new();
        let mut bytes = 0;
        while bytes < ENCODED_BYTES {
            let Some(batch) = task.next_batch().map_err(|e| in_task(e, task))? else { break };
            bytes += batch.get_array_memory_size();
            batches.push(batch);
        }
        if batches.is_empty() {
            None
        } else {
            Some(shuffle::encode_batches(&batches, shuffle::Codec::Lz4)?)
        }
    }
}

native! {
    Java_org_apache_spark_sql_thermite_exec_Native_nextCached(
        env, this, task: jlong, rows: jint, compress: jboolean
    ) => objects {
        // SAFETY: as in `next`.
        let task = unsafe { handle::borrow::<TaskExecution>(task) }?;
        let codec = if compress { shuffle::Codec::Lz4 } else { shuffle::Codec::None };
        let batch = task.next_cached(rows.max(1) as usize, codec).map_err(|e| in_task(e, task))?;
        match batch {
            Some(batch) => {
                let parts = JObjectArray::<JByteArray>::new(
                    env,
                    1 + batch.columns.len(),
                    JByteArray::null(),
                )?;
                let header = env.byte_array_from_slice(&batch.header.encode_to_vec())?;
                parts.set_element(env, 0, &header)?;
                for (i, column) in batch.columns.iter().enumerate() {
                    let bytes = env.byte_array_from_slice(column)?;
                    parts.set_element(env, 1 + i, &bytes)?;
                    env.delete_local_ref(bytes);
                }
                Some(parts.into_raw())
            }
            None => None,
        }
    }
}

native! {
    Java_org_apache_spark_sql_thermite_exec_Native_openCacheReader(
        env, this, schema: JByteArray<'local>
    ) -> jlong {
        let schema = Schema::decode(env.convert_byte_array(&schema)?.as_slice())?;
        Ok(handle::give(CacheReader::new(&types::schema(&Some(schema))?)))
    }
}

native! {
    Java_org_apache_spark_sql_thermite_exec_Native_readCached(
        env, this, reader: jlong, columns: JObjectArray<'local, JByteArray<'local>>, rows: jint
    ) -> jlong {
        // SAFETY: the JVM passes a handle of `openCacheReader` that it has not closed, from one thread.
        let reader = unsafe { handle::borrow::<CacheReader>(reader) }?;
        let count = columns.len(env)?;
        let mut stored = Vec::with_capacity(count);
        for i in 0..count {
            let column = columns.get_element(env, i)?;
            stored.push(env.convert_byte_array(&column)?);
            env.delete_local_ref(column);
        }
        Ok(handle::give(exported(reader.read(&stored, rows.max(0) as usize)?)))
    }
}

native! {
    Java_org_apache_spark_sql_thermite_exec_Native_closeCacheReader(
        _env, this, reader: jlong
    ) -> () {
        // SAFETY: the JVM passes a handle of `openCacheReader` and forgets it.
        drop(unsafe { handle::take::<CacheReader>(reader) }?);
        Ok(())
    }
}

native! {
    Java_org_apache_spark_sql_thermite_exec_Native_writeShuffle(env, this, task: jlong) => bytes {
        // SAFETY: as in `next`.
        let task = unsafe { handle::borrow::<TaskExecution>(task) }?;
        let result = task.write_shuffle().map_err(|e| in_task(e, task))?;
        Some(result.encode_to_vec())
    }
}

native! {
    Java_org_apache_spark_sql_thermite_exec_Native_close(env, this, task: jlong) => bytes {
        // SAFETY: the JVM passes a handle of `open` and forgets it.
        let task = unsafe { handle::take::<TaskExecution>(task) }?;
        Some(task.close().encode_to_vec())
    }
}

native! {
    Java_org_apache_spark_sql_thermite_exec_Native_releaseBatch(_env, this, batch: jlong) -> () {
        // SAFETY: the JVM passes an address that `next` gave and forgets it; the drop releases it.
        drop(unsafe { handle::take::<FFI_ArrowArray>(batch) }?);
        Ok(())
    }
}

native! {
    Java_org_apache_spark_sql_thermite_exec_Native_decodeBroadcast(
        env, this, chunks: JObjectArray<'local, JByteArray<'local>>, schema: JByteArray<'local>
    ) -> jlong {
        let schema = Schema::decode(env.convert_byte_array(&schema)?.as_slice())?;
        let schema = types::schema(&Some(schema))?;
        let mut batches: Vec<RecordBatch> = Vec::new();
        for i in 0..chunks.len(env)? {
            let chunk = chunks.get_element(env, i)?;
            let bytes = env.convert_byte_array(&chunk)?;
            batches.extend(shuffle::decode_batches(&bytes, &schema)?);
        }
        let broadcast = Broadcast::new(&schema, batches, process::get()?.pool.as_ref())?;
        Ok(handle::give(Arc::new(broadcast)))
    }
}

native! {
    Java_org_apache_spark_sql_thermite_exec_Native_releaseBroadcast(
        _env, this, broadcast: jlong
    ) -> () {
        // SAFETY: the JVM passes a handle of `decodeBroadcast` and forgets it.
        drop(unsafe { handle::take::<Arc<Broadcast>>(broadcast) }?);
        Ok(())
    }
}

native! {
    Java_org_apache_spark_sql_thermite_exec_Native_broadcastBytes(
        _env, this, broadcast: jlong
    ) -> jlong {
        // SAFETY: the JVM passes a handle of `decodeBroadcast` that it has not given back.
        let broadcast = unsafe { handle::borrow::<Arc<Broadcast>>(broadcast) }?;
        Ok(broadcast.bytes() as i64)
    }
}

native! {
    Java_org_apache_spark_sql_thermite_exec_Native_regexSupport(
        env, this, pattern: JByteArray<'local>
    ) -> jint {
        let pattern = env.convert_byte_array(&pattern)?;
        let support = std::str::from_utf8(&pattern).ok().and_then(pattern_support);
        Ok(match support {
            Some(support) => {
                let flags = i32::from(support.places) | i32::from(support.group_places) << 1;
                flags | (support.groups as i32) << 2
            }
            None => -1,
        })
    }
}

native! {
    Java_org_apache_spark_sql_thermite_exec_Native_liveHandles(_env, this) -> jlong {
        Ok(handle::live())
    }
}

native! {
    Java_org_apache_spark_sql_thermite_exec_Native_reservedBytes(_env, this) -> jlong {
        Ok(process::get()?.pool.as_ref().map_or(0, |pool| pool.used_by_tasks() as i64))
    }
}

native! {
    Java_org_apache_spark_sql_thermite_exec_Native_releaseAddress(_env, this) -> jlong {
        Ok(release_nothing as *const c_void as jlong)
    }
}

fn in_task(error: datafusion_common::DataFusionError, task: &TaskExecution) -> Failure {
    Failure::Engine {
        error,
        file: task.current_file(),
    }
}

fn exported(batch: RecordBatch) -> FFI_ArrowArray {
    FFI_ArrowArray::new(&StructArray::from(batch).into_data())
}
