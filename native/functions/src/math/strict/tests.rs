//! Bits of `java.lang.StrictMath`'s results (JDK 17), to catch a changed order of operations. All of
//! them are compared with the JVM's in `spark/src/test/sql/math/transcendental.sql`.

use super::*;

#[test]
fn special_values() {
    let inf = f64::INFINITY;
    assert_eq!(exp(inf), inf);
    assert_eq!(exp(-inf), 0.0);
    assert!(exp(f64::NAN).is_nan());
    assert_eq!(expm1(-inf), -1.0);
    assert_eq!(expm1(-0.0).to_bits(), (-0.0f64).to_bits());
    assert_eq!(ln(0.0), -inf);
    assert!(ln(-1.0).is_nan());
    assert_eq!(log10(1000.0), 3.0);
    assert_eq!(log1p(-1.0), -inf);
    assert_eq!(pow(0.0, 0.0), 1.0);
    assert_eq!(pow(f64::NAN, 0.0), 1.0);
    assert_eq!(pow(-2.0, 3.0), -8.0);
    assert!(pow(-2.0, 0.5).is_nan());
    assert!(pow(-1.0, inf).is_nan());
    assert_eq!(pow(-0.0, -3.0), -inf);
    assert_eq!(cbrt(-27.0), -3.0);
    assert_eq!(hypot(f64::NAN, inf), inf);
    assert_eq!(hypot(3.0, 4.0), 5.0);
    assert!(asin(1.5).is_nan());
    assert_eq!(atan2(-0.0, -1.0), -std::f64::consts::PI);
    assert_eq!(tanh(-inf), -1.0);
    assert_eq!(cosh(-711.0), inf);
}

