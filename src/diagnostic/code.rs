//! Every code, with its severity and the page that explains it. Codes never change their meaning.
//!
//! The letter tells the room: P the project's own declarations, L loading, C checks, F figures,
//! T templates, N numerals, O outputs, Q queries for an engine and their results.

/// How grave a finding is. Only errors change the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The report cannot be proved: nothing is built.
    Error,
    /// Probably wrong: have a look.
    Warning,
    /// Good to know.
    Note,
}

impl Severity {
    /// `error`, `warning`, `note`: for machines.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }

    /// 错误, 警告, 提示: for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Error => "错误",
            Self::Warning => "警告",
            Self::Note => "提示",
        }
    }
}

/// A kind of finding.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// The code itself: `L201`.
    pub id: &'static str,
    /// How grave it is as a rule.
    pub severity: Severity,
    /// Its page: a heading, what it means, an example, what to do. Markdown, Chinese.
    pub page: &'static str,
}

impl Code {
    /// The page's heading without the code.
    #[must_use]
    pub fn title(&self) -> &'static str {
        let heading = self.page.lines().next().unwrap_or("");
        heading
            .trim_start_matches(['#', ' '])
            .trim_start_matches(self.id)
            .trim()
    }

    /// The page's first paragraph.
    #[must_use]
    pub fn summary(&self) -> &'static str {
        let mut paragraphs = self.page.split("\n\n").skip(1);
        paragraphs.next().unwrap_or("").trim()
    }
}

/// The code called `id`, in any case.
#[must_use]
pub fn find(id: &str) -> Option<&'static Code> {
    CODES
        .iter()
        .find(|code| code.id.eq_ignore_ascii_case(id))
        .copied()
}

macro_rules! codes {
    ($($name:ident = $id:literal, $severity:ident;)+) => {
        $(
            #[doc = concat!("See docs/codes/", $id, ".md.")]
            pub const $name: &Code = &Code {
                id: $id,
                severity: Severity::$severity,
                page: include_str!(concat!("../../docs/codes/", $id, ".md")),
            };
        )+
        /// Every code, in order.
        pub const CODES: &[&Code] = &[$($name),+];
    };
}

codes! {
    TOML_SYNTAX = "P101", Error;
    UNKNOWN_KEY = "P102", Error;
    WRONG_TYPE = "P103", Error;
    MISSING_KEY = "P104", Error;
    UNKNOWN_REFERENCE = "P105", Error;
    BAD_NAME = "P106", Error;
    BAD_CONSTRAINT = "P107", Error;
    ENCODING = "L101", Error;
    FORBIDDEN_CHARACTER = "L102", Error;
    UNCLOSED_QUOTE = "L103", Error;
    MISSING_COLUMN = "L104", Error;
    UNKNOWN_COLUMN = "L105", Warning;
    REPEATED_COLUMN = "L106", Error;
    CELL_COUNT = "L107", Error;
    MISSING_LEDGER = "L108", Warning;
    TWO_FILES = "L109", Error;
    NATIONAL_ENCODING = "L110", Note;
    STRAY_FILE = "L111", Warning;
    UNIT_MISSING = "L112", Warning;
    UNIT_LATE = "L113", Warning;
    UNITS_REPORTED = "L114", Note;
    TWIN_UNITS = "L115", Warning;
    NOT_A_NUMBER = "L201", Error;
    TOO_MANY_DECIMALS = "L202", Error;
    NOT_WHOLE = "L203", Error;
    NOT_A_DATE = "L204", Error;
    NOT_A_BOOLEAN = "L205", Error;
    SCIENTIFIC = "L206", Error;
    TOO_LARGE = "L207", Error;
    TOTAL_ROW = "L301", Error;
    REQUIRED = "C101", Error;
    NOT_IN_ENUM = "C102", Error;
    PATTERN = "C103", Error;
    RANGE = "C104", Error;
    LENGTH = "C105", Error;
    NOT_UNIQUE = "C106", Error;
    PRIMARY_KEY = "C201", Error;
    FOREIGN_KEY = "C202", Error;
    OUT_OF_YEAR = "C301", Error;
    CLOSED_BEFORE_OPENED = "C302", Error;
    UNDATED = "C303", Warning;
    STOCK = "C304", Error;
    PART_OVER_WHOLE = "C401", Error;
    BALANCE = "C402", Error;
    SEQUENCE_GAP = "C403", Warning;
    EDITION = "C404", Error;
    EXPECTATION = "C501", Error;
    WITHIN = "C502", Error;
    UNEXPLAINED = "C503", Warning;
    RESTATED = "C504", Error;
    NOTHING_RESTATED = "C505", Warning;
    RENAMED = "C506", Warning;
    FIGURE_TYPE = "F101", Error;
    FIGURE_CYCLE = "F102", Error;
    NO_VALUE = "F103", Warning;
    NOWHERE_HELD = "F104", Warning;
    UNFIT_UNIT = "F105", Error;
    ATTENDANCES_AS_PERSONS = "F106", Warning;
    UNPRINTED_FIGURE = "F301", Note;
    UNCOUNTED_ROWS = "F302", Note;
    TEMPLATE_SYNTAX = "T101", Error;
    UNKNOWN_NAME = "T102", Error;
    FILTER = "T103", Error;
    RAW_HTML = "T104", Error;
    STRAY_EMPHASIS = "T105", Error;
    PICTURE = "T106", Error;
    UNKNOWN_HEADING = "T107", Error;
    LINK = "T108", Error;
    TOO_DEEP = "T109", Error;
    REPEATED_UNIT = "T110", Warning;
    THEME = "T201", Error;
    PDF_WARNING = "T202", Warning;
    TYPED_NUMERAL = "N101", Error;
    UNTRUE_HEDGE = "N102", Error;
    PRIVATE = "N103", Warning;
    NOT_ALONE = "N104", Error;
    CONTRADICTED = "N201", Error;
    ROUNDED = "N202", Warning;
    DOUBTFUL = "N203", Warning;
    UNKNOWN_NUMERAL = "N204", Note;
    NOT_A_MANUSCRIPT = "N205", Error;
    DOUBLED_HEDGE = "N301", Error;
    CONTESTED_HEDGE = "N302", Warning;
    NUMERAL_FORM = "N303", Error;
    CHANGE_WORD = "N304", Error;
    PERCENTAGE_POINTS = "N305", Error;
    UNTIL = "N306", Error;
    UNDATED_NOW = "N307", Warning;
    FIRST = "N308", Warning;
    PART_IN_TEXT = "N309", Error;
    SUM_IN_TEXT = "N310", Error;
    LEVEL = "N311", Error;
    MORE_THAN_NAMED = "N312", Error;
    NO_LAST_YEAR = "T301", Warning;
    STALE = "O301", Error;
    DAMAGED_RECORD = "O302", Error;
    RECORD_LOST = "O303", Warning;
    NOT_IN_SQL = "Q101", Warning;
    NOT_PLAIN = "Q102", Error;
    RESULTS = "Q201", Error;
    UNCHECKED = "Q202", Warning;
}
