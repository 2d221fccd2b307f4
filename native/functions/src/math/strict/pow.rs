//! `pow`.

use super::{SIZE, high, low, power_of_two, truncated, with_high};

const INV_LN2: f64 = 1.44269504088896338700e+00;
const INV_LN2_HIGH: f64 = 1.44269502162933349609e+00;
const INV_LN2_LOW: f64 = 1.92596299112661746887e-08;

/// 2 / (3 ln 2)
const CP: f64 = 9.61796693925975554329e-01;
const CP_HIGH: f64 = 9.61796700954437255859e-01;
const CP_LOW: f64 = -7.02846165095275826516e-09;

const BP: [f64; 2] = [1.0, 1.5];
const DP_HIGH: [f64; 2] = [0.0, 5.84962487220764160156e-01];
const DP_LOW: [f64; 2] = [0.0, 1.35003920212974897128e-08];

const L1: f64 = 5.99999999999994648725e-01;
const L2: f64 = 4.28571428578550184252e-01;
const L3: f64 = 3.33333329818377432918e-01;
const L4: f64 = 2.72728123808534006489e-01;
const L5: f64 = 2.30660745775561754067e-01;
const L6: f64 = 2.06975017800338417784e-01;

const P1: f64 = 1.66666666666666019037e-01;
const P2: f64 = -2.77777777770155933842e-03;
const P3: f64 = 6.61375632143793436117e-05;
const P4: f64 = -1.65339022054652515390e-06;
const P5: f64 = 4.13813679705723846039e-08;
const LG2: f64 = 6.93147180559945286227e-01;
const LG2_HIGH: f64 = 6.93147182464599609375e-01;
const LG2_LOW: f64 = -1.90465429995776804525e-09;
/// -(1024 - log2(overflow + 0.5 ulp))
const OVERFLOW_TAIL: f64 = 8.0085662595372944372e-17;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Parity {
    None,
    Odd,
    Even,
}

/// Whether y is a whole number, and which.
fn parity(y: f64) -> Parity {
    if y >= 9_007_199_254_740_992.0 {
        return Parity::Even;
    }
    if y < 1.0 {
        return Parity::None;
    }
    let whole = y as i64;
    match (whole as f64 == y, whole & 1) {
        (false, _) => Parity::None,
        (true, 0) => Parity::Even,
        (true, _) => Parity::Odd,
    }
}

pub fn pow(x: f64, y: f64) -> f64 {
    if y == 0.0 {
        return 1.0;
    }
    if x.is_nan() || y.is_nan() {
        return x + y;
    }
    let (x_size, y_size) = (x.abs(), y.abs());
    if y == 2.0 {
        return x * x;
    } else if y == 0.5 {
        if x >= -f64::MAX {
            return (x + 0.0).sqrt();
        }
    } else if y_size == 1.0 {
        return if y == 1.0 { x } else { 1.0 / x };
    } else if y_size == f64::INFINITY {
        return if x_size == 1.0 {
            f64::NAN
        } else if x_size > 1.0 {
            if y >= 0.0 { y } else { 0.0 }
        } else if y < 0.0 {
            -y
        } else {
            0.0
        };
    }
    let negative = high(x) < 0;
    let parity = if negative {
        parity(y_size)
    } else {
        Parity::None
    };
    if x_size == 0.0 || x_size == f64::INFINITY || x_size == 1.0 {
        let z = if y < 0.0 { 1.0 / x_size } else { x_size };
        return match (negative, parity) {
            (true, Parity::None) if x_size == 1.0 => f64::NAN,
            (true, Parity::Odd) => -z,
            _ => z,
        };
    }
    if negative && parity == Parity::None {
        return f64::NAN;
    }
    let sign = if parity == Parity::Odd { -1.0 } else { 1.0 };
    // log2 of |x| in two parts
    let (t1, t2) = if y_size > HUGE_EXPONENT {
        if x_size < NEARLY_ONE {
            return if y < 0.0 {
                sign * f64::INFINITY
            } else {
                sign * 0.0
            };
        }
        if x_size > BARELY_ABOVE_ONE {
            return if y > 0.0 {
                sign * f64::INFINITY
            } else {
                sign * 0.0
            };
        }
        log2_near_one(x_size)
    } else {
        log2(x_size)
    };
    let y1 = truncated(y);
    let p_low = (y - y1) * t1 + y * t2;
    let p_high = y1 * t1;
    let z = p_low + p_high;
    let (j, i) = (high(z), low(z));
    if j >= 0x4090_0000 {
        if (j - 0x4090_0000) as u32 | i != 0 || p_low + OVERFLOW_TAIL > z - p_high {
            return sign * f64::INFINITY;
        }
    } else if (j & SIZE) >= 0x4090_cc00
        && (j.wrapping_sub(0xc090_cc00_u32 as i32) as u32 | i != 0 || p_low <= z - p_high)
    {
        return sign * 0.0;
    }
    sign * two_to(j, p_high, p_low)
}

