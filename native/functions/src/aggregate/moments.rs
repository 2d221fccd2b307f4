//! Central moments (`CentralMomentAgg`): `stddev_*`, `var_*`, `skewness`, `kurtosis` and the sum of
//! squares behind `regr_sxx` and `regr_syy`. Buffer: (n, avg, m2[, m3[, m4]]).

use datafusion_common::Result;
use datafusion_expr::GroupsAccumulator;

use super::AggregateCall;
use super::statistic::{self, Evaluation, Statistic};

/// Moments up to the order N - 1.
struct Moments;

impl<const N: usize> Statistic<N> for Moments {
    const ARGS: usize = 1;

    fn update(buffer: &mut [f64; N], x: f64, _y: f64) {
        let old = *buffer;
        let new_n = old[0] + 1.0;
        let delta = x - old[1];
        let delta_n = delta / new_n;
        buffer[0] = new_n;
        buffer[1] = old[1] + delta_n;
        buffer[2] = old[2] + delta * (delta - delta_n);
        let (delta2, delta_n2) = (delta * delta, delta_n * delta_n);
        if N > 3 {
            buffer[3] = old[3] - 3.0 * delta_n * buffer[2] + delta * (delta2 - delta_n2);
        }
        if N > 4 {
            buffer[4] = old[4] - 4.0 * delta_n * buffer[3] - 6.0 * delta_n2 * buffer[2]
                + delta * (delta * delta2 - delta_n * delta_n2);
        }
    }

    fn merge(buffer: &mut [f64; N], other: &[f64; N]) {
        let old = *buffer;
        let (n1, n2) = (old[0], other[0]);
        let new_n = n1 + n2;
        let delta = other[1] - old[1];
        let delta_n = if new_n == 0.0 { 0.0 } else { delta / new_n };
        buffer[0] = new_n;
        buffer[1] = old[1] + delta_n * n2;
        buffer[2] = old[2] + other[2] + delta * delta_n * n1 * n2;
        if N > 3 {
            buffer[3] = old[3]
                + other[3]
                + delta_n * delta_n * delta * n1 * n2 * (n1 - n2)
                + 3.0 * delta_n * (n1 * other[2] - n2 * old[2]);
        }
        if N > 4 {
            buffer[4] = old[4]
                + other[4]
                + delta_n * delta_n * delta_n * delta * n1 * n2 * (n1 * n1 - n1 * n2 + n2 * n2)
                + 6.0 * delta_n * delta_n * (n1 * n1 * other[2] + n2 * n2 * old[2])
                + 4.0 * delta_n * (n1 * other[3] - n2 * old[3]);
        }
    }
}

type Created = Result<Box<dyn GroupsAccumulator>>;

fn of<const N: usize>(call: &AggregateCall, evaluate: statistic::Evaluate<N>) -> Created {
    statistic::create::<Moments, N>(call, evaluate)
}

fn var_samp_of(n: f64, m2: f64, evaluation: &Evaluation) -> Option<f64> {
    match n {
        0.0 => None,
        1.0 => evaluation.of_one,
        _ => Some(m2 / (n - 1.0)),
    }
}

pub fn var_samp(call: &AggregateCall) -> Created {
    of(call, |&[n, _, m2], e| Ok(var_samp_of(n, m2, e)))
}

pub fn stddev_samp(call: &AggregateCall) -> Created {
    of(call, |&[n, _, m2], e| {
        Ok(var_samp_of(n, m2, e).map(f64::sqrt))
    })
}

pub fn var_pop(call: &AggregateCall) -> Created {
    of(call, |&[n, _, m2], _| Ok((n != 0.0).then(|| m2 / n)))
}

pub fn stddev_pop(call: &AggregateCall) -> Created {
    of(call, |&[n, _, m2], _| {
        Ok((n != 0.0).then(|| (m2 / n).sqrt()))
    })
}

