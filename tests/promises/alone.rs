//! A computed numeral stands alone: what is typed against it does not make another number of it, and a
//! hedge typed around it is proved.

use crate::support::Project;

fn project(sentence: &str) -> Project {
    Project::of_facts(&[
        ("班组", "7", "个"),
        ("届次", "11", ""),
        ("职工", "37", "人"),
        ("占比", "10.6", "%"),
    ])
    .figures("[[figure]]\nname = \"名单\"\nledger = \"facts\"\nlist = \"项目\"\n")
    .template(&format!("# {{{{ title }}}}\n\n{sentence}\n"))
}

#[track_caller]
fn codes(sentence: &str) -> Vec<(String, String)> {
    let outcome = project(sentence).run("build --format md --message-format json");
    let messages = outcome.messages();
    let told = messages.iter().filter(|found| found["severity"] != "note");
    let word = |word: &serde_json::Value| word.as_str().expect("text").to_owned();
    told.map(|found| (word(&found["code"]), word(&found["severity"])))
        .collect()
}

#[track_caller]
fn told(sentence: &str, code: &str, severity: &str) {
    assert_eq!(
        codes(sentence),
        [(code.to_owned(), severity.to_owned())],
        "{sentence}"
    );
}

#[track_caller]
fn silent(sentence: &str) {
    assert_eq!(codes(sentence), [], "{sentence}");
}

const VALUE: &str = "{{ rows(\"facts\")[2].数 }}";

#[test]
fn a_numeral_typed_against_a_figure_makes_another_number() {
    let before = [
        "十", "百", "千", "万", "亿", "廿", "拾", "一", "两", "几", "半", "Ⅱ", "①", "-", "−", "负",
        "+", "±",
    ];
    for typed in before {
        told(&format!("班组{typed}{{{{ 班组 }}}}。"), "N104", "error");
    }
    for typed in ["半", "余", "多", "万", "%", "之一", "月"] {
        told(&format!("班组{{{{ 班组 }}}}{typed}。"), "N104", "error");
    }
    told("数{{ 班组 }}。", "N104", "error");
    told("班组{{ 班组 | 汉字 }}十。", "N104", "error");
    told("慰问{{ 职工 }}次。", "N104", "error");
    told("第5{{ 届次 }}届。", "N104", "error");
    told("第二十{{ 届次 | 汉字 }}届。", "N104", "error");
}

#[test]
fn two_numerals_side_by_side_are_another_number() {
    told("第{{ 届次 }}{{ 届次 }}届。", "N104", "error");
    told(&format!("慰问{VALUE}{VALUE}人。"), "N104", "error");
    told(
        "慰问{{ rows(\"facts\") | map(attribute=\"数\") | join(\"\") }}人。",
        "N104",
        "error",
    );
}

#[test]
fn a_numeral_among_words_is_left_alone() {
    for sentence in [
        "职工数{{ 班组 }}。",
        "1. {{ 班组 }}建成",
        "①{{ 班组 }}建成。",
        "{{ year }}年建成{{ 班组 }}。",
        "建成{{ 届次 }}—{{ 班组 }}。",
        "建成{{ 班组 }}—{{ 职工 }}。",
        "建成{{ 班组 }}、{{ 班组 }}。",
        "第{{ 届次 }}届。",
        "统一{{ 班组 }}标准。",
        "“五一”{{ 班组 }}。",
        "五一{{ 班组 }}。",
        "一对一{{ 班组 }}。",
        "{{ 班组 }}人大代表联络站。",
        "{{ 班组 }}十佳班组。",
        "{{ 职工 }}均为女工。",
        "{{ 职工 }}多次获奖。",
        "{{ 班组 }}多于以往。",
        "{{ 班组 }}千方百计保畅通。",
        "配备AED{{ 班组 }}。",
        "慰问{{ 班组 }}{{ 职工 }}。",
        "达“{{ 班组 }}”（{{ 职工 }}）。",
        "- {{ 班组 }}建成",
    ] {
        silent(sentence);
    }
    silent(&format!("慰问{VALUE}人。"));
    silent(&format!("慰问{VALUE}、{VALUE}人。"));
}

