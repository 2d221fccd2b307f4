//! `asin`, `acos`, `atan` and `atan2`.

use std::f64::consts::PI;

use super::{SIZE, high, low, truncated};

const PIO2_HIGH: f64 = 1.57079632679489655800e+00;
const PIO2_LOW: f64 = 6.12323399573676603587e-17;
const PIO4: f64 = 7.85398163397448278999e-01;
const PI_LOW: f64 = 1.2246467991473531772e-16;

const PS0: f64 = 1.66666666666666657415e-01;
const PS1: f64 = -3.25565818622400915405e-01;
const PS2: f64 = 2.01212532134862925881e-01;
const PS3: f64 = -4.00555345006794114027e-02;
const PS4: f64 = 7.91534994289814532176e-04;
const PS5: f64 = 3.47933107596021167570e-05;
const QS1: f64 = -2.40339491173441421878e+00;
const QS2: f64 = 2.02094576023350569471e+00;
const QS3: f64 = -6.88283971605453293030e-01;
const QS4: f64 = 7.70381505559019352791e-02;

/// The numerator and the denominator of the rational approximation of (asin(x) - x) / x^3.
#[inline(always)]
fn parts(t: f64) -> (f64, f64) {
    let p = t * (PS0 + t * (PS1 + t * (PS2 + t * (PS3 + t * (PS4 + t * PS5)))));
    let q = 1.0 + t * (QS1 + t * (QS2 + t * (QS3 + t * QS4)));
    (p, q)
}

fn is_one(size: i32, x: f64) -> bool {
    size == 0x3ff0_0000 && low(x) == 0
}

pub fn asin(x: f64) -> f64 {
    let size = high(x) & SIZE;
    if size >= 0x3ff0_0000 {
        return if is_one(size, x) {
            x * PIO2_HIGH + x * PIO2_LOW
        } else {
            f64::NAN
        };
    }
    if size < 0x3fe0_0000 {
        if size < 0x3e40_0000 {
            return x;
        }
        let (p, q) = parts(x * x);
        return x + x * (p / q);
    }
    let t = (1.0 - x.abs()) * 0.5;
    let (p, q) = parts(t);
    let s = t.sqrt();
    let result = if size >= 0x3fef_3333 {
        PIO2_HIGH - (2.0 * (s + s * (p / q)) - PIO2_LOW)
    } else {
        let w = truncated(s);
        let c = (t - w * w) / (s + w);
        let p = 2.0 * s * (p / q) - (PIO2_LOW - 2.0 * c);
        let q = PIO4 - 2.0 * w;
        PIO4 - (p - q)
    };
    if x > 0.0 { result } else { -result }
}

pub fn acos(x: f64) -> f64 {
    let size = high(x) & SIZE;
    if size >= 0x3ff0_0000 {
        return match is_one(size, x) {
            true if x > 0.0 => 0.0,
            true => PI + 2.0 * PIO2_LOW,
            false => f64::NAN,
        };
    }
    if size < 0x3fe0_0000 {
        if size <= 0x3c60_0000 {
            return PIO2_HIGH + PIO2_LOW;
        }
        let (p, q) = parts(x * x);
        return PIO2_HIGH - (x - (PIO2_LOW - x * (p / q)));
    }
    if x < 0.0 {
        let z = (1.0 + x) * 0.5;
        let (p, q) = parts(z);
        let s = z.sqrt();
        let w = (p / q) * s - PIO2_LOW;
        return PI - 2.0 * (s + w);
    }
    let z = (1.0 - x) * 0.5;
    let s = z.sqrt();
    let df = truncated(s);
    let c = (z - df * df) / (s + df);
    let (p, q) = parts(z);
    let w = (p / q) * s + c;
    2.0 * (df + w)
}

/// atan of 0.5, 1, 1.5 and infinity
const ATAN_HIGH: [f64; 4] = [
    4.63647609000806093515e-01,
    7.85398163397448278999e-01,
    9.82793723247329054082e-01,
    1.57079632679489655800e+00,
];
const ATAN_LOW: [f64; 4] = [
    2.26987774529616870924e-17,
    3.06161699786838301793e-17,
    1.39033110312309984516e-17,
    6.12323399573676603587e-17,
];
const AT: [f64; 11] = [
    3.33333333333329318027e-01,
    -1.99999999998764832476e-01,
    1.42857142725034663711e-01,
    -1.11111104054623557880e-01,
    9.09088713343650656196e-02,
    -7.69187620504482999495e-02,
    6.66107313738753120669e-02,
    -5.83357013379057348645e-02,
    4.97687799461593236017e-02,
    -3.65315727442169155270e-02,
    1.62858201153657823623e-02,
];

pub fn atan(x: f64) -> f64 {
    let size = high(x) & SIZE;
    if size >= 0x4410_0000 {
        if x.is_nan() {
            return x + x;
        }
        let right = ATAN_HIGH[3] + ATAN_LOW[3];
        return if x > 0.0 { right } else { -right };
    }
    let (reduced, id) = if size < 0x3fdc_0000 {
        if size < 0x3e20_0000 {
            return x;
        }
        (x, None)
    } else {
        let a = x.abs();
        if size < 0x3fe6_0000 {
            ((2.0 * a - 1.0) / (2.0 + a), Some(0))
        } else if size < 0x3ff3_0000 {
            ((a - 1.0) / (a + 1.0), Some(1))
        } else if size < 0x4003_8000 {
            ((a - 1.5) / (1.0 + 1.5 * a), Some(2))
        } else {
            (-1.0 / a, Some(3))
        }
    };
    let z = reduced * reduced;
    let w = z * z;
    let odd = z * (AT[0] + w * (AT[2] + w * (AT[4] + w * (AT[6] + w * (AT[8] + w * AT[10])))));
    let even = w * (AT[1] + w * (AT[3] + w * (AT[5] + w * (AT[7] + w * AT[9]))));
    match id {
        None => reduced - reduced * (odd + even),
        Some(id) => {
            let z = ATAN_HIGH[id] - ((reduced * (odd + even) - ATAN_LOW[id]) - reduced);
            if x < 0.0 { -z } else { z }
        }
    }
}

pub fn atan2(y: f64, x: f64) -> f64 {
    if x.is_nan() || y.is_nan() {
        return x + y;
    }
    if x == 1.0 {
        return atan(y);
    }
    let (below, left) = (high(y) < 0, high(x) < 0);
    let signed = |angle: f64| if below { -angle } else { angle };
    if y == 0.0 {
        return if left { signed(PI) } else { y };
    }
    if x == 0.0 {
        return signed(PIO2_HIGH);
    }
    if x.is_infinite() {
        return signed(match (y.is_infinite(), left) {
            (true, false) => PIO4,
            (true, true) => 3.0 * PIO4,
            (false, false) => 0.0,
            (false, true) => PI,
        });
    }
    if y.is_infinite() {
        return signed(PIO2_HIGH);
    }
    let k = ((high(y) & SIZE) - (high(x) & SIZE)) >> 20;
    let z = if k > 60 {
        PIO2_HIGH + 0.5 * PI_LOW
    } else if left && k < -60 {
        0.0
    } else {
        atan((y / x).abs())
    };
    match (left, below) {
        (false, false) => z,
        (false, true) => -z,
        (true, false) => PI - (z - PI_LOW),
        (true, true) => (z - PI_LOW) - PI,
    }
}
