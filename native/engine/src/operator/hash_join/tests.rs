//! Every join type against nested loops: kinds of keys, conditions, memory that does not suffice.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int32Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Int32Type, Schema};
use arrow::util::display::array_value_to_string;
use datafusion_common::{JoinSide, JoinType};
use datafusion_execution::TaskContext;
use datafusion_execution::config::SessionConfig;
use datafusion_execution::memory_pool::GreedyMemoryPool;
use datafusion_execution::runtime_env::RuntimeEnvBuilder;
use datafusion_expr::Operator;
use datafusion_physical_expr::expressions::{BinaryExpr, Column};
use datafusion_physical_plan::ExecutionPlan;
use datafusion_physical_plan::joins::utils::{ColumnIndex, JoinFilter};
use futures::{StreamExt, TryStreamExt, stream};

use super::{HashJoinExec, JoinSpec, JoinTable, Keys, Shape, Sides, concatenated};
use crate::operator::source::SourceExec;

const TYPES: [JoinType; 10] = [
    JoinType::Inner,
    JoinType::Left,
    JoinType::Right,
    JoinType::Full,
    JoinType::LeftSemi,
    JoinType::LeftAnti,
    JoinType::LeftMark,
    JoinType::RightSemi,
    JoinType::RightAnti,
    JoinType::RightMark,
];

/// How the key columns of a row follow from a number.
#[derive(Debug, Clone, Copy)]
enum Key {
    Dense,
    Sparse,
    Pair,
    Text,
    TextAndNumber,
}

const KEYS: [Key; 5] = [
    Key::Dense,
    Key::Sparse,
    Key::Pair,
    Key::Text,
    Key::TextAndNumber,
];

/// A multiplicative generator: tests need variety, not chance.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % n
    }
}

fn key_columns(key: Key, numbers: &[Option<u64>]) -> Vec<ArrayRef> {
    let long = |f: fn(u64) -> i64| -> ArrayRef {
        Arc::new(numbers.iter().map(|n| n.map(f)).collect::<Int64Array>())
    };
    let text = || -> ArrayRef {
        let texts = numbers.iter().map(|n| n.map(|n| format!("key {n}")));
        Arc::new(texts.collect::<StringArray>())
    };
    match key {
        Key::Dense => vec![long(|n| n as i64 - 5)],
        Key::Sparse => vec![long(|n| (n as i64 - 7) << 40)],
        Key::Pair => vec![long(|n| (n % 7) as i64), long(|n| (n / 7) as i64)],
        Key::Text => vec![text()],
        Key::TextAndNumber => vec![text(), long(|n| n as i64)],
    }
}

/// `rows` rows of keys below `distinct`, an id and a value; some keys are null.
fn side(key: Key, rows: usize, distinct: u64, seed: u64) -> RecordBatch {
    let mut random = Numbers(seed);
    let numbers: Vec<Option<u64>> = (0..rows)
        .map(|_| (random.below(20) > 0).then(|| random.below(distinct)))
        .collect();
    with_keys(key, &numbers, seed)
}

fn with_keys(key: Key, numbers: &[Option<u64>], seed: u64) -> RecordBatch {
    let mut random = Numbers(seed + 1);
    let mut columns = key_columns(key, numbers);
    columns.push(Arc::new(Int32Array::from_iter_values(
        0..numbers.len() as i32,
    )));
    let values = numbers
        .iter()
        .map(|_| Some(random.below(10) as i32).filter(|n| *n < 9));
    columns.push(Arc::new(Int32Array::from_iter(values)));
    let fields = columns.iter().enumerate();
    let fields = fields.map(|(i, c)| Field::new(format!("c{i}"), c.data_type().clone(), true));
    let schema = Schema::new(fields.collect::<Vec<_>>());
    RecordBatch::try_new(Arc::new(schema), columns).unwrap()
}

