//! The plan contract between the plugin and the native library, generated from `proto/`.

#![allow(clippy::large_enum_variant)]

include!(concat!(env!("OUT_DIR"), "/thermite.rs"));
