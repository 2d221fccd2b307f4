//! Known answers: what Spark 4.1's `hash` and `xxhash64` say of the same values.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BinaryArray, BooleanArray, Date32Array, Decimal128Array, DictionaryArray,
    DurationMicrosecondArray, Float32Array, Float64Array, Int8Array, Int16Array, Int32Array,
    Int32Builder, Int64Array, IntervalYearMonthArray, ListArray, MapBuilder, NullArray,
    StringArray, StringBuilder, StringViewArray, StructArray, TimestampMicrosecondArray,
};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::{Field, Int32Type, Schema};

use super::{murmur3, xxhash64};

fn known(columns: &[ArrayRef], expected: &[(i32, i64)]) {
    let mut hashes = vec![0; expected.len()];
    murmur3::hash_columns(columns, murmur3::SEED, &mut hashes).unwrap();
    let mut longs = vec![0; expected.len()];
    xxhash64::hash_columns(columns, xxhash64::SEED, &mut longs).unwrap();
    let found: Vec<_> = hashes.into_iter().zip(longs).collect();
    assert_eq!(found, expected, "{:?}", columns[0].data_type());
}

const ONE: (i32, i64) = (-559_580_957, -6_698_625_589_789_238_999);
const ZERO: (i32, i64) = (933_211_791, 3_614_696_996_920_510_707);
const SEED: (i32, i64) = (42, 42);

#[test]
fn numbers() {
    known(
        &[Arc::new(Int32Array::from(vec![Some(1), None]))],
        &[ONE, SEED],
    );
    known(
        &[Arc::new(Int8Array::from(vec![-7]))],
        &[(-1_618_159_745, 4_987_848_727_247_274_714)],
    );
    known(
        &[Arc::new(Int16Array::from(vec![300]))],
        &[(-2_133_297_984, 4_595_878_464_234_128_934)],
    );
    known(
        &[Arc::new(Int64Array::from(vec![1, i64::MIN]))],
        &[
            (-1_712_319_331, -7_001_672_635_703_045_582),
            (-853_646_085, -8_619_748_838_626_508_300),
        ],
    );
    known(
        &[Arc::new(BooleanArray::from(vec![true, false]))],
        &[ONE, ZERO],
    );
    known(
        &[Arc::new(Float32Array::from(vec![1.5, -0.0, -f32::NAN]))],
        &[
            (-221_251_528, 6_163_473_420_726_370_430),
            ZERO,
            (-349_261_430, 2_692_338_816_207_849_720),
        ],
    );
    known(
        &[Arc::new(Float64Array::from(vec![2.5, -0.0, -f64::NAN]))],
        &[
            (-892_273_744, 2_435_211_733_827_758_672),
            (-1_670_924_195, -5_252_525_462_095_825_812),
            (-1_281_358_385, -3_127_944_061_524_951_246),
        ],
    );
}

#[test]
fn decimals() {
    let short = Decimal128Array::from(vec![1234, -1234]).with_precision_and_scale(10, 2);
    known(
        &[Arc::new(short.unwrap())],
        &[
            (-1_028_144_669, -3_802_813_071_951_760_351),
            (180_183_791, -1_614_697_014_534_150_208),
        ],
    );
    let long = Decimal128Array::from(vec![
        1234,
        -1,
        12_345_678_901_234_567_890_123_456_789_012_345_678,
        -128,
        0,
    ]);
    known(
        &[Arc::new(long.with_precision_and_scale(38, 0).unwrap())],
        &[
            (1_123_058_251, 804_797_035_677_707_363),
            (1_398_487_324, -4_006_032_525_457_443_936),
            (-1_328_266_464, -4_207_986_725_797_954_644),
            (775_851_899, -7_898_411_661_632_158_123),
            (-783_713_497, -8_959_994_473_701_255_385),
        ],
    );
}

#[test]
fn bytes() {
    let values = [
        "Spark",
        "",
        "abc",
        "abcd",
        "abcde",
        "\u{e9}\u{e8}",
        "0123456789012345678901234567890123456789",
    ];
    let expected = [
        (228_093_765, -4_294_468_057_691_064_905),
        (142_593_372, -7_444_071_767_201_028_348),
        (1_322_437_556, 1_423_657_621_850_124_518),
        (-396_302_900, -6_810_745_876_291_105_281),
        (814_637_928, -990_457_398_947_679_591),
        (981_409_992, 7_273_446_028_855_620_157),
        (331_818_768, 5_508_798_028_064_852_934),
    ];
    known(&[Arc::new(StringArray::from(values.to_vec()))], &expected);
    known(
        &[Arc::new(StringViewArray::from(values.to_vec()))],
        &expected,
    );
    let dictionary: DictionaryArray<Int32Type> = values.into_iter().collect();
    known(&[Arc::new(dictionary)], &expected);
    known(
        &[Arc::new(BinaryArray::from(vec![
            b"\xff\x80\xfe".as_slice(),
        ]))],
        &[(992_381_231, 3_009_660_797_450_182_129)],
    );
}

