//! Dates, timestamps in any time zone, and intervals.

pub(crate) mod calendar;
mod columns;
mod convert_zone;
mod fields;
mod format;
mod interval;
mod make_date;
mod make_timestamp;
mod months_between;
mod names;
mod numbers;
mod parse;
mod pattern;
pub mod rebase;
mod shift;
mod timestamp;
mod timestamp_add;
mod timestamp_diff;
mod trunc;
pub mod zone;
mod zone_rules;
pub mod zones;

use crate::table::Function;

pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "add_interval",
        bind: interval::add,
    },
    Function {
        name: "add_months",
        bind: shift::add_months,
    },
    Function {
        name: "convert_timezone",
        bind: convert_zone::convert_timezone,
    },
    Function {
        name: "date_add",
        bind: shift::date_add,
    },
    Function {
        name: "date_add_ym_interval",
        bind: shift::add_months,
    },
    Function {
        name: "date_format",
        bind: format::date_format,
    },
    Function {
        name: "date_from_unix_date",
        bind: shift::date_from_unix_date,
    },
    Function {
        name: "date_sub",
        bind: shift::date_sub,
    },
    Function {
        name: "date_trunc",
        bind: trunc::date_trunc,
    },
    Function {
        name: "datediff",
        bind: shift::datediff,
    },
    Function {
        name: "day",
        bind: fields::day,
    },
    Function {
        name: "dayname",
        bind: names::dayname,
    },
    Function {
        name: "dayofweek",
        bind: fields::dayofweek,
    },
    Function {
        name: "dayofyear",
        bind: fields::dayofyear,
    },
    Function {
        name: "divide_interval",
        bind: interval::divide,
    },
    Function {
        name: "from_unixtime",
        bind: format::from_unixtime,
    },
    Function {
        name: "from_utc_timestamp",
        bind: convert_zone::from_utc_timestamp,
    },
    Function {
        name: "hour",
        bind: timestamp::hour,
    },
    Function {
        name: "interval_days",
        bind: interval::days,
    },
    Function {
        name: "interval_hours",
        bind: interval::hours,
    },
    Function {
        name: "interval_minutes",
        bind: interval::minutes,
    },
    Function {
        name: "interval_months",
        bind: interval::months,
    },
    Function {
        name: "interval_seconds",
        bind: interval::seconds,
    },
    Function {
        name: "interval_years",
        bind: interval::years,
    },
    Function {
        name: "last_day",
        bind: shift::last_day,
    },
    Function {
        name: "make_date",
        bind: make_date::make_date,
    },
    Function {
        name: "make_dt_interval",
        bind: interval::make_dt_interval,
    },
    Function {
        name: "make_timestamp",
        bind: make_timestamp::make_timestamp,
    },
    Function {
        name: "make_ym_interval",
        bind: interval::make_ym_interval,
    },
    Function {
        name: "minute",
        bind: timestamp::minute,
    },
    Function {
        name: "month",
        bind: fields::month,
    },
    Function {
        name: "monthname",
        bind: names::monthname,
    },
    Function {
        name: "months_between",
        bind: months_between::months_between,
    },
    Function {
        name: "multiply_interval",
        bind: interval::multiply,
    },
    Function {
        name: "negate_interval",
        bind: interval::negate,
    },
    Function {
        name: "next_day",
        bind: shift::next_day,
    },
    Function {
        name: "parse_timestamp",
        bind: parse::to_timestamp,
    },
    Function {
        name: "parse_unix_timestamp",
        bind: parse::parse_unix_timestamp,
    },
    Function {
        name: "precise_timestamp",
        bind: timestamp::precise_timestamp,
    },
    Function {
        name: "quarter",
        bind: fields::quarter,
    },
    Function {
        name: "second",
        bind: timestamp::second,
    },
    Function {
        name: "second_with_fraction",
        bind: timestamp::second_with_fraction,
    },
    Function {
        name: "subtract_dates",
        bind: timestamp_diff::subtract_dates,
    },
    Function {
        name: "subtract_interval",
        bind: interval::subtract,
    },
    Function {
        name: "subtract_timestamps",
        bind: timestamp_diff::subtract_timestamps,
    },
    Function {
        name: "time_add",
        bind: timestamp_add::time_add,
    },
    Function {
        name: "timestamp_add_ym_interval",
        bind: timestamp_add::timestamp_add_ym_interval,
    },
    Function {
        name: "timestamp_micros",
        bind: numbers::timestamp_micros,
    },
    Function {
        name: "timestamp_millis",
        bind: numbers::timestamp_millis,
    },
    Function {
        name: "timestamp_seconds",
        bind: numbers::timestamp_seconds,
    },
    Function {
        name: "timestampadd",
        bind: timestamp_add::timestampadd,
    },
    Function {
        name: "timestampdiff",
        bind: timestamp_diff::timestampdiff,
    },
    Function {
        name: "to_unix_timestamp",
        bind: timestamp::to_unix_timestamp,
    },
    Function {
        name: "to_utc_timestamp",
        bind: convert_zone::to_utc_timestamp,
    },
    Function {
        name: "trunc",
        bind: trunc::trunc,
    },
    Function {
        name: "unix_date",
        bind: fields::unix_date,
    },
    Function {
        name: "unix_micros",
        bind: timestamp::unix_micros,
    },
    Function {
        name: "unix_millis",
        bind: timestamp::unix_millis,
    },
    Function {
        name: "unix_seconds",
        bind: timestamp::unix_seconds,
    },
    Function {
        name: "weekday",
        bind: fields::day_index,
    },
    Function {
        name: "weekofyear",
        bind: fields::weekofyear,
    },
    Function {
        name: "year",
        bind: fields::year,
    },
    Function {
        name: "yearofweek",
        bind: fields::yearofweek,
    },
];
