//! Statistics of pairs: `covar_*`, `corr` and the regressions that are aggregates of their own
//! (`Covariance`, `PearsonCorrelation`, `RegrSlope`, `RegrIntercept`).

use datafusion_common::Result;
use datafusion_expr::GroupsAccumulator;

use super::AggregateCall;
use super::statistic::{self, Evaluate, Statistic};

type Created = Result<Box<dyn GroupsAccumulator>>;

/// Buffer: (n, xAvg, yAvg, ck).
struct Covariance;

impl Statistic<4> for Covariance {
    const ARGS: usize = 2;

    fn update(buffer: &mut [f64; 4], x: f64, y: f64) {
        let [n, x_avg, y_avg, ck] = *buffer;
        let new_n = n + 1.0;
        let dx = x - x_avg;
        let dy = y - y_avg;
        let new_y_avg = y_avg + dy / new_n;
        *buffer = [
            new_n,
            x_avg + dx / new_n,
            new_y_avg,
            ck + dx * (y - new_y_avg),
        ];
    }

    fn merge(buffer: &mut [f64; 4], other: &[f64; 4]) {
        let [n1, x_avg, y_avg, ck] = *buffer;
        let n2 = other[0];
        let new_n = n1 + n2;
        let share = |d: f64| if new_n == 0.0 { 0.0 } else { d / new_n };
        let dx = other[1] - x_avg;
        let dy = other[2] - y_avg;
        *buffer = [
            new_n,
            x_avg + share(dx) * n2,
            y_avg + share(dy) * n2,
            ck + other[3] + dx * share(dy) * n1 * n2,
        ];
    }
}

/// Buffer: (n, xAvg, yAvg, ck, xMk, yMk).
struct Correlation;

impl Statistic<6> for Correlation {
    const ARGS: usize = 2;

    fn update(buffer: &mut [f64; 6], x: f64, y: f64) {
        let [n, x_avg, y_avg, ck, x_mk, y_mk] = *buffer;
        let new_n = n + 1.0;
        let dx = x - x_avg;
        let dy = y - y_avg;
        let new_x_avg = x_avg + dx / new_n;
        let new_y_avg = y_avg + dy / new_n;
        *buffer = [
            new_n,
            new_x_avg,
            new_y_avg,
            ck + dx * (y - new_y_avg),
            x_mk + dx * (x - new_x_avg),
            y_mk + dy * (y - new_y_avg),
        ];
    }

    fn merge(buffer: &mut [f64; 6], other: &[f64; 6]) {
        let [n1, x_avg, y_avg, ck, x_mk, y_mk] = *buffer;
        let n2 = other[0];
        let new_n = n1 + n2;
        let share = |d: f64| if new_n == 0.0 { 0.0 } else { d / new_n };
        let dx = other[1] - x_avg;
        let dy = other[2] - y_avg;
        let (dx_n, dy_n) = (share(dx), share(dy));
        *buffer = [
            new_n,
            x_avg + dx_n * n2,
            y_avg + dy_n * n2,
            ck + other[3] + dx * dy_n * n1 * n2,
            x_mk + other[4] + dx * dx_n * n1 * n2,
            y_mk + other[5] + dy * dy_n * n1 * n2,
        ];
    }
}

fn covariance(call: &AggregateCall, evaluate: Evaluate<4>) -> Created {
    statistic::create::<Covariance, 4>(call, evaluate)
}

pub fn covar_pop(call: &AggregateCall) -> Created {
    covariance(call, |&[n, _, _, ck], _| Ok((n != 0.0).then(|| ck / n)))
}

pub fn covar_samp(call: &AggregateCall) -> Created {
    covariance(call, |&[n, _, _, ck], e| {
        Ok(match n {
            0.0 => None,
            1.0 => e.of_one,
            _ => Some(ck / (n - 1.0)),
        })
    })
}

pub fn regr_sxy(call: &AggregateCall) -> Created {
    covariance(call, |&[n, _, _, ck], _| Ok((n != 0.0).then_some(ck)))
}

pub fn corr(call: &AggregateCall) -> Created {
    statistic::create::<Correlation, 6>(call, |&[n, _, _, ck, x_mk, y_mk], e| match n {
        0.0 => Ok(None),
        1.0 => Ok(e.of_one),
        _ => e.divide(ck, (x_mk * y_mk).sqrt()),
    })
}

/// Spark's x is the dependent variable here, y the independent one.
pub fn regr_r2(call: &AggregateCall) -> Created {
    statistic::create::<Correlation, 6>(call, |&[_, _, _, ck, x_mk, y_mk], e| match (x_mk, y_mk) {
        (_, 0.0) => Ok(None),
        (0.0, _) => Ok(Some(1.0)),
        _ => Ok(e.divide(ck, (x_mk * y_mk).sqrt())?.map(|corr| corr * corr)),
    })
}

