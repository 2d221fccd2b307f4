//! `exp` and `expm1`.

use super::{INV_LN2, LN2_HIGH, LN2_LOW, SIZE, high, power_of_two, scaled};

const OVERFLOW: f64 = 7.09782712893383973096e+02;
const UNDERFLOW: f64 = -7.45133219101941108420e+02;

const P1: f64 = 1.66666666666666019037e-01;
const P2: f64 = -2.77777777770155933842e-03;
const P3: f64 = 6.61375632143793436117e-05;
const P4: f64 = -1.65339022054652515390e-06;
const P5: f64 = 4.13813679705723846039e-08;

/// x as k * ln 2 + high - low, for |x| above 0.5 ln 2.
#[inline(always)]
fn reduced(x: f64, size: i32) -> (f64, f64, i32) {
    if size < 0x3ff0_a2b2 {
        // |x| below 1.5 ln 2
        if x < 0.0 {
            (x + LN2_HIGH, -LN2_LOW, -1)
        } else {
            (x - LN2_HIGH, LN2_LOW, 1)
        }
    } else {
        let k = (INV_LN2 * x + 0.5f64.copysign(x)) as i32;
        let t = f64::from(k);
        (x - t * LN2_HIGH, t * LN2_LOW, k)
    }
}

pub fn exp(x: f64) -> f64 {
    let size = high(x) & SIZE;
    if size >= 0x4086_2e42 {
        if x.is_nan() {
            return x + x;
        }
        if x > OVERFLOW {
            return f64::INFINITY;
        }
        if x < UNDERFLOW {
            return 0.0;
        }
    }
    let (up, down, k) = if size > 0x3fd6_2e42 {
        reduced(x, size)
    } else if size < 0x3e30_0000 {
        return 1.0 + x;
    } else {
        (x, 0.0, 0)
    };
    let x = up - down;
    let t = x * x;
    let c = x - t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5))));
    if k == 0 {
        return 1.0 - ((x * c) / (c - 2.0) - x);
    }
    let y = 1.0 - ((down - (x * c) / (2.0 - c)) - up);
    if k >= -1021 {
        scaled(y, k)
    } else {
        scaled(y, k + 1000) * power_of_two(-1000)
    }
}

const Q1: f64 = -3.33333333333331316428e-02;
const Q2: f64 = 1.58730158725481460165e-03;
const Q3: f64 = -7.93650757867487942473e-05;
const Q4: f64 = 4.00821782732936239552e-06;
const Q5: f64 = -2.01099218183624371326e-07;

pub fn expm1(x: f64) -> f64 {
    let size = high(x) & SIZE;
    if size >= 0x4043_687a {
        // |x| from 56 ln 2 on
        if x.is_nan() {
            return x + x;
        }
        if x > OVERFLOW {
            return f64::INFINITY;
        }
        if x < 0.0 {
            return -1.0;
        }
    }
    let (x, c, k) = if size > 0x3fd6_2e42 {
        let (up, down, k) = reduced(x, size);
        let x = up - down;
        (x, (up - x) - down, k)
    } else if size < 0x3c90_0000 {
        return x;
    } else {
        (x, 0.0, 0)
    };
    let half = 0.5 * x;
    let square = x * half;
    let r = 1.0 + square * (Q1 + square * (Q2 + square * (Q3 + square * (Q4 + square * Q5))));
    let t = 3.0 - r * half;
    let e = square * ((r - t) / (6.0 - x * t));
    if k == 0 {
        return x - (x * e - square);
    }
    let e = (x * (e - c) - c) - square;
    match k {
        -1 => 0.5 * (x - e) - 0.5,
        1 if x < -0.25 => -2.0 * (e - (x + 0.5)),
        1 => 1.0 + 2.0 * (x - e),
        2..=19 => {
            // 1 - 2^-k
            let t = 1.0 - power_of_two(-k);
            scaled(t - (e - x), k)
        }
        20..=56 => {
            let y = x - (e + power_of_two(-k));
            scaled(y + 1.0, k)
        }
        _ => scaled(1.0 - (e - x), k) - 1.0,
    }
}