fn source(batch: &RecordBatch, size: usize) -> Arc<dyn ExecutionPlan> {
    let rows = batch.num_rows();
    let slices: Vec<RecordBatch> = (0..rows)
        .step_by(size)
        .map(|start| batch.slice(start, size.min(rows - start)))
        .collect();
    let open = move || Ok(stream::iter(slices.clone().into_iter().map(Ok)).boxed());
    Arc::new(SourceExec::new("Source", batch.schema(), open))
}

fn keys_of(batch: &RecordBatch) -> Keys {
    (0..batch.num_columns() - 2)
        .map(|i| Arc::new(Column::new(&format!("c{i}"), i)) as _)
        .collect()
}

/// An order of the build side's value and the probe side's.
fn ordered(build: &RecordBatch, op: Operator, probe: &RecordBatch) -> JoinFilter {
    let schema = Schema::new(vec![
        Field::new("b", DataType::Int32, true),
        Field::new("p", DataType::Int32, true),
    ]);
    let (b, p) = (Arc::new(Column::new("b", 0)), Arc::new(Column::new("p", 1)));
    let index = |batch: &RecordBatch, side| ColumnIndex {
        index: batch.num_columns() - 1,
        side,
    };
    JoinFilter::new(
        Arc::new(BinaryExpr::new(b, op, p)),
        vec![index(build, JoinSide::Left), index(probe, JoinSide::Right)],
        Arc::new(schema),
    )
}

struct Case<'a> {
    join_type: JoinType,
    build: &'a RecordBatch,
    probe: &'a RecordBatch,
    condition: Option<Operator>,
    memory: usize,
    shared: bool,
}