/// 0x1.00000ffffffffp31, 0x1.fffff00000000p-1 and 0x1.00000ffffffffp0
const HUGE_EXPONENT: f64 = f64::from_bits(0x41e0_0000_ffff_ffff);
const NEARLY_ONE: f64 = f64::from_bits(0x3fef_ffff_0000_0000);
const BARELY_ABOVE_ONE: f64 = f64::from_bits(0x3ff0_0000_ffff_ffff);

fn log2_near_one(x: f64) -> (f64, f64) {
    let t = x - 1.0;
    let w = (t * t) * (0.5 - t * (0.3333333333333333333333 - t * 0.25));
    let u = INV_LN2_HIGH * t;
    let v = t * INV_LN2_LOW - w * INV_LN2;
    let t1 = truncated(u + v);
    (t1, v - (t1 - u))
}

#[inline(always)]
fn log2(x: f64) -> (f64, f64) {
    let mut n = 0;
    let mut x = x;
    if high(x) < 0x0010_0000 {
        x *= power_of_two(53);
        n -= 53;
    }
    n += (high(x) >> 20) - 0x3ff;
    let j = high(x) & 0x000f_ffff;
    let mut ix = j | 0x3ff0_0000;
    // Whether x is below sqrt(3/2), or below sqrt(3).
    let k = if j <= 0x3_988e {
        0
    } else if j < 0xb_b67a {
        1
    } else {
        n += 1;
        ix -= 0x0010_0000;
        0
    };
    let x = with_high(x, ix);
    let u = x - BP[k];
    let v = 1.0 / (x + BP[k]);
    let ss = u * v;
    let s_high = truncated(ss);
    let t_high = with_high(
        0.0,
        ((ix >> 1) | 0x2000_0000) + 0x0008_0000 + ((k as i32) << 18),
    );
    let t_low = x - (t_high - BP[k]);
    let s_low = v * ((u - s_high * t_high) - s_high * t_low);
    let s2 = ss * ss;
    let mut r = s2 * s2 * (L1 + s2 * (L2 + s2 * (L3 + s2 * (L4 + s2 * (L5 + s2 * L6)))));
    r += s_low * (s_high + ss);
    let s2 = s_high * s_high;
    let t_high = truncated(3.0 + s2 + r);
    let t_low = r - ((t_high - 3.0) - s2);
    let u = s_high * t_high;
    let v = s_low * t_high + t_low * ss;
    let p_high = truncated(u + v);
    let p_low = v - (p_high - u);
    let z_high = CP_HIGH * p_high;
    let z_low = CP_LOW * p_high + p_low * CP + DP_LOW[k];
    let t = f64::from(n);
    let t1 = truncated(((z_high + z_low) + DP_HIGH[k]) + t);
    let t2 = z_low - (((t1 - t) - DP_HIGH[k]) - z_high);
    (t1, t2)
}

/// 2 ^ (p_high + p_low), whose sum has the high word `j`.
#[inline(always)]
fn two_to(j: i32, p_high: f64, p_low: f64) -> f64 {
    let i = j & SIZE;
    let mut n = 0;
    let mut p_high = p_high;
    if i > 0x3fe0_0000 {
        let k = (i >> 20) - 0x3ff;
        n = j.wrapping_add(0x0010_0000 >> (k + 1));
        let k = ((n & SIZE) >> 20) - 0x3ff;
        let t = with_high(0.0, n & !(0x000f_ffff >> k));
        n = ((n & 0x000f_ffff) | 0x0010_0000) >> (20 - k);
        if j < 0 {
            n = -n;
        }
        p_high -= t;
    }
    let t = truncated(p_low + p_high);
    let u = t * LG2_HIGH;
    let v = (p_low - (t - p_high)) * LG2 + t * LG2_LOW;
    let z = u + v;
    let w = v - (z - u);
    let t = z * z;
    let t1 = z - t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5))));
    let r = (z * t1) / (t1 - 2.0) - (w + z * w);
    let z = 1.0 - (r - z);
    let j = high(z).wrapping_add(n << 20);
    if (j >> 20) <= 0 {
        // A subnormal result is rounded once.
        z * power_of_two(-500) * power_of_two(n + 500)
    } else {
        with_high(z, j)
    }
}
