//! `log`, `log10` and `log1p`.

use super::{LN2_HIGH, LN2_LOW, SIZE, high, low, with_high};

const TWO_54: f64 = 1.80143985094819840000e+16;

const LG1: f64 = 6.666666666666735130e-01;
const LG2: f64 = 3.999999999940941908e-01;
const LG3: f64 = 2.857142874366239149e-01;
const LG4: f64 = 2.222219843214978396e-01;
const LG5: f64 = 1.818357216161805012e-01;
const LG6: f64 = 1.531383769920937332e-01;
const LG7: f64 = 1.479819860511658591e-01;

/// The logarithm if that is no number or infinite, else a normal number and what is to be added to
/// its exponent.
#[inline(always)]
fn normal(x: f64) -> Result<(f64, i32), f64> {
    let hx = high(x);
    if hx < 0x0010_0000 {
        if (hx & SIZE) as u32 | low(x) == 0 {
            return Err(f64::NEG_INFINITY);
        }
        if hx < 0 {
            return Err(f64::NAN);
        }
        return Ok((x * TWO_54, -54));
    }
    if hx >= 0x7ff0_0000 {
        return Err(x + x);
    }
    Ok((x, 0))
}

#[inline]
pub fn ln(x: f64) -> f64 {
    let (x, mut k) = match normal(x) {
        Ok(parts) => parts,
        Err(result) => return result,
    };
    let hx = high(x);
    k += (hx >> 20) - 1023;
    let hx = hx & 0x000f_ffff;
    let i = (hx + 0x9_5f64) & 0x10_0000;
    // x or x / 2 near 1
    let x = with_high(x, hx | (i ^ 0x3ff0_0000));
    k += i >> 20;
    let f = x - 1.0;
    let dk = f64::from(k);
    if (0x000f_ffff & (2 + hx)) < 3 {
        // |f| below 2^-20
        if f == 0.0 {
            return if k == 0 {
                0.0
            } else {
                dk * LN2_HIGH + dk * LN2_LOW
            };
        }
        let r = f * f * (0.5 - 0.33333333333333333 * f);
        return if k == 0 {
            f - r
        } else {
            dk * LN2_HIGH - ((r - dk * LN2_LOW) - f)
        };
    }
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let even = w * (LG2 + w * (LG4 + w * LG6));
    let odd = z * (LG1 + w * (LG3 + w * (LG5 + w * LG7)));
    let r = odd + even;
    if ((hx - 0x6_147a) | (0x6_b851 - hx)) > 0 {
        let half = 0.5 * f * f;
        if k == 0 {
            f - (half - s * (half + r))
        } else {
            dk * LN2_HIGH - ((half - (s * (half + r) + dk * LN2_LOW)) - f)
        }
    } else if k == 0 {
        f - s * (f - r)
    } else {
        dk * LN2_HIGH - ((s * (f - r) - dk * LN2_LOW) - f)
    }
}

const INV_LN10: f64 = 4.34294481903251816668e-01;
const LOG10_2_HIGH: f64 = 3.01029995663611771306e-01;
const LOG10_2_LOW: f64 = 3.69423907715893078616e-13;

pub fn log10(x: f64) -> f64 {
    let (x, mut k) = match normal(x) {
        Ok(parts) => parts,
        Err(result) => return result,
    };
    let hx = high(x);
    k += (hx >> 20) - 1023;
    let i = i32::from(k < 0);
    let y = f64::from(k + i);
    let x = with_high(x, (hx & 0x000f_ffff) | ((0x3ff - i) << 20));
    let z = y * LOG10_2_LOW + INV_LN10 * ln(x);
    z + y * LOG10_2_HIGH
}

pub fn log1p(x: f64) -> f64 {
    let hx = high(x);
    let size = hx & SIZE;
    // f = 0 says that x itself is near 0.
    let mut near = false;
    if hx < 0x3fda_827a {
        if size >= 0x3ff0_0000 {
            return if x == -1.0 {
                f64::NEG_INFINITY
            } else {
                f64::NAN
            };
        }
        if size < 0x3e20_0000 {
            return if size < 0x3c90_0000 {
                x
            } else {
                x - x * x * 0.5
            };
        }
        near = hx > 0 || hx <= 0xbfd2_bec3_u32 as i32;
    }
    if hx >= 0x7ff0_0000 {
        return x + x;
    }
    let (f, mut c, k, hu) = if near {
        (x, 0.0, 0, 1)
    } else {
        let (u, c, k) = if hx < 0x4340_0000 {
            let u = 1.0 + x;
            let k = (high(u) >> 20) - 1023;
            let c = if k > 0 { 1.0 - (u - x) } else { x - (u - 1.0) };
            (u, c / u, k)
        } else {
            (x, 0.0, (hx >> 20) - 1023)
        };
        let hu = high(u) & 0x000f_ffff;
        if hu < 0x6_a09e {
            (with_high(u, hu | 0x3ff0_0000) - 1.0, c, k, hu)
        } else {
            let f = with_high(u, hu | 0x3fe0_0000) - 1.0;
            (f, c, k + 1, (0x0010_0000 - hu) >> 2)
        }
    };
    let dk = f64::from(k);
    let half = 0.5 * f * f;
    if hu == 0 {
        if f == 0.0 {
            if k == 0 {
                return 0.0;
            }
            c += dk * LN2_LOW;
            return dk * LN2_HIGH + c;
        }
        let r = half * (1.0 - 0.66666666666666666 * f);
        return if k == 0 {
            f - r
        } else {
            dk * LN2_HIGH - ((r - (dk * LN2_LOW + c)) - f)
        };
    }
    let s = f / (2.0 + f);
    let z = s * s;
    let r = z * (LG1 + z * (LG2 + z * (LG3 + z * (LG4 + z * (LG5 + z * (LG6 + z * LG7))))));
    if k == 0 {
        f - (half - s * (half + r))
    } else {
        dk * LN2_HIGH - ((half - (s * (half + r) + (dk * LN2_LOW + c))) - f)
    }
}
