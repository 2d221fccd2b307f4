//! The JVM's time zones, handed to the kernels.

use datafusion_common::{Result, internal_err};
use thermite_functions::datetime::zones::{self, Rules, TimeOf, YearlyRule};
use thermite_proto::time_zone::YearlyChange;
use thermite_proto::time_zone::yearly_change::TimeOf as ProtoTimeOf;
use thermite_proto::{TimeZone, TimeZones};

pub fn install(zones: TimeZones) -> Result<()> {
    let zones = zones.zones.into_iter().map(zone);
    zones::install(zones.collect::<Result<_>>()?);
    Ok(())
}

fn zone(zone: TimeZone) -> Result<(Vec<String>, Rules)> {
    let instants = zone.instants.into_iter();
    let rules = Rules {
        first: i64::from(zone.first_offset),
        changes: instants
            .zip(zone.offsets.into_iter().map(i64::from))
            .collect(),
        yearly: zone.yearly.iter().map(yearly).collect::<Result<_>>()?,
    };
    Ok((zone.names, rules))
}

fn yearly(change: &YearlyChange) -> Result<YearlyRule> {
    if !(1..=12).contains(&change.month) {
        return internal_err!("a change of the clock in month {}", change.month);
    }
    Ok(YearlyRule {
        month: change.month as i32,
        day: change.day,
        day_of_week: change.day_of_week as i32,
        second_of_day: i64::from(change.second_of_day),
        time_of: match change.time_of() {
            ProtoTimeOf::Utc => TimeOf::Utc,
            ProtoTimeOf::Wall => TimeOf::Wall,
            ProtoTimeOf::Standard => TimeOf::Standard,
        },
        standard: i64::from(change.standard_offset),
        before: i64::from(change.offset_before),
        after: i64::from(change.offset_after),
    })
}
