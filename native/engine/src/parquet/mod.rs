//! Parquet files as Spark reads them.

pub mod adapter;
pub mod calendar;
pub mod convert;
pub mod reader;
pub mod statistics;
