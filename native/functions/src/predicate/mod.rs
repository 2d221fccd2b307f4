//! Comparisons and pattern matching.

mod float;
mod like;
mod pattern;
pub(crate) mod regex;
mod rlike;
mod search;

pub use float::{CompareOp, float_comparison};

use crate::table::Function;

/// What native code finds of a Java pattern.
pub struct PatternSupport {
    pub groups: usize,
    /// Where its matches are, and where groups are in them; else only whether there is a match.
    pub places: bool,
    pub group_places: bool,
}

/// None if the pattern is Java's own.
pub fn pattern_support(pattern: &str) -> Option<PatternSupport> {
    let regex = regex::JavaRegex::new(pattern)?;
    Some(PatternSupport {
        groups: regex.groups(),
        places: regex.has_places(),
        group_places: regex.has_group_places(),
    })
}

pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "like",
        bind: like::like,
    },
    Function {
        name: "rlike",
        bind: rlike::rlike,
    },
    Function {
        name: "startswith",
        bind: search::starts_with,
    },
    Function {
        name: "endswith",
        bind: search::ends_with,
    },
    Function {
        name: "contains",
        bind: search::contains,
    },
];