impl Case<'_> {
    /// The join's rows as text, and how many rows went to disk.
    fn run(&self) -> (Vec<String>, usize) {
        let Case { build, probe, .. } = self;
        let sides = Sides {
            build: build.schema(),
            probe: probe.schema(),
            build_is_left: true,
        };
        let condition = self.condition.map(|op| ordered(build, op, probe));
        let keys = (keys_of(build), keys_of(probe));
        let shape = Shape::built_left(self.join_type);
        let spec = Arc::new(JoinSpec::new(shape, keys, condition, false, &sides));
        let shared = self.shared.then(|| {
            let table =
                JoinTable::build((*build).clone(), &keys_of(build), spec.bounded()).map(Arc::new);
            let table = table.unwrap();
            Arc::new(move || Ok(Arc::clone(&table))) as super::SharedTable
        });
        let join = HashJoinExec::new(spec, source(build, 50), source(probe, 30), shared);
        let runtime = RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(GreedyMemoryPool::new(self.memory)))
            .build_arc()
            .unwrap();
        let context = TaskContext::default()
            .with_session_config(SessionConfig::new().with_batch_size(16))
            .with_runtime(runtime);
        let stream = join.execute(0, Arc::new(context)).unwrap();
        let batches: Vec<RecordBatch> = futures::executor::block_on(stream.try_collect()).unwrap();
        let rows = batches.iter().flat_map(texts).collect();
        let spilled = join.metrics().unwrap().spilled_rows().unwrap_or(0);
        (rows, spilled)
    }

    fn expected(&self) -> Vec<String> {
        let (build, probe) = (texts(self.build), texts(self.probe));
        let null = |batch: &RecordBatch| vec!["-"; batch.num_columns()].join("|");
        let mut met = (vec![false; build.len()], vec![false; probe.len()]);
        let mut pairs = Vec::new();
        for (b, p) in (0..build.len()).flat_map(|b| (0..probe.len()).map(move |p| (b, p))) {
            if self.meet(b, p) {
                met.0[b] = true;
                met.1[p] = true;
                pairs.push(format!("{}|{}", build[b], probe[p]));
            }
        }
        let chosen = |rows: &[String], met: &[bool], wanted| -> Vec<String> {
            let chosen = rows.iter().zip(met).filter(|(_, m)| **m == wanted);
            chosen.map(|(row, _)| row.clone()).collect()
        };
        let marked = |rows: &[String], met: &[bool]| -> Vec<String> {
            rows.iter()
                .zip(met)
                .map(|(row, m)| format!("{row}|{m}"))
                .collect()
        };
        let lonely_build = || -> Vec<String> {
            let rows = chosen(&build, &met.0, false).into_iter();
            rows.map(|row| format!("{row}|{}", null(self.probe)))
                .collect()
        };
        let lonely_probe = || -> Vec<String> {
            let rows = chosen(&probe, &met.1, false).into_iter();
            rows.map(|row| format!("{}|{row}", null(self.build)))
                .collect()
        };
        match self.join_type {
            JoinType::Inner => pairs,
            JoinType::Left => [pairs, lonely_build()].concat(),
            JoinType::Right => [pairs, lonely_probe()].concat(),
            JoinType::Full => [pairs, lonely_build(), lonely_probe()].concat(),
            JoinType::LeftSemi => chosen(&build, &met.0, true),
            JoinType::LeftAnti => chosen(&build, &met.0, false),
            JoinType::LeftMark => marked(&build, &met.0),
            JoinType::RightSemi => chosen(&probe, &met.1, true),
            JoinType::RightAnti => chosen(&probe, &met.1, false),
            JoinType::RightMark => marked(&probe, &met.1),
        }
    }

    fn meet(&self, b: usize, p: usize) -> bool {
        let keys = self.build.num_columns() - 2;
        let equal = (0..keys).all(|i| {
            let (build, probe) = (self.build.column(i), self.probe.column(i));
            build.is_valid(b) && probe.is_valid(p) && build.slice(b, 1) == probe.slice(p, 1)
        });
        let value = |batch: &RecordBatch, row| {
            let values = batch.column(batch.num_columns() - 1);
            let values = values.as_primitive::<Int32Type>();
            values.is_valid(row).then(|| values.value(row))
        };
        let ordered = |op| match (value(self.build, b), value(self.probe, p)) {
            (Some(build), Some(probe)) => match op {
                Operator::Lt => build < probe,
                Operator::LtEq => build <= probe,
                Operator::Gt => build > probe,
                Operator::GtEq => build >= probe,
                other => panic!("no order: {other}"),
            },
            _ => false,
        };
        equal && self.condition.is_none_or(ordered)
    }

    /// Runs and compares; returns how many rows went to disk.
    fn check(&self) -> usize {
        let (mut rows, spilled) = self.run();
        let mut expected = self.expected();
        rows.sort();
        expected.sort();
        assert_eq!(
            rows, expected,
            "{:?}, condition {:?}, memory {}",
            self.join_type, self.condition, self.memory
        );
        spilled
    }
}

fn texts(batch: &RecordBatch) -> Vec<String> {
    let value = |column: &ArrayRef, row| match column.is_null(row) {
        true => "-".to_string(),
        false => array_value_to_string(column, row).unwrap(),
    };
    let row = |row| {
        let values: Vec<String> = batch.columns().iter().map(|c| value(c, row)).collect();
        values.join("|")
    };
    (0..batch.num_rows()).map(row).collect()
}

fn check_all(build: &RecordBatch, probe: &RecordBatch, memory: usize, shared: bool) -> usize {
    let mut spilled = 0;
    for join_type in TYPES {
        for condition in [None, Some(Operator::Lt)] {
            let case = Case {
                join_type,
                build,
                probe,
                condition,
                memory,
                shared,
            };
            spilled += case.check();
        }
    }
    spilled
}

#[test]
fn all_types_and_keys() {
    for key in KEYS {
        for (build, probe, distinct) in [(200, 300, 60), (50, 200, 1000), (40, 0, 10), (0, 40, 10)]
        {
            let (build, probe) = (side(key, build, distinct, 1), side(key, probe, distinct, 2));
            assert_eq!(check_all(&build, &probe, usize::MAX, false), 0);
            check_all(&build, &probe, usize::MAX, true);
        }
    }
}

