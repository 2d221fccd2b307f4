//! Dates, and timestamps in time zones of a fixed offset.

mod calendar;
mod fields;
mod make_date;
mod months_between;
pub mod rebase;
mod shift;
mod timestamp;
mod trunc;
mod zone;

use crate::table::Function;

pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "add_months",
        bind: shift::add_months,
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
        name: "dayofweek",
        bind: fields::dayofweek,
    },
    Function {
        name: "dayofyear",
        bind: fields::dayofyear,
    },
    Function {
        name: "hour",
        bind: timestamp::hour,
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
        name: "minute",
        bind: timestamp::minute,
    },
    Function {
        name: "month",
        bind: fields::month,
    },
    Function {
        name: "months_between",
        bind: months_between::months_between,
    },
    Function {
        name: "next_day",
        bind: shift::next_day,
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
        name: "time_add",
        bind: timestamp::time_add,
    },
    Function {
        name: "timestamp_add_ym_interval",
        bind: timestamp::timestamp_add_ym_interval,
    },
    Function {
        name: "timestamp_micros",
        bind: timestamp::timestamp_micros,
    },
    Function {
        name: "timestamp_millis",
        bind: timestamp::timestamp_millis,
    },
    Function {
        name: "timestamp_seconds",
        bind: timestamp::timestamp_seconds,
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
