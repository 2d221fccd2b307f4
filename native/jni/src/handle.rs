//! Rust objects that the JVM holds by address.

use std::sync::atomic::{AtomicI64, Ordering};

use datafusion_common::{Result, internal_datafusion_err};

static LIVE: AtomicI64 = AtomicI64::new(0);

/// How many handles the JVM holds.
pub fn live() -> i64 {
    LIVE.load(Ordering::Relaxed)
}

/// Gives `value` to the JVM.
pub fn give<T>(value: T) -> i64 {
    LIVE.fetch_add(1, Ordering::Relaxed);
    Box::into_raw(Box::new(value)) as i64
}

/// Borrows what [`give`] gave.
///
/// # Safety
/// `handle` came from `give::<T>`, was not taken back, and no other thread uses it meanwhile: the JVM
/// side calls a handle from one thread at a time.
pub unsafe fn borrow<'a, T>(handle: i64) -> Result<&'a mut T> {
    let pointer = handle as *mut T;
    // SAFETY: the caller's promise.
    unsafe { pointer.as_mut() }.ok_or_else(|| internal_datafusion_err!("a null handle"))
}

/// Takes back what [`give`] gave.
///
/// # Safety
/// As for [`borrow`], and `handle` is never used again.
pub unsafe fn take<T>(handle: i64) -> Result<T> {
    if handle == 0 {
        return Err(internal_datafusion_err!("a null handle"));
    }
    LIVE.fetch_sub(1, Ordering::Relaxed);
    // SAFETY: the caller's promise: the box was leaked by `give`.
    Ok(*unsafe { Box::from_raw(handle as *mut T) })
}
