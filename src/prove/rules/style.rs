//! How numerals are written: the rules of [`crate::numeral::style`], under their codes.

use super::{Passage, Remark};
use crate::diagnostic;
use crate::numeral::style;

pub(super) fn check(passage: &Passage<'_>) -> Vec<Remark> {
    let findings = style::check_spelled(passage.text, passage.spelling, passage.numerals);
    findings
        .into_iter()
        // Who quotes a number with its source answers for how it is written there.
        .filter(|finding| !(passage.quoted)(&finding.span))
        .map(|finding| Remark {
            code: finding.code,
            severity: match finding.severity {
                style::Severity::Error => diagnostic::Severity::Error,
                style::Severity::Warning => diagnostic::Severity::Warning,
            },
            span: finding.span,
            message: finding.message,
            help: finding.help,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::remarks;
    use crate::diagnostic::Severity::{Error, Warning};

    #[test]
    fn every_style_rule_speaks_under_a_code() {
        for (text, expected) in [
            ("走访企业近300多家。", ("N301", Error)),
            ("慰问约三四十人。", ("N302", Warning)),
            ("发放3千余份。", ("N303", Error)),
            ("会员下降-3.2%。", ("N304", Error)),
            ("入会率由85%提高到90%，提高5%。", ("N305", Error)),
            ("截止目前已建会。", ("N306", Error)),
        ] {
            assert_eq!(remarks(text), [expected], "{text}");
        }
    }
}
