//! `java.lang.StrictMath`, bit by bit: the algorithms of fdlibm, in the order of its operations.
//!
//! fdlibm is Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunSoft,
//! a Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute this software
//! is freely granted, provided that this notice is preserved.

// The constants are fdlibm's digits, also where others would do as well.
#![allow(clippy::approx_constant, clippy::excessive_precision)]

mod arc;
mod exp;
mod hyperbolic;
mod log;
mod pow;
mod root;
#[cfg(test)]
mod tests;

pub use arc::{acos, asin, atan, atan2};
pub use exp::{exp, expm1};
pub use hyperbolic::{cosh, sinh, tanh};
pub use log::{ln, log1p, log10};
pub use pow::pow;
pub use root::{cbrt, hypot};

/// ln 2 in two parts; the first has room for the product with an exponent.
const LN2_HIGH: f64 = 6.93147180369123816490e-01;
const LN2_LOW: f64 = 1.90821492927058770002e-10;
const INV_LN2: f64 = 1.44269504088896338700e+00;

/// All bits of a high word but the sign.
const SIZE: i32 = 0x7fff_ffff;

/// The high word: sign, exponent and the first 20 bits of the fraction.
#[inline(always)]
fn high(x: f64) -> i32 {
    (x.to_bits() >> 32) as i32
}

#[inline(always)]
fn low(x: f64) -> u32 {
    x.to_bits() as u32
}

#[inline(always)]
fn with_high(x: f64, high: i32) -> f64 {
    f64::from_bits((x.to_bits() & 0xffff_ffff) | (u64::from(high as u32) << 32))
}

/// With a low word of zeros.
#[inline(always)]
fn truncated(x: f64) -> f64 {
    f64::from_bits(x.to_bits() & 0xffff_ffff_0000_0000)
}

/// x * 2^k, by its exponent's bits.
#[inline(always)]
fn scaled(x: f64, k: i32) -> f64 {
    with_high(x, high(x).wrapping_add(k << 20))
}

/// 2^k of a normal number.
#[inline(always)]
fn power_of_two(k: i32) -> f64 {
    f64::from_bits(((k + 1023) as u64) << 52)
}
