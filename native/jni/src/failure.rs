//! What can go wrong below a native method, and its proto form.

use std::collections::BTreeMap;
use std::error::Error as StdError;

use datafusion_common::DataFusionError;
use parquet::errors::ParquetError;
use thermite_engine::host::Cancelled;
use thermite_engine::parquet::reader::FileError;
use thermite_engine::shuffle::source::UnreadableBlocks;
use thermite_functions::SparkError;
use thermite_proto::Error;
use thermite_proto::error::Kind;

use crate::host::HostFailed;

pub enum Failure {
    Engine {
        error: DataFusionError,
        /// The file that was being read, to name where its pages cannot be decoded.
        file: Option<String>,
    },
    Jni(jni::errors::Error),
    Decode(prost::DecodeError),
}

impl From<DataFusionError> for Failure {
    fn from(error: DataFusionError) -> Self {
        Self::Engine { error, file: None }
    }
}

impl From<jni::errors::Error> for Failure {
    fn from(error: jni::errors::Error) -> Self {
        Self::Jni(error)
    }
}

impl From<prost::DecodeError> for Failure {
    fn from(error: prost::DecodeError) -> Self {
        Self::Decode(error)
    }
}

impl Failure {
    pub fn to_proto(&self) -> Error {
        match self {
            Self::Engine { error, file } => engine(error, file.as_deref()),
            Self::Jni(error) => internal(error),
            Self::Decode(error) => internal(error),
        }
    }
}

fn internal(error: &(dyn StdError + 'static)) -> Error {
    of(Kind::Internal, error)
}

fn of(kind: Kind, error: &(dyn StdError + 'static)) -> Error {
    Error {
        kind: kind as i32,
        message: error.to_string(),
        ..Error::default()
    }
}

/// The first cause that has a meaning for Spark decides.
fn engine(error: &DataFusionError, file: Option<&str>) -> Error {
    let mut cause: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(e) = cause {
        if let Some(known) = known(e, file) {
            return known;
        }
        cause = e.source();
    }
    internal(error)
}

fn known(e: &(dyn StdError + 'static), file: Option<&str>) -> Option<Error> {
    if let Some(spark) = e.downcast_ref::<SparkError>() {
        let mut parameters = owned(&spark.parameters);
        if let Some(path) = file.filter(|_| spark.condition.starts_with("FAILED_READ_FILE")) {
            parameters.insert("path".to_string(), path.to_string());
        }
        return Some(Error {
            kind: Kind::Spark as i32,
            condition: spark.condition.to_string(),
            parameters,
            origin: spark.origin,
            message: spark.to_string(),
            backtrace: String::new(),
        });
    }
    if let Some(f) = e.downcast_ref::<FileError>() {
        let kind = if f.not_found {
            Kind::FileNotFound
        } else {
            Kind::FileRead
        };
        return Some(at(kind, e, &f.path));
    }
    if e.is::<ParquetError>() && e.source().is_none() {
        return file.map(|path| at(Kind::FileRead, e, path));
    }
    if e.is::<Cancelled>() {
        return Some(of(Kind::Cancelled, e));
    }
    if e.is::<HostFailed>() {
        return Some(of(Kind::Host, e));
    }
    if let Some(blocks) = e.downcast_ref::<UnreadableBlocks>() {
        return Some(fetch_failed(blocks));
    }
    match e.downcast_ref::<DataFusionError>() {
        Some(DataFusionError::ResourcesExhausted(_)) => Some(of(Kind::OutOfMemory, e)),
        _ => None,
    }
}

fn fetch_failed(blocks: &UnreadableBlocks) -> Error {
    let mut error = of(Kind::FetchFailed, blocks);
    let mut place = |name: &str, number: String| error.parameters.insert(name.to_string(), number);
    place("operator", blocks.operator_id.to_string());
    if let Some(segment) = blocks.segment {
        place("segment", segment.to_string());
    }
    error
}

fn at(kind: Kind, e: &(dyn StdError + 'static), path: &str) -> Error {
    let mut error = of(kind, e);
    error
        .parameters
        .insert("path".to_string(), path.to_string());
    error
}

fn owned(parameters: &BTreeMap<&'static str, String>) -> BTreeMap<String, String> {
    parameters
        .iter()
        .map(|(name, value)| (name.to_string(), value.clone()))
        .collect()
}