#[test]
fn a_hedge_is_seen_in_whatever_words_and_past_marks() {
    for sentence in [
        "班组不止{{ 班组 }}。",
        "班组{{ 班组 }}不到。",
        "班组未达{{ 班组 }}。",
        "班组＞{{ 班组 }}。",
        "班组‹{{ 班组 }}。",
        "班组将近“{{ 班组 }}”。",
        "班组近（{{ 班组 }}）。",
        "班组近**{{ 班组 }}**。",
    ] {
        told(sentence, "N102", "error");
    }
    told(&format!("慰问近{VALUE}人。"), "N102", "error");
    told("占比近{{ 占比 }}以上。", "N301", "error");
    for sentence in [
        "班组未超过{{ 班组 }}。",
        "班组≥{{ 班组 }}。",
        "{{ 职工 }}不到会。",
        "最近（{{ 职工 }}）。",
        "->{{ 班组 }}。",
    ] {
        silent(sentence);
    }
}

#[test]
fn a_needless_hedge_is_a_warning() {
    told("班组约{{ 班组 }}。", "N203", "warning");
    told("班组{{ 班组 }}左右。", "N203", "warning");
    told(&format!("慰问约{VALUE}人。"), "N203", "warning");
    silent("班组{{ 班组 }}以上。");
}

#[test]
fn a_list_is_joined_by_words_that_do_not_count() {
    for between in ["37人、", "十", "各2、"] {
        told(
            &format!("{{{{ 名单 | join(\"{between}\") }}}}。"),
            "T103",
            "error",
        );
    }
    silent("{{ 名单 | join(\"、\") }}。");
    silent("{{ 名单 | join(\"和\") }}。");
}

#[test]
fn a_quotation_is_of_a_whole_quantity() {
    let quoted = |text: &str, sentence: &str| {
        let quote = format!("[[quote]]\ntext = \"{text}\"\nsource = \"通报\"\n");
        project(sentence)
            .file("data/2023/year.toml", &quote)
            .run("build --format md")
    };
    quoted("三十七人", "全市三十七人。").exits(0);
    quoted("37人", "全市37人获奖。").exits(0);
    quoted("三十七人", "全市百三十七人。").exits(1).says("N101");
    quoted("37人", "全市37人次。").exits(1).says("N101");
}

#[test]
fn what_cannot_be_written_so_is_refused() {
    for sentence in [
        "{{ 占比 | 万(2) }}。",
        "{{ 占比 | 余 }}。",
        "{{ 职工 | 亿(2) }}。",
        "{{ none }}。",
    ] {
        told(sentence, "T103", "error");
    }
    silent("{{ 占比 | 多 }}。");
}

#[test]
fn a_ledgers_title_does_not_count() {
    let project = project("好。");
    project.replace(
        "data/ledgers.toml",
        "[facts]\n",
        "[facts]\ntitle = \"37个班组登记簿\"\n",
    );
    project
        .run("check 2023")
        .exits(1)
        .prints("data/ledgers.toml:2");
    project.replace("data/ledgers.toml", "37个班组登记簿", "五一班组登记簿");
    project.run("check 2023").exits(0);
}

#[test]
fn a_finding_stands_where_its_words_come_from() {
    // The same words stand further up, and inside a tag.
    let placed = |sentence: &str, line: u32, column: u32| {
        let project = project(&format!(
            "{{% if 职工.值 > 1 %}}职工7人均为女工。{{% endif %}}\n\n以上。人\n\n{sentence}"
        ));
        let quote = "[[quote]]\ntext = \"职工7人均为女工\"\nsource = \"通报\"\n";
        let outcome = project
            .file("data/2023/year.toml", quote)
            .run("build --message-format json");
        let found = outcome.exits(1).messages();
        let at = (found[0]["line"].clone(), found[0]["column"].clone());
        assert_eq!(at, (line.into(), column.into()), "{sentence}\n{found:?}");
    };
    placed("慰问职工**3**7人。", 7, 7);
    placed("慰问{{ 30 + 7 }}人。", 7, 3);
    placed("慰问{{ 1 if true else 2 }}人。", 7, 3);
    placed("占比近{{ 占比 }}以上。", 7, 3);
    placed("班组{{ 班组 }}多。", 7, 3);
    placed(
        "| 甲 | 乙 |\n|---|---|\n{% for row in rows(\"facts\") -%}\n| 好 | 7人 |\n{% endfor %}",
        10,
        7,
    );
    placed("{% macro m() %}30{% endmacro %}新建{{ m() }}家。", 7, 34);
}
