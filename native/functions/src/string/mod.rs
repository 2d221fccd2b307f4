//! String functions, on code points.

mod base64;
mod case;
mod code_point;
mod concat;
mod elt;
mod encoding;
mod format;
mod length;
mod levenshtein;
mod lists;
mod locate;
mod luhn;
mod pad;
mod regexp;
mod replace;
mod soundex;
mod split;
mod substring;
#[cfg(test)]
pub(crate) mod testing;
mod trim;
mod uri;
mod url;

use crate::table::Function;

pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "ascii",
        bind: code_point::ascii,
    },
    Function {
        name: "base64",
        bind: base64::base64,
    },
    Function {
        name: "bit_length",
        bind: length::bit_length,
    },
    Function {
        name: "chr",
        bind: code_point::chr,
    },
    Function {
        name: "concat",
        bind: concat::concat,
    },
    Function {
        name: "concat_ws",
        bind: concat::concat_ws,
    },
    Function {
        name: "decode",
        bind: encoding::decode,
    },
    Function {
        name: "elt",
        bind: elt::elt,
    },
    Function {
        name: "empty2null",
        bind: replace::empty2null,
    },
    Function {
        name: "encode",
        bind: encoding::encode,
    },
    Function {
        name: "find_in_set",
        bind: locate::find_in_set,
    },
    Function {
        name: "format_string",
        bind: format::format_string,
    },
    Function {
        name: "initcap",
        bind: case::initcap,
    },
    Function {
        name: "instr",
        bind: locate::instr,
    },
    Function {
        name: "length",
        bind: length::length,
    },
    Function {
        name: "levenshtein",
        bind: levenshtein::levenshtein,
    },
    Function {
        name: "locate",
        bind: locate::locate,
    },
    Function {
        name: "lower",
        bind: case::lower,
    },
    Function {
        name: "lpad",
        bind: pad::lpad,
    },
    Function {
        name: "ltrim",
        bind: trim::ltrim,
    },
    Function {
        name: "luhn_check",
        bind: luhn::luhn_check,
    },
    Function {
        name: "octet_length",
        bind: length::octet_length,
    },
    Function {
        name: "overlay",
        bind: replace::overlay,
    },
    Function {
        name: "parse_url",
        bind: url::parse_url,
    },
    Function {
        name: "quote",
        bind: encoding::quote,
    },
    Function {
        name: "regexp_extract",
        bind: regexp::extract,
    },
    Function {
        name: "regexp_extract_all",
        bind: regexp::extract_all,
    },
    Function {
        name: "regexp_instr",
        bind: regexp::instr,
    },
    Function {
        name: "regexp_replace",
        bind: regexp::replace,
    },
    Function {
        name: "repeat",
        bind: pad::repeat,
    },
    Function {
        name: "replace",
        bind: replace::replace,
    },
    Function {
        name: "reverse",
        bind: replace::reverse,
    },
    Function {
        name: "rpad",
        bind: pad::rpad,
    },
    Function {
        name: "rtrim",
        bind: trim::rtrim,
    },
    Function {
        name: "soundex",
        bind: soundex::soundex,
    },
    Function {
        name: "space",
        bind: pad::space,
    },
    Function {
        name: "split",
        bind: split::split,
    },
    Function {
        name: "split_sql",
        bind: split::split_sql,
    },
    Function {
        name: "substring",
        bind: substring::substring,
    },
    Function {
        name: "substring_index",
        bind: locate::substring_index,
    },
    Function {
        name: "translate",
        bind: replace::translate,
    },
    Function {
        name: "trim",
        bind: trim::trim,
    },
    Function {
        name: "unbase64",
        bind: base64::unbase64,
    },
    Function {
        name: "upper",
        bind: case::upper,
    },
    Function {
        name: "url_encode",
        bind: url::url_encode,
    },
];
