//! Names of columns. DataFusion finds the column that a filter means by name on its way to a scan, so
//! an operator's columns must not share one.

use std::collections::HashSet;

/// `names` with a number behind those that stood before.
pub fn distinct(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut taken = HashSet::new();
    let mut unique = Vec::new();
    for name in names {
        let mut candidate = name.clone();
        let mut n = 2;
        while !taken.insert(candidate.clone()) {
            candidate = format!("{name}#{n}");
            n += 1;
        }
        unique.push(candidate);
    }
    unique
}