#[test]
fn bits() {
    let check = |name: &str, got: f64, bits: u64| {
        assert_eq!(got.to_bits(), bits, "{name}: {got:e}");
    };
    check("exp(0.3)", exp(0.3), 0x3ff599058c8c1a96);
    check("expm1(0.3)", expm1(0.3), 0x3fd6641632306a56);
    check("sinh(0.3)", sinh(0.3), 0x3fd37d42af54b926);
    check("cosh(0.3)", cosh(0.3), 0x3ff0b9b4e0b6ec4c);
    check("tanh(0.3)", tanh(0.3), 0x3fd2a4dda7d914fa);
    check("cbrt(0.3)", cbrt(0.3), 0x3fe56bfea66ef78d);
    check("atan(0.3)", atan(0.3), 0x3fd2a73a661eaf06);
    check("hypot(0.3, 0.9)", hypot(0.3, 0.9), 0x3fee5b9d136c6d96);
    check("atan2(0.3, -1.7)", atan2(0.3, -1.7), 0x4007bc40ca9216fe);
    check("ln(0.3)", ln(0.3), 0xbff34378fcbda721);
    check("log10(0.3)", log10(0.3), 0xbfe0bb6c34d81502);
    check("pow(0.3, -2.3)", pow(0.3, -2.3), 0x402fe3c6a2086722);
    check("log1p(0.3)", log1p(0.3), 0x3fd0ca937be1b9dc);
    check("asin(0.3)", asin(0.3), 0x3fd380159e14f6ff);
    check("acos(0.3)", acos(0.3), 0x3ff441f5ecbeef59);
    check("exp(-0.7)", exp(-0.7), 0x3fdfc80db9dd5542);
    check("expm1(-0.7)", expm1(-0.7), 0xbfe01bf92311555f);
    check("sinh(-0.7)", sinh(-0.7), 0xbfe8465153d5bdbc);
    check("cosh(-0.7)", cosh(-0.7), 0x3ff4152c1862342f);
    check("tanh(-0.7)", tanh(-0.7), 0xbfe356fb17af2e92);
    check("cbrt(-0.7)", cbrt(-0.7), 0xbfec69b5a72f1a99);
    check("atan(-0.7)", atan(-0.7), 0xbfe38b112d7bd4ad);
    check("hypot(-0.7, 0.9)", hypot(-0.7, 0.9), 0x3ff23e2896280f23);
    check("atan2(-0.7, -1.7)", atan2(-0.7, -1.7), 0xc0060204be520694);
    check("log1p(-0.7)", log1p(-0.7), 0xbff34378fcbda720);
    check("asin(-0.7)", asin(-0.7), 0xbfe8d00e692afd95);
    check("acos(-0.7)", acos(-0.7), 0x4002c501446cd5f2);
    check("exp(1.25)", exp(1.25), 0x400bec38edb0faf0);
    check("expm1(1.25)", expm1(1.25), 0x4003ec38edb0faf0);
    check("sinh(1.25)", sinh(1.25), 0x3ff9a175e6cbafe6);
    check("cosh(1.25)", cosh(1.25), 0x3ffe36fbf49645fa);
    check("tanh(1.25)", tanh(1.25), 0x3feb2523bb6b2dee);
    check("cbrt(1.25)", cbrt(1.25), 0x3ff13c484138704f);
    check("atan(1.25)", atan(1.25), 0x3fecac7c57846f9e);
    check("hypot(1.25, 0.9)", hypot(1.25, 0.9), 0x3ff8a50969bb4d64);
    check("atan2(1.25, -1.7)", atan2(1.25, -1.7), 0x40040f80d3552c54);
    check("ln(1.25)", ln(1.25), 0x3fcc8ff7c79a9a22);
    check("log10(1.25)", log10(1.25), 0x3fb8cf183886480d);
    check("pow(1.25, -2.3)", pow(1.25, -2.3), 0x3fe3276537c33bf6);
    check("log1p(1.25)", log1p(1.25), 0x3fe9f323ecbf984c);
    check("exp(20.5)", exp(20.5), 0x41c7d6c4f0bcdd5c);
    check("expm1(20.5)", expm1(20.5), 0x41c7d6c4f03cdd5c);
    check("sinh(20.5)", sinh(20.5), 0x41b7d6c4f0bcdd5c);
    check("cosh(20.5)", cosh(20.5), 0x41b7d6c4f0bcdd5c);
    check("tanh(20.5)", tanh(20.5), 0x3ff0000000000000);
    check("cbrt(20.5)", cbrt(20.5), 0x4005e512937d045f);
    check("atan(20.5)", atan(20.5), 0x3ff85a55cb2f0384);
    check("hypot(20.5, 0.9)", hypot(20.5, 0.9), 0x4034850e1cc1ed6f);
    check("atan2(20.5, -1.7)", atan2(20.5, -1.7), 0x3ffa74dfe791b478);
    check("ln(20.5)", ln(20.5), 0x400829d485d01dd2);
    check("log10(20.5)", log10(20.5), 0x3ff4fcf19dda2dd8);
    check("pow(20.5, -2.3)", pow(20.5, -2.3), 0x3f4f81f58cdc3203);
    check("log1p(20.5)", log1p(20.5), 0x40088b5f56565d95);
    check("exp(-3.75e-5)", exp(-3.75e-5), 0x3fefffb15bb7e15f);
    check("expm1(-3.75e-5)", expm1(-3.75e-5), 0xbf03a91207a83e6b);
    check("sinh(-3.75e-5)", sinh(-3.75e-5), 0xbf03a92a3068fced);
    check("cosh(-3.75e-5)", cosh(-3.75e-5), 0x3ff0000000305181);
    check("tanh(-3.75e-5)", tanh(-3.75e-5), 0xbf03a92a302d9d47);
    check("cbrt(-3.75e-5)", cbrt(-3.75e-5), 0xbfa123321ebf2c71);
    check("atan(-3.75e-5)", atan(-3.75e-5), 0xbf03a92a302d9d48);
    check(
        "hypot(-3.75e-5, 0.9)",
        hypot(-3.75e-5, 0.9),
        0x3feccccccd382c98,
    );
    check(
        "atan2(-3.75e-5, -1.7)",
        atan2(-3.75e-5, -1.7),
        0xc00921efc394c567,
    );
    check("log1p(-3.75e-5)", log1p(-3.75e-5), 0xbf03a942593d863a);
    check("asin(-3.75e-5)", asin(-3.75e-5), 0xbf03a92a3068fcee);
    check("acos(-3.75e-5)", acos(-3.75e-5), 0x3ff92222a6988dea);
}
