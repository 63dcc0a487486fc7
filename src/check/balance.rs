//! C402: opening + income − spending = closing, in every year's folder, to the cent.

use super::at_cell;
use crate::diagnostic::{BALANCE, Diagnostic, Place};
use crate::ledger::{Column, Ledger, LedgerFile, Ledgers};
use crate::number::Number;
use crate::schema::Balance;

pub(super) fn check(ledger: &Ledger, _: &Ledgers) -> Vec<Diagnostic> {
    let Some(balance) = &ledger.schema.balance else {
        return Vec::new();
    };
    // An amount or a word that was refused has its own finding, and the sums cannot hold.
    let allowed = &ledger.schema.fields[balance.column].constraints.values;
    let is_allowed = |text: &str| allowed.is_empty() || allowed.iter().any(|value| value == text);
    let strange = super::rows_failing(ledger, balance.column, is_allowed);
    let whole = |file: &&LedgerFile| {
        file.is_complete
            && !file.rows.is_empty()
            && !ledger.has_refused(&file.rows, balance.amount)
            && !ledger.has_refused(&file.rows, balance.column)
            && !strange.iter().any(|row| file.rows.contains(row))
    };
    let files = ledger.files.iter().filter(whole);
    files
        .flat_map(|file| one_file(ledger, file, balance))
        .collect()
}

fn one_file(ledger: &Ledger, file: &LedgerFile, balance: &Balance) -> Vec<Diagnostic> {
    let (opening, _) = sum(ledger, file, balance, &balance.opening);
    let (income, _) = sum(ledger, file, balance, &balance.income);
    let (spending, _) = sum(ledger, file, balance, &balance.spending);
    let (closing, last) = sum(ledger, file, balance, &balance.closing);
    let column = &ledger.schema.fields[balance.column].name;
    let ends = [(&balance.opening, &opening), (&balance.closing, &closing)];
    let missing: Vec<_> = ends
        .iter()
        .filter(|(_, sum)| sum.is_none())
        .map(|(word, _)| word.as_str())
        .collect();
    if !missing.is_empty() {
        let missing = super::listed(missing.into_iter());
        let message = format!("“{column}”列没有{missing}这一行，收支对不了账");
        let help = format!("补上“{column}”是{missing}的行，金额照账本；没有余额就写 0");
        let place = Place::file(&file.source.path);
        return vec![Diagnostic::new(BALANCE, message).at(place).help(help)];
    }
    let or_zero = |sum: Option<Number>| sum.unwrap_or_else(Number::zero);
    let (opening, closing) = (or_zero(opening), or_zero(closing));
    let (income, spending) = (or_zero(income), or_zero(spending));
    let due = &(&opening + &income) - &spending;
    if due == closing {
        return Vec::new();
    }
    let message = format!(
        "{} {opening} + {} {income} − {} {spending} = {due}，“{}”写的是 {closing}，差 {}",
        balance.opening,
        balance.income,
        balance.spending,
        balance.closing,
        &closing - &due,
    );
    let help = format!(
        "核对有没有漏记、重记的行；都不错就把“{}”改成 {due}",
        balance.closing
    );
    vec![at_cell(
        ledger,
        last,
        balance.amount,
        BALANCE,
        message,
        help,
    )]
}

/// The sum of the amounts of the rows that are `word`, and the last of them; none if there is none.
fn sum(
    ledger: &Ledger,
    file: &LedgerFile,
    balance: &Balance,
    word: &str,
) -> (Option<Number>, usize) {
    let (Column::Text { dictionary, codes }, Column::Number { places, units }) = (
        &ledger.columns[balance.column],
        &ledger.columns[balance.amount],
    ) else {
        return (None, 0);
    };
    let Some(code) = dictionary.code_of(word.as_bytes()) else {
        return (None, 0);
    };
    let of_word = |row: &usize| codes.get(*row) == code;
    let rows = file.rows.clone().filter(of_word);
    let mut sum = 0_i128;
    let mut last = None;
    for row in rows {
        last = Some(row);
        if !ledger.columns[balance.amount].is_missing(row) {
            sum += i128::from(units[row]);
        }
    }
    (
        last.map(|_| Number::scaled(sum, *places)),
        last.unwrap_or(0),
    )
}

#[cfg(test)]
mod tests {
    use super::super::fixture::found;

    const LEDGERS: &str = r#"[funds]
        balance = { column = "收支", amount = "金额", opening = "期初", income = "收入", spending = "支出", closing = "期末" }
        fields = [ { name = "收支" }, { name = "金额", type = "number", places = 2 } ]"#;

    #[test]
    fn the_books_close_to_the_cent() {
        let good = "收支,金额\n期初,0.10\n收入,0.20\n支出,\n期末,0.30\n";
        assert_eq!(found(LEDGERS, &[("data/2020/funds.csv", good)]), [""; 0]);
        let bad = "收支,金额\n期初,100\n收入,50\n支出,30.01\n期末,120\n";
        let found = found(
            LEDGERS,
            &[("data/2019/funds.csv", good), ("data/2020/funds.csv", bad)],
        );
        assert_eq!(found.len(), 1, "{found:#?}");
        let expected = "2020/funds.csv:5:4: [C402]: 期初 100 + 收入 50 − 支出 30.01 = 119.99，“期末”写的是 120，差 0.01";
        assert!(found[0].contains(expected), "{found:#?}");
    }

    #[test]
    fn books_without_an_end_do_not_close() {
        let rows = "收支,金额\n期初,100\n支出,30\n";
        let missing = found(LEDGERS, &[("data/2020/funds.csv", rows)]);
        assert_eq!(missing.len(), 1, "{missing:#?}");
        assert!(missing[0].contains("没有“期末”这一行"), "{missing:#?}");
        let refused = "收支,金额\n期初,100\n支出,30元整\n期末,2\n";
        let refused = found(LEDGERS, &[("data/2020/funds.csv", refused)]);
        assert_eq!(refused.len(), 1, "{refused:#?}");
    }
}
