//! The JNI rim: turns the JVM's calls into the engine's and decides nothing.

mod blocks;
mod entry;
mod failure;
mod guard;
mod handle;
mod host;
mod process;
mod zones;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