#[test]
fn orders_of_many_rows_of_a_key() {
    for key in KEYS {
        let (build, probe) = (side(key, 300, 9, 13), side(key, 60, 12, 14));
        for op in [Operator::Lt, Operator::LtEq, Operator::Gt, Operator::GtEq] {
            for (join_type, shared) in TYPES.into_iter().flat_map(|t| [(t, false), (t, true)]) {
                let case = Case {
                    join_type,
                    build: &build,
                    probe: &probe,
                    condition: Some(op),
                    memory: usize::MAX,
                    shared,
                };
                case.check();
            }
        }
    }
}

#[test]
fn unique_keys() {
    for key in KEYS {
        let numbers: Vec<Option<u64>> = (0..100).map(|n| (n % 9 > 0).then_some(n * 3)).collect();
        let build = with_keys(key, &numbers, 3);
        check_all(&build, &side(key, 200, 300, 4), usize::MAX, false);
    }
}

#[test]
fn a_build_side_beyond_the_memory() {
    for key in KEYS {
        let (build, probe) = (side(key, 600, 200, 5), side(key, 400, 200, 6));
        assert!(check_all(&build, &probe, 16 << 10, false) > 0);
    }
}

#[test]
fn one_key_beyond_the_memory() {
    let mut numbers = vec![Some(3); 500];
    numbers.extend((0..50).map(Some));
    for key in [Key::Dense, Key::Text] {
        let build = with_keys(key, &numbers, 7);
        assert!(check_all(&build, &side(key, 60, 50, 8), 8 << 10, false) > 0);
    }
}

#[test]
fn probe_rows_keep_their_order() {
    let (build, probe) = (side(Key::Dense, 100, 40, 9), side(Key::Dense, 300, 60, 10));
    for join_type in [
        JoinType::Inner,
        JoinType::Right,
        JoinType::RightSemi,
        JoinType::RightAnti,
        JoinType::RightMark,
    ] {
        for condition in [None, Some(Operator::Lt)] {
            let case = Case {
                join_type,
                build: &build,
                probe: &probe,
                condition,
                memory: usize::MAX,
                shared: false,
            };
            let (rows, _) = case.run();
            let from_end = if join_type == JoinType::RightMark {
                2
            } else {
                1
            };
            let id =
                |row: &String| -> i32 { row.rsplit('|').nth(from_end).unwrap().parse().unwrap() };
            assert!(rows.iter().map(id).is_sorted(), "{join_type:?}");
        }
    }
}

#[test]
fn not_in_with_nulls() {
    let keys = |values: Vec<Option<u64>>| with_keys(Key::Dense, &values, 11);
    let probe = keys(vec![Some(1), None, Some(2)]);
    let rows = |build: RecordBatch| {
        let sides = Sides {
            build: build.schema(),
            probe: probe.schema(),
            build_is_left: false,
        };
        let shape = Shape::built_left(JoinType::RightAnti);
        let spec = JoinSpec::new(
            shape,
            (keys_of(&build), keys_of(&probe)),
            None,
            true,
            &sides,
        );
        let join = HashJoinExec::new(Arc::new(spec), source(&build, 9), source(&probe, 9), None);
        let stream = join.execute(0, Arc::new(TaskContext::default())).unwrap();
        let batches: Vec<RecordBatch> = futures::executor::block_on(stream.try_collect()).unwrap();
        batches.iter().map(RecordBatch::num_rows).sum::<usize>()
    };
    assert_eq!(rows(keys(vec![])), 3);
    assert_eq!(rows(keys(vec![Some(1)])), 1);
    assert_eq!(rows(keys(vec![Some(1), None])), 0);
    assert_eq!(rows(keys(vec![Some(7)])), 2);
}

#[test]
fn columns_are_concatenated() {
    let batch = side(Key::Text, 10, 5, 12);
    let parts = vec![batch.slice(0, 4), batch.slice(4, 6)];
    assert_eq!(concatenated(&batch.schema(), parts).unwrap(), batch);
    assert_eq!(concatenated(&batch.schema(), vec![]).unwrap().num_rows(), 0);
}
