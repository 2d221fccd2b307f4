//! Runs the body of a native method: errors and panics become exceptions, nothing unwinds into the JVM.

use std::backtrace::Backtrace;
use std::cell::RefCell;
use std::panic::AssertUnwindSafe;

use jni::objects::{JObject, JValue};
use jni::{Env, EnvUnowned, jni_sig, jni_str};
use prost::Message;
use thermite_proto::Error;
use thermite_proto::error::Kind;

use crate::failure::Failure;

thread_local! {
    static BACKTRACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Keeps the place of a panic for the exception, instead of printing it.
pub fn install_panic_hook() {
    std::panic::set_hook(Box::new(|info| {
        let text = format!("{info}\n{}", Backtrace::force_capture());
        BACKTRACE.with(|slot| *slot.borrow_mut() = text);
    }));
}

/// Runs `body`; when it fails, calls `Native.fail(error bytes)`, which throws, and returns the default.
pub fn guarded<'local, T: Default>(
    mut unowned: EnvUnowned<'local>,
    native: &JObject<'local>,
    body: impl FnOnce(&mut Env<'local>) -> Result<T, Failure>,
) -> T {
    let outcome = unowned.with_env_no_catch(|env| -> jni::errors::Result<T> {
        let result = std::panic::catch_unwind(AssertUnwindSafe(|| body(env)));
        let error = match result {
            Ok(Ok(value)) => return Ok(value),
            Ok(Err(failure)) => failure.to_proto(),
            Err(_) => panicked(),
        };
        let bytes = env.byte_array_from_slice(&error.encode_to_vec())?;
        let thrown = env.call_method(
            native,
            jni_str!("fail"),
            jni_sig!("([B)V"),
            &[JValue::Object(&bytes)],
        );
        match thrown {
            Ok(_) | Err(jni::errors::Error::JavaException) => Ok(T::default()),
            Err(other) => Err(other),
        }
    });
    outcome.resolve::<jni::errors::ThrowRuntimeExAndDefault>()
}

fn panicked() -> Error {
    let backtrace = BACKTRACE.with(|slot| std::mem::take(&mut *slot.borrow_mut()));
    Error {
        kind: Kind::Internal as i32,
        message: backtrace.lines().take(2).collect::<Vec<_>>().join(" "),
        backtrace,
        ..Error::default()
    }
}
