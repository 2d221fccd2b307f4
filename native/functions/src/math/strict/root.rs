//! `cbrt` and `hypot`.

use super::{high, power_of_two, truncated, with_high};

/// (682 - 0.03306235651) * 2^20 and (664 - 0.03306235651) * 2^20
const B1: i32 = 715_094_163;
const B2: i32 = 696_219_795;
const C: f64 = 5.42857142857142815906e-01;
const D: f64 = -7.05306122448979611050e-01;
const E: f64 = 1.41428571428571436819e+00;
const F: f64 = 1.60714285714285720630e+00;
const G: f64 = 3.57142857142857150787e-01;

pub fn cbrt(x: f64) -> f64 {
    if x == 0.0 || !x.is_finite() {
        return x;
    }
    let sign = if x < 0.0 { -1.0 } else { 1.0 };
    let x = x.abs();
    // To 5 bits.
    let mut t = if x < f64::MIN_POSITIVE {
        let t = power_of_two(54) * x;
        with_high(t, high(t) / 3 + B2)
    } else {
        with_high(0.0, high(x) / 3 + B1)
    };
    // To 23 bits.
    let r = t * t / x;
    let s = C + r * t;
    t *= G + F / (s + E + D / s);
    // To 20 bits, and above the root.
    t = truncated(t);
    t = with_high(t, high(t) + 1);
    let s = t * t;
    let r = x / s;
    let w = t + t;
    let r = (r - t) / (w + r);
    sign * (t + t * r)
}

pub fn hypot(x: f64, y: f64) -> f64 {
    let (x, y) = (x.abs(), y.abs());
    if !x.is_finite() || !y.is_finite() {
        return if x.is_infinite() || y.is_infinite() {
            f64::INFINITY
        } else {
            x + y
        };
    }
    let (mut a, mut b) = if y > x { (y, x) } else { (x, y) };
    let (mut ha, mut hb) = (high(a), high(b));
    if ha - hb > 0x3c0_0000 {
        return a + b;
    }
    let mut k = 0;
    if ha > 0x5f30_0000 {
        ha -= 0x2580_0000;
        hb -= 0x2580_0000;
        a *= power_of_two(-600);
        b *= power_of_two(-600);
        k += 600;
    }
    if b < power_of_two(-500) {
        if b < f64::MIN_POSITIVE {
            if b == 0.0 {
                return a;
            }
            b *= power_of_two(1022);
            a *= power_of_two(1022);
            k -= 1022;
        } else {
            ha += 0x2580_0000;
            hb += 0x2580_0000;
            a *= power_of_two(600);
            b *= power_of_two(600);
            k -= 600;
        }
    }
    let w = a - b;
    let root = if w > b {
        let t1 = with_high(0.0, ha);
        let t2 = a - t1;
        (t1 * t1 - (b * (-b) - t2 * (a + t1))).sqrt()
    } else {
        let a = a + a;
        let y1 = with_high(0.0, hb);
        let y2 = b - y1;
        let t1 = with_high(0.0, ha + 0x0010_0000);
        let t2 = a - t1;
        (t1 * y1 - (w * (-w) - (t1 * y2 + t2 * b))).sqrt()
    };
    if k != 0 { power_of_two(k) * root } else { root }
}