pub fn regr_replacement(call: &AggregateCall) -> Created {
    of(call, |&[n, _, m2], _| Ok((n != 0.0).then_some(m2)))
}

pub fn skewness(call: &AggregateCall) -> Created {
    of(call, |&[n, _, m2, m3], e| match (n, m2) {
        (0.0, _) => Ok(None),
        (_, 0.0) => Ok(e.of_one),
        _ => e.divide(n.sqrt() * m3, (m2 * m2 * m2).sqrt()),
    })
}

pub fn kurtosis(call: &AggregateCall) -> Created {
    of(call, |&[n, _, m2, _, m4], e| match (n, m2) {
        (0.0, _) => Ok(None),
        (_, 0.0) => Ok(e.of_one),
        _ => Ok(e.divide(n * m4, m2 * m2)?.map(|k| k - 3.0)),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use std::sync::Arc;

    use super::super::testing::{by_halves, call, groups};
    use super::*;
    use arrow::array::{ArrayRef, AsArray, Float64Array};
    use arrow::datatypes::{DataType, Float64Type};
    use datafusion_common::ScalarValue;
    use datafusion_expr::EmitTo;

    fn moments_call(name: &str, order: usize) -> AggregateCall {
        let double = DataType::Float64;
        call(
            name,
            std::slice::from_ref(&double),
            double.clone(),
            &vec![double.clone(); order + 1],
        )
    }

    fn result(call: &AggregateCall, values: &[Option<f64>]) -> Option<f64> {
        let values: ArrayRef = Arc::new(Float64Array::from(values.to_vec()));
        let result = by_halves(call, &[values]).unwrap();
        result.as_primitive::<Float64Type>().iter().next().unwrap()
    }

    #[test]
    fn examples_of_spark_documentation() {
        let three = [Some(1.0), None, Some(2.0), Some(3.0)];
        let cases = [
            ("stddev_pop", 0.816496580927726),
            ("stddev_samp", 1.0),
            ("var_pop", 0.6666666666666666),
            ("var_samp", 1.0),
        ];
        for (name, expected) in cases {
            assert_eq!(result(&moments_call(name, 2), &three), Some(expected));
        }
        let four = [-10.0, -20.0, 100.0, 1000.0].map(Some);
        let skewness = result(&moments_call("skewness", 3), &four);
        assert_eq!(skewness, Some(1.1135657469022011));
        let kurtosis = result(&moments_call("kurtosis", 4), &four);
        assert_eq!(kurtosis, Some(-0.7014368047529627));
    }

    #[test]
    fn one_row_and_none() {
        let mut call = moments_call("var_samp", 2);
        assert_eq!(result(&call, &[None]), None);
        assert_eq!(result(&call, &[Some(4.0)]), None);
        call.parameters = vec![ScalarValue::from(false)];
        assert!(result(&call, &[Some(4.0)]).unwrap().is_nan());
        assert_eq!(result(&call, &[None]), None);
        assert_eq!(result(&moments_call("var_pop", 2), &[Some(4.0)]), Some(0.0));
        assert_eq!(result(&moments_call("skewness", 3), &[Some(4.0)]), None);
    }

    #[test]
    fn merging_agrees_with_updating() {
        let values = [3.0, -1.5, 8.25, 1e3, 0.5, 2.0];
        let call = moments_call("kurtosis", 4);
        let whole = result(&call, &values.map(Some)).unwrap();
        let mut acc = groups(&call);
        let values: ArrayRef = Arc::new(Float64Array::from(values.to_vec()));
        let state = acc.convert_to_state(&[values], None).unwrap();
        acc.merge_batch(&state, &[0; 6], 1).unwrap();
        let merged = acc.evaluate(EmitTo::All).unwrap();
        let merged = merged.as_primitive::<Float64Type>().value(0);
        assert!((merged - whole).abs() < 1e-9, "{merged} {whole}");
    }
}