/// Buffer: `covar_pop(right, left)`, then `var_pop(right)`. The arguments are (left, right).
struct Regression;

impl Statistic<7> for Regression {
    const ARGS: usize = 2;

    fn update(buffer: &mut [f64; 7], x: f64, y: f64) {
        let [n, y_avg, x_avg, ck, moment_n, avg, m2] = *buffer;
        let mut covariance = [n, y_avg, x_avg, ck];
        Covariance::update(&mut covariance, y, x);
        let new_n = moment_n + 1.0;
        let delta = y - avg;
        let delta_n = delta / new_n;
        let [n, y_avg, x_avg, ck] = covariance;
        let new_m2 = m2 + delta * (delta - delta_n);
        *buffer = [n, y_avg, x_avg, ck, new_n, avg + delta_n, new_m2];
    }

    fn merge(buffer: &mut [f64; 7], other: &[f64; 7]) {
        let [n, y_avg, x_avg, ck, n1, avg, m2] = *buffer;
        let mut covariance = [n, y_avg, x_avg, ck];
        let [n, y_avg, x_avg, ck, n2, other_avg, other_m2] = *other;
        Covariance::merge(&mut covariance, &[n, y_avg, x_avg, ck]);
        let new_n = n1 + n2;
        let delta = other_avg - avg;
        let delta_n = if new_n == 0.0 { 0.0 } else { delta / new_n };
        let [n, y_avg, x_avg, ck] = covariance;
        let new_m2 = m2 + other_m2 + delta * delta_n * n1 * n2;
        *buffer = [n, y_avg, x_avg, ck, new_n, avg + delta_n * n2, new_m2];
    }
}

pub fn regr_slope(call: &AggregateCall) -> Created {
    statistic::create::<Regression, 7>(call, |&[_, _, _, ck, _, _, m2], _| {
        Ok((m2 != 0.0).then(|| ck / m2))
    })
}

pub fn regr_intercept(call: &AggregateCall) -> Created {
    statistic::create::<Regression, 7>(call, |&[_, x_avg, y_avg, ck, _, _, m2], _| {
        Ok((m2 != 0.0).then(|| y_avg - ck / m2 * x_avg))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use std::sync::Arc;

    use super::super::testing::{by_halves, call};
    use super::*;
    use crate::EvalMode;
    use arrow::array::{AsArray, Float64Array};
    use arrow::datatypes::{DataType, Float64Type};

    fn pair_call(name: &str, buffer: usize) -> AggregateCall {
        let double = DataType::Float64;
        let args = [double.clone(), double.clone()];
        call(name, &args, double.clone(), &vec![double; buffer])
    }

    fn result(call: &AggregateCall, pairs: &[(f64, f64)]) -> Result<Option<f64>> {
        let mut pairs: Vec<_> = pairs.iter().map(|p| (Some(p.0), Some(p.1))).collect();
        pairs.insert(0, (None, Some(9.0)));
        pairs.push((Some(9.0), None));
        let x: Float64Array = pairs.iter().map(|p| p.0).collect();
        let y: Float64Array = pairs.iter().map(|p| p.1).collect();
        let result = by_halves(call, &[Arc::new(x), Arc::new(y)])?;
        Ok(result.as_primitive::<Float64Type>().iter().next().unwrap())
    }

    #[test]
    fn examples_of_spark_documentation() {
        let line = [(1.0, 1.0), (2.0, 2.0), (3.0, 3.0)];
        let yx = [(1.0, 2.0), (2.0, 2.0), (2.0, 3.0), (2.0, 4.0)];
        let cases = [
            ("covar_pop", 4, &line[..], 0.6666666666666666),
            ("covar_samp", 4, &line, 1.0),
            (
                "corr",
                6,
                &[(3.0, 2.0), (3.0, 3.0), (6.0, 4.0)],
                0.8660254037844387,
            ),
            ("regr_r2", 6, &yx, 0.2727272727272727),
            ("regr_sxy", 4, &yx, 0.75),
            ("regr_slope", 7, &line, 1.0),
            ("regr_intercept", 7, &line, 0.0),
        ];
        for (name, buffer, pairs, expected) in cases {
            let got = result(&pair_call(name, buffer), pairs).unwrap();
            assert_eq!(got, Some(expected), "{name}");
        }
    }

    #[test]
    fn correlation_of_a_constant() {
        let constant = [(1.0, 5.0), (2.0, 5.0)];
        let mut call = pair_call("corr", 6);
        assert_eq!(result(&call, &constant).unwrap(), None);
        call.mode = EvalMode::Ansi;
        let error = result(&call, &constant).unwrap_err().to_string();
        assert!(error.contains("DIVIDE_BY_ZERO"), "{error}");
        assert_eq!(result(&call, &[]).unwrap(), None);
    }
}