#[test]
fn times() {
    known(
        &[Arc::new(Date32Array::from(vec![19_782]))],
        &[(653_915_859, 4_183_429_117_450_946_631)],
    );
    known(
        &[Arc::new(
            TimestampMicrosecondArray::from(vec![1_709_168_523_456_789]).with_timezone("UTC"),
        )],
        &[(1_091_473_097, -7_036_193_023_314_737_888)],
    );
    known(
        &[Arc::new(TimestampMicrosecondArray::from(vec![-1_000_000]))],
        &[(346_627_249, -3_302_326_838_082_710_953)],
    );
    known(
        &[Arc::new(IntervalYearMonthArray::from(vec![14]))],
        &[(335_551_368, -3_715_488_255_824_917_081)],
    );
    known(
        &[Arc::new(DurationMicrosecondArray::from(vec![
            93_784_500_000,
        ]))],
        &[(1_326_975_016, -5_867_921_652_851_782_348)],
    );
}

#[test]
fn nested() {
    known(&[Arc::new(NullArray::new(1))], &[SEED]);
    let list = ListArray::from_iter_primitive::<Int32Type, _, _>(vec![
        Some(vec![Some(9)]),
        Some(vec![Some(1), None, Some(3)]),
        Some(vec![]),
        None,
    ]);
    known(
        &[Arc::new(list.slice(1, 3))],
        &[(1_066_699_649, -3_383_274_367_486_667_931), SEED, SEED],
    );

    let ints: ArrayRef = Arc::new(Int32Array::from(vec![Some(1), None, Some(1)]));
    let strings: ArrayRef = Arc::new(StringArray::from(vec!["x", "x", "x"]));
    let fields = Schema::new(vec![
        Field::new("a", ints.data_type().clone(), true),
        Field::new("b", strings.data_type().clone(), true),
    ])
    .fields;
    let parts = vec![ints, strings];
    let nulls = NullBuffer::from(vec![true, true, false]);
    let whole = StructArray::new(fields.clone(), parts.clone(), None);
    let holes = StructArray::new(fields, parts, Some(nulls));
    let expected = [
        (-1_305_545_736, 8_510_603_489_595_372_987),
        (-80_340_190, -5_636_050_478_767_222_463),
    ];
    known(&[Arc::new(whole)], &[expected[0], expected[1], expected[0]]);
    known(&[Arc::new(holes)], &[expected[0], expected[1], SEED]);

    let mut map = MapBuilder::new(None, StringBuilder::new(), Int32Builder::new());
    map.keys().append_value("a");
    map.values().append_value(1);
    map.keys().append_value("b");
    map.values().append_null();
    map.append(true).unwrap();
    known(
        &[Arc::new(map.finish())],
        &[(-286_578_612, -441_391_754_626_867_494)],
    );

    let inner = ListArray::from_iter_primitive::<Int32Type, _, _>(vec![
        Some(vec![Some(1)]),
        Some(vec![]),
        None,
        Some(vec![Some(2), Some(3)]),
    ]);
    let element = Arc::new(Field::new_list_field(
        arrow::array::Array::data_type(&inner).clone(),
        true,
    ));
    let outer = ListArray::new(
        element,
        OffsetBuffer::from_lengths([4]),
        Arc::new(inner),
        None,
    );
    known(
        &[Arc::new(outer)],
        &[(-912_918_097, 8_592_097_078_962_733_837)],
    );
}

#[test]
fn columns_are_chained() {
    let columns: [ArrayRef; 4] = [
        Arc::new(Int32Array::from(vec![1])),
        Arc::new(StringArray::from(vec!["Spark"])),
        Arc::new(Float64Array::from(vec![2.5])),
        Arc::new(Int32Array::from(vec![None])),
    ];
    known(&columns, &[(-1_165_003_086, 3_500_658_780_133_912_166)]);
}
