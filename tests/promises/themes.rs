//! A project's own prose and looks, and what holds of them all the same.

use crate::support::{Project, WITH_PDF, text_of_pdf};

fn project() -> Project {
    Project::of_facts(&[("建家", "299/290", "家")])
}

#[test]
fn a_years_own_template_goes_before_the_annual_one() {
    let project = project()
        .template("# {{ title }}\n\n年年如此，建家{{ 建家 }}。\n")
        .file(
            "templates/2023.md",
            "# {{ title }}\n\n今年不同，建家{{ 建家 }}。\n",
        );
    project.run("build --all").exits(0);
    assert_eq!(project.lines()[2], "今年不同，建家299家。");
    assert!(
        project
            .read("out/2022/report.md")
            .contains("年年如此，建家290家。")
    );
}

#[test]
fn a_page_of_the_projects_own_still_escapes_what_it_prints() {
    let theme = "{% from \"builtin/blocks.html\" import flow %}<!DOCTYPE html>\n\
        <title>{{ title }}</title>\n{{ flow(blocks, sources, pictures) }}\n";
    let project = project()
        .file("data/2023/year.toml", "title = \"<b>总结</b>\"\n")
        .file("templates/theme/report.html", theme)
        .template("# {{ title }}\n\n建家{{ 建家 }}。\n")
        .built();
    let page = project.read("out/2023/report.html");
    assert!(
        page.starts_with("<!DOCTYPE html>\n<title>&lt;b&gt;总结&lt;"),
        "{page}"
    );
    let data = "<data class=\"figure\" data-figure=\"建家\" value=\"299\">299家</data>";
    assert!(page.contains(data), "{page}");
}

#[test]
fn a_style_of_the_projects_own_is_put_into_the_page() {
    let project = project()
        .file("templates/theme/report.css", "h1 { color: teal }\n")
        .built();
    assert!(
        project
            .read("out/2023/report.html")
            .contains("h1 { color: teal }")
    );
}

#[test]
fn a_theme_is_an_input_that_figures_json_names() {
    let project = project()
        .file("templates/theme/report.css", "h1 { color: teal }\n")
        .built();
    let inputs = project.json("out/2023/figures.json")["inputs"].to_string();
    assert!(inputs.contains("templates/theme/report.css"), "{inputs}");
    project.write("templates/theme/report.css", b"h1 { color: navy }\n");
    project.run("build --check").exits(3);
}

#[test]
fn both_layouts_print_the_same_words() {
    if !WITH_PDF {
        return;
    }
    for layout in ["yearbook", "gongwen"] {
        let settings = format!(
            "organisation = \"某某区总工会\"\noutputs = [\"pdf\"]\nlayout = \"{layout}\"\n"
        );
        let project = project()
            .file("data/report.toml", &settings)
            .template("# {{ title }}\n\n## 组织建设\n\n建家{{ 建家 }}，{{ 建家 | 比上年 }}。\n")
            .built();
        let Some(text) = text_of_pdf(&project.path("out/2023/report.pdf")) else {
            return;
        };
        assert!(
            text.contains("建家299家，比上年增长3.1%。"),
            "{layout}: {text}"
        );
    }
}

#[test]
fn a_program_without_typst_says_so_and_builds_the_rest() {
    if WITH_PDF {
        return;
    }
    let settings = "organisation = \"某某区总工会\"\noutputs = [\"md\", \"pdf\"]\n";
    let project = project().file("data/report.toml", settings);
    project.run("build").exits(0).says("T202");
    assert!(project.path("out/2023/report.md").exists());
    assert!(!project.path("out/2023/report.pdf").exists());
}
