//! `sinh`, `cosh` and `tanh`.

use super::{SIZE, exp, expm1, high, low};

/// Whether |x| is at most the number above which `sinh` and `cosh` overflow.
fn is_finite(size: i32, x: f64) -> bool {
    size < 0x4086_33ce || (size == 0x4086_33ce && low(x) <= 0x8fb9_f87d)
}

pub fn sinh(x: f64) -> f64 {
    let size = high(x) & SIZE;
    if size >= 0x7ff0_0000 {
        return x + x;
    }
    let half = if x < 0.0 { -0.5 } else { 0.5 };
    if size < 0x4036_0000 {
        if size < 0x3e30_0000 {
            return x;
        }
        let t = expm1(x.abs());
        if size < 0x3ff0_0000 {
            return half * (2.0 * t - t * t / (t + 1.0));
        }
        return half * (t + t / (t + 1.0));
    }
    if size < 0x4086_2e42 {
        return half * exp(x.abs());
    }
    if is_finite(size, x) {
        let w = exp(0.5 * x.abs());
        return half * w * w;
    }
    x * 1.0e307
}

pub fn cosh(x: f64) -> f64 {
    let size = high(x) & SIZE;
    if size >= 0x7ff0_0000 {
        return x * x;
    }
    if size < 0x3fd6_2e43 {
        let t = expm1(x.abs());
        let w = 1.0 + t;
        if size < 0x3c80_0000 {
            return w;
        }
        return 1.0 + (t * t) / (w + w);
    }
    if size < 0x4036_0000 {
        let t = exp(x.abs());
        return 0.5 * t + 0.5 / t;
    }
    if size < 0x4086_2e42 {
        return 0.5 * exp(x.abs());
    }
    if is_finite(size, x) {
        let w = exp(0.5 * x.abs());
        return 0.5 * w * w;
    }
    f64::INFINITY
}

pub fn tanh(x: f64) -> f64 {
    let size = high(x) & SIZE;
    if x.is_nan() {
        return x + x;
    }
    let z = if size < 0x4036_0000 {
        if size < 0x3c80_0000 {
            return x * (1.0 + x);
        }
        if size >= 0x3ff0_0000 {
            let t = expm1(2.0 * x.abs());
            1.0 - 2.0 / (t + 2.0)
        } else {
            let t = expm1(-2.0 * x.abs());
            -t / (t + 2.0)
        }
    } else {
        1.0
    };
    if high(x) >= 0 { z } else { -z }
}
